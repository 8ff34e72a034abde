import Causality
import Testing
import Workflows

/// What is left of a decision where people look for it.
@Suite struct DecisionTests {
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

    /// A company, and a term that overlaps another: rule X05 is broken.
    private func overlap() throws -> String {
        _ = try data("record", "add", "company", "legal_name=演示·澜图智能")
        let tenancy =
            try data("record", "add", "tenancy", "company=演示·澜图智能")["id"]?.string ?? ""
        for day in ["2023-01-01", "2023-02-01"] {
            _ = try data(
                "record", "add", "tenancy_term", "tenancy=\(tenancy)", "company=演示·澜图智能",
                "from_day=\(day)", "to_day=2023-06-01", "kind=market")
        }
        return try #require(data("conflicts", "list").array?.first?["short_id"]?.string)
    }

    @Test func `a decision on a rule is in the log, with its name, and is taken back by it`()
        throws
    {
        let id = try overlap()
        let done = try program.run(
            "conflicts", "resolve", id, "--option", "1", "--reason", "合同已核对")
        #expect(done.code == 0, "\(done.messages)")
        let log = try data("conflicts", "log")["decisions"]?.array ?? []
        let name = try #require(log.first?["id"]?.string)
        #expect(log.count == 1 && done.answer.contains("moso conflicts undo \(name)"))
        #expect(log.first?["rule"]?.string == "X05")
        #expect(log.first?["conflict"]?.string?.hasPrefix(id) == true)
        #expect(log.first?["person"]?.string == "李娜")
        #expect(log.first?["reason"]?.string == "合同已核对")
        let key = try #require(log.first?["key"]?.string)
        let history = try program.run("history", key)
        #expect(history.answer.contains(name) && history.answer.contains("合同已核对"))
        #expect(!history.answer.contains("decide X05"), "\(history.answer)")
        #expect(try program.run("conflicts", "undo", name, "--reason", "-").code == 0)
        #expect(try data("conflicts", "list").array?.count == 1)
        #expect(try data("conflicts", "log")["decisions"]?.array?.count == 2)
    }

    @Test func `an id from before an undo leads to the conflict that the undo reopened`() throws {
        let old = try overlap()
        let done = try data("conflicts", "resolve", old, "--option", "1", "--reason", "-")
        let name = try #require(done["decision"]?.string)
        let undone = try data("conflicts", "undo", name, "--reason", "-")
        let undo = try #require(undone["id"]?.string ?? undone["undo"]?.string, "\(undone)")
        let new = try #require(data("conflicts", "list").array?.first?["short_id"]?.string)
        #expect(old != new)
        let shown = try program.run("conflicts", "show", old)
        let told = "\(old) was decided, and reopened as \(new) by the undo \(undo)."
        #expect(shown.code == 0 && shown.answer.contains(told), "\(shown)")
        #expect(!shown.answer.contains("new side"))
        let again = try program.run("conflicts", "resolve", old, "--option", "1", "--reason", "-")
        #expect(again.code == 4 && again.messages.contains(told), "\(again.messages)")
        let chinese = try program.run("conflicts", "show", old, "--lang", "zh")
        #expect(chinese.answer.contains("又被 \(undo) 撤销，重新打开为 \(new)"))
    }

    @Test func `a settled conflict tells who decided what, why, and how to take it back`() throws {
        let id = try overlap()
        _ = try program.run("conflicts", "resolve", id, "--option", "1", "--reason", "合同已核对")
        for language in ["zh", "en"] {
            let shown = try program.run("conflicts", "show", id, "--lang", language)
            #expect(shown.code == 0, "\(shown.messages)")
            for part in [id, "X05", "李娜", "anji", "合同已核对", "moso conflicts undo R-"] {
                #expect(shown.answer.contains(part), "\(part): \(shown.answer)")
            }
        }
        let told = try data("conflicts", "show", id)
        #expect(told["state"]?.string == "resolved" && told["decisions"]?.array?.count == 1)
    }

    @Test func `a conflict whose cause is gone says that nobody had to decide`() throws {
        let id = try overlap()
        let shown = try data("conflicts", "show", id)
        let term = try #require(shown["records"]?.array?.first?["id"]?.string)
        _ = try data("record", "edit", term, "retired=录错")
        let told = try data("conflicts", "show", id)
        #expect(told["state"]?.string == "vanished" && told["decisions"]?.array?.isEmpty == true)
        let text = try program.run("conflicts", "show", id)
        #expect(text.answer.contains("nobody had to decide"), "\(text.answer)")
        #expect(try program.run("conflicts", "show", "C-0000").code != 0)
    }

