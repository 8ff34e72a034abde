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
        operations.reserveCapacity(rows.count)
        hints.reserveCapacity(rows.count)
        for row in rows {
            let first = operations.count
            row.appendOperations(of: places[row.place].table, to: &operations)
            // A second operation on the row meets a clock that the first has changed.
            let hint = operations.count == first + 1 ? row.hint : nil
            for _ in first..<operations.count { hints.append(hint) }
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
        _ head: consuming Transaction, delta: [VersionVector.Part], personal: PersonalCells,
        secret: () -> [UInt8]
    ) -> EncodedTransaction {
        if let operations = operations ?? personalOperations {
            head.operations = operations
            return TransactionEncoder.encode(
                head, delta: delta, personal: personal, secret: secret)
        }
        return encodedRows(head, delta)
    }

    /// The rows as operations where some of their cells are personal.
    private var personalOperations: [Operation]? {
        guard places.contains(where: \.table.hasPersonal) else { return nil }
        var operations: [Operation] = []
        for row in rows { row.appendOperations(of: places[row.place].table, to: &operations) }
        return operations
    }

    private func encodedRows(
        _ head: Transaction, _ delta: [VersionVector.Part]
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
            head, delta: delta, shapes: shapes, count: rows.count
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

    /// Appends the net effect as operations; none when nothing changed.
    func appendOperations(of table: RowTable, to operations: inout [Operation]) {
        let names = table.cellNames
        func append(_ change: Change) {
            operations.append(Operation(table: table.schema.name, key: key, change: change))
        }
        switch change {
        case .insert(let values):
            append(.insert(zip(names, values).map { CellValue(cell: $0, value: $1) }))
        case .delete(let dots): append(.delete(replaces: dots))
        case .update(let update):
            if let marks = update.revives { append(.keep(replaces: marks)) }
            if !update.writes.isEmpty {
                append(
                    .set(
                        update.writes.list.map { cell, write in
                            CellWrite(
                                cell: names[cell], value: write.value, replaces: write.replaces)
                        }))
            }
            let deltas = update.deltas.list.filter { $0.element != 0 }
                .map { CellValue(cell: names[$0.cell], value: .integer($0.element)) }
            if !deltas.isEmpty { append(.add(deltas)) }
        }
    }
}
