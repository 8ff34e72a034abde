internal import Causality
internal import Sync

/// I13: what a hostile member sends is refused where it breaks a rule, and only there; and where sites sign,
/// what it writes in another's name is taken in by nobody, at once or ever, and everybody names it.
package final class Refusals: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .tricked(let site, let trick, let results) = moment else { return }
        if trick == .forgedOrigin, world.isSigned {
            return try expectUnsigned(results, at: site, world)
        }
        for result in results {
            if result.outcome == .applied, !trick.isLawful {
                throw Violation("I13", "\(site.id) applied a transaction with \(trick)")
            }
            if case .quarantined(let why) = result.outcome, trick.isLawful {
                throw Violation("I13", "\(site.id) refused a lawful transaction: \(why)")
            }
        }
    }

    private func expectUnsigned(
        _ results: [ItemResult], at site: World.WorldSite, _ world: World
    ) throws {
        let culprit = World.hostile?.name ?? ""
        for result in results {
            guard let dot = result.dot, case .unsigned(let why) = result.outcome else {
                throw Violation(
                    "I13", "\(site.id) takes forged work for its author's: \(result.outcome)")
            }
            guard why.hasPrefix("\(culprit) sent \(dot) without a signature of") else {
                throw Violation("I13", "\(site.id) does not name who forged \(dot): \(why)")
            }
            world.counters.sometimes("forged origin refused")
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for (dot, forged) in world.forgeries.sorted(by: { $0.key < $1.key }) {
            for site in world.sites where !site.isDown {
                let names = try site.store.vector { $0 == dot.stream.scope }.streams.filter {
                    $0.plain == dot.stream
                }
                for name in names {
                    guard let hash = try site.store.hash(of: Dot(stream: name, seq: dot.seq)),
                        forged.contains(hash)
                    else { continue }
                    throw Violation("I13", "\(site.id) holds \(dot), which its author never wrote")
                }
            }
        }
    }
}
