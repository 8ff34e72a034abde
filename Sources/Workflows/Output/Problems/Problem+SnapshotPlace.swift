extension Problem {
    /// A link, or a file, where a folder for snapshots is to be.
    static func snapshotPlaceTaken(_ path: String) -> Problem {
        fileUnwritable(
            path,
            why: Phrase(
                zh: "那里是链接或文件，不是文件夹；链接指向的内容没有动过，请先移走它",
                en: "it is a link or a file, no folder; nothing behind it was touched, move it away"
            ))
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
