internal import Causality
internal import Wire

/// `moso_erasure`: every erasure of a cell that has been applied here, also of tables and columns
/// that this schema does not know. They stay for good: a write that had not seen one may come late.
final class ErasureTable {
    static let sql = """
        CREATE TABLE moso_erasure(
            tab TEXT NOT NULL,
            key TEXT NOT NULL,
            cell TEXT NOT NULL,
            stream INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY(tab, key, cell, stream, seq)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let insert: Statement
    private let select: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        insert = try connection.prepare(
            """
            INSERT OR IGNORE INTO moso_erasure(tab, key, cell, stream, seq)
            VALUES(?1, ?2, ?3, ?4, ?5)
            """)
        select = try connection.prepare(
            "SELECT cell, stream, seq FROM moso_erasure WHERE tab = ?1 AND key = ?2")
    }

    func note(
        table: String, key: RecordKey, cell: String, by dot: LocalDot
    ) throws(SQLiteError) {
        insert.bind(1, text: table)
        insert.bind(2, key: key)
        insert.bind(3, text: cell)
        insert.bind(4, integer: dot.stream)
        insert.bind(5, integer: Int64(dot.seq))
        try insert.run()
    }

    /// Puts what transactions of a stream erased, from a number on, under another stream.
    func move(
        _ stream: Int64, from seq: UInt64, to other: Int64, _ connection: Connection
    ) throws(SQLiteError) {
        let update = try connection.prepare(
            "UPDATE moso_erasure SET stream = ?3 WHERE stream = ?1 AND seq >= ?2")
        update.bind(1, integer: stream)
        update.bind(2, integer: Int64(seq))
        update.bind(3, integer: other)
        try update.run()
    }

    /// Every erasure, by table, key, cell and dot.
    func all() throws -> [(table: String, key: String, cell: String, dot: LocalDot)] {
        let all = try connection.prepare(
            """
            SELECT tab, key, cell, stream, seq FROM moso_erasure
            ORDER BY tab, key, cell, stream, seq
            """)
        var found: [(table: String, key: String, cell: String, dot: LocalDot)] = []
        while try all.step() {
            let dot = LocalDot(stream: all.integer(3), seq: UInt64(all.integer(4)))
            found.append((all.text(0), all.text(1), all.text(2), dot))
        }
        return found
    }

    /// The erasures of a row by the name of the cell, as local dots.
    func of(_ table: String, _ key: RecordKey) throws(SQLiteError) -> [String: Set<LocalDot>] {
        select.bind(1, text: table)
        select.bind(2, key: key)
        defer { select.reset() }
        var found: [String: Set<LocalDot>] = [:]
        while try select.step() {
            let dot = LocalDot(stream: select.integer(1), seq: UInt64(select.integer(2)))
            found[select.text(0), default: []].insert(dot)
        }
        return found
    }

    /// The same, by their full names.
    func of(
        _ table: String, _ key: RecordKey, _ name: (LocalDot) -> Dot?
    ) throws -> [String: Set<Dot>] {
        try of(table, key).mapValues { locals in
            Set(
                try locals.map { local in
                    guard let dot = name(local) else {
                        throw StorageError.damaged("moso_erasure of \(table) \(key)")
                    }
                    return dot
                })
        }
    }
}

extension PersonalCells {
    /// The personal columns that a schema declares; each is a cell of its own.
    init(_ schema: ReplicaSchema) {
        var cells: [String: Set<String>] = [:]
        for table in schema.tables {
            let names = table.columns.filter { $0.personalSince != nil }.map(\.name)
            if !names.isEmpty { cells[table.name] = Set(names) }
        }
        self.init(cells)
    }
}
