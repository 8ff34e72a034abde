public import Causality
internal import Wire

// The calling end of an exchange, as a value.
//
//     draft()      what to send now
//     read()       what came back, taken apart
//     advance()    what it means ─► go on, done, another round, or a failure
//
// The caller pushes at once what it believes the peer lacks, by the vector the peer last told. A
// wrong guess costs one more round trip and no harm. Where both ends are believed to be equal, only
// eight bytes say so.
//
// A reply that was *cut* counts as far as it came: the vector is the point at which the next round
// goes on, and as long as rounds bring something they follow each other. A reply that was *changed*
// on the way, or is malformed, counts for nothing: its parts cannot be told from what was meant.
//
// Where a *request* broke, nobody has said how much of it came across. So the next one carries nothing
// and asks; if the peer holds more than before, pushing goes on from there. Without that, a line that always
// breaks would carry the same beginning over and over. The peer may hear of the break later than the caller
// and be about to take in what it has: who is told that nothing came asks again a few times, each after a
// longer rest.

/// One sync with one peer, round by round. Pure: bytes in, bytes out, the replica passed in.
public struct SyncCaller: Sendable {
    private let policy: ScopePolicy
    private var budget: ProcessorBudget
    /// The peer's site, once known.
    public private(set) var peer: SiteID?
    /// How far the peer is, as far as it has said.
    private var position: PeerPosition?
    /// Narrower locators to ask with, and in how many rounds there were any.
    private var questions: [StreamLocator] = []
    private var searches = 0
    /// What the peer does not take in, within this sync.
    private var resting = Refusals()
    /// What it takes in tomorrow: until then it rests in every sync.
    private var postponed: Set<Dot> = []
    private var mayClaimUnchanged = true
    /// Signatures that the peer has asked for, and whether it has got any in this sync.
    private var owed: [SignedHead] = []
    private var hasPaid = false
    /// Why the last request got no answer, while it is asked what came of it.
    private var broken: LinkFailure?
    /// How often it has been asked in vain.
    private var asksInVain = 0
    /// How many pushes in a row have brought nothing.
    private var pushesInVain = 0
    /// How long to rest before the next round: 0 but where the peer may need a moment.
    public var restMilliseconds: Int { SyncLimits.restMilliseconds(afterAsks: asksInVain) }
    private var asked: Question?
    private var incoming: Incoming?
    public internal(set) var report = SyncReport()

    /// - Parameters:
    ///   - peer: the peer's site if it is known from before; its last vector is then used.
    ///   - refusals: what the last sync's report said of what the peer put aside.
    ///   - budget: what taking in one reply may cost in processor time before the rest is asked for anew.
    public init(
        policy: ScopePolicy, peer: SiteID?, refusals: Refusals = Refusals(),
        budget: ProcessorBudget = .unbounded
    ) {
        self.policy = policy
        self.budget = budget
        self.peer = peer
        report.refusals = refusals
    }

    public enum Step: Sendable, Equatable {
        case again
        case done
        case failed
    }

    /// What the last request said.
    private struct Question: Sendable {
        let claims: PeerClaims
        let sent: Int
        /// What was granted when it was asked.
        let granted: [SiteID: Set<ScopeID>]
    }

    /// The parts of a reply, while they are taken in.
    private struct Incoming: Sendable {
        let hello: Hello
        /// What the peer's clock showed as it answered, in seconds since 1970, if it said.
        let dateSeconds: Int64?
        let notices: [ItemNotice]
        let locators: [StreamLocator]
        let news: MemberNews?
        let trimmed: [ScopeID]
        let signatures: [SignedHead]
        let unsigned: [UnsignedEnd]
        let chains: ReceivedChains
        var signed = VerifiedHeads()
        var batches: RecordBatches
        var hasMore: Bool
        /// Why it is not whole; what there is of it is sound.
        let cut: LinkFailure?
        var isGreeted = false
        /// Whether anything is different from before the round.
        var moved = false
    }

    /// A request before it is compressed: that needs no replica.
    public struct Draft: Sendable {
        var encoder: FrameEncoder
        let isComplete: Bool

        public consuming func finish() -> [UInt8] { encoder.finish(more: !isComplete) }
    }

    // MARK: Asking

