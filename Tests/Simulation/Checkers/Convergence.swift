internal import Causality
internal import Sync
internal import Wire

/// I1: two sites that hold the same transactions of a scope have the same rows in it, to the last
/// sibling, whatever the order and path of delivery; now, and against every site that ever held the
/// same.
///
/// One thing is left out, as docs/formats/transaction.md says: a value that was erased before a site
/// received it shows as NULL there, while those who have not heard of the erasure still show it.
///
/// After each step only the rows are looked at again that the new transactions name; after a restart,
/// and at rest, all of them are, so that what changes without a cause does not stay hidden.
package final class Convergence: Checker {
    private struct Holding: Hashable {
        let scope: ScopeID
        let vector: VersionVector
        /// A number that is used twice means two things.
        let heads: [Stream: Digest256]
        /// Names by which forks are known, in other scopes too: what a delete's author had seen is
        /// remembered by them.
        let branches: [Stream]
        /// Rows are those of a schema.
        let version: UInt32

        /// Enough to tell most apart: of what is equal everything is compared.
        func hash(into hasher: inout Hasher) {
            hasher.combine(scope)
            hasher.combine(vector.total)
        }
    }

    /// What stands for a row's exact state and what it shows.
    private typealias Digests = [RowPlace: Int]

    private struct Sight {
        var vector = VersionVector()
        var scopes: [ScopeID: Digests] = [:]
    }

    private var seen: [Holding: (by: SiteID, Digests)] = [:]
    private var sights: [Int: Sight] = [:]

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited, .tookIn: try look(moment.site, world)
        case .restarted:
            sights[moment.site.index] = nil
            try look(moment.site, world)
        case .repeated, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        sights = [:]
        for site in core { try look(site, world) }
        try AtRest(core, world).forEachScope { scope, sites in
            let vectors = try sites.map { try $0.store.vector { $0 == scope } }
            for (site, vector) in zip(sites, vectors) where vector != vectors[0] {
                throw Violation(
                    "I1", "at rest \(site.id) holds \(vector), \(sites[0].id) \(vectors[0])")
            }
        }
    }

    private func look(_ site: World.WorldSite, _ world: World) throws {
        let vector = try site.store.vector { _ in true }
        // A fork renames what any row may remember.
        let branches = vector.streams.filter { $0.origin.branch != nil }.sorted()
        let isForked = !branches.isEmpty
        let isFresh = sights[site.index] == nil || isForked
        // Taken out, so that it is changed where it is.
        var sight = sights.removeValue(forKey: site.index) ?? Sight()
        var touched: [ScopeID: Set<RowPlace>] = [:]
        for range in vector.beyond(sight.vector) {
            let scope = range.stream.scope
            // Of a number that is used twice only one of the transactions is known by its name.
            let isTwofold = world.forks.contains { $0.stream == range.stream.plain }
            if isFresh || isTwofold {
                touched[scope] = world.truth.places[scope] ?? []
                continue
            }
            for seq in range.from + 1...range.to {
                let dot = Dot(stream: range.stream, seq: seq)
                touched[scope, default: []].formUnion(world.truth.rows(touchedBy: dot))
            }
        }
        sight.vector = vector
        for (scope, places) in touched {
            for place in places {
                sight.scopes[scope, default: [:]][place] = try digest(place, site, world)
            }
        }
        sights[site.index] = sight
        for scope in touched.keys.sorted() { try compare(scope, sight, branches, site, world) }
    }

    /// Stands for a row that may differ.
    private static let mayDiffer = 0

    private func digest(
        _ place: RowPlace, _ site: World.WorldSite, _ world: World
    ) throws -> Int? {
        let state = try site.store.exactState(of: place)
        if lacksAnErasure(state, world) {
            world.counters.sometimes("erased before its erasure")
            return Self.mayDiffer
        }
        let shown = try site.store.shownRow(place)
        guard shown != nil || state != RowState() else { return nil }
        var digest = TraceHash()
        digest.fold(state)
        digest.fold(shown?.count ?? -1)
        digest.fold(shown ?? [])
        return digest.short
    }

    /// Whether a value came erased, of which no erasure that is here says so.
    private func lacksAnErasure(_ state: RowState, _ world: World) -> Bool {
        guard state.cells.values.contains(where: \.holdsErased) else { return false }
        for (at, cell) in state.cells {
            let lacks = { (sibling: Sibling) in
                // What bears the name of a branch is not known by it here.
                guard let made = world.truth.transactions[sibling.dot] else { return true }
                return (state.erasures[at] ?? []).allSatisfy(made.context.contains)
            }
            for sibling in cell.live where sibling.value.isErased && lacks(sibling) { return true }
            for ghost in cell.ghosts where ghost.sibling.value.isErased && lacks(ghost.sibling) {
                return true
            }
        }
        return false
    }

    private func compare(
        _ scope: ScopeID, _ sight: Sight, _ branches: [Stream], _ site: World.WorldSite,
        _ world: World
    ) throws {
        let mayDiffer = !world.forks.isEmpty
        let heads = mayDiffer ? try site.store.heads { $0 == scope } : [:]
        let holding = Holding(
            scope: scope, vector: sight.vector.restricted { $0 == scope },
            heads: heads, branches: branches,
            version: site.store.schema.version)
        let mine = sight.scopes[scope] ?? [:]
        guard let (by, first) = seen[holding] else {
            seen[holding] = (site.id, mine)
            return
        }
        guard mine != first else { return }
        let place = Set(mine.keys).union(first.keys).sorted().first {
            mine[$0] != first[$0] && mine[$0] != Self.mayDiffer && first[$0] != Self.mayDiffer
        }
        guard let place else { return }
        let state = ScopePicture.brief(
            try site.store.exactState(of: place), try site.store.shownRow(place))
        throw Violation(
            "I1",
            "\(site.id) and \(by) hold \(holding.vector) but differ in \(place), here \(state)")
    }
}

extension CellState {
    /// Whether a value has been erased here, be it one that a delete took.
    fileprivate var holdsErased: Bool {
        live.contains(where: \.value.isErased) || ghosts.contains(where: \.sibling.value.isErased)
    }
}

/// The parts of a quiet core that must agree: for each scope, sites that hold it and reach each other
/// through sites that hold it too.
struct AtRest {
    private let core: [World.WorldSite]
    private let world: World

    init(_ core: [World.WorldSite], _ world: World) {
        self.core = core
        self.world = world
    }

    func forEachScope(_ body: (ScopeID, [World.WorldSite]) throws -> Void) throws {
        for scope in world.truth.places.keys.sorted() {
            for group in try groups(scope) where group.count > 1 { try body(scope, group) }
        }
    }

    private func groups(_ scope: ScopeID) throws -> [[World.WorldSite]] {
        var left = core
        var groups: [[World.WorldSite]] = []
        while let first = left.popLast() {
            var group = [first]
            var grown = true
            while grown {
                grown = false
                for site in left where try group.contains(where: { try share($0, site, scope) }) {
                    group.append(site)
                    left.removeAll { $0 === site }
                    grown = true
                }
            }
            groups.append(group.sorted { $0.index < $1.index })
        }
        return groups
    }

    private func share(
        _ a: World.WorldSite, _ b: World.WorldSite, _ scope: ScopeID
    ) throws -> Bool {
        let isLinked = world.scenario.links.contains {
            $0 == [a.index, b.index] || $0 == [b.index, a.index]
        }
        return try isLinked && a.store.shared(with: b.store, world.policy)(scope)
    }
}
