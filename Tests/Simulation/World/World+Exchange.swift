internal import Causality
internal import Sync
internal import Wire

/// One exchange that is under way.
final class Session {
    let number: Int
    let caller: World.WorldSite
    let responder: World.WorldSite
    let faults: [Scenario.LineFault]
    /// Failed tries of this call before.
    let tries: Int
    var machine: SyncCaller
    var round = -1

    init(
        _ number: Int, _ caller: World.WorldSite, _ responder: World.WorldSite,
        _ faults: [Scenario.LineFault], tries: Int, policy: ScopePolicy
    ) {
        self.number = number
        self.caller = caller
        self.responder = responder
        self.faults = faults
        self.tries = tries
        machine = SyncCaller(policy: policy, peer: responder.id)
    }

    func fault(_ kind: Scenario.LineFault.Kind) -> Scenario.LineFault? {
        faults.first { $0.kind == kind && $0.round == round }
    }
}

// The line: requests and replies as bytes, each with its own fate.
extension World {
    static let triesMax = 6

    func call(from: Int, to: Int, faults: [Scenario.LineFault], tries: Int) throws {
        let (caller, responder) = (sites[from], sites[to])
        guard caller !== responder, !caller.isDown else { return }
        if sessions.values.contains(where: { $0.caller === caller }) {
            counters.sometimes("two exchanges at once")
        }
        let session = Session(sessionCount, caller, responder, faults, tries: tries, policy: policy)
        sessionCount += 1
        sessions[session.number] = session
        try ask(session)
    }

    /// The caller's next request, and what becomes of it.
    private func ask(_ session: Session) throws {
        setClock(session.caller)
        session.round += 1
        let body: [UInt8]
        do {
            body = try session.machine.request(WatchedPort(session.caller, self))
        } catch {
            sessions[session.number] = nil
            return try fail(session.caller, error)
        }
        trace.fold(body)
        try tell(.sent(session.caller, to: session.responder.id, body))
        if cutLines.contains([session.caller.index, session.responder.index]) {
            counters.sometimes("call over a cut line")
            return breakOff(session, .connect, after: 1)
        }
        if session.fault(.loseRequest) != nil {
            counters.sometimes("loseRequest")
            return breakOff(session, .stalled, after: 30_000)
        }
        if let again = session.fault(.duplicate) {
            counters.sometimes("duplicate request")
            schedule(.request(session: session.number, body, copy: true), after: again.amount)
        }
        var delay = 20
        if let late = session.fault(.late) {
            counters.sometimes("late")
            delay += late.amount
        }
        let sent = damaged(body, session, cut: .cutRequest, flip: .flipRequest)
        schedule(.request(session: session.number, sent, copy: false), after: delay)
    }

    private func damaged(
        _ body: [UInt8], _ session: Session, cut: Scenario.LineFault.Kind,
        flip: Scenario.LineFault.Kind
    ) -> [UInt8] {
        var body = body
        if let fault = session.fault(flip), !body.isEmpty {
            counters.sometimes(flip.rawValue)
            body[min(body.count - 1, body.count * fault.amount / 1000)] ^= 1 << (fault.amount & 7)
        }
        if let fault = session.fault(cut) {
            counters.sometimes(cut.rawValue)
            body = Array(body.prefix(body.count * fault.amount / 1000))
        }
        return body
    }

    /// The line is dead; the caller notices in the end.
    private func breakOff(_ session: Session, _ kind: LinkFailure.Kind, after delay: Int) {
        let failure = LinkFailure(kind: kind, detail: "simulated")
        schedule(
            .reply(session: session.number, PeerReply(status: 0, failure: failure)), after: delay)
    }

    /// A request reaches the responder, perhaps long after its caller has gone.
    func arrive(_ number: Int, _ body: [UInt8], copy: Bool) throws {
        guard let session = sessions[number] ?? gone[number] else { return }
        if let fault = session.fault(.wrongPeer), !copy, try strays(session, body, fault.amount) {
            return
        }
        let responder = session.responder
        guard !responder.isDown else { return breakOff(session, .connect, after: 1) }
        setClock(responder)
        let wasCut = session.fault(.cutRequest) != nil && !copy
        var reply = try answer(session, body, wasCut: wasCut, copy: copy)
        if copy { return }
        trace.fold(reply.body)
        try tell(.sent(responder, to: session.caller.id, reply.body))
        if cutLines.contains([responder.index, session.caller.index]) {
            counters.sometimes("reply over a cut line")
            return breakOff(session, .stalled, after: 30_000)
        }
        if session.fault(.loseReply) != nil {
            counters.sometimes("loseReply")
            return breakOff(session, .stalled, after: 30_000)
        }
        if wasCut { return breakOff(session, .cut, after: 10) }
        reply.body = damaged(reply.body, session, cut: .cutReply, flip: .flipReply)
        if session.fault(.cutReply) != nil, reply.failure == nil {
            reply.failure = LinkFailure(kind: .cut, detail: "simulated")
        }
        var delay = 20
        if let fault = session.fault(.delay) {
            counters.sometimes("delay")
            delay += fault.amount
        }
        schedule(.reply(session: number, reply), after: delay)
    }

