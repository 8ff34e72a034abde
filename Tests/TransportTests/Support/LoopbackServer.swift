import Glibc
import Synchronization

/// An HTTP server on a free port of this machine that does exactly what a test's script says, also
/// what no decent server would do.
///
/// The script is called once for each request, on a thread of its connection, after the request has
/// been read whole. It answers through the `Conversation`, or does not.
final class LoopbackServer: Sendable {
    typealias Script = @Sendable (_ request: ServedRequest, _ conversation: Conversation) -> Void

    let port: UInt16
    /// The paths of requests as they arrive, for a test to wait on.
    let arrivals: AsyncStream<String>
    private let listener: Int32
    private let tally: Tally

    /// How many connections and requests came in.
    final class Tally: Sendable {
        let connections = Atomic(0)
        let requests = Atomic(0)
    }

    init(script: @escaping Script) {
        let tally = Tally()
        let listener = listenOnLoopback()
        let (arrivals, announce) = AsyncStream<String>.makeStream()
        (self.tally, self.listener, self.arrivals) = (tally, listener, arrivals)
        port = portNumber(of: listener)
        onNewThread {
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { break }
                let number = tally.connections.add(1, ordering: .relaxed).newValue
                onNewThread {
                    let conversation = Conversation(socket: socket, connection: number)
                    while let request = conversation.readRequest() {
                        tally.requests.add(1, ordering: .relaxed)
                        announce.yield(request.path)
                        script(request, conversation)
                    }
                    conversation.hangUp()
                }
            }
            close(listener)
        }
    }

    /// Ends the thread that accepts; connections end when the client hangs up.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var connectionCount: Int { tally.connections.load(ordering: .relaxed) }
    var requestCount: Int { tally.requests.load(ordering: .relaxed) }
    var address: String { "http://127.0.0.1:\(port)" }
}

/// A port on which nobody listens: one that was free a moment ago.
func deadPort() -> UInt16 {
    let socket = listenOnLoopback()
    defer { close(socket) }
    return portNumber(of: socket)
}

private func listenOnLoopback() -> Int32 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    precondition(bound == 0 && listen(listener, 128) == 0, "no loopback socket to be had")
    return listener
}

private func portNumber(of socket: Int32) -> UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
    }
    precondition(named == 0, "a bound socket has a name")
    return UInt16(bigEndian: address.sin_port)
}

/// A thread, because the script may block for as long as it likes.
private func onNewThread(_ body: @escaping @Sendable () -> Void) {
    final class Cargo {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let started = pthread_create(
        &thread, nil,
        { address in
            guard let address else { return nil }
            Unmanaged<Cargo>.fromOpaque(address).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Cargo(body)).toOpaque())
    precondition(started == 0, "no thread to be had")
    pthread_detach(thread)
}
