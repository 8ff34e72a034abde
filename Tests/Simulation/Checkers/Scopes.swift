internal import Causality

/// I9: no byte of what a site sends tells of a scope that the receiver does not hold: no transaction,
/// no claim, no stream in a list, no notice, no signature nor the want of one, no news of members.
///
/// Every message is taken apart for it, so this is done in one seed of four, and where sites sign in all.
package final class Scopes: Checker {
    package init() {}

    package func see(_ moment: Moment, _ world: World) throws {
        guard world.scenario.seed.isMultiple(of: 4) || world.isSigned,
            !world.scenario.everyoneHoldsAll, case .sent(let site, let peer, let body) = moment
        else { return }
        // Said once more here: asking the policy that decides what is sent would prove nothing.
        let holds = { (site: SiteID, scope: ScopeID) in
            site == world.sites[0].id || scope.name == "common" || scope.name == "roster"
                || scope.name == "site/\(site)"
        }
        let parts = try ToldScopes(in: body)
        for (scope, what) in parts.told where !holds(peer, scope) || !holds(site.id, scope) {
            throw Violation("I9", "\(site.id) tells \(peer) of \(scope) by \(what)")
        }
        if parts.hasSignatures { world.counters.sometimes("signatures looked at") }
    }
}
