import Causality
import Sync
import Testing
import Wire

@Suite("Runs of keys")
struct KeyRunTests {
    private static let scope = ScopeID.common

    private func digest(_ number: Int) -> Digest256 { Digest256(of: Array("row \(number)".utf8)) }

    private func key(_ number: Int) -> String {
        String("0000\(number)".suffix(5))
    }

    private func runs(_ numbers: some Sequence<Int>, most: Int) -> [KeyRun] {
        var gathered = KeyRuns(most: most)
        for number in numbers { gathered.add(key(number), digest(number)) }
        return gathered.runs
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 63, 64, 65, 127, 128, 129, 1_000, 10_000])
    func `are few, hold every row, and cut what holds two`(_ count: Int) {
        let found = runs(0..<count, most: 64)
        #expect(found.count <= 64)
        #expect(found.map(\.rows).reduce(0, +) == count)
        #expect(count <= 64 ? found.count == count : found.count >= 32)
        #expect(found.map(\.from) == found.map(\.from).sorted())
        if let first = found.first { #expect(first.from == key(0)) }
    }

    @Test(arguments: 1...20)
    func `the digest does not hang on how rows are gathered`(_ seed: Int) {
        let numbers = (0..<500).filter { ($0 &* 2_654_435_761 ^ seed &* 40_503) % 3 != 0 }
        let sums = [2, 3, 7, 64].map { most in
            runs(numbers, most: most).reduce(into: KeyRun(from: "")) { $0.add($1) }
        }
        for sum in sums { #expect(sum == sums[0], "seed \(seed)") }
        let without = runs(numbers.dropLast(), most: 7)
            .reduce(into: KeyRun(from: "")) { $0.add($1) }
        #expect(without.digest != sums[0].digest, "seed \(seed)")
    }

    @Test func `a range cut at runs has no gap and no overlap`() {
        let range = KeyRange(scope: Self.scope, table: "t", from: "b", below: "x")
        let cuts = ["d", "k", "m"].map { KeyRun(from: $0) }
        let parts = range.cut(at: cuts)
        #expect(parts.map(\.from) == ["b", "k", "m"])
        #expect(parts.map(\.below) == ["k", "m", "x"])
        #expect(range.cut(at: []) == [range])
    }

    @Test func `the questions carry any key`() {
        let range = KeyRange(scope: .site(.named("anji")), table: "t", from: "竹 &", below: "%2F")
        let site = SiteID.named("anji")
        #expect(
            DigestQuestion.runs(range).request(site: site).path
                == "/v1/digest?scope=site%2Fanji&site=anji&table=t&from=%E7%AB%B9%20%26&below=%252F"
        )
        let row = RecordKey("a/b").map { DigestQuestion.row(.common, table: "t", key: $0) }
        #expect(
            row?.request(site: site).path == "/v1/digest?scope=common&site=anji&table=t&key=a%2Fb")
    }
}
