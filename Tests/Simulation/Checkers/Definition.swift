package import Causality

/// The rows that a set of transactions makes, by the definition and by brute force: no order of
/// arrival, no state that grows.
///
/// A write lives unless a later write of its cell, or a delete, names it. A delete is crossed if some
/// write of a cell that the schema knows is concurrent with it. What only crossed deletes took counts where nothing lives,
/// and in any case where values add up; but for these it counts no more once the cell was written by somebody who had
/// seen one of the deletes.
package struct Definition {
    package private(set) var rows: [RowPlace: Row] = [:]

    package struct Write {
        let dot: Dot
        let context: VersionVector
        let cell: String
        let value: Value
        let isDelta: Bool
        /// Whether the schema has the cell. One that it does not have keeps no row there; after the
        /// upgrade it will.
        let isKnown: Bool
    }

    package struct Removal {
        let dot: Dot
        let context: VersionVector
        let names: Set<Dot>
    }

    package struct Row {
        fileprivate(set) var writes: [Write] = []
        fileprivate(set) var deletes: [Removal] = []
        fileprivate(set) var keeps: [Removal] = []
        /// Dots named by later writes, by cell.
        fileprivate(set) var replaced: [String: Set<Dot>] = [:]
        /// Erasures by cell.
        fileprivate(set) var erasures: [String: [Dot]] = [:]
        /// What has been found out about its cells, once it is whole: several checkers ask the same of a row.
        fileprivate let answers = Answers()
    }

    fileprivate final class Answers {
        var siblings: [String: [Dot: Value]] = [:]
    }

    package init(_ log: [Transaction], _ schema: ReplicaSchema) {
        for transaction in log {
            for operation in transaction.operations {
                guard let table = schema.table(operation.table) else { continue }
                rows[RowPlace(operation.table, operation.key), default: Row()]
                    .take(operation.change, transaction, table)
            }
        }
    }
}

extension Definition.Row {
    fileprivate mutating func take(
        _ change: Change, _ transaction: Transaction, _ table: TableSchema
    ) {
        let (dot, context) = (transaction.dot, transaction.context)
        let write = { (cell: String, value: Value, isDelta: Bool) in
            Definition.Write(
                dot: dot, context: context, cell: cell, value: value, isDelta: isDelta,
                isKnown: table.cell(cell) != nil)
        }
        switch change {
        case .insert(let values):
            for cell in table.cells {
                let value = values.first { $0.cell == cell.name }?.value ?? .null
                writes.append(write(cell.name, value, false))
            }
        case .set(let entries):
            for entry in entries {
                writes.append(write(entry.cell, entry.value, false))
                replaced[entry.cell, default: []].formUnion(entry.replaces)
            }
        case .add(let values):
            for entry in values { writes.append(write(entry.cell, entry.value, true)) }
        case .delete(let dots):
            deletes.append(.init(dot: dot, context: context, names: Set(dots)))
        case .keep(let dots):
            keeps.append(.init(dot: dot, context: context, names: Set(dots)))
        case .erase(let cells): for cell in cells { erasures[cell, default: []].append(dot) }
        }
    }

    private var taken: Set<Dot> { deletes.reduce(into: []) { $0.formUnion($1.names) } }

    private func isReplaced(_ write: Definition.Write) -> Bool {
        replaced[write.cell]?.contains(write.dot) ?? false
    }

    package var isPresent: Bool {
        let taken = taken
        let named = keeps.reduce(into: taken) { $0.formUnion($1.names) }
        return writes.contains { $0.isKnown && !taken.contains($0.dot) && !isReplaced($0) }
            || keeps.contains { !named.contains($0.dot) }
    }

    /// Deletes that no later delete and no keep names.
    package var marks: Set<Dot> {
        let named = keeps.reduce(into: taken) { $0.formUnion($1.names) }
        return Set(deletes.map(\.dot)).subtracting(named)
    }

    private func isCrossed(_ delete: Definition.Removal) -> Bool {
        let isConcurrent = { (dot: Dot, context: VersionVector) in
            dot != delete.dot && !delete.context.contains(dot) && !context.contains(delete.dot)
        }
        return writes.contains { $0.isKnown && isConcurrent($0.dot, $0.context) }
            || keeps.contains { isConcurrent($0.dot, $0.context) }
    }

    /// Deletes that were done by somebody who had not seen all writes, nor these the delete.
    package var crossed: Set<Dot> { Set(deletes.filter(isCrossed).map(\.dot)) }

    /// The dots and values that count for what the cell shows.
    package func siblings(of cell: CellSchema) -> [Dot: Value] {
        if let known = answers.siblings[cell.name] { return known }
        let found = siblingsFound(of: cell)
        answers.siblings[cell.name] = found
        return found
    }

    private func siblingsFound(of cell: CellSchema) -> [Dot: Value] {
        var live: [Dot: Value] = [:]
        var ghosts: [Dot: Value] = [:]
        let addsUp = cell.policy.addsUp
        let replaced = replaced[cell.name] ?? []
        for write in writes where write.cell == cell.name && !replaced.contains(write.dot) {
            let takers = deletes.filter { $0.names.contains(write.dot) }
            let value = isErased(write) ? .erased : write.value
            if takers.isEmpty {
                live[write.dot] = value
            } else if takers.allSatisfy(isCrossed) && (addsUp || !isSucceeded(write, takers)) {
                ghosts[write.dot] = value
            }
        }
        let found =
            ghosts.isEmpty || !live.isEmpty && !addsUp ? live : live.merging(ghosts) { $1 }
        // What has been erased competes with nothing that has not.
        guard found.values.contains(where: \.isErased) else { return found }
        let telling = found.filter { !$0.value.isErased }
        return telling.isEmpty ? found : telling
    }

    /// Whether somebody wrote the cell anew who had seen the write deleted.
    private func isSucceeded(
        _ write: Definition.Write, _ takers: [Definition.Removal]
    ) -> Bool {
        writes.contains { later in
            later.cell == write.cell && !later.isDelta
                && takers.contains { later.context.contains($0.dot) }
        }
    }

    /// Whether somebody erased the cell of whom the write's author had not heard.
    private func isErased(_ write: Definition.Write) -> Bool {
        !erasures.isEmpty && (erasures[write.cell] ?? []).contains { !write.context.contains($0) }
    }
}
