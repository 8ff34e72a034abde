internal import Causality
internal import Storage
internal import Sync
internal import Wire

// A world in which history is trimmed and members come and go.
//
// Few sites on simulated disks edit the same few rows, exchange with the hub and now and then with each
// other, and trim what is two days old, also with the power going in the middle of it. One site may have
// worked for long before anybody hears of it. The hub lets branches lapse, return and retire; databases are
// restored and identities lost. After every trim it is
// checked that nothing went that a counting member lacked; after every exchange, that equal vectors mean
// equal state; at the end, that nothing acknowledged is lost, that all who are left agree whether they
// trimmed or not, and that each agrees with its own log. Everything is drawn from the seed.

/// One such world.
package final class MemberWorld {
    private let seed: UInt64
    private var draw: SeededGenerator
    private let names: [String]
    private let sites: [SQLiteSite]
    private let scratch = Scratch()
    private let clock = HandClock()
    package private(set) var counters = Counters()
    /// What people were told is safe, by site.
    private var told: [Int: [Dot]] = [:]
    /// Branches that cannot go on by syncing alone: they wrote while they had lapsed, or lack what has
    /// been trimmed. They would start again from a snapshot.
    private var stranded: Set<Int> = []
    /// Branches whose database was put back: they may lack what they have acknowledged.
    private var robbed: Set<Int> = []
    private var backedUp: Set<Int> = []
    /// Branches that the hub did not count when they last met.
    private var leftOut: Set<Int> = []
    /// Branches that the hub has not met yet.
    private var strangers: Set<Int> = []
    /// Who sits at each site.
    private var people: [RandomEdits] = []

    package static let expected = [
        "trim", "grave trimmed", "crash in a trim", "lapse", "suspend", "return", "retire",
        "refused",
        "not served",
        "needs snapshot", "goes on after a return", "new epoch", "met past the hub",
        "a stranger's work taken in",
    ]

    package init(seed: UInt64) throws {
        self.seed = seed
        var draw = SeededGenerator(seed: seed, "members")
        names = Array(
            ["beijing", "anji", "hangzhou", "suzhou", "ningbo"].prefix(3 + draw.below(3)))
        let ids = names.compactMap { SiteID($0) }
        self.draw = draw
        let (scratch, clock) = (scratch, clock)
        sites = try ids.map { id in
            try SQLiteSite(
                id, hub: ids[0], schema: WorldSchema.version1,
                directory: scratch.path + "/" + id.name, clock: clock, seed: seed)
        }
        people = names.indices.map { at in
            var one = RandomEdits(
                draw: SeededGenerator(seed: seed, "people", at), sites: names, writer: at)
            one.holdsAll = true
            one.isStormy = !seed.isMultiple(of: 3)
            return one
        }
    }

    /// Runs it to its end. Throws the first `Violation`.
    package func run(steps: Int = 120) throws {
        try edit(0)
        if sites.count > 3 { strangers = [sites.count - 1] }
        for at in 1..<sites.count where !strangers.contains(at) { try exchange(at, 0) }
        for number in 0..<steps {
            clock.milliseconds += UInt64(draw.below(20)) * 3_600_000
            try step(number)
        }
        try settle()
    }

    // MARK: Events

    private var hub: Replica { get throws { try sites[0].replica } }

    private func step(_ number: Int) throws {
        let branch = 1 + draw.below(sites.count - 1)
        switch draw.below(100) {
        case 0..<40: try edit(draw.below(sites.count))
        case 40..<70: try exchange(branch, 0)
        case 70..<75:
            let other = 1 + draw.below(sites.count - 1)
            if other != branch {
                counters.sometimes("met past the hub")
                try exchange(branch, other)
            }
        case 75..<90: try trim(draw.below(sites.count), isCut: draw.chance(30))
        case 90..<92:
            let kind =
                draw.chance(15) ? MemberStep.Kind.retire : draw.chance(30) ? .suspend : .lapse
            try take(kind, branch)
        case 92..<96: try take(.comeBack, branch)
        case 96:
            sites[branch].backUp()
            backedUp.insert(branch)
        case 97: try restore(branch)
        default: try sites[branch].crash()
        }
    }

    private func edit(_ at: Int) throws {
        do {
            told[at, default: []] += try sites[at].edit(
                people[at].operations(), author: "p", reason: nil)
        } catch is EditRefusal {}
    }

    private func take(_ kind: MemberStep.Kind, _ at: Int) throws {
        do {
            try hub.takeStep(kind, try sites[at].identity().origin.site, author: "p", reason: "x")
            counters.sometimes(kind.rawValue)
        } catch StorageError.noStep {}
    }

    private func restore(_ at: Int) throws {
        guard backedUp.contains(at) else { return }
        counters.sometimes("new epoch")
        try sites[at].restore(draw.chance(50) ? .lost : .kept)
        let vector = try sites[at].vector { _ in true }
        told[at] = told[at]?.filter { vector.contains($0) }
        robbed.insert(at)
    }

    private func trim(_ at: Int, isCut: Bool) throws {
        if isCut { sites[at].setDisk(.stop(after: 1 + draw.below(25))) }
        do {
            let report = try sites[at].replica.trim(olderThan: 2 * 86_400_000)
            if report.trimmed > 0 { counters.sometimes("trim") }
            if report.graves > 0 { counters.sometimes("grave trimmed") }
        } catch {
            guard isCut else { throw error }
        }
        sites[at].setDisk(.none)
        if isCut {
            counters.sometimes("crash in a trim")
            try sites[at].powerCut(seed: draw.next())
            try checkTold(at, "after the power went in a trim")
        }
        try checkHorizon(at)
    }

    private func exchange(_ from: Int, _ to: Int) throws {
        var caller = SyncCaller(policy: .everything, peer: try sites[to].identity().origin.site)
        while caller.report.rounds < 100 {
            var answering = SyncResponder(policy: .everything)
            try caller.request(sites[from]).withUnsafeBytes { try answering.feed($0) }
            do {
                let reply = try answering.answer(sites[to]).reply
                let step = try caller.takeIn(PeerReply(status: 200, body: reply), sites[from])
                if step != .again { break }
            } catch let problem as SyncProblem where problem.code == .notServed {
                return counters.sometimes("not served")
            }
        }
        let report = caller.report
        guard report.failure == nil, report.quarantined.isEmpty else {
            throw Violation("I19", "\(names[from]) with \(names[to]): \(report)")
        }
        if !report.refusedOwn.isEmpty { counters.sometimes("refused") }
        if !report.trimmedThere.isEmpty { counters.sometimes("needs snapshot") }
        if to == 0 {
            let isShort = !report.refusedOwn.isEmpty || !report.trimmedThere.isEmpty
            if strangers.remove(from) != nil, !isShort, told[from]?.isEmpty == false {
                counters.sometimes("a stranger's work taken in")
            }
            if isShort { stranded.insert(from) }
            if try isLeftOut(from) {
                leftOut.insert(from)
            } else if !isShort {
                stranded.remove(from)
                if leftOut.remove(from) != nil { counters.sometimes("goes on after a return") }
            }
        }
        try checkEqual(from, to)
    }

    /// Whether the hub's lists do not count a site.
    private func isLeftOut(_ at: Int) throws -> Bool {
        let site = try sites[at].identity().origin.site
        return try hub.memberLadders().values.contains {
            !($0.standing(of: site)?.counts ?? true)
        }
    }

    // MARK: Checks

    /// Nothing is trimmed before everybody who counts has it.
    private func checkHorizon(_ at: Int) throws {
        let horizon = try sites[at].replica.horizon()
        for other in sites.indices
        where !stranded.contains(other) && !robbed.contains(other) && !strangers.contains(other) {
            guard try !isLeftOut(other), try !mayBeBehind(other) else { continue }
            let lacks = horizon.beyond(try sites[other].vector { _ in true })
            guard let first = lacks.first else { continue }
            throw Violation(
                "I2",
                "\(names[at]) trimmed \(first.stream):\(first.to), which \(names[other]) lacks")
        }
    }

    /// Whether a site has returned and not been in an exchange since: it has not acknowledged anything.
    private func mayBeBehind(_ at: Int) throws -> Bool {
        let site = try sites[at].identity().origin.site
        return try hub.memberLadders().values.contains { $0.standing(of: site) == .returning }
    }

    private func checkTold(_ at: Int, _ when: String) throws {
        for dot in told[at] ?? [] where try sites[at].hash(of: dot) == nil {
            throw Violation("I2", "\(names[at]) lacks \(dot), which was acknowledged, \(when)")
        }
    }

    /// Equal vectors mean equal state, trimmed or not.
    private func checkEqual(_ a: Int, _ b: Int) throws {
        let scopes = Set(try sites[a].vector { _ in true }.entries.map(\.stream.scope))
        for scope in scopes.sorted() {
            let vectors = try [a, b].map { try sites[$0].vector { $0 == scope } }
            guard vectors[0] == vectors[1] else { continue }
            let digests = try [a, b].map { try sites[$0].replica.stateDigest(of: scope) }
            guard digests[0] == digests[1] else {
                throw Violation("I1", "\(names[a]) and \(names[b]) differ in \(scope)")
            }
        }
    }

    /// Who is left agrees, and lacks nothing that any of them was told is safe.
    private func settle() throws {
        for _ in 0..<8 { for at in 1..<sites.count { try exchange(at, 0) } }
        let core = try sites.indices.filter {
            try $0 == 0 || !stranded.contains($0) && !isLeftOut($0)
        }
        for at in core {
            try checkEqual(at, 0)
            guard try sites[at].vector({ _ in true }) == sites[0].vector({ _ in true }) else {
                throw Violation("I19", "\(names[at]) and the hub are not in step at the end")
            }
            for other in core { try checkAll(told[other] ?? [], at: at) }
            guard try sites[at].inbox() == sites[0].inbox() else {
                throw Violation("I5", "\(names[at]) and the hub list other conflicts")
            }
        }
        for at in sites.indices {
            try checkTold(at, "at the end")
            if let wrong = try sites[at].selfCheck().first {
                throw Violation("I11", "\(names[at]): \(wrong)")
            }
        }
    }

    private func checkAll(_ dots: [Dot], at: Int) throws {
        for dot in dots where try sites[at].hash(of: dot) == nil {
            throw Violation("I2", "\(names[at]) lacks \(dot) at the end")
        }
    }
}
