import Causality
import Storage
import Testing

/// Rows written by any SQLite tool replicate like edits of moso's own (P10).
struct CaptureTests {
    private let sites = Sites()
    private let anji: Replica
    private let tool: OtherTool

    init() throws {
        anji = try sites.make("anji")
        try anji.edit(author: "test") { draft in
            try draft.insert(
                "lease", key("L-1"),
                ["site": .text("anji"), "rent": .integer(900), "label": .text("A")])
        }
        tool = OtherTool(sites.path("anji") + "/replica.db")
    }

    /// Seals, carries everything to a second replica, and shows that both agree and verify.
    private func replicated() throws -> Replica {
        try anji.sealForeignEdits()
        let hub = try sites.make("beijing")
        try carry(from: anji, to: hub)
        for scope in [ScopeID.common, .site(site("anji"))] {
            #expect(try hub.stateDigest(of: scope) == anji.stateDigest(of: scope))
        }
        #expect(try anji.verify().findings.isEmpty)
        #expect(try hub.verify().findings.isEmpty)
        return hub
    }

    private func transactions() throws -> Int {
        var count = 0
        try anji.forEachTransaction { _, _ in count += 1 }
        return count
    }

    @Test func `an update`() throws {
        #expect(tool.run("UPDATE lease SET rent = 950 WHERE id = 'L-1'") == nil)
        #expect(try replicated().lease("L-1", "rent") == .integer(950))
    }

    @Test func `an insert`() throws {
        #expect(tool.run("INSERT INTO lease(id, site, rent) VALUES('L-2', 'anji', 7)") == nil)
        #expect(try replicated().lease("L-2", "rent") == .integer(7))
    }

