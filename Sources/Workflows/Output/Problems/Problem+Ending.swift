extension Problem {
    /// Ctrl-C.
    public static func interrupted(command: String) -> Problem {
        stopped(.interrupted, command)
    }

    /// SIGTERM.
    public static func terminated(command: String) -> Problem {
        stopped(.terminated, command)
    }

    /// A mistake of ours. `report` is the file with what we need to find it.
    public static func bug(_ words: String, report: String?) -> Problem {
        Problem(
            .bug,
            happened: Phrase(
                zh: "moso 自身出错：\(words)。", en: "moso made a mistake: \(words)."),
            safety: Phrase(
                zh: "未完成的写入没有保留；以前的数据不受影响。",
                en: "An unfinished write is not kept; what was saved before is not touched."),
            remedies: report.map {
                [.run("less \($0)", Phrase(zh: "出错报告，反馈时请附上", en: "the report to send us"))]
            } ?? [.run("moso verify", Phrase(zh: "检查副本", en: "check the replica"))],
            details: ["what": .string(words), "report": .optional(report)])
    }

    private static func stopped(_ code: ProblemCode, _ command: String) -> Problem {
        Problem(
            code,
            happened: Phrase(zh: "已中断。", en: "stopped."),
            safety: Phrase(
                zh: "数据完整一致；做完的部分都已保存。",
                en: "The data is consistent; what was finished is saved."),
            remedies: [.run(command, Phrase(zh: "接着完成", en: "goes on from here"))])
    }
}
