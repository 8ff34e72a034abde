import Simulation
import Testing

/// A member that writes in another's name: refused by everybody and named where sites sign, a fork where they do not.
@Suite struct SignedWorldTests {
    /// Anji writes a card, and mallory offers the hub another transaction of Anji's.
    private func forging(isSigned: Bool) -> Scenario {
        let forged = HostileTrick.allCases.firstIndex(of: .forgedOrigin)
        var scenario = Scenario(
            seed: 1, sites: ["beijing", "anji"], links: [[1, 0]], everyoneHoldsAll: false,
            events: [
                Scenario.Event(
                    .edit, at: 0, site: 1, author: "p0",
                    operations: [
                        EditOperation(.insert, "company", "c0", columns: ["name": .string("p")])
                    ]),
                Scenario.Event(.sync, at: 60_000, site: 1, peer: 0),
                Scenario.Event(.hostile, at: 120_000, site: 0, amount: forged),
            ], core: [0, 1])
        scenario.isSigned = isSigned ? true : nil
        return scenario
    }

    @Test func `what is forged is taken in by nobody where sites sign`() {
        let outcome = Replay.run(forging(isSigned: true), on: .disk)
        #expect(outcome.violation == nil)
        #expect(outcome.counters.counts["signed world"] == 1)
        #expect(outcome.counters.counts["forged origin refused"] == 1)
        // Nothing has forked, so no epoch had to end.
        #expect(outcome.counters.counts["epoch begun"] == nil)
    }

    @Test func `where they do not, the site itself ends its epoch`() {
        let outcome = Replay.run(forging(isSigned: false), on: .disk)
        #expect(outcome.violation == nil)
        #expect(outcome.counters.counts["hostile forgedOrigin"] == 1)
        #expect(outcome.counters.counts["forged origin refused"] == nil)
        #expect(outcome.counters.counts["epoch begun"] == 1)
    }

    @Test func `plain values sign nothing, so nothing is asked of them`() {
        var scenario = forging(isSigned: true)
        scenario.events.removeAll { $0.kind == .hostile }
        let outcome = Replay.run(scenario, on: .model)
        #expect(outcome.violation == nil && outcome.counters.counts["signed world"] == nil)
    }

    @Test func `one world of twelve is signed, on disks alone`() {
        let signed = (UInt64(1)...24).filter {
            RandomScenario.make(seed: $0, hasDisks: true).isSigned == true
        }
        #expect(signed == [7, 19])
        #expect(RandomScenario.make(seed: 7, hasDisks: false).isSigned == nil)
    }
}
