internal import Glibc

/// Signals as calls on a thread of their own.
///
/// A signal handler may do almost nothing: no locks, no allocation. So the signals are blocked in
/// every thread, which they inherit from the first, and one thread asks for them by `sigwait`; what
/// it then calls is ordinary code.
enum SignalThread {
    private static let signals = [SIGTERM, SIGINT, SIGHUP]

    /// Must be called before any other thread exists.
    static func block() {
        var set = SignalThread.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A peer that hangs up while we write is an error of that write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `handler` with each signal that comes, one after the other.
    static func start(_ handler: @escaping @Sendable (Int32) -> Void) {
        let cargo = Unmanaged.passRetained(Cargo(handler: handler))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { address in
                guard let address else { preconditionFailure("a thread without its handler") }
                let handler = Unmanaged<Cargo>.fromOpaque(address).takeRetainedValue().handler
                var set = SignalThread.set
                while true {
                    var number: Int32 = 0
                    if sigwait(&set, &number) == 0 { handler(number) }
                }
            }, cargo.toOpaque())
        precondition(code == 0, "the system has no thread to give")
        pthread_detach(thread)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        return set
    }

    private final class Cargo: Sendable {
        let handler: @Sendable (Int32) -> Void
        init(handler: @escaping @Sendable (Int32) -> Void) { self.handler = handler }
    }
}
