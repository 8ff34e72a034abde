/// The head of a reply, as its lines come in. It is untrusted, hence bounded: a peer, or whatever
/// answers in its place, must not be able to fill our memory with headers.
struct ReplyHead {
    /// Limits over everything that arrives as head: interim replies and trailers count too.
    static let bytesMax = 16 * 1024
    static let linesMax = 64

    /// Fields by lower-case name; repeated ones are joined by commas (RFC 9110, 5.3).
    private(set) var fields: [String: String] = [:]
    /// 0 until a status line arrived.
    private(set) var status = 0
    /// The blank line after a final status (200 and above) arrived.
    private(set) var isComplete = false
    private var bytes = 0
    private var lines = 0
    private var lastName: String?

    /// Takes one line, with or without its line break; `false` when that is more than is allowed.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        bytes += line.count
        lines += 1
        guard bytes <= ReplyHead.bytesMax, lines <= ReplyHead.linesMax + 2 else { return false }
        // What comes after the head is a trailer: it must not change what the head said.
        guard !isComplete else { return true }
        let text = line[..<(line.lastIndex { $0 != 0x0D && $0 != 0x0A }.map { $0 + 1 } ?? 0)]
        if text.isEmpty {
            isComplete = status >= 200
        } else if text.starts(with: "HTTP/".utf8) {
            begin(status: text)
        } else {
            add(field: text)
        }
        return true
    }

    /// An interim reply (1xx) may have come before; its fields are not the final one's.
    private mutating func begin(status line: Slice<UnsafeRawBufferPointer>) {
        fields = [:]
        lastName = nil
        let words = line.split(separator: 0x20, maxSplits: 2)
        status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
    }

    private mutating func add(field line: Slice<UnsafeRawBufferPointer>) {
        if line.first == 0x20 || line.first == 0x09 {
            // A folded line belongs to the field before (RFC 9112, 5.2).
            if let lastName { fields[lastName, default: ""] += " " + trimmed(line) }
            return
        }
        guard let colon = line.firstIndex(of: 0x3A) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = trimmed(line[(colon + 1)...])
        fields[name] = fields[name].map { "\($0), \(value)" } ?? value
        lastName = name
    }

    private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
