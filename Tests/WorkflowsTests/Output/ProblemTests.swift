import Testing
import Workflows

@Suite struct ProblemTests {
    @Test func `there is a sample of every code`() {
        #expect(Set(ProblemSamples.all.map(\.code)) == Set(ProblemCode.allCases))
    }

    @Test(arguments: ProblemSamples.all)
    func `a problem has three parts, its code and its exit in both languages`(problem: Problem) {
        for language in Language.allCases {
            let lines = problem.lines(in: language)
            let isChinese = language == .zh
            #expect(lines.count >= 3)
            #expect(lines[0].hasPrefix(isChinese ? "moso：" : "moso: "))
            for line in lines.dropFirst() { #expect(line.hasPrefix("      ")) }
            let text = lines.joined(separator: "\n")
            #expect(text.contains(isChinese ? "可以：" : "Try: "))
            let end =
                isChinese
                ? "（\(problem.code.rawValue)，退出码 \(problem.exit.rawValue)）"
                : "(code \(problem.code.rawValue), exit \(problem.exit.rawValue))"
            #expect(text.hasSuffix(end))
            #expect(!problem.happened.text(language).isEmpty)
            #expect(!problem.safety.text(language).isEmpty)
        }
    }

    @Test(arguments: ProblemSamples.all)
    func `sentences end with a full stop or lead to what follows`(problem: Problem) {
        #expect(["。", "：", "？"].contains(problem.happened.zh.last))
        #expect([".", ":"].contains(problem.happened.en.last))
        #expect(problem.safety.zh.last == "。")
        #expect(problem.safety.en.last == ".")
    }

    @Test(arguments: ProblemSamples.all)
    func `a problem is one JSON object for programs`(problem: Problem) throws {
        for language in Language.allCases {
            let json = try JSON(problem.json(in: language).text)
            #expect(json["moso"] == 1 && json["kind"] == "error")
            #expect(json["code"]?.string == problem.code.rawValue)
            #expect(json["exit"]?.integer == Int64(problem.exit.rawValue))
            #expect(json["message"]?.string?.isEmpty == false)
            #expect(json["try"]?.array?.isEmpty == false)
            #expect(json["details"] != nil)
        }
    }

    @Test func `an unreachable peer in English`() {
        let problem = Problem(
            .peerUnreachable,
            happened: Phrase(
                zh: "连不上。",
                en: "cannot reach 北京总部 (hub.example.cn:7443): connection timed out after 10 s."),
            safety: Safety.unsent(14), remedies: [.run("moso doctor --net")])
        #expect(
            problem.text(in: .en) == """
                moso: cannot reach 北京总部 (hub.example.cn:7443): connection timed out after 10 s.
                      Your 14 unsent changes are safe here and go out at the next sync.
                      Try: moso doctor --net                       (code E-PEER-UNREACHABLE, exit 75)

                """)
    }

    @Test func `an unknown key shows its line and points at it`() {
        let text = String(repeating: "\n", count: 21) + "[sync]\n  intervall = \"5m\""
        let problem = #expect(throws: Problem.self) {
            try SettingsFile(text, path: "/etc/moso/moso.toml") { _ in nil }
        }
        #expect(
            problem?.lines(in: .en).prefix(4).joined(separator: "\n") == """
                moso: /etc/moso/moso.toml line 23 column 3: there is no key "sync.intervall".
                          23 |   intervall = "5m"
                             |   ^
                      Did you mean interval?
                """)
    }

    @Test func `several remedies stand below each other in Chinese`() {
        let problem = Problem(
            .conflictChanged,
            happened: Phrase(zh: "没有撤销。R-19F2 之后，周凯又改过同一个字段。", en: "not undone."),
            safety: Phrase(zh: "现值 3.30。", en: "It is now 3.30."),
            remedies: [
                .run("moso history L-2041", Phrase(zh: "查看经过", en: "see what happened")),
                .run("moso undo R-19F2 --force", Phrase(zh: "仍然撤销", en: "undo anyway")),
            ])
        #expect(
            problem.text(in: .zh) == """
                moso：没有撤销。R-19F2 之后，周凯又改过同一个字段。
                      现值 3.30。
                      可以：moso history L-2041     　查看经过
                      　　　moso undo R-19F2 --force　仍然撤销　　（E-CONFLICT-CHANGED，退出码 4）

                """)
    }

    @Test(arguments: [40, 60, 80])
    func `long sentences are broken between words and characters`(width: Int) {
        let problem = Problem.configListen("0.0.0.0:7420")
        for language in Language.allCases {
            let lines = problem.lines(in: language, width: width)
            let remedy = lines.firstIndex { $0.contains("可以：") || $0.contains("Try: ") } ?? 0
            for line in lines[..<remedy] {
                #expect(DisplayWidth.of(line) <= width)
                #expect(!"，。：".contains(line.drop { $0 == " " }.first ?? "x"), "\(line)")
            }
            // Nothing is lost but the spaces at which a line was broken.
            let whole = lines.map { $0.filter { $0 != " " } }.joined()
            let sentence = problem.happened.text(language).filter { $0 != " " }
            #expect(whole.contains(sentence))
        }
    }

    @Test func `text from another site cannot steer the terminal`() {
        let problem = Problem.recordRetired(id: "L-1", reason: "x\u{1B}[2J\ny")
        #expect(problem.lines(in: .en)[0].contains("x?[2J y"))
    }

    @Test func `a code stands for one exit code and is written alike everywhere`() {
        for code in ProblemCode.allCases {
            #expect(code.rawValue.hasPrefix("E-"))
            let allowed = code.rawValue.utf8.allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "-")
            }
            #expect(allowed && code.exit != .ok)
        }
    }

    @Test func `cron is told only what a person must read`() {
        #expect(ExitCode.partial.underCron(isOverdue: true) == .ok)
        #expect(ExitCode.busy.underCron(isOverdue: true) == .ok)
        #expect(ExitCode.retryLater.underCron(isOverdue: false) == .ok)
        #expect(ExitCode.retryLater.underCron(isOverdue: true) == .retryLater)
        #expect(ExitCode.io.underCron(isOverdue: false) == .io)
    }
}
