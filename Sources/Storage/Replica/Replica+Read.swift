public import Causality
public import Wire

/// A row as an editor meets it: what is shown and which dots that is.
struct RowView {
    let schema: TableSchema
    let row: ExactRow
    let judgement: RowJudgement

    func shown(_ cell: Int) -> Value { judgement.verdicts[cell].shown }

    /// What a blind edit of the cell replaces: every sibling that says what is shown, or all of them where the
    /// shown value is made of several.
    func shownDots(_ cell: Int) -> [Dot] {
        judgement.verdicts[cell].dotsShown(
            of: row.state.siblings(of: cell, policy: schema.cells[cell].policy))
    }
}

/// What an edit of some cells has to know of their row.
struct ShownCells {
    let hint: RowHint
    /// In the order asked for.
    let cells: [(value: Value, dots: [Dot])]
}

/// One record with everything that is known about its merge state.
public struct Record: Sendable {
    public let table: String
    public let key: RecordKey
    public let scope: ScopeID
    /// Shown values in the order of the schema's columns.
    public let columns: [Value]
    /// For each cell, in the order of the schema's cells.
    public let cells: [RecordCell]
    /// Deletes that stand against writes they had not seen.
    public let marks: [Dot]
    /// What an edit made from this picture replaces.
    public let version: RowVersion
    public let owner: SiteID?
}

/// One cell of a record: what is shown, how that stands, and the siblings behind it.
public struct RecordCell: Sendable {
    public let name: String
    public let shown: Value
    public let standing: Verdict.Standing
    /// By the order of siblings.
    public let siblings: [Sibling]
}

/// One open conflict of a cell, or of the existence of a row.
public struct CellConflict: Sendable {
    public let id: ConflictID
    public let table: String
    public let key: RecordKey
    public let scope: ScopeID
    /// The cell's name; `ConflictID.existence` when a delete stands against other writes.
    public let cell: String
    /// The values side by side. For existence: the writes the delete had not seen.
    public let siblings: [Sibling]
    /// The deletes, for existence; else empty.
    public let marks: [Dot]
    public let shown: Value
    public let owner: SiteID?
}

extension Replica {
    func view(_ table: RowTable, _ key: RecordKey) throws -> RowView {
        let row = try loadRow(table, key)
        guard row.stored != nil else {
            throw StorageError.noSuchRow(table: table.schema.name, key: key)
        }
        return RowView(
            schema: table.schema, row: row, judgement: RowJudgement(row.state, table.schema))
    }

    func rowExists(_ table: RowTable, _ key: RecordKey) throws -> Bool {
        let statements = try table.statements
        statements.selectClock.bind(1, key: key)
        defer { statements.selectClock.reset() }
        return try statements.selectClock.step()
    }

    /// Where a row lies, its clock, and its scope, which is that of its dots.
    func hint(_ table: RowTable, _ key: RecordKey) throws -> RowHint {
        let statements = try table.statements
        statements.selectClock.bind(1, key: key)
        defer { statements.selectClock.reset() }
        guard try statements.selectClock.step() else {
            throw StorageError.noSuchRow(table: table.schema.name, key: key)
        }
        guard let clock = RowClock(statements.selectClock.bytes(1)),
            let stream = streams.stream(id: clock.base.stream)
        else { throw StorageError.damaged("the clock of \(table.schema.name) \(key)") }
        return RowHint(rowid: statements.selectClock.integer(0), clock: clock, scope: stream.scope)
    }

    /// Where a row lies, what cells of it show, and which dots a blind edit of them replaces; `nil`
    /// when it is not there. Reads no more than that, unless the side table knows more of the row.
    func shownCells(_ cells: [Int], _ table: RowTable, _ key: RecordKey) throws -> ShownCells? {
        let box = try table.selection(of: cells)
        box.statement.bind(1, key: key)
        do {
            defer { box.statement.reset() }
            guard try box.statement.step() else { return nil }
            guard let clock = RowClock(box.statement.bytes(1)),
                let scope = streams.stream(id: clock.base.stream)?.scope
            else { throw StorageError.damaged("the clock of \(table.schema.name) \(key)") }
            let hint = RowHint(rowid: box.statement.integer(0), clock: clock, scope: scope)
            if !clock.isFlagged {
                if cells.count == 1, table.isPlain(cells[0]) {
                    let dot = clock[cells[0]]
                    let dots = dot == .none ? [] : [try globalDot(dot)]
                    return ShownCells(hint: hint, cells: [(box.statement.value(2), dots)])
                }
                var column: Int32 = 2
                let shown = try cells.map { cell in
                    let schema = table.schema.cells[cell]
                    let members = schema.columns.map { _ in
                        defer { column += 1 }
                        return box.statement.value(column)
                    }
                    let dot = clock[cell]
                    return (
                        value: schema.isGroup ? Value.group(members) : members[0],
                        dots: dot == .none ? [] : [try globalDot(dot)]
                    )
                }
                return ShownCells(hint: hint, cells: shown)
            }
        }
        let view = try view(table, key)
        return ShownCells(
            hint: try hint(table, key),
            cells: cells.map { (value: view.shown($0), dots: view.shownDots($0)) })
    }