    /// A request arrives at a site that it is not meant for, which must say so and nothing else.
    private func strays(_ session: Session, _ body: [UInt8], _ at: Int) throws -> Bool {
        let others = sites.filter { $0 !== session.caller && $0 !== session.responder }
        guard !others.isEmpty else { return false }
        let other = others[at % others.count]
        guard !other.isDown else { return false }
        counters.sometimes("wrong peer")
        setClock(other)
        let before = try look { try other.store.vector { _ in true } }
        do {
            var machine = SyncResponder(policy: policy)
            try body.withUnsafeBytes { try machine.feed($0) }
            _ = try machine.answer(WatchedPort(other, self))
            throw Violation("I9", "\(other.id) answers what is meant for \(session.responder.id)")
        } catch let problem as SyncProblem {
            guard try look({ try other.store.vector { _ in true } }) == before else {
                throw Violation("I9", "\(other.id) took in what is not meant for it")
            }
            let reply = PeerReply(status: problem.status, body: Array(problem.code.rawValue.utf8))
            schedule(.reply(session: session.number, reply), after: 20)
        } catch let violation as Violation {
            throw violation
        } catch { try fail(other, error) }
        return true
    }

    private func answer(
        _ session: Session, _ body: [UInt8], wasCut: Bool, copy: Bool
    ) throws -> PeerReply {
        let site = session.responder
        do {
            var machine = SyncResponder(policy: policy)
            try body.withUnsafeBytes { try machine.feed($0) }
            var exchange = try machine.exchange(cut: wasCut)
            var steps = 0
            while true {
                steps += 1
                if steps == 3 { counters.sometimes("more than one batch") }
                if let answer = try exchange.advance(WatchedPort(site, self)) {
                    let outcome = answer.finish()
                    if session.fault(.crashResponder) != nil, !copy { break }
                    return PeerReply(
                        status: 200,
                        headers: ["date": httpDate(milliseconds: site.store.clock.milliseconds)],
                        body: outcome.reply)
                }
                if session.fault(.crashResponder) != nil, !copy { break }
            }
            counters.sometimes("crashResponder")
            try restart(site)
            return PeerReply(status: 0, failure: LinkFailure(kind: .cut, detail: "crashed"))
        } catch let problem as SyncProblem {
            return PeerReply(status: problem.status, body: Array(problem.code.rawValue.utf8))
        } catch let violation as Violation {
            throw violation
        } catch {
            try fail(site, error)
            return PeerReply(status: 500)
        }
    }

    /// A reply reaches the caller.
    func takeIn(_ number: Int, _ reply: PeerReply) throws {
        guard let session = sessions[number] else { return }
        setClock(session.caller)
        var step = session.machine.read(reply)
        var steps = 0
        do {
            while step == nil {
                steps += 1
                if steps == 3 { counters.sometimes("more than one batch") }
                step = try session.machine.advance(WatchedPort(session.caller, self))
                if step != nil, session.fault(.crashCaller) != nil {
                    counters.sometimes("crashCaller")
                    return try restart(session.caller)
                }
            }
        } catch let violation as Violation {
            throw violation
        } catch {
            sessions[number] = nil
            return try fail(session.caller, error)
        }
        switch step ?? .failed {
        case .again: try ask(session)
        case .done: try end(session, "sync complete")
        case .failed:
            try end(session, "sync failed")
            tryAgain(session)
        }
    }

    private func end(_ session: Session, _ how: String) throws {
        counters.sometimes(how)
        sessions[session.number] = nil
        gone[session.number] = session
        try tell(.exchanged(session.caller, with: session.responder.id, session.machine.report))
        for site in [session.caller, session.responder] { try answerAsks(at: site) }
        guard how == "sync complete" else { return }
        try countersign(session.responder, with: session.caller)
        try countersign(session.caller, with: session.responder)
    }

    /// As programs do once an exchange is over. Not at the end, when nobody shall say anything new.
    private func countersign(_ site: WorldSite, with peer: WorldSite) throws {
        guard scenario.countersigns == true, isSafetyPhase, !site.isDown, site.pausedUntil <= now
        else { return }
        setClock(site)
        do {
            guard try site.store.countersign(with: peer.id) else { return }
            counters.sometimes("countersigned")
            try look { try learnUnasked(site) }
        } catch let violation as Violation {
            throw violation
        } catch { try fail(site, error) }
    }

