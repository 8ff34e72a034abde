public import Causality

// Frames.
//
// A body is one zstd stream of: the magic "MOSO", a version byte, then frames, each a type byte, a
// varint length and that many bytes. Every item stands for itself, so a body that was cut anywhere
// still yields each whole frame before the cut, and one broken item does not hide the next. Types
// that are not known are passed over: later versions may add some. The last frame is `end`; a body
// without it was cut. docs/formats/frames.md has the bytes.

/// One frame of a body.
public enum Frame: Sendable, Hashable {
    case hello(Hello)
    /// A transaction as it lies in the log: plain when `expandedCount` is `nil`.
    case transaction(bytes: [UInt8], expandedCount: Int?)
    case notice(ItemNotice)
    /// The body is whole: how many transactions it held, and whether there are more to come.
    case end(transactions: Int, more: Bool)
}

/// What a receiver has to say about one transaction that it did not simply apply.
public struct ItemNotice: Sendable, Hashable {
    public enum Kind: UInt8, Sendable { case held = 1, quarantined = 2 }

    public let kind: Kind
    /// The dot's text; empty when the bytes were too broken to say.
    public let dot: String
    /// What it lacks, or why it was put aside.
    public let detail: String

    public init(kind: Kind, dot: String, detail: String) {
        self.kind = kind
        self.dot = dot
        self.detail = detail
    }
}

/// Who speaks, and how far its streams have been applied.
public struct Hello: Sendable, Hashable {
    public static let protocolVersion: UInt32 = 1

    public var identity: Origin
    public var hub: SiteID
    /// Lowest and highest protocol version spoken.
    public var protocols: ClosedRange<UInt32>
    public var schemaVersion: UInt32
    public var vector: VectorClaim

    public init(
        identity: Origin, hub: SiteID,
        protocols: ClosedRange<UInt32> = protocolVersion...protocolVersion,
        schemaVersion: UInt32, vector: VectorClaim
    ) {
        self.identity = identity
        self.hub = hub
        self.protocols = protocols
        self.schemaVersion = schemaVersion
        self.vector = vector
    }
}

/// A version vector with the heads of its streams, or the digest of one that the receiver knows.
public enum VectorClaim: Sendable, Hashable {
    case full([StreamClaim])
    /// The vector is the one the receiver was last told, which has this digest.
    case unchanged(UInt64)
    /// The sender does not know the vector the receiver's digest stands for, and asks for it.
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

extension Digest256 {
    /// The first eight bytes as a number: what the handshake compares.
    public var prefix: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

extension VersionVector {
    /// Eight bytes that tell this vector from others, for "nothing has changed".
    public var digest: UInt64 {
        var writer = ByteWriter()
        for entry in entries {
            writer.text(entry.stream.description)
            writer.varint(entry.seq)
        }
        return Digest256(of: writer.bytes).prefix
    }
}

enum FrameType {
    static let hello: UInt8 = 1
    static let plainTransaction: UInt8 = 2
    static let packedTransaction: UInt8 = 3
    static let notice: UInt8 = 4
    static let end: UInt8 = 5
    static let magic = Array("MOSO".utf8) + [1]
}
