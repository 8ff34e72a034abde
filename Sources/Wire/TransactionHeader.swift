public import Causality

/// What stands before the operations of a transaction.
public struct TransactionHeader: Sendable, Hashable {
    public let dot: Dot
    public let previousHash: [UInt8]
    public let stamp: HybridTimestamp
    /// How the context differs from that of the stream's transaction before.
    public let contextDelta: [Entry]
    public let schemaVersion: UInt32
    public let author: String
    public let reason: String?
    public let action: Action?
    /// Every stream the transaction names; its own is the first.
    public let streams: [Stream]
    /// The commitment to the personal values that travel beside the bytes; `nil` when there are none.
    public let personalRoot: [UInt8]?

    public struct Entry: Sendable, Hashable {
        public let stream: Stream
        public let seq: UInt64
        /// The first four bytes of the hash of that transaction; `nil` where the writer did not say.
        public let head: UInt32?
    }

    /// The heads of the entries of `contextDelta`, where the writer told them.
    public var heads: [Stream: UInt32] {
        contextDelta.reduce(into: [:]) { heads, entry in heads[entry.stream] = entry.head }
    }

    /// The whole context, given that of the stream's transaction before. `nil` when the difference
    /// goes back behind it, which no honest writer's does.
    public func context(after previous: VersionVector) -> VersionVector? {
        var context = previous
        for entry in contextDelta {
            guard entry.seq > context[entry.stream] else { return nil }
            context.advance(entry.stream, to: entry.seq)
        }
        guard dot.seq - 1 >= context[dot.stream] else { return nil }
        context.advance(dot.stream, to: dot.seq - 1)
        return context
    }
}

extension ByteReader {
    mutating func transactionHeader() throws(WireError) -> TransactionHeader {
        guard try byte("transaction.format") == TransactionEncoder.format else {
            throw WireError(.unknownFormat, reading: "transaction.format", offset: 0)
        }
        let flags = try byte("transaction.flags")
        guard flags < 16 else { throw failure(.outOfRange, "transaction.flags") }
        let streams = try streamTable()
        let seq = try varint("transaction.seq")
        guard seq > 0, seq < 1 << 62 else { throw failure(.outOfRange, "transaction.seq") }
        let previousHash = Array(try raw(32, "transaction.previous"))
        let stamp = HybridTimestamp(bits: try fixed64("transaction.stamp"))
        let delta = try contextDelta(streams, withHeads: flags & 8 != 0)
        let schema = try count("transaction.schema", most: Int(UInt32.max))
        let author = try text("transaction.author", most: WireLimits.authorBytesMax)
        let reason =
            flags & 1 == 0
            ? nil : try text("transaction.reason", most: WireLimits.reasonBytesMax)
        var action: Action?
        if flags & 2 != 0 {
            let id = Array(try raw(16, "transaction.action"))
            action = Action(
                id: id, parts: UInt32(try count("transaction.parts", most: WireLimits.shapesMax)))
        }
        let root = flags & 4 == 0 ? nil : Array(try raw(32, "transaction.personal"))
        return TransactionHeader(
            dot: Dot(stream: streams[0], seq: seq), previousHash: previousHash, stamp: stamp,
            contextDelta: delta, schemaVersion: UInt32(schema), author: author, reason: reason,
            action: action, streams: streams, personalRoot: root)
    }

    private mutating func streamTable() throws(WireError) -> [Stream] {
        let count = try count("transaction.streams", most: WireLimits.vectorEntriesMax)
        guard count > 0 else { throw failure(.outOfRange, "transaction.streams") }
        var streams: [Stream] = []
        for at in 0..<count {
            let stream = try stream()
            guard at < 2 || streams[at - 1] < stream, at == 0 || stream != streams[0] else {
                throw failure(.notCanonical, "transaction.streams")
            }
            streams.append(stream)
        }
        // A writer does not know of a fork of its own stream, or it would not write there any more.
        guard streams[0].origin.branch == nil else {
            throw failure(.outOfRange, "transaction.stream")
        }
        return streams
    }

    /// A stream in full: site, epoch, scope.
    mutating func stream() throws(WireError) -> Stream {
        let origin = try origin()
        guard let scope = ScopeID(try text("stream.scope", most: 65)) else {
            throw failure(.outOfRange, "stream.scope")
        }
        return Stream(origin: origin, scope: scope)
    }

    private mutating func contextDelta(
        _ streams: [Stream], withHeads: Bool
    ) throws(WireError) -> [TransactionHeader.Entry] {
        let count = try count("transaction.context", most: WireLimits.vectorEntriesMax)
        guard count > 0 || !withHeads else { throw failure(.notCanonical, "transaction.flags") }
        var delta: [TransactionHeader.Entry] = []
        var last: UInt64 = 0
        for _ in 0..<count {
            let index = try varint("transaction.context.stream")
            let seq = try varint("transaction.context.seq")
            guard index > last, index < UInt64(streams.count), seq > 0, seq < 1 << 62 else {
                throw failure(.notCanonical, "transaction.context")
            }
            last = index
            let head = withHeads ? try fixed32("transaction.context.head") : nil
            delta.append(.init(stream: streams[Int(index)], seq: seq, head: head))
        }
        return delta
    }
}
