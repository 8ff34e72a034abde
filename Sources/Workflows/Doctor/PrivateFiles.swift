internal import Glibc
internal import Storage

/// What lies in a replica's folder is for the account that runs the daemon alone.
///
/// The programs make it so. Somebody who restored a backup, copied a machine or wanted to help a colleague
/// may have made it otherwise; the daemon then does not start, and says the command that mends it.
public enum PrivateFiles {
    /// Something that another account could read, write or replace.
    public struct Fault: Sendable {
        public let path: String
        public let what: Phrase
        public let mend: String
        /// The bits to take away; `nil` where taking bits away does not mend it.
        let bits: mode_t?
    }

    private static let names = [
        Replica.databaseName, Replica.databaseName + "-wal", Replica.databaseName + "-shm",
        Replica.identityName, KeyFile.name, KeyFile.formerName, KeyFile.nextName, "mosod.lock",
        "sync.lock", BackupWork.lockName,
        PeopleFile.name, PeopleFile.lockName,
    ]

    /// Everything that is wrong. What is not there is made later, as it should be.
    ///
    /// - Parameter directory: the replica's; it may be reached by a link, whose own bits say nothing.
    public static func faults(in directory: String) -> [Fault] {
        let owner = geteuid()
        // Others may look for names in it; to put files of their own in place of ours they would have to
        // write.
        let whole = isLink(directory) ? File.absolute(directory) : directory
        let folder = fault(whole, owner, isOpen: 0o022).map { [$0] } ?? []
        let backups = "\(directory)/\(Replica.backupFolder)"
        let kept = SnapshotFiles.names(in: backups).map { "\(Replica.backupFolder)/\($0)" }
        return folder
            + (names + [Replica.backupFolder] + kept).compactMap {
                fault("\(directory)/\($0)", owner, isOpen: 0o077)
            }
    }

    private static func isLink(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
    }

    private static func fault(_ path: String, _ owner: uid_t, isOpen bits: mode_t) -> Fault? {
        var info = stat()
        guard lstat(path, &info) == 0 else { return nil }
        typealias Words = Catalogue.Doctor
        guard info.st_mode & S_IFMT != S_IFLNK else {
            return Fault(
                path: path, what: Words.isLink, mend: "ls -l \(path.asShellWord)", bits: nil)
        }
        guard info.st_uid == owner else {
            return Fault(
                path: path, what: Words.otherOwner, mend: "chown \(owner) \(path.asShellWord)",
                bits: nil)
        }
        guard info.st_mode & bits == 0 else {
            return Fault(
                path: path, what: Words.isOpen,
                mend: "chmod go-\(bits == 0o022 ? "w" : "rwx") \(path.asShellWord)", bits: bits)
        }
        return nil
    }
}

extension PrivateFiles.Fault {
    /// Takes the bits away, never through a link; throws where the file system says no, or where they are
    /// not what is wrong.
    func mendModes() throws {
        var info = stat()
        guard let bits, lstat(path, &info) == 0,
            fchmodat(AT_FDCWD, path, info.st_mode & 0o7777 & ~bits, AT_SYMLINK_NOFOLLOW) == 0
        else { throw StorageError.file(operation: "chmod", path: path, errno: errno) }
    }
}
