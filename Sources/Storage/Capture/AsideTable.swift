internal import Causality

/// `moso_aside`: what other tools wrote and cannot be sealed, one line for each field, its bytes as they
/// were. Of a row that is aside as a whole every field that holds something is here, and always `id`. An
/// ordinary table without triggers: who has entered it anew elsewhere deletes the lines with the tool
/// that wrote them.
final class AsideTable {
    static let sql = """
        CREATE TABLE IF NOT EXISTS moso_aside(
            tab TEXT NOT NULL,
            key TEXT NOT NULL,
            field TEXT NOT NULL,
            fault TEXT NOT NULL,
            size INTEGER NOT NULL,
            most INTEGER NOT NULL,
            scope TEXT,
            value ANY,
            noted_ms INTEGER NOT NULL,
            PRIMARY KEY(tab, key, field)
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Copies a field of a row here, byte for byte.
    func keep(
        _ field: String, of table: String, _ key: [UInt8], _ fault: UnsealedEdit.Fault,
        at milliseconds: UInt64
    ) throws {
        let copy = try connection.prepare(
            """
            INSERT OR REPLACE INTO moso_aside(
                tab, key, field, fault, size, most, scope, value, noted_ms)
            SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, \(quoted(field)), ?8 FROM \(quoted(table))
            WHERE id = ?2
            """)
        let stored = fault.stored
        copy.bind(1, text: table)
        copy.bind(3, text: field)
        copy.bind(4, text: stored.kind)
        copy.bind(5, integer: Int64(stored.size))
        copy.bind(6, integer: Int64(stored.most))
        if let scope = stored.scope { copy.bind(7, text: scope) } else { copy.bindNull(7) }
        copy.bind(8, integer: Int64(milliseconds))
        try copy.run(binding: key, at: 2)
    }

    var isEmpty: Bool {
        get throws(SQLiteError) {
            try connection.number("SELECT 1 FROM moso_aside LIMIT 1") == nil
        }
    }

    /// Values and whole rows, by table, key and field.
    func all() throws(SQLiteError) -> [UnsealedEdit] {
        let select = try connection.prepare(
            """
            SELECT a.tab, a.key, a.field, a.fault, a.size, a.most, a.scope, a.noted_ms
            FROM moso_aside AS a
            WHERE a.field = '\(UnsealedEdit.wholeRow)' OR NOT EXISTS(
                SELECT 1 FROM moso_aside AS whole
                WHERE whole.tab = a.tab AND whole.key = a.key
                    AND whole.field = '\(UnsealedEdit.wholeRow)')
            ORDER BY a.tab, a.key, a.field
            """)
        var found: [UnsealedEdit] = []
        while try select.step() {
            let fault = UnsealedEdit.Fault(
                kind: select.text(3), size: Int(select.integer(4)), most: Int(select.integer(5)),
                scope: select.text(6))
            guard let fault else { continue }
            let field = select.text(2)
            found.append(
                UnsealedEdit(
                    table: select.text(0), key: select.text(1),
                    field: field == UnsealedEdit.wholeRow ? nil : field, fault: fault,
                    notedMilliseconds: UInt64(clamping: select.integer(7))))
        }
        return found
    }

    /// Takes over what stands aside in another replica of the site.
    func takeOver(_ other: AsideTable) throws {
        let select = try other.connection.prepare("SELECT \(AsideTable.columns) FROM moso_aside")
        let insert = try connection.prepare(
            """
            INSERT OR REPLACE INTO moso_aside(\(AsideTable.columns))
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        while try select.step() {
            for at in 0..<Int32(9) { insert.bind(at + 1, as: select, at) }
            try insert.run()
        }
    }

    private static let columns = "tab, key, field, fault, size, most, scope, value, noted_ms"

    func forget(_ field: String, of table: String, _ key: RecordKey) throws(SQLiteError) {
        let delete = try connection.prepare(
            "DELETE FROM moso_aside WHERE tab = ?1 AND key = ?2 AND field = ?3")
        delete.bind(1, text: table)
        delete.bind(2, key: key)
        delete.bind(3, text: field)
        try delete.run()
    }

    func forget(_ table: String, _ key: RecordKey) throws(SQLiteError) {
        let delete = try connection.prepare("DELETE FROM moso_aside WHERE tab = ?1 AND key = ?2")
        delete.bind(1, text: table)
        delete.bind(2, key: key)
        try delete.run()
    }
}

extension Statement {
    /// Binds what another statement shows in a column, byte for byte, until that one is stepped on.
    fileprivate func bind(_ parameter: Int32, as other: borrowing Statement, _ column: Int32) {
        if other.isNull(column) {
            bindNull(parameter)
        } else if case .integer(let number) = other.value(column) {
            bind(parameter, integer: number)
        } else {
            bind(parameter, borrowedText: other.bytes(column, isText: true))
        }
    }

    /// Runs with bytes bound as text, whatever they are.
    func run(binding bytes: [UInt8], at parameter: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            bind(parameter, borrowedText: buffer)
            try run()
        }
    }
}
