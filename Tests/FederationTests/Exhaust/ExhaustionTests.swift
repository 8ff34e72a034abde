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
}
