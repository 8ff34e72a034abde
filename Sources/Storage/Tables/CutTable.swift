internal import Causality
internal import Wire

/// `moso_cut`: the cuts that have been applied here. `moso_void`: the transactions in the log that lie beyond one, and so
/// make no rows. Both follow from the log.
final class CutTable {
    static let sql = """
        CREATE TABLE IF NOT EXISTS moso_cut(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            site TEXT NOT NULL,
            ends TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            PRIMARY KEY(stream, seq, site)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS moso_void(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY(stream, seq)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let insert: Statement
    private let mark: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT OR IGNORE INTO moso_cut(stream, seq, site, ends, stamp)
            VALUES(?1, ?2, ?3, ?4, ?5)
            """)
        mark = try connection.prepare("INSERT OR IGNORE INTO moso_void(stream, seq) VALUES(?1, ?2)")
    }

    func note(
        _ cut: RevocationCut, by dot: LocalDot, stamp: HybridTimestamp
    ) throws(SQLiteError) {
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, text: cut.site.name)
        insert.bind(4, text: cut.text)
        insert.bind(5, integer: Int64(bitPattern: stamp.bits))
        try insert.run()
    }

    /// Marks a transaction; returns whether it was not marked before.
    func note(void dot: LocalDot) throws(SQLiteError) -> Bool {
        mark.bind(1, integer: dot.stream)
        mark.bind(2, integer: Int64(dot.seq))
        try mark.run()
        return connection.changes > 0
    }

    func voids() throws(SQLiteError) -> Set<LocalDot> {
        let select = try connection.prepare("SELECT stream, seq FROM moso_void")
        var all: Set<LocalDot> = []
        while try select.step() {
            all.insert(LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1))))
        }
        return all
    }

    /// Every cut with its scope and the timestamp of its transaction.
    func cuts(
        _ name: (LocalDot) -> Dot?
    ) throws -> [(scope: ScopeID, cut: RevocationCut, stamp: HybridTimestamp)] {
        let select = try connection.prepare(
            "SELECT stream, seq, site, ends, stamp FROM moso_cut ORDER BY stream, seq, site")
        var all: [(scope: ScopeID, cut: RevocationCut, stamp: HybridTimestamp)] = []
        while try select.step() {
            let local = LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1)))
            guard let scope = name(local)?.stream.scope, let site = SiteID(select.text(2)),
                let cut = RevocationCut(select.text(3), of: site, in: scope)
            else { throw StorageError.damaged("moso_cut of \(select.text(2))") }
            let stamp = HybridTimestamp(bits: UInt64(bitPattern: select.integer(4)))
            all.append((scope, cut, stamp))
        }
        return all
    }

    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        for table in ["moso_cut", "moso_void"] {
            let update = try connection.prepare(
                "UPDATE \(table) SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
            update.bind(1, integer: stream)
            update.bind(2, integer: Int64(seq))
            update.bind(3, integer: other)
            try update.run()
        }
    }
}
