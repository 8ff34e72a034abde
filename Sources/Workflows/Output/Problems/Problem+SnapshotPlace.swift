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
}
