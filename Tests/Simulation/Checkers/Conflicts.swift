internal import Causality
internal import Sync

/// I5: the inbox holds exactly one item for each cell whose siblings differ with no policy to settle
/// them, and for each row that a delete and other writes contest; nothing else. And the ledger holds exactly
/// the pairs of writes of one cell that differ and did not know of each other.
package final class Conflicts: Checker {
    private var open: [Int: [String: Place]] = [:]
    /// Where there was a conflict and is none, by site.
    private var settled: [Int: Set<Place>] = [:]

    private struct Place: Hashable {
        let row: RowPlace
        let cell: String
    }

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        // Only to count: what is listed is checked at rest.
        if case .edited(let site, let made) = moment { noteDecisions(made, at: site) }
        guard case .exchanged(let site, _, let report) = moment, report.received > 0
        else { return }
        let items = try site.store.inbox()
        if !items.isEmpty { world.counters.sometimes("conflict open") }
        if items.contains(where: { $0.cell == "*" }) { world.counters.sometimes("row contested") }
        let now = Dictionary(
            items.map { ($0.id, Place(row: $0.place, cell: $0.cell)) }
        ) { $1 }
        let before = open.updateValue(now, forKey: site.index) ?? [:]
        if before.keys.contains(where: { now[$0] == nil }) {
            world.counters.sometimes("conflict closed")
        }
        let stillOpen = Set(now.values)
        if !settled[site.index, default: []].isDisjoint(with: stillOpen) {
            world.counters.sometimes("conflict reopened")
        }
        settled[site.index, default: []].formUnion(before.values)
        settled[site.index, default: []].subtract(stillOpen)
    }

    /// What takes the place of several writes of a cell settles it, until something comes that it had not seen.
    private func noteDecisions(_ made: [Transaction], at site: World.WorldSite) {
        for operation in made.flatMap(\.operations) {
            guard case .set(let writes) = operation.change else { continue }
            let row = RowPlace(operation.table, operation.key)
            let places = writes.filter { $0.replaces.count > 1 }.map {
                Place(row: row, cell: $0.cell)
            }
            settled[site.index, default: []].formUnion(places)
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        var inboxes: [Int: [InboxItem]] = [:]
        for site in core {
            let inbox = try site.store.inbox()
            inboxes[site.index] = inbox
            try check(site, inbox, try world.definition(of: site))
            try checkLedger(site, world)
        }
        try AtRest(core, world).forEachScope { scope, sites in
            let places = world.truth.places[scope] ?? []
            let all = sites.map { site in
                Set((inboxes[site.index] ?? []).filter { places.contains($0.place) }.map(\.id))
            }
            for (site, ids) in zip(sites, all) where ids != all[0] {
                throw Violation("I5", "\(site.id) and \(sites[0].id) list different conflicts")
            }
        }
    }

    private func checkLedger(_ site: World.WorldSite, _ world: World) throws {
        let told = try site.store.ledger()
        guard site.store.keepsLedger else {
            if !told.isEmpty { world.counters.sometimes("ledger not empty") }
            return
        }
        let defined = Ledger.pairs(
            of: try site.store.transactionsAnew(), schema: site.store.schema)
        if !defined.isEmpty { world.counters.sometimes("ledger not empty") }
        guard told != defined else { return }
        let odd = Set(told).symmetricDifference(defined).first ?? defined[0]
        let how = defined.contains(odd) ? "lacks" : "has no reason for"
        throw Violation(
            "I5", "the ledger of \(site.id) \(how) \(odd.table) \(odd.key) \(odd.cell) \(odd.dots)")
    }

    private func check(_ site: World.WorldSite, _ inbox: [InboxItem], _ defined: Definition) throws
    {
        let store = site.store
        var expected: [String: [Dot]] = [:]
        let shown = try store.shownRows()
        for (place, row) in defined.rows {
            guard shown[place] != nil, let table = store.schema.table(place.table) else { continue }
            if !row.marks.isEmpty { expected["\(place) *"] = [] }
            for cell in table.cells {
                let siblings = row.siblings(of: cell)
                guard siblings.differ, !settles(cell.policy, siblings, place, store)
                else { continue }
                expected["\(place) \(cell.name)"] = siblings.map(\.dot).sorted()
            }
        }
        for item in inbox {
            let name = "\(item.place) \(item.cell)"
            guard let dots = expected.removeValue(forKey: name) else {
                throw Violation(
                    "I5", "\(site.id) lists \(name), which is no conflict or twice there")
            }
            if item.cell != "*", dots != item.dots {
                throw Violation("I5", "\(site.id) lists \(name) with \(item.dots), not \(dots)")
            }
        }
        if let missing = expected.keys.min() {
            throw Violation("I5", "\(site.id) does not list \(missing)")
        }
    }

    /// Whether a policy decides between values that differ.
    private func settles(
        _ policy: MergePolicy, _ siblings: [Definition.Sibling], _ place: RowPlace,
        _ store: any SimulatedSite
    ) -> Bool {
        switch policy.base {
        case .ask, .immutable: return false
        case .latest, .earliest, .highest, .lowest, .union, .sum, .listed: return true
        case .owner:
            guard let state = try? store.exactState(of: place),
                let table = store.schema.table(place.table)
            else { return false }
            let owner = state.scope?.owner ?? ShownRow(state, table).ownerShown(table)
            return siblings.filter { $0.dot.stream.origin.site == owner }.count == 1
        case .furthest(let order):
            let values = Set(siblings.map(\.value))
            return values.filter { value in
                !values.contains { order.isFurther($0, than: value) }
            }.count == 1
        }
    }
}

extension ShownRow {
    fileprivate func ownerShown(_ table: TableSchema) -> SiteID? {
        guard let name = table.ownerColumn, let column = table.column(name) else { return nil }
        return columns[column].text.flatMap { SiteID($0) }
    }
}
