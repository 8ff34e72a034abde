internal import Causality
internal import Sync

/// I6: what a person has decided stays decided. An open item always holds a write that no decision
/// about its cell had seen.
package final class ResolutionSticks: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .restarted(let site) = moment else { return }
        try check(site, world)
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            try check(site, world)
            if try site.store.inbox().contains(where: { try isOfDecisions($0, site, world) }) {
                world.counters.sometimes("decided at two sites")
            }
        }
    }

    /// Whether two people have decided one conflict in two ways.
    private func isOfDecisions(
        _ item: InboxItem, _ site: World.WorldSite, _ world: World
    ) throws -> Bool {
        guard item.cell != "*" else { return false }
        let log = try site.store.transactions()
        return item.dots.filter { dot in
            log.contains { $0.dot == dot && decides($0, item, world) }
        }.count > 1
    }

    private func check(_ site: World.WorldSite, _ world: World) throws {
        let open = try site.store.inbox().filter { $0.cell != "*" }
        guard !open.isEmpty else { return }
        let log = try site.store.transactions()
        for item in open {
            for decision in log
            where decides(decision, item, world) && !world.undos.contains(decision.dot) {
                let isCovered = item.dots.allSatisfy {
                    $0 == decision.dot || decision.context.contains($0)
                }
                if isCovered {
                    throw Violation(
                        "I6",
                        "\(item.place) \(item.cell) is open at \(site.id), decided by \(decision.dot)"
                    )
                }
            }
        }
    }

    /// Whether a transaction replaced several siblings of the item's cell at once that differed.
    private func decides(
        _ transaction: Transaction, _ item: InboxItem, _ world: World
    ) -> Bool {
        transaction.operations.contains { operation in
            guard operation.table == item.place.table, operation.key == item.place.key,
                case .set(let writes) = operation.change
            else { return false }
            return writes.contains { write in
                guard write.cell == item.cell, write.replaces.count > 1 else { return false }
                // Who changes what two have written alike decides nothing between them.
                return Set(write.replaces.compactMap { world.value(of: $0, item) }).count > 1
            }
        }
    }
}

extension World {
    /// What a transaction wrote to the cell of an item; `nil` where it is not known under this name.
    fileprivate func value(of dot: Dot, _ item: InboxItem) -> Value? {
        truth.transactions[dot]?.operations.lazy
            .filter { $0.table == item.place.table && $0.key == item.place.key }
            .flatMap { $0.change.values }.first { $0.0 == item.cell }?.1
    }
}
