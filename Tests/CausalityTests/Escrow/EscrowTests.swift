import Causality
import Testing

struct EscrowTests {
    private typealias World = EscrowWorld
    private let hub = EscrowWorld.hub

    // MARK: Whatever happens

    @Test(arguments: 1...150 as ClosedRange<UInt64>)
    func `what is used never exceeds what was granted, in anybody's view, at any instant`(
        seed: UInt64
    ) {
        var random = SplitMix64(seed: seed)
        var world = World()
        let allowsZombies = seed % 2 == 0
        for step in 0..<120 {
            world.step(&random, allowsZombies: allowsZombies)
            let truth = world.truth
            let place = Comment(rawValue: "seed \(seed), step \(step)")
            #expect(truth.totalUsed <= world.granted, place)
            #expect(truth.overdrawn == 0, place)
            #expect(truth.shares.values.allSatisfy { $0 >= 0 }, place)
            #expect(
                truth.shares.values.reduce(0, +) + truth.totalUsed == truth.capacity,
                "\(place): nothing is made or lost")
            for copy in world.copies {
                let view = world.view(copy)
                #expect(view.totalUsed <= world.granted, place)
                // What a site believes it has, it has.
                #expect(
                    view.shares[copy.origin, default: 0] <= truth.shares[copy.origin, default: 0],
                    place)
            }
            if !allowsZombies {
                #expect(world.physicallyUsed <= world.granted, place)
                #expect(truth.disputed.isEmpty, "\(place): all are honest")
                #expect(truth.totalUsed == world.physicallyUsed, place)
            }
        }
    }

    @Test func `the worlds above meet everything that can happen`() {
        var met: Set<String> = []
        for seed in 1...150 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var world = World()
            for _ in 0..<120 { world.step(&random, allowsZombies: seed % 2 == 0) }
            met.formUnion(world.met.keys)
            met.formUnion(world.truth.disputed.map(\.reason.rawValue))
        }
        #expect(
            met.isSuperset(of: [
                "spend", "loan", "short", "release", "release by an heir", "branch restarted",
                "hub restarted", "witness", "zombie", "after-witness",
            ]))
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `the order and repetition of moves is nothing`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = World()
        for _ in 0..<120 { world.step(&random, allowsZombies: true) }
        let moves = Array(world.all)
        let again = Escrow(moves.shuffled(using: &random) + moves, hub: hub, isWhole: true)
        #expect(again == world.truth, "seed \(seed)")
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `T36: whatever one branch writes, the others and the bound stay as they are`(seed: UInt64)
    {
        var random = SplitMix64(seed: seed)
        var world = World()
        for _ in 0..<60 { world.step(&random, allowsZombies: false) }
        let before = world.truth
        let villain = world.copies[1].origin
        for _ in 0..<10 { hostileMove(&world, &random) }
        let after = world.truth
        #expect(after.totalUsed <= after.capacity, "seed \(seed)")
        #expect(after.capacity == before.capacity && after.overdrawn == 0, "seed \(seed)")
        for (origin, share) in before.shares where origin != villain {
            #expect(after.shares[origin, default: 0] >= share, "seed \(seed)")
        }
        for (origin, used) in before.used where origin.site != villain.site {
            #expect(after.used[origin] == used, "seed \(seed)")
        }
        #expect(after.disputed.allSatisfy { $0.move.by.site == villain.site }, "seed \(seed)")
    }

    private func hostileMove(_ world: inout World, _ random: inout SplitMix64) {
        let amounts: [Int64] = [1, 3, 1_000, .max, 0, -5]
        let kinds: [EscrowMove.Kind] = [
            .spend, .lend(to: world.copies[0].origin), .grant, .withdraw,
            .lend(to: world.copies[2].origin),
            .witness(of: world.copies[2].origin, seen: 0, heir: world.copies[1].origin),
        ]
        let releases = world.truth.spent.keys.sorted().map { EscrowMove.Kind.release(of: $0) }
        let kind = (kinds + releases)[random.below(kinds.count + releases.count)]
        world.move(1, kind, amounts[random.below(amounts.count)])
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `a loan that has counted once counts for ever`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = World()
        world.move(0, .grant, 20)
        var counted: Set<EntryName> = []
        for _ in 0..<30 {
            // A branch that lends and spends without asking, and a hub that lends to it.
            switch random.below(3) {
            case 0:
                let amount = Int64(random.below(3) + 1)
                if world.truth.allows(amount, from: world.copies[0].origin) {
                    world.move(0, .lend(to: world.copies[1].origin), amount, book: 1)
                }
            case 1: world.move(1, .spend, Int64(random.below(5) + 1))
            default:
                world.move(1, .lend(to: world.copies[0].origin), Int64(random.below(5) + 1))
            }
            world.deliverEverything()
            let truth = world.truth
            let now = Set(
                world.all.filter { move in
                    guard case .lend = move.kind else { return false }
                    return !truth.disputed.contains { $0.move == move }
                }.map(\.name))
            #expect(now.isSuperset(of: counted), "seed \(seed)")
            counted = now
        }
    }

    // MARK: One thing at a time

    @Test func `a branch sees its own share and nothing of the others`() {
        var world = lent(3)
        world.move(0, .lend(to: world.copies[2].origin), 4, book: 2)
        world.deliverEverything()
        let view = world.view(world.copies[1])
        #expect(view.shares == [world.copies[1].origin: 3])
        #expect(view.capacity == 0 && view.used.isEmpty)
    }

    @Test func `a new epoch has nothing until the hub has witnessed the old one`() {
        var world = lent(3)
        world.move(1, .spend, 1)
        world.deliverEverything()
        let old = world.copies[1].origin
        world.restart(1)
        let fresh = world.copies[1].origin
        #expect(!world.view(world.copies[1]).allows(1, from: fresh))
        world.witness(old, heir: fresh)
        world.deliver(from: 0, to: 1)
        let view = world.view(world.copies[1])
        #expect(view.allows(2, from: fresh) && !view.allows(3, from: fresh))
        #expect(!view.allows(1, from: old))
    }

    @Test func `what is lent to an origin that is closed reaches its heir`() {
        var world = lent(3)
        let old = world.copies[1].origin
        world.restart(1)
        world.witness(old, heir: world.copies[1].origin)
        world.move(0, .lend(to: old), 2, book: 1)
        world.deliverEverything()
        #expect(world.view(world.copies[1]).allows(5, from: world.copies[1].origin))
    }

    @Test func `an heir gives back what the old origin had used`() {
        var world = lent(3)
        let spend = world.move(1, .spend, 3)
        world.deliverEverything()
        let old = world.copies[1].origin
        world.restart(1)
        let fresh = world.copies[1].origin
        #expect(!world.view(world.copies[1]).allowsRelease(1, of: spend.name, by: fresh))
        world.witness(old, heir: fresh)
        world.deliver(from: 0, to: 1)
        #expect(world.view(world.copies[1]).allowsRelease(2, of: spend.name, by: fresh))
        world.move(1, .release(of: spend.name), 2)
        world.deliverEverything()
        #expect(world.truth.shares[fresh] == 2 && world.truth.totalUsed == 1)
        #expect(world.truth.disputed.isEmpty)
    }

    @Test
    func `moves of an origin behind its witness are disputed, and a further witness lifts it`() {
        var world = lent(3)
        let old = world.copies[1].origin
        var left = world.copies[1]
        world.restart(1)
        world.witness(old, heir: world.copies[1].origin)
        // The old copy lives after all and has not heard of it.
        world.move(&left, .spend, 2, book: World.sites[1])
        world.copies[0].known.formUnion(left.known)
        #expect(world.truth.disputed.map(\.reason) == [.afterWitness])
        #expect(world.truth.totalUsed == 0 && world.truth.shares[world.copies[1].origin] == 3)
        world.witness(old, heir: world.copies[1].origin)
        #expect(world.truth.disputed.isEmpty && world.truth.totalUsed == 2)
        #expect(world.truth.shares[world.copies[1].origin] == 1)
    }

    @Test func `a hub that lost its identity has nothing until it has witnessed itself`() {
        var world = lent(3)
        let old = world.copies[0].origin
        world.restart(0)
        let fresh = world.copies[0].origin
        #expect(!world.truth.allows(1, from: fresh))
        world.witness(old, heir: fresh)
        #expect(world.truth.shares == [old: 0, fresh: 7, world.copies[1].origin: 3])
    }

    @Test func `T36: what a branch overspends is disputed until it is lent as much`() {
        var world = lent(3)
        let first = world.move(1, .spend, 2)
        let second = world.move(1, .spend, 2)
        let third = world.move(1, .spend, 1)
        world.deliverEverything()
        for view in [world.truth, world.view(world.copies[1])] {
            #expect(view.disputed.map(\.move) == [second, third])
            #expect(view.disputed.allSatisfy { $0.reason == .exceedsShare })
            #expect(view.spent == [first.name: 2])
        }
        world.move(0, .lend(to: world.copies[1].origin), 2, book: 1)
        world.deliverEverything()
        #expect(world.truth.disputed.isEmpty && world.truth.totalUsed == 5)
    }

    @Test func `what the hub withdraws nobody can use`() {
        var world = lent(3)
        world.move(0, .withdraw, 5)
        #expect(world.truth.capacity == 5)
        #expect(world.truth.allows(2, from: world.copies[0].origin))
        #expect(!world.truth.allows(3, from: world.copies[0].origin))
    }

    @Test func `a hub that lends more than it has is overdrawn, and its own spends are disputed`() {
        var world = lent(3)
        let spend = world.move(0, .spend, 7)
        world.move(0, .lend(to: world.copies[1].origin), 2, book: 1)
        #expect(world.truth.disputed.map(\.move) == [spend])
        #expect(world.truth.overdrawn == 0 && world.truth.totalUsed <= 10)
        world.move(0, .lend(to: world.copies[1].origin), 9, book: 1)
        #expect(world.truth.overdrawn == 4)
    }

    @Test func `the branches of a fork have one share between them`() {
        var world = lent(3)
        let plain = world.copies[1].origin
        // Two copies went on under one name, each believing to have 3.
        for branch in [1, 2] as [UInt32] {
            world.copies[1].origin = Origin(site: plain.site, epoch: 1, branch: branch)
            world.move(1, .spend, 2)
        }
        #expect(world.truth.used == [plain: 2] && world.truth.shares[plain] == 1)
        #expect(world.truth.disputed.map(\.reason) == [.exceedsShare])
        #expect(world.truth.disputed[0].move.name.dot.stream.origin.branch == 2)
    }

    @Test func `sums of absurd loans do not overflow`() {
        var world = lent(3)
        for _ in 0..<3_000 {
            world.move(0, .lend(to: world.copies[1].origin), Escrow.amountMax, book: 1)
        }
        #expect(world.truth.overdrawn > 0 && world.truth.totalUsed == 0)
    }

    /// A quota of 10, of which anji has been lent some.
    private func lent(_ amount: Int64) -> World {
        var world = World()
        world.move(0, .grant, 10)
        world.move(0, .lend(to: world.copies[1].origin), amount, book: 1)
        world.deliverEverything()
        return world
    }
}
