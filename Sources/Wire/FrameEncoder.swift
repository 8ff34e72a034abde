internal import Causality

/// Collects the frames of one body and compresses them.
public struct FrameEncoder {
    private var writer = ByteWriter(capacity: 4_096)
    public private(set) var transactions = 0
    /// Bytes of transactions so far as they lie in the log: what decides when a body is full. Frames
    /// hardly shrink further, so this bounds the compressed size from above.
    public private(set) var payloadCount = 0
    private var expandedCount = 0

    public init() { writer.raw(FrameType.magic) }

    /// Whether a transaction of this size still fits within the limits of one body.
    public func hasRoom(byteCount: Int, expandedCount more: Int?) -> Bool {
        transactions == 0
            || transactions < WireLimits.transactionsPerBodyMax
                && payloadCount + byteCount <= WireLimits.bodyBytesMax / 2
                && expandedCount + byteCount + (more ?? byteCount)
                    <= WireLimits.expandedBytesMax / 2
    }

    public mutating func append(bytes: [UInt8], expandedCount more: Int?) {
        var head = ByteWriter(capacity: 8)
        if let more { head.varint(more) }
        writer.byte(more == nil ? FrameType.plainTransaction : FrameType.packedTransaction)
        writer.varint(head.bytes.count + bytes.count)
        writer.raw(head.bytes)
        writer.raw(bytes)
        transactions += 1
        payloadCount += bytes.count
        expandedCount += bytes.count + (more ?? bytes.count)
    }

    public mutating func append(_ hello: Hello) { frame(FrameType.hello, hello.encoded) }

    public mutating func append(_ notice: ItemNotice) {
        var payload = ByteWriter()
        payload.byte(notice.kind.rawValue)
        payload.text(notice.dot)
        payload.text(String(decoding: notice.detail.utf8.prefix(1_000), as: UTF8.self))
        frame(FrameType.notice, payload.bytes)
    }

    private mutating func frame(_ type: UInt8, _ payload: [UInt8]) {
        writer.byte(type)
        writer.varint(payload.count)
        writer.raw(payload)
    }

    /// Ends the body and gives its bytes.
    public mutating func finish(more: Bool) -> [UInt8] {
        var payload = ByteWriter()
        payload.varint(transactions)
        payload.byte(more ? 1 : 0)
        frame(FrameType.end, payload.bytes)
        // Small bodies are worth the slower level; large ones hold records that are packed already.
        return ZstdCompressor(level: writer.bytes.count < 1 << 20 ? 3 : 1).compress(writer.bytes)
    }
}

extension Hello {
    /// Who, protocol range, schema; then 0 and the claims, 1 and a digest, or 2. Claims name sites
    /// and scopes once: a table of origins, a table of scopes, then for each entry their positions,
    /// the number and the head.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.text(identity.site.name)
        writer.varint(UInt64(identity.epoch))
        writer.text(hub.name)
        writer.varint(UInt64(protocols.lowerBound))
        writer.varint(UInt64(protocols.upperBound))
        writer.varint(UInt64(schemaVersion))
        switch vector {
        case .full(let claims):
            writer.byte(0)
            Hello.write(claims, to: &writer)
        case .unchanged(let digest):
            writer.byte(1)
            writer.fixed64(digest)
        case .unknown: writer.byte(2)
        }
        return writer.bytes
    }

    private static func write(_ claims: [StreamClaim], to writer: inout ByteWriter) {
        let origins = Set(claims.map(\.stream.origin)).sorted()
        let scopes = Set(claims.map(\.stream.scope)).sorted()
        let originAt = Dictionary(uniqueKeysWithValues: origins.enumerated().map { ($1, $0) })
        let scopeAt = Dictionary(uniqueKeysWithValues: scopes.enumerated().map { ($1, $0) })
        writer.varint(origins.count)
        for origin in origins {
            writer.text(origin.site.name)
            writer.varint(UInt64(origin.epoch))
        }
        writer.varint(scopes.count)
        for scope in scopes { writer.text(scope.name) }
        writer.varint(claims.count)
        for claim in claims.sorted(by: { $0.stream < $1.stream }) {
            writer.varint(originAt[claim.stream.origin] ?? 0)
            writer.varint(scopeAt[claim.stream.scope] ?? 0)
            writer.varint(claim.seq)
            writer.fixed64(claim.head)
        }
    }
}
