public import Causality

/// Who speaks, to whom, and how far the speaker's streams have been applied.
public struct Hello: Sendable, Hashable {
    public static let protocolVersion: UInt32 = 1

    public var identity: Origin
    /// The site this is meant for, where the speaker knows it. Somebody else who receives it by a
    /// wrong address refuses the body and keeps nothing of it.
    public var recipient: SiteID?
    public var hub: SiteID
    /// Lowest and highest protocol version spoken.
    public var protocols: ClosedRange<UInt32>
    public var schemaVersion: UInt32
    public var vector: VectorClaim

    public init(
        identity: Origin, recipient: SiteID? = nil, hub: SiteID,
        protocols: ClosedRange<UInt32> = protocolVersion...protocolVersion,
        schemaVersion: UInt32, vector: VectorClaim
    ) {
        self.identity = identity
        self.recipient = recipient
        self.hub = hub
        self.protocols = protocols
        self.schemaVersion = schemaVersion
        self.vector = vector
    }
}

/// How far the speaker has applied the streams that both ends may hold.
public enum VectorClaim: Sendable, Hashable {
    case full([StreamClaim])
    /// The claims have this digest. Whoever holds the same, or remembers them from the speaker, needs
    /// no more; whoever does not says its own in full, and is then told the rest.
    case unchanged(UInt64)
    /// Nothing is said, since it is not yet known who listens.
    case unknown
}

/// How far a stream has been applied, and the first eight bytes of the last transaction's hash.
public struct StreamClaim: Sendable, Hashable {
    public let stream: Stream
    public let seq: UInt64
    public let head: UInt64

    public init(stream: Stream, seq: UInt64, head: UInt64) {
        self.stream = stream
        self.seq = seq
        self.head = head
    }
}
