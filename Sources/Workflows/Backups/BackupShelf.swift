public import Causality
internal import Domain
internal import Glibc
public import Storage
public import Wire

// Backups.
//
// A backup is worth what its restoring is worth, so each is restored, beside itself, as soon as it is
// made: opened as a replica, its chains followed, every record worked out from its log, and the copy thrown
// away. What does not pass is not kept.

/// What a backup turned out to hold.
public struct BackupFacts: Sendable {
    public let site: SiteID
    public let hub: SiteID
    public let records: Int
    public let transactions: Int
    /// When the last thing in it was written, in milliseconds since 1970; `nil` when nothing ever was.
    public let asOf: UInt64?
    /// What is wrong with it; empty when it is sound.
    public let findings: [VerificationFinding]
    public let vector: VersionVector
}

/// A backup that has been written and tried.
public struct MadeBackup: Sendable {
    public let path: String
    public let bytes: Int
    public let facts: BackupFacts
    /// Older ones that were removed.
    public let removed: [String]
    /// What an earlier one had left unfinished, and was cleared away.
    public let cleared: [String]
}

/// The folder with a replica's backups.
public struct BackupShelf: Sendable {
    public let directory: String
    private let data: String

    /// - Parameter data: the replica's directory.
    public init(data: String) {
        self.data = data
        directory = data + "/" + Replica.backupFolder
    }

