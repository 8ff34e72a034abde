internal import Sync

/// I14: nothing grows without bound: no exchange goes on for ever, no more is kept aside than was ever written,
/// and those who failed together do not come back together.
package final class Bounds: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .exchanged(let site, let peer, let report) = moment else { return }
        if report.rounds > 60 {
            throw Violation("I14", "\(site.id) took \(report.rounds) rounds with \(peer)")
        }
    }

    package func atRest(_ core: [World.WorldSite], _ world: World) throws {
        for site in core {
            let waiting = try site.store.waiting()
            if waiting.count > world.truth.transactions.count + world.hostileOffers {
                throw Violation("I14", "\(site.id) keeps more aside than was ever written")
            }
        }
        let waits = world.truth.waits
        for wait in waits {
            let ceiling = Backoff.ceilingMilliseconds(attempt: wait.attempt)
            if wait.milliseconds > ceiling {
                throw Violation("I14", "try \(wait.attempt) waits \(wait.milliseconds) ms")
            }
        }
        let first = waits.filter { $0.attempt == 0 }.map(\.milliseconds)
        if first.count >= 4, Set(first).count == 1 {
            throw Violation(
                "I14", "\(first.count) that failed come back after \(first[0]) ms, all of them")
        }
    }
}
