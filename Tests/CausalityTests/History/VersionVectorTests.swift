import Causality
import Testing

struct VersionVectorTests {
    private func random(_ generator: inout SeededGenerator) -> VersionVector {
        VersionVector(
            ["anji", "beijing", "hangzhou"].map {
                (stream($0), UInt64.random(in: 0...3, using: &generator))
            })
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `merging commutes, associates and repeats harmlessly`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (a, b, c) = (random(&generator), random(&generator), random(&generator))
        let merged = { (x: VersionVector, y: VersionVector) in
            var x = x
            x.merge(y)
            return x
        }
        #expect(merged(a, b) == merged(b, a), "seed \(seed)")
        #expect(merged(merged(a, b), c) == merged(a, merged(b, c)), "seed \(seed)")
        #expect(merged(a, a) == a, "seed \(seed)")
        #expect(a.isCovered(by: merged(a, b)), "seed \(seed)")
        #expect(a.order(against: b) != .before || b.order(against: a) == .after, "seed \(seed)")
    }

    /// Few entries are looked through and many are halved: both must answer as a table does.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `a vector of any length says what a table of its entries says`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let streams = (0..<(1 + Int(seed))).map { stream("s\($0)", epoch: 1 + UInt32($0 % 3)) }
        var tables: [[Causality.Stream: UInt64]] = [[:], [:]]
        var vectors = [VersionVector(), VersionVector()]
        for _ in 0..<200 {
            let which = Int.random(in: 0...1, using: &generator)
            let stream = streams.randomElement(using: &generator) ?? streams[0]
            let (old, seq) = (
                tables[which][stream] ?? 0, UInt64.random(in: 0...9, using: &generator)
            )
            vectors[which].cover(stream, to: seq)
            if seq > old { tables[which][stream] = seq }
        }
        for (vector, table) in zip(vectors, tables) {
            #expect(vector == VersionVector(table.shuffled(using: &generator).map { ($0, $1) }))
            #expect(vector.streams == table.keys.sorted(), "seed \(seed)")
            for stream in streams { #expect(vector[stream] == table[stream] ?? 0, "seed \(seed)") }
        }
        let (a, b) = (vectors[0], vectors[1])
        let merged = tables[0].merging(tables[1], uniquingKeysWith: max)
        let met = tables[0].compactMapValues { $0 }.filter { tables[1][$0.key] != nil }
        var (both, shared) = (a, a)
        both.merge(b)
        shared.meet(b)
        #expect(both == VersionVector(merged.map { ($0, $1) }), "seed \(seed)")
        #expect(
            shared == VersionVector(met.map { ($0, min($1, tables[1][$0] ?? 0)) }), "seed \(seed)")
        let ahead = tables[0].filter { $0.value > tables[1][$0.key] ?? 0 }
        #expect(a.beyond(b).map(\.stream) == ahead.keys.sorted(), "seed \(seed)")
        #expect(a.isCovered(by: b) == ahead.isEmpty, "seed \(seed)")
    }

    @Test func `of two entries for one stream the later counts`() {
        let (one, other) = (stream("anji"), stream("beijing"))
        let made = { (counts: [(Causality.Stream, UInt64)]) in VersionVector(counts) }
        #expect(made([(other, 3), (one, 2), (other, 1)]) == made([(one, 2), (other, 1)]))
    }

    @Test func `neither of two vectors that each know more covers the other`() {
        let a = VersionVector([(stream("anji"), 2 as UInt64)])
        let b = VersionVector([(stream("beijing"), 1 as UInt64)])
        #expect(a.order(against: b) == .concurrent)
        #expect(a.beyond(b).map { $0.to } == [2])
    }

    @Test func `names of branches read back, and stand behind what came before the fork`() throws {
        let plain = stream("anji", epoch: 3)
        let branch = plain.branch(0x0005_f1a2)
        #expect(branch.description == "anji.3#0005f1a2/site/anji")
        #expect(Causality.Stream(branch.description) == branch && branch.plain == plain)
        #expect(plain < branch && branch < plain.branch(0x0005_f1a3))
        #expect(branch < stream("anji", epoch: 4))
        for text in [
            "anji.3#5f1a2/common", "anji.3#/common", "anji.3#0005f1a2#1/common", "anji#3/common",
            "anji.3#0005F1A2/common", "anji.3#+005f1a2/common", "anji.03/common", "anji.+3/common",
        ] {
            #expect(Causality.Stream(text) == nil, "\(text)")
        }
    }

    @Test func `who had seen the renamed had seen what came before them`() {
        let plain = stream("anji")
        let new = plain.branch(7)
        let rename = StreamRenaming(old: plain, from: 5, new: new)
        let seen = { (count: UInt64) in VersionVector([(plain, count)]) }
        #expect(rename(seen(4), first: 1) == seen(4))
        #expect(rename(seen(6), first: 1) == VersionVector([(plain, UInt64(4)), (new, UInt64(6))]))
        let atRoot = StreamRenaming(old: plain, from: 1, new: new)
        #expect(atRoot(seen(6), first: 1) == VersionVector([(new, UInt64(6))]))
    }

    @Test func `names of dots, streams and scopes read back`() {
        let dot = Dot(stream: stream("anji", epoch: 3), seq: 42)
        #expect(dot.description == "anji.3/site/anji:42")
        #expect(Dot(dot.description) == dot)
        #expect(Dot("anji.0/common:1") == nil)
        #expect(SiteID("-anji") == nil)
        #expect(ScopeID("site/") == nil)
    }
}
