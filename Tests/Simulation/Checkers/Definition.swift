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
        let value: Value
        let isDelta: Bool
    }

    package struct Removal {
        let dot: Dot
        let context: VersionVector
        let names: Set<Dot>
    }

    /// What was done to one cell.
    package struct Cell {
        let name: String
        /// Whether the schema has the cell. One that it does not have keeps no row there; after the
        /// upgrade it will.
        let isKnown: Bool
        fileprivate(set) var writes: [Write] = []
        /// Dots named by later writes.
        fileprivate(set) var replaced: Set<Dot> = []
        fileprivate(set) var erasures: [Dot] = []

        init(_ name: String, isKnown: Bool) {
            self.name = name
            self.isKnown = isKnown
        }
    }

    /// A write that counts for what its cell shows.
    package struct Sibling: Hashable {
        package let dot: Dot
        package let value: Value
    }

    package struct Row {
        /// Those of the schema in their order, then what it does not know.
        fileprivate(set) var cells: [Cell]
        fileprivate(set) var deletes: [Removal] = []
        fileprivate(set) var keeps: [Removal] = []
        /// What has been found out about its cells, once it is whole: several checkers ask the same of a row.
        fileprivate let answers = Answers()

        fileprivate init(_ table: TableSchema) {
            cells = table.cells.map { Cell($0.name, isKnown: true) }
        }

        func cell(_ name: String) -> Int? { cells.firstIndex { $0.name == name } }
    }

    fileprivate final class Answers {
        var siblings: [Int: [Sibling]] = [:]
    }

    package init(_ log: [Transaction], _ schema: ReplicaSchema) {
        for transaction in log {
            for operation in transaction.operations {
                guard let table = schema.table(operation.table) else { continue }
                rows[RowPlace(operation.table, operation.key), default: Row(table)]
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
        let write = { (value: Value, isDelta: Bool) in
            Definition.Write(dot: dot, context: context, value: value, isDelta: isDelta)
        }
        switch change {
        case .insert(let values):
            for (at, cell) in table.cells.enumerated() {
                let value = values.first { $0.cell == cell.name }?.value ?? .null
                cells[at].writes.append(write(value, false))
            }
        case .set(let entries):
            for entry in entries {
                let at = place(of: entry.cell, table)
                cells[at].writes.append(write(entry.value, false))
                cells[at].replaced.formUnion(entry.replaces)
            }
        case .add(let values):
            for entry in values {
                cells[place(of: entry.cell, table)].writes.append(write(entry.value, true))
            }
        case .delete(let dots):
            deletes.append(.init(dot: dot, context: context, names: Set(dots)))
        case .keep(let dots):
            keeps.append(.init(dot: dot, context: context, names: Set(dots)))
        case .erase(let names):
            for name in names { cells[place(of: name, table)].erasures.append(dot) }
        }
    }

    /// Where a cell is; one that the schema does not have gets a place.
    private mutating func place(of name: String, _ table: TableSchema) -> Int {
        if let at = cell(name) { return at }
        cells.append(Definition.Cell(name, isKnown: table.cell(name) != nil))
        return cells.count - 1
    }

    private var taken: Set<Dot> { deletes.reduce(into: []) { $0.formUnion($1.names) } }

    package var isPresent: Bool {
        let taken = taken
        let named = keeps.reduce(into: taken) { $0.formUnion($1.names) }
        let lives = { (cell: Definition.Cell) in
            cell.writes.contains { !taken.contains($0.dot) && !cell.replaced.contains($0.dot) }
        }
        return cells.contains { $0.isKnown && lives($0) }
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
        return cells.contains { cell in
            cell.isKnown && cell.writes.contains { isConcurrent($0.dot, $0.context) }
        }
            || keeps.contains { isConcurrent($0.dot, $0.context) }
    }

    /// Deletes that were done by somebody who had not seen all writes, nor these the delete.
    package var crossed: Set<Dot> { Set(deletes.filter(isCrossed).map(\.dot)) }

    /// The writes that count for what the cell shows, each by its dot, in no order.
    package func siblings(of cell: CellSchema) -> [Definition.Sibling] {
        guard let at = self.cell(cell.name) else { return [] }
        if let known = answers.siblings[at] { return known }
        let found = siblingsFound(of: cells[at], addsUp: cell.policy.addsUp)
        answers.siblings[at] = found
        return found
    }

    private func siblingsFound(
        of cell: Definition.Cell, addsUp: Bool
    ) -> [Definition.Sibling] {
        var live: [Definition.Sibling] = []
        var ghosts: [Definition.Sibling] = []
        for write in cell.writes where !cell.replaced.contains(write.dot) {
            let takers = deletes.filter { $0.names.contains(write.dot) }
            let sibling = Definition.Sibling(
                dot: write.dot, value: cell.isErased(write) ? .erased : write.value)
            if takers.isEmpty {
                live.note(sibling)
            } else if takers.allSatisfy(isCrossed) && (addsUp || !cell.isWrittenAnew(after: takers))
            {
                ghosts.note(sibling)
            }
        }
        let found = ghosts.isEmpty || !live.isEmpty && !addsUp ? live : live + ghosts
        // What has been erased competes with nothing that has not.
        guard found.contains(where: \.value.isErased) else { return found }
        let telling = found.filter { !$0.value.isErased }
        return telling.isEmpty ? found : telling
    }
}

extension Definition.Cell {
    /// Whether somebody wrote it anew who had seen one of these deletes.
    fileprivate func isWrittenAnew(after takers: [Definition.Removal]) -> Bool {
        writes.contains { later in
            !later.isDelta && takers.contains { later.context.contains($0.dot) }
        }
    }

    /// Whether somebody erased it of whom the write's author had not heard.
    fileprivate func isErased(_ write: Definition.Write) -> Bool {
        erasures.contains { !write.context.contains($0) }
    }
}

extension [Definition.Sibling] {
    /// Whether not all have the same value.
    var differ: Bool { dropFirst().contains { $0.value != self[0].value } }

    /// Of two writes of one transaction the later counts.
    fileprivate mutating func note(_ sibling: Definition.Sibling) {
        if let at = firstIndex(where: { $0.dot == sibling.dot }) {
            self[at] = sibling
        } else {
            append(sibling)
        }
    }
}
