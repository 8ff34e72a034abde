internal import Sync

/// I13: what a hostile member sends is refused where it breaks a rule, and only there.
package final class Refusals: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard case .tricked(let site, let trick, let results) = moment else { return }
        for result in results {
            if result.outcome == .applied, !trick.isLawful {
                throw Violation("I13", "\(site.id) applied a transaction with \(trick)")
            }
            if case .quarantined(let why) = result.outcome, trick.isLawful {
                throw Violation("I13", "\(site.id) refused a lawful transaction: \(why)")
            }
        }
    }
}