    @Test func `a write that opens a conflict names it and the command that shows it`() throws {
        let id = try overlap()
        let terms = try data("conflicts", "show", id)["records"]?.array ?? []
        let term = try #require(terms.first?["id"]?.string)
        _ = try data("record", "edit", term, "from_day=2022-01-01", "to_day=2022-02-01")
        #expect(try data("conflicts", "list").array?.isEmpty == true)
        let edit = try program.run("record", "edit", term, "to_day=2023-06-01")
        let now = try #require(data("conflicts", "list").array?.first?["short_id"]?.string)
        #expect(edit.answer.contains("moso conflicts show \(now)"), "\(edit.answer)")
        let again = try data("record", "edit", term, "note=x")
        #expect(again["opened_conflicts"]?.array?.isEmpty == true)
        let twice = try data("record", "add", "company", "legal_name=演示·澜图智能")
        let opened = try #require(twice["opened_conflicts"]?.array?.first)
        #expect(opened["kind"]?.string == "duplicate" && opened["rule"]?.string == "D02")
    }

    @Test func `of a record deleted here and edited there it is told who did which, and why`()
        throws
    {
        let key =
            try data("record", "add", "company", "legal_name=演示·澜图智能")["id"]?.string ?? ""
        try hub.exchange()
        try hub.delete("company", key, reason: "重复登记")
        _ = try data("record", "edit", key, "contact=吴倩", "--reason", "来电")
        try hub.exchange()
        for (language, words) in [
            ("zh", ["王主任", "删除", "重复登记", "李娜", "修改 联系人 → 吴倩", "来电"]),
            ("en", ["王主任", "deleted it", "重复登记", "李娜", "edited contact → 吴倩", "来电"]),
        ] {
            let list = try program.run("conflicts", "list", "--lang", language)
            let id = list.lines.first { $0.contains("C-") }?.split(separator: " ").first
            let shown = try program.run(
                "conflicts", "show", String(id ?? ""), "--lang", language,
                environment: ["COLUMNS": "200"])
            for word in words { #expect(shown.answer.contains(word), "\(word): \(shown.answer)") }
            #expect(!list.answer.contains("NULL") && list.answer.contains(words[1]))
        }
        let id = try #require(data("conflicts", "list").array?.first?["short_id"]?.string)
        let told = try data("conflicts", "show", id)
        #expect(told["deletes"]?.array?.first?["person"]?.string == "王主任")
        #expect(told["sides"]?.array?.first?["did"]?.string == "edit")
        // Decided and undone, the delete is still that of whoever deleted.
        let name = try data("conflicts", "resolve", id, "--take", "keep", "--reason", "在用")
        #expect(try data("conflicts", "log")["decisions"]?.array?.first?["kind"]?.string == "keep")
        _ = try data("conflicts", "undo", name["decision"]?.string ?? "", "--reason", "-")
        let now = try #require(data("conflicts", "list").array?.first?["short_id"]?.string)
        let deletes = try data("conflicts", "show", now)["deletes"]?.array
        #expect(deletes?.map { $0["person"]?.string } == ["王主任"])
        #expect(deletes?.first?["brought_back"]?["person"]?.string == "李娜")
    }

    @Test func `undecided money and groups have the form of settled ones`() throws {
        _ = try data("record", "add", "company", "legal_name=演示·澜图智能")
        let tenancy =
            try data("record", "add", "tenancy", "company=演示·澜图智能")["id"]?.string ?? ""
        let term =
            try data(
                "record", "add", "tenancy_term", "tenancy=\(tenancy)", "company=演示·澜图智能",
                "from_day=2023-01-01", "to_day=2023-06-01", "kind=market", "rent_fen=900")["id"]?
            .string ?? ""
        try hub.exchange()
        _ = try data("record", "edit", term, "rent_fen=950", "to_day=2023-07-01")
        try hub.edit(
            "tenancy_term", term, ["rent_fen": .integer(99_000), "to_day": .text("2023-08-01")])
        try hub.exchange()
        let open = try data("conflicts", "list").array ?? []
        let period = try #require(open.first { $0["field"]?["name"]?.string == "period" })
        #expect(period["working"]?["to_day"]?.string == "2023-07-01")
        let values = (period["sides"]?.array ?? []).map { $0["value"]?["to_day"]?.string }
        #expect(values == ["2023-07-01", "2023-08-01"])
        let money = try #require(open.first { $0["field"]?["name"]?.string != "period" })
        let fields = try data("record", "show", term)["fields"]
        #expect(
            fields?["rent_fen"]?["values"] == [
                .money("950.00", currency: "CNY"), .money("990.00", currency: "CNY"),
            ])
        #expect(fields?["to_day"]?["values"] == ["2023-07-01", "2023-08-01"])
        #expect(fields?["from_day"]?["values"] == ["2023-01-01", "2023-01-01"])
        let sides = (money["sides"]?.array ?? []).map { $0["value"]?["rent_fen"] }
        #expect(sides == [.money("950.00", currency: "CNY"), .money("990.00", currency: "CNY")])
    }
}
