internal import Causality

/// Yields the frames of a body as its bytes arrive.
///
/// Memory is bounded: by the largest frame that is accepted, and by the limits of the stream
/// decoder. A broken frame inside an intact body is an error of its own and named by its number.
public final class FrameDecoder {
    private let zstd = ZstdStreamDecoder()
    private var pending: [UInt8] = []
    private var sawMagic = false
    /// Frames read so far: the number of the one that an error is about.
    public private(set) var frameCount = 0
    public private(set) var transactions = 0
    /// Whether the `end` frame came and agrees with what came before it.
    public private(set) var isWhole = false

    public init() {}

    public var expandedCount: Int { zstd.expandedCount }

    /// Takes the next bytes of the body and hands over every frame they complete.
    public func feed(
        _ chunk: UnsafeRawBufferPointer, take: (Frame) throws(WireError) -> Void
    ) throws(WireError) {
        try zstd.feed(chunk) { (part) throws(WireError) in
            pending.append(contentsOf: part)
            // A copy of a whole body for each frame would be quadratic; frames are taken in turn
            // and the rest is moved once.
            let used = try drain(take)
            if used > 0 { pending.removeFirst(used) }
        }
    }

    public func feed(
        _ chunk: [UInt8], take: (Frame) throws(WireError) -> Void
    ) throws(WireError) {
        var thrown: WireError?
        chunk.withUnsafeBytes { buffer in
            do throws(WireError) { try feed(buffer, take: take) } catch { thrown = error }
        }
        if let thrown { throw thrown }
    }

    private func drain(_ take: (Frame) throws(WireError) -> Void) throws(WireError) -> Int {
        var used = 0
        if !sawMagic {
            guard pending.count >= FrameType.magic.count else { return 0 }
            guard pending.starts(with: FrameType.magic) else {
                throw WireError(.unknownFormat, reading: "body", offset: 0)
            }
            sawMagic = true
            used = FrameType.magic.count
        }
        while let frame = try nextFrame(from: used) {
            guard !isWhole else {
                throw WireError(.trailingBytes, reading: "body", offset: frameCount)
            }
            used = frame.end
            if let value = try decode(frame) { try take(value) }
            frameCount += 1
        }
        return used
    }

    private struct Place {
        let type: UInt8
        let start: Int
        let end: Int
    }

    /// Where the next whole frame lies; `nil` while it has not arrived.
    private func nextFrame(from offset: Int) throws(WireError) -> Place? {
        guard offset < pending.count else { return nil }
        var length: UInt64 = 0
        var shift: UInt64 = 0
        var at = offset + 1
        while true {
            guard at < pending.count else { return nil }
            let byte = pending[at]
            length |= UInt64(byte & 0x7f) << shift
            at += 1
            if byte < 0x80 { break }
            shift += 7
            guard shift <= 28 else {
                throw WireError(.tooLarge, reading: "frame", offset: frameCount)
            }
        }
        guard length <= UInt64(WireLimits.transactionBytesMax) + 16 else {
            throw WireError(.tooLarge, reading: "frame", offset: frameCount)
        }
        let end = at + Int(length)
        return end <= pending.count ? Place(type: pending[offset], start: at, end: end) : nil
    }

    private func decode(_ place: Place) throws(WireError) -> Frame? {
        let payload = Array(pending[place.start..<place.end])
        switch place.type {
        case FrameType.plainTransaction:
            transactions += 1
            return .transaction(bytes: payload, expandedCount: nil)
        case FrameType.packedTransaction:
            transactions += 1
            return try read(payload) { (reader) throws(WireError) in
                let count = try reader.count(
                    "frame.expanded", most: WireLimits.transactionBytesMax)
                let rest = try reader.raw(reader.remaining, "frame.bytes")
                return .transaction(bytes: Array(rest), expandedCount: count)
            }
        case FrameType.hello:
            return try read(payload) { (reader) throws(WireError) in .hello(try reader.hello()) }
        case FrameType.notice:
            return try read(payload) { (reader) throws(WireError) in .notice(try reader.notice()) }
        case FrameType.end:
            return try read(payload) { (reader) throws(WireError) in
                let count = try reader.count("end.count", most: WireLimits.transactionsPerBodyMax)
                let more = try reader.byte("end.more")
                guard count == transactions, more < 2 else {
                    throw WireError(.inconsistent, reading: "end", offset: frameCount)
                }
                isWhole = true
                return .end(transactions: count, more: more == 1)
            }
        default: return nil
        }
    }

