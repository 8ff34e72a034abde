internal import Causality
internal import Sync

/// I19: once the faults are over, a healthy core comes to rest with nothing held back and nothing put
/// aside that honest sites wrote. (That it comes to rest at all, the world checks itself.)
package final class Progress: Checker {
    private var held: Set<Dot> = []

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .tookIn(let site, _, let results) = moment else { return }
        for result in results {
            switch result.outcome {
            case .held:
                world.counters.sometimes("transaction held")
                if let dot = result.dot { held.insert(dot) }
            case .quarantined(let why):
                throw Violation(
                    "I19", "\(site.id) put \(result.dot?.description ?? "?") aside: \(why)")
            case .applied, .duplicate, .refused, .unsigned, .postponed, .undecided: break
            }
        }
        let vector = try site.store.vector { _ in true }
        if held.contains(where: { vector.contains($0) }) {
            world.counters.sometimes("held released")
            held = held.filter { !vector.contains($0) }
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            for item in try site.store.waiting() {
                // What waits for a site that never came back may wait.
                guard case .held(let lacks) = item.standing else { continue }
                let vector = try site.store.vector { _ in true }
                if lacks.allSatisfy({ vector.contains($0) }) {
                    throw Violation("I19", "\(site.id) holds \(item) although nothing is lacking")
                }
            }
        }
    }
}
