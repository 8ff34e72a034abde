import Simulation
import Testing

@Suite struct ShrinkTests {
    /// On disks that ignore syncs promises break, which gives something to shrink.
    private func broken() throws -> Scenario {
        for seed in UInt64(1)...60 {
            let drawn = RandomScenario.make(seed: seed, hasDisks: true)
            let outcome = Replay.run(drawn, on: .disk, disksIgnoreSyncs: true)
            if outcome.violation?.promise == "I2" { return drawn }
        }
        throw Violation("I0", "no seed loses anything")
    }

    @Test func `a broken run shrinks to a few events that break the same promise`() throws {
        let drawn = try broken()
        var shrinker = try #require(Shrinker(drawn, on: .disk, disksIgnoreSyncs: true))
        shrinker.shrink()
        let small = shrinker.scenario
        #expect(small.events.count <= 12 && small.events.count < drawn.events.count)
        #expect(small.lines.count == small.events.count)
        let kept = try Replay.read(try Replay.write(small))
        let outcome = Replay.run(kept, on: .disk, disksIgnoreSyncs: true)
        #expect(outcome.violation?.promise == "I2")
    }

    @Test func `a run that keeps its promises is not shrunk`() {
        let drawn = RandomScenario.make(seed: 1, hasDisks: false)
        #expect(Shrinker(drawn, on: .model) == nil)
    }
}