    private func read<Value>(
        _ payload: [UInt8], _ body: (inout ByteReader) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        var result: Result<Value, WireError>?
        payload.withUnsafeBytes { buffer in
            result = Result { () throws(WireError) in
                var reader = ByteReader(buffer)
                let value = try body(&reader)
                guard reader.isAtEnd else { throw reader.failure(.trailingBytes, "frame") }
                return value
            }
        }
        guard let result else { preconditionFailure("the closure has run") }
        return try result.get()
    }
}

extension ByteReader {
    mutating func notice() throws(WireError) -> ItemNotice {
        guard let kind = ItemNotice.Kind(rawValue: try byte("notice.kind")) else {
            throw failure(.outOfRange, "notice.kind")
        }
        return ItemNotice(
            kind: kind, dot: try text("notice.dot", most: 200),
            detail: try text("notice.detail", most: 1_003))
    }

    mutating func hello() throws(WireError) -> Hello {
        let identity = try origin()
        guard let hub = SiteID(try text("hello.hub", most: 32)) else {
            throw failure(.outOfRange, "hello.hub")
        }
        let low = try count("hello.protocol", most: 1_000)
        let high = try count("hello.protocol", most: 1_000)
        guard low <= high else { throw failure(.inconsistent, "hello.protocol") }
        let schema = try count("hello.schema", most: Int(UInt32.max))
        let vector: VectorClaim
        switch try byte("hello.vector") {
        case 0: vector = .full(try claims())
        case 1: vector = .unchanged(try fixed64("hello.digest"))
        case 2: vector = .unknown
        default: throw failure(.outOfRange, "hello.vector")
        }
        return Hello(
            identity: identity, hub: hub, protocols: UInt32(low)...UInt32(high),
            schemaVersion: UInt32(schema), vector: vector)
    }

    private mutating func origin() throws(WireError) -> Origin {
        guard let site = SiteID(try text("hello.site", most: 32)) else {
            throw failure(.outOfRange, "hello.site")
        }
        let epoch = try varint("hello.epoch")
        guard (1...UInt64(UInt32.max)).contains(epoch) else {
            throw failure(.outOfRange, "hello.epoch")
        }
        return Origin(site: site, epoch: UInt32(epoch))
    }

    private mutating func claims() throws(WireError) -> [StreamClaim] {
        var origins: [Origin] = []
        for _ in 0..<(try count("hello.origins", most: WireLimits.vectorEntriesMax)) {
            origins.append(try origin())
        }
        var scopes: [ScopeID] = []
        for _ in 0..<(try count("hello.scopes", most: WireLimits.vectorEntriesMax)) {
            guard let scope = ScopeID(try text("hello.scope", most: 65)) else {
                throw failure(.outOfRange, "hello.scope")
            }
            scopes.append(scope)
        }
        var claims: [StreamClaim] = []
        for _ in 0..<(try count("hello.claims", most: WireLimits.vectorEntriesMax)) {
            let origin = try varint("hello.claim.origin")
            let scope = try varint("hello.claim.scope")
            let seq = try varint("hello.claim.seq")
            guard origin < UInt64(origins.count), scope < UInt64(scopes.count), seq > 0,
                seq < 1 << 62
            else { throw failure(.outOfRange, "hello.claim") }
            let stream = Stream(origin: origins[Int(origin)], scope: scopes[Int(scope)])
            if let last = claims.last, !(last.stream < stream) {
                throw failure(.notCanonical, "hello.claims")
            }
            claims.append(
                StreamClaim(stream: stream, seq: seq, head: try fixed64("hello.claim.head")))
        }
        return claims
    }
}
