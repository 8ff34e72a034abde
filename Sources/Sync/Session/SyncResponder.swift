public import Causality
internal import Wire

/// Answers one exchange: takes in what the caller sends, and gives what the caller lacks.
///
/// A body that is malformed, cut or too large is refused as a whole and changes nothing; a broken
/// *transaction* inside a sound body is quarantined, and the rest goes on.
public struct SyncResponder {
    private var body = ReceivedBody()
    private let policy: ScopePolicy

    public init(policy: ScopePolicy) { self.policy = policy }

    /// What an exchange did, for the log and the pages.
    public struct Outcome: Sendable {
        public let peer: Origin
        public let peerSchema: UInt32
        public let results: [ItemResult]
        public let findings: [HandshakeFinding]
        public let sent: Int
        /// The body of the reply.
        public let reply: [UInt8]
    }

    /// Takes the next bytes of the request's body, already counted by the server.
    public mutating func feed(_ chunk: UnsafeRawBufferPointer) throws { try body.feed(chunk) }

    /// Does the exchange once the body has come in whole.
    public func answer(_ replica: any ReplicaPort) throws -> Outcome {
        guard body.isWhole else {
            throw SyncProblem(
                .truncated, "the body ends after \(body.records.count) transactions, without its end")
        }
        guard let hello = body.hello else { throw SyncProblem(.noHello, "the body has no hello") }
        try replica.check(hello)
        let me = try replica.identity()
        let peer = hello.identity.site
        let includes = policy.shared(me.origin.site, peer, hub: me.hub)
        let results =
            body.records.isEmpty ? [] : try replica.apply(body.records, from: peer, includes)
        return try reply(hello, replica, includes, results)
    }

    private func reply(
        _ hello: Hello, _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool,
        _ results: [ItemResult]
    ) throws -> Outcome {
        let mine = try PeerClaims(of: replica, includes)
        var encoder = FrameEncoder()
        var findings: [HandshakeFinding] = []
        var isComplete = true
        var claim = VectorClaim.full(mine.claims)
        var lacking: VersionVector?
        switch hello.vector {
        case .unknown: break
        case .unchanged(let digest):
            claim = digest == mine.digest ? .unchanged(digest) : .full(mine.claims)
        case .full(let claims):
            let theirs = PeerClaims(claims.filter { includes($0.stream.scope) })
            findings = try theirs.findings(against: replica)
            var known = theirs.vector
            for result in results {
                guard let dot = result.dot, result.outcome == .applied else { continue }
                if dot.seq > known[dot.stream] { known.advance(dot.stream, to: dot.seq) }
            }
            try replica.remember(peer: hello.identity.site, vector: known)
            lacking = known
        }
        encoder.append(try replica.hello(claim))
        for notice in results.compactMap(\.notice) { encoder.append(notice) }
        if let lacking {
            let open = streamsToAvoid(findings)
            isComplete = try replica.fill(&encoder, beyond: lacking.covering(open), includes)
        }
        let sent = encoder.transactions
        return Outcome(
            peer: hello.identity, peerSchema: hello.schemaVersion, results: results,
            findings: findings, sent: sent, reply: encoder.finish(more: !isComplete))
    }
}

/// Streams that a handshake found forked: nothing of them is sent until an operator has looked.
func streamsToAvoid(_ findings: [HandshakeFinding]) -> [Stream] {
    findings.compactMap { finding in
        if case .fork(let dot) = finding { dot.stream } else { nil }
    }
}

extension VersionVector {
    /// This vector with the given streams counted as held in full, so that nothing of them is sent.
    func covering(_ streams: [Stream]) -> VersionVector {
        var covered = self
        for stream in streams { covered.advance(stream, to: UInt64(Int64.max)) }
        return covered
    }
}
