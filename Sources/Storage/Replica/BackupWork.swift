public import Causality
internal import Glibc
internal import Sync

// What a backup leaves behind that is ended by force.
//
// A backup is written beside its place and tried before it gets its name, so that what is named like a backup is
// one. Ended by kill -9 or a power cut between, it leaves a copy of every record under a name that nobody looks
// for, and that no erasure would reach. So backups of a replica are made one at a time, under a lock that the
// kernel drops with the process, and the lock's file names what its holder is writing: whoever gets the lock
// next, a backup, an erasure or `moso doctor --fix`, knows that nobody is at it, and clears it away.

/// The right to make backups of a replica, or to clear away what one left behind.
public struct BackupWork: ~Copyable {
    /// Beside the database.
    public static let lockName = "backup.lock"

    private let file: Int32
    private let isHeld: Bool
    private let directory: String
    private let site: SiteID

    /// - Parameter waits: whether to wait for another that is at it; else `nil` comes at once.
    /// - Throws: `StorageError.file` where the lock's file cannot be made.
    public init?(in directory: String, of site: SiteID, waits: Bool) throws(StorageError) {
        let path = "\(directory)/\(BackupWork.lockName)"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.directory = directory
        self.site = site
        isHeld = file >= 0 && flock(file, LOCK_EX | (waits ? 0 : LOCK_NB)) == 0
        guard file >= 0 else {
            throw StorageError.file(operation: "open", path: path, errno: errno)
        }
        guard isHeld else { return nil }
    }

    /// Names what is about to be written elsewhere than in the folder.
    public func note(_ goal: String) throws(StorageError) {
        let bytes = Array(goal.utf8)
        guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count,
            fsync(file) == 0
        else {
            throw StorageError.file(
                operation: "write", path: "\(directory)/\(BackupWork.lockName)", errno: errno)
        }
    }

    /// Removes what earlier ones have left.
    ///
    /// - Returns: what it was.
    /// - Throws: `StorageError.file` with what cannot be removed.
    @discardableResult
    public func clear() throws(StorageError) -> [String] {
        let left = BackupWork.leftovers(in: directory, of: site)
        for path in left {
            if unlink(path) == 0 || errno == ENOENT { continue }
            do { try SnapshotFiles.remove(path) } catch {
                throw error as? StorageError
                    ?? .file(operation: "remove", path: path, errno: errno)
            }
        }
        return left
    }

    /// What lies there unfinished, or is just being written: copies of every record.
    public static func leftovers(in directory: String, of site: SiteID) -> [String] {
        let folder = "\(directory)/\(Replica.backupFolder)"
        let inFolder = SnapshotFiles.names(in: folder).filter { isUnfinished($0, of: site) }
            .map { "\(folder)/\($0)" }
        return (inFolder + elsewhere(noted(in: directory))).sorted { $0.precedesByBytes($1) }
    }

    /// `anji-20261123T021700Z.db.part`, and what stands there while it is tried or written anew.
    private static func isUnfinished(_ name: String, of site: SiteID) -> Bool {
        guard let end = name.utf8.firstRange(of: Array(".db.".utf8))?.upperBound else {
            return false
        }
        return Replica.isBackup(String(name[..<end].dropLast()), of: site)
    }

    /// The file that was noted last and is not finished.
    private static func noted(in directory: String) -> String? {
        let file = open("\(directory)/\(lockName)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    private static func elsewhere(_ goal: String?) -> [String] {
        guard let goal, let slash = goal.lastIndex(of: "/") else { return [] }
        let (folder, name) = (goal[..<slash], goal[slash...].dropFirst())
        return SnapshotFiles.names(in: folder.isEmpty ? "/" : String(folder))
            .filter { $0.hasPrefix(name + unfinished) }.map { "\(folder)/\($0)" }
    }

    /// Behind the name of what is not finished.
    public static let unfinished = ".part"

    deinit {
        // What could not be cleared away stays named for whoever comes next.
        if isHeld, BackupWork.leftovers(in: directory, of: site).isEmpty {
            ftruncate(file, 0)
        }
        if file >= 0 { close(file) }
    }
}
