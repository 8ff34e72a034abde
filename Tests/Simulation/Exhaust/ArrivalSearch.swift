internal import Causality

// Every way in which a history can come to a site: each transaction at any time, before those it knows
// of, twice, or never, and processes that end in between.
//
// `DeliverySearch` goes through the states of whole worlds, which soon are too many. But sites have
// nothing to do with each other except for the transactions that they have made. What happens at one site
// depends on a history and on what arrives there when: its state is what it has applied and what it
// holds until its causes come. And of the sites of a history it is enough to look at one more, which
// makes nothing itself: at a site that makes an edit, that edit is as one that arrives at this moment,
// when all its author knew has been applied. So each history is looked at by itself, and in it every
// state of that one site, by every step into it.
//
// What is applied and what is held depends on who had heard of what, not on what the edits do. So it is
// enough to look at each such pattern once, with edits of one kind. `HistorySearch` says that what has
// been applied makes one row, in whatever order, whatever the edits do. Both together say it of every
// edit and every way of delivery.

/// A search through every way in which histories can arrive, on the production merge.
package struct ArrivalSearch {
    private let sites: Int
    private let edits: Int
    private let share: Share
    package private(set) var histories = 0
    package private(set) var states = 0
    package private(set) var steps = 0

    /// - Parameters:
    ///   - edits: how many each site makes.
    ///   - share: which of the histories to look at.
    package init(sites: Int, edits: Int, _ share: Share = .all) {
        self.sites = sites
        self.edits = edits
        self.share = share
    }

    /// Throws the first `Violation`.
    package mutating func run() throws {
        var search = HistorySearch(sites: sites, edits: edits, .existence, .shapes, share)
        var (met, states, steps) = (0, 0, 0)
        search.eachWhole = { made, known in
            var arrivals = Arrivals(made, known)
            try arrivals.run()
            met += 1
            states += arrivals.states
            steps += arrivals.steps
        }
        try search.run()
        (histories, self.states, self.steps) = (met, states, steps)
    }
}

/// The ways in which one history can arrive.
private struct Arrivals {
    private let known: [Part]
    private let start: SmallWorld
    /// The states met, as what is applied and what is held.
    private var met: Set<Int> = []
    private var rows: [Part: RowState] = [:]
    private(set) var steps = 0

    var states: Int { met.count }

    init(_ made: [Transaction], _ known: [Part]) {
        self.known = known
        start = SmallWorld(receiving: made)
    }

    mutating func run() throws {
        var ahead: [SmallWorld] = []
        if try isNew(start) { ahead.append(start) }
        while let world = ahead.popLast() {
            var crashed = world
            crashed.crash(0)
            try expect(crashed, applied(world), held: 0, "a crash")
            if try isNew(crashed) { ahead.append(crashed) }
            for number in 1..<known.count {
                var after = world
                after.arrive(number, at: 0)
                let (applied, held) = settled(applied(world), held(world) | 1 << number)
                try expect(after, applied, held: held, "the arrival of \(world.made[number].dot)")
                if try isNew(after) { ahead.append(after) }
            }
        }
    }

    /// By definition: what must be applied, and what must wait, of what is here.
    private func settled(_ applied: Part, _ here: Part) -> (applied: Part, held: Part) {
        var applied = applied
        while let ready = known.indices.first(where: {
            here & ~applied & 1 << $0 != 0 && known[$0] & ~applied == 0
        }) {
            applied |= 1 << ready
        }
        return (applied, here & ~applied)
    }

    private func applied(_ world: SmallWorld) -> Part { part(world.sites[0].log) }
    private func held(_ world: SmallWorld) -> Part { part(world.sites[0].held) }
    private func part(_ numbers: [Int]) -> Part { numbers.reduce(0) { $0 | 1 << $1 } }

    private mutating func expect(
        _ world: SmallWorld, _ applied: Part, held: Part, _ step: String
    ) throws {
        steps += 1
        let site = world.sites[0]
        guard self.applied(world) == applied, self.held(world) == held,
            site.log.count == applied.nonzeroBitCount, site.held.count == held.nonzeroBitCount
        else { throw Violation("I4", step + " applied or held the wrong ones: \(describe(world))") }
        if let row = rows[applied] {
            guard row == site.row else {
                throw Violation("I1", step + " shows in the row: \(describe(world))")
            }
        }
    }

    private mutating func isNew(_ world: SmallWorld) throws -> Bool {
        let applied = applied(world)
        if rows[applied] == nil { rows[applied] = world.sites[0].row }
        return met.insert(applied << 16 | held(world)).inserted
    }

    private func describe(_ world: SmallWorld) -> String {
        "\(world.sites[0].log) applied, \(world.sites[0].held) held of\n    "
            + world.made.map { "\($0.dot) knowing \($0.context): \($0.operations.map(\.change))" }
            .joined(separator: "\n    ")
    }
}
