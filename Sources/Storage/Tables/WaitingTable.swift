public import Causality
public import Sync
internal import Wire

/// `moso_held` and `moso_quarantine`: received transactions that are not part of the state.
///
/// A held one waits for what it names and is tried again whenever something has been applied. A
/// quarantined one is kept as evidence with the reason, without its personal values. Both stay
/// visible until they are settled.
///
/// A peer decides how much of this there is, so what is kept of one peer is bounded. Beyond the bound a
/// held one is not kept: its sender still counts it as lacking, and sends it again. A quarantined one is
/// refused as before, and what is kept already is evidence enough.
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
            signature BLOB,
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

    /// What a file of a format before 13 lacks.
    static let signatureSQL = "ALTER TABLE moso_held ADD COLUMN signature BLOB;"

    private let connection: Connection
    private let hold: Statement
    private let release: Statement
    private let held: Statement
    private let heads: Statement
    private let quarantine: Statement
    private let pardon: Statement
    /// What is kept of each peer that has been asked for since `forgetRoom`.
    private var heldRoom: [SiteID: Room] = [:]
    private var quarantineRoom: [SiteID: Room] = [:]

    private struct Room {
        var count: Int
        var bytes: Int
    }

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        hold = try connection.prepare(
            """
            INSERT INTO moso_held(
                stream, seq, lacks, peer, since_ms, expanded, bytes, personal, hash, signature)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT(stream, seq, hash) DO UPDATE SET
                lacks = excluded.lacks, signature = ifnull(signature, excluded.signature)
            """)
        release = try connection.prepare("DELETE FROM moso_held WHERE stream = ?1 AND seq <= ?2")
        held = try connection.prepare(
            """
            SELECT stream, seq, lacks, peer, since_ms, expanded, bytes, personal, signature
            FROM moso_held
            ORDER BY stream, seq
            """)
        heads = try connection.prepare(
            "SELECT stream, seq, hash, lacks FROM moso_held ORDER BY stream, seq")
        quarantine = try connection.prepare(
            """
            INSERT INTO moso_quarantine(hash, dot, why, peer, since_ms, expanded, bytes)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(hash) DO NOTHING
            """)
        pardon = try connection.prepare("DELETE FROM moso_quarantine WHERE dot = ?1")
    }

    /// Keeps one until what it lacks has come.
    ///
    /// - Parameter signature: its site's signature over this very one, when that came along: whoever passes it on
    ///   once it has been applied needs it.
    func hold(
        _ record: LogRecord, dot: Dot, lacks: [Dot], peer: SiteID, signature: [UInt8]?,
        at milliseconds: UInt64
    ) throws(SQLiteError) {
        guard try hasRoom(for: record, from: peer, in: "moso_held", &heldRoom) else { return }
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
        if let signature { hold.bind(10, blob: signature) } else { hold.bindNull(10) }
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

    /// Forgets everything that is held; whoever sent it will send it again.
    func dropAll() throws(SQLiteError) { try connection.execute("DELETE FROM moso_held") }

    /// Forgets what is held of a site; whoever sent it will send it again.
    func drop(of site: SiteID) throws(SQLiteError) {
        let delete = try connection.prepare(
            "DELETE FROM moso_held WHERE substr(stream, 1, length(?1)) = ?1")
        delete.bind(1, text: "\(site.name).")
        try delete.run()
    }

    /// Forgets what is held or put aside of a scope.
    func drop(of scope: ScopeID) throws(SQLiteError) {
        for (table, column) in [("moso_held", "stream"), ("moso_quarantine", "dot")] {
            let delete = try connection.prepare(
                """
                DELETE FROM \(table)
                WHERE \(column) GLOB '*[0-9a-f]/' || ?1 OR \(column) GLOB '*[0-9a-f]/' || ?1 || ':*'
                """)
            delete.bind(1, text: scope.name)
            try delete.run()
        }
    }

    /// To be called when a batch begins: what is kept may have changed.
    func forgetRoom() {
        heldRoom = [:]
        quarantineRoom = [:]
    }

    private func hasRoom(
        for record: LogRecord, from peer: SiteID, in table: String, _ rooms: inout [SiteID: Room]
    ) throws(SQLiteError) -> Bool {
        var room: Room
        if let known = rooms[peer] {
            room = known
        } else {
            room = try kept(of: peer, in: table)
        }
        room.count += 1
        room.bytes += record.bytes.count + (record.personal?.count ?? 0)
        guard room.count <= WaitingLimits.countMax, room.bytes <= WaitingLimits.bytesMax else {
            return false
        }
        rooms[peer] = room
        return true
    }

    private func kept(of peer: SiteID, in table: String) throws(SQLiteError) -> Room {
        let sum = try connection.prepare(
            "SELECT count(*), ifnull(sum(length(bytes)), 0) FROM \(table) WHERE peer = ?1")
        sum.bind(1, text: peer.name)
        _ = try sum.step()
        return Room(count: Int(sum.integer(0)), bytes: Int(sum.integer(1)))
    }

    /// One that waits, without what it says.
    struct Head {
        let dot: Dot
        let hash: [UInt8]
        let lacks: [Dot]
    }

    /// Everything that is held, in the order of `allHeld`, without reading the transactions: a peer
    /// may let many wait, and they are looked through after each batch.
    func heldHeads() throws -> [Head] {
        defer { heads.reset() }
        var all: [Head] = []
        while try heads.step() {
            guard let stream = Stream(heads.text(0)) else {
                throw StorageError.damaged("moso_held")
            }
            all.append(
                Head(
                    dot: Dot(stream: stream, seq: UInt64(heads.integer(1))), hash: heads.blob(2),
                    lacks: Self.dots(heads.text(3))))
        }
        return all
    }

    /// One of `heldHeads`; `nil` when it waits no longer.
    func held(_ head: Head) throws -> HeldTransaction? {
        let one = try connection.prepare(
            """
            SELECT stream, seq, lacks, peer, since_ms, expanded, bytes, personal, signature
            FROM moso_held
            WHERE stream = ?1 AND seq = ?2 AND hash = ?3
            """)
        one.bind(1, text: head.dot.stream.description)
        one.bind(2, integer: Int64(head.dot.seq))
        one.bind(3, blob: head.hash)
        return try one.step() ? try Self.transaction(one) : nil
    }

    func allHeld() throws -> [HeldTransaction] {
        defer { held.reset() }
        var all: [HeldTransaction] = []
        while try held.step() { all.append(try Self.transaction(held)) }
        return all
    }

    private static func dots(_ text: String) -> [Dot] {
        text.split(separator: " ").compactMap { Dot(String($0)) }
    }

    private static func transaction(_ row: borrowing Statement) throws -> HeldTransaction {
        guard let stream = Stream(row.text(0)), let peer = SiteID(row.text(3)) else {
            throw StorageError.damaged("moso_held")
        }
        return HeldTransaction(
            dot: Dot(stream: stream, seq: UInt64(row.integer(1))), lacks: dots(row.text(2)),
            peer: peer, sinceMilliseconds: UInt64(row.integer(4)),
            record: LogRecord(
                bytes: row.blob(6), expandedCount: row.isNull(5) ? nil : Int(row.integer(5)),
                personal: row.isNull(7) ? nil : row.blob(7)),
            signature: row.isNull(8) ? nil : row.blob(8))
    }

    func quarantine(
        _ record: LogRecord, dot: Dot?, why: String, peer: SiteID, at milliseconds: UInt64
    ) throws(SQLiteError) {
        guard try hasRoom(for: record, from: peer, in: "moso_quarantine", &quarantineRoom) else {
            return
        }
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

/// What is kept of one peer at most that is not part of the state, held and quarantined apart.
public enum WaitingLimits {
    public static let countMax = 4_096
    /// Bytes of the transactions as they came.
    public static let bytesMax = 64 << 20
}

/// A received transaction that waits for its causes.
public struct HeldTransaction: Sendable {
    public let dot: Dot
    /// What it waits for.
    public let lacks: [Dot]
    public let peer: SiteID
    public let sinceMilliseconds: UInt64
    public let record: LogRecord
    /// The signature of its author's site over this very one, 64 bytes, as far as it came along.
    let signature: [UInt8]?
}
