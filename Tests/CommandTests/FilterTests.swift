import Causality
import Foundation
import Testing
import Workflows

/// Words of a command line that choose: what nothing is called by is refused.
@Suite struct FilterTests {
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

    @Test(arguments: [
        ("--kind", "nope", "edit-vs-retire"), ("--rule", "X1", "X01"),
        ("--field", "rent_fne", "rent_fen"),
        ("--site", "anjj", "anji"),
    ])
    func `a filter of conflicts that can match nothing is refused with the choices`(
        _ flag: String, _ word: String, _ choice: String
    ) throws {
        for language in ["zh", "en"] {
            let run = try program.run(
                "conflicts", "list", flag, word, "--check", "--lang", language)
            #expect(run.code == 64 && run.messages.contains(choice), "\(run)")
            #expect(run.messages.contains("E-VALUE-CHOICE") && run.messages.contains(word))
        }
        #expect(try program.run("conflicts", "list", flag, choice, "--check").code == 0)
    }

    @Test func `a list of records of a site that nobody has heard of is refused`() throws {
        #expect(try program.run("record", "list", "seat", "--site", "anji").code == 0)
        let run = try program.run("record", "list", "seat", "--site", "anjj")
        #expect(run.code == 64 && run.messages.contains("E-VALUE-CHOICE"), "\(run)")
    }

    @Test func `a conflict is found by a field of its group, by its label and by its group`() throws
    {
        let id = try tenancy()
        _ = try data("record", "edit", id, "planned_from=2024-01-01", "--reason", "-")
        try hub.edit("tenancy", id, ["planned_from": .text("2024-02-01")])
        try hub.exchange()
        for word in ["planned", "planned_to", "计划起始"] {
            #expect(try data("conflicts", "list", "--field", word).array?.count == 1)
        }
        #expect(try data("conflicts", "list", "--field", "rent_fen").array?.isEmpty == true)
    }

    @Test func `unset empties a field, and what is required stays`() throws {
        let id = try tenancy()
        _ = try data("record", "edit", id, "note=甲", "rent_fen=900")
        _ = try data("record", "edit", id, "exit_to=乙", "--unset", "note", "--unset", "月租（元/工位）")
        let columns = try data("record", "show", id)["columns"]
        #expect(columns?["note"] == .null && columns?["rent_fen"] == .null)
        #expect(columns?["exit_to"] == "乙")
        for (words, code) in [
            (["--unset", "nope"], "E-NO-FIELD"), (["--unset", "company"], "E-FIELD-MISSING"),
            (["note=甲", "--unset", "note"], "E-USAGE"),
        ] {
            let run = try program.run(["record", "edit", id] + words)
            #expect(run.code == 64 && run.messages.contains(code), "\(run)")
        }
    }

    @Test func `who does not say whether a record is kept is told how to say it`() throws {
        let id = try tenancy()
        try hub.exchange()
        _ = try data("record", "edit", id, "note=甲")
        try hub.delete("tenancy", id, reason: "x")
        try hub.exchange()
        let conflict = try data("conflicts", "list").array?.first?["short_id"]?.string ?? ""
        for (language, words) in [("zh", "要写明 --take keep"), ("en", "say which with --take keep")] {
            let run = try program.run(
                "conflicts", "resolve", conflict, "--reason", "x", "--lang", language)
            #expect(run.code == 64 && run.messages.contains(words), "\(run)")
        }
        let option = try program.run("conflicts", "resolve", conflict, "--option", "3")
        #expect(option.code == 64 && option.messages.contains("--take"), "\(option)")
    }

