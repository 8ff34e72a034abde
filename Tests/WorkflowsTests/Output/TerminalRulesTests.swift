import Testing
import Workflows

@Suite struct TerminalRulesTests {
    private let xterm = ["TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"]

    private func rules(
        _ isTerminal: Bool, _ more: [String: String] = [:],
        _ colour: TerminalRules.ColourChoice = .auto
    ) -> TerminalRules {
        TerminalRules(
            isTerminal: isTerminal, environment: xterm.merging(more) { $1 }, colour: colour,
            terminalWidth: isTerminal ? 132 : nil)
    }

    @Test func `colour is for terminals that want it`() {
        #expect(rules(true).drawsColour)
        #expect(!rules(false).drawsColour)
        #expect(!rules(true, ["NO_COLOR": "1"]).drawsColour)
        #expect(rules(true, ["NO_COLOR": ""]).drawsColour)
        #expect(!rules(true, ["TERM": "dumb"]).drawsColour)
        #expect(!TerminalRules(isTerminal: true, environment: [:]).drawsColour)
    }

    @Test func `the flag for colour wins over everything`() {
        #expect(rules(false, ["NO_COLOR": "1"], .always).drawsColour)
        #expect(!rules(true, [:], .never).drawsColour)
        #expect(rules(true, [:], .never).paint("x", .bad) == "x")
    }

    @Test func `progress is drawn on a capable terminal only`() {
        #expect(rules(true).drawsProgress)
        #expect(!rules(true, ["TERM": "dumb"]).drawsProgress)
        #expect(!rules(false, [:], .always).drawsProgress)
    }

    @Test func `the width is that of COLUMNS, then of the terminal, and none on a pipe`() {
        #expect(rules(true).width == 132)
        #expect(rules(true, ["COLUMNS": "40"]).width == 40)
        #expect(rules(false, ["COLUMNS": "40"]).width == 40)
        #expect(rules(false).width == nil)
        #expect(rules(true, ["COLUMNS": "0"]).width == 132)
        #expect(rules(true, ["COLUMNS": "wide"]).width == 132)
        #expect(TerminalRules(isTerminal: true, environment: [:]).width == 80)
    }

    @Test(arguments: [
        ("LANG", "zh_CN.GB18030"), ("LC_ALL", "C"), ("LC_CTYPE", "POSIX"), ("LANG", ""),
    ])
    func `marks are ASCII where the charset is not UTF-8`(name: String, value: String) {
        #expect(rules(true, [name: value]).marks == .ascii)
    }

    @Test func `marks are signs under UTF-8`() {
        #expect(rules(true).marks == .unicode)
        #expect(rules(true, ["LC_ALL": "C.utf8"]).marks.done == "✓")
        let ascii = Marks.ascii
        let signs = [ascii.done, ascii.waiting, ascii.attention, ascii.arrow, ascii.progress]
        #expect(signs.joined().utf8.count == signs.joined().count)
    }
}
