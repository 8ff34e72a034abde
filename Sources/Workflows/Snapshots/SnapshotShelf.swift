public import Causality
internal import Glibc
public import Storage
public import Wire

// What a hub keeps for new sites.
//
//     <replica>/snapshots/<cut>/0.manifest …      the signed manifests of one cut
//                        /chunks/<SHA-256>        chunks, shared by all cuts
//
// A snapshot is made when somebody asks for one, by a connection and a thread of its own, so neither the
// desk nor an exchange waits for it. Those who ask meanwhile wait for the same one; there is never a
// second at work. What has been made stays as it is on the disk until it is old, or an erasure takes the
// whole folder away: a site on a thin line needs hours, and must find the same bytes again.

/// The snapshots that are given out. One to a replica.
public actor SnapshotShelf {
    /// A younger one is given to whoever asks; the exchange that follows brings what has come since.
    static let freshMilliseconds: UInt64 = 10 * 60_000
    /// An older one is taken away.
    static let keptMilliseconds: UInt64 = 24 * 3_600_000
    /// No more than so many are kept.
    static let cutsMax = 8

    /// What there is for whoever asks for a manifest.
    public enum Answer: Sendable {
        case manifest([UInt8])
        /// Ask again in a moment.
        case making
        /// The cut that was asked for is not kept any more.
        case gone
    }

    private struct Cut {
        let id: Digest256
        let folder: String
        let scopes: Set<ScopeID>
        let manifests: [ScopeID: [UInt8]]
        /// Which scopes each chunk belongs to, and its size.
        let chunks: [Digest256: (scopes: Set<ScopeID>, byteCount: Int)]
        let takenMilliseconds: UInt64
        /// What it holds of each stream.
        let vector: VersionVector
    }

    private let path: String
    private let open: @Sendable () throws -> sending Replica
    private let key: @Sendable () throws -> SigningKey
    private let wallMilliseconds: @Sendable () -> UInt64
    private let told: @Sendable (any Error) -> Void
    private var cuts: [Cut] = []
    private var isLoaded = false
    private var making: Task<Void, any Error>?
    private var lastFailure: (any Error)?

    /// - Parameters:
    ///   - directory: that of the replica.
    ///   - open: opens the replica once more, for the thread that makes a snapshot.
    ///   - key: the site's key, asked for when something is signed.
    ///   - told: called with what keeps nobody from getting a snapshot: a folder that cannot be removed.
    public init(
        directory: String, open: @escaping @Sendable () throws -> sending Replica,
        key: @escaping @Sendable () throws -> SigningKey,
        wallMilliseconds: @escaping @Sendable () -> UInt64,
        told: @escaping @Sendable (any Error) -> Void
    ) {
        path = directory + "/" + SnapshotFiles.folder
        self.open = open
        self.key = key
        self.wallMilliseconds = wallMilliseconds
        self.told = told
    }

    /// The manifest of a scope: of a certain cut, or of one that is fresh enough, which is made if
    /// there is none.
    ///
    /// - Parameter scopes: what a cut for the one who asks consists of.
    /// - Throws: why the last attempt at making one failed.
    public func manifest(
        of scope: ScopeID, among scopes: Set<ScopeID>, cut: Digest256?
    ) async throws -> Answer {
        try sweep()
        try await dropShort()
        if let cut {
            let found = cuts.first { $0.id == cut && $0.scopes == scopes }
            return found?.manifests[scope].map { .manifest($0) } ?? .gone
        }
        let fresh = cuts.last {
            $0.scopes == scopes
                && isYounger($0, than: Self.freshMilliseconds)
        }
        if let bytes = fresh?.manifests[scope] { return .manifest(bytes) }
        if let error = lastFailure {
            lastFailure = nil
            throw error
        }
        if making == nil {
            making = Task { try await self.make(scopes) }
        }
        return .making
    }

    /// The bytes of a chunk that is part of a scope which `isShared` accepts; `nil` of any other,
    /// whether there is one or not.
    public func chunk(
        _ name: Digest256, _ isShared: @Sendable (ScopeID) -> Bool
    ) throws -> [UInt8]? {
        try sweep()
        let owners = cuts.compactMap { $0.chunks[name] }
        guard let size = owners.first?.byteCount,
            owners.contains(where: { $0.scopes.contains(where: isShared) })
        else { return nil }
        let bytes = File.read("\(path)/chunks/\(name)", most: size + 1)
        return bytes?.count == size ? bytes : nil
    }

    // MARK: Making

    private func make(_ scopes: Set<ScopeID>) async throws {
        defer { making = nil }
        do {
            let work = "\(path)/\(wallMilliseconds()).new"
            defer { remove(work) }
            for folder in [path, "\(path)/chunks", work] {
                guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure(folder) }
            }
            let store = try ReplicaStore(opening: open)
            let key = try key()
            let chunks = "\(path)/chunks"
            let (made, before) = try await store.withReplica { (replica: Replica) in
                let before = try replica.erasureCount()
                let made = try replica.makeSnapshot(of: scopes, by: key) { chunk, bytes in
                    try SnapshotShelf.keep(bytes, "\(chunks)/\(chunk.name)")
                }
                return (made, before)
            }
            for (at, signed) in made.enumerated() {
                guard File.write("\(work)/\(at).manifest", signed.bytes) else {
                    throw failure(work)
                }
            }
            // An erasure that came meanwhile has removed the folder, or will not have found this in it.
            let after = try await store.withReplica { (replica: Replica) in
                try replica.erasureCount()
            }
            guard before == after, let id = made.first?.manifest.cutID else { return }
            let folder = "\(path)/\(id)"
            try SnapshotFiles.remove(folder)
            guard rename(work, folder) == 0 else { throw failure(folder) }
            cuts.removeAll { $0.id == id }
            cuts.append(Self.cut(id, folder, made))
            try sweep()
        } catch {
            lastFailure = error
            throw error
        }
    }

    private static func keep(_ bytes: [UInt8], _ file: String) throws {
        var info = stat()
        if stat(file, &info) == 0, info.st_size == bytes.count { return }
        guard File.write(file, bytes) else { throw failure(file) }
    }

    private static func failure(_ path: String) -> StorageError {
        errno == ENOSPC || errno == EDQUOT
            ? .diskFull(path: path) : .file(operation: "write", path: path, errno: errno)
    }

    private func failure(_ path: String) -> StorageError { Self.failure(path) }

    private static func cut(_ id: Digest256, _ folder: String, _ made: [SignedManifest]) -> Cut {
        var chunks: [Digest256: (scopes: Set<ScopeID>, byteCount: Int)] = [:]
        for part in made.map(\.manifest.part) {
            for chunk in part.chunks {
                chunks[chunk.name, default: ([], chunk.byteCount)].scopes.insert(part.scope)
            }
        }
        return Cut(
            id: id, folder: folder, scopes: Set(made.map(\.manifest.part.scope)),
            manifests: Dictionary(
                made.map { ($0.manifest.part.scope, $0.bytes) }
            ) { first, _ in first },
            chunks: chunks, takenMilliseconds: made.first?.manifest.takenMilliseconds ?? 0,
            vector: VersionVector(
                made.map(\.manifest.part).flatMap { part in
                    part.streams.map {
                        (Stream(origin: $0.origin, scope: part.scope), $0.applied)
                    }
                }))
    }

    // MARK: Keeping

    /// Whether a cut is of less than so long ago. One that says it was taken in time to come was taken by a clock that
    /// was wrong, and nobody knows how old it is.
    private func isYounger(_ cut: Cut, than milliseconds: UInt64) -> Bool {
        let now = wallMilliseconds()
        return cut.takenMilliseconds <= now + 300_000
            && now < cut.takenMilliseconds + milliseconds
    }

    /// Takes away what is too old, and forgets what is not on the disk any more.
    public func sweep() throws {
        guard !SnapshotFiles.isOccupied(path) else {
            throw StorageError.file(operation: "open", path: path, errno: ENOTDIR)
        }
        if !isLoaded { try load() }
        let kept = cuts.suffix(Self.cutsMax).filter { cut in
            isYounger(cut, than: Self.keptMilliseconds) && access(cut.folder, F_OK) == 0
        }
        guard kept.count < cuts.count else { return }
        for cut in cuts where !kept.contains(where: { $0.id == cut.id }) {
            remove(cut.folder)
        }
        cuts = Array(kept)
        guard making == nil else { return }
        removeOrphans()
    }

    /// Takes away the cuts that end before what has been trimmed since: no exchange brings what lies
    /// between to who starts from one.
    private func dropShort() async throws {
        guard !cuts.isEmpty else { return }
        let store = try ReplicaStore(opening: open)
        let horizon = try await store.withReplica { (replica: Replica) in try replica.horizon() }
        for cut in cuts
        where !horizon.restricted(to: cut.scopes.contains).isCovered(by: cut.vector) {
            remove(cut.folder)
        }
        try sweep()
    }

    /// What cannot be removed takes room and is told; a cut that is not listed is given to nobody.
    private func remove(_ folder: String) {
        do { try SnapshotFiles.remove(folder) } catch { told(error) }
    }

    private func removeOrphans() {
        let wanted = Set(cuts.flatMap(\.chunks.keys).map(\.description))
        for name in SnapshotFiles.names(in: "\(path)/chunks") where !wanted.contains(name) {
            unlink("\(path)/chunks/\(name)")
        }
    }

    /// What an earlier run of the daemon has made, as far as it is whole: a crash, or a power cut, may
    /// have left less.
    private func load() throws {
        let own = try key().publicKey
        isLoaded = true
        for name in SnapshotFiles.names(in: path) where name != "chunks" {
            let folder = "\(path)/\(name)"
            let made = SnapshotFiles.names(in: folder).compactMap { file -> SignedManifest? in
                guard
                    let bytes = File.read(
                        "\(folder)/\(file)", most: WireLimits.manifestBytesMax + 1),
                    let manifest = try? SnapshotManifest(signed: bytes, trusting: { $0 == own })
                else { return nil }
                return SignedManifest(manifest: manifest, bytes: bytes)
            }
            guard let first = made.first, first.manifest.cutID.description == name,
                made.map(\.manifest.part.scope).sorted() == first.manifest.cut.map(\.scope),
                made.flatMap(\.manifest.part.chunks).allSatisfy(isWhole)
            else {
                remove(folder)
                continue
            }
            cuts.append(Self.cut(first.manifest.cutID, folder, made))
        }
        cuts.sort { $0.takenMilliseconds < $1.takenMilliseconds }
        removeOrphans()
    }

    private func isWhole(_ chunk: SnapshotChunk) -> Bool {
        File.read("\(path)/chunks/\(chunk.name)", most: chunk.byteCount + 1)
            .map { Digest256(of: $0) == chunk.name } ?? false
    }
}
