internal import Causality

/// The rows that the histories of a small world make, whatever the sites in them are called: a digest of
/// each. What a search leaves out must not lessen them.
package struct Outcomes {
    package private(set) var rows: Set<Int> = []
    package private(set) var histories = 0

    /// Throws the first `Violation`.
    package init(
        sites: Int, edits: Int, _ alphabet: Alphabet, _ extent: HistorySearch.Extent
    ) throws {
        var search = HistorySearch(sites: sites, edits: edits, alphabet, extent)
        let orders = Outcomes.orders(of: Array(SmallWorld.names.prefix(sites)))
        var found: Set<Int> = []
        search.eachRow = { row in
            let digests = orders.map { order in Outcomes.digest(row) { order.firstIndex(of: $0) } }
            found.insert(digests.min() ?? 0)
        }
        try search.run()
        (rows, histories) = (found, search.histories)
    }

    private static func orders(of names: [SiteID]) -> [[SiteID]] {
        if names.isEmpty { return [[]] }
        return names.indices.flatMap { at in
            var rest = names
            let first = rest.remove(at: at)
            return orders(of: rest).map { [first] + $0 }
        }
    }

    /// Everything that a row remembers but its times, with numbers for sites.
    private static func digest(_ row: RowState, _ place: @escaping (SiteID) -> Int?) -> Int {
        let named = { (dot: Dot) in [place(dot.stream.origin.site) ?? -1, Int(dot.seq)] }
        let all = { (dots: Set<Dot>) in Set(dots.map(named)) }
        var hasher = Hasher()
        for (cell, state) in row.cells {
            hasher.combine(cell)
            hasher.combine(Set(state.live.map { named($0.dot) }))
            hasher.combine(
                Set(
                    state.ghosts.map {
                        [named($0.sibling.dot)] + $0.takers.map(named).sorted(by: precedes)
                    }))
        }
        for dots in [row.marks, row.keeps, row.takenKeeps] { hasher.combine(all(dots)) }
        for (dot, record) in row.deletes.sorted(by: { precedes(named($0.key), named($1.key)) }) {
            hasher.combine(named(dot))
            hasher.combine(record.isCrossed)
            hasher.combine(
                Set(
                    record.context.entries.map {
                        [place($0.stream.origin.site) ?? -1, Int($0.seq)]
                    }))
        }
        return hasher.finalize()
    }

    private static func precedes(_ one: [Int], _ other: [Int]) -> Bool {
        one.lexicographicallyPrecedes(other)
    }
}
