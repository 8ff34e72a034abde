internal import Causality

/// I3: what a cell shows was written to that cell by someone: one of the values, or their sum or
/// union.
package final class NothingInvented: Checker {
    package init() {}

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        var written: [RowPlace: Values] = [:]
        for transaction in world.truth.transactions.values {
            for operation in transaction.operations {
                let place = RowPlace(operation.table, operation.key)
                written[place, default: Values()].take(operation.change)
            }
        }
        for site in core {
            for (place, columns) in try site.store.shownRows() {
                guard let table = site.store.schema.table(place.table) else { continue }
                let values = written[place] ?? Values()
                for cell in table.cells
                where cell.policy.base != .sum && cell.policy.base != .union {
                    let members = cell.columns.map { columns[$0] }
                    let value = cell.isGroup ? Value.group(members) : members[0]
                    guard value.isNull || values.contain(value, in: cell.name) else {
                        throw Violation(
                            "I3",
                            "\(site.id) shows \(value) in \(place) \(cell.name); nobody wrote it")
                    }
                }
            }
        }
    }
}

/// What was written to a row, by cell.
private struct Values {
    private var cells: [(name: String, values: [Value])] = []

    mutating func take(_ change: Change) {
        for (name, value) in change.values {
            if let at = cells.firstIndex(where: { $0.name == name }) {
                cells[at].values.append(value)
            } else {
                cells.append((name, [value]))
            }
        }
    }

    func contain(_ value: Value, in name: String) -> Bool {
        cells.first { $0.name == name }?.values.contains(value) ?? false
    }
}

extension Change {
    /// Cells and the values written to them.
    var values: [(String, Value)] {
        switch self {
        case .insert(let values), .add(let values): values.map { ($0.cell, $0.value) }
        case .set(let writes): writes.map { ($0.cell, $0.value) }
        case .delete, .keep, .erase: []
        }
    }
}
