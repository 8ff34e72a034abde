extension Problem {
    /// A link, or a file, where a folder for snapshots is to be.
    static func snapshotPlaceTaken(_ path: String) -> Problem {
        Problem(
            .fileUnwritable,
            happened: Phrase(
                zh: "\(path) 是链接或文件，moso 要在那里放自己的文件夹。",
                en: "\(path) is a link or a file, and moso keeps a folder of its own there."),
            safety: Phrase(
                zh: "没有写入任何内容；它和它指向的内容都没有动过。",
                en: "Nothing was written; neither it nor what it leads to was touched."),
            remedies: [
                .run("ls -ld \(path)", Phrase(zh: "看看它是什么", en: "see what it is")),
                .advice(
                    Phrase(zh: "把它移走，再运行一次", en: "move it away, then run the command again")),
            ],
            details: ["path": .string(path)])
    }

    /// Starting again was ended between putting the old replica aside and the new one in its place.
    static func againUnfinished(_ directory: String) -> Problem {
        Problem(
            .replicaMissing,
            happened: Phrase(
                zh: "\(directory) 的副本正换成新的，换到一半中断了。",
                en: "the replica at \(directory) was being replaced, and that was cut short."),
            safety: Phrase(
                zh: "旧副本（replaced-N.db）和新副本都完好地保存着。",
                en: "The old replica (replaced-N.db) and the new one are both kept, whole."),
            remedies: [
                .run(
                    "moso init --again --from URL --key FINGERPRINT",
                    Phrase(zh: "完成替换", en: "finish what was begun"))
            ],
            details: ["path": .string(directory)])
    }
}
