internal import Causality
internal import Sync

/// I2: what people were told is safe is in the log of their site after any crash, and at rest at every
/// site that holds the scope.
package final class NothingLost: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .restarted(let site) = moment else { return }
        let vector = try site.store.vector { _ in true }
        for dot in world.truth.acknowledged[site.id] ?? [] {
            try expect(dot, of: site, at: site, vector, world, "after it was started again")
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        try AtRest(core, world).forEachScope { scope, sites in
            for other in sites {
                let vector = try other.store.vector { _ in true }
                for site in sites {
                    let told = world.truth.acknowledged[site.id] ?? []
                    for dot in told where dot.stream.scope == scope {
                        try expect(dot, of: site, at: other, vector, world, "at rest")
                    }
                }
            }
        }
    }

    private func expect(
        _ dot: Dot, of owner: World.WorldSite, at site: World.WorldSite, _ vector: VersionVector,
        _ world: World, _ when: String
    ) throws {
        guard try world.holds(dot, acknowledgedAt: owner.id, at: site, vector) else {
            throw Violation("I2", "\(site.id) lacks \(dot), which was acknowledged, \(when)")
        }
    }
}
