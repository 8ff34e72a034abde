import Causality
import Storage
import Testing

/// What could never be replicated is refused to the tool that writes it, in SQLite's own words.
struct GuardTests {
    private let sites = Sites()
    private let anji: Replica
    private let tool: OtherTool

    init() throws {
        anji = try sites.makeBranch("anji")
        try anji.edit(author: "test") { draft in
            try draft.insert(
                "lease", key("L-1"), ["site": .text("anji"), "label": .text("A")])
        }
        tool = OtherTool(sites.path("anji") + "/replica.db")
    }

    private func refusal(_ sql: String) throws -> String {
        let said = try #require(tool.run(sql), "\(sql) is refused")
        // Nothing of it is left, and everything else goes on.
        #expect(try !anji.hasUnsealedEdits())
        return said
    }

    @Test func `a text over the limit of the wire, to the byte`() throws {
        #expect(
            try refusal("UPDATE lease SET label = printf('%.*c', 262145, 'x')").contains(
                "a text holds at most 262144 bytes"))
        #expect(
            try refusal("UPDATE lease SET label = replace(hex(zeroblob(43691)), '0', '安')")
                .contains("262144 bytes"))
        #expect(tool.run("UPDATE lease SET label = printf('%.*c', 262144, 'x')") == nil)
        try anji.sealForeignEdits()
        #expect(try anji.lease("L-1", "label")?.text?.utf8.count == 262_144)
    }

    @Test(arguments: ["''", "printf('%.*c', 201, 'k')"])
    func `a key that no peer would take`(id: String) throws {
        let said = "an id of lease has 1 to 200 bytes"
        #expect(try refusal("INSERT INTO lease(id, site) VALUES(\(id), 'anji')").contains(said))
        #expect(try refusal("UPDATE lease SET id = \(id)").contains(said))
        #expect(tool.run("UPDATE lease SET id = printf('%.*c', 200, 'k')") == nil)
    }

    /// Lone and missing continuations, overlong forms, surrogates, beyond the last character, and a NUL.
    @Test(arguments: [
        "ff", "80", "e4b8", "c328", "c080", "e08080", "eda080", "f4908080", "f0289f98", "410042",
    ])
    func `bytes that are no text`(hex: String) throws {
        let text = "CAST(x'e5ae89\(hex)' AS TEXT)"
        let said = "a text is not UTF-8"
        #expect(try refusal("UPDATE lease SET label = \(text)").contains(said))
        #expect(try refusal("INSERT INTO lease(id, label) VALUES('L-9', \(text))").contains(said))
        #expect(try refusal("INSERT INTO lease(id) VALUES(\(text))").contains(said))
        // Behind more text than is looked at in one go.
        let long = "replace(hex(zeroblob(1000)), '0', '安') || \(text)"
        #expect(try refusal("UPDATE lease SET label = \(long)").contains(said))
    }

    @Test(arguments: [
        "", "安吉", "😀", "\u{fffd}", "\u{fffe}", "\u{10ffff}", "\u{7ff}\u{800}", "e\u{301}",
    ])
    func `every text passes`(text: String) throws {
        #expect(tool.run("UPDATE lease SET label = '\(text)'") == nil)
        try anji.sealForeignEdits()
        #expect(try anji.lease("L-1", "label") == .text(text))
    }

    @Test func `a record of another site, and one that would move there`() throws {
        let said = "another site"
        #expect(
            try refusal("INSERT INTO lease(id, site) VALUES('L-2', 'hangzhou')").contains(said))
        #expect(
            try refusal("REPLACE INTO lease(id, site) VALUES('L-1', 'hangzhou')").contains(said))
        #expect(try refusal("UPDATE lease SET site = 'hangzhou'").contains("is set once"))
        #expect(try refusal("UPDATE lease SET site = NULL").contains("is set once"))
        #expect(try anji.lease("L-1", "site") == .text("anji"))
    }

    @Test func `the hub makes records of every site, and moves none`() throws {
        let hub = try sites.makeBranch("beijing")
        let tool = OtherTool(sites.path("beijing") + "/replica.db")
        #expect(tool.run("INSERT INTO lease(id, site) VALUES('L-2', 'hangzhou')") == nil)
        try hub.sealForeignEdits()
        #expect(try hub.record("lease", key("L-2"))?.scope == .site(site("hangzhou")))
        #expect(tool.run("UPDATE lease SET site = 'anji'")?.contains("is set once") == true)
    }

    @Test func `an older file gets the guards when it is opened`() throws {
        #expect(
            tool.run(
                """
                DROP TRIGGER moso_capture_lease_update; DROP TABLE moso_aside;
                DELETE FROM moso_meta WHERE name = 'capture';
                """) == nil)
        _ = try sites.open("anji")
        #expect(tool.run("UPDATE lease SET label = printf('%.*c', 262145, 'x')") != nil)
        #expect(tool.word("SELECT count(*) FROM moso_aside") == "0")
    }

    @Test func `an edit at the desk of more than the wire takes is refused by name`() throws {
        let long = Value.text(String(repeating: "x", count: 262_145))
        for values: [String: Value] in [["label": long], ["to_day": long]] {
            let error = #expect(throws: StorageError.self) {
                try anji.edit(author: "t") { try $0.set("lease", key("L-1"), values) }
            }
            guard case .tooLarge(let what, let most) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(what == "lease.\(values.keys.first ?? "")")
            #expect(most == 262_144)
        }
        #expect(throws: StorageError.self) {
            try anji.edit(author: "t") { try $0.insert("lease", key("L-8"), ["label": long]) }
        }
    }
}

extension Sites {
    /// A replica that holds what a branch, or the hub, may hold.
    func makeBranch(_ name: String) throws -> Replica {
        var environment = environment
        environment.holds = { me, hub, scope in
            me == hub || scope == .common || scope == .site(me)
        }
        return try Replica.create(
            directory: path(name), site: Sites.site(name), hub: hub, schema: TestSchema.replica,
            environment: environment)
    }
}
