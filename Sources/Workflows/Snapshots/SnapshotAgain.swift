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
        let swap = ReplicaSwap(directory: directory, staging: folder.path)
        let locks = try [folder.lock(), swap.lockDaemon()]
        defer { locks.forEach(StagingFolder.unlock) }
        let place = swap.place
        try swap.finish()
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
        try await swap.waitUntilClosed(pause)
        try swap.run(kept: kept)
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
}
