internal import Causality
internal import Wire

// What a peer's claims mean here.
//
// Where a stream has forked, the two ends may call its transactions differently: an end that knows one
// branch only calls it by the plain name. So claims are understood by hash. A claim whose transaction
// is here tells that the peer holds everything before it too. A claim that is further than we are, of
// a stream that is known here, tells that the peer is ahead. What remains is a claim of a number that
// is here with another hash: then there is a fork, and unless the peer knows it already, neither end
// can say how far back they agree. That is found with locators (`StreamLocator`).

/// How far a peer is, in the names of this replica.
struct PeerPosition: Sendable {
    /// What it holds; of what is not known here, by the peer's own names.
    var vector = VersionVector()
    /// Streams, by their plain names, of which it is not known how far the two ends agree.
    var disputes: Set<Stream> = []
    var findings: [HandshakeFinding] = []

    init(vector: VersionVector) { self.vector = vector }

    init(_ claims: PeerClaims, in replica: any ReplicaPort) throws {
        let me = try replica.identity().origin
        let tree = try StreamTree(replica, Set(claims.claims.map(\.stream.scope)))
        for claim in claims.claims { try take(claim, tree, me) }
    }

    private mutating func take(_ claim: StreamClaim, _ tree: StreamTree, _ me: Origin) throws {
        if let holder = try tree.find(claim.stream, claim.seq, head: claim.head) {
            tree.cover(&vector, to: claim.seq, of: holder)
            return
        }
        let dot = Dot(stream: claim.stream, seq: claim.seq)
        let isHere = tree.holds(claim.stream, claim.seq)
        let isKnown = tree.contains(claim.stream)
        if tree.isHeld(claim.stream.plain, claim.seq) {
            findings.append(.fork(dot))
        } else if claim.stream.origin.plain == me {
            findings.append(
                .rolledBack(
                    claim.stream.plain, here: tree.reach(of: claim.stream.plain), there: claim.seq))
        }
        if isHere || isKnown && tree.hasBranches(behind: claim.stream) {
            disputes.insert(claim.stream.plain)
            return
        }
        // Another branch, or more of one that is here.
        if isKnown { tree.cover(&vector, to: .max, of: claim.stream) }
        vector.cover(claim.stream, to: claim.seq)
    }

    /// Takes a locator of the peer's into account.
    ///
    /// - Returns: a narrower one to answer with, when the two ends may agree on too much that would
    ///   be sent again; `nil` when the dispute is settled.
    mutating func settle(
        _ locator: StreamLocator, in replica: any ReplicaPort
    ) throws -> StreamLocator? {
        let stream = locator.stream
        let tree = try StreamTree(replica, [stream.scope])
        var shared: (holder: Stream, seq: UInt64)?
        for point in locator.points where point.seq > shared?.seq ?? 0 {
            if let holder = try tree.find(stream, point.seq, head: point.head) {
                shared = (holder, point.seq)
            }
        }
        let low = shared?.seq ?? 0
        let high = locator.points.map(\.seq).filter { $0 > low }.min() ?? low
        if high > low + StreamLocator.gapMax {
            return try tree.locator(of: stream, between: low, and: high)
        }
        disputes.remove(stream)
        vector = VersionVector(
            vector.entries.filter { $0.stream.plain != stream }.map { ($0.stream, $0.seq) })
        if let shared { tree.cover(&vector, to: shared.seq, of: shared.holder) }
        return nil
    }

    /// What to send beyond: disputed streams count as held in full, since what is sent of them could
    /// not be understood.
    func covered(in replica: any ReplicaPort) throws -> VersionVector {
        guard !disputes.isEmpty else { return vector }
        var covered = vector
        for entry in try replica.vector({ _ in true }).entries
        where disputes.contains(entry.stream.plain) {
            covered.advance(entry.stream, to: UInt64(Int64.max))
        }
        return covered
    }
}

/// The streams of a replica, and how branches hang together.
private struct StreamTree {
    private let vector: VersionVector
    private let heads: [Stream: Digest256]
    private let branches: [Stream: StreamBranch]
    private let replica: any ReplicaPort

    init(_ replica: any ReplicaPort, _ scopes: Set<ScopeID>) throws {
        self.replica = replica
        vector = try replica.vector(scopes.contains)
        heads = try replica.heads(scopes.contains)
        branches = Dictionary(
            try replica.branches().map { ($0.stream, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func contains(_ stream: Stream) -> Bool {
        vector[stream] > 0 || branches.values.contains { $0.parent == stream }
    }

    func holds(_ stream: Stream, _ seq: UInt64) -> Bool {
        seq <= vector[stream] && seq > branches[stream]?.base ?? 0
    }

    /// What is here under a plain name.
    private func family(_ plain: Stream) -> [Stream] {
        branches.isEmpty ? [plain] : [plain] + branches.keys.filter { $0.plain == plain }.sorted()
    }

    func isHeld(_ plain: Stream, _ seq: UInt64) -> Bool {
        family(plain).contains { holds($0, seq) }
    }

    func hasBranches(behind stream: Stream) -> Bool {
        branches.values.contains { $0.parent == stream }
    }

    func reach(of plain: Stream) -> UInt64 { family(plain).map { vector[$0] }.max() ?? 0 }

    /// The stream that holds a transaction with this number and hash.
    func find(_ stream: Stream, _ seq: UInt64, head: UInt64) throws -> Stream? {
        try family(stream.plain).first {
            guard holds($0, seq) else { return false }
            // A transaction that has been trimmed away can no longer be compared.
            return try hash(of: seq, in: $0).map { $0 == head } ?? true
        }
    }

    private func hash(of seq: UInt64, in stream: Stream) throws -> UInt64? {
        seq == vector[stream]
            ? heads[stream]?.prefix : try replica.hash(of: Dot(stream: stream, seq: seq))?.prefix
    }

    /// Takes note that everything is held from the beginning to a number of a stream, at most to its end.
    func cover(_ held: inout VersionVector, to seq: UInt64, of stream: Stream) {
        var seq = min(seq, vector[stream])
        var at: Stream? = stream
        while let now = at {
            let branch = branches[now]
            if seq > branch?.base ?? 0 { held.cover(now, to: seq) }
            seq = branch?.base ?? 0
            at = branch?.parent
        }
    }

    /// Points of every branch between two numbers.
    func locator(
        of plain: Stream, between low: UInt64, and high: UInt64
    ) throws -> StreamLocator {
        let numbers = StreamLocator.numbers(between: low, and: high)
        var points: [StreamLocator.Point] = []
        for stream in family(plain) {
            for seq in numbers where holds(stream, seq) {
                if let head = try hash(of: seq, in: stream) {
                    points.append(.init(seq: seq, head: head))
                }
            }
        }
        return StreamLocator(
            stream: plain, points: Array(points.prefix(WireLimits.locatorPointsMax)))
    }
}

extension StreamLocator {
    /// The first locator of a stream: points over the whole of it.
    init(of stream: Stream, in replica: any ReplicaPort) throws {
        let tree = try StreamTree(replica, [stream.scope])
        self = try tree.locator(of: stream, between: 0, and: tree.reach(of: stream) + 1)
    }
}
