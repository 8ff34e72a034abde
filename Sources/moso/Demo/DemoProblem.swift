internal import Glibc
internal import Workflows

/// Why the demo ended before its end.
enum DemoProblem {
    static let safety = Phrase(
        zh: "演示只用自己的目录，您的数据没有变化。",
        en: "The demo uses folders of its own; your data is not touched.")

    static let noDaemon = Problem(
        .daemonDown,
        happened: Phrase(zh: "找不到 mosod。", en: "cannot find mosod."), safety: safety,
        remedies: [
            .advice(
                Phrase(
                    zh: "把 mosod 放在 moso 旁边，或用 MOSO_BIN 指明它所在的目录",
                    en: "put mosod beside moso, or name its folder in MOSO_BIN"))
        ])

    static func noPorts(from first: Int) -> Problem {
        Problem(
            .daemonDown,
            happened: Phrase(
                zh: "从 \(first) 起没有足够的空闲端口。",
                en: "there are not enough free ports from \(first) on."),
            safety: safety, remedies: [.run("moso demo --port 20000")])
    }

    static func notStarted(_ program: String) -> Problem {
        let why = String(cString: strerror(errno))
        return Problem(
            .daemonDown,
            happened: Phrase(zh: "无法启动 \(program)：\(why)。", en: "cannot start \(program): \(why)."),
            safety: safety, remedies: [.run("ls -l \(program)")])
    }

    static func commandFailed(_ words: [String], code: Int32) -> Problem {
        unexpected(
            Phrase(
                zh: "moso \(words.joined(separator: " ")) 以 \(code) 结束",
                en: "moso \(words.joined(separator: " ")) ended with \(code)"))
    }

    static func daemonEnded(_ site: String) -> Problem {
        unexpected(Phrase(zh: "\(site) 的守护进程停了", en: "the daemon of \(site) ended"))
    }

    /// Something that must hold did not come to hold.
    static func never(_ fact: Phrase) -> Problem {
        unexpected(Phrase(zh: "没有等到：\(fact.zh)", en: "it did not come to hold that \(fact.en)"))
    }

    static func stopped(by signal: Int32) -> Problem {
        signal == SIGINT
            ? .interrupted(command: "moso demo") : .terminated(command: "moso demo")
    }

    private static func unexpected(_ what: Phrase) -> Problem {
        Problem(
            .bug,
            happened: Phrase(zh: "演示中断：\(what.zh)。", en: "the demo stopped: \(what.en)."),
            safety: safety,
            remedies: [
                .run(
                    "moso demo --keep demo-kept",
                    Phrase(zh: "保留副本和日志再试一次", en: "try again and keep replicas and logs"))
            ])
    }
}
