import Simulation
import Testing

/// The share that a debug build does in seconds; `moso-sim exhaust` does the whole.
@Suite struct ExhaustionTests {
    @Test(arguments: [(2, 3), (3, 1)], [Alphabet.values, .counters])
    func `every history of a few edits has one outcome`(size: (Int, Int), alphabet: Alphabet) throws
    {
        var search = HistorySearch(sites: size.0, edits: size.1, alphabet)
        try search.run()
        #expect(search.histories > 100 && search.exchanges > 50)
    }

    @Test(arguments: [(2, 2), (3, 1)], [Alphabet.values, .counters])
    func `every way of delivery leads to it`(size: (Int, Int), alphabet: Alphabet) throws {
        var search = DeliverySearch(sites: size.0, edits: size.1, alphabet)
        try search.run()
        #expect(search.states > 3_000)
    }
}
