internal import Causality

// Every way of delivery, in worlds small enough for it.
//
// Each site makes a few edits, at every moment; every transaction may reach every other site at any time
// after, before the one it follows, twice, or never; any process may end in between. The search goes
// through the states that this gives. Two ways that lead to the same transactions at the same sites are
// one state, and there lies the proof: the rows must be equal too, whichever way led there.
//
// `HistorySearch` goes further with the merge alone, where deliveries need not be told apart.

/// A search through every state of a small world, on the production merge.
package struct DeliverySearch {
    private let edits: Int
    private let kinds: [SmallEdit]
    private let siteCount: Int
    /// The rows of each state that has been met, by what stands for its transactions.
    private var met: [Int: Int] = [:]
    /// Rows by definition, by what stands for the transactions a site holds.
    private var defined: Set<Int> = []
    package private(set) var steps = 0

    package var states: Int { met.count }

    /// - Parameters:
    ///   - edits: how many each site makes.
    ///   - alphabet: what these do.
    package init(sites: Int, edits: Int, _ alphabet: Alphabet) {
        precondition((2...SmallWorld.names.count).contains(sites), "two or three sites")
        siteCount = sites
        self.edits = edits
        kinds = alphabet.kinds
    }

    /// Throws the first `Violation`.
    package mutating func run() throws {
        var ahead = [SmallWorld(sites: siteCount)]
        _ = try isNew(ahead[0])
        while let world = ahead.popLast() {
            for step in next(world) {
                var after = world
                steps += 1
                guard after.perform(step) else {
                    try expectUnchanged(world, after, step)
                    continue
                }
                if try isNew(after) { ahead.append(after) }
            }
        }
    }

    private func next(_ world: SmallWorld) -> [SmallWorld.Step] {
        var steps: [SmallWorld.Step] = []
        for site in world.sites.indices {
            if world.sites[site].edits < edits {
                steps += kinds.map { .edit(site: site, $0) }
            }
            steps.append(.crash(site: site))
            for other in world.sites.indices where other != site {
                steps.append(.deliver(from: site, to: other, skip: 0))
                steps.append(.deliver(from: site, to: other, skip: 1))
                steps.append(.repeated(from: site, to: other))
            }
        }
        return steps
    }

    // MARK: Checks

    /// What changes nothing has changed nothing.
    private func expectUnchanged(
        _ before: SmallWorld, _ after: SmallWorld, _ step: SmallWorld.Step
    ) throws {
        for (one, other) in zip(before.sites, after.sites)
        where one.row != other.row || one.clock.last != other.clock.last {
            throw Violation("I10", "\(step) changed a row or a clock")
        }
    }

    /// Whether a state has not been met before. If it has, its rows must be those of that time.
    private mutating func isNew(_ world: SmallWorld) throws -> Bool {
        let (name, rows) = (name(of: world), digest(world.sites.map(\.row)))
        if let before = met[name] {
            guard before == rows else {
                throw Violation("I1", "the order of arrival shows in \(describe(world))")
            }
            return false
        }
        met[name] = rows
        for site in world.sites.indices { try check(site, in: world) }
        return true
    }

    /// Stands for who has made what knowing what, and who holds and waits for what.
    private func name(of world: SmallWorld) -> Int {
        var hasher = Hasher()
        // In the order of dots: which of two independent edits came first makes no difference.
        for transaction in world.made.sorted(by: { $0.dot < $1.dot }) {
            hasher.combine(transaction)
        }
        for site in world.sites {
            hasher.combine(site.vector)
            hasher.combine(Set(site.held.map { world.made[$0].dot }))
        }
        return hasher.finalize()
    }

    private func digest<Content: Hashable>(_ content: Content) -> Int {
        var hasher = Hasher()
        hasher.combine(content)
        return hasher.finalize()
    }

    /// A site's row is what its transactions make by definition.
    private mutating func check(_ at: Int, in world: SmallWorld) throws {
        let site = world.sites[at]
        let log = site.log.map { world.made[$0] }
        guard defined.insert(digest(log.sorted { $0.dot < $1.dot })).inserted else { return }
        try site.row.check(log)
    }

    private func describe(_ world: SmallWorld) -> String {
        world.made.map { made in
            "\(made.dot) knowing \(made.context): \(made.operations.map(\.change))"
        }.joined(separator: "\n    ")
    }
}
