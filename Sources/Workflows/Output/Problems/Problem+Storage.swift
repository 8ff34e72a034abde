internal import Glibc
internal import Storage

extension Problem {
    /// What a failure of the replica's files means; `nil` for failures that are about something
    /// else.
    static func aboutFiles(_ error: StorageError) -> Problem? {
        switch error {
        case .sqlite(let cause) where cause.isCorrupt:
            return replicaDamaged(Replica.databaseName, where: Catalogue.Cause.sqlite(cause))
        case .sqlite(let cause) where cause.isReadOnly:
            return fileUnwritable(Replica.databaseName, why: Catalogue.Cause.sqlite(cause))
        case .file(_, let path, ENOSPC), .file(_, let path, EDQUOT): return diskFull(path)
        case .file(_, let path, EIO):
            return storage(
                doing: Phrase(zh: "读写 \(path) ", en: "reading or writing \(path)"),
                cause: Catalogue.Cause.system(EIO))
        case .file("create", let path, let number):
            return folderNotMade(path, why: Catalogue.Cause.system(number))
        case .file("open", let path, ELOOP):
            return fileUnreadable(path, why: Catalogue.Cause.system(ELOOP))
        case .file(_, let path, EACCES), .file(_, let path, EPERM):
            return fileUnreadable(path, why: Catalogue.Cause.system(EACCES))
        default: return nil
        }
    }

    static func commitUncertain(_ cause: String) -> Problem {
        Problem(
            .storage,
            happened: Phrase(
                zh: "保存时磁盘出错：\(cause)。", en: "the disk failed while saving: \(cause)."),
            safety: Phrase(
                zh: "这次修改没有确认，可能存上了，也可能没有；重做之前先看一下。以前的数据不受影响。",
                en: "This change was not acknowledged; it may be there or not, so look before you "
                    + "repeat it. What was saved before is not touched."),
            remedies: [.run("moso verify", Phrase(zh: "检查副本", en: "check the replica"))],
            details: ["cause": .string(cause)])
    }

    /// The write is safe in the database; the file that tells a restored copy from it lags.
    static func identityBehind(_ path: String, why: Phrase) -> Problem {
        Problem(
            .storage,
            happened: Phrase(
                zh: "写不了 \(path)：\(why.zh)。", en: "cannot write \(path): \(why.en)."),
            safety: Phrase(
                zh: "这次修改已经存入副本，不必重做；只有防止旧备份冒用身份的这个文件没有跟上。",
                en: "This change is saved in the replica, do not repeat it; only the file that "
                    + "tells a restored copy from it is behind."),
            remedies: [
                .run("moso verify", Phrase(zh: "检查副本与磁盘", en: "check the replica, and the disk"))
            ],
            details: ["file": .string(path)])
    }
}
