import Simulation
import Testing

@Suite struct CrashDiskTests {
    @Test(arguments: Array(UInt64(1)...40))
    func `acknowledged edits survive power cuts and failing disks`(seed: UInt64) {
        let outcome = Replay.run(seed: seed, on: .disk)
        #expect(outcome.violation == nil, "\(Replay.command(seed: seed, on: .disk))")
    }

    @Test func `on a disk that ignores syncs, acknowledged edits are lost and it is seen`() {
        var lost = 0
        for seed in UInt64(1)...40 {
            let scenario = RandomScenario.make(seed: seed, hasDisks: true)
            let outcome = Replay.run(scenario, on: .disk, disksIgnoreSyncs: true)
            if outcome.violation?.promise == "I2" { lost += 1 }
        }
        #expect(lost > 0, "a test that sees no loss here proves nothing elsewhere")
    }
}
