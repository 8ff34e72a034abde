public import Causality

// Frames.
//
// A body is one zstd stream of: the magic "MOSO", a version byte, then frames, each a type byte, a
// varint length and that many bytes. Every item stands for itself, so a body that was cut anywhere
// still yields each whole frame before the cut, and one broken item does not hide the next. Types
// that are not known are passed over: later versions may add some. The first frame is `hello`, the
// last is `end`; a body without it was cut.
//
// Two dangers are told apart. A line that breaks gives a *shorter* body, and a bad one may also
// *change* what it carries. Either alone is easy to see. Both together are not, if the only checksum
// stands at the end that never came: so a body is a row of zstd frames, each with a checksum of its
// own, and of a shorter body only what lies in whole ones is believed. docs/formats/frames.md has the
// bytes.

/// One frame of a body.
public enum Frame: Sendable, Hashable {
    case hello(Hello)
    /// A transaction as it lies in the log: plain when `expandedCount` is `nil`.
    /// `personal` is the section of its personal values.
    case transaction(bytes: [UInt8], expandedCount: Int?, personal: [UInt8]?)
    case notice(ItemNotice)
    /// Where the sender's history of a stream runs, for an end that may have another one.
    case locator(StreamLocator)
    /// What members have acknowledged.
    case news(MemberNews)
    /// Of these scopes the reader lacks what the sender has trimmed: it needs a snapshot of them.
    case trimmed([ScopeID])
    /// Signatures of authors' sites over ends of their streams.
    case signatures([SignedHead])
    /// Streams of which the sender holds the end without its author's signature.
    case unsigned([UnsignedEnd])
    /// The body is whole: how many transactions it held, and whether there are more to come.
    case end(transactions: Int, more: Bool)
}

/// What a receiver has to say about one transaction that it did not simply apply.
public struct ItemNotice: Sendable, Hashable {
    /// Kinds from 5 on travel in frames of their own type: a frame of notices has always been refused for a
    /// kind that was not known, and a peer that does not know one has to be able to read the rest.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case held = 1
        case quarantined = 2
        /// It is not taken in, and not kept: its origin is not a member that may write.
        case refused = 3
        /// It is not taken in, and not kept: no signature of its author's site covers it.
        case unsigned = 4
        /// It is not taken in, and not kept, today: its author's site has brought what it may in a day.
        case postponed = 5
        /// It is not taken in, and not kept, until people have decided some of the conflicts that its author's site
        /// has opened.
        case undecided = 6

        var isLater: Bool { rawValue > Kind.unsigned.rawValue }
    }

    public static let dotBytesMax = 200
    public static let detailBytesMax = 1_000

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

enum FrameType {
    static let hello: UInt8 = 1
    static let plainTransaction: UInt8 = 2
    static let packedTransaction: UInt8 = 3
    static let notice: UInt8 = 4
    static let end: UInt8 = 5
    /// A transaction with its personal section before it.
    static let plainPersonal: UInt8 = 6
    static let packedPersonal: UInt8 = 7
    static let locator: UInt8 = 8
    static let news: UInt8 = 9
    static let trimmed: UInt8 = 10
    static let signatures: UInt8 = 11
    static let unsigned: UInt8 = 12
    /// A notice of a kind above 4, which versions from before it pass over with its frame.
    static let laterNotice: UInt8 = 13

    static func transaction(isPacked: Bool, isPersonal: Bool) -> UInt8 {
        switch (isPacked, isPersonal) {
        case (false, false): plainTransaction
        case (true, false): packedTransaction
        case (false, true): plainPersonal
        case (true, true): packedPersonal
        }
    }

    static let magic = Array("MOSO".utf8) + [1]

    /// Bytes that the payload of a frame may have, checked before they are waited for.
    static func payloadMax(_ type: UInt8) -> Int {
        switch type {
        case plainTransaction, packedTransaction: WireLimits.transactionBytesMax + 16
        case plainPersonal, packedPersonal:
            WireLimits.transactionBytesMax + WireLimits.personalBytesMax + 32
        case notice, laterNotice: 4 << 10
        case locator: 20 << 10
        case end: 16
        default: 1 << 20
        }
    }
}
