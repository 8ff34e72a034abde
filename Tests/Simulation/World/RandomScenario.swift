internal import Causality

/// Draws scenarios: sites, links, what people do, and what goes wrong. Each kind of fault is off in half
/// of the seeds, so that rare ones are not drowned by frequent ones (swarm testing: Groce et al., 2012).
/// Most worlds are small, because most faults need two or three sites and a handful of events, and a
/// hundred small worlds find them sooner than one large one; one in twenty is large.
package struct RandomScenario {
    private let seed: UInt64
    private let hasDisks: Bool
    private var draw: SeededGenerator
    private var scenario: Scenario
    private var times: Int = 0
    private var added: Set<String> = []
    private let faults: [Scenario.LineFault.Kind]
    private let kinds: [Scenario.Event.Kind]
    private let lossPercent: Int
    private let size: Size
    /// Whether there are bursts of work with long texts, which fill more than one batch.
    private let isBusy: Bool
    /// Whether people fight over whether rows are there at all.
    private let isStormy: Bool
    /// Whether owners change all the time.
    private let isFickle: Bool
    /// Whether the federation is on its way to another version of the schema.
    private let isMixed: Bool
    /// Whether many ask to be forgotten.
    private let isForgetful: Bool
    /// Whether a quota is granted, lent and used.
    private let isThrifty: Bool
    /// Whether people want what only one can have.
    private let isCoveting: Bool
    private var claims: [RandomEdits.ClaimMade] = []
    /// Whether two people who are apart decide one conflict, each in another way.
    private let isQuarrelsome: Bool

    private enum Size {
        case small, middling, large

        var sitesMax: Int {
            switch self {
            case .small: 3
            case .middling: 6
            case .large: 12
            }
        }

        var eventsMin: Int { self == .large ? 40 : 5 }
        var eventsMax: Int {
            switch self {
            case .small: 17
            case .middling: 50
            case .large: 150
            }
        }
    }

    private static let names = [
        "beijing", "anji", "hangzhou", "suzhou", "ningbo", "wuxi", "huzhou", "jiaxing", "shaoxing",
        "jinhua", "taizhou", "lishui",
    ]

    /// - Parameters:
    ///   - hasDisks: whether power cuts and failing disks are on the menu.
    ///   - crowd: how many sites there are, up to 200; `nil` to draw it with the rest, which makes another
    ///     world.
    package static func make(seed: UInt64, hasDisks: Bool, crowd: Int? = nil) -> Scenario {
        var maker = RandomScenario(seed, hasDisks, crowd)
        return maker.make()
    }

    /// As many names of sites, the hub's first.
    private static func names(_ count: Int) -> [String] {
        names.prefix(count) + (names.count..<max(count, names.count)).map { "city\($0 + 1)" }
    }

    private init(_ seed: UInt64, _ hasDisks: Bool, _ crowd: Int?) {
        self.seed = seed
        self.hasDisks = hasDisks
        draw = SeededGenerator(seed: seed, "scenario")
        var draw = draw
        var more = SeededGenerator(seed: seed, "more kinds")
        let usual = Scenario.LineFault.Kind.allCases.filter {
            !Scenario.LineFault.Kind.later.contains($0)
        }
        faults =
            usual.filter { _ in draw.chance(50) }
            + Scenario.LineFault.Kind.later.filter { _ in more.chance(50) }
        let rare: [Scenario.Event.Kind] =
            [.crash, .clock, .repeated, .stray]
            + (hasDisks ? [.powerCut, .diskFault, .diskFull, .hostile, .restore] : [])
        let later: [Scenario.Event.Kind] =
            [.pause, .cutLine, .clockSet, .clockStop, .clockDrift]
            + (hasDisks ? [.readFault, .readOnly, .logLost, .rot, .undo] : [])
        kinds = rare.filter { _ in draw.chance(50) } + later.filter { _ in more.chance(50) }
        lossPercent = draw.below(40)
        let drawn: Size = draw.chance(4) ? .large : draw.chance(20) ? .middling : .small
        size = crowd == nil ? drawn : .large
        isBusy = draw.below(64) == 0
        isStormy = draw.chance(20)
        isFickle = draw.chance(10)
        isMixed = draw.chance(15)
        isForgetful = draw.chance(8)
        isThrifty = draw.chance(12)
        let some = 2 + draw.below(size.sitesMax - 1)
        let count = crowd ?? some
        self.draw = draw
        isCoveting = more.chance(12)
        isQuarrelsome = more.chance(5)
        scenario = Scenario(
            seed: seed, sites: RandomScenario.names(count), links: [],
            everyoneHoldsAll: false, events: [], core: Array(0..<count))
    }

    private mutating func make() -> Scenario {
        link()
        if isThrifty { scenario.events = allotment() }
        if isQuarrelsome { scenario.events += quarrel() }
        if isCoveting { scenario.events += doubleBooking() }
        let count = size.eventsMin + draw.below(size.eventsMax - size.eventsMin)
        // A whole run is some thirty simulated days.
        let step = 30 * 86_400_000 / count
        for number in 0..<count {
            times += draw.below(2 * step)
            // Some events come close upon each other, into exchanges that are under way.
            if draw.chance(30) { times -= min(times, draw.below(step)) }
            scenario.events += event(number)
        }
        if isBusy {
            times = draw.below(times + 1)
            scenario.events += burst()
        }
        if isThrifty, hasDisks { scenario.events += loseIdentity() }
        if hasDisks { scenario.signSome() }
        scenario.events = scenario.events.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
        if draw.chance(50) { scenario.core = connectedCore() }
        if isMixed { mixVersions() }
        for at in scenario.events.indices
        where [.stray, .powerCut, .hostile, .rot].contains(scenario.events[at].kind) {
            scenario.events[at].name = at
        }
        return scenario
    }

    // MARK: Sites

    private mutating func link() {
        let others = 1..<scenario.sites.count
        scenario.everyoneHoldsAll = draw.chance(40)
        switch draw.below(3) {
        case 0: scenario.links = others.map { [$0, 0] }
        case 1: scenario.links = others.map { [$0, draw.below($0)] }
        default:
            scenario.links = others.map { [$0, 0] }
            // In a crowd everybody knows a few.
            let percent = scenario.sites.count > 12 ? 400 / scenario.sites.count : 50
            for a in others {
                for b in others where a < b && draw.chance(percent) {
                    scenario.links.append([b, a])
                }
            }
        }
    }

    private mutating func mixVersions() {
        scenario.versions = scenario.sites.indices.map { _ in 1 + draw.below(2) }
        for site in scenario.sites.indices where draw.chance(50) {
            let at = draw.below(30 * 86_400_000)
            let place = scenario.events.firstIndex { $0.at > at } ?? scenario.events.count
            scenario.events.insert(Scenario.Event(.upgrade, at: at, site: site), at: place)
            // Sometimes the process dies while it takes to the new schema.
            if hasDisks, draw.chance(30) {
                let crash = Scenario.Event(.crash, at: at, site: site, amount: 1 + draw.below(12))
                scenario.events.insert(crash, at: place)
            }
        }
    }

    /// Some of the sites, connected by links; the others never come back.
    private mutating func connectedCore() -> [Int] {
        var core = [0]
        let size = 2 + draw.below(scenario.sites.count - 1)
        while core.count < size {
            let next = scenario.links.flatMap { link -> [Int] in
                if core.contains(link[0]) && !core.contains(link[1]) { return [link[1]] }
                if core.contains(link[1]) && !core.contains(link[0]) { return [link[0]] }
                return []
            }
            guard !next.isEmpty else { break }
            core.append(draw.pick(next))
        }
        return core.sorted()
    }

    // MARK: Events

    private mutating func event(_ number: Int) -> [Scenario.Event] {
        let site = draw.below(scenario.sites.count)
        if !kinds.isEmpty, draw.chance(15) { return rare(draw.pick(kinds), site) }
        if kinds.contains(.undo), draw.chance(10) { return rare(.undo, site) }
        if draw.chance(55) {
            return [
                Scenario.Event(
                    .edit, at: times, site: site, author: "p\(draw.below(3))",
                    operations: operations(site))
            ]
        }
        return [sync()]
    }

    private mutating func sync() -> Scenario.Event {
        let link = draw.pick(scenario.links)
        let isTurned = draw.chance(15)
        return Scenario.Event(
            .sync, at: times, site: isTurned ? link[1] : link[0],
            peer: isTurned ? link[0] : link[1],
            faults: lineFaults())
    }

    /// A quota is granted, and each branch gets a share of it and hears so.
    private mutating func allotment() -> [Scenario.Event] {
        let branches = Array(scenario.sites.dropFirst())
        let moves =
            [("grant", "", Int64(4 * scenario.sites.count))]
            + branches.map { ("lend", $0, Int64(1 + draw.below(5))) }
        let edits = moves.map { kind, branch, amount in
            Scenario.Event(
                .edit, at: 0, site: 0, author: "p0",
                operations: [
                    EditOperation(
                        .move, ShareMove.table.name, branch, column: kind, amount: amount)
                ])
        }
        return edits + scenario.links.map { Scenario.Event(.sync, at: 0, site: $0[0], peer: $0[1]) }
    }

    /// A site gives one thing away twice, with another tool than its desk.
    private mutating func doubleBooking() -> [Scenario.Event] {
        let owner = draw.below(scenario.sites.count)
        return (0..<2).map { number in
            let key = "\(scenario.sites[owner])-k\(claims.count)"
            claims.append(.init(key: key, owner: owner))
            let columns: [String: JSONValue] = [
                "site": .string(scenario.sites[owner]), "state": .string("confirmed"),
                "thing": .string("\(scenario.sites[owner])-seat"), "who": .string("w\(number)"),
                "from_day": .integer(Int64(number)), "to_day": .integer(3),
            ]
            return Scenario.Event(
                .edit, at: number, site: owner, author: "p0",
                operations: [EditOperation(.insert, "claim", key, columns: columns)])
        }
    }

    /// Two sites write a name apart, both see both, and decide apart.
    private mutating func quarrel() -> [Scenario.Event] {
        let link = draw.pick(scenario.links)
        let sync = Scenario.Event(.sync, at: 0, site: link[0], peer: link[1])
        let name = { (site: Int, kind: EditOperation.Kind, name: String, seen: Bool?) in
            Scenario.Event(
                .edit, at: 0, site: site, author: "p\(site)",
                operations: [
                    EditOperation(
                        kind, "company", "quarrel", columns: ["name": .string(name)], seen: seen)
                ])
        }
        var events = [name(link[0], .insert, "p", nil), sync]
        for words in [["q", "r"], ["s", "t"]] {
            events += zip(link, words).map { name($0, .set, $1, true) }
            events.append(sync)
        }
        if kinds.contains(.undo),
            let decided = events.lastIndex(where: { $0.site == link[0] && $0.kind == .edit })
        {
            // And one of them takes the decision back: both values live again.
            events.insert(Scenario.Event(.undo, at: 0, site: link[0], amount: 0), at: decided + 1)
        }
        let begin = draw.below(20 * 86_400_000)
        for at in events.indices { events[at].at = begin + at * 60_000 }
        return events
    }

    /// A branch loses its identity and nothing else. What it holds waits for the hub, which hears of the
    /// new epoch and witnesses the old one.
    private mutating func loseIdentity() -> [Scenario.Event] {
        let site = 1 + draw.below(scenario.sites.count - 1)
        let branch = scenario.sites[site]
        let syncs = scenario.links.map { Scenario.Event(.sync, at: 0, site: $0[0], peer: $0[1]) }
        let found = EditOperation(
            .insert, "lease", "\(branch)-found", columns: ["site": .string(branch)])
        let witness = EditOperation(.move, ShareMove.table.name, branch, column: "witness")
        var events = [
            Scenario.Event(.backup, at: 0, site: site),
            Scenario.Event(.restore, at: 0, site: site, amount: 1),
            Scenario.Event(.edit, at: 0, site: site, author: "p0", operations: [found]),
        ]
        events += syncs.reversed()
        events.append(Scenario.Event(.edit, at: 0, site: 0, author: "p0", operations: [witness]))
        events += syncs
        let begin = draw.below(times + 1)
        for at in events.indices { events[at].at = begin + at * 60_000 }
        return events
    }

    /// Some long texts at a site and a sync soon after: more than one batch.
    private mutating func burst() -> [Scenario.Event] {
        var next = sync()
        next.at += 60_000
        let edits = (0..<3).map { number in
            Scenario.Event(
                .edit, at: times + number * 1000, site: next.site, author: "p0",
                operations: [
                    EditOperation(
                        .insert, "company", "long\(number)",
                        columns: ["name": .string(longText())])
                ])
        }
        let rows = (0..<40).map { number in
            EditOperation(
                .insert, "company", "row\(number)", columns: ["name": .string("of many")])
        }
        let mass = Scenario.Event(
            .edit, at: times + 4000, site: next.site, author: "p0", operations: rows)
        return edits + [mass, next]
    }

    /// Text that does not compress; two of them fill more than one batch.
    private mutating func longText() -> String {
        let alphabet = Array(
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_".utf8)
        var draw = draw
        let text = String(unsafeUninitializedCapacity: 135_000) { buffer in
            for at in buffer.indices { buffer[at] = alphabet[Int(draw.next() & 63)] }
            return buffer.count
        }
        self.draw = draw
        return text
    }

    private mutating func rare(_ kind: Scenario.Event.Kind, _ site: Int) -> [Scenario.Event] {
        var event = Scenario.Event(kind, at: times, site: site)
        switch kind {
        case .clock:
            let reach = draw.pick([1_000, 600_000, 86_400_000, 400 * 86_400_000])
            event.amount = draw.below(2 * reach) - reach
        case .repeated, .stray:
            let link = draw.pick(scenario.links)
            (event.site, event.peer) = draw.chance(50) ? (link[0], link[1]) : (link[1], link[0])
            event.amount = kind == .stray ? 20 + draw.below(80) : nil
        case .diskFault: event.amount = 1 + draw.below(30)
        case .diskFull:
            event.amount = 1
            return [
                event,
                Scenario.Event(
                    .diskFull, at: times + draw.below(86_400_000), site: site, amount: 0),
            ]
        case .crash, .powerCut:
            if hasDisks, draw.chance(70) { event.amount = 1 + draw.below(20) }
        case .hostile:
            return (0..<5).map { number in
                let trick = draw.pick(HostileTrick.allCases)
                // Of its own books it can only talk to the hub.
                return Scenario.Event(
                    .hostile, at: times + number * 60_000, site: trick.isAtHome ? 0 : site,
                    amount: trick.rawValue)
            }
        case .undo:
            event.amount = draw.chance(60) ? draw.below(3) : draw.below(40)
            event.peer = draw.chance(20) ? site : nil
        case .cutLine: return swizzle()
        case .pause: event.amount = draw.below(draw.pick([600_000, 3 * 86_400_000]))
        case .clockSet: event.amount = draw.pick([0, 1 << 31 * 1000])
        case .clockDrift: event.amount = draw.below(400) - 200
        case .clockStop, .readOnly:
            event.amount = 1
            return [
                event,
                Scenario.Event(
                    kind, at: times + draw.below(2 * 86_400_000), site: site, amount: 0),
            ]
        case .readFault: event.amount = 1 + draw.below(60)
        case .restore:
            event.amount = draw.below(3)
            let copy = Scenario.Event(.backup, at: times, site: site)
            event.at += draw.below(10 * 86_400_000)
            return [copy, event]
        case .edit, .sync, .backup, .upgrade, .healLine, .logLost, .rot: break
        }
        return [event]
    }

    /// Lines are cut one by one, some in one direction only, and heal in another order.
    private mutating func swizzle() -> [Scenario.Event] {
        var lines: [[Int]] = []
        for link in scenario.links where draw.chance(60) {
            let directions = [link, [link[1], link[0]]]
            lines += draw.chance(50) ? directions : [draw.pick(directions)]
        }
        var events: [Scenario.Event] = []
        for kind in [Scenario.Event.Kind.cutLine, .healLine] {
            draw.shuffle(&lines)
            for line in lines {
                times += draw.below(6 * 3_600_000)
                events.append(Scenario.Event(kind, at: times, site: line[0], peer: line[1]))
            }
            times += draw.below(2 * 86_400_000)
        }
        // What happens meanwhile is drawn as if no time had passed.
        times = events.first?.at ?? times
        return events
    }

    private mutating func lineFaults() -> [Scenario.LineFault] {
        guard !faults.isEmpty, draw.chance(lossPercent) else { return [] }
        return (0...draw.below(2)).map { _ in
            let kind = draw.pick(faults)
            let amount =
                switch kind {
                case .duplicate, .delay, .late: draw.below(draw.pick([100, 5_000, 7_200_000]))
                default: draw.below(1000)
                }
            return Scenario.LineFault(kind, round: draw.below(2), amount: amount)
        }
    }

    // MARK: Edits

    private mutating func operations(_ site: Int) -> [EditOperation] {
        var edits = RandomEdits(draw: draw, sites: scenario.sites, writer: site)
        edits.holdsAll = scenario.everyoneHoldsAll
        edits.isStormy = isStormy
        edits.isFickle = isFickle
        edits.isMixed = isMixed
        edits.isForgetful = isForgetful
        edits.isThrifty = isThrifty
        edits.isCoveting = isCoveting
        edits.claims = claims
        edits.added = added
        let operations = edits.operations()
        draw = edits.draw
        added = edits.added
        claims = edits.claims
        return operations
    }
}
