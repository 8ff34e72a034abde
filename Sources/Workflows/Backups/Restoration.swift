internal import Causality
internal import Domain
internal import Glibc
public import Storage
public import Wire

// Restoring.
//
// The backup becomes a replica in the staging folder, under a new epoch, since numbers that were given
// after the backup may be known elsewhere. What the present replica holds beyond it is taken over, exactly
// and under its own names: what peers have already they know again, and what they have not is not lost. Only
// then is the present file set aside and the new one put in its place (`ReplicaSwap`). So a mistake that
// was synced does not go away by restoring; `moso undo` takes a mistake back.

/// Puts a backup in the place of a replica.
public struct Restoration: Sendable {
    public let directory: String
    public let file: String
    /// What opens it, where it is sealed.
    private let code: BackupCode?

    public init(of file: String, in directory: String, by code: BackupCode? = nil) {
        self.file = file
        self.directory = directory
        self.code = code
    }

    /// What stands where the backup is to go.
    public enum Present: Sendable {
        case nothing
        /// It holds so much more than the backup.
        case holds(Replica.Since)
        /// It cannot be opened, for this reason; what it holds beyond the backup is not taken over.
        case unreadable(StorageError)
        /// A newer moso has written it; what it holds beyond the backup is only in it.
        case newer
    }

    public struct Outcome: Sendable {
        public let facts: BackupFacts
        public let present: Present
        /// Where the present replica is afterwards; `nil` where there is none.
        public let kept: String?
        /// What was taken over from it, or would be; `nil` where there is nothing that can be opened.
        public let caughtUp: Replica.CaughtUp?
        /// The epoch under which the site goes on.
        public let epoch: UInt32
    }

    /// - Parameters:
    ///   - isRehearsal: everything but the last step; nothing of the present is touched.
    ///   - agree: asked before anything of the present is touched; what it throws ends the restore there.
    /// - Returns: `nil` when a replacement that was cut short before has been finished, and nothing else.
    /// - Throws: `BackupTrouble`, `SnapshotTrouble`, `StorageError`; the present replica is then in its place.
    public func run(
        isRehearsal: Bool, at milliseconds: UInt64,
        pause: @escaping @Sendable (Duration) async throws -> Void,
        agree: (Outcome) throws -> Void = { _ in }
    ) async throws -> Outcome? {
        let folder = try StagingFolder(in: directory)
        let swap = ReplicaSwap(directory: directory, staging: folder.path)
        let locks = try [folder.lock()] + (isRehearsal ? [] : [swap.lockDaemon()])
        defer { locks.forEach(StagingFolder.unlock) }
        if try swap.finish() { return nil }
        try SnapshotFiles.remove(swap.place)
        defer {
            // What the next try needs to finish stays. What cannot be removed now stops the next try, which says so.
            if !SnapshotFiles.isSwapUnfinished(in: directory) {
                try? SnapshotFiles.remove(swap.place)
            }
        }
        let outcome = try build(swap, isRehearsal: isRehearsal, at: milliseconds)
        guard !isRehearsal else { return outcome }
        try agree(outcome)
        unlink("\(swap.place)/\(KeyFile.name)")
        switch (outcome.present, outcome.kept) {
        case (.nothing, _), (_, nil): try swap.putFirst()
        case (.unreadable, let kept?), (.newer, let kept?): try swap.runPastDamage(kept: kept)
        case (.holds(let since), let kept?):
            try await swap.waitUntilClosed(pause)
            // Whoever wrote meanwhile was told that it is safe.
            guard case .holds(since) = try look(beyond: outcome.facts).1 else {
                throw BackupTrouble.inUse
            }
            try await swap.waitUntilClosed(pause)
            try swap.run(kept: kept)
        }
        return outcome
    }

    private func build(
        _ swap: ReplicaSwap, isRehearsal: Bool, at milliseconds: UInt64
    ) throws -> Outcome {
        let plain = try opened(swap)
        defer { if plain != file { unlink(plain) } }
        let new = try BackupShelf.open(plain, in: swap.place)
        let facts = try BackupShelf.facts(of: new)
        guard facts.findings.isEmpty else {
            throw BackupTrouble.unsound(path: file, facts.findings)
        }
        let (old, present) = try look(beyond: facts)
        if let old { try takeOver(from: old, into: new, swap) }
        let caughtUp = try old.map { try new.catchUp(with: $0) }
        let kept: String? =
            switch present {
            case .nothing: nil
            case .holds: "\(directory)/replaced-\(old?.meta.epoch ?? 0).db"
            case .unreadable: "\(directory)/replaced-unreadable-\(milliseconds).db"
            case .newer: "\(directory)/replaced-newer-\(milliseconds).db"
            }
        return Outcome(
            facts: facts, present: present, kept: kept.map(swap.freeDatabase),
            caughtUp: caughtUp, epoch: new.meta.epoch)
    }

    /// The backup in the clear: a file that is sealed is opened in the staging folder.
    private func opened(_ swap: ReplicaSwap) throws -> String {
        let plain = swap.place + ".opened"
        // Of a try that was ended by force.
        unlink(plain)
        guard SealedFile.isSealed(file) else { return file }
        let recipient = try SealedFile.check(file)
        guard let code else {
            throw BackupTrouble.sealed(path: file, recipient: recipient.description)
        }
        try SealedFile.open(file, by: code, to: plain)
        return plain
    }

    private func look(beyond facts: BackupFacts) throws -> (Replica?, Present) {
        do {
            let old = try Replica.open(
                directory: directory, schema: NetworkSchema.replica,
                environment: Machine.environment())
            guard old.meta.site == facts.site, old.meta.hub == facts.hub else {
                throw BackupTrouble.otherSite(
                    path: file, found: facts.site, here: old.meta.site)
            }
            try old.sealForeignEdits()
            return (old, .holds(try old.since(facts.vector)))
        } catch let error as StorageError {
            switch error {
            case .missing: return (nil, .nothing)
            case .newerVersion: return (nil, .newer)
            case _ where error.stopsReading: return (nil, .unreadable(error))
            default: throw error
            }
        }
    }

    /// What a replica keeps for itself: whom it asks, and whom it trusts. The key signs, in the staging
    /// folder as in its own.
    private func takeOver(from old: Replica, into new: Replica, _ swap: ReplicaSwap) throws {
        let (key, copy) = ("\(directory)/\(KeyFile.name)", "\(swap.place)/\(KeyFile.name)")
        if access(key, F_OK) == 0, link(key, copy) != 0 {
            // Not every file system knows a second name.
            guard let bytes = File.read(key, most: 4_096), File.write(copy, bytes) else {
                throw StorageError.file(operation: "copy", path: key, errno: errno)
            }
        }
        for peer in try old.peerRecords() { try new.addPeer(url: peer.url, site: peer.site) }
        try new.adoptTrust(from: old)
    }
}
