public import Causality
internal import Wire

// The calling end of an exchange, as a value.
//
//     request()   what to send now
//     takeIn()    what came back ─► done, or another round, or a failure
//
// The caller pushes at once what it believes the peer lacks, by the vector the peer last told. A
// wrong guess costs one more round trip and no harm. Where both ends are believed to be equal, only
// eight bytes say so. A reply that was cut still counts as far as it came: the vector is the point
// at which the next round goes on.

/// One sync with one peer, round by round. Pure: bytes in, bytes out, the replica passed in.
public struct SyncCaller: Sendable {
    private let policy: ScopePolicy
    /// The peer's site, once known.
    public private(set) var peer: SiteID?
    /// How far the peer is, as far as it has said.
    private var peerVector: VersionVector?
    private var mayClaimUnchanged = true
    private var avoided: [Stream] = []
    private var lastSent = 0
    public private(set) var report = SyncReport()

    /// - Parameter peer: the peer's site if it is known from before; its last vector is then used.
    public init(policy: ScopePolicy, peer: SiteID?) {
        self.policy = policy
        self.peer = peer
    }

    public enum Step: Sendable, Equatable {
        case again
        case done
        case failed
    }

    /// The body of the next request.
    public mutating func request(_ replica: any ReplicaPort) throws -> [UInt8] {
        var encoder = FrameEncoder()
        lastSent = 0
        report.rounds += 1
        guard let peer else {
            // Nothing is told to a peer whose name, and so whose scopes, are not known yet.
            encoder.append(try replica.hello(.unknown))
            return encoder.finish(more: false)
        }
        let me = try replica.identity()
        let includes = policy.shared(me.origin.site, peer, hub: me.hub)
        if peerVector == nil {
            let remembered = try replica.rememberedVector(of: peer)
            peerVector = remembered.isEmpty ? nil : remembered
        }
        let mine = try PeerClaims(of: replica, includes)
        if mayClaimUnchanged, let peerVector, peerVector == mine.vector {
            encoder.append(try replica.hello(.unchanged(mine.digest)))
            return encoder.finish(more: false)
        }
        encoder.append(try replica.hello(.full(mine.claims)))
        var isComplete = true
        if let peerVector {
            isComplete = try replica.fill(
                &encoder, beyond: peerVector.covering(avoided), includes)
        }
        lastSent = encoder.transactions
        return encoder.finish(more: !isComplete)
    }

    /// Takes in a reply, whole or cut.
    public mutating func takeIn(_ reply: PeerReply, _ replica: any ReplicaPort) throws -> Step {
        guard reply.status == 200 else { return fail(reply) }
        var body = ReceivedBody()
        var broken: SyncProblem?
        do {
            try reply.body.withUnsafeBytes { try body.feed($0) }
        } catch let problem as SyncProblem {
            broken = problem
        }
        guard let hello = body.hello else {
            if let failure = reply.failure { return fail(.link(failure)) }
            return fail(.reply(broken ?? SyncProblem(.noHello, "the reply has no hello")))
        }
        do { try replica.check(hello) } catch let problem as SyncProblem {
            return fail(.reply(problem))
        }
        report.peer = hello.identity
        report.peerSchema = hello.schemaVersion
        peer = hello.identity.site
        let progress = try absorb(body, hello, replica)
        if let failure = reply.failure { return fail(.link(failure)) }
        if let broken { return fail(.reply(broken)) }
        guard body.isWhole else {
            return fail(.link(LinkFailure(kind: .cut, detail: "the reply has no end")))
        }
        return try next(body, hello, replica, progress)
    }

    /// Applies what came and notes what was said. Returns whether anything moved.
    private mutating func absorb(
        _ body: ReceivedBody, _ hello: Hello, _ replica: any ReplicaPort
    ) throws -> Bool {
        let me = try replica.identity()
        let includes = policy.shared(me.origin.site, hello.identity.site, hub: me.hub)
        var moved = false
        if case .full(let claims) = hello.vector {
            let theirs = PeerClaims(claims.filter { includes($0.stream.scope) })
            let findings = try theirs.findings(against: replica)
            report.findings += findings.filter { !report.findings.contains($0) }
            avoided = streamsToAvoid(findings)
            moved = peerVector != theirs.vector
            report.sent += accepted(theirs.vector)
            peerVector = theirs.vector
        }
        if !body.records.isEmpty {
            let results = try replica.apply(body.records, from: hello.identity.site, includes)
            for result in results { report.count(result) }
            moved = moved || results.contains { $0.outcome == .applied }
        }
        report.refusedThere += body.notices.filter { !report.refusedThere.contains($0) }
        if let peerVector {
            try replica.remember(peer: hello.identity.site, vector: peerVector)
        }
        return moved
    }

    /// How many of the transactions just sent the peer now holds.
    private func accepted(_ now: VersionVector) -> Int {
        guard lastSent > 0, let before = peerVector else { return 0 }
        let gained = now.beyond(before).reduce(0) { $0 + Int($1.to - $1.from) }
        return min(lastSent, gained)
    }

    private mutating func next(
        _ body: ReceivedBody, _ hello: Hello, _ replica: any ReplicaPort, _ progress: Bool
    ) throws -> Step {
        let me = try replica.identity()
        let includes = policy.shared(me.origin.site, hello.identity.site, hub: me.hub)
        let mine = try PeerClaims(of: replica, includes)
        switch hello.vector {
        case .unchanged(let digest) where digest == mine.digest: return .done
        case .unchanged, .unknown, .full: mayClaimUnchanged = false
        }
        guard let peerVector else { return .again }
        let behind = !mine.vector.beyond(peerVector.covering(avoided)).isEmpty
        let ahead = !peerVector.beyond(mine.vector).filter { !avoided.contains($0.stream) }.isEmpty
        guard behind || ahead || body.hasMore else { return .done }
        // A round that moved nothing would be repeated for ever: what is left is held or refused.
        return progress ? .again : .done
    }

    // MARK: Failure

    private mutating func fail(_ reply: PeerReply) -> Step {
        if let failure = reply.failure { return fail(.link(failure)) }
        return fail(
            .status(
                reply.status, retryAfter: reply.headers["retry-after"],
                detail: String(decoding: reply.body.prefix(500), as: UTF8.self)))
    }

    private mutating func fail(_ failure: SyncFailure) -> Step {
        report.failure = failure
        return .failed
    }
}
