import Causality
import Storage
import Sync
import Testing
import Wire

/// Rows that are only ever added, each named by its transaction.
struct EntryTests {
    private let sites = Sites()
    private let scope = ScopeID.site(site("anji"))

    private func entry(_ key: String, _ amount: Int64) -> Causality.Operation {
        Operation(
            table: "entry", key: .named(key),
            change: .insert([
                CellValue(cell: "site", value: .text("anji")),
                CellValue(cell: "amount", value: .integer(amount)),
            ]))
    }

    private func amounts(_ replica: Replica) throws -> [[Value]] {
        try replica.select("SELECT id, amount FROM entry ORDER BY id")
    }

    @Test func `entries bear the name of the transaction that adds them, at every site`() throws {
        let anji = try sites.make("anji")
        try anji.edit(author: "t") { try $0.insert("lease", key("L"), ["site": .text("anji")]) }
        var names: [EntryName] = []
        let dots = try anji.edit(author: "t") { draft in
            for amount in [5, 7] as [Int64] {
                names.append(
                    try draft.append(
                        "entry", ["site": .text("anji"), "amount": .integer(amount)]))
            }
            try draft.set("lease", key("L"), ["rent": .integer(1)])
        }
        #expect(names.map(\.dot) == [dots[0], dots[0]] && names.map(\.place) == [1, 2])
        let hub = try sites.make("beijing")
        try carry(from: anji, to: hub)
        for replica in [anji, hub] {
            #expect(
                try amounts(replica) == [
                    [.text("J-anji.1/site/anji:2.1"), .integer(5)],
                    [.text("J-anji.1/site/anji:2.2"), .integer(7)],
                ])
            #expect(try replica.verify().findings.isEmpty)
        }
    }

    @Test func `a draft of several scopes names each by its own transaction`() throws {
        let hub = try sites.make("beijing")
        let dots = try hub.edit(author: "t") { draft in
            for name in ["hangzhou", "anji", "beijing"] {
                try draft.append("entry", ["site": .text(name), "amount": .integer(1)])
            }
        }
        #expect(dots.count == 3)
        #expect(
            try hub.select("SELECT id FROM entry ORDER BY id").map { $0[0].text ?? "" }
                == dots.map { "J-\($0).1" }.sorted())
    }

    @Test func `no draft changes or deletes an entry, nor makes up its key`() throws {
        let anji = try sites.make("anji")
        try anji.edit(author: "t") {
            try $0.append("entry", ["site": .text("anji"), "amount": .integer(5)])
        }
        let name = key("J-anji.1/site/anji:1.1")
        let attempts: [(Draft) throws -> Void] = [
            { try $0.set("entry", name, ["amount": .integer(6)]) },
            { try $0.delete("entry", name) },
            { try $0.keep("entry", name, marks: []) },
            { try $0.resolve("entry", name, cell: "amount", value: .integer(6), replacing: []) },
            { try $0.insert("entry", key("J-anji.1/site/anji:2.1"), ["site": .text("anji")]) },
        ]
        for attempt in attempts {
            #expect(throws: StorageError.self) { try anji.edit(author: "t", attempt) }
        }
        #expect(try amounts(anji) == [[.text(name.text), .integer(5)]])
    }

    @Test func `an undo leaves entries, forced or not`() throws {
        let anji = try sites.make("anji")
        let dot = try anji.edit(author: "t") {
            try $0.append("entry", ["site": .text("anji"), "amount": .integer(5)])
        }[0]
        for force in [false, true] {
            guard
                case .refused(let why) = try anji.undo(
                    dot, force: force, author: "t", reason: nil)
            else {
                Issue.record("not refused")
                return
            }
            #expect(why.map(\.why) == [.entry])
        }
    }

    @Test(arguments: [
        "J-anji.1/site/anji:2.1", "J-anji.2/site/anji:1.1", "J-beijing.1/site/anji:1.1",
        "J-anji.1/common:1.1", "J-anji.1/site/anji:1.01", "J-anji.1/site/anji:1.0",
        "K-anji.1/site/anji:1.1", "anything",
    ])
    func `a peer's entry under another name is put aside`(key: String) throws {
        let hub = try sites.make("beijing")
        var peer = Forge("anji", scope: scope)
        let outcome = try hub.take([peer.next([entry(key, 5)])])
        #expect(outcome[0].quarantine?.contains("named by their transaction") == true)
        #expect(try amounts(hub).isEmpty)
    }

    @Test func `a peer that changes or deletes an entry is put aside`() throws {
        let name = "J-anji.1/site/anji:1.1"
        let first = Dot(
            stream: Causality.Stream(origin: Origin(site: site("anji"), epoch: 1), scope: scope),
            seq: 1)
        let changes: [Change] = [
            .set([CellWrite(cell: "amount", value: .integer(6), replaces: [first])]),
            .delete(replaces: [first]), .keep(replaces: [first]),
        ]
        for change in changes {
            let hub = try Sites().make("beijing")
            var peer = Forge("anji", scope: scope)
            let sound = peer.next([entry(name, 5)])
            let bad = peer.next([Operation(table: "entry", key: .named(name), change: change)])
            let outcomes = try hub.take([sound, bad])
            #expect(outcomes[0] == .applied && outcomes[1].quarantine != nil)
            #expect(try amounts(hub) == [[.text(name), .integer(5)]])
        }
    }

    @Test func `other tools read entries and are refused when they write them`() throws {
        let anji = try sites.make("anji")
        try anji.edit(author: "t") {
            try $0.append("entry", ["site": .text("anji"), "amount": .integer(5)])
        }
        let tool = OtherTool(sites.path("anji") + "/replica.db")
        for statement in [
            "UPDATE entry SET amount = 6", "DELETE FROM entry",
            "INSERT INTO entry(id, site, amount) VALUES('J-x', 'anji', 1)",
            "REPLACE INTO entry(id, site, amount) VALUES('J-anji.1/site/anji:1.1', 'anji', 1)",
        ] {
            #expect(tool.run(statement)?.contains("moso alone adds rows to entry") == true)
        }
        #expect(try !anji.hasUnsealedEdits())
        #expect(try amounts(anji).map { $0[1] } == [.integer(5)])
    }
}
