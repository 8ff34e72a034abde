public import Causality
public import Wire

/// What a sync did, in numbers that can be said in words.
public struct SyncReport: Sendable {
    public var peer: Origin?
    public var peerSchema: UInt32?
    public var rounds = 0
    /// Transactions that the peer has taken in.
    public var sent = 0
    /// Transactions applied here.
    public var received = 0
    public var duplicates = 0
    public var bytesSent = 0
    public var bytesReceived = 0
    /// Replies that broke off and were gone on after.
    public var cuts = 0
    /// Received transactions that wait for their causes.
    public var held: [Dot] = []
    /// Received transactions put aside, and why.
    public var quarantined: [ItemResult] = []
    /// Received transactions that no signature of their author's site covers, and why each was not taken in.
    public var unsigned: [ItemResult] = []
    /// What the peer said about transactions it did not take.
    public var refusedThere: [ItemNotice] = []
    /// What is not sent again to this peer for the time being; to be handed to the next sync.
    public var refusals = Refusals()
    public var findings: [HandshakeFinding] = []
    /// Scopes of which the peer no longer keeps what this replica lacks: only a snapshot brings it.
    public var trimmedThere: Set<ScopeID> = []
    /// The digest of what the peer last claimed to hold: what to watch it by. See `Watch`.
    public var peerDigest: UInt64?
    /// Why it did not come to its end. Also `nil` when the rounds were used up; see `isComplete`.
    public var failure: SyncFailure?
    /// Status and headers of the reply that made it fail, for `RetryVerdict`; without the body.
    public var failedReply: PeerReply?
    /// Whether nothing was left to do, but for what is held or refused.
    public var isComplete = false

    public init() {}

    /// What the peer does not take in because this site is no member that may write.
    public var refusedOwn: [ItemNotice] { refusedThere.filter { $0.kind == .refused } }

    /// What the peer has put aside as faulty, or holds back for that.
    public var asideThere: [ItemNotice] {
        let faulty = refusedThere.filter { $0.kind == .quarantined }
        guard !faulty.isEmpty else { return [] }
        return faulty + refusedThere.filter { $0.kind == .held }
    }

    /// How many unsigned ones came under each site's name, by site.
    public var unsignedByAuthor: [(author: SiteID, count: Int)] {
        Dictionary(grouping: unsigned.compactMap { $0.dot?.stream.origin.site }, by: \.self)
            .map { (author: $0.key, count: $0.value.count) }.sorted { $0.author < $1.author }
    }

    /// Whether the two ends cannot come to hold the same by exchanges alone.
    public var isShort: Bool { !refusedOwn.isEmpty || !trimmedThere.isEmpty }

    mutating func count(_ result: ItemResult) {
        switch result.outcome {
        case .applied: received += 1
        case .duplicate: duplicates += 1
        case .held: if let dot = result.dot, !held.contains(dot) { held.append(dot) }
        case .refused, .postponed, .undecided: break
        case .unsigned: if !unsigned.contains(result) { unsigned.append(result) }
        case .quarantined: if !quarantined.contains(result) { quarantined.append(result) }
        }
    }

    /// Takes in what a second exchange with the same peer did, right after.
    public mutating func add(_ later: SyncReport) {
        let first = self
        self = later
        rounds += first.rounds
        sent += first.sent
        received += first.received
        duplicates += first.duplicates
        bytesSent += first.bytesSent
        bytesReceived += first.bytesReceived
        cuts += first.cuts
        unsigned += first.unsigned.filter { !later.unsigned.contains($0) }
        quarantined += first.quarantined.filter { !later.quarantined.contains($0) }
        refusedThere = first.refusedThere + later.refusedThere
        findings = first.findings + later.findings
        trimmedThere.formUnion(first.trimmedThere)
    }

    /// Takes note that what was held may have been released by what came after it.
    mutating func release(_ vector: VersionVector) {
        let released = held.filter { vector.contains($0) }
        held.removeAll { released.contains($0) }
        received += released.count
    }
}

/// Why a sync did not come to its end. What was exchanged before stays.
public enum SyncFailure: Error, Sendable, Equatable {
    /// The network.
    case link(LinkFailure)
    /// The peer answered with another status than 200.
    case status(Int, retryAfter: String?, detail: String)
    /// The peer's reply is not what it should be.
    case reply(SyncProblem)
}
