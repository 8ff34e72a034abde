internal import Glibc
internal import Storage
internal import Workflows

/// What lies in a replica's folder is for the account that runs the daemon alone.
///
/// The programs make it so. Somebody who restored a backup, copied a machine or wanted to help a colleague
/// may have made it otherwise; the daemon then does not start, and says the command that mends it.
enum PrivateFiles {
    private static let names = [
        Replica.databaseName, Replica.databaseName + "-wal", Replica.databaseName + "-shm",
        Replica.identityName, KeyFile.name, "mosod.lock", "sync.lock",
        PeopleFile.name, PeopleFile.lockName,
    ]

    /// Throws the first thing that is wrong. What is not there is made later, as it should be.
    static func check(in directory: String) throws(Problem) {
        // Others may look for names in it; to put files of their own in place of ours they would have to
        // write.
        try check(directory, isOpen: 0o022)
        for name in names { try check("\(directory)/\(name)", isOpen: 0o077) }
    }

    private static func check(_ path: String, isOpen bits: mode_t) throws(Problem) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        guard info.st_mode & S_IFMT != S_IFLNK || bits == 0o022 else {
            throw .filesOpen(
                path, Phrase(zh: "是一个链接", en: "is a link"), mend: "ls -l \(path.asShellWord)")
        }
        guard info.st_uid == geteuid() else {
            throw .filesOpen(
                path,
                Phrase(
                    zh: "不属于运行守护进程的用户", en: "does not belong to the account that runs the daemon"),
                mend: "chown \(geteuid()) \(path.asShellWord)")
        }
        guard info.st_mode & bits == 0 else {
            throw .filesOpen(
                path, Phrase(zh: "其他用户可以读写", en: "is open to other accounts"),
                mend: "chmod go-\(bits == 0o022 ? "w" : "rwx") \(path.asShellWord)")
        }
    }
}
