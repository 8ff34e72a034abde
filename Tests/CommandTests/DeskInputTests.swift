import Foundation
import Testing
import Workflows

/// What a record may not say, whoever types or imports it.
@Suite struct DeskInputTests {
    private let program: Program
    init() throws {
        program = try Program()
        for name in ["演示·澜图智能", "Yunqi Robotics"] { _ = try add("company", "legal_name=\(name)") }
    }

    private func add(_ words: String...) throws -> String {
        let run = try program.run(["record", "add"] + words + ["--json"])
        #expect(run.code == 0, "\(run.messages)")
        return try JSON(run.answer)["data"]?["id"]?.string ?? ""
    }

    /// The problem with a command line, which has to be told in both languages and write nothing.
    private func refused(_ words: String...) throws -> (zh: String, en: String, json: JSON) {
        let before = try program.run("log", "--json").answer
        let zh = try program.run(words + ["--lang", "zh"])
        let en = try program.run(words + ["--lang", "en"])
        let json = try program.run(words + ["--json"])
        for run in [zh, en, json] { #expect(run.code != 0 && run.answer.isEmpty, "\(run)") }
        #expect(try program.run("log", "--json").answer == before)
        return (zh.messages, en.messages, try JSON(json.messages))
    }

    @Test func `a reference to a record that is not here is refused, with what is near`() throws {
        let told = try refused("record", "add", "tenancy", "company=演示·澜图智库")
        #expect(told.json["code"] == "E-REFERENCE" && told.json["exit"] == 64)
        #expect(told.json["details"]?["field"] == "company")
        #expect(told.en.contains("演示·澜图智库") && told.en.contains("演示·澜图智能"))
        #expect(told.en.contains("Nothing was written.") && told.en.contains("--allow-missing"))
        #expect(told.zh.contains("企业") && told.zh.contains("没有写入任何内容。"))
        _ = try refused("record", "add", "tenancy", "company=C-NOBODY")
        let tenancy = try add("tenancy", "company=Yunqi Robotics")
        let edit = try refused("record", "edit", tenancy, "waitlist_entry=W-NOWHERE")
        #expect(edit.json["details"]?["value"] == "W-NOWHERE")
    }

    @Test func `whoever insists refers to a record that has not arrived yet`() throws {
        let id = try add("tenancy", "company=C-LATER", "--allow-missing")
        let shown = try program.run("record", "show", id).answer
        #expect(shown.contains("C-LATER"))
        // A name is no key: nothing that arrives could ever be meant by it.
        let told = try refused("record", "add", "tenancy", "company=Nobody Ltd", "--allow-missing")
        #expect(told.json["code"] == "E-REFERENCE")
    }

    @Test func `a key that is insisted on is not taken for the beginning of another`() throws {
        _ = try add("space", "path=B-12")
        let seat = try add("seat", "label=A-1", "space=P-anji-B-1", "--allow-missing")
        #expect(try program.run("record", "show", seat).answer.contains("P-anji-B-1\n"))
    }

    @Test func `a site that nobody has heard of is refused`() throws {
        let told = try refused("record", "add", "seat", "label=A-1", "site=anjj")
        #expect(told.json["code"] == "E-REFERENCE" && told.en.contains("anji"))
        _ = try add("seat", "label=A-1", "site=anji")
        _ = try add("company", "legal_name=x", "home_site=beijing")
        _ = try add("site", "code=suzhou")
        _ = try add("company", "legal_name=y", "home_site=suzhou")
    }

    @Test func `an interval that ends before it begins is refused`() throws {
        let told = try refused(
            "record", "add", "tenancy", "company=Yunqi Robotics", "planned_from=2024-05-01",
            "planned_to=2024-04-30")
        #expect(told.json["code"] == "E-INTERVAL" && told.json["exit"] == 64)
        #expect(told.en.contains("2024-05-01") && told.en.contains("2024-04-30"))
        #expect(told.zh.contains("计划结束") && told.zh.contains("没有写入任何内容。"))
        let id = try add(
            "tenancy", "company=Yunqi Robotics", "planned_from=2024-05-01", "planned_to=2024-05-01")
        // The other end may have been there before.
        _ = try refused("record", "edit", id, "planned_to=2024-04-30")
        let term = try add(
            "tenancy_term", "tenancy=\(id)", "company=Yunqi Robotics", "kind=free",
            "from_day=2024-05-01", "to_day=2024-05-02")
        // The first day that no longer belongs to a term cannot be its first.
        let empty = try refused("record", "edit", term, "to_day=2024-05-01")
        #expect(empty.json["code"] == "E-INTERVAL")
        #expect(try program.run("record", "edit", term, "to_day=").code == 0)
    }

    @Test func `a word that is no UTF-8 is refused and not repaired`() throws {
        for (lang, words) in [("en", "not valid UTF-8"), ("zh", "不是有效的 UTF-8")] {
            let run = try program.shell(
                "record add company legal_name=$(printf '\\300\\301x') --lang \(lang)")
            #expect(run.code == 64 && run.messages.contains(words), "\(run.messages)")
            #expect(run.messages.contains("E-ENCODING") && run.messages.contains("legal_name="))
        }
        #expect(try program.run("record", "list", "company").answer.contains("2 records"))
    }

    @Test func `an import refuses the rows that point nowhere or end too early`() throws {
        let head = "id,site,company,planned_from,planned_to,note\n"
        try program.write(
            "t.csv",
            head + "T-1,anji,Yunqi Robotics,2024-01-01,2024-02-01,sound\n"
                + "T-2,anji,C-NOBODY,,,points nowhere\n"
                + "T-3,anji,Yunqi Robotics,2024-02-01,2024-01-01,too early\n"
                + "T-4,nowhere,Yunqi Robotics,,,no such site\n")
        let run = try program.run("import", "t.csv", "--kind", "tenancy", "--json")
        let data = try JSON(run.answer)["data"]
        #expect(run.code == 65 && data?["new"] == 1, "\(run)")
        #expect(
            data?["refused"]?.array?.map { $0["reasons"]?.array?.first }
                == ["missing-record", "end-before-start", "missing-record"])
        let saved = String(decoding: try program.read("t.refused.csv"), as: UTF8.self)
        #expect(saved.contains("C-NOBODY") && saved.contains("too early"), "\(saved)")
    }

