internal import Storage

extension Problem {
    public static func fileUnreadable(_ path: String, why: Phrase) -> Problem {
        Problem(
            .fileUnreadable,
            happened: Phrase(
                zh: "读不了 \(path)：\(why.zh)。", en: "cannot read \(path): \(why.en)."),
            safety: Safety.nothingRead,
            remedies: [.run("ls -l \(path.asShellWord)")],
            details: ["file": .string(path), "cause": .string(why.en)])
    }

    /// What is wrong with a program's words where there are none: a program has its name at least, so the file by
    /// which the runtime finds them on the stack could not be opened. Without them it would do something else than it
    /// was asked for.
    ///
    /// - Parameter arguments: as `CommandLine` gives them.
    public static func unreadable(arguments: [String]) -> Problem? {
        guard arguments.isEmpty else { return nil }
        let path = "/proc/self/maps"
        return Problem(
            .fileUnreadable,
            happened: Phrase(
                zh: "程序启动时打不开 \(path)，因此读不到命令行。",
                en: "\(path) could not be opened at the start, "
                    + "so the words of the command are not known."),
            safety: Safety.nothingWritten,
            remedies: [
                .advice(
                    Phrase(
                        zh: "检查 /proc 是否挂载、打开的文件是否过多，然后重试",
                        en: "see that /proc is mounted and not too many files are open, "
                            + "and try again"))
            ], details: ["file": .string(path)])
    }

    public static func fileUnwritable(_ path: String, why: Phrase) -> Problem {
        Problem(
            .fileUnwritable,
            happened: Phrase(
                zh: "写不了 \(path)：\(why.zh)。", en: "cannot write \(path): \(why.en)."),
            safety: Phrase(
                zh: "副本没有变化；这个文件可能不完整。",
                en: "The replica is unchanged; that file may be incomplete."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "换一个可写的位置，或腾出空间后再试",
                        en: "choose another place, or free space and try again"))
            ],
            details: ["file": .string(path), "cause": .string(why.en)])
    }

    /// Something is there already, which a new file does not take the place of.
    static func fileExists(_ path: String) -> Problem {
        Problem(
            .fileUnwritable,
            happened: Phrase(zh: "\(path) 已经存在。", en: "\(path) exists already."),
            safety: Safety.nothingWritten,
            remedies: [
                .run("ls -l \(path.asShellWord)", Phrase(zh: "看看它是什么", en: "see what it is")),
                .advice(Phrase(zh: "换一个文件名", en: "give another name")),
            ],
            details: ["path": .string(path)])
    }

    /// A new file does not take the place of a file or folder; a device or a pipe may be written to.
    ///
    /// - Throws: that there is one.
    public static func checkFree(_ path: String) throws(Problem) {
        switch File.kind(path) {
        case .file, .folder: throw fileExists(path)
        case .other, nil: return
        }
    }

    /// The folder for a replica.
    static func folderNotMade(_ path: String, why: Phrase) -> Problem {
        Problem(
            .fileUnwritable,
            happened: Phrase(
                zh: "建不了 \(path)：\(why.zh)。", en: "cannot make \(path): \(why.en)."),
            safety: Safety.nothingWritten,
            remedies: [.run("moso init --data …", Phrase(zh: "换一个位置", en: "choose another place"))],
            details: ["file": .string(path), "cause": .string(why.en)])
    }

    /// Standard output took no more of the answer. What the command did is not taken back for that.
    public static func answerLost(why: Phrase) -> Problem {
        Problem(
            .fileUnwritable,
            happened: Phrase(
                zh: "结果写不到标准输出：\(why.zh)。", en: "the answer could not be written out: \(why.en)."),
            safety: Phrase(
                zh: "命令本身已经做完，写入的都已保存；只是这里显示的结果不完整。",
                en:
                    "The command itself is done, and what it wrote is saved; only its answer is not "
                    + "whole."),
            remedies: [
                .advice(
                    Phrase(
                        zh: "查看输出去向的磁盘或管道；修改类命令不要直接重做，先看一下",
                        en:
                            "look at the disk or pipe that the answer goes to; look before you repeat "
                            + "a change"))
            ],
            details: ["file": "stdout", "cause": .string(why.en)])
    }

    /// Somebody kept the replica in a directory locked for the whole waiting time.
    public static func busy(_ directory: String, waited: Phrase) -> Problem {
        busy(directory, waited: waited, holder: LockHolder.ofReplica(in: directory))
    }

    private static func busy(
        _ directory: String, waited: Phrase, holder: LockHolder?
    ) -> Problem {
        let place = File.absolute(directory)
        let who =
            holder.map { holder in
                Phrase(
                    zh: "\(holder.program)（进程 \(holder.process)）",
                    en: "\(holder.program) (process \(holder.process))")
            } ?? Phrase(zh: "另一个程序", en: "another program")
        let ending = Phrase(
            zh: "让它提交或退出，再试一次", en: "have it commit or quit, then try again")
        let soon = Phrase(zh: "稍后再试一次", en: "run it again in a moment")
        let path = "\(place)/\(Replica.databaseName)"
        return Problem(
            .busy,
            happened: Phrase(
                zh: "\(who.zh)锁着 \(place) 的副本，已等 \(waited.zh)。",
                en: "\(who.en) has the replica in \(place) locked; waited \(waited.en)."),
            safety: Safety.nothingWritten,
            remedies: [.advice(holder?.isMoso ?? false ? soon : ending)]
                + (holder == nil
                    ? [
                        .run(
                            "fuser -v \(path.asShellWord)", Phrase(zh: "看是谁", en: "shows who it is")
                        )
                    ] : []),
            details: [
                "path": .string(place),
                "process": holder.map { .integer(Int64($0.process)) } ?? .null,
                "program": .optional(holder?.program),
            ])
    }

    /// The disk that holds a file or folder is full.
    public static func diskFull(_ path: String) -> Problem {
        let path = File.absolute(path)
        return Problem(
            .diskFull,
            happened: Phrase(zh: "磁盘已满（\(path)）。", en: "the disk is full (\(path))."),
            safety: Phrase(
                zh: "这次写入没有保留；以前的数据都完好。",
                en: "Nothing of this write was kept; everything before it is intact."),
            remedies: [
                .run(
                    "df -h \(path.asShellWord)",
                    Phrase(zh: "腾出空间后再试", en: "free space and try again"))
            ],
            details: ["path": .string(path)])
    }

    /// SQLite or the file system failed for a reason without a name of its own.
    ///
    /// - Parameter detail: what a programmer wants to know beyond the cause.
    public static func storage(
        doing step: Phrase, cause: Phrase, detail: String? = nil
    ) -> Problem {
        Problem(
            .storage,
            happened: Phrase(
                zh: "\(step.zh)时出错：\(cause.zh)。", en: "\(step.en) failed: \(cause.en)."),
            safety: Phrase(
                zh: "这次写入没有保留；以前的数据不受影响。",
                en: "Nothing of this write was kept; what was saved before is not touched."),
            remedies: [.run("moso verify", Phrase(zh: "检查副本", en: "check the replica"))],
            details: ["cause": .string(detail ?? cause.en)])
    }
}
