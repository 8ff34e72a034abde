import Causality
import Foundation
import Testing
import Workflows

/// JSON Lines out and in again.
@Suite struct LineImportTests {
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

    private func add(_ words: String...) throws -> String {
        let run = try program.run(["record", "add"] + words + ["--json"])
        #expect(run.code == 0, "\(run.messages)")
        return try JSON(run.answer)["data"]?["id"]?.string ?? ""
    }

    /// Records of several kinds with every type of field, an undecided one among them.
    private func fill() throws -> String {
        _ = try add(
            "company", "legal_name=  演示，\"澜图\"", "credit_code=91330523XU0010005G",
            "sectors=游戏，大模型", "contact=赵一")
        let tenancy = try add(
            "tenancy", "company=C-91330523XU0010005G", "rent_fen=900.5", "headcount=12",
            "headcount_on=2024-01-05", "phone=12067818046", "note=第一行\n第二行")
        _ = try add("space", "path=3 层", "bookable=是", "area=60.25", "kind=office")
        _ = try add(
            "funding_round", "company=C-91330523XU0010005G", "round=A", "amount_fen=700万",
            "currency=USD", "rate=7.1", "is_public=no")
        try hub.exchange()
        _ = try data("record", "edit", tenancy, "deposit_fen=950", "--reason", "-")
        try hub.edit("tenancy", tenancy, ["deposit_fen": .integer(99_000)])
        try hub.exchange()
        #expect(try data("conflicts", "list").array?.count == 1)
        return tenancy
    }

    @Test func `what an export wrote comes back without a change, with and without a kind`() throws
    {
        _ = try fill()
        #expect(try program.run("export", "--format", "jsonl", "-o", "all.jsonl").code == 0)
        _ = try program.run("export", "tenancy", "--format", "jsonl", "-o", "some.jsonl")
        let before = try program.run("log", "--json").answer
        for (words, same) in [(["all.jsonl"], 4), (["some.jsonl", "--kind", "tenancy"], 1)] {
            let run = try program.run(["import"] + words + ["--json"])
            let told = try JSON(run.answer)["data"]
            #expect(run.code == 0 && told?["same"]?.integer == Int64(same), "\(run)")
            #expect(told?["new"] == 0 && told?["changed"] == 0)
        }
        #expect(try program.run("log", "--json").answer == before)
    }

    @Test func `it makes the same records at a site that has none`() throws {
        let tenancy = try fill()
        _ = try data("conflicts", "resolve", firstConflict(), "--take", "A", "--reason", "x")
        let shown = try data("record", "show", tenancy)["columns"]
        _ = try program.run("export", "--format", "jsonl", "-o", "all.jsonl")
        let other = try Program()
        try other.write("all.jsonl", String(decoding: try program.read("all.jsonl"), as: UTF8.self))
        // A kind at a time: a reference is to a record that is here.
        for kind in ["company", "tenancy", "space", "funding_round"] {
            let run = try other.run("import", "all.jsonl", "--kind", kind, "--json")
            let told = try JSON(run.answer)["data"]
            #expect(told?["new"] == 1 && told?["rows_refused"] == 3, "\(run)")
        }
        let there = try JSON(other.run("record", "show", tenancy, "--json").answer)["data"]
        #expect(there?["columns"] == shown && shown != nil)
    }

    private func firstConflict() throws -> String {
        try data("conflicts", "list").array?.first?["short_id"]?.string ?? ""
    }

    @Test func `a value that a program changed is an edit`() throws {
        let tenancy = try fill()
        _ = try program.run("export", "tenancy", "--format", "jsonl", "-o", "t.jsonl")
        let text = String(decoding: try program.read("t.jsonl"), as: UTF8.self)
        let changed = text.replacingOccurrences(of: "\"900.50\"", with: "\"1000\"")
            .replacingOccurrences(of: "\"headcount\":12", with: "\"headcount\":13")
        try program.write("t.jsonl", changed)
        let told = try data("import", "t.jsonl")
        #expect(told["changed"] == 1 && told["new"] == 0)
        let columns = try data("record", "show", tenancy)["columns"]
        #expect(columns?["rent_fen"] == 100_000 && columns?["headcount"] == 13)
    }

    @Test func `bad lines are refused by line, the others go in, and corrected they go in too`()
        throws
    {
        try program.write(
            "c.jsonl",
            """
            {"kind":"company","fields":{"legal_name":"甲"}}

            {"kind":"company","fields":{"legal_name":"乙"}
            [1]
            {"kind":"company"}
            {"kind":"seat","fields":{"label":"A-1"}}
            {"kind":"nonsense","fields":{}}
            {"fields":{"legal_name":"没有类别也行"}}
            {"kind":"company","fields":{"legal_name":7,"headcount":"many"}}
            {"kind":"company","fields":{"legal_name":"丙","colour":"红"}}

            """)
        for language in ["zh", "en"] {
            let dry = try program.run(
                "import", "c.jsonl", "--kind", "company", "-n", "--lang", language)
            #expect(dry.code == 65 && dry.answer.contains("colour"), "\(dry)")
            #expect(dry.answer.contains(language == "zh" ? "字节起不是 JSON" : "is no JSON from"))
        }
        let run = try program.run("import", "c.jsonl", "--kind", "company", "--json")
        let told = try JSON(run.answer)["data"]
        #expect(run.code == 65 && told?["new"] == 3, "\(run)")
        let refused = told?["refused"]?.array ?? []
        #expect(refused.compactMap { $0["line"]?.integer } == [3, 4, 5, 6, 7, 9])
        #expect(
            refused.compactMap { $0["reasons"]?.array?.first?.string } == [
                "bad-json", "not-a-record", "not-a-record", "other-kind", "other-kind", "bad-value",
            ])
        let saved = String(decoding: try program.read("c.refused.jsonl"), as: UTF8.self)
        let lines = try saved.split(separator: "\n").map { try JSON(String($0)) }
        #expect(lines.compactMap { $0["refused"]?["line"]?.integer } == [3, 4, 5, 6, 7, 9])
        #expect(lines[0]["refused"]?["text"]?.string?.contains("乙") == true)
        #expect(lines.allSatisfy { $0["refused"]?["remedy"]?.string?.isEmpty == false })
        // The seat is a record of its own; told to take it, it is taken as it stands there.
        let again = try program.run("import", "c.refused.jsonl", "--kind", "seat", "--json")
        #expect(try JSON(again.answer)["data"]?["new"] == 1, "\(again)")
    }

    @Test func `a file that is not text is refused as a whole`() throws {
        let run = try program.shell("import - --kind company < /dev/null")
        #expect(run.code == 65 && run.messages.contains("E-IMPORT-EMPTY"), "\(run)")
        let bytes = try program.shell(
            "import /dev/stdin <<'E'\n{\"kind\":\"company\",\"fields\":{\"legal_name\":\"$(printf '\\377')\"}}\nE"
        )
        #expect(bytes.code != 0, "\(bytes)")
    }
}
