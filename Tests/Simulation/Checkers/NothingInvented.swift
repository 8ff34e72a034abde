internal import Causality

/// I3: what a cell shows was written to that cell by someone: one of the values, or their sum or
/// union.
package final class NothingInvented: Checker {
    package init() {}

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        var written: [RowPlace: [String: [Value]]] = [:]
        for transaction in world.truth.transactions.values {
            for operation in transaction.operations {
                for (cell, value) in operation.change.values {
                    written[RowPlace(operation.table, operation.key), default: [:]][
                        cell, default: []
                    ].append(value)
                }
            }
        }
        for site in core {
            for (place, columns) in try site.store.shownRows() {
                guard let table = site.store.schema.table(place.table) else { continue }
                for cell in table.cells
                where cell.policy.base != .sum && cell.policy.base != .union {
                    let members = cell.columns.map { columns[$0] }
                    let value = cell.isGroup ? Value.group(members) : members[0]
                    guard value.isNull || written[place]?[cell.name]?.contains(value) == true
                    else {
                        throw Violation(
                            "I3",
                            "\(site.id) shows \(value) in \(place) \(cell.name); nobody wrote it")
                    }
                }
            }
        }
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
