import Foundation
import Testing
import Workflows

@Suite struct HelpTests {
    private let program: Program
    init() throws { program = try Program(site: nil) }

    /// Every command as the program itself lists them.
    private func commands() throws -> [[String]] {
        let page = try program.run("help").lines
        let listed = page.dropFirst().prefix { $0.hasPrefix("  ") }
        return listed.map { line in
            line.split(separator: " ").prefix { $0.allSatisfy { $0.isLowercase || $0 == "-" } }.map(
                String.init)
        }
    }

    @Test func `every command has a page with an example in both languages`() throws {
        let commands = try commands()
        #expect(commands.count > 20)
        for command in commands {
            let zh = try program.run(command + ["--help", "--lang", "zh"])
            let en = try program.run(command + ["--help", "--lang", "en"])
            #expect(zh.code == 0 && en.code == 0, "\(command)")
            #expect(zh.messages.isEmpty && en.messages.isEmpty)
            #expect(zh.answer.contains("用法\n  moso ") && en.answer.contains("Usage\n  moso "))
            #expect(zh.answer.contains("示例\n  moso "), "\(command)")
            #expect(en.answer.contains("Examples\n  moso "), "\(command)")
            // An arrow of the grammar, an example and a choice may be alike; sentences are not.
            #expect(zh.lines[0] != en.lines[0])
        }
    }

