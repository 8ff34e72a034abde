internal import Causality
internal import Wire

/// `moso_roster`: the roster's entries that have been applied here. It follows from the log, which
/// never loses their bodies.
final class RosterTable {
    static let sql = """
        CREATE TABLE IF NOT EXISTS moso_roster(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            site TEXT NOT NULL,
            entry TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            reason TEXT,
            PRIMARY KEY(stream, seq, site)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let insert: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT OR IGNORE INTO moso_roster(stream, seq, site, entry, stamp, reason)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            """)
    }

    /// - Parameter header: of the entry's transaction.
    func note(
        _ entry: RosterEntry, by dot: LocalDot, _ header: TransactionHeader
    ) throws(SQLiteError) {
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, text: entry.site.name)
        insert.bind(4, text: entry.text)
        insert.bind(5, integer: Int64(bitPattern: header.stamp.bits))
        insert.bind(6, header.reason.map { .text($0) } ?? .null)
        try insert.run()
    }

    func entries(_ name: (LocalDot) -> Dot?) throws -> [Roster.Entry] {
        let select = try connection.prepare(
            "SELECT stream, seq, site, entry, stamp, reason FROM moso_roster")
        var entries: [Roster.Entry] = []
        while try select.step() {
            let local = LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1)))
            guard let dot = name(local), let site = SiteID(select.text(2)),
                let entry = RosterEntry(select.text(3), about: site)
            else { throw StorageError.damaged("moso_roster of \(select.text(2))") }
            entries.append(
                Roster.Entry(
                    entry, dot: dot,
                    stamp: HybridTimestamp(bits: UInt64(bitPattern: select.integer(4))),
                    reason: select.isNull(5) ? nil : select.text(5)))
        }
        return entries
    }

    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_roster SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
        update.bind(1, integer: stream)
        update.bind(2, integer: Int64(seq))
        update.bind(3, integer: other)
        try update.run()
    }
}