    @Test(arguments: [(10_001, 1), (90, 200_000)])
    func `more rows or more text than a transaction holds`(rows: Int, bytes: Int) throws {
        #expect(
            tool.run(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
                INSERT INTO lease(id, site, rent, label)
                SELECT 'L-N' || i, 'anji', i, printf('%.*c', \(bytes), 'x') FROM n
                """) == nil)
        let hub = try replicated()
        #expect(try hub.lease("L-N\(rows)", "rent") == .integer(Int64(rows)))
        #expect(try hub.lease("L-N1", "label")?.text?.utf8.count == bytes)
    }

    @Test func `a delete`() throws {
        #expect(tool.run("DELETE FROM lease WHERE id = 'L-1'") == nil)
        #expect(try replicated().record("lease", key("L-1")) == nil)
    }

    @Test(arguments: ["REPLACE", "INSERT OR REPLACE"])
    func `a replaced row is an update of the one that was there`(verb: String) throws {
        #expect(tool.run("\(verb) INTO lease(id, site, rent) VALUES('L-1', 'anji', 8)") == nil)
        let hub = try replicated()
        #expect(try hub.lease("L-1", "rent") == .integer(8))
        #expect(try hub.lease("L-1", "label") == .null)
        #expect(try hub.openConflicts().isEmpty)
    }

    @Test func `an upsert`() throws {
        #expect(
            tool.run(
                """
                INSERT INTO lease(id, site, rent) VALUES('L-1', 'anji', 5), ('L-2', 'anji', 6)
                ON CONFLICT(id) DO UPDATE SET rent = excluded.rent
                """) == nil)
        let hub = try replicated()
        #expect(try hub.lease("L-1", "rent") == .integer(5))
        #expect(try hub.lease("L-1", "label") == .text("A"))
        #expect(try hub.lease("L-2", "rent") == .integer(6))
    }

    @Test func `a new key is the old row's end and a new row`() throws {
        #expect(tool.run("UPDATE lease SET id = 'L-7' WHERE id = 'L-1'") == nil)
        let hub = try replicated()
        #expect(try hub.record("lease", key("L-1")) == nil)
        #expect(try hub.lease("L-7", "rent") == .integer(900))
    }

    @Test func `many changes of one row are sealed as their net effect`() throws {
        let before = try transactions()
        for rent in 1...5 { tool.run("UPDATE lease SET rent = \(rent) WHERE id = 'L-1'") }
        tool.run(
            "INSERT INTO lease(id, site) VALUES('L-9', 'anji'); DELETE FROM lease WHERE id = 'L-9';"
        )
        _ = try replicated()
        #expect(try transactions() == before + 1)
    }

    @Test func `a change that is taken back is none`() throws {
        let before = try transactions()
        tool.run("UPDATE lease SET rent = 1; UPDATE lease SET rent = 900;")
        _ = try replicated()
        #expect(try transactions() == before)
    }

    @Test func `a rolled back change is none`() throws {
        let before = try transactions()
        tool.run("BEGIN; UPDATE lease SET rent = 1; ROLLBACK;")
        _ = try replicated()
        #expect(try transactions() == before)
    }

    @Test func `rows of two scopes make one action in two parts`() throws {
        tool.run(
            """
            BEGIN; UPDATE lease SET rent = 1;
            INSERT INTO company(id, name) VALUES('C-1', '澜图'); COMMIT;
            """)
        try anji.sealForeignEdits()
        var actions: [Action?] = []
        try anji.forEachTransaction { _, transaction in actions.append(transaction.action) }
        #expect(actions.suffix(2).allSatisfy { $0?.parts == 2 })
        #expect(Set(actions.suffix(2)).count == 1)
    }

    @Test func `a set is put into its one form`() throws {
        tool.run("UPDATE lease SET tags = 'b, a,b' WHERE id = 'L-1'")
        #expect(try replicated().lease("L-1", "tags") == .text("a,b"))
    }

    @Test func `a value of the wrong type is refused to the tool that writes it`() throws {
        let message = try #require(tool.run("UPDATE lease SET rent = 'much' WHERE id = 'L-1'"))
        #expect(message.contains("cannot store TEXT value"))
        #expect(try anji.lease("L-1", "rent") == .integer(900))
    }

    @Test func `a foreign write beside a conflict replaces what was shown and closes nothing`()
        throws
    {
        try contest()
        tool.run("UPDATE lease SET rent = 850 WHERE id = 'L-1'")
        try anji.sealForeignEdits()
        let conflict = try #require(try anji.openConflicts().first)
        #expect(conflict.siblings.map(\.value).contains(.integer(850)))
        #expect(conflict.siblings.map(\.value).contains(.integer(1_100)))
    }

    /// The tool shows one value; a delete would end the other, which nobody has looked at.
    @Test(arguments: [
        "DELETE FROM lease WHERE id = 'L-1'", "DELETE FROM lease",
        "UPDATE lease SET id = 'L-9' WHERE id = 'L-1'",
    ])
    func `a record with a value that is not decided is not deleted from outside`(sql: String) throws
    {
        try contest()
        let said = try #require(tool.run(sql))
        #expect(said.contains("has a field that is not decided"))
        #expect(try !anji.hasUnsealedEdits())
    }

    @Test func `a delete that no trigger saw is put aside, and the record stays`() throws {
        try contest()
        let open = try anji.openConflicts().map(\.id)
        let table = try #require(TestSchema.replica.table("lease"))
        let columns = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        tool.run("DROP TRIGGER moso_capture_lease_delete")
        tool.run(
            """
            INSERT INTO moso_before_lease SELECT id, 1, \(columns), moso_clock FROM lease WHERE id = 'L-1';
            INSERT INTO moso_journal(tab, key) VALUES('lease', 'L-1');
            DELETE FROM lease WHERE id = 'L-1'
            """)
        try anji.sealForeignEdits()
        #expect(try anji.openConflicts().map(\.id) == open)
        #expect(try anji.unsealedEdits().map(\.fault) == [.undecided])
    }

    @Test func `once it is decided it is deleted as any other`() throws {
        try contest()
        let conflict = try #require(try anji.openConflicts().first)
        try anji.edit(author: "a") {
            try $0.resolve(
                "lease", key("L-1"), cell: conflict.cell, value: .integer(800),
                replacing: conflict.siblings.map(\.dot))
        }
        #expect(tool.run("DELETE FROM lease WHERE id = 'L-1'") == nil)
        try anji.sealForeignEdits()
        #expect(try anji.record("lease", key("L-1")) == nil)
    }

    /// A rent that the branch and the hub have set apart.
    private func contest() throws {
        let hub = try sites.make("beijing")
        try carry(from: anji, to: hub)
        try anji.edit(author: "a") { try $0.set("lease", key("L-1"), ["rent": .integer(800)]) }
        try hub.edit(author: "b") { try $0.set("lease", key("L-1"), ["rent": .integer(1_100)]) }
        try carry(from: hub, to: anji)
        #expect(try anji.openConflicts().count == 1)
    }

    @Test func `the next edit of moso's own seals what other tools wrote before it`() throws {
        tool.run("UPDATE lease SET rent = 950 WHERE id = 'L-1'")
        try anji.edit(author: "test") { try $0.set("lease", key("L-1"), ["label": .text("B")]) }
        var authors: [String] = []
        try anji.forEachTransaction { _, transaction in authors.append(transaction.author) }
        #expect(authors.suffix(2) == ["sqlite", "test"])
        _ = try replicated()
    }

    @Test func `a lost clock is found again`() throws {
        tool.run("UPDATE lease SET moso_clock = NULL, rent = 3 WHERE id = 'L-1'")
        #expect(try replicated().lease("L-1", "rent") == .integer(3))
    }

    @Test func `a whole table emptied without conditions`() throws {
        try anji.edit(author: "test") { draft in
            for n in 2...30 { try draft.insert("lease", key("L-\(n)"), ["site": .text("anji")]) }
        }
        #expect(tool.run("DELETE FROM lease") == nil)
        #expect(try replicated().keys(of: "lease", prefix: "L-", limit: 100).isEmpty)
    }
}