    @Test func `help has the envelope under json, in the language asked for`() throws {
        for words in [["help"], [], ["--lang", "zh"]] {
            let run = try program.run(words + ["--json"])
            let page = try JSON(run.answer)
            #expect(run.code == 0 && run.lines.count == 1 && page["kind"] == "help")
            #expect(page["data"]?["summary"]?.string?.isEmpty == false)
            let commands = page["data"]?["commands"]?.array ?? []
            #expect(commands.count == (try self.commands()).count)
            let edit = try #require(commands.first { $0["command"] == "moso record edit" })
            #expect(edit["arguments"]?.array?.count == 2)
            let names = edit["flags"]?.array?.flatMap { $0["names"]?.array ?? [] } ?? []
            #expect(names.contains("--reason") && !names.contains("--json"))
            let global = page["data"]?["flags"]?.array?.flatMap { $0["names"]?.array ?? [] } ?? []
            #expect(global.contains("--json") && global.contains("--data"))
        }
        let zh = try JSON(
            try program.run("help", "record", "edit", "--json", "--lang", "zh").answer)
        #expect(
            zh["kind"] == "help.command" && zh["data"]?["summary"]?.string?.contains("改") == true)
        let topic = try JSON(try program.run("help", "exit-codes", "--json").answer)
        #expect(topic["kind"] == "help.topic" && topic["data"]?["lines"]?.array?.isEmpty == false)
        let flag = try JSON(try program.run("record", "add", "--help", "--json").answer)
        #expect(flag["data"]?["command"] == "moso record add")
        let version = try JSON(try program.run("--version", "--json").answer)
        #expect(version["kind"] == "version")
    }

    @Test func `the daemon's help and its complaints follow the language`() throws {
        for (lang, words) in [
            ("zh", ["用法", "选项", "副本所在目录"]), ("en", ["Usage", "Flags", "Directory of"]),
        ] {
            for environment in [["MOSO_LANG": lang], ["LANG": lang == "zh" ? "zh_CN.UTF-8" : "C"]] {
                let page = try program.daemon(["--help"], environment: environment)
                #expect(page.code == 0 && page.messages.isEmpty)
                for word in words { #expect(page.answer.contains(word), "\(page.answer)") }
            }
            let page = try program.daemon(["--lang", lang, "-h"])
            #expect(words.allSatisfy(page.answer.contains) && !page.answer.contains("USAGE"))
            let wrong = try program.daemon(["--lang", lang, "--lisen", "x"])
            #expect(wrong.code == 64 && wrong.messages.contains("E-USAGE"), "\(wrong.messages)")
            #expect(wrong.messages.contains("--listen") && wrong.answer.isEmpty)
            let empty = try program.daemon(["--data", "--lang", lang])
            #expect(
                empty.code == 64 && empty.messages.contains(lang == "zh" ? "缺少值" : "needs a value"))
        }
        #expect(try program.daemon(["--version"]).answer.hasPrefix("mosod "))
    }

    @Test func `every flag that the daemon's page names is one that it takes`() throws {
        let page = try program.daemon(["--help"]).answer
        for flag in Set(page.matches(of: /--[a-z-]+/).map { String($0.0) }) {
            let run = try program.daemon([flag])
            #expect(!run.messages.contains("there is no flag"), "\(flag)")
        }
    }

    @Test func `no text names a flag that no command has`() throws {
        var flags: Set<Substring> = []
        for command in try commands() {
            let page = try program.run(command + ["--help"]).answer
            flags.formUnion(page.matches(of: /--[a-z][a-z-]*/).map(\.0))
        }
        #expect(flags.count > 40)
        // Those of the daemon.
        flags.formUnion(["--no-sync", "--until-stdin-ends", "--listen", "--listen-peers"])
        let texts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Workflows").standardized.resolvingSymlinksInPath()
        let files = FileManager.default.enumerator(at: texts, includingPropertiesForKeys: nil)
        var named = 0
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for flag in source.matches(of: /--[a-z][a-z-]*/).map(\.0) {
                named += 1
                #expect(flags.contains(flag), "\(file.lastPathComponent): \(flag)")
            }
        }
        #expect(named > 50)
    }

    @Test func `no remedy and no example names a command that is not there`() throws {
        let known = Set(try commands().map { $0.joined(separator: " ") })
        let nouns = Set(known.compactMap { $0.split(separator: " ").first.map(String.init) })
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources").standardized.resolvingSymlinksInPath()
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var named = 0
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            let lines =
                /(?:\.run|Example)\(\s*(?:Phrase\(\s*zh: )?"moso ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/
            for line in source.matches(of: lines) where line.1 != "help" {
                named += 1
                let noun = String(line.1)
                let pair = line.2.map { "\(noun) \($0)" } ?? noun
                let isThere = known.contains(noun) || known.contains(pair)
                // A noun alone stands for its list of commands.
                #expect(isThere || line.2 == nil && nouns.contains(noun), "\(pair)")
            }
        }
        #expect(named > 60)
    }

    @Test(arguments: [40, 80, 100, 132])
    func `pages stay within the columns there are`(width: Int) throws {
        for language in ["zh", "en"] {
            for page in [
                [], ["help"], ["help", "rules"], ["sync", "-h"], ["record", "list", "-h"],
            ] {
                let run = try program.run(
                    page + ["--lang", language], environment: ["COLUMNS": "\(width)"])
                let texts = run.lines.filter { !$0.contains("moso ") && !$0.contains("|") }
                for line in texts { #expect(DisplayWidth.of(line) <= max(width, 80), "\(line)") }
            }
        }
    }

    @Test func `the front page names no command that is not there`() throws {
        let known = Set(try commands().compactMap(\.first))
        for line in try program.run().lines where line.hasPrefix("  moso ") {
            let verb = line.split(separator: " ")[1]
            #expect(known.contains(String(verb)), "\(line)")
        }
    }

    @Test(arguments: ["exit-codes", "json", "time", "rules", "offline"])
    func `each topic is told in both languages`(topic: String) throws {
        let zh = try program.run("help", topic, "--lang", "zh")
        let en = try program.run("help", topic)
        #expect(zh.code == 0 && en.code == 0 && zh.lines[0] != en.lines[0])
        #expect(zh.lines.count > 2 && en.lines.count > 2)
    }

    @Test(arguments: [
        (["stauts"], "Did you mean status?"), (["record", "lst"], "Did you mean list?"),
        (["status", "--jsn"], "Did you mean --json?"), (["help", "tme"], "Did you mean time?"),
        (["record", "list", "tenency"], "there is no replica"),
        (["record", "add"], "KIND is missing."), (["sync", "--wait"], "--wait needs a value."),
        (["status", "--color", "pink"], "only auto, always, never."),
        (["status", "extra"], "unexpected: extra."),
        (["status", "--json=3"], "--json takes no value"),
    ])
    func `a wrong command line says what was meant`(words: [String], says: String) throws {
        let run = try program.run(words)
        #expect(run.answer.isEmpty)
        #expect(run.messages.contains(says), "\(run.messages)")
        #expect(run.messages.hasPrefix("moso: "))
        guard !says.contains("replica") else { return }
        #expect(run.code == 64 && run.messages.contains("(code E-USAGE, exit 64)"))
        let zh = try program.run(words + ["--lang", "zh"]).messages
        // Only what was typed, names and commands may be English.
        #expect(zh.hasPrefix("moso：") && zh.contains("E-USAGE，退出码 64"), "\(zh)")
        #expect(!zh.contains("命令行有误"), "the parser's words are not translated: \(zh)")
    }

    @Test func `help wins over everything else on the line`() throws {
        let run = try program.run("record", "edit", "--nonsense", "-h", "--reason")
        #expect(run.code == 0 && run.answer.contains("--based-on"))
    }

    @Test func `global flags stand before the verb, between noun and verb, and after`() throws {
        for words in [
            ["--json", "record", "kinds"], ["record", "--json", "kinds"],
            ["record", "kinds", "--json"], ["--lang", "zh", "record", "--json", "kinds"],
        ] {
            let run = try program.run(words)
            #expect(run.code == 0 && run.answer.hasPrefix("{\"moso\":1,\"kind\":\"record.kinds\""))
        }
    }

    @Test func `a wrong command line is one object under json`() throws {
        let run = try program.run("stauts", "--json")
        let error = try JSON(run.messages)
        #expect(error["kind"] == "error" && error["code"] == "E-USAGE" && error["exit"] == 64)
        #expect(error["details"]?["did_you_mean"] == "status")
    }
}