    @Test func `of an undecided field each value stands once, however many wrote it`() throws {
        let id = try tenancy()
        for (here, there) in [("950", 99_000), ("990", 97_000)] as [(String, Int64)] {
            _ = try data("record", "edit", id, "rent_fen=\(here)")
            try hub.edit("tenancy", id, ["rent_fen": .integer(there)])
            try hub.exchange()
        }
        // The second edits took the place of what was shown: 990 was written at both ends, 970 at one.
        let conflict = try data("conflicts", "list").array?.first?["short_id"]?.string ?? ""
        #expect(try data("conflicts", "show", conflict)["sides"]?.array?.count == 3)
        let values = try data("record", "show", id)["fields"]?["rent_fen"]?["values"]?.array ?? []
        #expect(
            Set(values.compactMap { $0["amount"]?.string }) == ["990.00", "970.00"]
                && values.count == 2, "\(values)")
    }

    @Test func `an amount is told with the currency it is in, of every side by itself`() throws {
        _ = try data("record", "add", "company", "legal_name=甲")
        let id =
            try data(
                "record", "add", "funding_round", "company=甲", "round=A", "amount_fen=100",
                "currency=USD")["id"]?.string ?? ""
        try hub.exchange()
        let amount = { (text: String, currency: String) -> JSON in
            ["amount": .string(text), "currency": .string(currency)]
        }
        #expect(try data("record", "show", id)["fields"]?["amount_fen"] == amount("100.00", "USD"))
        _ = try data("record", "edit", id, "amount_fen=200")
        try hub.edit("funding_round", id, ["currency": .text("CNY")])
        try hub.exchange()
        let values = try data("record", "show", id)["fields"]?["amount_fen"]?["values"]?.array
        #expect(
            Set(values ?? []) == [amount("200.00", "USD"), amount("100.00", "CNY")],
            "\(values ?? [])")
        let conflict = try data("conflicts", "list").array?.first?["short_id"]?.string ?? ""
        let run = try program.run("conflicts", "resolve", conflict, "--set", "500", "--reason", "x")
        #expect(run.code == 64 && run.messages.contains("--set amount_fen=…,currency=…"), "\(run)")
        _ = try data(
            "conflicts", "resolve", conflict, "--set", "amount_fen=500,currency=EUR", "--reason",
            "x")
        #expect(try data("record", "show", id)["fields"]?["amount_fen"] == amount("500.00", "EUR"))
    }

    @Test func `a claim whose period is undecided is marked, with every period`() throws {
        let tenancy = try tenancy()
        let seat = try data("record", "add", "seat", "label=A-1")["id"]?.string ?? ""
        let id =
            try data(
                "record", "add", "seat_assignment", "seat=\(seat)", "tenancy=\(tenancy)",
                "company=演示·澜图智能", "from_day=2026-01-01", "to_day=2026-06-01",
                "state=confirmed")["id"]?.string ?? ""
        try hub.exchange()
        #expect(try program.run("claims").answer.contains("undecided") == false)
        _ = try data("record", "edit", id, "to_day=2026-07-01")
        try hub.edit("seat_assignment", id, ["to_day": .text("2026-09-01")])
        try hub.exchange()
        for (language, mark) in [("zh", "（待定）"), ("en", " (undecided)")] {
            let answer = try program.run("claims", "--lang", language, "--plain").answer
            #expect(answer.contains("2026-01-01..2026-06-30"), "\(answer)")
            #expect(answer.contains("2026-01-01..2026-08-31"), "\(answer)")
            #expect(answer.components(separatedBy: mark).count == 3, "\(answer)")
        }
        #expect(try data("claims").array?.first?["undecided"] == ["period"])
    }

    @Test func `what is retired under a name is said to be, and how it comes back`() throws {
        let seat = try data("record", "add", "seat", "label=A-1")["id"]?.string ?? ""
        _ = try data("record", "retire", seat, "--reason", "拆墙")
        for (language, words) in [("zh", "已停用（拆墙）"), ("en", "it is retired (拆墙)")] {
            let run = try program.run("record", "add", "seat", "label=a-1", "--lang", language)
            #expect(run.code == 4 && run.messages.contains(words), "\(run)")
            #expect(run.messages.contains("moso record edit \(seat) retired="))
        }
    }

    private func tenancy() throws -> String {
        _ = try data("record", "add", "company", "legal_name=演示·澜图智能")
        let id =
            try data("record", "add", "tenancy", "company=演示·澜图智能")["id"]?.string ?? ""
        try hub.exchange()
        return id
    }
}
