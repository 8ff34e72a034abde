internal import Causality
internal import Sync

/// I15: what was erased is nowhere: neither shown, nor in the log, nor in any byte of the files of a site
/// that has heard of it.
package final class Erasure: Checker {
    package init() {}

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for erasure in world.truth.transactions.values {
            for operation in erasure.operations {
                guard case .erase(let cells) = operation.change, !isForked(erasure.dot, world)
                else { continue }
                let place = RowPlace(operation.table, operation.key)
                world.counters.sometimes("erasure")
                let gone = texts(in: place, cells, unseenBy: erasure.dot, world)
                for site in core {
                    guard try site.store.vector({ _ in true }).contains(erasure.dot) else {
                        continue
                    }
                    for text in gone where try site.store.isLeft(text) {
                        throw Violation(
                            "I15", "\(site.id) still has \(text), erased by \(erasure.dot)")
                    }
                }
            }
        }
    }

    /// Whether the erasure goes by several names: who had seen it then cannot be told by one of them.
    private func isForked(_ dot: Dot, _ world: World) -> Bool {
        world.forks.contains { $0.stream == dot.stream.plain && $0.seq <= dot.seq }
    }

    /// What was written to the cells by people who had not heard of the erasure.
    private func texts(
        in place: RowPlace, _ cells: [String], unseenBy dot: Dot, _ world: World
    ) -> [String] {
        world.truth.transactions.values.filter { !$0.context.contains(dot) }.flatMap { made in
            made.operations.filter { RowPlace($0.table, $0.key) == place }.flatMap { operation in
                operation.change.values.filter { cells.contains($0.0) }.compactMap { $0.1.text }
            }
        }
    }
}
