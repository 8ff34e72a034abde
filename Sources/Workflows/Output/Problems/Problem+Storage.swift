internal import Glibc
public import Storage

extension Problem {
    /// What a failure of the replica's files means, the same for both programs; `nil` for failures
    /// that are about something else.
    public static func aboutFiles(_ error: StorageError) -> Problem? {
        switch error {
        case .sqlite(let cause) where cause.isCorrupt:
            return replicaDamaged("replica.db", where: cause.message)
        case .sqlite(let cause) where cause.isReadOnly:
            return fileUnwritable("replica.db", why: cause.message)
        case .file(_, let path, ENOSPC), .file(_, let path, EDQUOT): return diskFull(path)
        case .file("create", let path, let number):
            return fileUnwritable(path, why: String(cString: strerror(number)))
        case .file(_, let path, EACCES), .file(_, let path, EPERM):
            return fileUnreadable(path, why: String(cString: strerror(EACCES)))
        default: return nil
        }
    }
}
