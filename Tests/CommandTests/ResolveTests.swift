import Causality
import Testing
import Workflows

@Suite struct ResolveTests {
    private let program: Program
    private let hub: OtherSite

    init() throws {
        program = try Program()
        hub = try OtherSite(beside: program)
    }

    private func data(_ words: String...) throws -> JSON {
        let run = try program.run(words + ["--json"])
        #expect(run.code == 0, "\(words): \(run.messages)")
        return try JSON(run.answer)["data"] ?? .null
    }

    /// A tenancy whose rent of 900 became 950 at Anji and 990 at Beijing; gives its key.
    private func undecidedRent() throws -> String {
        _ = try data("record", "add", "company", "legal_name=演示·澜图智能")
        let key =
            try data(
                "record", "add", "tenancy", "company=演示·澜图智能", "rent_fen=900",
                "moved_in_on=2024-01-05")["id"]?.string ?? ""
        try hub.exchange()
        _ = try data("record", "edit", key, "rent_fen=950", "--reason", "-")
        try hub.edit("tenancy", key, ["rent_fen": .integer(99_000)])
        try hub.exchange()
        return key
    }

    private func conflict() throws -> JSON {
        let listed = try data("conflicts", "list").array ?? []
        #expect(listed.count == 1)
        return try data("conflicts", "show", listed.first?["short_id"]?.string ?? "")
    }

    private func rent(_ key: String) throws -> JSON? {
        try data("record", "show", key)["fields"]?["rent_fen"]
    }

    @Test(arguments: [
        ["--by-rule", "site-owns-rent"], ["--where", "field=stage"], ["--site", "hangzhou"],
        ["--min-age", "1d"],
    ])
    func `a conflict that is named is decided by no flag that is about many`(flags: [String]) throws
    {
        let key = try undecidedRent()
        let id = try conflict()["short_id"]?.string ?? ""
        let run = try program.run(
            ["conflicts", "resolve", id, "--take", "A", "--reason", "x"] + flags)
        #expect(run.code == 64 && run.messages.contains(flags[0]), "\(run.messages)")
        #expect(try rent(key) != nil && data("conflicts", "list").array?.count == 1)
    }

    @Test(arguments: [
        ["--where", "field=rent_fen", "--where", "field=stage"],
        ["--where", "record=A and record=B"], ["--where", "field=rent_fen", "--field", "stage"],
    ])
    func `of two conditions on one thing none is passed over`(flags: [String]) throws {
        _ = try undecidedRent()
        let run = try program.run(
            ["conflicts", "resolve", "--take", "anji", "--reason", "x", "-n"] + flags)
        #expect(run.code == 64, "\(run.messages)")
    }

    @Test func `a check counts what waits for somebody today, in words and as JSON alike`() throws {
        _ = try undecidedRent()
        let id = try conflict()["short_id"]?.string ?? ""
        for words in [[], ["--plain"], ["--json"]] {
            #expect(try program.run(["conflicts", "list", "--check"] + words).code == 3)
        }
        _ = try data("conflicts", "resolve", id, "--snooze", "3d")
        for words in [[], ["--plain"], ["--json"]] {
            #expect(try program.run(["conflicts", "list", "--check"] + words).code == 0)
        }
    }

    @Test(arguments: ["A", "b", "anji", "beijing", "base"])
    func `a side is taken by its letter, by its site, or as what both started from`(
        take: String
    ) throws {
        let key = try undecidedRent()
        let conflict = try conflict()
        let sides = (conflict["sides"]?.array ?? []) + [conflict["base"] ?? .null]
        let chosen = sides.filter {
            $0["letter"]?.string?.lowercased() == take.lowercased()
                || take != "base" && $0["site"]?.string == take && $0["letter"] != "base"
        }
        #expect(chosen.count == 1)
        let id = conflict["short_id"]?.string ?? ""
        let dry = try program.run("conflicts", "resolve", id, "--take", take, "-n")
        #expect(dry.code == 0 && dry.answer.contains("Nothing written."))
        let done = try program.run("conflicts", "resolve", id, "--take", take, "--reason", "已核对")
        #expect(done.code == 0, "\(done.messages)")
        let value = chosen.first?["value"]
        #expect(value?["currency"]?.string == "CNY")
        #expect(try rent(key) == value)
        #expect(try data("conflicts", "list").array?.isEmpty == true)
        try hub.exchange()
        #expect(try rent(key) == value, "and it stays so")
    }

    @Test(arguments: ["C", "hangzhou", "", "AB"])
    func `a side that is not there is refused with those that are`(take: String) throws {
        _ = try undecidedRent()
        let id = try conflict()["short_id"]?.string ?? ""
        let run = try program.run("conflicts", "resolve", id, "--take", take, "--reason", "x")
        #expect(run.code != 0 && run.messages.contains("E-NO-SIDE"), "\(run.messages)")
        #expect(run.messages.contains("A (") && run.messages.contains("base"))
        #expect(try conflict()["short_id"]?.string == id)
    }

    @Test func `what was shown is refused once somebody has written since`() throws {
        let key = try undecidedRent()
        let shown = try conflict()
        let id = shown["short_id"]?.string ?? ""
        let token = shown["token"]?.string ?? ""
        try hub.edit("tenancy", key, ["rent_fen": .integer(100_000)])
        try hub.exchange()
        let now = try conflict()["short_id"]?.string ?? ""
        #expect(now != id)
        // By the old id, by the new id with the old token, and by the new id it is decided.
        for words in [[id], [now, "--token", token]] {
            let run = try program.run(
                ["conflicts", "resolve"] + words + ["--take", "A", "--reason", "x"])
            #expect(run.code == 4 && run.messages.contains("E-CONFLICT-CHANGED"), "\(run.messages)")
            #expect(run.messages.contains(now) && run.answer.isEmpty)
            #expect(try conflict()["short_id"]?.string == now, "nothing was decided")
        }
        let fresh = try conflict()
        let run = try program.run(
            "conflicts", "resolve", now, "--token", fresh["token"]?.string ?? "", "--take", "A",
            "--reason", "x")
        #expect(run.code == 0, "\(run.messages)")
        let value = fresh["sides"]?.array?.first?["value"]
        #expect(try rent(key) == value)
    }

