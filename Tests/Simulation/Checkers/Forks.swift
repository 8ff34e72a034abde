internal import Causality
internal import Sync

/// I12, the other half: who has used a number twice is known by name to everybody who holds both
/// transactions, and both are kept; of nobody else is that said.
package final class Forks: Checker {
    package init() {}

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            let found = try site.store.forks()
            if let slander = found.subtracting(world.forks).first {
                throw Violation("I12", "\(site.id) says that \(slander) was used twice")
            }
            let vector = try site.store.vector { _ in true }
            for fork in world.forks {
                // Branches that part later only are of one side.
                let sides = Set(
                    try vector.entries.filter {
                        $0.stream.plain == fork.stream && $0.seq >= fork.seq
                    }.compactMap {
                        try site.store.hash(of: Dot(stream: $0.stream, seq: fork.seq))
                    })
                guard (sides.count > 1) == found.contains(fork) || sides.isEmpty else {
                    throw Violation(
                        "I12", "\(site.id) holds \(sides.count) sides of \(fork) and says nothing")
                }
                if found.contains(fork) { world.counters.sometimes("fork told") }
            }
        }
        try AtRest(core, world).forEachScope { scope, sites in
            let all = try sites.map { try $0.store.forks().filter { $0.stream.scope == scope } }
            for (site, forks) in zip(sites, all) where forks != all[0] {
                throw Violation("I12", "\(site.id) and \(sites[0].id) know of different forks")
            }
        }
    }
}
