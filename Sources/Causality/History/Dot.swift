/// The name of one transaction, and of every write in it: a stream and a number counted from 1.
public struct Dot: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let stream: Stream
    public let seq: UInt64

    public init(stream: Stream, seq: UInt64) {
        precondition(seq > 0, "sequence numbers are counted from 1")
        self.stream = stream
        self.seq = seq
    }

    /// `anji.1/site/anji:42`
    public var description: String { "\(stream):\(seq)" }

    /// Reads `description` back; `nil` when it is not of that form, or the number is greater than any that is
    /// kept (`Int64.max`).
    public init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let stream = Stream(String(text[..<colon]))
        else { return nil }
        let number = text[text.utf8.index(after: colon)...]
        guard number.isPlainNumber, let seq = UInt64(number), seq <= UInt64(Int64.max) else {
            return nil
        }
        self.init(stream: stream, seq: seq)
    }

    public static func < (a: Dot, b: Dot) -> Bool {
        a.stream == b.stream ? a.seq < b.seq : a.stream < b.stream
    }
}
