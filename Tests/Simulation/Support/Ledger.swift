package import Causality

/// The ledger by its definition: every unordered pair of applied writes to one cell of which neither
/// was in the other's context and whose values differ, `sum` and `union` excepted.
///
/// Existence is a cell like any other: a delete says *absent*, every write of the row *present*.
package struct Ledger {
    package struct Pair: Hashable, Sendable {
        package let table: String
        package let key: RecordKey
        package let cell: String
        /// The lesser dot first.
        package let dots: [Dot]
    }

    private struct Write {
        let dot: Dot
        let context: VersionVector
        let value: Value
    }

    /// The writes of one row, by cell; first those of its existence, as 1 for present and 0 for absent.
    private struct Row {
        let place: RowPlace
        let table: TableSchema
        let counts: [Bool]
        var writes: [[Write]]

        init(_ place: RowPlace, _ table: TableSchema) {
            self.place = place
            self.table = table
            counts = table.cells.map { $0.policy.base != .sum && $0.policy.base != .union }
            writes = Array(repeating: [], count: table.cells.count + 1)
        }

        mutating func take(_ change: Change, of transaction: Transaction) {
            switch change {
            case .insert(let values):
                note(-1, .integer(1), transaction)
                for (at, cell) in table.cells.enumerated() {
                    let value = values.last { $0.cell == cell.name }?.value ?? .null
                    note(at, value, transaction)
                }
            case .set(let entries):
                note(-1, .integer(1), transaction)
                for entry in entries {
                    guard let at = table.cells.firstIndex(where: { $0.name == entry.cell })
                    else { continue }
                    note(at, entry.value, transaction)
                }
            case .add, .keep: note(-1, .integer(1), transaction)
            case .delete: note(-1, .integer(0), transaction)
            case .erase: break
            }
        }

        private mutating func note(_ cell: Int, _ value: Value, _ transaction: Transaction) {
            // A row that is revived has two operations: it is present once.
            guard cell < 0 || counts[cell], writes[cell + 1].last?.dot != transaction.dot
            else { return }
            writes[cell + 1].append(
                Write(dot: transaction.dot, context: transaction.context, value: value))
        }

        func findPairs(_ found: inout [Pair]) {
            for (cell, all) in writes.enumerated() where all.count > 1 {
                let name = cell == 0 ? "*" : table.cells[cell - 1].name
                for (at, a) in all.enumerated() {
                    for b in all[(at + 1)...] where a.value != b.value {
                        guard !a.context.contains(b.dot), !b.context.contains(a.dot)
                        else { continue }
                        found.append(
                            Pair(
                                table: place.table, key: place.key, cell: name,
                                dots: [a.dot, b.dot].sorted()))
                    }
                }
            }
        }
    }

    package static func pairs(
        of log: [Transaction], schema: ReplicaSchema
    ) -> [Pair] {
        var rows: [Row] = []
        var positions: [RowPlace: Int] = [:]
        for transaction in log {
            for operation in transaction.operations {
                guard let table = schema.table(operation.table) else { continue }
                let place = RowPlace(operation.table, operation.key)
                let at = positions[place] ?? rows.count
                if at == rows.count {
                    positions[place] = at
                    rows.append(Row(place, table))
                }
                rows[at].take(operation.change, of: transaction)
            }
        }
        var found: [Pair] = []
        for row in rows { row.findPairs(&found) }
        return found.sorted(by: precedes)
    }

    /// By bytes, as every order in the product.
    private static func precedes(_ a: Pair, _ b: Pair) -> Bool {
        if a.table != b.table { return a.table.precedesByBytes(b.table) }
        if a.key != b.key { return a.key < b.key }
        if a.cell != b.cell { return a.cell.precedesByBytes(b.cell) }
        return a.dots[0] == b.dots[0] ? a.dots[1] < b.dots[1] : a.dots[0] < b.dots[0]
    }
}
