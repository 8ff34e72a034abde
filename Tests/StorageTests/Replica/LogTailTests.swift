import Causality
import Storage
import Testing

/// What an edit leaves to the log alone: the end of its stream, and the way from its name to its place.
struct LogTailTests {
    private let sites = Sites()
    private let everything = { (_: ScopeID) in true }

    private func makeLease(_ replica: Replica) throws {
        try replica.edit(author: "test") { draft in
            try draft.insert("lease", key("L-0"), ["site": .text("anji"), "rent": .integer(900)])
        }
    }

    private func setRent(_ replica: Replica, _ rent: Int64) throws {
        sites.clock.advance(1)
        try replica.edit(author: "test") { draft in
            try draft.set("lease", key("L-0"), ["rent": .integer(rent)])
        }
    }

    @Test func `an edit of a row writes two pages, the row's and the log's`() throws {
        let anji = try sites.make("anji")
        try makeLease(anji)
        try setRent(anji, 1)
        let wal = anji.databasePath + "-wal"
        let before = try #require(bytes(of: wal)).count
        try setRent(anji, 2)
        let frames = (try #require(bytes(of: wal)).count - before) / (4096 + 24)
        #expect(frames == 2)
    }

    @Test(arguments: [1, 2, 31, 32, 33, 70])
    func `a replica opened anew goes on where the log ends`(edits: Int) throws {
        let anji = try sites.make("anji")
        try makeLease(anji)
        for rent in 1...edits { try setRent(anji, Int64(rent)) }
        let again = try sites.open("anji")
        #expect(again.epochChange == nil)
        #expect(try again.vector(everything) == anji.vector(everything))
        #expect(try again.heads(everything) == anji.heads(everything))
        try setRent(again, -1)
        try setRent(anji, -2)
        #expect(try anji.verify().findings.isEmpty)
        #expect(try anji.vector(everything).entries.map(\.seq) == [UInt64(edits) + 3])
    }

    @Test func `behind a damaged end nothing is written, and what is there can be read`() throws {
        let anji = try sites.make("anji")
        try makeLease(anji)
        try setRent(anji, 1)
        let tool = OtherTool(anji.databasePath)
        #expect(
            tool.run(
                """
                UPDATE moso_log SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'03' AS BLOB)
                WHERE arrival = 2
                """) == nil)
        let error = #expect(throws: StorageError.self) { try setRent(anji, 2) }
        guard case .damaged("entry anji.1/site/anji:2 of the log") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try anji.lease("L-0", "rent") == .integer(1))
        #expect(try anji.verify().findings.contains { $0.kind == .wrongHead })
    }

    @Test func `a damaged end does not keep a replica from being opened, read and checked`() throws
    {
        do {
            let anji = try sites.make("anji")
            try makeLease(anji)
            try setRent(anji, 1)
            let tool = OtherTool(anji.databasePath)
            #expect(
                tool.run(
                    """
                    UPDATE moso_log SET
                        bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'03' AS BLOB)
                    WHERE arrival = 2
                    """) == nil)
        }
        let again = try sites.open("anji")
        #expect(again.epochChange == nil)
        #expect(try again.lease("L-0", "rent") == .integer(1))
        #expect(
            try again.verify().findings.contains {
                $0.kind == .wrongHead && $0.place.contains("anji.1/site/anji")
            })
        let error = #expect(throws: StorageError.self) { try setRent(again, 2) }
        guard case .damaged("entry anji.1/site/anji:2 of the log") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        // Another program takes the entry away. Whether this is still the same copy was never found out.
        #expect(OtherTool(again.databasePath).run("DELETE FROM moso_log WHERE arrival = 2") == nil)
        #expect(throws: StorageError.self) { try setRent(again, 3) }
        #expect(try sites.open("anji").epochChange?.why == .wentBack)
    }

    @Test func `every transaction is found by its name, however the streams arrived`() throws {
        var random = SeededGenerator(seed: 20_230_811)
        let anji = try sites.make("anji")
        let hangzhou = try sites.make("hangzhou")
        let hub = try sites.make("beijing")
        for _ in 0..<40 {
            let site = Bool.random(using: &random) ? anji : hangzhou
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                sites.clock.advance(1)
                try RandomWork.edit(site, &random)
            }
            if Bool.random(using: &random) { try carry(from: site, to: hub) }
        }
        try carry(from: anji, to: hub)
        try carry(from: hangzhou, to: hub)
        var seen = 0
        try hub.forEachTransaction { _, transaction in
            seen += 1
            let found = try hub.transaction(transaction.dot)
            #expect(found?.stamp == transaction.stamp)
        }
        #expect(seen > 40)
        for entry in try hub.vector(everything).entries {
            let next = try hub.transaction(Dot(stream: entry.stream, seq: entry.seq + 1))
            #expect(next == nil)
        }
        #expect(try hub.verify().findings.isEmpty)
    }
}
