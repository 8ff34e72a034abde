internal import Causality
internal import Sync

/// I16: a site's timestamps rise strictly. They are never further ahead than five minutes of the latest that its
/// own wall clock has shown, or that the hub's would show by now, as far as the site has heard it; whatever clocks
/// elsewhere say. And never further behind than that of what the hub's clock has shown, however far its own is.
package final class Clocks: Checker {
    private var last: [Origin: HybridTimestamp] = [:]

    /// What is heard is known to the minute, and told in seconds.
    private static let grain: UInt64 = 62_000

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
                let limit = site.stampMax + HybridClock.driftMaxMilliseconds + Clocks.grain
                if transaction.stamp.milliseconds > limit {
                    throw Violation(
                        "I16",
                        "\(transaction.dot) is stamped beyond what \(site.id) may follow: "
                            + "\(transaction.stamp.milliseconds), after \(limit); "
                            + "its own clock has shown \(site.wallMax)")
                }
                try seeBehind(transaction, site, world)
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

    /// Whether a clock that is behind loses by it.
    private func seeBehind(
        _ transaction: Transaction, _ site: World.WorldSite, _ world: World
    ) throws {
        guard let shown = site.hubTime, !world.rolledBack.contains(site.id) else { return }
        let forgiven = HybridClock.driftMaxMilliseconds + Clocks.grain
        let least = shown - min(shown, forgiven)
        if transaction.stamp.milliseconds < least {
            throw Violation(
                "I16",
                "\(transaction.dot) is stamped before the hub's time known to \(site.id): "
                    + "\(transaction.stamp.milliseconds), before \(least); "
                    + "its own clock shows \(site.store.clock.milliseconds)")
        }
        if site.store.clock.milliseconds < least {
            world.counters.sometimes("stamped by the hub's time")
        }
    }
}
