public import Causality
internal import Sync

/// What can be said of a replica's file without reading all of it.
public struct ReplicaHealth: Sendable {
    /// SQLite's own check of the file: `ok`, or the first thing that is wrong.
    public let fileCheck: String
    /// Streams whose last entry in the log is not the one that is counted as applied.
    public let wrongEnds: [Stream]
    /// How many streams were looked at.
    public let streams: Int
    public let format: Int64
    public let schema: UInt32
    public let sqlite: String
    /// Of the database and its write-ahead log.
    public let pages: Int64
    public let pageBytes: Int64
}

extension Replica {
    /// Looks at the file, and at the end of every chain. `verify` reads the whole log besides.
    public func health() throws -> ReplicaHealth {
        try read {
            ReplicaHealth(
                fileCheck: try connection.word("PRAGMA quick_check(1)") ?? "nothing",
                wrongEnds: try streams.all.filter { try !endsRight($0) }.map(\.stream),
                streams: streams.all.count,
                format: try connection.number("PRAGMA user_version") ?? 0,
                schema: meta.schemaVersion,
                sqlite: try connection.word("SELECT sqlite_version()") ?? "?",
                pages: try connection.number("PRAGMA page_count") ?? 0,
                pageBytes: try connection.number("PRAGMA page_size") ?? 0)
        }
    }

    /// How many records there are, of all kinds together.
    public func rowCount() throws -> Int64 {
        try read {
            try tables.keys.reduce(0) { sum, table in
                sum + (try connection.number("SELECT count(*) FROM \"\(table)\"") ?? 0)
            }
        }
    }

    /// Tries again what an erasure could not finish, if anything is left of one.
    ///
    /// - Returns: what is still left; `nil` when nothing is.
    public func finishErasures() throws -> ScrubNeeds? {
        scrubIfNeeded()
        return try awaitsScrub()
    }

    private func endsRight(_ state: StreamState) throws -> Bool {
        guard state.applied > state.base else { return true }
        let last = LocalDot(stream: state.id, seq: state.applied)
        guard let record = try log.record(last) else { return false }
        return try hash(of: record) == state.head
    }
}