    /// As the daemon does: with full jitter, so that those who failed together come back apart.
    private func tryAgain(_ session: Session) {
        guard isSafetyPhase, session.tries < World.triesMax else { return }
        counters.sometimes("retry")
        var stream = SeededGenerator(
            seed: scenario.seed, "backoff", session.caller.index, session.responder.index,
            session.number)
        let wait = Backoff.delay(attempt: session.tries, random: stream.next())
        let milliseconds =
            Int(wait.components.seconds) * 1000
            + Int(wait.components.attoseconds / 1_000_000_000_000_000)
        truth.waits.append((attempt: session.tries, milliseconds: milliseconds))
        schedule(
            .call(
                from: session.caller.index, to: session.responder.index, faults: [],
                tries: session.tries + 1), after: milliseconds)
    }
}

/// A site's port with the world looking on.
struct WatchedPort: ReplicaPort {
    private let site: World.WorldSite
    private let world: World

    init(_ site: World.WorldSite, _ world: World) {
        self.site = site
        self.world = world
    }

    func identity() throws -> ReplicaIdentity { try site.store.identity() }

    func vector(_ includes: (ScopeID) -> Bool) throws -> VersionVector {
        try site.store.vector(includes)
    }

    func heads(_ includes: (ScopeID) -> Bool) throws -> [Stream: Digest256] {
        try site.store.heads(includes)
    }

    func branches() throws -> [StreamBranch] { try site.store.branches() }

    func hash(of dot: Dot) throws -> Digest256? { try site.store.hash(of: dot) }

    func extract(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool {
        try site.store.extract(beyond: vector, includes, take: take)
    }

    func apply(
        _ records: [LogRecord], from peer: SiteID, _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] { try apply(records, from: peer, VerifiedHeads(), includes) }

    func apply(
        _ records: [LogRecord], from peer: SiteID, _ signed: VerifiedHeads,
        _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] {
        let results = try site.store.apply(records, from: peer, signed, includes)
        try world.tell(.tookIn(site, from: peer, results))
        return results
    }

    func signers(of author: SiteID, from peer: SiteID) throws -> [PublicKey]? {
        try site.store.signers(of: author, from: peer)
    }

    func signatures(over links: [ChainLink]) throws -> [SignedHead] {
        try site.store.signatures(over: links)
    }

    func unsignedEnds(_ includes: (ScopeID) -> Bool) throws -> [UnsignedEnd] {
        try site.store.unsignedEnds(includes)
    }

    func signatures(
        for ends: [UnsignedEnd], _ includes: (ScopeID) -> Bool
    ) throws -> [SignedHead] { try site.store.signatures(for: ends, includes) }

    func closeEpoch(because ending: EpochEnding, above: UInt32) throws {
        // A commit that fails may have been made all the same.
        site.epochCauses += 1
        try site.store.closeEpoch(because: ending, above: above)
        if let told = try site.store.epochTold() { site.epochsTold.insert(told) }
        world.counters.sometimes("epoch ended by a peer")
        // The numbers of the new one are claimed by a transaction without operations.
        try world.noteUnacknowledged(site)
    }

    func note(clockOf peer: SiteID, shows milliseconds: UInt64) throws {
        try site.store.note(clockOf: peer, shows: milliseconds)
        site.heard = world.believed(milliseconds, of: peer, at: site)
    }

    func remember(peer: Origin, vector: VersionVector) throws {
        // A commit that fails keeps nothing of what was heard, or it is there all the same: nobody can say.
        defer { site.heard = nil }
        try site.store.remember(peer: peer, vector: vector)
        site.keepHeard()
    }

    func rememberedVector(of peer: SiteID) throws -> VersionVector {
        try site.store.rememberedVector(of: peer)
    }

    func news(
        for peer: Origin, beyond mark: MemberNews.Mark, claims: VersionVector,
        _ includes: (ScopeID) -> Bool
    ) throws -> MemberNews? {
        try site.store.news(for: peer, beyond: mark, claims: claims, includes)
    }

    func hear(
        _ news: MemberNews, from peer: Origin, claims: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws {
        try site.store.hear(news, from: peer, claims: claims, includes)
    }

    func readMark(of peer: SiteID) throws -> MemberNews.Mark? {
        try site.store.readMark(of: peer)
    }

    func welcome(_ origin: Origin, _ includes: (ScopeID) -> Bool) throws {
        try site.store.welcome(origin, includes)
    }

    func reasonNotToServe(_ other: SiteID) throws -> String? {
        try site.store.reasonNotToServe(other)
    }

    func scopesTrimmed(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool
    ) throws -> [ScopeID] {
        try site.store.scopesTrimmed(beyond: vector, includes)
    }
}
