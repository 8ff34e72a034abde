import Causality
import Testing

struct HybridClockTests {
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `stamps rise strictly whatever the wall clock does`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var clock = HybridClock()
        var last = HybridTimestamp.zero
        for _ in 0..<200 {
            let wall = UInt64.random(in: 0...5_000, using: &random)
            if Bool.random(using: &random) {
                clock.observe(
                    HybridTimestamp(
                        milliseconds: UInt64.random(in: 0...10_000, using: &random), counter: 0),
                    wallMilliseconds: wall)
            }
            let stamp = clock.tick(wallMilliseconds: wall)
            #expect(stamp > last, "seed \(seed)")
            last = stamp
        }
    }

    @Test func `a remote clock a year ahead does not drag ours`() {
        var clock = HybridClock()
        let now: UInt64 = 1_691_737_200_000
        let year: UInt64 = 365 * 86_400_000
        let excess = clock.observe(
            HybridTimestamp(milliseconds: now + year, counter: 0), wallMilliseconds: now)
        #expect(excess == year - HybridClock.driftMaxMilliseconds)
        #expect(clock.tick(wallMilliseconds: now).milliseconds == now)
    }

    @Test func `a full counter carries into the milliseconds`() {
        var clock = HybridClock(last: HybridTimestamp(milliseconds: 7, counter: .max))
        #expect(clock.tick(wallMilliseconds: 7) == HybridTimestamp(milliseconds: 8, counter: 0))
    }
}
