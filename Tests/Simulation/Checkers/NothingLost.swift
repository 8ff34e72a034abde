internal import Causality
internal import Sync

/// I2: what people were told is safe is in the log of their site after any crash, and at rest at every
/// site that holds the scope.
package final class NothingLost: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .restarted(let site) = moment else { return }
        for dot in world.truth.acknowledged[site.id] ?? [] {
            try expect(dot, of: site, at: site, world, "after it was started again")
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        try AtRest(core, world).forEachScope { scope, sites in
            for site in sites {
                for dot in world.truth.acknowledged[site.id] ?? [] where dot.stream.scope == scope {
                    for other in sites {
                        try expect(dot, of: site, at: other, world, "at rest")
                    }
                }
            }
        }
    }

    private func expect(
        _ dot: Dot, of owner: World.WorldSite, at site: World.WorldSite, _ world: World,
        _ when: String
    ) throws {
        guard try world.holds(dot, acknowledgedAt: owner.id, at: site) else {
            throw Violation("I2", "\(site.id) lacks \(dot), which was acknowledged, \(when)")
        }
    }
}
