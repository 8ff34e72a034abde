public import Causality
internal import Glibc
internal import Sync

// Copies to keep, and the way back.
//
// A backup is one file: the database as it stood between two commits, written anew, so that nothing that
// was deleted lies in its free pages. The identity file is no part of it, which is how a copy that comes
// back is known: it goes on under a new epoch, and no number is used twice. Neither are keys.

extension Replica {
    /// The folder beside the database in which its backups lie, named by site and time.
    public static let backupFolder = "backup"

    /// Behind the name of a backup that only the holder of a key can read.
    public static let sealedEnding = ".sealed"

    /// Whether a file of that folder is called like a backup of a site: `anji-20261123T021700Z.db`, sealed or not.
    public static func isBackup(_ name: String, of site: SiteID) -> Bool {
        let name = name.hasSuffix(sealedEnding) ? String(name.dropLast(sealedEnding.count)) : name
        let stamp = name.dropFirst(site.name.count + 1).dropLast(3)
        return name.hasPrefix(site.name + "-") && name.hasSuffix(".db") && stamp.count == 16
            && stamp.allSatisfy { $0.isNumber || $0 == "T" || $0 == "Z" }
    }

    /// Writes a copy of the database, whole as of one moment, to a path where nothing is yet. Other
    /// programs may go on reading and writing.
    ///
    /// - Throws: `StorageError.diskFull`, `.file`, `.busy`; nothing is left at the path then.
    public func backUp(to path: String) throws { try connection.backUp(to: path) }

    /// Gives a file that is complete its name, so that both are on the disk; what had the name goes.
    public static func finish(_ fresh: String, as path: String) throws {
        try putInPlace(fresh, path)
    }

    /// Makes the replica of a directory out of a backup. It begins a new epoch at once, since no identity
    /// file knows it.
    ///
    /// - Throws: `StorageError.exists` where there is one; what opening throws when the file is no backup.
    public static func restore(
        backup file: String, in directory: String, schema: ReplicaSchema,
        environment: ReplicaEnvironment
    ) throws -> Replica {
        try makeDirectory(directory)
        let path = directory + "/" + databaseName
        guard access(path, F_OK) != 0 else { throw StorageError.exists(path: path) }
        unlink(directory + "/" + identityName)
        let fresh = path + ".new"
        do {
            try copy(file, to: fresh)
            try putInPlace(fresh, path)
        } catch {
            unlink(fresh)
            throw error
        }
        // It is a backup itself: of an older version's no other is made.
        let replica = try open(
            directory: directory, schema: schema, environment: environment, isKept: true)
        // A code that was used or burnt since would be open again.
        try replica.write { try replica.connection.execute("DELETE FROM moso_invitation") }
        return replica
    }

    private static func copy(_ source: String, to goal: String) throws {
        let from = Glibc.open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else {
            throw StorageError.file(operation: "read", path: source, errno: errno)
        }
        defer { close(from) }
        let to = Glibc.open(goal, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard to >= 0 else {
            throw StorageError.file(operation: "create", path: goal, errno: errno)
        }
        defer { close(to) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(from, &buffer, buffer.count)
            if count == 0 { return }
            guard count > 0 else {
                throw StorageError.file(operation: "read", path: source, errno: errno)
            }
            var done = 0
            while done < count {
                let written = buffer[done..<count].withUnsafeBytes {
                    Glibc.write(to, $0.baseAddress, $0.count)
                }
                guard written > 0 else {
                    throw errno == ENOSPC
                        ? StorageError.diskFull(path: goal)
                        : StorageError.file(operation: "write", path: goal, errno: errno)
                }
                done += written
            }
        }
    }

    /// When the last thing here was written, in milliseconds since 1970; `nil` when nothing ever was.
    public func lastMilliseconds() throws -> UInt64? {
        try read { streams.all.filter { $0.applied > 0 }.map(\.stamp.milliseconds).max() }
    }

    // MARK: What was written since

    /// What another replica of this site holds and this one does not.
    public struct Since: Sendable, Hashable {
        /// Transactions of this site, and how many of them a peer is known to have.
        public var own = 0
        public var sent = 0
        /// Transactions of other sites.
        public var others = 0
    }

    public func since(_ older: VersionVector) throws -> Since {
        let known = try peerRecords().compactMap(\.site).map { try rememberedVector(of: $0) }
        var since = Since()
        for part in try vector({ _ in true }).entries where part.seq > older[part.stream] {
            let from = older[part.stream]
            guard part.stream.origin.site == meta.site else {
                since.others += Int(part.seq - from)
                continue
            }
            since.own += Int(part.seq - from)
            let reached = known.map { $0[part.stream] }.max() ?? 0
            since.sent += Int(min(part.seq, max(reached, from)) - from)
        }
        return since
    }

    /// How far a replica has caught up with a later one.
    public struct CaughtUp: Sendable {
        /// How many transactions were taken in.
        public var applied = 0
        /// How many of this site's own were not.
        public var ownLeft = 0
        /// Why reading the later one stopped before its end: damage, or bodies that were trimmed there.
        public var stoppedBy: StorageError?
    }

    /// Takes in what `newer`, a later replica of this same site, holds and this one does not: exactly those
    /// transactions, under their own names, so that a peer that has them already knows them again. What no
    /// signature covers yet is left to the peers. What other tools wrote there and cannot be replicated
    /// comes along.
    public func catchUp(with newer: Replica) throws -> CaughtUp {
        var caught = CaughtUp()
        // Keys come before what they sign.
        for isRoster in [true, false] {
            var records: [LogRecord] = []
            do {
                _ = try newer.extract(
                    beyond: vector { _ in true }, { ($0 == .roster) == isRoster }
                ) { record in
                    records.append(record)
                    return true
                }
            } catch let error as StorageError where error.stopsReading {
                caught.stoppedBy = error
            }
            caught.applied += try takeIn(records, of: newer)
        }
        if meta.epoch <= newer.meta.epoch {
            try closeEpoch(because: .rolledBack, above: newer.meta.epoch)
        }
        caught.ownLeft = try newer.since(vector { _ in true }).own
        try write {
            try aside.takeOver(newer.aside)
            hasAside = try !aside.isEmpty
        }
        return caught
    }

    private func takeIn(_ records: [LogRecord], of newer: Replica) throws -> Int {
        var applied = 0
        var rest = records[...]
        var waiting: [LogRecord] = []
        while !rest.isEmpty || !waiting.isEmpty {
            let before = waiting.count
            let batch = waiting + rest.prefix(Replica.caughtUpAtOnce)
            let isLast = rest.isEmpty
            rest = rest.dropFirst(Replica.caughtUpAtOnce)
            let heads = try newer.signatures(over: batch.compactMap(ChainLink.init))
            let verified = try ReceivedChains(batch, signedBy: heads).verified(heads) {
                try signers(of: $0, from: meta.hub)
            }
            waiting = []
            let results = try apply(batch, from: meta.hub, verified, try scopes(of: meta.site))
            for (record, result) in zip(batch, results) {
                switch result.outcome {
                case .applied: applied += 1
                case .unsigned: waiting.append(record)
                case .duplicate, .held, .quarantined, .refused, .postponed, .undecided: break
                }
            }
            if isLast, waiting.count == before { break }
        }
        return applied
    }

    private static let caughtUpAtOnce = 512
}

extension StorageError {
    /// Whether it says that a file cannot be read on, and not that something is in the way just now.
    public var stopsReading: Bool {
        switch self {
        case .damaged, .trimmed, .notAReplica: true
        case .sqlite(let error): error.isNotDatabase || error.isCorrupt
        default: false
        }
    }
}
