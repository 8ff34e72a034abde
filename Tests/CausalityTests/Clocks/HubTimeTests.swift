import Causality
import Testing

struct HubTimeTests {
    private let noon: UInt64 = 1_700_000_000_000
    private let hour: UInt64 = 3_600_000
    private let day: UInt64 = 86_400_000

    @Test func `a clock that agrees with the hub's to five minutes is followed as it is`() {
        for off in [0, 1, 299_999, 300_000] as [UInt64] {
            var time = HubTime()
            time.hear(hubMilliseconds: noon + off, wallMilliseconds: noon)
            #expect(time.stampMilliseconds(wallMilliseconds: noon + 5) == noon + 5)
            #expect(time.lagMilliseconds(wallMilliseconds: noon) == 0)
        }
    }

    @Test func `a clock that is behind is made up for, for as long as nothing else is heard`() {
        var time = HubTime()
        time.hear(hubMilliseconds: noon + hour, wallMilliseconds: noon)
        for later in [0, 1, hour, 30 * day] {
            #expect(time.stampMilliseconds(wallMilliseconds: noon + later) == noon + later + hour)
        }
        time.hear(hubMilliseconds: noon + 2 * hour, wallMilliseconds: noon + 2 * hour)
        #expect(time.stampMilliseconds(wallMilliseconds: noon + 3 * hour) == noon + 3 * hour)
    }

    @Test func `a clock that is ahead is followed as it is: that is the witness's business`() {
        var time = HubTime()
        time.hear(hubMilliseconds: noon, wallMilliseconds: noon + 400 * day)
        #expect(time.stampMilliseconds(wallMilliseconds: noon + 400 * day) == noon + 400 * day)
        time.see(wallMilliseconds: noon + hour)
        #expect(time.stampMilliseconds(wallMilliseconds: noon + hour) == noon + hour)
    }

    @Test func `a clock that has fallen goes on from the hub's last word, at its own pace`() {
        var time = HubTime()
        time.hear(hubMilliseconds: noon, wallMilliseconds: noon)
        time.see(wallMilliseconds: 7_000)
        #expect(time.stampMilliseconds(wallMilliseconds: 7_000) == noon)
        #expect(time.stampMilliseconds(wallMilliseconds: 7_000 + hour) == noon + hour)
        // It falls once more, and what went by before is not known any longer.
        time.see(wallMilliseconds: 3_000)
        #expect(time.stampMilliseconds(wallMilliseconds: 3_000 + hour) == noon + hour)
        // Set right: what it shows is past the hub's last word.
        #expect(time.stampMilliseconds(wallMilliseconds: noon + 5 * day) == noon + 5 * day)
    }

    @Test func `a hub that is more than a day ahead is not believed`() {
        var time = HubTime()
        time.hear(hubMilliseconds: noon + day + 1, wallMilliseconds: noon)
        #expect(time == HubTime())
        time.hear(hubMilliseconds: noon + day, wallMilliseconds: noon)
        #expect(time.stampMilliseconds(wallMilliseconds: noon) == noon + day)
        time.hear(hubMilliseconds: .max, wallMilliseconds: .max - 1)
        #expect(time.stampMilliseconds(wallMilliseconds: noon) == noon + day)
    }

    @Test func `what is known to the minute is no news`() {
        var time = HubTime()
        time.hear(hubMilliseconds: noon, wallMilliseconds: noon)
        let before = time
        time.hear(hubMilliseconds: noon + 59_999, wallMilliseconds: noon + 59_000)
        #expect(time == before)
        time.hear(hubMilliseconds: noon + 60_000, wallMilliseconds: noon + 60_000)
        #expect(time != before)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `it is never before the own clock, nor before the hub's last word less five minutes`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        var time = HubTime()
        var word: UInt64 = 0
        var wall = noon
        for _ in 0..<100 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: wall = UInt64.random(in: 0...2 * noon, using: &random)
            case 1: wall += UInt64.random(in: 0...2 * day, using: &random)
            case 2: wall -= min(wall, UInt64.random(in: 0...2 * day, using: &random))
            default:
                let shift = Int64.random(in: -2 * Int64(day)...2 * Int64(day), using: &random)
                let hub = UInt64(max(0, Int64(wall) + shift))
                time.hear(hubMilliseconds: hub, wallMilliseconds: wall)
                if hub <= wall + day { word = hub }
            }
            time.see(wallMilliseconds: wall)
            let now = time.stampMilliseconds(wallMilliseconds: wall)
            #expect(now >= wall, "seed \(seed)")
            #expect(now + 360_000 >= word, "seed \(seed): \(time) at \(wall)")
        }
    }
}
