import Simulation
import Testing

/// Worlds in which history is trimmed, and members lapse and return.
@Suite struct MemberWorldTests {
    @Test func `nothing is trimmed too early, and nobody can tell who trimmed`() throws {
        var counters = Counters()
        for seed in 1...24 as ClosedRange<UInt64> {
            let world = try MemberWorld(seed: seed)
            do {
                try world.run()
            } catch let violation as Violation {
                Issue.record("seed \(seed): \(violation)")
            }
            counters.add(world.counters)
        }
        // A batch that never met one of these has proved nothing about it.
        #expect(counters.missing(MemberWorld.expected) == [], "\(counters.counts)")
    }
}