    /// The next request.
    public mutating func draft(_ replica: any ReplicaPort) throws -> Draft {
        var encoder = FrameEncoder()
        report.rounds += 1
        asked = nil
        incoming = nil
        guard let peer else {
            // Nothing is told to a peer whose name, and so whose scopes, are not known yet.
            encoder.append(try replica.hello(.unknown, to: nil))
            return Draft(encoder: encoder, isComplete: true)
        }
        let includes = try policy.shared(replica, with: peer)
        let granted = try replica.grants()
        if position == nil {
            let remembered = try replica.rememberedVector(of: peer)
            position = remembered.isEmpty ? nil : PeerPosition(vector: remembered)
            postponed = try replica.postponedToday(by: peer)
            for dot in postponed {
                resting.add(dot)
                report.refusedThere.append(
                    ItemNotice(kind: .postponed, dot: dot.description, detail: "said today"))
            }
        }
        let mine = try PeerClaims(of: replica, includes)
        let read = try replica.readMark(of: peer)
        if mayClaimUnchanged, broken == nil, position?.vector == mine.vector {
            asked = Question(claims: mine, sent: 0, granted: granted)
            encoder.append(try replica.hello(.unchanged(mine.digest), to: peer))
            if let read { encoder.append(MemberNews(read: read)) }
            try trade(&encoder, replica, includes)
            return Draft(encoder: encoder, isComplete: true)
        }
        encoder.append(try replica.hello(.full(mine.claims), to: peer))
        if let read { encoder.append(MemberNews(read: read)) }
        try trade(&encoder, replica, includes)
        var isComplete = true
        if let position, broken == nil {
            try ask(position, &encoder, replica)
            isComplete = try replica.fill(
                &encoder, for: peer, beyond: covered(position, replica), &report.findings,
                includes)
        }
        asked = Question(claims: mine, sent: encoder.transactions, granted: granted)
        return Draft(encoder: encoder, isComplete: isComplete)
    }

