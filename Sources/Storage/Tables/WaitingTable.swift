public import Causality
public import Sync
internal import Wire

/// `moso_held` and `moso_quarantine`: received transactions that are not part of the state.
///
/// A held one waits for what it names and is tried again whenever something has been applied. A
/// quarantined one is kept as evidence with the reason, without its personal values. Both stay
/// visible until they are settled.
final class WaitingTable {
    static let sql = """
        CREATE TABLE moso_held(
            stream TEXT NOT NULL,
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            lacks TEXT NOT NULL,
            peer TEXT NOT NULL,
            since_ms INTEGER NOT NULL,
            expanded INTEGER,
            bytes BLOB NOT NULL,
            personal BLOB,
            PRIMARY KEY(stream, seq, hash)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE moso_quarantine(
            hash BLOB PRIMARY KEY NOT NULL,
            dot TEXT,
            why TEXT NOT NULL,
            peer TEXT NOT NULL,
            since_ms INTEGER NOT NULL,
            expanded INTEGER,
            bytes BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let hold: Statement
    private let release: Statement
    private let held: Statement
    private let quarantine: Statement
    private let pardon: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        hold = try connection.prepare(
            """
            INSERT INTO moso_held(stream, seq, lacks, peer, since_ms, expanded, bytes, personal, hash)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT(stream, seq, hash) DO UPDATE SET lacks = excluded.lacks
            """)
        release = try connection.prepare("DELETE FROM moso_held WHERE stream = ?1 AND seq <= ?2")
        held = try connection.prepare(
            """
            SELECT stream, seq, lacks, peer, since_ms, expanded, bytes, personal FROM moso_held
            ORDER BY stream, seq
            """)
        quarantine = try connection.prepare(
            """
            INSERT INTO moso_quarantine(hash, dot, why, peer, since_ms, expanded, bytes)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(hash) DO NOTHING
            """)
        pardon = try connection.prepare("DELETE FROM moso_quarantine WHERE dot = ?1")
    }

    func hold(
        _ record: LogRecord, dot: Dot, lacks: [Dot], peer: SiteID, at milliseconds: UInt64
    ) throws(SQLiteError) {
        hold.bind(1, text: dot.stream.description)
        hold.bind(2, integer: Int64(dot.seq))
        hold.bind(3, text: lacks.map(\.description).joined(separator: " "))
        hold.bind(4, text: peer.name)
        hold.bind(5, integer: Int64(milliseconds))
        bindRecord(record, hold, at: 6)
        if let personal = record.personal {
            hold.bind(8, blob: personal)
        } else {
            hold.bindNull(8)
        }
        // Two branches of a fork may wait under one number.
        hold.bind(9, blob: Digest256(of: record.bytes).bytes)
        try hold.run()
    }

    /// Forgets what is held of a stream up to a number: it has been applied.
    func release(_ stream: Stream, upTo seq: UInt64) throws(SQLiteError) {
        release.bind(1, text: stream.description)
        release.bind(2, integer: Int64(seq))
        try release.run()
        pardon.bind(1, text: Dot(stream: stream, seq: seq).description)
        try pardon.run()
    }

    /// Forgets one held transaction; whoever sent it will send it again.
    func drop(_ dot: Dot) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM moso_held WHERE stream = ?1 AND seq = ?2")
        delete.bind(1, text: dot.stream.description)
        delete.bind(2, integer: Int64(dot.seq))
        try delete.run()
    }

    func allHeld() throws -> [HeldTransaction] {
        defer { held.reset() }
        var all: [HeldTransaction] = []
        while try held.step() {
            guard let stream = Stream(held.text(0)), let peer = SiteID(held.text(3)) else {
                throw StorageError.damaged("moso_held")
            }
            all.append(
                HeldTransaction(
                    dot: Dot(stream: stream, seq: UInt64(held.integer(1))),
                    lacks: held.text(2).split(separator: " ").compactMap { Dot(String($0)) },
                    peer: peer, sinceMilliseconds: UInt64(held.integer(4)),
                    record: LogRecord(
                        bytes: held.blob(6),
                        expandedCount: held.isNull(5) ? nil : Int(held.integer(5)),
                        personal: held.isNull(7) ? nil : held.blob(7))))
        }
        return all
    }

    func quarantine(
        _ record: LogRecord, dot: Dot?, why: String, peer: SiteID, at milliseconds: UInt64
    ) throws(SQLiteError) {
        quarantine.bind(1, blob: Digest256(of: record.bytes).bytes)
        if let dot { quarantine.bind(2, text: dot.description) } else { quarantine.bindNull(2) }
        quarantine.bind(3, text: why)
        quarantine.bind(4, text: peer.name)
        quarantine.bind(5, integer: Int64(milliseconds))
        bindRecord(record, quarantine, at: 6)
        try quarantine.run()
    }

    private func bindRecord(_ record: LogRecord, _ statement: borrowing Statement, at: Int32) {
        if let count = record.expandedCount {
            statement.bind(at, integer: Int64(count))
        } else {
            statement.bindNull(at)
        }
        statement.bind(at + 1, blob: record.bytes)
    }
}

/// A received transaction that waits for its causes.
public struct HeldTransaction: Sendable {
    public let dot: Dot
    /// What it waits for.
    public let lacks: [Dot]
    public let peer: SiteID
    public let sinceMilliseconds: UInt64
    public let record: LogRecord
}
