extension Problem {
    /// A line of an audit file that is not what was written.
    public static func auditBroken(_ path: String, _ line: Int, _ what: Phrase) -> Problem {
        Problem(
            .auditBroken,
            happened: Phrase(
                zh: "\(path) 第 \(line.grouped) 行：\(what.zh)",
                en: "\(path) line \(line.grouped): \(what.en)"),
            safety: Phrase(
                zh: "本站的数据和日志没有受影响；文件没有改动。",
                en: "This site's data and log are as they were, and so is the file."),
            remedies: [
                .run("moso verify", Phrase(zh: "核对本站自己的日志", en: "check this site's own log")),
                .run(
                    "moso conflicts log --export FILE", Phrase(zh: "另导出一份", en: "export it anew")),
            ], details: ["path": .string(path), "line": .count(line)])
    }

    /// A decision that is another in the log.
    public static func auditDiffers(_ path: String, _ name: String) -> Problem {
        Problem(
            .auditBroken,
            happened: Phrase(
                zh: "\(path) 里的 \(name) 与本站日志里的不同。",
                en: "\(name) in \(path) is not the one in this site's log."),
            safety: Phrase(
                zh: "本站的数据和日志没有受影响。", en: "This site's data and log are as they were."),
            remedies: [.run("moso verify"), .run("moso log --json")],
            details: ["path": .string(path), "op": .string(name)])
    }
}
