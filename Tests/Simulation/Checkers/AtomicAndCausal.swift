internal import Causality
internal import Sync

/// I4: a transaction arrives whole and after its causes. A site that holds it holds everything its
/// author had seen, and its rows are those that the whole of its log makes, computed by definition.
package final class AtomicAndCausal: Checker {
    private var looks = 0

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .tookIn(let site, _, let results):
            let vector = try site.store.vector { _ in true }
            let isForked = try !site.store.branches().isEmpty
            for result in results where result.outcome == .applied {
                guard let dot = result.dot, let made = try transaction(dot, at: site, world) else {
                    throw Violation(
                        "I4",
                        "\(site.id) applied \(result.dot.map(\.description) ?? "?"), which nobody made"
                    )
                }
                // Where a stream has forked, its numbers are called otherwise here.
                if !isForked, let missing = made.context.beyond(vector).first {
                    throw Violation(
                        "I4", "\(site.id) holds \(dot) without its cause \(missing.stream)")
                }
            }
            looks += 1
            if looks % 16 == 0 { try compare(site) }
        case .restarted(let site): try compare(site)
        case .edited, .repeated, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }

    /// What somebody made under a number; of one that is used twice, what the site holds.
    private func transaction(
        _ dot: Dot, at site: World.WorldSite, _ world: World
    ) throws -> Transaction? {
        guard let known = world.truth.transactions[dot], world.isTwofold(dot) else {
            return world.truth.transactions[dot]
        }
        guard try world.isNoted(dot, at: site) else { return nil }
        return try site.store.transactions().last { $0.dot == dot } ?? known
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core { try compare(site, world.definition(of: site)) }
    }

    private func compare(_ site: World.WorldSite) throws {
        try compare(site, Definition(try site.store.transactions(), site.store.schema))
    }

    private func compare(_ site: World.WorldSite, _ defined: Definition) throws {
        let store = site.store
        let shown = try store.shownRows()
        for place in Set(defined.rows.keys).union(shown.keys).sorted() {
            guard let row = defined.rows[place], let table = store.schema.table(place.table) else {
                throw Violation("I4", "\(site.id) shows \(place), which its log does not know")
            }
            let (isPresent, columns) = (row.isPresent, shown[place])
            guard isPresent == (columns != nil) else {
                throw Violation(
                    "I4", "by its log \(place) is \(isPresent ? "there" : "gone") at \(site.id)")
            }
            let state = try store.exactState(of: place)
            guard row.marks == state.marks else {
                throw Violation(
                    "I4", "\(site.id) has the marks \(state.marks) on \(place), not \(row.marks)")
            }
            guard isPresent else { continue }
            for (at, cell) in table.cells.enumerated() {
                let siblings = state.siblings(of: at, policy: cell.policy)
                let defined = row.siblings(of: cell)
                guard siblings.count == defined.count,
                    siblings.allSatisfy({ defined.contains(.init(dot: $0.dot, value: $0.value)) })
                else {
                    let found = siblings.map { "\($0.dot): \($0.value)" }
                    throw Violation(
                        "I4",
                        "\(site.id) has \(found) in \(place) \(cell.name), not \(defined)")
                }
            }
            guard ShownRow(state, table).columns == columns else {
                throw Violation("I4", "\(site.id) shows \(place) otherwise than its siblings say")
            }
        }
    }
}
