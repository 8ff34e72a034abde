import Foundation
import Testing
import Workflows

@Suite struct SessionTests {
    private let program: Program
    init() throws { program = try Program() }

    private func data(_ words: String...) throws -> JSON {
        let run = try program.run(words + ["--json"])
        #expect(run.code == 0 && run.messages.isEmpty, "\(words): \(run.messages)")
        let document = try JSON(run.answer)
        #expect(document["moso"] == 1 && document["warnings"]?.array?.isEmpty == true)
        return document["data"] ?? .null
    }

    private func tenancy() throws -> String {
        _ = try data("record", "add", "company", "legal_name=演示·澜图智能")
        return try data(
            "record", "add", "tenancy", "company=演示·澜图智能", "rent_fen=900",
            "moved_in_on=2024/1/5")["id"]?.string ?? ""
    }

    @Test func `an edit is told, saved and seen in the history`() throws {
        let id = try tenancy()
        let edit = try program.run("record", "edit", id, "rent_fen=950", "--reason", "续签")
        #expect(
            edit.answer
                == "✓ Changed \(id) (tenancy): rent per seat and month 900.00 → 950.00\n")
        #expect(edit.messages.isEmpty)
        let history = try data("history", id, "--field", "rent_fen").array ?? []
        #expect(
            history.map { $0["value"] } == [
                .money("950.00", currency: "CNY"), .money("900.00", currency: "CNY"),
            ])
        #expect(history.first?["reason"] == "续签" && history.first?["person"] == "李娜")
        let rent = try data("record", "show", id)["fields"]?["rent_fen"]
        #expect(rent == .money("950.00", currency: "CNY"))
    }

    @Test func `where compares by type and refuses what it does not know`() throws {
        let id = try tenancy()
        for (condition, count) in [
            ("rent_fen>=900", 1), ("rent_fen>900", 0), ("site=anji and rent_fen<1000", 1),
            ("company='演示·澜图智能'", 1), ("moved_in_on<2024-01-05", 0), ("retired=", 1),
            ("note!=", 0),
        ] {
            let found = try data("record", "list", "tenancy", "--where", condition).array ?? []
            #expect(found.count == count, "\(condition)")
            if count == 1 { #expect(found[0]["id"] == .string(id)) }
        }
        for (condition, code) in [
            ("rnet_fen>1", "E-NO-FIELD"), ("rent_fen>abc", "E-VALUE"), ("rent_fen", "E-USAGE"),
        ] {
            let run = try program.run("record", "list", "tenancy", "--where", condition)
            #expect(run.code == 64 && run.messages.contains(code), "\(run.messages)")
        }
    }

    @Test func `a dry run writes nothing`() throws {
        let id = try tenancy()
        let before = try program.run("log", "--json").answer
        for words in [
            ["record", "add", "company", "legal_name=x"], ["record", "edit", id, "rent_fen=1"],
            ["record", "retire", id, "--reason", "x"], ["peers", "add", "https://127.0.0.1:1"],
        ] {
            let run = try program.run(words + ["-n"])
            #expect(run.code == 0 && run.answer.contains("Nothing written."), "\(words)")
        }
        #expect(try program.run("log", "--json").answer == before)
        #expect(try data("peers", "list").array?.isEmpty == true)
    }

    @Test(arguments: [
        (["record", "show", "T-NOPE"], 5, "E-NO-RECORD"),
        (["record", "list", "tenency"], 5, "E-NO-KIND"),
        (["record", "add", "company"], 64, "E-FIELD-MISSING"),
        (["record", "add", "company", "legal_name"], 64, "E-USAGE"),
        (["record", "add", "company", "legal_nme=x"], 64, "E-NO-FIELD"),
        (["record", "add", "seat", "label=A", "kind=bed"], 64, "E-VALUE-CHOICE"),
        (["conflicts", "show", "C-AAAA"], 5, "E-NO-CONFLICT"), (["sync"], 5, "E-NO-PEER"),
        (["peers", "add", "ftp://x"], 78, "E-CONFIG-ADDRESS"),
        (["peers", "pause", "nobody"], 5, "E-NO-PEER"),
        (["init", "--site", "Anji!"], 64, "E-SITE-NAME"),
        (["init", "--site", "anji"], 73, "E-REPLICA-EXISTS"),
        (["import", "missing.csv"], 66, "E-FILE-READ"),
        (["export", "--format", "csv"], 64, "E-USAGE"),
        (["export", "company", "-o", "no/such/place.csv"], 73, "E-FILE-WRITE"),
        (["log", "--since", "上周"], 64, "E-USAGE-TIME"),
        (["status", "--data", "elsewhere"], 66, "E-REPLICA-MISSING"),
    ])
    func `what fails says what, whether data is safe, and what to do`(
        words: [String], code: Int, name: String
    ) throws {
        for language in ["zh", "en"] {
            let run = try program.run(words + ["--lang", language])
            #expect(run.code == Int32(code) && run.answer.isEmpty, "\(run.messages)")
            #expect(run.messages.contains(name), "\(run.messages)")
            #expect(run.messages.contains(language == "zh" ? "可以：" : "Try: "))
        }
        let error = try JSON(try program.run(words + ["--json"]).messages)
        #expect(error["code"] == .string(name) && error["exit"] == .integer(Int64(code)))
    }

    @Test(arguments: [
        ("empty.csv", "", "E-IMPORT-EMPTY"), ("zip.csv", "PK\u{3}\u{4}\0\0\0", "E-IMPORT-SHAPE"),
        ("headers.csv", "a,b\n1,2\n", "E-IMPORT-HEADERS"),
        ("twice.csv", "id,site,site\n1,2,3\n", "E-IMPORT-SHAPE"),
        ("quotes.csv", "id,site\n\"1,2\n", "E-IMPORT-SHAPE"),
    ])
    func `a file that is none is refused whole`(name: String, text: String, code: String) throws {
        try program.write(name, text)
        let run = try program.run("import", name, "--kind", "tenancy")
        #expect(run.code == 65 && run.messages.contains(code), "\(run.messages)")
        #expect(run.messages.contains("Nothing was imported"))
    }

    @Test func `faulty rows are told and saved, sound ones go in`() throws {
        try program.write(
            "c.csv", "legal_name,credit_code\n演示·一,\n,\n演示·二,123\n演示·一,\n")
        let run = try program.run("import", "c.csv", "--kind", "company")
        #expect(run.code == 65)
        #expect(run.answer.contains("Added 1, updated 0"), "\(run.answer)")
        let saved = String(decoding: try program.read("c.refused.csv"), as: UTF8.self)
        #expect(saved.contains("Problem") && saved.contains("same record as line 2"))
        #expect(try data("record", "list", "company").array?.count == 1)
    }

    @Test func `what export writes comes back without a change`() throws {
        let id = try tenancy()
        _ = try data("record", "edit", id, "note==1+1 见附件")
        for (file, flags) in [
            ("a.csv", []), ("b.csv", ["--encoding", "gb18030"]), ("c.tsv", ["--format", "tsv"]),
        ] {
            for language in ["zh", "en"] {
                let made = try program.run(
                    ["export", "tenancy", "-o", file, "--lang", language] + flags)
                #expect(made.code == 0, "\(made.messages)")
                let back = try data("import", file, "--kind", "tenancy")
                #expect(back["same"] == 1 && back["new"] == 0 && back["changed"] == 0)
            }
        }
        let bytes = try program.read("a.csv")
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(String(decoding: bytes, as: UTF8.self).contains("'=1+1 见附件"))
    }

    @Test func `an edit after an import is not undone by importing again`() throws {
        try program.write("t.csv", "legal_name,stage\n演示·青桐,A轮\n")
        let first = try data("import", "t.csv", "--kind", "company")
        #expect(first["new"] == 1)
        let id = try data("record", "list", "company").array?.first?["id"]?.string ?? ""
        _ = try data("record", "edit", id, "stage=B轮", "--reason", "-")
        let again = try data("import", "t.csv", "--kind", "company")
        #expect(again["new"] == 0 && again["changed"] == 0 && again["same"] == 1)
        let stage = try data("record", "show", id)["fields"]?["stage"]
        #expect(stage == "b", "\(String(describing: stage))")
    }

    @Test func `of a row whose record was edited since, only what is new in the file is taken`()
        throws
    {
        let head = "legal_name,credit_code,stage,contact\n演示·青桐,91330523MA2B3C4D5X,"
        try program.write("t.csv", head + "A轮,王\n")
        _ = try data("import", "t.csv", "--kind", "company")
        let id = try data("record", "list", "company").array?.first?["id"]?.string ?? ""
        _ = try data("record", "edit", id, "stage=B轮", "--reason", "-")
        try program.write("t.csv", head + "A轮,李\n")
        let again = try data("import", "t.csv", "--kind", "company")
        #expect(again["changed"] == 1 && again["kept"] == 1)
        let fields = try data("record", "show", id)["fields"]
        #expect(
            fields?["stage"] == "b" && fields?["contact"] == "李", "\(String(describing: fields))")
        try program.write("t.csv", head + "C轮,李\n")
        #expect(try data("import", "t.csv", "--kind", "company")["kept"] == 0)
        #expect(try data("record", "show", id)["fields"]?["stage"] == "c")
    }

    @Test func `a dry run of an import leaves no file unless one is asked for`() throws {
        try program.write("c.csv", "legal_name,credit_code\n演示·二,123\n")
        let dry = try program.run("import", "c.csv", "--kind", "company", "-n")
        #expect(dry.code == 65 && dry.answer.contains("Nothing written."), "\(dry.answer)")
        #expect(dry.answer.contains("credit"))
        #expect(throws: (any Error).self) { try program.read("c.refused.csv") }
        let asked = try program.run(
            "import", "c.csv", "--kind", "company", "-n", "--refused", "mine.csv")
        #expect(asked.code == 65 && asked.answer.contains("mine.csv"))
        #expect(try !program.read("mine.csv").isEmpty)
    }

    @Test func `without a name in the environment the account writes`() throws {
        _ = try program.run(
            "record", "add", "company", "legal_name=x", environment: ["MOSO_AUTHOR": ""])
        let line = try program.run("log", "--json").lines.last ?? ""
        let account = String(cString: getpwuid(geteuid()).pointee.pw_name)
        #expect(try JSON(line)["author"] == .string(account), "\(line)")
    }

    @Test func `status without peers claims nothing about sending`() throws {
        _ = try tenancy()
        let status = try data("status")
        #expect(status["to_send"] == .null && status["conflicts"] == 0)
        #expect(try program.run("status").answer.contains("every change is on this machine only"))
        #expect(try program.run("status", "--check").code == 0)
    }
}
