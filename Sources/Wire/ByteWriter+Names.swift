package import Causality

// Names as they are printed, without a String for each: of thousands of ids, and of the claims of every exchange,
// making it would be the dearest part.

extension ByteWriter {
    /// What `text` writes of a dot's description.
    package mutating func text(of dot: Dot) {
        guard dot.stream.origin.branch == nil else { return text(dot.description) }
        varint(count(of: dot.stream) + 1 + digits(of: dot.seq))
        append(dot.stream)
        byte(UInt8(ascii: ":"))
        decimal(dot.seq)
    }

    /// What `text` writes of a stream's description.
    package mutating func text(of stream: Stream) {
        guard stream.origin.branch == nil else { return text(stream.description) }
        varint(count(of: stream))
        append(stream)
    }

    private func count(of stream: Stream) -> Int {
        stream.origin.site.name.utf8.count + 1 + digits(of: UInt64(stream.origin.epoch)) + 1
            + stream.scope.name.utf8.count
    }

    private mutating func append(_ stream: Stream) {
        append(utf8: stream.origin.site.name)
        byte(UInt8(ascii: "."))
        decimal(UInt64(stream.origin.epoch))
        byte(UInt8(ascii: "/"))
        append(utf8: stream.scope.name)
    }

    private func digits(of number: UInt64) -> Int {
        var (count, rest) = (1, number)
        while rest >= 10 { (count, rest) = (count + 1, rest / 10) }
        return count
    }

    private mutating func decimal(_ number: UInt64) {
        var power: UInt64 = 1
        while number / power >= 10 { power *= 10 }
        while power > 0 {
            byte(UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
        }
    }
}