    /// The record with this key; `nil` when it is not there.
    public func record(_ table: String, _ key: RecordKey) throws -> Record? {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            guard try rowExists(rows, key) else { return nil }
            return record(rows, key, try loadRow(rows, key))
        }
    }

    /// The transactions that erased cells of a record, by the cell's name; also of cells that this
    /// schema does not know.
    public func erasures(_ table: String, _ key: RecordKey) throws -> [String: Set<Dot>] {
        guard hasErasures else { return [:] }
        return try read { try erasures.of(table, key, streams.dot) }
    }

    /// The scope that a record lies in; `nil` when it is not there. One look-up.
    public func scope(of table: String, _ key: RecordKey) throws -> ScopeID? {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            guard try rowExists(rows, key) else { return nil }
            return try hint(rows, key).scope
        }
    }

    func record(_ table: RowTable, _ key: RecordKey, _ row: ExactRow) -> Record? {
        guard let scope = row.state.anyDot?.stream.scope else { return nil }
        let schema = table.schema
        let judgement = RowJudgement(row.state, schema)
        let cells = schema.cells.enumerated().map { at, cell in
            RecordCell(
                name: cell.name, shown: judgement.verdicts[at].shown,
                standing: judgement.verdicts[at].standing,
                siblings: row.state.siblings(of: at, policy: cell.policy))
        }
        return Record(
            table: schema.name, key: key, scope: scope, columns: judgement.columns, cells: cells,
            marks: row.state.marks.sorted(),
            version: RowVersion(
                cells: cells.map { $0.siblings.map(\.dot).sorted() },
                marks: row.state.marks.sorted()),
            owner: judgement.owner)
    }

    /// Every record of a table, by rising key.
    public func forEachRecord(of table: String, _ body: (Record) throws -> Void) throws {
        guard let rows = tables[table] else { throw StorageError.unknownName(table) }
        try read {
            let keys = try connection.prepare(
                "SELECT id FROM \(quoted(table)) ORDER BY id")
            while try keys.step() {
                guard let key = RecordKey(keys.text(0)) else { continue }
                if let record = record(rows, key, try loadRow(rows, key)) { try body(record) }
            }
        }
    }

    /// Keys of rows that start with `prefix`, at most `limit`, by rising key.
    public func keys(of table: String, prefix: String, limit: Int) throws -> [RecordKey] {
        guard tables[table] != nil else { throw StorageError.unknownName(table) }
        return try read {
            let select = try connection.prepare(
                """
                SELECT id FROM \(quoted(table)) WHERE id >= ?1 AND id < ?1 || char(1114111)
                ORDER BY id LIMIT ?2
                """)
            select.bind(1, text: prefix)
            select.bind(2, integer: Int64(limit))
            var keys: [RecordKey] = []
            while try select.step() { if let key = RecordKey(select.text(0)) { keys.append(key) } }
            return keys
        }
    }

    /// Rows of a read-only query. Parameters are bound as ?1, ?2 …; the SQL is ours, never a peer's.
    public func select(_ sql: String, _ parameters: [Value] = []) throws -> [[Value]] {
        try read {
            let box = try questions.prepared(sql, connection)
            defer { box.statement.clear() }
            for (at, value) in parameters.enumerated() { box.statement.bind(Int32(at) + 1, value) }
            var rows: [[Value]] = []
            while try box.statement.step() {
                rows.append((0..<box.statement.columnCount).map { box.statement.value($0) })
            }
            return rows
        }
    }
}
