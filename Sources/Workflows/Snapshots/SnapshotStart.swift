public import Causality
internal import Domain
internal import Glibc
public import Storage
public import Sync
public import Wire

/// A site that starts from the hub's snapshot.
public struct SnapshotStart: Sendable {
    public let site: SiteID
    /// The hub that was named; `nil` to take the one that the manifests name.
    public let hub: SiteID?
    /// Where the replica is to be.
    public let directory: String
    /// How it is to reach the hub; `nil` where it knows that already.
    public let contact: HubContact?
    /// The key that the snapshot must be signed with.
    public let key: PublicKey

    public init(
        site: SiteID, hub: SiteID?, directory: String, contact: HubContact?, key: PublicKey
    ) {
        self.site = site
        self.hub = hub
        self.directory = directory
        self.contact = contact
        self.key = key
    }

    /// How far it is.
    public enum Stage: Sendable {
        case fetching(done: Int, of: Int)
        case building(chunk: Int, of: Int)
        /// Nothing came; it tries again.
        case waiting(SnapshotFetch.Waiting)
    }

    /// What was built from.
    public struct Outcome: Sendable {
        public let manifests: [SnapshotManifest]
        /// Why the folder in which it was gathered is still there.
        public let leftBehind: StorageError?

        public var hub: SiteID? { manifests.first?.hub }
        public var rows: Int { manifests.reduce(0) { $0 + $1.part.rowCount } }
        public var transactions: Int { manifests.reduce(0) { $0 + $1.part.entryCount } }
        public var bytes: Int { manifests.reduce(0) { $0 + $1.part.chunkBytes } }
    }

    /// Fetches what is not here yet, builds the replica, and clears away.
    ///
    /// - Throws: `SnapshotTrouble`, `StorageError`: with no replica made, and what was fetched kept for
    ///   the next try, unless it is of no use.
    public func run(
        over link: any PeerLink, pause: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64,
        told: @escaping @Sendable (Stage) -> Void
    ) async throws -> Outcome {
        let folder = try StagingFolder(in: directory)
        let lock = try folder.lock()
        defer { StagingFolder.unlock(lock) }
        try checkPlace()
        let manifests = try await fetch(
            into: folder, over: link, pause: pause, random: random, told: told)
        try build(manifests, folder, at: directory, above: 0, told)
        return Outcome(manifests: manifests, leftBehind: folder.remove())
    }

    /// Whether an earlier run has got as far as fetching.
    public var isBegun: Bool {
        (try? StagingFolder(in: directory).manifests().isEmpty) == false
    }

    /// Throws where no replica can be made.
    public func checkPlace() throws {
        guard !SnapshotFiles.isSwapUnfinished(in: directory) else {
            throw StorageError.againUnfinished(directory: directory)
        }
        let there = directory + "/" + Replica.databaseName
        guard access(there, F_OK) == 0 else { return }
        // An earlier run may have ended between putting it in place and clearing away.
        try StagingFolder(in: directory).remove()
        try Replica.checkKind(in: directory, Machine.environment())
        throw StorageError.exists(path: there)
    }

    /// The manifests of a cut whose chunks are all in the folder.
    func fetch(
        into folder: StagingFolder, over link: any PeerLink,
        pause: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64, told: @escaping @Sendable (Stage) -> Void
    ) async throws -> [SnapshotManifest] {
        let fetch = SnapshotFetch(
            link: link, site: site, folder: folder,
            isTrusted: { [key] in $0 == key }, random: random,
            pause: pause, progress: { told(.fetching(done: $0, of: $1)) },
            waiting: { told(.waiting($0)) })
        return try await fetch.run { manifests in
            if let hub, let other = manifests.map(\.hub).first(where: { $0 != hub }) {
                throw StorageError.badSnapshot(.otherHub(other))
            }
            try SnapshotPlan(manifests, site: site) { _ in [] }
                .check(NetworkSchema.replica, Machine.environment())
        }
    }

    /// Builds the replica in a directory.
    func build(
        _ manifests: [SnapshotManifest], _ folder: StagingFolder, at place: String,
        above epoch: UInt32, _ told: @escaping @Sendable (Stage) -> Void
    ) throws {
        let total = manifests.reduce(0) { $0 + $1.part.chunks.count }
        var count = 0
        let plan = SnapshotPlan(
            manifests, site: site, hub: contact, above: max(epoch, folder.epoch()),
            progress: { _ in
                count += 1
                told(.building(chunk: count, of: total))
            },
            chunk: { chunk in
                guard let bytes = folder.chunk(chunk) else {
                    throw SnapshotTrouble.disk(path: folder.path, errno: ENOENT)
                }
                return bytes
            })
        do {
            _ = try Replica.create(
                directory: place, from: plan, schema: NetworkSchema.replica,
                environment: Machine.environment())
        } catch let error as StorageError {
            // What is signed and yet no replica will be none the next time either.
            if case .badSnapshot = error { folder.remove() }
            throw error
        }
    }
}
