internal import Causality

/// I5, the other half: what a row shows is what the policy of each cell says about its siblings, worked
/// out here from the words of the design once more, and whether it is settled.
package final class PolicyWord: Checker {
    package init() {}

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            let shown = try site.store.shownRows()
            let defined = try world.definition(of: site)
            for (place, columns) in shown {
                guard let row = defined.rows[place],
                    let table = site.store.schema.table(place.table)
                else { continue }
                let words = Words(row, table) { try? site.store.effectiveStamp(of: $0) }
                for cell in table.cells {
                    let members = cell.columns.map { columns[$0] }
                    let value = cell.isGroup ? Value.group(members) : members[0]
                    let word = words.shown(cell)
                    let expected = word.isErased ? .null : word
                    guard value == expected else {
                        throw Violation(
                            "I5",
                            "\(site.id) shows \(value) in \(place) \(cell.name), not \(expected)")
                    }
                }
            }
        }
    }

    /// One row and what its policies say.
    private struct Words {
        struct Write {
            let dot: Dot
            let stamp: HybridTimestamp
            let value: Value
        }

        private let row: Definition.Row
        private let table: TableSchema
        private let stamp: (Dot) -> HybridTimestamp?

        init(
            _ row: Definition.Row, _ table: TableSchema,
            stamp: @escaping (Dot) -> HybridTimestamp?
        ) {
            self.row = row
            self.table = table
            self.stamp = stamp
        }

        /// The siblings of a cell, the least first.
        private func writes(_ cell: CellSchema) -> [Write] {
            let siblings = row.siblings(of: cell)
            guard siblings.count > 1 else {
                return siblings.map { Write(dot: $0.dot, stamp: .zero, value: $0.value) }
            }
            return siblings.map {
                Write(dot: $0.dot, stamp: stamp($0.dot) ?? .zero, value: $0.value)
            }.sorted { ($0.stamp, $0.dot) < ($1.stamp, $1.dot) }
        }

        /// The site in the scope of the row's least dot, else the one that the owner column shows.
        private var owner: SiteID? {
            let dots = table.cells.flatMap { row.siblings(of: $0).map(\.dot) }
            if let scope = dots.min()?.stream.scope, let owner = scope.owner { return owner }
            guard let column = table.ownerColumn,
                let cell = table.cells.first(where: { $0.name == column })
            else { return nil }
            return shown(cell).text.flatMap { SiteID($0) }
        }

        func shown(_ cell: CellSchema) -> Value {
            let writes = writes(cell)
            guard let least = writes.first, let greatest = writes.last else { return .null }
            var told: [Write] { writes.filter { !$0.value.isNull } }
            switch cell.policy.base {
            case .latest: return greatest.value
            case .earliest, .immutable: return least.value
            case .sum:
                let told = told
                let sum = told.reduce(Int64(0)) { $0 &+ ($1.value.integer ?? 0) }
                return told.isEmpty ? .null : .integer(sum)
            case .union:
                let told = told
                let elements = Set(told.flatMap { $0.value.text?.split(separator: ",") ?? [] })
                let order = elements.sorted { String($0).precedesByBytes(String($1)) }
                return told.isEmpty ? .null : .text(order.joined(separator: ","))
            case .highest: return told.map(\.value).max { $0.precedes($1) } ?? .null
            case .lowest: return told.map(\.value).min { $0.precedes($1) } ?? .null
            case .furthest(let order):
                let furthest = writes.filter { one in
                    !writes.contains { order.isFurther($0.value, than: one.value) }
                }
                if Set(furthest.map(\.value)).count == 1 { return furthest[0].value }
                return working(writes)
            case .owner, .ask, .listed: return working(writes)
            }
        }

        /// The owner's value if it has exactly one, else the greatest.
        private func working(_ writes: [Write]) -> Value {
            if let only = writes.first, writes.count == 1 { return only.value }
            let owned = owner.map { owner in
                writes.filter { $0.dot.stream.origin.site == owner }
            }
            if let owned, owned.count == 1 { return owned[0].value }
            return writes.last?.value ?? .null
        }
    }
}
