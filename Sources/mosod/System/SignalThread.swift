internal import Glibc
internal import Synchronization

/// Signals as ordinary calls on the program's first thread.
///
/// A signal handler may do almost nothing: no locks, no allocation. So the signals are blocked in
/// the first thread before there are others, which inherit that, and the first thread then does
/// nothing but ask for them by `sigwait`. What it calls is ordinary code.
enum SignalThread {
    private static let signals = [SIGTERM, SIGINT, SIGHUP]
    private static let handler = Mutex<(@Sendable (Int32) -> Void)?>(nil)

    /// Must be called before any other thread exists.
    static func block() {
        var set = SignalThread.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A peer that hangs up while we write is an error of that write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `body` with each signal that comes from now on, one after the other.
    static func handle(_ body: (@Sendable (Int32) -> Void)?) {
        handler.withLock { $0 = body }
    }

    /// Waits for signals until the program ends. Before there is a handler, there is nothing to stop
    /// in order, and a signal ends the program at once.
    static func wait() -> Never {
        var set = SignalThread.set
        while true {
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { continue }
            if let body = handler.withLock({ $0 }) {
                body(number)
            } else if number != SIGHUP {
                _exit(128 + number)
            }
        }
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        return set
    }
}
