internal import Causality
internal import Domain
internal import Glibc
public import Storage
public import Sync
public import Wire

// Starting again.
//
// A member that has lapsed, or lacks what the hub has trimmed, cannot go on from where it was. It gets a
// new replica, as a new site would, and its unsent work is sealed again in it. All of that happens in the
// staging folder, beside the old replica, which goes on to be the site's until the last moment:
//
//     build ──► one exchange with the hub ──► seal again ──► old file aside, new file in its place
//
// The exchange comes before the sealing, so that the new epoch is admitted and its work has seen that.
// Nothing is thrown away: the old file stays, under another name. A crash in the last step is found by the
// next try, which finishes it.

/// A site that starts again from the hub's snapshot and keeps its unsent work.
public struct SnapshotAgain: Sendable {
    public let directory: String
    /// The hub's, with which the snapshot must be signed.
    public let key: PublicKey

    public init(directory: String, key: PublicKey) {
        self.directory = directory
        self.key = key
    }

    public struct Outcome: Sendable {
        /// Why the folder in which it was gathered is still there.
        public let leftBehind: StorageError?
        public let site: String
        public let hub: String
        /// Unsent transactions that were sealed again, and entries that could not be.
        public let sealed: Int
        public let leftOut: [String]
        /// Rows that others had deleted, erased values, and cells with two values; see `ResealReport`.
        public let broughtBack: [String]
        public let withheld: [String]
        public let beside: [String]
        /// Where the old replica is now.
        public let kept: String
        public let rows: Int
    }

    private struct Old: Sendable {
        let site: SiteID
        let hub: SiteID
        let epoch: UInt32
    }

    /// - Throws: `SnapshotTrouble`, `StorageError`; the old replica is then in its place, unchanged but for
    ///   what other tools had written, which has been sealed.
    public func run(
        over link: any PeerLink, pause: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64,
        told: @escaping @Sendable (SnapshotStart.Stage) -> Void
    ) async throws -> Outcome {
        // Where there is nothing to start again from, nothing is left behind.
        let path = directory + "/" + Replica.databaseName
        guard access(path, F_OK) == 0 || SnapshotFiles.isSwapUnfinished(in: directory) else {
            throw StorageError.missing(path: path)
        }
        let folder = try StagingFolder(in: directory)
        let locks = try [folder.lock(), lockDaemon()]
        defer { locks.forEach(StagingFolder.unlock) }
        let place = folder.path + "/" + SnapshotFiles.again
        try finishSwap(from: place)
        let old = try look()
        let start = SnapshotStart(
            site: old.site, hub: old.hub, directory: directory, contact: nil, key: key)
        let manifests = try await start.fetch(
            into: folder, over: link, pause: pause, random: random, told: told)
        try SnapshotFiles.remove(place)
        try start.build(manifests, folder, at: place, above: old.epoch, told)
        let report: ResealReport
        do {
            report = try await catchUp(place, link, old)
        } catch SnapshotTrouble.trimmedMeanwhile {
            // The next try gets a newer cut.
            folder.remove()
            throw SnapshotTrouble.trimmedMeanwhile
        }
        let kept = "\(directory)/replaced-\(old.epoch).db"
        try await waitUntilClosed(place, pause)
        try swap(place, kept)
        let leftBehind = folder.remove()
        return Outcome(
            leftBehind: leftBehind, site: old.site.name, hub: old.hub.name, sealed: report.sealed,
            leftOut: report.leftOut, broughtBack: report.broughtBack, withheld: report.withheld,
            beside: report.beside, kept: kept,
            rows: manifests.reduce(0) { $0 + $1.part.rowCount })
    }

    private func open(_ directory: String) throws -> Replica {
        try Replica.open(
            directory: directory, schema: NetworkSchema.replica,
            environment: Machine.environment())
    }

    private func look() throws -> Old {
        let replica = try open(directory)
        try replica.sealForeignEdits()
        return Old(site: replica.meta.site, hub: replica.meta.hub, epoch: replica.meta.epoch)
    }

    /// The daemon must not run: it would go on with the file that is put aside.
    private func lockDaemon() throws -> Int32 {
        let path = directory + "/mosod.lock"
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw SnapshotTrouble.disk(path: path, errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw SnapshotTrouble.inUse
        }
        return file
    }

    /// Brings the new replica up to the hub, and the old one's work into it.
    private func catchUp(
        _ place: String, _ link: any PeerLink, _ old: Old
    ) async throws -> ResealReport {
        let store = try ReplicaStore { [self] in try open(place) }
        let policy = ScopePolicy { Entitlement.holds($0, hub: $1, $2) }
        let report = try await SyncEngine(link: link, door: store, policy: policy)
            .run(peer: old.hub)
        if let failure = report.failure { throw SnapshotTrouble.unreachable(failure) }
        // What the hub has of this site's work is here now, by its hashes, or nothing is sealed.
        guard report.trimmedThere.isEmpty else { throw SnapshotTrouble.trimmedMeanwhile }
        guard report.isComplete, report.held.isEmpty else { throw SnapshotTrouble.incomplete }
        return try await store.withReplica { [self] (new: Replica) in
            let old = try open(directory)
            for peer in try old.peerRecords() { try new.addPeer(url: peer.url, site: peer.site) }
            try new.adoptTrust(from: old)
            return try new.reseal(from: old)
        }
    }

    // MARK: The last step

    /// Closed for the last time, a database has no write-ahead log. Our own connections close within a
    /// moment; what is open for longer is somebody else's.
    private func waitUntilClosed(
        _ place: String, _ pause: @Sendable (Duration) async throws -> Void
    ) async throws {
        for _ in 0..<50 where isOpen(place) || isOpen(directory) {
            try await pause(.milliseconds(40))
        }
        guard !isOpen(place), !isOpen(directory) else { throw SnapshotTrouble.inUse }
    }

    private func isOpen(_ directory: String) -> Bool {
        access("\(directory)/\(Replica.databaseName)-wal", F_OK) == 0
    }

    /// Puts the old file aside and the new one in its place.
    private func swap(_ place: String, _ kept: String) throws {
        let path = directory + "/" + Replica.databaseName
        try move(path, kept)
        // From here on nobody can open it. A write-ahead log of somebody who has just done so would be
        // taken for the new file's.
        guard !isOpen(directory) else {
            try move(kept, path)
            throw SnapshotTrouble.inUse
        }
        try finishSwap(from: place)
    }

    /// Where the old file has been put aside and the new one is ready, finishes what was begun.
    private func finishSwap(from place: String) throws {
        let path = directory + "/" + Replica.databaseName
        guard SnapshotFiles.isSwapUnfinished(in: directory) else { return }
        try move("\(place)/\(Replica.databaseName)", path)
        try move(
            "\(place)/\(Replica.identityName)", directory + "/" + Replica.identityName)
    }

    private func move(_ source: String, _ goal: String) throws {
        guard rename(source, goal) == 0 else {
            throw SnapshotTrouble.disk(path: goal, errno: errno)
        }
        let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0, fsync(folder) == 0 else {
            throw SnapshotTrouble.disk(path: directory, errno: errno)
        }
        close(folder)
    }
}
