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
        let value: Value?
    }

    private struct Cell: Hashable {
        let table: String
        let key: RecordKey
        let cell: String
    }

    package static func pairs(
        of log: [Transaction], schema: ReplicaSchema
    ) -> [Pair] {
        var writes: [Cell: [Write]] = [:]
        for transaction in log {
            for operation in transaction.operations {
                guard let table = schema.table(operation.table) else { continue }
                for (cell, value) in Ledger.writes(operation.change, table) {
                    let place = Cell(table: operation.table, key: operation.key, cell: cell)
                    let write = Write(
                        dot: transaction.dot, context: transaction.context, value: value)
                    // A row that is revived has two operations: it is present once.
                    if writes[place]?.last?.dot != write.dot {
                        writes[place, default: []].append(write)
                    }
                }
            }
        }
        return writes.flatMap { place, all in pairs(place, all) }.sorted(by: precedes)
    }

    private static func pairs(_ place: Cell, _ all: [Write]) -> [Pair] {
        var found: [Pair] = []
        for (at, a) in all.enumerated() {
            for b in all[(at + 1)...] where a.value != b.value {
                guard !a.context.contains(b.dot), !b.context.contains(a.dot) else { continue }
                found.append(
                    Pair(
                        table: place.table, key: place.key, cell: place.cell,
                        dots: [a.dot, b.dot].sorted()))
            }
        }
        return found
    }

    /// The cells that a change writes; existence under `*` as 1 for present and 0 for absent.
    private static func writes(_ change: Change, _ table: TableSchema) -> [(String, Value?)] {
        let counted = { (name: String) -> Bool in
            guard let cell = table.cells.first(where: { $0.name == name }) else { return false }
            return cell.policy.base != .sum && cell.policy.base != .union
        }
        let present: (String, Value?) = ("*", .integer(1))
        switch change {
        case .insert(let values):
            let known = Dictionary(values.map { ($0.cell, $0.value) }) { $1 }
            return [present]
                + table.cells.filter { counted($0.name) }.map { ($0.name, known[$0.name] ?? .null) }
        case .set(let writes):
            return [present]
                + writes.filter { counted($0.cell) }.map { ($0.cell, $0.value as Value?) }
        case .add, .keep: return [present]
        case .delete: return [("*", .integer(0))]
        case .erase: return []
        }
    }

    /// By bytes, as every order in the product.
    private static func precedes(_ a: Pair, _ b: Pair) -> Bool {
        if a.table != b.table { return a.table.precedesByBytes(b.table) }
        if a.key != b.key { return a.key < b.key }
        if a.cell != b.cell { return a.cell.precedesByBytes(b.cell) }
        return a.dots[0] == b.dots[0] ? a.dots[1] < b.dots[1] : a.dots[0] < b.dots[0]
    }
}
