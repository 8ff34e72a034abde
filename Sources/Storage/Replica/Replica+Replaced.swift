internal import Causality
internal import Glibc
internal import Wire

// Databases that a restore or a new beginning has put aside as `replaced-N.db`. They are kept, since they
// may hold what could not be taken over. Where something is erased afterwards, its value is in them, too; one
// that holds nothing beyond this replica has nothing to be kept for, and goes.

extension Replica {
    /// Files of databases that have been put aside, where anything has been erased, or a scope been withdrawn: it
    /// may be in them. They hold what is not here, or cannot be read, so a person removes them.
    public func replacedThatMayHoldErased() throws -> [String] {
        let mayHold = try read {
            let purged = "SELECT 1 FROM moso_meta WHERE name = '\(Replica.purgedFlag)'"
            return try hasErasures || connection.number(purged) != nil
        }
        guard mayHold else { return [] }
        return SnapshotFiles.names(in: directory).filter { $0.hasPrefix("replaced-") }.sorted()
    }

    /// Removes those that hold nothing beyond this replica.
    ///
    /// - Returns: whether none was left that should have gone.
    func removeReplaced() -> Bool {
        let names = SnapshotFiles.names(in: directory)
        let files = names.filter { $0.hasPrefix("replaced-") && $0.hasSuffix(".db") }
        // What cannot be read is not known to be here: it stays, and is named.
        let gone = files.filter { (try? holdsAll(of: "\(directory)/\($0)")) ?? false }
        return gone.flatMap { file in [file, file + "-wal", file + "-shm"] }
            .filter(names.contains)
            .map { unlink("\(directory)/\($0)") }.allSatisfy { $0 == 0 }
    }

    /// Whether everything that a database of this site's holds is here: each stream as far as it goes there,
    /// with the same last transaction, and nothing unsealed, set aside or put aside as evidence.
    private func holdsAll(of path: String) throws -> Bool {
        let other = try Connection(path: path, mode: .readWrite, busyMilliseconds: 0)
        guard try other.word("SELECT value FROM moso_meta WHERE name = 'site'") == meta.site.name,
            try other.word("SELECT value FROM moso_meta WHERE name = 'hub'") == meta.hub.name
        else { return false }
        for table in ["moso_journal", "moso_aside", "moso_quarantine"] {
            let isThere = try other.number(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '\(table)'")
            guard try isThere == nil || other.number("SELECT 1 FROM \(table) LIMIT 1") == nil else {
                return false
            }
        }
        let select = try other.prepare(
            """
            SELECT site || '.' || epoch || branch || '/' || scope, applied, head,
                (SELECT coalesce(max(seq), 0) FROM moso_log WHERE stream = s.id)
            FROM moso_stream AS s
            """)
        while try select.step() {
            let applied = UInt64(clamping: select.integer(1))
            let last = max(applied, UInt64(clamping: select.integer(3)))
            guard last > 0 else { continue }
            guard let stream = Stream(select.text(0)),
                streams.vector.contains(Dot(stream: stream, seq: last))
            else { return false }
            guard applied > 0, let head = Digest256(bytes: select.blob(2)) else { continue }
            guard try hash(of: Dot(stream: stream, seq: applied)) == head else { return false }
        }
        return true
    }
}
