// Where one request ends and the next begins, counted before anything is parsed.
//
// The HTTP parser behind this has limits of its own, but what it says about a head that is too long
// is a bare 400, it waits for a slow head as long as for an idle connection, and it allows two ways to
// say how long a body is. Two readers that disagree about a body's length are how requests are
// smuggled. So there is one way here: `Content-Length`, once, in digits. Chunked bodies are refused;
// no peer of ours sends them.

/// Follows the bytes of a connection: a head of bounded size, a body of so many bytes, the next head.
struct RequestFraming: Sendable, Hashable {
    /// Why the connection is not worth listening to any further.
    enum Fault: Error, Sendable, Hashable {
        case headTooLarge
        case bodyTooLarge
        case lengthAndEncoding
        case chunked
        case malformed(String)
    }

    private enum Place: Sendable, Hashable {
        case head
        case body(left: Int)
    }

    private let bytesMax: Int
    private let fieldsMax: Int
    private let bodyMax: Int
    private var place = Place.head
    private var line: [UInt8] = []
    private var headBytes = 0
    private var lines = 0
    private var length: Int?
    private var isChunked = false
    /// Heads that have come in whole.
    private(set) var heads = 0

    /// - Parameters:
    ///   - bytesMax: of a head, its empty line included.
    ///   - bodyMax: of a body, in bytes.
    init(bytesMax: Int = 16 << 10, fieldsMax: Int = 64, bodyMax: Int = .max) {
        self.bytesMax = bytesMax
        self.fieldsMax = fieldsMax
        self.bodyMax = bodyMax
    }

    /// Whether a request has begun and its head is not whole yet.
    var isInsideHead: Bool { place == .head && headBytes > 0 }
    var isInsideBody: Bool { place != .head }

    /// Takes the next bytes of the connection.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        var at = 0
        while at < bytes.count {
            switch place {
            case .body(let left):
                let part = min(left, bytes.count - at)
                at += part
                place = part == left ? .head : .body(left: left - part)
            case .head:
                try take(bytes[at])
                at += 1
            }
        }
    }

    private mutating func take(_ byte: UInt8) throws(Fault) {
        headBytes += 1
        guard headBytes <= bytesMax else { throw .headTooLarge }
        guard byte == UInt8(ascii: "\n") else {
            line.append(byte)
            return
        }
        guard line.popLast() == UInt8(ascii: "\r") else { throw .malformed("a line without CR") }
        try endLine()
        line.removeAll(keepingCapacity: true)
    }

    private mutating func endLine() throws(Fault) {
        // Empty lines before a request are skipped (RFC 9112, 2.2); their bytes count all the same.
        if line.isEmpty && lines == 0 { return }
        if line.isEmpty { return try endHead() }
        lines += 1
        if lines > 1 { try takeField() }
    }

    private mutating func takeField() throws(Fault) {
        guard lines - 1 <= fieldsMax else { throw .headTooLarge }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy({ 0x21...0x7E ~= $0 })
        else { throw .malformed("a field without a name") }
        switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
        case "content-length":
            guard length == nil else { throw .malformed("Content-Length twice") }
            length = try RequestFraming.length(line[(colon + 1)...])
        case "transfer-encoding": isChunked = true
        default: break
        }
    }

    private mutating func endHead() throws(Fault) {
        if isChunked { throw length == nil ? .chunked : .lengthAndEncoding }
        guard length ?? 0 <= bodyMax else { throw .bodyTooLarge }
        place = length.map { $0 == 0 ? .head : .body(left: $0) } ?? .head
        (headBytes, lines, length) = (0, 0, nil)
        heads += 1
    }

    private static func length(_ text: ArraySlice<UInt8>) throws(Fault) -> Int {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let digits = text.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard 1...15 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw .malformed("a Content-Length that is no number")
        }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension RequestFraming.Fault {
    var problem: WebProblem {
        switch self {
        case .headTooLarge:
            WebProblem(431, "head-too-large", "the request's head is larger than this server takes")
        case .bodyTooLarge: .bodyTooLarge
        case .lengthAndEncoding:
            WebProblem(
                400, "two-lengths", "Content-Length and Transfer-Encoding exclude each other")
        case .chunked:
            WebProblem(411, "length-required", "a body must come with its Content-Length")
        case .malformed(let what): WebProblem(400, "malformed-head", "the head has \(what)")
        }
    }
}
