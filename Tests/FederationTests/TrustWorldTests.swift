import Glibc
import Simulation
import Testing

/// Worlds in which keys, grants and members change while sites are apart.
@Suite struct TrustWorldTests {
    /// How many worlds are run; more by the environment.
    private static var worlds: UInt64 {
        getenv("MOSO_TRUST_WORLDS").flatMap { UInt64(String(cString: $0)) } ?? 10
    }

    @Test
    func `whatever becomes of keys and grants, all who are left agree and have lost nothing`()
        throws
    {
        var counters = Counters()
        let templates = TrustWorld.templates()
        for seed in 1...Self.worlds {
            let world = try TrustWorld(seed: seed, templates: templates)
            do {
                try world.run()
            } catch let violation as Violation {
                Issue.record("seed \(seed): \(violation)")
            }
            counters.add(world.counters)
        }
        // A batch that never met one of these has proved nothing about it; a few worlds need not meet all.
        if Self.worlds >= 200 { #expect(counters.missing(TrustWorld.expected) == []) }
        #expect(counters.missing(["exchange", "revoked", "granted", "key changed"]) == [])
    }
}