    /// Writes a backup and tries it.
    ///
    /// - Parameters:
    ///   - path: where; `nil` for a name of its own in the folder.
    ///   - keep: how many of the folder are to stay, this one among them; `nil` for all.
    ///   - recipient: who alone can read it; `nil` for whoever has it.
    /// - Throws: `BackupTrouble`, `StorageError`. What was there stays, and nothing new.
    public func make(
        of replica: Replica, at milliseconds: UInt64, to path: String?, keep: Int?,
        for recipient: BackupRecipient? = nil
    ) throws -> MadeBackup {
        let site = replica.meta.site
        if path == nil || recipient != nil, mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw StorageError.file(operation: "create", path: directory, errno: errno)
        }
        guard let work = try BackupWork(in: data, of: site, waits: true) else {
            throw StorageError.busy(path: data)
        }
        let name = nextName(of: site, at: milliseconds)
        let goal = path ?? name + (recipient == nil ? "" : SealedFile.ending)
        let cleared = try work.clear()
        // What was cleared away was ours; whatever has one of these names now is somebody's.
        for path in [goal] + BackupWork.unfinished(of: goal) where BackupShelf.isThere(path) {
            throw BackupTrouble.exists(path: path)
        }
        if path != nil { try work.note(BackupShelf.absolute(goal)) }
        // It gets its name when it has passed: what is named like a backup is one.
        let fresh = goal + BackupWork.unfinished
        // What leaves the folder leaves it sealed.
        let plain = recipient == nil ? goal : name
        let tried = plain + BackupWork.unfinished
        let facts: BackupFacts
        do {
            try replica.backUp(to: tried)
            facts = try BackupShelf.facts(of: tried, in: plain + BackupWork.trial)
            guard facts.findings.isEmpty else {
                throw BackupTrouble.unsound(path: goal, facts.findings)
            }
            if let recipient {
                try SealedFile.seal(tried, to: fresh, for: recipient)
                unlink(tried)
            }
            try Replica.finish(fresh, as: goal)
        } catch {
            unlink(tried)
            unlink(fresh)
            throw error
        }
        let removed = try keep.map { try rotate(site, upTo: goal, keeping: max(1, $0)) } ?? []
        return MadeBackup(
            path: goal, bytes: BackupShelf.size(of: goal), facts: facts, removed: removed,
            cleared: cleared)
    }

    /// The whole path of a file that is not there yet.
    private static func absolute(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "\(File.absolute("."))/\(path)" }
        return File.absolute(String(path[...slash])) + "/" + path[slash...].dropFirst()
    }

    /// The backups of a site in the folder, the oldest first.
    public func files(of site: SiteID) -> [(path: String, bytes: Int)] {
        SnapshotFiles.names(in: directory).filter { Replica.isBackup($0, of: site) }.sorted()
            .map { ("\(directory)/\($0)", BackupShelf.size(of: "\(directory)/\($0)")) }
    }

    /// The newest backup of a site that was made by `moment`, and how many are named by a later time: a
    /// clock was wrong then, or is now.
    func newest(
        of site: SiteID, at moment: UInt64
    ) -> (newest: (path: String, bytes: Int, made: Int64)?, later: [String]) {
        let dated = files(of: site).compactMap { file in
            BackupShelf.moment(of: file.path).map { (path: file.path, bytes: file.bytes, made: $0) }
        }
        return (
            dated.last { $0.made <= Int64(moment) },
            dated.filter { $0.made > Int64(moment) }.map(\.path)
        )
    }

    /// - Parameter made: the one just made. Those that are named by a later time stay: a clock was wrong
    ///   then, or is now, and which of them are old is for a person to say.
    private func rotate(
        _ site: SiteID, upTo made: String, keeping count: Int
    ) throws -> [String] {
        let old = files(of: site).map(\.path).filter { !made.precedesByBytes($0) }.dropLast(count)
        for path in old where unlink(path) != 0 {
            throw StorageError.file(operation: "remove", path: path, errno: errno)
        }
        return Array(old)
    }

    /// A link is something, wherever it leads.
    private static func isThere(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    // MARK: Names

    /// `anji-20261123T021700Z.db`, of the first second from a moment on that no other backup is named by.
    /// It is waited for: a backup is never named by a time that is still to come.
    private func nextName(of site: SiteID, at milliseconds: UInt64) -> String {
        var moment = milliseconds
        let name = { "\(directory)/\(Replica.backupName(of: site, at: moment))" }
        while BackupShelf.isThere(name()) || BackupShelf.isThere(name() + SealedFile.ending),
            moment < milliseconds + 3_000
        { moment += 1_000 }
        moment -= moment % 1_000
        let now = Machine.wallMilliseconds()
        if moment > now, moment < now + 3_000 { usleep(UInt32((moment - now) * 1_000)) }
        return name()
    }

    /// When a backup of the folder was made, by its name, in milliseconds since 1970.
    static func moment(of path: String) -> Int64? {
        let isSealed = path.hasSuffix(SealedFile.ending)
        let stamp = Array(path.dropLast(isSealed ? 3 + SealedFile.ending.count : 3).suffix(16))
        guard stamp.count == 16 else { return nil }
        let part = { (range: Range<Int>) in String(stamp[range]) }
        let day = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        return TimeText.instant("\(day)T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
    }

    private static func size(of path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : 0
    }

    // MARK: Trying

    /// Restores a backup beside itself, looks at everything in it, and throws the copy away; also those of
    /// earlier tries that were ended by force.
    public static func facts(of path: String) throws -> BackupFacts {
        for folder in abandonedTrials(of: path) { try SnapshotFiles.remove(folder) }
        return try facts(of: path, in: "\(path)\(trial)\(getpid())")
    }

    private static let trial = ".trial-"

    /// Copies of a backup that processes made which are no more.
    private static func abandonedTrials(of path: String) -> [String] {
        let whole = absolute(path)
        guard let slash = whole.lastIndex(of: "/") else { return [] }
        let stem = whole[slash...].dropFirst() + trial
        return SnapshotFiles.names(in: String(whole[...slash])).filter { name in
            guard name.hasPrefix(stem), let process = pid_t(name.dropFirst(stem.count)) else {
                return false
            }
            return kill(process, 0) != 0 && errno == ESRCH
        }.map { String(whole[...slash]) + $0 }
    }

    private static func facts(of path: String, in folder: String) throws -> BackupFacts {
        try SnapshotFiles.remove(folder)
        let facts: BackupFacts
        do { facts = try self.facts(of: open(path, in: folder)) } catch {
            // Why there are none says more than that the copy could not be removed either.
            try? SnapshotFiles.remove(folder)
            throw error
        }
        // A copy of every record that nobody knows of must not stay behind unsaid.
        try SnapshotFiles.remove(folder)
        return facts
    }

    /// Makes a replica out of a backup.
    ///
    /// - Throws: `BackupTrouble.noBackup` when it is something else, and `StorageError`.
    static func open(_ path: String, in folder: String) throws -> Replica {
        do {
            return try Replica.restore(
                backup: path, in: folder, schema: NetworkSchema.replica,
                environment: Machine.environment())
        } catch StorageError.notAReplica(_, let why) {
            throw BackupTrouble.noBackup(path: path, why: why)
        } catch StorageError.newerVersion(_, let found, let known) {
            throw StorageError.newerVersion(path: path, found: found, known: known)
        }
    }

    /// - Parameter replica: one that has just come back.
    static func facts(of replica: Replica) throws -> BackupFacts {
        let report = try replica.verify()
        return BackupFacts(
            site: replica.meta.site, hub: replica.meta.hub, records: report.rows,
            transactions: report.transactions, asOf: try replica.lastMilliseconds(),
            // What another tool wrote and cannot be replicated is so in the original too, and so is what others
            // say of its history: nobody elsewhere may have a say in whether there are backups.
            findings: report.findings.filter { $0.kind != .unsealed && $0.kind != .otherHistory },
            vector: try replica.vector { _ in true })
    }
}

/// Why there is no backup, or nothing is restored from one.
public enum BackupTrouble: Error, Sendable {
    /// There is a file at this path already.
    case exists(path: String)
    /// The file is something else.
    case noBackup(path: String, why: ForeignFile)
    /// What was written, or is to be restored, is not sound.
    case unsound(path: String, [VerificationFinding])
    /// Only the holder of a key can read it, and none was given.
    case sealed(path: String, recipient: String)
    /// The key that was given is another one.
    case otherKey(path: String, recipient: String)
    /// A sealed file is not as it was written.
    case spoilt(path: String)
    /// What should hold the key does not.
    case noKey(path: String)
    /// The daemon, or another program, has the replica open.
    case inUse
    /// It is another site's.
    case otherSite(path: String, found: SiteID, here: SiteID)
}
