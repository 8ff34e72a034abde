internal import Causality

/// What the transactions to undo did to one row.
struct UndoRow {
    struct Name: Hashable {
        let table: String
        let key: RecordKey
    }

    struct Cell {
        /// The writes to undo.
        var own: Set<Dot> = []
        /// What they replaced.
        var named: Set<Dot> = []
    }

    let table: String
    let key: RecordKey
    let scope: ScopeID
    /// Whether its author had an older schema than this replica.
    let isOlder: Bool
    private(set) var own: Set<Dot> = []
    private(set) var inserted = false
    private(set) var kept = false
    private(set) var deleted: Dot?
    private(set) var deletedNames: [Dot] = []
    private(set) var reopened: Set<Dot> = []
    private(set) var cells: [String: Cell] = [:]
    private(set) var deltas: [String: Int64] = [:]

    init(table: String, key: RecordKey, scope: ScopeID, isOlder: Bool) {
        self.isOlder = isOlder
        self.table = table
        self.key = key
        self.scope = scope
    }

    /// Whether it brought back a row that was not there: it named marks and wrote every cell that its
    /// author knew. An older schema's cells are the first ones of this.
    func revived(_ schema: TableSchema) -> Bool {
        guard kept else { return false }
        if cells.count >= schema.cells.count { return true }
        return isOlder && !cells.isEmpty
            && schema.cells.prefix(cells.count).allSatisfy { cells[$0.name] != nil }
    }

    /// Whether the row is there by nothing but what is to be undone, though that inserted nothing: it wrote
    /// to a row that was not there, as no replica of this project does and a stranger may.
    func isAllThereIs(_ state: RowState) -> Bool {
        state.isPresent && state.marks.isEmpty && own.isSuperset(of: state.liveDots)
            && cells.values.allSatisfy { own.isSuperset(of: $0.named) }
    }

    mutating func note(_ change: Change, _ dot: Dot) {
        own.insert(dot)
        switch change {
        case .insert: inserted = true
        case .set(let writes):
            for write in writes {
                cells[write.cell, default: Cell()].own.insert(dot)
                cells[write.cell, default: Cell()].named.formUnion(write.replaces)
            }
        case .add(let values):
            for value in values { deltas[value.cell, default: 0] &+= value.value.integer ?? 0 }
        case .delete(let names):
            // A mark that names nothing only reopened a conflict; see `Replica.undo`.
            if names.isEmpty {
                reopened.insert(dot)
            } else {
                deleted = dot
                deletedNames = names
            }
        case .keep(let marks): kept = kept || !marks.isEmpty
        case .erase: break
        }
    }
}

/// The operations of an undo by layers: each layer is a transaction of its own, since a transaction
/// holds one operation for a cell.
struct UndoPlan {
    private struct Step {
        let scope: ScopeID
        let layer: Int
        var operation: Operation
    }

    private var operations: [Step] = []
    /// Cells that need as many layers as they have values: their writes are placed at the end.
    private var restorations: [(row: UndoRow, cell: String, values: [Value], replaces: [Dot])] = []
    /// Rows that a mark is left on again, last of all: a delete shares no transaction with writes.
    private var reopened: [UndoRow] = []
    private(set) var cells: [UndoneCell] = []
    private(set) var obstacles: [UndoObstacle] = []

    mutating func add(_ row: UndoRow, layer: Int, _ change: Change) {
        operations.append(
            Step(
                scope: row.scope, layer: layer,
                operation: Operation(table: row.table, key: row.key, change: change)))
    }

    mutating func note(_ row: UndoRow, _ cell: String, _ values: [Value]) {
        cells.append(UndoneCell(table: row.table, key: row.key, cell: cell, values: values))
    }

    mutating func block(_ row: UndoRow, _ cell: String, _ why: UndoObstacle.Why, _ by: [Dot]) {
        obstacles.append(
            UndoObstacle(table: row.table, key: row.key, cell: cell, why: why, by: by))
    }

    /// Opens the conflict between a delete and other writes again.
    mutating func reopen(_ row: UndoRow) { reopened.append(row) }

    /// Makes `values` live in the place of `dots`.
    mutating func restore(
        _ row: UndoRow, _ cell: String, _ values: [Value], replacing dots: [Dot]
    ) {
        restorations.append((row, cell, values, dots))
        note(row, cell, values)
    }

    /// The transactions to write, in order: by layer, then by scope. What is undone is replaced in
    /// the last layer only, so that a conflict is never seen settled in between.
    var steps: [(scope: ScopeID, operations: [Operation])] {
        var all = operations
        let last = max(
            operations.map(\.layer).max() ?? 0, (restorations.map(\.values.count).max() ?? 1) - 1)
        for (row, cell, values, replaces) in restorations {
            for (at, value) in values.enumerated() {
                let isLast = at == values.count - 1
                let write = CellWrite(
                    cell: cell, value: value, replaces: isLast ? replaces : [])
                all.append(
                    Step(
                        scope: row.scope, layer: isLast ? last : at,
                        operation: Operation(
                            table: row.table, key: row.key, change: .set([write]))))
            }
        }
        for row in reopened {
            let mark = Operation(table: row.table, key: row.key, change: .delete(replaces: []))
            all.append(Step(scope: row.scope, layer: last + 1, operation: mark))
        }
        let names = Set(all.map { StepName(layer: $0.layer, scope: $0.scope) }).sorted()
        return names.map { name in
            (
                scope: name.scope,
                operations: merged(
                    all.filter { $0.layer == name.layer && $0.scope == name.scope }
                        .map(\.operation))
            )
        }
    }

    private struct StepName: Hashable, Comparable {
        let layer: Int
        let scope: ScopeID

        static func < (a: StepName, b: StepName) -> Bool {
            a.layer == b.layer ? a.scope < b.scope : a.layer < b.layer
        }
    }

    /// Writes of one row become one operation.
    private func merged(_ operations: [Operation]) -> [Operation] {
        var merged: [Operation] = []
        var sets: [UndoRow.Name: Int] = [:]
        for operation in operations {
            guard case .set(let more) = operation.change else {
                merged.append(operation)
                continue
            }
            let name = UndoRow.Name(table: operation.table, key: operation.key)
            if let at = sets[name], case .set(let writes) = merged[at].change {
                merged[at].change = .set(writes + more)
            } else {
                sets[name] = merged.count
                merged.append(operation)
            }
        }
        return merged
    }
}
