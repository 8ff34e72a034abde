internal import Causality
internal import Wire

/// `moso_grant`: the grants and withdrawals that have been applied here, in either copy. It follows from the
/// log, which never loses their bodies.
final class GrantTable {
    static let sql = """
        CREATE TABLE IF NOT EXISTS moso_grant(
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            site TEXT NOT NULL,
            scope TEXT NOT NULL,
            word TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            reason TEXT,
            PRIMARY KEY(stream, seq, site, scope)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let insert: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT OR IGNORE INTO moso_grant(stream, seq, site, scope, word, stamp, reason)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
    }

    /// - Parameter header: of the grant's transaction.
    func note(
        _ grant: ScopeGrant, by dot: LocalDot, _ header: TransactionHeader
    ) throws(SQLiteError) {
        insert.bind(1, integer: dot.stream)
        insert.bind(2, integer: Int64(dot.seq))
        insert.bind(3, text: grant.site.name)
        insert.bind(4, text: grant.scope.name)
        insert.bind(5, text: grant.text)
        insert.bind(6, integer: Int64(bitPattern: header.stamp.bits))
        insert.bind(7, header.reason.map { .text($0) } ?? .null)
        try insert.run()
    }

    /// All of them, in the order of their timestamps and dots.
    func grants(_ name: (LocalDot) -> Dot?) throws -> [GrantRecord] {
        let select = try connection.prepare(
            "SELECT stream, seq, site, scope, word, stamp, reason FROM moso_grant")
        var all: [GrantRecord] = []
        while try select.step() {
            let local = LocalDot(stream: select.integer(0), seq: UInt64(select.integer(1)))
            guard let dot = name(local), let site = SiteID(select.text(2)),
                let scope = ScopeID(select.text(3)),
                let grant = ScopeGrant(select.text(4), scope, to: site)
            else { throw StorageError.damaged("moso_grant of \(select.text(2))") }
            all.append(
                GrantRecord(
                    grant: grant, dot: dot,
                    stamp: HybridTimestamp(bits: UInt64(bitPattern: select.integer(5))),
                    reason: select.isNull(6) ? nil : select.text(6)))
        }
        return all.sorted { a, b in
            if a.stamp != b.stamp { return a.stamp < b.stamp }
            if a.dot != b.dot { return a.dot < b.dot }
            return (a.grant.site, a.grant.scope) < (b.grant.site, b.grant.scope)
        }
    }

    func move(_ stream: Int64, from seq: UInt64, to other: Int64) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_grant SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
        update.bind(1, integer: stream)
        update.bind(2, integer: Int64(seq))
        update.bind(3, integer: other)
        try update.run()
    }
}
