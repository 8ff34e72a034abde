internal import ArgumentParser
internal import Workflows

/// Words that stand for a command and one of its own: what staff say is one word, and the command is two.
///
/// `moso 叫号` is `moso queue next`, as `moso 排队 叫号` is. A word that names a command itself is never among them.
enum CommandWords {
    private static let paths: [[String]: [String]] = [
        ["来访登记"]: ["enquiry"], ["enquiry", "add"]: ["enquiry"], ["apply", "add"]: ["apply"],
        ["apply", "screen"]: ["screen"], ["排队加入"]: ["queue", "join"],
        ["排队退出"]: ["queue", "leave"], ["插队"]: ["queue", "up"], ["叫号"]: ["queue", "next"],
        ["按市价续租"]: ["market"], ["搬离"]: ["move-out"], ["占用"]: ["occupied"],
        ["租控图"]: ["map"], ["接待开始"]: ["visit", "start"], ["接待结束"]: ["visit", "end"],
        ["后续事项"]: ["visit", "next"], ["约专家"]: ["expert"], ["完工"]: ["fix", "done"],
        ["销单"]: ["fix", "confirm"], ["返修"]: ["fix", "reopen"],
        ["裁决"]: ["conflicts", "resolve"], ["decide"]: ["conflicts", "resolve"],
        ["撤销导入"]: ["undo"], ["undo-import"]: ["undo"], ["体检"]: ["doctor"],
    ]

    /// The same line with its first word, or first two, replaced by the names of what they stand for.
    static func spelledOut(_ words: [String]) -> [String] {
        for count in [2, 1] where words.count >= count {
            if let path = paths[Array(words.prefix(count))] { return path + words.dropFirst(count) }
        }
        return words
    }

    /// The command of a group that is meant without its name: `moso fix A-003 ac` reports. What looks like the
    /// name of another is a typing error, and is told as that.
    static func usual(
        of group: any ParsableCommand.Type, _ rest: [String]
    ) -> (any ParsableCommand.Type)? {
        guard group == FixCommand.self, let first = rest.first, !first.hasPrefix("-"),
            rest.prefix(while: { !$0.hasPrefix("-") }).count > 1
        else { return nil }
        let names = group.configuration.subcommands.map { $0._commandName }
        return Nearness.nearest(to: first, among: names) == nil ? FixReport.self : nil
    }
}
