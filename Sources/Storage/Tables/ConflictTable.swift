public import Causality
public import Wire

/// `moso_conflict`: the ids of conflicts that have been open here, so that an old id on a slip of
/// paper still leads to its cell. Which conflicts are open follows from the siblings alone.
///
/// `opened_by` is the member whose work opened it, at the hub, until it was found not to be open any more.
final class ConflictTable {
    static let sql = """
        CREATE TABLE moso_conflict(
            id BLOB PRIMARY KEY NOT NULL,
            tab TEXT NOT NULL,
            key TEXT NOT NULL,
            cell TEXT NOT NULL,
            opened_ms INTEGER NOT NULL,
            opened_by TEXT
        ) STRICT, WITHOUT ROWID;
        \(openerIndexSQL)
        """

    private static let openerIndexSQL = """
        CREATE INDEX moso_conflict_opener ON moso_conflict(opened_by) WHERE opened_by IS NOT NULL;
        """

    /// What formats before 15 lack.
    static let openerSQL = """
        ALTER TABLE moso_conflict ADD COLUMN opened_by TEXT;
        \(openerIndexSQL)
        """

    private let connection: Connection
    private let insert: Statement
    private let select: Statement
    private let selectOne: Statement
    private let selectNewest: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT INTO moso_conflict(id, tab, key, cell, opened_ms, opened_by)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO NOTHING
            """)
        select = try connection.prepare(
            "SELECT id, tab, key, cell, opened_ms FROM moso_conflict ORDER BY id")
        selectOne = try connection.prepare(
            "SELECT id, tab, key, cell, opened_ms FROM moso_conflict WHERE id = ?1")
        selectNewest = try connection.prepare(
            """
            SELECT id, tab, key, cell, opened_ms FROM moso_conflict
            WHERE tab = ?1 AND cell = ?2 ORDER BY opened_ms DESC, id LIMIT ?3
            """)
    }

    /// - Returns: whether it had not been open here before.
    @discardableResult
    func note(
        _ id: ConflictID, table: String, key: RecordKey, cell: String, at milliseconds: UInt64,
        openedBy opener: SiteID? = nil
    ) throws(SQLiteError) -> Bool {
        insert.bind(1, blob: id.digest.bytes)
        insert.bind(2, text: table)
        insert.bind(3, key: key)
        insert.bind(4, text: cell)
        insert.bind(5, integer: Int64(milliseconds))
        insert.bind(6, opener.map { .text($0.name) } ?? .null)
        try insert.run()
        return connection.changes == 1
    }

    func all() throws -> [SeenConflict] { try ConflictTable.rows(select) }

    func one(_ id: ConflictID) throws -> SeenConflict? {
        selectOne.bind(1, blob: id.digest.bytes)
        return try ConflictTable.rows(selectOne).first
    }

    /// Those of one cell of a table, the newest first.
    func newest(table: String, cell: String, limit: Int) throws -> [SeenConflict] {
        selectNewest.bind(1, text: table)
        selectNewest.bind(2, text: cell)
        selectNewest.bind(3, integer: Int64(limit))
        return try ConflictTable.rows(selectNewest)
    }

    /// How many were opened by a site's work and have not been found closed since.
    func count(openedBy site: SiteID) throws -> Int {
        let count = try connection.prepare(
            "SELECT count(*) FROM moso_conflict WHERE opened_by = ?1")
        count.bind(1, text: site.name)
        return try count.step() ? Int(count.integer(0)) : 0
    }

    /// Those, by row.
    func rows(openedBy site: SiteID) throws -> [SeenConflict] {
        let select = try connection.prepare(
            """
            SELECT id, tab, key, cell, opened_ms FROM moso_conflict
            WHERE opened_by = ?1 ORDER BY tab, key
            """)
        select.bind(1, text: site.name)
        return try ConflictTable.rows(select)
    }

    /// Counts a conflict for nobody from now on.
    func release(_ id: ConflictID) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_conflict SET opened_by = NULL WHERE id = ?1")
        update.bind(1, blob: id.digest.bytes)
        try update.run()
    }

    /// Forgets what has been open on a row.
    func forget(_ table: String, _ key: RecordKey) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM moso_conflict WHERE tab = ?1 AND key = ?2")
        delete.bind(1, text: table)
        delete.bind(2, key: key)
        try delete.run()
    }

    private static func rows(_ select: borrowing Statement) throws -> [SeenConflict] {
        defer { select.reset() }
        var seen: [SeenConflict] = []
        while try select.step() {
            guard let digest = Digest256(bytes: select.blob(0)),
                let key = RecordKey(select.text(2))
            else { throw StorageError.damaged("moso_conflict") }
            seen.append(
                SeenConflict(
                    id: ConflictID(digest: digest), table: select.text(1), key: key,
                    cell: select.text(3), openedMilliseconds: UInt64(select.integer(4))))
        }
        return seen
    }
}

/// A conflict that has been open on this replica at some time.
public struct SeenConflict: Sendable, Hashable {
    public let id: ConflictID
    public let table: String
    public let key: RecordKey
    /// The cell's name, `*` for existence, or `!` and the name of a rule.
    public let cell: String
    /// When this replica first saw it.
    public let openedMilliseconds: UInt64

    public init(
        id: ConflictID, table: String, key: RecordKey, cell: String, openedMilliseconds: UInt64
    ) {
        self.id = id
        self.table = table
        self.key = key
        self.cell = cell
        self.openedMilliseconds = openedMilliseconds
    }
}
