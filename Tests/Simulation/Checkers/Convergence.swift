internal import Causality
internal import Sync

/// I1: two sites that hold the same transactions of a scope have the same rows in it, to the last
/// sibling, whatever the order and path of delivery; now, and against every site that ever held the
/// same.
package final class Convergence: Checker {
    private struct Holding: Hashable {
        let scope: ScopeID
        let vector: VersionVector
    }

    private var seen: [Holding: (by: SiteID, ScopePicture)] = [:]
    private var last: [Int: VersionVector] = [:]

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited, .tookIn, .restarted: try look(moment.site, world)
        case .repeated, .exchanged: break
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        last = [:]
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
        let before = last.updateValue(vector, forKey: site.index)
        let changed = Set(vector.beyond(before ?? VersionVector()).map(\.stream.scope))
        guard !changed.isEmpty else { return }
        let shown = try site.store.shownRows()
        for scope in changed.sorted() {
            let holding = Holding(scope: scope, vector: vector.restricted { $0 == scope })
            let picture = try world.picture(site, scope, shown)
            guard let (by, first) = seen[holding] else {
                seen[holding] = (site.id, picture)
                continue
            }
            if let difference = picture.difference(from: first) {
                throw Violation(
                    "I1", "\(site.id) and \(by) hold \(holding.vector) but differ in \(difference)")
            }
        }
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
