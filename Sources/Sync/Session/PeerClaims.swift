public import Causality
public import Wire

// What the two ends tell each other about how far they are.
//
// A claim names a stream, a number and the first bytes of the hash there. Numbers say what to send;
// hashes tell whether both ends mean the same by a number. If the peer is further in our own stream
// than we are, our database has gone back in time; if the hash differs, the stream has forked. Both
// are found (`PeerPosition`) before anything is sent.

/// A finding of an exchange that an operator has to hear of.
public enum HandshakeFinding: Sendable, Hashable {
    /// The peer holds more of our own stream than we do: this replica is an older copy.
    case rolledBack(Stream, here: UInt64, there: UInt64)
    /// The two ends hold different transactions under the same number.
    case fork(Dot)
    /// Of these scopes the peer lacks what has been trimmed here.
    case lacksTrimmed([ScopeID])
    /// A transaction of ours is larger than a body may be, so that it cannot travel.
    case tooLargeToSend(Dot?)
}

extension HandshakeFinding: CustomStringConvertible {
    /// One English sentence for logs.
    public var description: String {
        switch self {
        case .rolledBack(let stream, let here, let there):
            "this replica is an older copy: of its own \(stream) it holds \(here), the peer \(there)"
        case .fork(let dot): "a fork: the two ends hold different transactions as \(dot)"
        case .lacksTrimmed(let scopes):
            "the peer needs a snapshot of \(scopes.map(\.name).joined(separator: ", ")): what it lacks "
                + "has been trimmed here"
        case .tooLargeToSend(let dot):
            "\(dot?.description ?? "a transaction") is too large to be sent"
        }
    }
}

/// The claims of one end for the scopes both hold.
public struct PeerClaims: Sendable, Hashable {
    /// In the order of the streams.
    public let claims: [StreamClaim]
    /// How far they say that the end is.
    public let vector: VersionVector

    public init(_ claims: [StreamClaim]) {
        self.claims = claims.sorted { $0.stream < $1.stream }
        vector = VersionVector(claims.map { ($0.stream, $0.seq) })
    }

    /// What this replica claims.
    public init(of replica: any ReplicaPort, _ includes: (ScopeID) -> Bool) throws {
        let heads = try replica.heads(includes)
        vector = try replica.vector(includes)
        claims = vector.entries.map { entry in
            StreamClaim(
                stream: entry.stream, seq: entry.seq, head: heads[entry.stream]?.prefix ?? 0)
        }
    }

    /// What a peer would claim that holds `vector`; `nil` when part of it is not known here.
    init?(at vector: VersionVector, in replica: any ReplicaPort) throws {
        var claims: [StreamClaim] = []
        let known = try KnownHashes(replica, Set(vector.entries.map(\.stream.scope)))
        for entry in vector.entries {
            let dot = Dot(stream: entry.stream, seq: entry.seq)
            guard let hash = try known.hash(of: dot) else { return nil }
            claims.append(StreamClaim(stream: entry.stream, seq: entry.seq, head: hash.prefix))
        }
        self.init(claims)
    }

    /// Eight bytes that two ends share exactly when they hold the same transactions.
    public var digest: UInt64 {
        var writer = ByteWriter(capacity: 48 * claims.count)
        for claim in claims {
            writer.text(of: claim.stream)
            writer.varint(claim.seq)
            writer.fixed64(claim.head)
        }
        return Digest256(of: writer.bytes).prefix
    }
}

extension [HandshakeFinding] {
    /// Why an epoch has to end, if one of the findings is about that origin's own streams: its
    /// numbers are in use somewhere else, so it may not use another one.
    func ending(of origin: Origin) -> EpochEnding? {
        var ending: EpochEnding?
        for finding in self {
            switch finding {
            case .fork(let dot) where dot.stream.origin.plain == origin: return .forked
            case .rolledBack: ending = .rolledBack
            case .fork, .lacksTrimmed, .tooLargeToSend: continue
            }
        }
        return ending
    }
}

extension ReplicaPort {
    /// Ends our epoch where the peer's claims show that somebody else uses it, before anything is
    /// applied: applying seals what other tools wrote, and that must not get an old number.
    func settleEpoch(_ findings: [HandshakeFinding], _ claims: PeerClaims) throws {
        let me = try identity().origin
        guard let ending = findings.ending(of: me) else { return }
        // An epoch out of all reason is somebody's mischief, and is not followed.
        let heard = claims.claims.map(\.stream.origin)
            .filter { $0.site == me.site && $0.epoch < 1 << 31 }
        try closeEpoch(because: ending, above: heard.map(\.epoch).max() ?? 0)
    }
}

/// The hashes of a replica's transactions: of the last of each stream at hand, of others looked up.
private struct KnownHashes {
    let vector: VersionVector
    private let heads: [Stream: Digest256]
    private let replica: any ReplicaPort

    init(_ replica: any ReplicaPort, _ scopes: Set<ScopeID>) throws {
        self.replica = replica
        vector = try replica.vector(scopes.contains)
        heads = try replica.heads(scopes.contains)
    }

    /// `nil` when the transaction is not here.
    func hash(of dot: Dot) throws -> Digest256? {
        vector[dot.stream] == dot.seq ? heads[dot.stream] : try replica.hash(of: dot)
    }
}
