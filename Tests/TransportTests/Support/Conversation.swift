import Glibc

/// A request as it came over the wire.
struct ServedRequest: Sendable {
    var method: String
    var path: String
    /// By lower-case name.
    var headers: [String: String]
    var body: [UInt8]
    /// Which connection it came on, counted from 1.
    var connection: Int
}

/// The server's end of one connection. It stays on the thread of that connection.
final class Conversation {
    private let socket: Int32
    private let connection: Int
    private var buffered: [UInt8] = []
    private var isOpen = true

    init(socket: Int32, connection: Int) {
        self.socket = socket
        self.connection = connection
    }

    deinit { close(socket) }

    /// The next request; `nil` when there is none, because either side has hung up.
    func readRequest() -> ServedRequest? {
        guard isOpen, let head = readHead() else { return nil }
        let lines = head.split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffered.count < length { if !receiveMore() { return nil } }
        let body = Array(buffered.prefix(length))
        buffered.removeFirst(length)
        return ServedRequest(
            method: String(words[0]), path: String(words[1]), headers: headers, body: body,
            connection: connection)
    }

    /// Sends bytes as they are. `false` when the client is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole reply with its length.
    func reply(_ status: String = "200 OK", headers: [String] = [], body: [UInt8] = []) {
        send(wholeReply(status, headers: headers, body: body))
    }

    /// Blocks until the client hangs up, answering nothing.
    func waitForHangUp() {
        while receiveMore() { buffered = [] }
        isOpen = false
    }

    /// Hangs up without waiting for the client.
    func hangUp() {
        isOpen = false
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func readHead() -> String? {
        let end: [UInt8] = [13, 10, 13, 10]
        while true {
            let last = buffered.count - end.count
            if last >= 0, let start = (0...last).first(where: { buffered[$0...].starts(with: end) })
            {
                let head = String(decoding: buffered[..<start], as: UTF8.self)
                buffered.removeFirst(start + end.count)
                return head
            }
            if !receiveMore() { return nil }
        }
    }

    private func receiveMore() -> Bool {
        let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { room, count in
            count = max(0, recv(socket, room.baseAddress, room.count, 0))
        }
        buffered += part
        return !part.isEmpty
    }
}

/// The bytes of a reply with its length.
func wholeReply(
    _ status: String = "200 OK", headers: [String] = [], body: [UInt8] = []
) -> [UInt8] {
    let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers
    return Array((lines.map { $0 + "\r\n" }.joined() + "\r\n").utf8) + body
}
