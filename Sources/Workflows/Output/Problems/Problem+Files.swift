extension Problem {
    public static func fileUnreadable(_ path: String, why: String) -> Problem {
        Problem(
            .fileUnreadable,
            happened: Phrase(
                zh: "读不了 \(path)：\(why)。", en: "cannot read \(path): \(why)."),
            safety: Safety.nothingRead,
            remedies: [.run("ls -l \(path)")],
            details: ["file": .string(path)])
    }

    public static func fileUnwritable(_ path: String, why: String) -> Problem {
        Problem(
            .fileUnwritable,
            happened: Phrase(
                zh: "写不了 \(path)：\(why)。", en: "cannot write \(path): \(why)."),
            safety: Phrase(
                zh: "副本没有变化；这个文件可能不完整。",
                en: "The replica is unchanged; that file may be incomplete."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "换一个可写的位置，或腾出空间后再试",
                        en: "choose another place, or free space and try again"))
            ],
            details: ["file": .string(path)])
    }

    /// Another moso kept the replica locked for the whole waiting time.
    public static func busy(waited: Phrase) -> Problem {
        Problem(
            .busy,
            happened: Phrase(
                zh: "另一个 moso 正在使用这个副本，已等 \(waited.zh)。",
                en: "another moso is using this replica; waited \(waited.en)."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(Phrase(zh: "稍后再试一次", en: "run it again in a moment"))
            ])
    }

    public static func diskFull(_ path: String) -> Problem {
        Problem(
            .diskFull,
            happened: Phrase(zh: "磁盘已满（\(path)）。", en: "the disk is full (\(path))."),
            safety: Phrase(
                zh: "这次写入没有保留；以前的数据都完好。",
                en: "Nothing of this write was kept; everything before it is intact."),
            remedies: [
                .run("df -h \(path)", Phrase(zh: "腾出空间后再试", en: "free space and try again"))
            ],
            details: ["path": .string(path)])
    }

    /// SQLite or the file system failed for a reason without a name of its own.
    public static func storage(doing step: Phrase, cause: String) -> Problem {
        Problem(
            .storage,
            happened: Phrase(
                zh: "\(step.zh)时出错：\(cause)。", en: "\(step.en) failed: \(cause)."),
            safety: Phrase(
                zh: "这次写入没有保留；以前的数据不受影响。",
                en: "Nothing of this write was kept; what was saved before is not touched."),
            remedies: [.run("moso verify", Phrase(zh: "检查副本", en: "check the replica"))],
            details: ["cause": .string(cause)])
    }
}
