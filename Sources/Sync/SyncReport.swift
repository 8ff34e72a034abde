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
    /// Received transactions that wait for their causes.
    public var held: [Dot] = []
    /// Received transactions put aside, and why.
    public var quarantined: [ItemResult] = []
    /// What the peer said about transactions it did not take.
    public var refusedThere: [ItemNotice] = []
    public var findings: [HandshakeFinding] = []
    public var failure: SyncFailure?

    public init() {}

    mutating func count(_ result: ItemResult) {
        switch result.outcome {
        case .applied: received += 1
        case .duplicate: duplicates += 1
        case .held: if let dot = result.dot { held.append(dot) }
        case .quarantined: quarantined.append(result)
        }
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