    /// Gives the signatures that the peer lacks, and says which are lacking here.
    private mutating func trade(
        _ encoder: inout FrameEncoder, _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws {
        encoder.append(signatures: owed)
        hasPaid = hasPaid || !owed.isEmpty
        owed = []
        encoder.append(unsigned: try replica.unsignedEnds(includes))
    }

    /// Asks how far back the two ends agree, where that is open.
    private mutating func ask(
        _ position: PeerPosition, _ encoder: inout FrameEncoder, _ replica: any ReplicaPort
    ) throws {
        for stream in position.disputes.sorted()
        where !questions.contains(where: { $0.stream == stream }) {
            questions.append(try StreamLocator(of: stream, in: replica))
        }
        for question in questions.prefix(WireLimits.locatorsPerBodyMax) { encoder.append(question) }
        if !questions.isEmpty { searches += 1 }
        questions = []
    }

    /// The body of the next request.
    public mutating func request(_ replica: any ReplicaPort) throws -> [UInt8] {
        try draft(replica).finish()
    }

    // MARK: Reading

    /// Takes a reply apart, whole or cut. Gives a step when there is nothing in it to go on with.
    public mutating func read(_ reply: PeerReply) -> Step? {
        report.bytesReceived += reply.body.count
        budget.renew()
        let mark = budget.mark()
        defer { budget.spend(since: mark) }
        guard reply.status == 200 else { return fail(reply) }
        var body = ReceivedBody()
        do throws(SyncProblem) {
            try body.feed(reply.body)
        } catch {
            return fail(.reply(error), reply)
        }
        var cut = reply.failure
        if cut == nil, !body.isWhole {
            cut = LinkFailure(kind: .cut, detail: "the reply has no end")
        }
        if !body.isWhole { body.keepChecked() }
        guard let hello = body.hello else {
            if let cut { return fail(.link(cut), reply) }
            return fail(.reply(SyncProblem(.noHello, "the reply has no hello")), reply)
        }
        if let peer, hello.identity.site != peer {
            let problem = SyncProblem(.wrongSite, "\(hello.identity.site) answers, not \(peer)")
            return fail(.reply(problem), reply)
        }
        incoming = Incoming(
            hello: hello, dateSeconds: reply.dateSeconds, notices: body.notices,
            locators: body.locators, news: body.news,
            trimmed: body.trimmed, signatures: body.signatures, unsigned: body.unsigned,
            chains: ReceivedChains(body.records, signedBy: body.signatures),
            batches: RecordBatches(body.records),
            hasMore: body.hasMore, cut: cut)
        return nil
    }

    /// Does the next step with what was read: the handshake and the first batch, or a further batch.
    /// `nil` while there are more of them.
    public mutating func advance(_ replica: any ReplicaPort) throws -> Step? {
        guard var incoming else { preconditionFailure("a reply is read before it is taken in") }
        let site = incoming.hello.identity.site
        let includes = try policy.shared(replica, with: site)
        let mark = budget.mark()
        if !incoming.isGreeted {
            do { try greet(&incoming, replica, includes) } catch let problem as SyncProblem {
                return fail(.reply(problem))
            }
            try verify(&incoming, replica, includes)
            try settle(incoming.unsigned, replica, includes)
        }
        if !incoming.batches.isEmpty {
            let isRoster = incoming.batches.isAtRoster
            let signed = incoming.signed
            let results = try replica.apply(incoming.batches.next(), from: site, signed, includes)
            for result in signed.told(results, hasMore: incoming.hasMore || incoming.cut != nil) {
                report.count(result)
            }
            incoming.moved = incoming.moved || results.contains { $0.outcome == .applied }
            if isRoster, !incoming.batches.isAtRoster { try verify(&incoming, replica, includes) }
        }
        budget.spend(since: mark)
        if budget.isSpent, incoming.batches.drop() > 0 { incoming.hasMore = true }
        self.incoming = incoming
        return incoming.batches.isEmpty
            ? try conclude(incoming, replica, policy.shared(replica, with: site)) : nil
    }

    /// Finds out what the signatures cover, by the keys that are known by now.
    private mutating func verify(
        _ incoming: inout Incoming, _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws {
        let site = incoming.hello.identity.site
        incoming.signed = try incoming.chains.verified(
            incoming.signatures.filter { includes($0.stream.scope) }
        ) { try replica.signers(of: $0, from: site) }
        if incoming.batches.isEmpty, !incoming.signed.heads.isEmpty {
            _ = try replica.apply([], from: site, incoming.signed, includes)
        }
    }

    /// Finds the signatures that the peer lacks.
    private mutating func settle(
        _ unsigned: [UnsignedEnd], _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws {
        guard !hasPaid else { return }
        owed = try replica.signatures(
            for: unsigned.filter { includes($0.stream.scope) }, includes)
    }

    /// Takes in a reply with a replica that is at hand.
    public mutating func takeIn(_ reply: PeerReply, _ replica: any ReplicaPort) throws -> Step {
        if let step = read(reply) { return step }
        while true {
            if let step = try advance(replica) { return step }
        }
    }

    // MARK: Deciding

    private mutating func greet(
        _ incoming: inout Incoming, _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws {
        let hello = incoming.hello
        try replica.check(hello)
        incoming.isGreeted = true
        report.peer = hello.identity
        report.peerSchema = hello.schemaVersion
        peer = hello.identity.site
        let theirs: PeerClaims
        var now: PeerPosition
        switch hello.vector {
        case .full(let claims):
            theirs = PeerClaims(claims.filter { includes($0.stream.scope) })
            mayClaimUnchanged = false
            now = try PeerPosition(theirs, in: replica)
            try replica.settleEpoch(now.findings, theirs)
            for finding in now.findings where !report.findings.contains(finding) {
                report.findings.append(finding)
            }
            for locator in incoming.locators where includes(locator.stream.scope) {
                if let question = try now.settle(locator, in: replica) {
                    questions.append(question)
                }
            }
        case .unchanged(let digest) where digest == asked?.claims.digest:
            theirs = asked?.claims ?? PeerClaims([])
            now = PeerPosition(vector: theirs.vector)
        case .unchanged, .unknown:
            throw SyncProblem(.malformed, "the reply does not say how far the peer is", item: 0)
        }
        incoming.moved =
            position?.vector != now.vector
            || !incoming.locators.isEmpty && searches < SyncLimits.searchesMax
        if !incoming.locators.isEmpty { searches += 1 }
        report.sent += accepted(now.vector, but: incoming.notices.count)
        report.peerDigest = theirs.digest
        report.refusals.meet(hello)
        for notice in incoming.notices
        where !report.refusedThere.contains(where: {
            $0.kind == notice.kind && $0.dot == notice.dot
        }) {
            report.refusedThere.append(notice)
        }
        for notice in incoming.notices where notice.kind != .held {
            // Only of what is in our own log: a peer cannot make other streams rest.
            guard let dot = Dot(notice.dot), try replica.hash(of: dot) != nil else { continue }
            // Who is not taken in may be taken in tomorrow, and what is not signed be signed.
            if notice.kind == .quarantined { report.refusals.add(dot) } else { resting.add(dot) }
            if notice.kind == .postponed { postponed.insert(dot) }
        }
        report.refusals.settle(now.vector)
        resting.settle(now.vector)
        postponed = postponed.filter { !now.vector.contains($0) }
        report.refusedThere.removeAll { notice in
            notice.kind == .postponed && Dot(notice.dot).map(now.vector.contains) ?? false
        }
        report.trimmedThere.formUnion(incoming.trimmed.filter(includes))
        position = now
        if let seconds = incoming.dateSeconds, seconds > 0 {
            try replica.note(clockOf: hello.identity.site, shows: UInt64(seconds) * 1_000)
        }
        try replica.remember(peer: hello.identity, vector: now.vector)
        if let news = incoming.news {
            try replica.hear(news, from: hello.identity, claims: theirs.vector, includes)
        }
        try replica.welcome(hello.identity, includes)
    }

    /// How many of the transactions just sent the peer now holds: of some it has said that it does not.
    private func accepted(_ now: VersionVector, but refused: Int) -> Int {
        guard let sent = asked?.sent, sent > 0, let before = position?.vector else { return 0 }
        let gained = now.beyond(before).reduce(0 as UInt64) { $0 &+ ($1.to - $1.from) }
        return Int(min(UInt64(max(0, sent - refused)), gained))
    }

    private mutating func conclude(
        _ incoming: Incoming, _ replica: any ReplicaPort, _ includes: (ScopeID) -> Bool
    ) throws -> Step {
        let mine = try replica.vector(includes)
        report.release(mine)
        guard let position else { preconditionFailure("the handshake told the peer's vector") }
        let behind = !mine.beyond(try covered(position, replica)).isEmpty
        let ahead = !position.vector.beyond(mine).isEmpty
        let isEven = !behind && !ahead && !incoming.hasMore
        let isSearching =
            !(position.disputes.isEmpty && questions.isEmpty) && searches < SyncLimits.searchesMax
        if let broken, incoming.cut == nil {
            guard incoming.moved else {
                if asksInVain < SyncLimits.asksInVainMax {
                    asksInVain += 1
                    return .again
                }
                // A line that is cut off hard may take with it what had come over: it is sent once more.
                guard pushesInVain < SyncLimits.pushesInVainMax else {
                    return fail(.link(broken))
                }
                pushesInVain += 1
                (self.broken, asksInVain) = (nil, 0)
                return .again
            }
            (self.broken, asksInVain, pushesInVain) = (nil, 0, 0)
        }
        // What is left after a round that moved nothing is held or refused, and would be for ever.
        // But what was written here since the request went out has not been tried yet.
        let isNew = asked.map { mine != $0.claims.vector } ?? true
        if let cut = incoming.cut {
            guard incoming.moved, cut.kind.isWorthRetrying, report.cuts < SyncLimits.cutsMax else {
                return fail(.link(cut))
            }
            report.cuts += 1
            return .again
        }
        // Who has not said how far this site is has told the peer nothing: a hub could not admit it.
        let isUnheard = asked == nil
        if !owed.isEmpty { return .again }
        // Another scope has come in, or has been taken away.
        if try asked.map({ try $0.granted != replica.grants() }) ?? false { return .again }
        if isSearching || isUnheard || !isEven && (incoming.moved || isNew) { return .again }
        report.isComplete = true
        if let peer {
            try replica.note(refused: report.refusedOwn.count, by: peer)
            try replica.note(postponed: postponed, by: peer)
        }
        return .done
    }

    /// The peer's vector, with what must not be sent to it counted as held.
    private func covered(
        _ position: PeerPosition, _ replica: any ReplicaPort
    ) throws -> VersionVector {
        try position.covered(in: replica).covering(report.refusals).covering(resting)
    }

    // MARK: Failure

    private mutating func fail(_ reply: PeerReply) -> Step {
        // A refusal says more than the broken connection it came over.
        if let failure = reply.failure, reply.status < 400 {
            guard broken == nil, asked?.sent ?? 0 > 0, failure.kind == .cut,
                report.cuts < SyncLimits.cutsMax
            else { return fail(.link(failure), reply) }
            broken = failure
            report.cuts += 1
            return .again
        }
        let failure = SyncFailure.status(
            reply.status, retryAfter: reply.headers["retry-after"],
            detail: String(decoding: reply.body.prefix(500), as: UTF8.self))
        return fail(failure, reply)
    }

    private mutating func fail(_ failure: SyncFailure, _ reply: PeerReply? = nil) -> Step {
        report.failure = failure
        report.failedReply = reply
        report.failedReply?.body = []
        return .failed
    }
}
