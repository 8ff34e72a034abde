public import Causality

// Where do two histories of one stream part?
//
// Both ends have found that they mean different transactions by one number, and neither knows how far
// back they agree. One of them names hashes at numbers spread over the stream; the other finds the
// highest that it shares. If what lies between that and the next it does not share is short, it sends
// everything from there on; if not, it answers with numbers spread over that gap. Each step narrows
// the gap by a factor of `pointsMax`: a stream of a million is searched in three.

/// Some transactions of a stream, by number and hash.
public struct StreamLocator: Sendable, Hashable {
    /// Points in one locator.
    public static let pointsMax = 64
    /// A gap of at most so many transactions is not searched further, but sent.
    public static let gapMax: UInt64 = 256

    /// The stream as its own transactions name it.
    public let stream: Stream
    public let points: [Point]

    public struct Point: Sendable, Hashable {
        public let seq: UInt64
        /// The first eight bytes of the transaction's hash.
        public let head: UInt64

        public init(seq: UInt64, head: UInt64) {
            self.seq = seq
            self.head = head
        }
    }

    public init(stream: Stream, points: [Point]) {
        self.stream = stream
        self.points = points
    }

    /// At most `pointsMax` numbers spread evenly over those between `low` and `high`, the last of
    /// them included; none when there is nothing between.
    public static func numbers(between low: UInt64, and high: UInt64) -> [UInt64] {
        guard high > low + 1 else { return [] }
        let inside = high - low - 1
        let count = min(UInt64(pointsMax), inside)
        return (1...count).map { low + $0 * inside / count }
    }
}

extension StreamLocator {
    /// Text site, varint epoch, text scope, varint count, then for each point varint number, fixed64
    /// hash.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.origin(stream.origin)
        writer.text(stream.scope.name)
        writer.varint(points.count)
        for point in points {
            writer.varint(point.seq)
            writer.fixed64(point.head)
        }
        return writer.bytes
    }
}

extension ByteReader {
    mutating func locator() throws(WireError) -> StreamLocator {
        let stream = try stream()
        guard stream.origin.branch == nil else { throw failure(.outOfRange, "locator.stream") }
        var points: [StreamLocator.Point] = []
        for _ in 0..<(try count("locator.points", most: WireLimits.locatorPointsMax)) {
            let seq = try varint("locator.seq")
            guard seq > 0, seq < 1 << 62 else { throw failure(.outOfRange, "locator.seq") }
            points.append(.init(seq: seq, head: try fixed64("locator.head")))
        }
        return StreamLocator(stream: stream, points: points)
    }
}
