package import Causality
package import Sync
internal import Wire

// A federation in one thread.
//
// A scenario says what happens when; the world keeps a queue of what is under way, ordered by virtual
// time, and moves from one item to the next. Bytes travel as messages through the production state
// machines of an exchange. After every effect on a site the checkers look at it; each knows one
// promise and nothing about how it is kept. At the end the faults stop, the core of the scenario
// syncs until it is quiet, and must agree.

/// One run of one scenario. Everything in it follows from the scenario and the kind of the store.
package final class World {
    package let scenario: Scenario
    /// Whether some number may be used twice in this scenario.
    let mayFork: Bool
    /// Whether anybody has asked for a share of a quota.
    private var hasAsks = false
    /// Whether its sites sign what they write and take in nothing else.
    package let isSigned: Bool
    /// What was written in the name of somebody else, where nobody may take it in.
    var forgeries: [Dot: Set<Digest256>] = [:]
    private var isLooking = false
    package let policy: ScopePolicy
    package private(set) var sites: [WorldSite] = []
    /// Milliseconds since it began.
    package private(set) var now = 0
    package var counters = Counters()
    package var truth = Truth()
    var trace = TraceHash()
    var sessions: [Int: Session] = [:]
    var sessionCount = 0
    var isSafetyPhase = true
    var hostileOffers = 0
    /// What the logs at rest make by definition, worked out once for all checkers.
    private var definitions: [Int: Definition] = [:]
    /// How the lawful part of each stream of the hostile member ends.
    var hostileEnds: [Stream: HostileEnd] = [:]
    /// What it has sent that breaks a rule.
    package var offences: Set<Dot> = []
    /// Numbers under which there are two transactions that follow the same one.
    package var forks: Set<Dot> = []
    /// What took something back. It may replace several values and still leave a conflict open.
    package internal(set) var undos: Set<Dot> = []
    /// Sites in whose name the hostile member has written.
    var forged: Set<SiteID> = []
    /// What has been written under each number: what it follows, by its own hash. Only kept where a
    /// number may be used twice.
    var variants: [Dot: [Digest256: [UInt8]]] = [:]
    /// Sites that were put back in a way that nothing of theirs could tell.
    package var rolledBack: Set<SiteID> = []
    /// Pairs of sites, of which the first does not get through to the second.
    var cutLines: Set<[Int]> = []
    /// Ended exchanges, whose copies may still arrive.
    var gone: [Int: Session] = [:]
    private let checkers: [any Checker]
    private var queue = EventQueue()
    /// What rots once all is at rest, and by which seed.
    private var rotten: [(WorldSite, UInt64)] = []

    /// One site and how its clock stands.
    package final class WorldSite {
        package let index: Int
        package let id: SiteID
        package let store: any SimulatedSite
        /// By how much its wall clock is wrong, in milliseconds.
        package var clockOffset = 0
        /// The latest time its wall clock has shown.
        package var wallMax: UInt64 = 0
        /// What the hub's clock has shown in an exchange that is under way. It may be stamped by even where the
        /// commit that remembers the exchange fails: it can be there all the same.
        var heard: UInt64? { didSet { hubTimeMax = max(hubTimeMax, heard ?? 0) } }
        /// What it has shown in one that was remembered; `nil` where it was never heard, or may have been
        /// forgotten.
        package private(set) var hubTime: UInt64?
        /// The latest that the hub's clock can show by what was ever heard of it, as the own one has gone on since.
        private var hubTimeMax: UInt64 = 0
        /// What its wall clock shows for good, where it stands still.
        var clockStands: Int?
        /// By how many thousandths its wall clock is too fast, and since when.
        var drift = (thousandths: 0, since: 0)
        /// Until when its process stands still.
        var pausedUntil = 0
        /// How many failures of its disk have been dealt with.
        var failuresSeen = 0
        /// How often an older copy of its database has been put back.
        package var copies = 0
        /// How often it has had cause for a new epoch.
        package var epochCauses = 0
        /// The epochs of which it has said, in an exchange, that they have begun. Its process may be gone by
        /// the time that anybody looks.
        package var epochsTold: Set<UInt32> = []
        /// What it has been sent that breaks a rule, and has to remember.
        package var offended: Set<Dot> = []
        /// Whether its disk let it down, so that it waits for help.
        package var isDown: Bool { downBecause != nil }
        /// Why it could not be started.
        package internal(set) var downBecause: String?
        /// Rises with each start of its process.
        var life = 0
        /// Whether an undo failed there that may have been done all the same.
        var mayHaveUndone = false
        /// What ends the process when its disk fails next, where that has been arranged.
        var arranged: End?

        enum End {
            case crash
            /// The power goes, and what was on its way to the disk is kept by this seed.
            case powerCut(UInt64)
        }

        init(_ index: Int, _ id: SiteID, _ store: any SimulatedSite) {
            self.index = index
            self.id = id
            self.store = store
            // It was made by the clock as it stands, and may have stamped by it.
            wallMax = store.clock.milliseconds
        }

        /// The latest time that it may stamp by.
        package var stampMax: UInt64 { max(wallMax, hubTimeMax) }

        func show(_ milliseconds: UInt64) {
            let before = store.clock.milliseconds
            store.clock.milliseconds = milliseconds
            wallMax = max(wallMax, milliseconds)
            if milliseconds > before, hubTimeMax > 0 { hubTimeMax += milliseconds - before }
        }

        /// An exchange was remembered.
        func keepHeard() {
            guard let heard else { return }
            hubTime = heard
            self.heard = nil
        }

        /// What it knows of the hub's clock may be older from here on.
        func forgetHubTime() { (hubTime, heard) = (nil, nil) }
    }

    package init(
        _ scenario: Scenario, checkers: [any Checker] = Promises.all(),
        makeSite: (_ site: SiteID, _ hub: SiteID, ReplicaSchema) throws -> any SimulatedSite
    ) throws {
        self.scenario = scenario
        mayFork = scenario.events.contains { $0.kind == .hostile || $0.kind == .restore }
        self.checkers = checkers
        policy = scenario.everyoneHoldsAll ? .everything : .standard
        let names = scenario.sites.compactMap { SiteID($0) }
        guard let hub = names.first, names.count == scenario.sites.count else {
            throw RequestError("a scenario names its sites, the hub first")
        }
        let stores = try names.indices.map { index in
            let version = scenario.versions.map { $0[index] } ?? 1
            return try makeSite(names[index], hub, WorldSchema.of(version: version))
        }
        isSigned = scenario.isSigned == true && stores.allSatisfy(\.signs)
        for (index, store) in stores.enumerated() {
            sites.append(WorldSite(index, names[index], store))
        }
    }

    /// Runs it to the end. Throws the first `Violation`.
    package func run() throws {
        for (at, event) in scenario.events.enumerated() { queue.add(.event(at), at: event.at) }
        if isSigned { try noteRoster() }
        while let (time, item) = queue.next() {
            now = max(now, time)
            try perform(item)
        }
        isSafetyPhase = false
        try settleCore()
        for (site, seed) in rotten where !site.isDown {
            if let rot = try site.store.rot(seed: seed) { try tell(.rotted(site, rot)) }
        }
    }

    package var traceHash: String { trace.finish() }

    func schedule(_ item: EventQueue.Item, after milliseconds: Int) {
        queue.add(item, at: now + milliseconds)
    }

    func advance(to milliseconds: Int) { now = max(now, milliseconds) }

    /// A process that stands still does everything later, in the same order.
    private func isPostponed(_ item: EventQueue.Item) -> Bool {
        let site: WorldSite? =
            switch item {
            case .event(let at):
                scenario.events[at].kind.needsTheProcess ? sites[scenario.events[at].site] : nil
            case .call(let from, _, _, _): sites[from]
            case .request(let session, _, _): (sessions[session] ?? gone[session])?.responder
            case .reply(let session, _): sessions[session]?.caller
            }
        guard let site, site.pausedUntil > now else { return false }
        queue.add(item, at: site.pausedUntil)
        return true
    }

    private func perform(_ item: EventQueue.Item) throws {
        if isPostponed(item) { return }
        switch item {
        case .event(let at): try perform(scenario.events[at], number: at)
        case .call(let from, let to, let faults, let tries):
            try call(from: from, to: to, faults: faults, tries: tries)
        case .request(let session, let body, let copy): try arrive(session, body, copy: copy)
        case .reply(let session, let reply): try takeIn(session, reply)
        }
    }

    // MARK: Events

    private func perform(_ event: Scenario.Event, number: Int) throws {
        let site = sites[event.site]
        let number = event.name ?? number
        fold(event)
        switch event.kind {
        case .edit: try edit(event, site)
        case .sync:
            try call(from: event.site, to: event.peer ?? 0, faults: event.faults ?? [], tries: 0)
        case .crash:
            counters.sometimes("crash")
            try arrange(.crash, at: site, after: event.amount)
        case .powerCut:
            counters.sometimes("powerCut")
            try arrange(.powerCut(scenario.seed &+ UInt64(number)), at: site, after: event.amount)
        case .clock:
            counters.sometimes("clock jump")
            site.clockOffset += event.amount ?? 0
        case .repeated: try repeatAll(from: sites[event.peer ?? 0], to: site)
        case .stray: try stray(from: sites[event.peer ?? 0], to: site, number, event.amount ?? 50)
        case .hostile:
            let tricks = HostileTrick.allCases
            try offerHostile(to: site, tricks[(event.amount ?? 0) % tricks.count], by: number)
        case .backup: site.store.backUp()
        case .upgrade:
            if !site.isDown { try upgrade(site) }
        case .restore:
            counters.sometimes("restore")
            try restore(site, IdentityFate(rawValue: event.amount ?? 0) ?? .kept)
        case .undo:
            try undo(at: site, back: event.amount ?? 0, isForced: event.peer != nil)
        case .cutLine: cutLines.insert([event.site, event.peer ?? 0])
        case .healLine: cutLines.remove([event.site, event.peer ?? 0])
        case .pause:
            counters.sometimes("pause")
            site.pausedUntil = now + (event.amount ?? 0)
        case .clockSet, .clockStop, .clockDrift: setRight(event, site)
        case .rot:
            if !rotten.contains(where: { $0.0 === site }) {
                rotten.append((site, scenario.seed &+ UInt64(number)))
            }
        case .logLost: try loseLogOfWrites(site)
        case .readFault:
            counters.sometimes("readFault")
            site.store.setDisk(.readError(after: event.amount ?? 1))
        case .readOnly:
            counters.sometimes("readOnly")
            site.store.setDisk(event.amount == 0 ? .none : .readOnly)
            if event.amount == 0, site.isDown { try restart(site) }
        case .diskFault:
            counters.sometimes("diskFault")
            site.store.setDisk(.error(after: event.amount ?? 1))
        case .diskFull:
            counters.sometimes("diskFull")
            site.store.setDisk(event.amount == 0 ? .none : .full)
            if event.amount == 0, site.isDown { try restart(site) }
        }
    }

    private func edit(_ event: Scenario.Event, _ site: WorldSite) throws {
        guard !site.isDown else { return }
        setClock(site)
        let operations = event.operations ?? []
        guard try !edit(operations, author: event.author ?? "", at: site), !site.isDown,
            let first = operations.first, first.kind == .move
        else { return }
        // What is refused for want of a share is asked for.
        guard let ask = try look({ try ShareDesk(site.store).ask(for: first) }) else { return }
        hasAsks = true
        if try edit([ask], author: event.author ?? "", at: site) {
            counters.sometimes("share asked for")
        }
    }

    /// What a site answers by itself after each exchange to those who have asked it for a share.
    ///
    /// - Returns: whether there was anything to answer.
    @discardableResult
    func answerAsks(at site: WorldSite) throws -> Bool {
        guard hasAsks, !site.isDown, site.pausedUntil <= now else { return false }
        setClock(site)
        let answers = try look {
            try ShareDesk.hasOpenAsks(at: site.store) ? ShareDesk(site.store).answers() : []
        }
        for answer in answers where !site.isDown {
            guard try edit([answer], author: "moso", at: site) else { continue }
            counters.sometimes(answer.column == "lend" ? "share lent on asking" : "ask declined")
        }
        return !answers.isEmpty
    }

    /// - Returns: whether it was made, and people were told so.
    private func edit(
        _ operations: [EditOperation], author: String, at site: WorldSite
    ) throws -> Bool {
        do {
            let operations = try operations.map { try $0.decided(at: site.store) }
            let dots = try site.store.edit(operations, author: author, reason: nil)
            counters.sometimes("edit")
            if operations.count >= 40 { counters.sometimes("mass edit") }
            let made = try look { try site.store.transactions().suffix(dots.count) }
            try noteEdit(Array(made), at: site)
            return true
        } catch is EditRefusal {
            counters.sometimes("edit refused")
        } catch let violation as Violation {
            throw violation
        } catch {
            counters.sometimes("edit failed by disk")
            try fail(site, error)
        }
        return false
    }

    /// People at a site were told that these are safe.
    func noteEdit(_ made: [Transaction], at site: WorldSite) throws {
        if mayFork, try look({ try isAfterUnnoted(made, at: site) }) {
            try look { try learnUnasked(site, but: Set(made.map(\.dot))) }
        }
        for transaction in made {
            try look { try note(transaction, acknowledgedAt: site) }
            trace.fold(transaction.dot.description)
        }
        try tell(.edited(site, made))
    }

    /// Someone offers everything once more: nothing may change.
    private func repeatAll(from peer: WorldSite, to site: WorldSite) throws {
        guard !site.isDown, !peer.isDown, peer !== site else { return }
        counters.sometimes("repeated offer")
        setClock(site)
        let includes = try look { try peer.store.shared(with: site.store, policy) }
        let known = try look { try site.store.vector(includes) }
        let records = try look { try peer.store.offers(to: site.store, all: true, policy: policy) }
        let before = try picture(site)
        let results: [ItemResult]
        do {
            results = try site.store.apply(
                records, from: peer.id, try verified(records, from: peer, to: site), includes)
        } catch {
            return try fail(site, error)
        }
        let isKnown = try look { try site.store.vector(includes) } == known
        try tell(.tookIn(site, from: peer.id, results))
        if isKnown { try tell(.repeated(site, before: before, after: try picture(site))) }
    }

    /// Something of what a site lacks reaches it, not in the order of causes.
    private func stray(
        from peer: WorldSite, to site: WorldSite, _ number: Int, _ percent: Int
    ) throws {
        guard !site.isDown, !peer.isDown, peer !== site else { return }
        counters.sometimes("stray")
        setClock(site)
        var records = try look { try peer.store.offers(to: site.store, policy: policy) }
        var stream = SeededGenerator(seed: scenario.seed, "stray", site.index, peer.index, number)
        stream.shuffle(&records)
        records = records.filter { _ in stream.chance(percent) }
        let includes = try look { try peer.store.shared(with: site.store, policy) }
        let results: [ItemResult]
        do {
            results = try site.store.apply(
                records, from: peer.id, try verified(records, from: peer, to: site), includes)
        } catch {
            return try fail(site, error)
        }
        try tell(.tookIn(site, from: peer.id, results))
    }

    /// Transactions that no edit made: the hub writes down when it received what is stamped too far ahead,
    /// and whoever has heard of a fork of its own stream that it begins another epoch.
    func learnUnasked(_ site: WorldSite, but made: Set<Dot> = []) throws {
        for transaction in try unnoted(at: site) where !made.contains(transaction.dot) {
            if transaction.operations.isEmpty { counters.sometimes("epoch ended unasked") }
            if transaction.operations.contains(where: { $0.table == Witness.table }) {
                counters.sometimes("witness")
            }
            try note(transaction, acknowledgedAt: site)
        }
    }

    func tell(_ moment: Moment) throws {
        try look {
            switch moment {
            case .tookIn(let site, let peer, let results):
                fold(results, at: site)
                try learnUnasked(site)
                if mayFork, let peer = sites.first(where: { $0.id == peer }) {
                    // Who is down by now tells nothing any more.
                    if peer.isDown {
                        try learn(results, of: peer, at: site)
                    } else {
                        try learnUnasked(peer)
                    }
                }
            case .edited(let site, _) where mayFork: try learnUnasked(site)
            case .tricked(let site, _, let results): fold(results, at: site)
            default: break
            }
            for checker in checkers { try checker.see(moment, self) }
        }
    }

    /// Runs what looks at sites from outside. The faults of their disks are for the product alone: none
    /// is met by an onlooker, and none is used up.
    func look<Result>(_ body: () throws -> Result) rethrows -> Result {
        if isLooking { return try body() }
        isLooking = true
        defer { isLooking = false }
        let before = sites.map(\.store.sparesReads)
        for site in sites { site.store.sparesReads = true }
        defer { for (site, was) in zip(sites, before) { site.store.sparesReads = was } }
        return try body()
    }

    /// The rows that the log of a site makes by definition, at rest.
    package func definition(of site: WorldSite) throws -> Definition {
        if let known = definitions[site.index] { return known }
        let made = Definition(try site.store.transactions(), site.store.schema)
        definitions[site.index] = made
        return made
    }

    func tellAtRest(_ core: [WorldSite]) throws {
        definitions = [:]
        for checker in checkers { try checker.atRest(core, self) }
        for site in sites where !site.isDown { try foldAtRest(site) }
    }
}
