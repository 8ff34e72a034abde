import Causality
import Testing

/// SplitMix64, so that a failing run is repeated from its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// A write of one row with everything its author had seen.
struct Step: Hashable {
    let dot: Dot
    let stamp: HybridTimestamp
    let context: VersionVector
    let change: Change
}

struct RowStateTests {
    private static let table = TableSchema(
        name: "room",
        columns: [
            ColumnSchema(name: "rent", storage: .integer, policy: .ask),
            ColumnSchema(name: "label", storage: .text, policy: .ask),
            ColumnSchema(name: "visits", storage: .integer, policy: .sum),
        ], scope: .fixed(.common))
    private static let names = table.cells.map(\.name)

    private func apply(_ step: Step, to state: inout RowState) {
        state.apply(
            step.change, dot: step.dot, stamp: step.stamp, context: step.context,
            in: Self.table)
    }

    /// Three sites that write one row and hear of each other now and then.
    private func history(_ random: inout SeededGenerator, steps: Int) -> [Step] {
        var sites = (0..<3).map { _ in (state: RowState(), seen: [Step](), vector: VersionVector())
        }
        var made: [Step] = []
        for number in 1...steps {
            let at = Int.random(in: 0..<3, using: &random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                let from = Int.random(in: 0..<3, using: &random)
                for step in sites[from].seen where !sites[at].vector.contains(step.dot) {
                    apply(step, to: &sites[at].state)
                    sites[at].seen.append(step)
                    sites[at].vector.advance(step.dot.stream, to: step.dot.seq)
                }
                continue
            }
            let own = stream(["beijing", "anji", "hangzhou"][at])
            let step = Step(
                dot: Dot(stream: own, seq: sites[at].vector[own] + 1),
                stamp: HybridTimestamp(bits: UInt64(number)), context: sites[at].vector,
                change: change(sites[at].state, number, &random))
            apply(step, to: &sites[at].state)
            sites[at].seen.append(step)
            sites[at].vector.advance(own, to: step.dot.seq)
            made.append(step)
        }
        return made
    }

    private func change(
        _ state: RowState, _ number: Int, _ random: inout SeededGenerator
    ) -> Change {
        let value = Value.integer(Int64(number))
        guard state.isPresent else {
            return state.marks.isEmpty
                ? .insert(Self.names.map { CellValue(cell: $0, value: value) })
                : .keep(replaces: state.marks.sorted())
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .delete(replaces: state.liveDots.sorted())
        case 1: return .add([CellValue(cell: "visits", value: value)])
        case 2 where !state.marks.isEmpty: return .keep(replaces: state.marks.sorted())
        default:
            let cell = Int.random(in: 0..<2, using: &random)
            let seen = state.siblings(of: cell, policy: .ask).map(\.dot)
            let named = seen.shuffled(using: &random).prefix(max(1, seen.count - 1))
            return .set([
                CellWrite(cell: Self.names[cell], value: value, replaces: named.sorted())
            ])
        }
    }

    /// A random order in which every step comes after what its author had seen.
    private func causalOrder(_ steps: [Step], _ random: inout SeededGenerator) -> [Step] {
        var rest = steps
        var vector = VersionVector()
        var ordered: [Step] = []
        while !rest.isEmpty {
            let ready = rest.indices.filter {
                rest[$0].context.isCovered(by: vector)
                    && vector[rest[$0].dot.stream] + 1 == rest[$0].dot.seq
            }
            guard let next = ready.randomElement(using: &random) else { break }
            let step = rest.remove(at: next)
            vector.advance(step.dot.stream, to: step.dot.seq)
            ordered.append(step)
        }
        return ordered
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `every causal order of the same writes ends in the same state`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let steps = history(&random, steps: 24)
        var results: Set<RowState> = []
        for _ in 0..<6 {
            let order = causalOrder(steps, &random)
            #expect(order.count == steps.count, "seed \(seed)")
            var state = RowState()
            for step in order { apply(step, to: &state) }
            results.insert(state)
        }
        #expect(results.count == 1, "seed \(seed)")
    }

    @Test func `an edit beside a delete brings the row back whole`() {
        var state = RowState()
        let insert = Step(
            dot: Dot(stream: stream("anji"), seq: 1), stamp: HybridTimestamp(bits: 1),
            context: VersionVector(),
            change: .insert([
                CellValue(cell: "rent", value: .integer(900)),
                CellValue(cell: "label", value: .text("A")),
            ]))
        let seen = VersionVector([(insert.dot.stream, 1 as UInt64)])
        let delete = Step(
            dot: Dot(stream: stream("beijing"), seq: 1), stamp: HybridTimestamp(bits: 2),
            context: seen, change: .delete(replaces: [insert.dot]))
        let edit = Step(
            dot: Dot(stream: stream("anji"), seq: 2), stamp: HybridTimestamp(bits: 3),
            context: seen,
            change: .set([CellWrite(cell: "rent", value: .integer(950), replaces: [insert.dot])]))
        for step in [insert, delete, edit] { apply(step, to: &state) }
        #expect(state.isContested)
        #expect(state.siblings(of: 0, policy: .ask).map(\.value) == [.integer(950)])
        #expect(state.siblings(of: 1, policy: .ask).map(\.value) == [.text("A")])
    }

    @Test func `what was deleted before the row was made anew does not come back with it`() {
        var state = RowState()
        let (anji, beijing) = (stream("anji"), stream("beijing"))
        let all = { (number: Int64) in
            Change.insert(Self.names.map { CellValue(cell: $0, value: .integer(number)) })
        }
        func seen(anji first: UInt64 = 0, beijing second: UInt64 = 0) -> VersionVector {
            VersionVector([(anji, first), (beijing, second)].filter { $0.1 > 0 })
        }
        let label = { (seq: UInt64) in
            Change.set([
                CellWrite(
                    cell: "label", value: .text("x"), replaces: [Dot(stream: anji, seq: seq)])
            ])
        }
        let steps: [(Stream, UInt64, VersionVector, Change)] = [
            (anji, 1, seen(), all(900)),
            (anji, 2, seen(anji: 1), .delete(replaces: [Dot(stream: anji, seq: 1)])),
            (anji, 3, seen(anji: 2), all(950)),
            (beijing, 1, seen(anji: 1), label(1)),
            (anji, 4, seen(anji: 3), .delete(replaces: [Dot(stream: anji, seq: 3)])),
            (beijing, 2, seen(anji: 3, beijing: 1), label(3)),
        ]
        for (number, (own, seq, context, change)) in steps.enumerated() {
            apply(
                Step(
                    dot: Dot(stream: own, seq: seq), stamp: HybridTimestamp(bits: UInt64(number)),
                    context: context, change: change), to: &state)
        }
        #expect(state.isPresent)
        #expect(state.siblings(of: 0, policy: .ask).map(\.value) == [.integer(950)])
        #expect(
            state.siblings(of: 2, policy: .sum).map(\.value) == [.integer(900), .integer(950)])
    }

    @Test func `a delete that had seen everything leaves nothing`() {
        var state = RowState()
        let insert = Dot(stream: stream("anji"), seq: 1)
        state.apply(
            .insert([]), dot: insert, stamp: .zero, context: VersionVector(), in: Self.table)
        state.apply(
            .delete(replaces: [insert]), dot: Dot(stream: stream("beijing"), seq: 1),
            stamp: .zero, context: VersionVector([(insert.stream, 1 as UInt64)]),
            in: Self.table)
        #expect(!state.isPresent)
        #expect(state.siblings(of: 0, policy: .ask).isEmpty)
    }
}
