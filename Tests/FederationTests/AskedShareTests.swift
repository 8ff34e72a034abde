import Simulation
import Testing

/// Who is refused for want of a share asks for it, and is answered once: by a loan, or that there is none to spare.
@Suite struct AskedShareTests {
    private func event(
        _ minute: Int, _ site: Int, _ kind: String, _ whom: String, _ amount: Int64
    ) -> Scenario.Event {
        Scenario.Event(
            .edit, at: minute * 60_000, site: site, author: "p0",
            operations: [
                EditOperation(.move, "share", whom, column: kind, amount: amount)
            ])
    }

    private func sync(_ minute: Int) -> Scenario.Event {
        Scenario.Event(.sync, at: minute * 60_000, site: 1, peer: 0)
    }

    private func run(_ events: [Scenario.Event], on kind: StoreKind) -> [String: Int] {
        let scenario = Scenario(
            seed: 1, sites: ["beijing", "anji"], links: [[1, 0]], everyoneHoldsAll: false,
            events: events, core: [0, 1])
        let outcome = Replay.run(scenario, on: kind)
        #expect(outcome.violation == nil)
        return outcome.counters.counts
    }

    @Test(arguments: [StoreKind.model, .sqlite])
    func `what is lacking is lent at the next exchange, and then it can be used`(kind: StoreKind) {
        let counts = run(
            [
                event(0, 0, "grant", "", 8), event(1, 0, "lend", "anji", 2), sync(2),
                event(3, 1, "spend", "beijing", 4), sync(4), sync(5),
                event(6, 1, "spend", "beijing", 4),
            ], on: kind)
        #expect(counts["share asked for"] == 1 && counts["share lent on asking"] == 1)
        #expect(counts["quota used"] == 1 && counts["ask declined"] == nil)
    }

    @Test(arguments: [StoreKind.model, .sqlite])
    func `who has nothing to spare says so, and is not asked twice for the same`(kind: StoreKind) {
        let counts = run(
            [
                event(0, 0, "grant", "", 3), event(1, 0, "lend", "anji", 2), sync(2),
                event(3, 1, "spend", "beijing", 5), event(4, 1, "spend", "beijing", 5),
            ], on: kind)
        #expect(counts["share asked for"] == 1 && counts["ask declined"] == 1)
        #expect(counts["quota used"] == nil && counts["share lent on asking"] == nil)
    }

    @Test func `the hub asks a branch for what it has lent`() {
        let counts = run(
            [
                event(0, 0, "grant", "", 9), event(1, 0, "lend", "anji", 8), sync(2),
                event(3, 0, "spend", "anji", 3), sync(4), sync(5), event(6, 0, "spend", "anji", 3),
            ], on: .sqlite)
        #expect(counts["share asked for"] == 1 && counts["share lent on asking"] == 1)
        #expect(counts["quota used"] == 1)
    }
}
