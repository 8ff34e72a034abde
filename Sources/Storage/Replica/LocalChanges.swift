internal import Causality
internal import Wire

// From a draft's pending rows to a transaction's bytes.
//
// Imports are made of rows that are new, by the thousand. An `Operation` for each of them, with the
// name beside every value, would cost more than writing the row into SQLite; so a transaction of
// inserts alone is written straight from the pending rows. Everything else goes by way of the
// operations, which define what the bytes are; `WireTests` compares the two.

/// The pending rows of one scope on their way into one transaction.
struct LocalChanges {
    let scope: ScopeID
    private let rows: [Draft.PendingRow]
    private let places: [Draft.Place]
    /// The operations, unless every row is new.
    private let operations: [Operation]?
    /// For each operation where its row lies; `nil` where it has to be looked for.
    let hints: [RowHint?]

    private init(_ scope: ScopeID, _ rows: [Draft.PendingRow], _ places: [Draft.Place]) {
        self.scope = scope
        self.rows = rows
        self.places = places
        guard !rows.allSatisfy(\.isNew) else {
            operations = nil
            hints = Array(repeating: nil, count: rows.count)
            return
        }
        var operations: [Operation] = []
        var hints: [RowHint?] = []
        for row in rows {
            let more = row.operations(places[row.place].table.schema)
            operations += more
            // A second operation on the row meets a clock that the first has changed.
            hints += more.count == 1 ? [row.hint] : more.map { _ in nil }
        }
        self.operations = operations
        self.hints = hints
    }

    /// Operations that were made without a draft.
    init(_ scope: ScopeID, _ operations: [Operation]) {
        self.scope = scope
        self.operations = operations
        rows = []
        places = []
        hints = operations.map { _ in nil }
    }

    /// The rows of a draft that change anything, by rising scope.
    static func byScope(_ draft: Draft) -> [LocalChanges] {
        let (rows, places) = (draft.rows, draft.places)
        guard let first = places.first else { return [] }
        if places.allSatisfy({ $0.scope == first.scope }) {
            let kept = rows.contains(where: \.isEmpty) ? rows.filter { !$0.isEmpty } : rows
            return kept.isEmpty ? [] : [LocalChanges(first.scope, kept, places)]
        }
        return Dictionary(grouping: rows.filter { !$0.isEmpty }, by: { places[$0.place].scope })
            .sorted { $0.key < $1.key }.map { LocalChanges($0.key, $0.value, places) }
    }

    /// Whether the rows of tables of entries are named by this transaction.
    func entriesBear(_ dot: Dot) -> Bool {
        guard places.contains(where: { $0.table.schema.entryPrefix != nil }) else { return true }
        return rows.allSatisfy { row in
            guard let prefix = places[row.place].table.schema.entryPrefix else { return true }
            return EntryName(row.key, prefix: prefix)?.dot == dot
        }
    }

    var operationCount: Int { operations?.count ?? rows.count }

    /// The canonical bytes of the transaction that begins with `head`, and the section of its
    /// personal values. Rows with such cells go by way of the operations, which tell cells by name.
    func encoded(
        _ head: Transaction, previousContext: VersionVector, personal: PersonalCells,
        secret: () -> [UInt8]
    ) -> EncodedTransaction {
        if let operations = operations ?? personalOperations {
            var whole = head
            whole.operations = operations
            return TransactionEncoder.encode(
                whole, previousContext: previousContext, personal: personal, secret: secret)
        }
        return encodedRows(head, previousContext: previousContext)
    }

    /// The rows as operations where some of their cells are personal.
    private var personalOperations: [Operation]? {
        guard places.contains(where: \.table.hasPersonal) else { return nil }
        return rows.flatMap { $0.operations(places[$0.place].table.schema) }
    }

    private func encodedRows(
        _ head: Transaction, previousContext: VersionVector
    ) -> EncodedTransaction {
        // Shapes stand in the order of first use, and only those that are used.
        var shapeOfPlace = [Int](repeating: -1, count: places.count)
        var shapes: [OperationShape] = []
        for row in rows where shapeOfPlace[row.place] < 0 {
            let schema = places[row.place].table.schema
            shapeOfPlace[row.place] = shapes.count
            shapes.append(OperationShape(table: schema.name, cells: schema.cells.map(\.name)))
        }
        return TransactionEncoder.encode(
            head, previousContext: previousContext, shapes: shapes, count: rows.count
        ) { writer in
            for row in rows {
                guard case .insert(let cells) = row.change else {
                    preconditionFailure("every row is new")
                }
                writer.row(shape: shapeOfPlace[row.place], row.key, cells)
            }
        }
    }
}

extension Draft.PendingRow {
    var isNew: Bool { if case .insert = change { true } else { false } }

    /// Whether nothing of it remains to be written.
    var isEmpty: Bool {
        guard case .update(let update) = change else { return false }
        return update.revives == nil && update.writes.isEmpty
            && update.deltas.list.allSatisfy { $0.element == 0 }
    }

    var hint: RowHint? { if case .update(let update) = change { update.hint } else { nil } }

    /// The net effect as operations; none when nothing changed.
    func operations(_ schema: TableSchema) -> [Operation] {
        let make = { (change: Change) in Operation(table: schema.name, key: key, change: change) }
        switch change {
        case .insert(let values):
            let cells = zip(schema.cells, values).map { CellValue(cell: $0.name, value: $1) }
            return [make(.insert(cells))]
        case .delete(let dots): return [make(.delete(replaces: dots))]
        case .update(let update):
            var operations: [Operation] = []
            if let marks = update.revives { operations.append(make(.keep(replaces: marks))) }
            let writes = update.writes.list.map { cell, write in
                CellWrite(
                    cell: schema.cells[cell].name, value: write.value, replaces: write.replaces)
            }
            if !writes.isEmpty { operations.append(make(.set(writes))) }
            let deltas = update.deltas.list.filter { $0.element != 0 }
                .map { CellValue(cell: schema.cells[$0.cell].name, value: .integer($0.element)) }
            if !deltas.isEmpty { operations.append(make(.add(deltas))) }
            return operations
        }
    }
}
