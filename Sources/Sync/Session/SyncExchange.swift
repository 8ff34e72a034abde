public import Causality
internal import Wire

/// The answering end of one exchange, once its body is in: a value that is handed to the owner of the
/// replica step by step, so that others get their turn between two batches.
///
///     var exchange = try responder.exchange()
///     var answer: SyncExchange.Answer?
///     while answer == nil { answer = try exchange.advance(replica) }
public struct SyncExchange: Sendable {
    /// The site that the caller says it is.
    public var caller: SiteID { hello.identity.site }

    private let hello: Hello
    private let policy: ScopePolicy
    private var batches: RecordBatches
    private var budget: ProcessorBudget
    private var left = 0
    private var isGreeted = false
    private var results: [ItemResult] = []
    private var findings: [HandshakeFinding] = []
    private let locators: [StreamLocator]
    private let news: MemberNews?
    private let hasMore: Bool
    private let signatures: [SignedHead]
    private let unsigned: [UnsignedEnd]
    private let chains: ReceivedChains
    private var signed = VerifiedHeads()
    /// What the caller claims, where it said so in full.
    private var callerClaims: PeerClaims?
    /// How far the caller is, where it said so in a way that is understood here.
    private var callerVector: VersionVector?

    init(_ hello: Hello, _ body: ReceivedBody, policy: ScopePolicy, budget: ProcessorBudget) {
        self.hello = hello
        self.policy = policy
        let mark = budget.mark()
        self.budget = budget
        locators = body.locators
        news = body.news
        batches = RecordBatches(body.records)
        hasMore = body.hasMore
        signatures = body.signatures
        unsigned = body.unsigned
        // Here, since it takes its time and needs no replica.
        chains = ReceivedChains(body.records, signedBy: body.signatures)
        self.budget.spend(since: mark)
    }

    /// The reply and what happened, before the reply is compressed: that needs no replica.
    public struct Answer: Sendable {
        let outcome: SyncResponder.Outcome
        var encoder: FrameEncoder
        let isComplete: Bool

        public consuming func finish() -> SyncResponder.Outcome {
            var outcome = outcome
            outcome.reply = encoder.finish(more: !isComplete)
            return outcome
        }
    }

    /// Does the next step: the handshake and the first batch, or a further batch. Gives the answer
    /// with the last one. Throws a `SyncProblem` before anything is applied, or what the replica
    /// throws.
    public mutating func advance(_ replica: any ReplicaPort) throws -> Answer? {
        let caller = hello.identity.site
        let includes = try policy.shared(replica, with: caller)
        let mark = budget.mark()
        if !isGreeted {
            try greet(replica, includes)
            try verify(replica, includes)
        }
        if !batches.isEmpty {
            let isRoster = batches.isAtRoster
            let batch = try replica.apply(batches.next(), from: caller, signed, includes)
            results += signed.told(batch, hasMore: hasMore)
            if isRoster, !batches.isAtRoster { try verify(replica, includes) }
        }
        budget.spend(since: mark)
        if budget.isSpent { left += batches.drop() }
        // What has come may have granted a scope, or withdrawn one.
        return batches.isEmpty
            ? try answer(replica, policy.shared(replica, with: caller)) : nil
    }

    /// Finds out what the signatures cover, by the keys that are known by now.
    private mutating func verify(
        _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws {
        signed = try chains.verified(signatures.filter { includes($0.stream.scope) }) {
            try replica.signers(of: $0, from: caller)
        }
        if batches.isEmpty, !signed.heads.isEmpty {
            _ = try replica.apply([], from: caller, signed, includes)
        }
    }

    /// Compares the claims before anything is applied: afterwards a replica that lost its last
    /// transactions might have them back, and would never learn that it was rolled back.
    private mutating func greet(
        _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws {
        try replica.check(hello)
        if let why = try replica.reasonNotToServe(hello.identity.site) {
            throw SyncProblem(.notServed, why)
        }
        isGreeted = true
        switch hello.vector {
        case .unknown: break
        case .full(let claims):
            let theirs = PeerClaims(claims.filter { includes($0.stream.scope) })
            let position = try PeerPosition(theirs, in: replica)
            findings = position.findings
            try replica.settleEpoch(findings, theirs)
            callerClaims = theirs
            callerVector = position.vector
        case .unchanged(let digest):
            callerVector = try resolve(digest, replica, includes)
        }
        if let callerVector {
            try replica.remember(peer: hello.identity, vector: callerVector)
        }
    }

    /// The vector a digest stands for: what is here, or what the caller claimed the last time.
    private func resolve(
        _ digest: UInt64, _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws -> VersionVector? {
        let mine = try PeerClaims(of: replica, includes)
        if digest == mine.digest { return mine.vector }
        let last = try replica.rememberedVector(of: hello.identity.site).restricted(to: includes)
        return try PeerClaims(at: last, in: replica)?.digest == digest ? last : nil
    }

    private func answer(
        _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws -> Answer {
        // Behind its transactions, which may speak for it.
        if callerVector != nil { try replica.welcome(hello.identity, includes) }
        let mine = try PeerClaims(of: replica, includes)
        var claim = VectorClaim.full(mine.claims)
        if case .unchanged(mine.digest) = hello.vector { claim = .unchanged(mine.digest) }
        let settled = results.map { $0.settled(by: mine.vector) }
        var encoder = FrameEncoder()
        encoder.append(try replica.hello(claim, to: hello.identity.site))
        for notice in settled.compactMap(\.notice) { encoder.append(notice) }
        let read = news?.read ?? .none
        if callerVector != nil,
            let news = try replica.news(
                for: hello.identity, beyond: read, claims: mine.vector, includes)
        {
            encoder.append(news)
        }
        encoder.append(
            signatures: try replica.signatures(
                for: unsigned.filter { includes($0.stream.scope) }, includes))
        encoder.append(unsigned: try replica.unsignedEnds(includes))
        var findings = findings
        var isComplete = true
        if let callerVector = try sendingVector(replica, includes, &encoder) {
            isComplete = try replica.fill(
                &encoder, for: caller, beyond: callerVector, &findings, includes)
        }
        let outcome = SyncResponder.Outcome(
            peer: hello.identity, peerSchema: hello.schemaVersion, results: settled,
            findings: findings, sent: encoder.transactions, left: left, reply: [])
        return Answer(outcome: outcome, encoder: encoder, isComplete: isComplete)
    }

    /// How far the caller is, now that its transactions have been applied and may have made known
    /// what its claims mean; with the question how far back the two ends agree, where that is open.
    private func sendingVector(
        _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool, _ encoder: inout FrameEncoder
    ) throws -> VersionVector? {
        guard let callerClaims else { return callerVector }
        var position = try PeerPosition(callerClaims, in: replica)
        var questions = try locators.filter { includes($0.stream.scope) }
            .compactMap { try position.settle($0, in: replica) }
        for stream in position.disputes.sorted()
        where !questions.contains(where: { $0.stream == stream }) {
            questions.append(try StreamLocator(of: stream, in: replica))
        }
        for question in questions.prefix(WireLimits.locatorsPerBodyMax) { encoder.append(question) }
        return try position.covered(in: replica)
    }
}
