import Causality
import Sync
import Testing
import Wire

/// After enough exchanges all hold the same, whatever happened before.
@Suite struct ConvergenceTests {
    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

    /// The hub and its sites.
    private struct World {
        let hub = ModelReplica("beijing")
        let sites = [ModelReplica("anji"), ModelReplica("hangzhou")]

        func settle() throws {
            for _ in 0..<2 {
                for site in sites { try DirectLine(site, hub).sync() }
            }
        }

        /// Whether each site and the hub hold the same of what they share.
        var isEven: Bool {
            sites.allSatisfy { site in
                let shared = ScopePolicy.standard.shared(
                    site.me.origin.site, hub.me.origin.site, hub: hub.me.hub)
                return site.holdings(shared) == hub.holdings(shared)
                    && site.holdings { _ in true } == site.holdings(shared)
            }
        }
    }

    @Test(arguments: seeds) func `all hold the same, over bad lines`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let world = World()
        for _ in 0..<60 {
            let site = world.sites[random.below(2)]
            switch random.below(4) {
            case 0: world.hub.write([.common, .roster, .capital, .of("anji")][random.below(4)])
            case 1: site.write([.common, .site(site.me.origin.site)][random.below(2)])
            default:
                let line =
                    random.below(3) == 0
                    ? DirectLine(world.hub, site) : DirectLine(site, world.hub)
                let cut = random.below(400)
                let bad = random.below(3)
                line.onReply = { round, reply in
                    round < bad ? reply.cut(after: min(cut, reply.body.count)) : reply
                }
                try line.sync(knowing: random.below(4) != 0)
            }
        }
        try world.settle()
        #expect(world.isEven, "seed \(seed)")
        #expect(world.sites.allSatisfy { $0.held.isEmpty && $0.quarantined.isEmpty })
        let quiet = try DirectLine(world.sites[0], world.hub).sync()
        #expect(quiet.rounds == 1 && quiet.sent == 0 && quiet.received == 0, "seed \(seed)")
    }

    @Test func `a change of one site reaches the other through the hub`() throws {
        let world = World()
        world.sites[0].write(.common, note: "a change")
        try world.settle()
        #expect(world.sites[1].everything == world.sites[0].everything)
    }

    @Test func `a backlog of many bodies goes through in as many rounds`() throws {
        let world = World()
        for _ in 0..<1_300 { world.sites[0].write(.of("anji")) }
        for _ in 0..<1_100 { world.hub.write(.common) }
        let report = try DirectLine(world.sites[0], world.hub).sync()
        #expect(report.sent == 1_300 && report.received == 1_100)
        #expect(report.isComplete && report.rounds <= 4)
        try world.settle()
        #expect(world.isEven)
    }

    @Test func `large transactions go through, each body within the limits`() throws {
        let world = World()
        var random = SplitMix64(seed: 3)
        for _ in 0..<40 { world.sites[0].write(.common, note: random.text(200_000)) }
        let line = DirectLine(world.sites[0], world.hub)
        let report = try line.sync()
        #expect(report.sent == 40 && report.isComplete)
        #expect(line.requests.allSatisfy { $0.count <= WireLimits.bodyBytesMax })
    }

    @Test func `what is applied at once stays small, so that a desk waits little`() throws {
        let world = World()
        for _ in 0..<200 { world.hub.write(.common, note: String(repeating: "x", count: 10_000)) }
        try DirectLine(world.sites[0], world.hub).sync()
        #expect(world.sites[0].batches.count > 7)
        #expect(world.sites[0].batches.allSatisfy { $0 <= SyncLimits.batchBytesMax })
    }
}
