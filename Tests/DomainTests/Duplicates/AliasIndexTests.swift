import Causality
import Domain
import Testing

@Suite struct AliasIndexTests {
    private func key(_ number: Int) -> RecordKey {
        guard let key = RecordKey("C-\(number)") else { preconditionFailure("a key") }
        return key
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `links in any order and direction make the classes that reaching along them makes`(
        seed: UInt64
    ) {
        var random = SplitMix64(seed: seed)
        let count = Int(random.next() % 12) + 2
        let links = (0..<Int(random.next() % 14)).map { _ in
            (Int(random.next() % UInt64(count)), Int(random.next() % UInt64(count)))
        }
        let index = AliasIndex(links.map { (key($0), [key($1)]) })
        let turned = AliasIndex(links.reversed().map { (key($1), [key($0)]) })
        for start in 0..<count {
            var reached: Set = [start]
            for _ in 0..<count {
                for (a, b) in links where reached.contains(a) || reached.contains(b) {
                    reached.formUnion([a, b])
                }
            }
            let expected = reached.map(key).sorted()
            #expect(index.members(of: key(start)) == expected, "seed \(seed)")
            #expect(index.root(of: key(start)) == expected.first, "seed \(seed)")
            #expect(turned.root(of: key(start)) == index.root(of: key(start)), "seed \(seed)")
        }
        #expect(index.lines == turned.lines, "seed \(seed)")
    }

    @Test func `a key made from a credit code stands for its class`() throws {
        let team = try #require(RecordKey("C-0AAA"))
        let code = try #require(RecordKey("C-91330523XU0010005G"))
        for index in [AliasIndex([(team, [code])]), AliasIndex([(code, [team])])] {
            #expect(index.root(of: team) == code)
            #expect(index.members(of: code) == [team, code])
        }
        #expect(AliasIndex([]).root(of: team) == team)
        #expect(AliasIndex([(team, [team])]).members(of: team) == [team])
    }
}
