public import Causality
public import Wire

/// What the engine needs of a replica. Storage implements it over SQLite, tests over plain values.
///
/// Calls are synchronous and belong to one owner; nothing here waits on the network.
public protocol ReplicaPort {
    /// Who this replica is. Valid from the first call on: an identity that may have been used
    /// elsewhere has been replaced by a new epoch before.
    func identity() throws -> ReplicaIdentity

    /// How far each stream has been applied, for the scopes that `includes` accepts.
    func vector(_ includes: (ScopeID) -> Bool) throws -> VersionVector

    /// The hash of the last applied transaction of each of those streams.
    func heads(_ includes: (ScopeID) -> Bool) throws -> [Stream: Digest256]

    /// The hash of one transaction in the log; `nil` when it is not there.
    func hash(of dot: Dot) throws -> Digest256?

    /// The branches of streams that have forked, as far as they are here.
    func branches() throws -> [StreamBranch]

    /// Hands transactions that `vector` lacks to `take`, in an order that puts causes first, until
    /// it answers `false`. The bytes are those of the log, as `LogRecord` says; nothing is encoded
    /// again.
    ///
    /// - Returns: whether every transaction that `vector` lacks was handed over.
    func extract(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool

    /// Seals local edits, then merges received transactions, all in one durable commit. Every
    /// record gets its result; one bad record does not stop the others. When this returns, what it
    /// calls applied is safe.
    ///
    /// - Parameter includes: the scopes the sender may write; records of others are refused.
    func apply(
        _ records: [LogRecord], from peer: SiteID, _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult]

    /// The same, with what has been found out about the signatures that came along. Where this replica knows
    /// keys of an author's site, a transaction of his is taken in only if one of them covers it.
    func apply(
        _ records: [LogRecord], from peer: SiteID, _ signed: VerifiedHeads,
        _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult]

    /// The keys whose signatures count for a site, in what a peer brings; `nil` when none was ever known, so
    /// that none is asked for. Of its own site a replica knows one exactly if it knows any at all.
    func signers(of site: SiteID, from peer: SiteID) throws -> [PublicKey]?

    /// The signatures over these transactions, which are here: those that others have made, and of this
    /// site's own what it signs now.
    func signatures(over links: [ChainLink]) throws -> [SignedHead]

    /// The streams of which the end is not covered although keys of its site are known.
    func unsignedEnds(_ includes: (ScopeID) -> Bool) throws -> [UnsignedEnd]

    /// What there is here of what somebody else lacks.
    func signatures(for ends: [UnsignedEnd], _ includes: (ScopeID) -> Bool) throws -> [SignedHead]

    /// Keeps what the exchange taught about a peer: how far it has applied, as far as it said. That is
    /// its acknowledgement too.
    func remember(peer: Origin, vector: VersionVector) throws

    /// Takes note of what a peer's clock showed as it answered, in milliseconds since 1970, before the same
    /// exchange is remembered.
    func note(clockOf peer: SiteID, shows milliseconds: UInt64) throws

    /// What `remember` was told last; empty when nothing is known.
    func rememberedVector(of peer: SiteID) throws -> VersionVector

    /// Ends this site's epoch, because a peer has shown that numbers of it are used elsewhere, and
    /// begins another one, durably. Nothing more is sealed under the old one, so this comes before
    /// `apply`, which seals.
    ///
    /// - Parameter above: the new epoch is greater than this one, which the peer has heard of.
    func closeEpoch(because ending: EpochEnding, above: UInt32) throws

    /// What there is to pass on to a peer of what others have acknowledged.
    ///
    /// - Parameters:
    ///   - claims: what this replica claims in the same body.
    ///   - mark: up to where the peer has read.
    /// - Returns: `nil` when there is nothing.
    func news(
        for peer: Origin, beyond mark: MemberNews.Mark, claims: VersionVector,
        _ includes: (ScopeID) -> Bool
    ) throws -> MemberNews?

    /// Takes in what a peer passes on, which is believed of the hub only.
    func hear(
        _ news: MemberNews, from peer: Origin, claims: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws

    /// Up to where a peer's news have been read here; `nil` when there has never been any.
    func readMark(of peer: SiteID) throws -> MemberNews.Mark?

    /// Lets an origin that is not known to the members' lists yet join those of the scopes; the hub
    /// alone does that.
    func welcome(_ origin: Origin, _ includes: (ScopeID) -> Bool) throws

    /// The scopes that the hub has granted to sites, beside those that follow from a name, as far as is known here.
    func grants() throws -> [SiteID: Set<ScopeID>]

    /// Whether a site that has seen so much knows that it holds a scope: always of one that follows from a name. What
    /// comes before it knows would be evidence of something else there.
    func hasSeenGrant(of scope: ScopeID, to site: SiteID, _ vector: VersionVector) throws -> Bool

    /// Why a site is not served at all; `nil` when it is.
    func reasonNotToServe(_ site: SiteID) throws -> String?

    /// Takes note of how many own transactions a peer did not take in, at the end of a sync with it.
    func note(refused count: Int, by peer: SiteID) throws

    /// Takes note of what a peer takes in tomorrow at the earliest, at the end of a sync with it.
    func note(postponed dots: Set<Dot>, by peer: SiteID) throws

    /// What a peer has said today that it takes in tomorrow.
    func postponedToday(by peer: SiteID) throws -> Set<Dot>

    /// The scopes of which `vector` lacks something whose body is gone.
    func scopesTrimmed(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> [ScopeID]
}

/// A replica that knows of no members and of no keys, and trims nothing.
extension ReplicaPort {
    public func news(
        for peer: Origin, beyond mark: MemberNews.Mark, claims: VersionVector,
        _ includes: (ScopeID) -> Bool
    ) throws -> MemberNews? { nil }

    public func hear(
        _ news: MemberNews, from peer: Origin, claims: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws {}

    public func readMark(of peer: SiteID) throws -> MemberNews.Mark? { nil }

    public func welcome(_ origin: Origin, _ includes: (ScopeID) -> Bool) throws {}

    public func reasonNotToServe(_ site: SiteID) throws -> String? { nil }

    public func grants() throws -> [SiteID: Set<ScopeID>] { [:] }

    public func hasSeenGrant(
        of scope: ScopeID, to site: SiteID, _ vector: VersionVector
    ) throws -> Bool { true }

    public func apply(
        _ records: [LogRecord], from peer: SiteID, _ signed: VerifiedHeads,
        _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] { try apply(records, from: peer, includes) }

    public func signers(of site: SiteID, from peer: SiteID) throws -> [PublicKey]? { nil }

    public func signatures(over links: [ChainLink]) throws -> [SignedHead] { [] }

    public func unsignedEnds(_ includes: (ScopeID) -> Bool) throws -> [UnsignedEnd] { [] }

    public func signatures(
        for ends: [UnsignedEnd], _ includes: (ScopeID) -> Bool
    ) throws -> [SignedHead] { [] }

    public func note(refused count: Int, by peer: SiteID) throws {}

    public func note(postponed dots: Set<Dot>, by peer: SiteID) throws {}

    public func postponedToday(by peer: SiteID) throws -> Set<Dot> { [] }

    public func scopesTrimmed(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> [ScopeID] { [] }
}

/// A branch of a stream that has forked.
public struct StreamBranch: Sendable, Hashable {
    public let stream: Stream
    /// What it goes on: the stream before the fork, or a branch that has forked again.
    public let parent: Stream
    /// The last number before its first.
    public let base: UInt64

    public init(stream: Stream, parent: Stream, base: UInt64) {
        self.stream = stream
        self.parent = parent
        self.base = base
    }
}

/// Why an epoch had to end while the replica was in use.
public enum EpochEnding: Sendable, Hashable {
    /// A peer holds more of this site's own stream than the site itself.
    case rolledBack
    /// A peer holds another transaction under a number that was used here too.
    case forked
}

/// Who a replica is.
public struct ReplicaIdentity: Sendable, Hashable {
    public let origin: Origin
    /// The site that holds every scope.
    public let hub: SiteID
    public let schemaVersion: UInt32

    public init(origin: Origin, hub: SiteID, schemaVersion: UInt32) {
        self.origin = origin
        self.hub = hub
        self.schemaVersion = schemaVersion
    }

    public var isHub: Bool { origin.site == hub }
}

/// One transaction as it lies in the log and travels: its canonical bytes, or a zstd frame of them.
public struct LogRecord: Sendable, Hashable {
    /// The canonical bytes, or their zstd frame.
    public let bytes: [UInt8]
    /// Length of the canonical bytes where `bytes` are a zstd frame; `nil` where they are plain.
    public let expandedCount: Int?
    /// The section of its personal values, which stands outside of what is hashed, so that a value
    /// can be erased; `nil` when it has none.
    public let personal: [UInt8]?
    /// The hash of the whole transaction where its body has been trimmed: `bytes` are then those of
    /// its header alone, and it cannot travel. `nil` where it is whole.
    public let trimmedHash: Digest256?

    public init(
        bytes: [UInt8], expandedCount: Int? = nil, personal: [UInt8]? = nil,
        trimmedHash: Digest256? = nil
    ) {
        self.bytes = bytes
        self.expandedCount = expandedCount
        self.personal = personal
        self.trimmedHash = trimmedHash
    }

    public var isTrimmed: Bool { trimmedHash != nil }
}

/// What became of one received transaction.
public struct ItemResult: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        case applied
        /// It was there already; the same bytes twice do no harm.
        case duplicate
        /// It waits for what it names.
        case held(lacks: [Dot])
        /// It is kept aside, with everything of its stream behind it.
        case quarantined(why: String)
        /// It is not taken in, and not kept, because its origin may not write here: a member that has
        /// lapsed, or one that begins to write without having seen what others no longer keep.
        case refused(why: String)
        /// It is not taken in, and not kept: the keys of its author's site are known here, and no
        /// signature of theirs covers it.
        case unsigned(why: String)
        /// It is not taken in, and not kept, today: its author's site has brought what it may in a day.
        case postponed(why: String)
        /// It is not taken in, and not kept, for now: as many conflicts that its author's site has opened are
        /// undecided as a member may have.
        case undecided(why: String)
    }

    /// `nil` when the bytes were too broken to say.
    public let dot: Dot?
    public let outcome: Outcome

    public init(dot: Dot?, outcome: Outcome) {
        self.dot = dot
        self.outcome = outcome
    }
}
