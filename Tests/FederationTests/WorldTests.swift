import Simulation
import Testing

@Suite struct WorldTests {
    @Test(arguments: Array(UInt64(1)...30))
    func `a world of plain values keeps every promise`(seed: UInt64) {
        let outcome = Replay.run(seed: seed, on: .model)
        #expect(outcome.violation == nil, "\(Replay.command(seed: seed, on: .model))")
    }

    @Test(arguments: Array(UInt64(1)...6))
    func `the same world on SQLite files keeps them and ends alike`(seed: UInt64) {
        let disk = Replay.run(seed: seed, on: .sqlite, wantsState: true)
        #expect(disk.violation == nil, "\(Replay.command(seed: seed, on: .sqlite))")
        let model = Replay.run(seed: seed, on: .model, wantsState: true)
        #expect(disk.state == model.state, "seed \(seed)")
    }

    @Test func `a seed repeats to the last byte`() {
        let first = Replay.run(seed: 7, on: .model)
        #expect(first.traceHash == Replay.run(seed: 7, on: .model).traceHash)
        #expect(first.traceHash != Replay.run(seed: 8, on: .model).traceHash)
    }

    @Test func `a scenario that was kept runs like the one that was drawn`() throws {
        let drawn = RandomScenario.make(seed: 11, hasDisks: false)
        let kept = try Replay.read(try Replay.write(drawn))
        #expect(Replay.run(kept, on: .model).traceHash == Replay.run(drawn, on: .model).traceHash)
    }

    @Test func `a batch that never met a fault says so`() {
        var batch = Batch(.model)
        batch.run(seed: 1)
        #expect(batch.neverExercised.contains("held released"))
    }
}
