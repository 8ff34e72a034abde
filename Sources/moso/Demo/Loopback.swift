internal import Glibc

/// The ports of 127.0.0.1, as far as the demo needs to know them.
enum Loopback {
    /// So many ports that nobody uses, from one up; fewer where there are no more.
    static func freePorts(_ count: Int, from first: Int) -> [Int] {
        var found: [Int] = []
        for port in first..<max(first, min(first + 2_000, 65_536)) where found.count < count {
            let isFree = withSocket(port) { socket, address in
                bind(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
            if isFree { found.append(port) }
        }
        return found
    }

    /// Whether the server of a port answers `GET /healthz` with 200.
    static func isHealthy(_ port: Int) -> Bool {
        withSocket(port) { socket, address in
            var limit = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(
                socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            guard connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 else {
                return false
            }
            let request = Array(
                "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8
            )
            guard write(socket, request, request.count) == request.count else { return false }
            var reply = [UInt8](repeating: 0, count: 12)
            return read(socket, &reply, reply.count) == reply.count
                && reply.elementsEqual("HTTP/1.1 200".utf8)
        }
    }

    private static func withSocket(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>) -> Bool
    ) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard socket >= 0, let port = UInt16(exactly: port) else { return false }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(socket, $0) }
        }
    }
}
