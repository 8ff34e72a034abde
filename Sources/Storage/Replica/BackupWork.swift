public import Causality
internal import Glibc
internal import Sync

// What a backup leaves behind that is ended by force.
//
// A backup is written beside its place and tried before it gets its name, so that what is named like a backup is
// one. Ended by kill -9 or a power cut between, it leaves a copy of every record under a name that nobody looks
// for, and that no erasure would reach. So backups of a replica are made one at a time, under a lock that the
// kernel drops with the process, and the lock's file names what its holder is writing elsewhere than in the
// folder: whoever gets the lock next, a backup, an erasure or `moso doctor --fix`, knows that nobody is at it, and
// clears it away. It goes by whole names alone, and a backup does not begin where one of them is taken: whatever
// else lies beside a backup is somebody's. A place on a disk that is away stays named until the disk is back.

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

    /// Names a file that is about to be written elsewhere than in the folder.
    ///
    /// - Parameter goal: its whole path.
    public func note(_ goal: String) throws(StorageError) {
        let goals = BackupWork.noted(in: directory)
        if !goals.contains(goal) { try write(goals + [goal]) }
    }

    /// One behind the other, with a zero between.
    private func write(_ goals: [String]) throws(StorageError) {
        let bytes = Array(goals.joined(separator: "\0").utf8)
        guard pwrite(file, bytes, bytes.count, 0) == bytes.count,
            ftruncate(file, off_t(bytes.count)) == 0, fsync(file) == 0
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
            let code = errno
            guard code == EISDIR, BackupWork.isTrial(path) else {
                throw .file(operation: "remove", path: path, errno: code)
            }
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
        let elsewhere = noted(in: directory).flatMap(unfinished(of:))
        return Set((inFolder + elsewhere).filter(isOurs)).sorted { $0.precedesByBytes($1) }
    }

    /// The files that were noted and may be unfinished.
    private static func noted(in directory: String) -> [String] {
        let file = open("\(directory)/\(lockName)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return [] }
        return bytes[..<count].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasPrefix("/") }
    }

    /// Whether something of a file that was noted may still lie somewhere.
    private static func isOpen(_ goal: String) -> Bool {
        var info = stat()
        let folder = goal[...(goal.lastIndex(of: "/") ?? goal.startIndex)]
        return stat(String(folder), &info) != 0 || unfinished(of: goal).contains(where: isOurs)
    }

    deinit {
        // What could not be cleared away, or looked for, stays named for whoever comes next.
        if isHeld {
            let goals = BackupWork.noted(in: directory)
            let open = goals.filter(BackupWork.isOpen)
            if open.count < goals.count { try? write(open) }
        }
        if file >= 0 { close(file) }
    }
}

// MARK: Names

extension BackupWork {
    /// Behind the name of what is not finished.
    public static let unfinished = ".part"
    /// Behind the name of the folder in which it is tried.
    public static let trial = ".part.trial"

    private static let ends = [unfinished, ".part.part", ".part.part-journal", trial]
    /// In the folder of backups an erasure writes the newest anew, and any can be tried again.
    private static let endsInFolder =
        ends + [
            ".new", ".new.part", ".new.part-journal", Replica.sealedEnding + unfinished,
        ]
    private static let laterTrial = ".trial-"

    /// Every path that the making of a backup takes besides its own.
    public static func unfinished(of goal: String) -> [String] { ends.map { goal + $0 } }

    /// `anji-20261123T021700Z.db.part`, and what stands there while it is tried or written anew.
    private static func isUnfinished(_ name: String, of site: SiteID) -> Bool {
        guard let end = name.utf8.firstRange(of: Array(".db.".utf8))?.upperBound else {
            return false
        }
        let dot = name.index(before: end)
        guard Replica.isBackup(String(name[..<dot]), of: site) else { return false }
        return endsInFolder.contains(String(name[dot...]))
            || (isTrial(name) && withoutNumber(name)[dot...] == laterTrial)
    }

    private static func withoutNumber(_ path: String) -> Substring {
        let last = path.lastIndex { !("0"..."9").contains($0) }
        return last.map { path[...$0] } ?? ""
    }

    private static func isTrial(_ path: String) -> Bool {
        let stem = withoutNumber(path)
        return path.hasSuffix(trial)
            || (stem.hasSuffix(laterTrial) && stem.endIndex < path.endIndex)
    }

    /// Whether there is what we make under such a name: a folder to try a backup in, else a file.
    private static func isOurs(_ path: String) -> Bool {
        var info = stat()
        guard lstat(path, &info) == 0 else { return false }
        return info.st_mode & S_IFMT == (isTrial(path) ? S_IFDIR : S_IFREG)
    }
}
