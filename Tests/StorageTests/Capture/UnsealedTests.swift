import Causality
import Storage
import Testing

/// A value that cannot be sealed stops nothing: triggers may be off, and rows older than they are.
struct UnsealedTests {
    private let sites = Sites()
    private let anji: Replica
    private let tool: OtherTool

    init() throws {
        anji = try sites.makeBranch("anji")
        try anji.edit(author: "test") { draft in
            for id in ["L-1", "L-2"] {
                try draft.insert(
                    "lease", key(id),
                    ["site": .text("anji"), "rent": .integer(900), "label": .text("A")])
            }
        }
        tool = OtherTool(sites.path("anji") + "/replica.db")
        // Journals and images as before the guards.
        #expect(
            tool.run(
                """
                DROP TRIGGER moso_capture_lease_insert; DROP TRIGGER moso_capture_lease_update;
                CREATE TRIGGER old_update BEFORE UPDATE ON lease BEGIN
                    INSERT INTO moso_before_lease SELECT id, 1, site, rent, label, first_seen, decided,
                        top, low, stage, tags, visits, from_day, to_day, moso_clock
                        FROM lease WHERE id = OLD.id;
                    INSERT INTO moso_journal(tab, key) VALUES('lease', OLD.id);
                END;
                CREATE TRIGGER old_insert BEFORE INSERT ON lease BEGIN
                    INSERT INTO moso_before_lease(id, existed) VALUES(NEW.id, 0);
                    INSERT INTO moso_journal(tab, key) VALUES('lease', NEW.id);
                END;
                """) == nil)
    }

    private static let long = "printf('%.*c', 300000, 'x')"

    private func replicated() throws -> Replica {
        try anji.sealForeignEdits()
        #expect(try !anji.hasUnsealedEdits())
        let hub = try sites.makeBranch("beijing")
        try carry(from: anji, to: hub)
        for scope in [ScopeID.common, .site(site("anji"))] {
            #expect(try hub.stateDigest(of: scope) == anji.stateDigest(of: scope))
        }
        #expect(try hub.verify().findings.isEmpty)
        #expect(try anji.verify().findings.allSatisfy { $0.kind == .unsealed })
        return hub
    }

    @Test func `one field of a row stands aside, its other fields and other rows go on`() throws {
        #expect(
            tool.run(
                """
                UPDATE lease SET label = \(Self.long), rent = 1 WHERE id = 'L-1';
                UPDATE lease SET rent = 2 WHERE id = 'L-2';
                """) == nil)
        let hub = try replicated()
        #expect(try hub.lease("L-1", "rent") == .integer(1))
        #expect(try hub.lease("L-2", "rent") == .integer(2))
        #expect(try anji.lease("L-1", "label") == .text("A"))
        let edit = try #require(try anji.unsealedEdits().first)
        #expect((edit.table, edit.key, edit.field) == ("lease", "L-1", "label"))
        #expect(edit.fault == .tooLong(bytes: 300_000, most: 262_144))
        #expect(tool.word("SELECT length(value) FROM moso_aside") == "300000")
        #expect(try anji.verify().findings.map(\.kind) == [.unsealed])
    }

    @Test func `bytes that are no text are kept as they were`() throws {
        tool.run("UPDATE lease SET label = CAST(x'e5ff' AS TEXT) WHERE id = 'L-1'")
        _ = try replicated()
        #expect(try anji.unsealedEdits().map(\.fault) == [.notUTF8])
        #expect(tool.word("SELECT hex(value) FROM moso_aside") == "E5FF")
        #expect(try anji.lease("L-1", "label") == .text("A"))
    }

    @Test func `a new row goes without the field that cannot be sealed`() throws {
        tool.run("INSERT INTO lease(id, site, rent, label) VALUES('L-3', 'anji', 7, \(Self.long))")
        let hub = try replicated()
        #expect(try hub.lease("L-3", "rent") == .integer(7))
        #expect(try hub.lease("L-3", "label") == .null)
        #expect(try anji.unsealedEdits().map(\.field) == ["label"])
    }

    @Test func `the members of a group stand aside together`() throws {
        tool.run("UPDATE lease SET from_day = 'x', to_day = \(Self.long) WHERE id = 'L-1'")
        let hub = try replicated()
        #expect(try hub.lease("L-1", "from_day") == .null)
        #expect(try Set(anji.unsealedEdits().map(\.field)) == ["from_day", "to_day"])
    }

    @Test(arguments: [
        ("''", UnsealedEdit.Fault.badKey(bytes: 0, most: 200)),
        ("printf('%.*c', 201, 'k')", .badKey(bytes: 201, most: 200)),
        ("CAST(x'4cff' AS TEXT)", .notUTF8),
    ])
    func `a row with a key that no peer takes stands aside as a whole`(
        id: String, fault: UnsealedEdit.Fault
    ) throws {
        #expect(tool.run("INSERT INTO lease(id, site, rent) VALUES(\(id), 'anji', 7)") == nil)
        _ = try replicated()
        let edits = try anji.unsealedEdits()
        #expect(edits.map(\.field) == [nil])
        #expect(edits.map(\.fault) == [fault])
        #expect(tool.word("SELECT value FROM moso_aside WHERE field = 'rent'") == "7")
        #expect(tool.word("SELECT count(*) FROM lease") == "2")
    }

    @Test func `a record of another site stands aside and makes no stream that never leaves`()
        throws
    {
        tool.run("INSERT INTO lease(id, site, rent) VALUES('L-3', 'hangzhou', 7)")
        tool.run("UPDATE lease SET rent = 5 WHERE id = 'L-2'")
        let hub = try replicated()
        #expect(try hub.lease("L-2", "rent") == .integer(5))
        #expect(try anji.unsealedEdits().map(\.fault) == [.notHeld(.site(site("hangzhou")))])
        #expect(try anji.strandedTransactions().isEmpty)
    }

    @Test func `whoever enters it anew does away with it`() throws {
        tool.run("UPDATE lease SET label = \(Self.long) WHERE id = 'L-1'")
        tool.run("UPDATE lease SET label = \(Self.long) WHERE id = 'L-2'")
        try anji.sealForeignEdits()
        #expect(try anji.unsealedEdits().count == 2)
        try anji.edit(author: "t") { try $0.set("lease", key("L-1"), ["rent": .integer(1)]) }
        #expect(try anji.unsealedEdits().count == 2)
        try anji.edit(author: "t") { try $0.set("lease", key("L-1"), ["label": .text("B")]) }
        #expect(try anji.unsealedEdits().map(\.key) == ["L-2"])
        tool.run("UPDATE lease SET label = 'C' WHERE id = 'L-2'")
        _ = try replicated()
        #expect(try anji.unsealedEdits().isEmpty)
        #expect(try anji.lease("L-2", "label") == .text("C"))
    }

    @Test func `a site that starts again takes along what stands aside`() throws {
        tool.run("UPDATE lease SET label = CAST(x'e5ff' AS TEXT), rent = 3 WHERE id = 'L-1'")
        try anji.sealForeignEdits()
        let old = try anji.unsealedEdits()
        let again = try Replica.create(
            directory: sites.path("again"), site: site("anji"), hub: site("beijing"),
            schema: TestSchema.replica, environment: sites.environment)
        #expect(try again.reseal(from: anji).sealed == 2)
        #expect(try again.unsealedEdits() == old)
        #expect(
            OtherTool(sites.path("again") + "/replica.db")
                .word("SELECT hex(value) FROM moso_aside") == "E5FF")
    }

    @Test func `rows that an older moso passed over are found by verify`() throws {
        // Its journal is gone, as an older moso left it.
        tool.run("INSERT INTO lease(id, site) VALUES('', 'anji'); DELETE FROM moso_journal;")
        tool.run("DELETE FROM moso_before_lease")
        let findings = try anji.verify().findings
        #expect(findings.map(\.kind) == [.surplusRow])
        #expect(findings.map(\.detail) == [.hasBadKey])
        #expect(try anji.record("lease", key("L-1")) != nil)
    }
}
