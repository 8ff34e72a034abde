import Causality
import Testing

/// Three sites and a capacity of four: spends, loans, deliveries in any order, crashes that put an old
/// copy back, and old copies that turn out to live.
struct EscrowTests {
    @Test(arguments: 1...400 as ClosedRange<UInt64>)
    func `what is used never exceeds what was minted, at any site, whatever happens`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = World()
        for step in 0..<60 {
            world.step(&random)
            let views = world.known.map { Escrow($0, hub: World.hub) } + [world.truth]
            for view in views {
                #expect(view.totalUsed <= 4, "seed \(seed), step \(step)")
            }
            #expect(world.truth.shares.values.allSatisfy { $0 >= 0 }, "seed \(seed), step \(step)")
            #expect(
                world.truth.shares.values.reduce(0, +) + world.truth.totalUsed == 4,
                "seed \(seed), step \(step): nothing is made or lost")
        }
    }

    @Test func `the order and repetition of moves is nothing`() {
        var random = SplitMix64(seed: 7)
        var world = World()
        for _ in 0..<80 { world.step(&random) }
        let moves = Array(world.all)
        #expect(Escrow(moves.shuffled(using: &random) + moves, hub: World.hub) == world.truth)
    }

    @Test func `a new epoch has nothing until the hub has witnessed the old one`() {
        var world = World()
        world.move(0, .lend(to: world.origins[1]), 3, book: World.sites[1])
        world.deliver(from: 0, to: 1)
        world.move(1, .spend, 1, book: World.sites[1])
        world.deliver(from: 1, to: 0)
        let old = world.origins[1]
        world.restart(1)
        let fresh = world.origins[1]
        #expect(!Escrow(world.known[1], hub: World.hub).allows(1, from: fresh))
        world.witness(old, heir: fresh)
        world.deliver(from: 0, to: 1)
        let view = Escrow(world.known[1], hub: World.hub)
        #expect(view.allows(2, from: fresh) && !view.allows(3, from: fresh))
    }

    @Test func `moves of an origin beyond its witness are disputed and count for nothing`() {
        var world = World()
        world.move(0, .lend(to: world.origins[1]), 3, book: World.sites[1])
        world.deliver(from: 0, to: 1)
        let old = world.origins[1]
        world.witness(old, heir: Origin(site: World.sites[1], epoch: 2))
        // The old copy lives after all and has not heard of it.
        world.move(1, .spend, 2, book: World.sites[1])
        world.deliver(from: 1, to: 0)
        let view = Escrow(world.known[0], hub: World.hub)
        #expect(view.disputed.count == 1 && view.totalUsed == 0)
        #expect(view.shares[Origin(site: World.sites[1], epoch: 2)] == 3)
    }

    @Test func `nobody but the hub mints, and no amount is negative or absurd`() {
        let site = World.sites[1]
        let by = Origin(site: site, epoch: 1)
        let amounts: [(EscrowMove.Kind, Int64)] = [(.mint, 5), (.spend, -5), (.spend, .max)]
        for (kind, amount) in amounts {
            let move = EscrowMove(by: by, book: site, number: 1, kind: kind, amount: amount)
            let view = Escrow([move], hub: World.hub)
            #expect(view.disputed == [move] && view.totalUsed == 0 && view.minted == 0)
        }
    }
}

/// Sites that are honest: each moves only what its own view allows.
private struct World {
    static let sites = ["beijing", "anji", "hangzhou"].compactMap { SiteID($0) }
    static let hub = sites[0]

    var origins = World.sites.map { Origin(site: $0, epoch: 1) }
    var known: [Set<EscrowMove>] = [[], [], []]
    var all: Set<EscrowMove> = []
    /// Origins that were left behind by a restart, with the site they were at.
    var dead: [(origin: Origin, site: Int)] = []

    init() { move(0, .mint, 4, book: World.hub) }

    var truth: Escrow { Escrow(all, hub: World.hub) }

    mutating func move(_ at: Int, _ kind: EscrowMove.Kind, _ amount: Int64, book: SiteID) {
        let by = origins[at]
        let last = known[at].filter { $0.by == by && $0.book == book }.map(\.number).max() ?? 0
        let move = EscrowMove(by: by, book: book, number: last + 1, kind: kind, amount: amount)
        known[at].insert(move)
        all.insert(move)
    }

    /// Branches hold their own book; the hub holds all.
    mutating func deliver(from: Int, to: Int) {
        known[to].formUnion(known[from].filter { to == 0 || $0.book == World.sites[to] })
    }

    /// An old copy of a branch was put back: it goes on as a new origin.
    mutating func restart(_ at: Int) {
        dead.append((origins[at], at))
        origins[at] = Origin(site: origins[at].site, epoch: origins[at].epoch + 1)
    }

    mutating func witness(_ old: Origin, heir: Origin) {
        let after = known[0].filter { $0.by == old && $0.book == old.site }.map(\.number).max() ?? 0
        move(0, .witness(of: old, after: [old.site: after], to: heir), 0, book: old.site)
    }

    mutating func step(_ random: inout SplitMix64) {
        let at = random.below(3)
        let amount = Int64(random.below(3) + 1)
        let view = Escrow(known[at], hub: World.hub)
        switch random.below(8) {
        case 0, 1:
            if view.allows(amount, from: origins[at]) {
                move(at, .spend, amount, book: World.sites[at])
            }
        case 2:
            // The hub lends into the borrower's book, a branch to the hub in its own.
            let to = at == 0 ? random.below(2) + 1 : 0
            let book = World.sites[at == 0 ? to : at]
            if view.allows(amount, from: origins[at]) {
                move(at, .lend(to: origins[to]), amount, book: book)
            }
        case 3:
            if view.used[origins[at], default: 0] >= amount, !view.closed.contains(origins[at]) {
                move(at, .giveBack, amount, book: World.sites[at])
            }
        case 4: if at > 0, random.below(3) == 0 { restart(at) }
        case 5:
            guard let old = dead.randomElement(using: &random),
                !Escrow(known[0], hub: World.hub).closed.contains(old.origin)
            else { return }
            witness(old.origin, heir: origins[old.site])
        default: deliver(from: at, to: at == 0 ? random.below(2) + 1 : 0)
        }
    }
}
