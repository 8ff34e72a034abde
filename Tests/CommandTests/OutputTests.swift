import Domain
import Foundation
import Testing
import Workflows

@Suite struct OutputTests {
    private let program: Program
    init() throws {
        program = try Program()
        for (name, contact) in [("演示·澜图智能科技有限公司", "王丽"), ("Anji Bio", "Li")] {
            _ = try program.run(
                "record", "add", "company", "legal_name=\(name)", "contact=\(contact)")
        }
    }

    @Test(arguments: [80, 100, 132])
    func `columns are straight with Chinese text at any width`(width: Int) throws {
        for language in ["zh", "en"] {
            let lines = try program.run(
                [
                    "record", "list", "company", "--columns", "legal_name,contact", "--lang",
                    language,
                ],
                environment: ["COLUMNS": "\(width)"]
            ).lines.prefix(3)
            // The cells of the last column begin in the same screen column.
            let starts = lines.map { line -> Int in
                let cell = line.split(separator: " ").last ?? ""
                return DisplayWidth.of(line) - DisplayWidth.of(cell)
            }
            #expect(lines.count == 3 && Set(starts).count == 1, "\(lines)")
            for line in lines { #expect(DisplayWidth.of(line) <= width) }
        }
    }

    @Test(arguments: [40, 80, 120])
    func `a list keeps days, amounts and usable ids at any width`(width: Int) throws {
        let company = try #require(
            try program.run("record", "list", "company", "--plain").lines.first)
        let key = String(company.split(separator: "\t")[0])
        for number in 1...3 {
            _ = try program.run(
                "record", "add", "tenancy", "company=\(key)", "number=HD-2023-000\(number)",
                "moved_in_on=2023-08-1\(number)", "rent_fen=1234567.8\(number)", "leave_rule=融资后离场",
                "note=很长的备注很长的备注", "seat_count=12", "deposit_fen=100")
        }
        for language in ["zh", "en"] {
            let run = try program.run(
                ["record", "list", "tenancy", "--lang", language],
                environment: ["COLUMNS": "\(width)"])
            for number in 1...3 {
                #expect(run.answer.contains("2023-08-1\(number)"), "\(run.answer)")
                #expect(run.answer.contains("1234567.8\(number)"), "\(run.answer)")
            }
            let table = run.lines.prefix { !$0.hasSuffix("。") && !$0.hasSuffix(".") }
            for line in table { #expect(DisplayWidth.of(line) <= width, "\(line)") }
            let ids = run.answer.matches(of: /(?m)^T-\w+/).map { String($0.0) }
            #expect(ids.count == 3)
            for id in ids { #expect(try program.run("record", "show", id).code == 0, "\(id)") }
        }
    }

    @Test func `a pipe gets no escape sequences, colours only when asked for`() throws {
        let words = ["record", "list", "company"]
        #expect(!(try program.run(words).answer.contains("\u{1B}")))
        #expect(try program.run(words + ["--color", "always"]).answer.contains("\u{1B}["))
        let plain = try program.run(words + ["--color", "never"], environment: ["TERM": "xterm"])
        #expect(!plain.answer.contains("\u{1B}"))
    }

    @Test func `plain is rows and tabs`() throws {
        let lines = try program.run("record", "list", "company", "--plain").lines
        #expect(lines.count == 2)
        for line in lines { #expect(line.hasPrefix("C-") && line.contains("\t")) }
    }

    @Test func `plain has the same columns whatever is filled in`() throws {
        let kind = try #require(NetworkSchema.kind("company"))
        let count = {
            try Set(
                program.run("record", "list", "company", "--plain").lines
                    .map { $0.split(separator: "\t", omittingEmptySubsequences: false).count })
        }
        #expect(try count() == [1 + kind.fields.count])
        _ = try program.run("record", "add", "company", "legal_name=x", "note=y", "contact=z")
        #expect(try count() == [1 + kind.fields.count])
    }

    @Test func `a charset other than UTF-8 gets ASCII marks`() throws {
        let run = try program.run(
            "record", "add", "company", "legal_name=x", environment: ["LANG": "C"])
        #expect(run.answer.hasPrefix("ok Added C-"))
    }

    @Test(arguments: [
        ["status"], ["record", "kinds"], ["record", "fields"], ["record", "list"],
        ["conflicts", "list"], ["conflicts", "log"], ["peers", "list"], ["verify"], ["overview"],
        ["version"],
    ])
    func `json is one document with the envelope`(words: [String]) throws {
        let run = try program.run(words + ["--json"])
        #expect(run.code == 0 && run.messages.isEmpty, "\(run.messages)")
        #expect(run.lines.count == 1)
        let document = try JSON(run.answer)
        #expect(document["moso"] == 1 && document["kind"]?.string?.isEmpty == false)
        #expect(document["as_of"]?.string?.hasSuffix("Z") == true && document["data"] != nil)
    }

    @Test func `every text of the program stands in the catalogue`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/moso").standardized
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var wrong: [String] = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            // The demo tells its own story, and its faults are its own.
            guard !file.path.contains("/Demo/"), !file.path.contains("/Bench/") else { continue }
            let source = try String(contentsOf: file, encoding: .utf8)
            wrong += Self.ownTexts(in: source).map { "\(file.lastPathComponent): \($0)" }
        }
        #expect(wrong.isEmpty, "\(wrong)")
    }

    /// Lines that hold a text in one language instead of a phrase of the catalogue.
    private static func ownTexts(in source: String) -> [Substring] {
        source.split(separator: "\n").filter { line in
            !line.contains("//")
                && (line.contains("zh: \"") || line.contains("en: \"") || line.contains("zh ? \""))
        }
    }

    @Test func `a text of its own is found`() {
        #expect(Self.ownTexts(in: "say(Phrase(zh: \"是\", en: \"yes\"))").count == 1)
        #expect(Self.ownTexts(in: "let a = zh ? \"是\" : \"yes\"").count == 1)
        #expect(Self.ownTexts(in: "say(Catalogue.Word.yes)").isEmpty)
    }
}