    @Test func `what an undo brings back is still its authors', and is taken by their site`()
        throws
    {
        let key = try undecidedRent()
        let before = try conflict()
        let id = before["short_id"]?.string ?? ""
        let done = try data("conflicts", "resolve", id, "--take", "anji", "--reason", "x")
        let undo = try program.run(
            ["conflicts", "undo", done["decision"]?.string ?? "", "--reason", "-"],
            environment: ["MOSO_AUTHOR": "root"])
        #expect(undo.code == 0, "\(undo.messages)")
        try hub.exchange()
        let after = try conflict()
        for part in ["person", "site", "value", "written_at", "reason"] {
            let parts = { (one: JSON) in (one["sides"]?.array ?? []).map { $0[part]?.text ?? "" } }
            #expect(parts(after).sorted() == parts(before).sorted(), "\(part)")
        }
        #expect(after["base"] == before["base"])
        #expect(
            after["sides"]?.array?.allSatisfy { $0["brought_back"]?["person"]?.string == "root" }
                == true)
        let shown = try program.run("conflicts", "show", after["short_id"]?.string ?? "")
        #expect(shown.answer.contains("王主任 (brought back by root)"), "\(shown.answer)")
        #expect(
            try data("conflicts", "log")["decisions"]?.array?.count == 2, "one undo, listed once")
        // The undo itself taken back, and that taken back: still theirs.
        let first = after["sides"]?.array?.first?["op"]?.string ?? ""
        let redone = try data("undo", first, "--reason", "-")["id"]?.string ?? ""
        #expect(try rent(key) == .money("950.00", currency: "CNY"))
        _ = try data("undo", redone, "--reason", "-")
        let again = try conflict()
        #expect(
            Set((again["sides"]?.array ?? []).map { $0["person"]?.string }) == ["李娜", "王主任"])
        _ = try data(
            "conflicts", "resolve", again["short_id"]?.string ?? "", "--take", "beijing",
            "--reason", "x")
        #expect(try rent(key) == .money("990.00", currency: "CNY"))
    }

    @Test func `a forced undo says whose later value it took the place of`() throws {
        let key = try undecidedRent()
        let id = try conflict()["short_id"]?.string ?? ""
        let done = try data("conflicts", "resolve", id, "--take", "A", "--reason", "x")
        let name = done["decision"]?.string ?? ""
        _ = try program.run(
            ["record", "edit", key, "rent_fen=970"], environment: ["MOSO_AUTHOR": "赵敏"])
        #expect(try program.run("conflicts", "undo", name, "--reason", "-").code == 4)
        let forced = try program.run("conflicts", "undo", name, "--force", "--reason", "-")
        #expect(forced.code == 0, "\(forced.messages)")
        #expect(forced.answer.contains("赵敏") && forced.answer.contains("970.00"))
    }

    @Test(arguments: [
        ["--take", "anji", "--set", "3"], ["--take", "anji", "--option", "1"],
        ["--set", "3", "--option", "1"], ["--option", "1"],
        ["--take", "anji", "--take", "beijing"],
        [],
    ])
    func `two ways at once, another's, or none are refused before anything is written`(
        flags: [String]
    ) throws {
        _ = try undecidedRent()
        let id = try conflict()["short_id"]?.string ?? ""
        let run = try program.run(["conflicts", "resolve", id, "--reason", "x"] + flags)
        #expect(run.code == 64 && run.messages.contains("E-USAGE"), "\(run.messages)")
        #expect(run.messages.contains("moso conflicts show \(id)"), "\(run.messages)")
        #expect(try conflict()["short_id"]?.string == id)
    }

    @Test func `a field given twice is refused`() throws {
        _ = try data("record", "add", "company", "legal_name=演示·澜图智能")
        let key = try data("record", "list", "company").array?.first?["id"]?.string ?? ""
        for words in [
            ["edit", key, "contact=a", "contact=b"],
            ["edit", key, "contact=a", "联系人=b"],
            ["add", "company", "legal_name=a", "legal_name=b"],
        ] {
            let run = try program.run(["record"] + words)
            #expect(run.code == 64, "\(words): \(run.messages)")
        }
    }

    @Test(arguments: [["undo"], ["conflicts", "undo"]])
    func `a rehearsed undo tells what it would do and writes nothing`(command: [String]) throws {
        let key = try undecidedRent()
        let id = try conflict()["short_id"]?.string ?? ""
        let name =
            try data("conflicts", "resolve", id, "--take", "A", "--reason", "x")["decision"]?
            .string ?? ""
        let rent = try rent(key)
        let log = try program.run("log", "--json").answer
        let dry = try program.run(command + [name, "-n"])
        #expect(dry.code == 0 && dry.answer.contains("Nothing written."), "\(dry.messages)")
        #expect(dry.answer.contains("950.00") && dry.answer.contains("990.00"))
        #expect(try program.run("log", "--json").answer == log && self.rent(key) == rent)
        #expect(try program.run(command + [name, "--reason", "-"]).code == 0)
        #expect(try program.run(command + [name, "-n"]).code == 4, "nothing is left to undo")
    }
}
