internal import CSQLite
internal import Causality
internal import Wire

/// The prepared statements of one user table, and its SQL.
///
/// The key is `id TEXT`; `moso_clock` stands last and is explained in `RowClock`.
final class RowTable {
    let schema: TableSchema
    /// Whether some column is personal.
    let hasPersonal: Bool
    /// For each column what it holds, and the columns under the policy `union`: what an import asks
    /// for every value, out of the way of the rest of the schema.
    let storage: [ColumnSchema.StorageClass]
    let unions: [Int]
    private let connection: Connection
    let selectRow: Statement
    private var made: RowStatements?
    /// Updates of one set of cells, by the cells' positions; made when first used.
    private var updates: [[Int]: StatementBox] = [:]
    private var selections: [[Int]: StatementBox] = [:]
    /// The selection asked for last: edits of one form, or of one import, ask for the same.
    private var lastSelection: (cells: [Int], box: StatementBox)?
    /// The cells' names, out of the way of the rest of the schema.
    let cellNames: [String]
    /// For each cell whether it is one column, and no group.
    private let isPlain: [Bool]
    private var updateOfCell: [StatementBox?]

    /// The parameter of the first column in `insert` and `updateRow`; those before are the row's.
    static let columnsFrom: Int32 = 3

    init(_ schema: TableSchema, _ connection: Connection) throws(SQLiteError) {
        self.schema = schema
        hasPersonal = schema.columns.contains { $0.personalSince != nil }
        storage = schema.columns.map(\.storage)
        cellNames = schema.cells.map(\.name)
        isPlain = schema.cells.map { !$0.isGroup }
        unions = schema.columns.indices.filter { schema.columns[$0].policy.base == .union }
        self.connection = connection
        // Compiled at once, as it names every column: a replica with a broken table is not opened.
        let columns = schema.columns.map { quoted($0.name) }.joined(separator: ", ")
        selectRow = try connection.prepare(
            "SELECT rowid, moso_clock, \(columns) FROM \(quoted(schema.name)) WHERE id = ?1")
        updateOfCell = Array(repeating: nil, count: schema.cells.count)
    }

    /// Compiled when first asked for: most commands touch a few of the tables.
    var statements: RowStatements {
        get throws(SQLiteError) {
            if let made { return made }
            let statements = try RowStatements(schema, connection)
            made = statements
            return statements
        }
    }

    static func sql(_ schema: TableSchema) -> String {
        let columns = schema.columns.map { "\(quoted($0.name)) \($0.storage.rawValue)" }
        return """
            CREATE TABLE \(quoted(schema.name))(
                id TEXT PRIMARY KEY NOT NULL,
                \(columns.joined(separator: ",\n    ")),
                moso_clock BLOB
            ) STRICT;
            """
    }

    /// `UPDATE … SET moso_clock = ?2, <columns of the cells> = ?3 … WHERE rowid = ?1`.
    func update(cells: [Int]) throws(SQLiteError) -> StatementBox {
        if cells.count == 1, let cell = cells.first, let known = updateOfCell[cell] { return known }
        if let known = updates[cells] { return known }
        let columns = cells.flatMap { schema.cells[$0].columns }
        let sets = columns.enumerated()
            .map { "\(quoted(schema.columns[$1].name)) = ?\($0 + 3)" }
            .joined(separator: ", ")
        let box = StatementBox(
            try connection.prepare(
                "UPDATE \(quoted(schema.name)) SET moso_clock = ?2, \(sets) WHERE rowid = ?1"))
        if cells.count == 1, let cell = cells.first { updateOfCell[cell] = box }
        updates[cells] = box
        return box
    }

    /// The parameter of a member of a group: behind `first` in an update of cells, in the place of
    /// its column in `insert`.
    func parameter(_ cell: CellPlan, _ member: Int, _ first: Int32?) -> Int32 {
        if let first { return first + Int32(member) }
        return Int32(schema.cells[cell.position].columns[member]) + RowTable.columnsFrom
    }

    /// `SELECT rowid, moso_clock, <columns of the cells> … WHERE id = ?1`.
    func selection(of cells: [Int]) throws(SQLiteError) -> StatementBox {
        if let last = lastSelection, last.cells == cells { return last.box }
        if let known = selections[cells] {
            lastSelection = (cells, known)
            return known
        }
        let columns = cells.flatMap { schema.cells[$0].columns }
            .map { quoted(schema.columns[$0].name) }
        let box = StatementBox(
            try connection.prepare(
                """
                SELECT \((["rowid", "moso_clock"] + columns).joined(separator: ", "))
                FROM \(quoted(schema.name)) WHERE id = ?1
                """))
        selections[cells] = box
        return box
    }

    func isPlain(_ cell: Int) -> Bool { isPlain[cell] }

    /// Whether a cell of this name is a group.
    func isGroup(_ name: String) -> Bool {
        cellNames.firstIndex(of: name).map { !isPlain[$0] } ?? false
    }

    /// The row with this key, or `nil`.
    func row(_ key: RecordKey) throws(SQLiteError) -> StoredRow? {
        selectRow.bind(1, key: key)
        defer { selectRow.reset() }
        guard try selectRow.step() else { return nil }
        return StoredRow(
            rowid: selectRow.integer(0), clock: RowClock(selectRow.bytes(1)),
            columns: (0..<schema.columns.count).map { selectRow.value(Int32($0) + 2) })
    }
}

/// The statements of a table that are the same for every row, but for the one that reads it whole.
final class RowStatements {
    let selectClock: Statement
    let insert: Statement
    let updateRow: Statement
    let delete: Statement

    init(_ schema: TableSchema, _ connection: Connection) throws(SQLiteError) {
        let name = quoted(schema.name)
        let columns = schema.columns.map { quoted($0.name) }
        let list = columns.joined(separator: ", ")
        selectClock = try connection.prepare(
            "SELECT rowid, moso_clock FROM \(name) WHERE id = ?1")
        let places = (1...columns.count + 2).map { "?\($0)" }.joined(separator: ", ")
        insert = try connection.prepare(
            """
            INSERT INTO \(name)(id, moso_clock, \(list)) VALUES(\(places))
            ON CONFLICT(id) DO NOTHING
            """)
        let sets = columns.enumerated().map { "\($1) = ?\($0 + 3)" }.joined(separator: ", ")
        updateRow = try connection.prepare(
            "UPDATE \(name) SET moso_clock = ?2, \(sets) WHERE rowid = ?1")
        delete = try connection.prepare("DELETE FROM \(name) WHERE id = ?1")
    }
}

/// A statement in a dictionary.
final class StatementBox {
    let statement: Statement
    init(_ statement: consuming Statement) { self.statement = statement }
}

/// A row as it stands in its table.
struct StoredRow {
    var rowid: Int64
    /// `nil` when another tool removed or garbled it.
    var clock: RowClock?
    var columns: [Value]

    /// The value of a cell: of its column, or the tuple of its group's columns.
    func value(of cell: CellSchema) -> Value {
        cell.isGroup ? .group(cell.columns.map { columns[$0] }) : columns[cell.columns[0]]
    }
}
