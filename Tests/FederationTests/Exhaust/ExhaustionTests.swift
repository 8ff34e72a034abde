import Simulation
import Testing

/// The share that a debug build does in seconds; `moso-sim exhaust` does the whole.
@Suite struct ExhaustionTests {
    @Test(arguments: [(2, 3), (3, 1)], [Alphabet.values, .counters])
    func `every history of a few edits has one outcome`(size: (Int, Int), alphabet: Alphabet) throws
    {
        var search = HistorySearch(sites: size.0, edits: size.1, alphabet)
        try search.run()
        #expect(search.histories > 30 && search.exchanges > 10)
    }

    @Test(arguments: [(2, 3), (3, 1)], Alphabet.allCases)
    func `what is left out has no outcome of its own`(size: (Int, Int), alphabet: Alphabet) throws {
        let plain = try Outcomes(sites: size.0, edits: size.1, alphabet, .plain)
        let folded = try Outcomes(sites: size.0, edits: size.1, alphabet, .folded)
        #expect(folded.histories < plain.histories)
        #expect(folded.rows == plain.rows && plain.rows.count > 2)
    }

    @Test(arguments: [(2, 2), (3, 1)], [Alphabet.values, .counters])
    func `every way of delivery leads to it`(size: (Int, Int), alphabet: Alphabet) throws {
        var search = DeliverySearch(sites: size.0, edits: size.1, alphabet)
        try search.run()
        #expect(search.states > 3_000)
    }

    @Test(arguments: [(2, 3), (3, 1)])
    func `every way of arrival leads to it`(size: (Int, Int)) throws {
        var search = ArrivalSearch(sites: size.0, edits: size.1)
        try search.run()
        #expect(search.histories > 3 && search.states > 5 * search.histories)
    }

    @Test(arguments: [2, 3, 50, 400])
    func `shares together are the whole, and none is empty where there is enough`(count: Int) throws
    {
        var whole = HistorySearch(sites: 2, edits: 3, .values)
        try whole.run()
        let shares = try (0..<count).map { number in
            var search = HistorySearch(
                sites: 2, edits: 3, .values, .folded, Share(number, of: count))
            try search.run()
            return search.twigsOfShare
        }
        #expect(shares.reduce(0, +) == whole.twigsOfShare)
        #expect(!shares.contains(0) || count > whole.twigsOfShare / 4)
    }
}
