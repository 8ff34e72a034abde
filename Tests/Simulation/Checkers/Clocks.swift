internal import Causality
internal import Sync

/// I16: a site's timestamps rise strictly and are never further ahead than five minutes of the latest
/// its own wall clock has shown, whatever clocks elsewhere say.
package final class Clocks: Checker {
    private var last: [Origin: HybridTimestamp] = [:]

    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        switch moment {
        case .edited(let site, let made):
            for transaction in made {
                if let before = last[transaction.dot.stream.origin], transaction.stamp <= before {
                    throw Violation(
                        "I16", "the clock of \(site.id) went back at \(transaction.dot)")
                }
                last[transaction.dot.stream.origin] = transaction.stamp
                let limit = site.wallMax + HybridClock.driftMaxMilliseconds + 1
                if transaction.stamp.milliseconds > limit {
                    throw Violation(
                        "I16", "\(transaction.dot) is stamped beyond what \(site.id) may follow")
                }
            }
        case .tookIn(let site, _, let results):
            let limit = site.store.clock.milliseconds + HybridClock.driftMaxMilliseconds
            for result in results where result.outcome == .applied {
                if let dot = result.dot,
                    world.truth.transactions[dot]?.stamp.milliseconds ?? 0 > limit
                {
                    world.counters.sometimes("stamp not followed")
                }
            }
        case .restarted(let site):
            // Who was put back knows nothing of the stamps it has given since.
            if world.rolledBack.contains(site.id) {
                last = last.filter { $0.key.site != site.id }
            }
        case .repeated, .exchanged, .sent, .undone, .rotted, .tricked: break
        }
    }
}
