import Causality
import Testing

/// What trimming takes from a row can never be missed by anybody who has seen the horizon.
struct TrimmingTests {
    private static let table = TableSchema(
        name: "room",
        columns: [
            ColumnSchema(name: "rent", storage: .integer, policy: .ask),
            ColumnSchema(name: "label", storage: .text, policy: .latest),
            ColumnSchema(name: "visits", storage: .integer, policy: .sum),
        ], scope: .fixed(.common))
    private static let names = table.cells.map(\.name)
    private static let policies = table.cells.map(\.policy)

    /// A writer with its own picture of the row.
    private struct Site {
        let stream: Stream
        var state = RowState()
        var vector = VersionVector()
        /// Whether its grave was trimmed.
        var isTrimmed = false

        mutating func apply(_ step: Step) {
            state.apply(
                step.change, dot: step.dot, stamp: step.stamp, context: step.context,
                in: TrimmingTests.table)
            vector.advance(step.dot.stream, to: step.dot.seq)
        }

        /// What staff at the site might do, from what it shows.
        func change(_ number: Int, _ random: inout SeededGenerator) -> Change {
            let value = Value.integer(Int64.random(in: 1...3, using: &random))
            guard state.isPresent else {
                let all = TrimmingTests.names.map { CellValue(cell: $0, value: value) }
                guard !state.marks.isEmpty else { return .insert(all) }
                // With the grave, an insert names what stands in its way.
                return Int.random(in: 0..<2, using: &random) == 0
                    ? .insert(all) : .keep(replaces: state.marks.sorted())
            }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: return .delete(replaces: state.liveDots.sorted())
            case 1 where !state.marks.isEmpty: return .keep(replaces: state.marks.sorted())
            case 2: return .add([CellValue(cell: "visits", value: value)])
            case 3: return .set([write("label", value, only: true)])
            default: return .set([write("rent", value, only: Bool.random(using: &random))])
            }
        }

        private func write(_ cell: String, _ value: Value, only: Bool) -> CellWrite {
            let at = TrimmingTests.names.firstIndex(of: cell) ?? 0
            let live = state.siblings(of: at, policy: TrimmingTests.policies[at]).map(\.dot)
            return CellWrite(
                cell: cell, value: value, replaces: (only ? live.suffix(1) : live[...]).sorted())
        }
    }

    private func work(
        _ sites: inout [Site], from first: Int, steps: Int, _ random: inout SeededGenerator
    ) -> [Step] {
        var made: [Step] = []
        for number in first..<first + steps {
            let at = Int.random(in: 0..<sites.count, using: &random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                for step in made { deliver(step, to: &sites[at]) }
                continue
            }
            let step = Step(
                dot: Dot(stream: sites[at].stream, seq: sites[at].vector[sites[at].stream] + 1),
                stamp: HybridTimestamp(bits: UInt64(number)), context: sites[at].vector,
                change: sites[at].change(number, &random))
            sites[at].apply(step)
            made.append(step)
        }
        for at in sites.indices { for step in made { deliver(step, to: &sites[at]) } }
        return made
    }

    private func deliver(_ step: Step, to site: inout Site) {
        if !site.vector.contains(step.dot) { site.apply(step) }
    }

    private func shown(_ state: RowState) -> [[Value]] {
        Self.policies.enumerated().map { at, policy in
            state.siblings(of: at, policy: policy).map(\.value)
        }
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `a row with its grave trimmed goes on like the one that kept it`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var sites = ["beijing", "anji", "hangzhou"].map { Site(stream: stream($0)) }
        var first = 1
        for round in 0..<4 {
            first += work(&sites, from: first, steps: 12, &random).count + 12
            // All have met: what they hold is stable, and some of them trim.
            let horizon = sites[0].vector
            for at in sites.indices where Bool.random(using: &random) {
                let before = sites[at].state
                sites[at].state = before.trimmed(within: horizon)
                #expect(shown(sites[at].state) == shown(before), "seed \(seed)")
            }
            for site in sites.dropFirst() {
                #expect(site.state.isPresent == sites[0].state.isPresent, "seed \(seed), \(round)")
                guard site.state.isPresent else { continue }
                #expect(shown(site.state) == shown(sites[0].state), "seed \(seed), \(round)")
                #expect(site.state.marks == sites[0].state.marks, "seed \(seed), \(round)")
            }
        }
    }

    @Test func `nothing is left of a row whose delete everybody has seen`() {
        let own = stream("anji")
        var site = Site(stream: own)
        let all = Self.names.map { CellValue(cell: $0, value: .integer(1)) }
        for (at, change) in [Change.insert(all), .delete(replaces: [Dot(stream: own, seq: 1)])]
            .enumerated()
        {
            site.apply(
                Step(
                    dot: Dot(stream: own, seq: UInt64(at + 1)),
                    stamp: HybridTimestamp(bits: UInt64(at + 1)), context: site.vector,
                    change: change))
        }
        #expect(site.state.trimmed(within: VersionVector([(own, UInt64(1))])) == site.state)
        #expect(site.state.trimmed(within: VersionVector([(own, UInt64(2))])) == RowState())
    }
}