    @Test func `a row may refer to another row of its file, unless that is refused`() throws {
        let tenancy = try add("tenancy", "company=Yunqi Robotics")
        let head = "id,site,tenancy,company,kind,from_day,to_day,supersedes\n"
        let row = { (id: String, to: String, old: String) in
            "\(id),anji,\(tenancy),Yunqi Robotics,free,2024-01-01,\(to),\(old)\n"
        }
        try program.write(
            "m.csv",
            head + row("M-2", "2024-02-01", "M-1") + row("M-1", "2024-03-01", "")
                + row("M-4", "2024-04-01", "M-3") + row("M-3", "2023-01-01", ""))
        let run = try program.run("import", "m.csv", "--kind", "tenancy_term", "--json")
        let data = try JSON(run.answer)["data"]
        #expect(data?["new"] == 2 && run.code == 65, "\(run)")
        #expect(
            data?["refused"]?.array?.map { $0["reasons"]?.array?.first }
                == ["missing-record", "end-before-start"])
    }

    @Test func `of an id that could be several, the nearest are listed with their names`() throws {
        for number in 1...12 { _ = try add("seat", "label=A-\(number)") }
        let told = try refused("record", "show", "S-anji")
        #expect(told.json["code"] == "E-AMBIGUOUS" && told.json["exit"] == 5)
        #expect(told.json["details"]?["count"] == 12)
        #expect(told.en.contains("  S-anji-A-1   A-1\n") && told.en.contains("and 4 more"))
        #expect(told.zh.contains("  S-anji-A-1　A-1\n") && told.zh.contains("还有 4 个"))
        // The whole of a key is never ambiguous.
        #expect(try program.run("record", "show", "S-anji-A-1").code == 0)
    }

    @Test func `an edit that says nothing is told what it could say`() throws {
        let told = try refused("record", "edit", "Yunqi Robotics")
        #expect(told.json["code"] == "E-USAGE" && told.en.contains("legal_name"))
        #expect(told.en.contains("moso record fields company") && told.zh.contains("字段=值"))
    }
}
