import Glibc

/// A connection to a server on this machine that sends what no client would.
struct RawConnection: ~Copyable {
    private let file: Int32

    init(port: Int) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure(step: "connect", code: errno) }
        // No test waits for ever for a server that does not answer. Beside a thousand other tests a
        // server's task can wait for minutes before it gets a thread.
        var limit = timeval(tv_sec: 1_200, tv_usec: 0)
        setsockopt(
            file, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(file) }

    struct Failure: Error {
        let step: String
        let code: Int32
    }

    /// Sends, as far as the other end takes it.
    func send(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        var at = 0
        while at < bytes.count {
            let count = bytes[at...].withUnsafeBytes {
                Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            at += count
        }
    }

    func send(_ text: String) { send(text.utf8) }

    func endSending() { shutdown(file, Int32(SHUT_WR)) }

    /// Everything until the server closes.
    func rest() -> String {
        var all: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(file, &room, room.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += room[..<count]
        }
    }

    /// What has come of an answer once its head is there.
    func head() -> String {
        var all: [UInt8] = []
        var byte: UInt8 = 0
        while !all.suffix(4).elementsEqual("\r\n\r\n".utf8), recv(file, &byte, 1, 0) == 1 {
            all.append(byte)
        }
        return String(decoding: all, as: UTF8.self)
    }
}
