internal import Causality

// Who may write where.
//
// What a site may not hold it may not write either, and the roster is the hub's alone. A transaction that
// oversteps is nobody's mistake of delivery: it is kept aside as evidence, whoever brings it, with everything of
// its stream behind it, and is never part of the state. The answer depends on two names and on
// nothing that is here, so every site gives the same one, in whatever order things come.

extension Replica {
    /// Why a site may not write in a scope; `nil` when it may.
    func overreach(of site: SiteID, in scope: ScopeID) -> String? {
        guard site != meta.hub else { return nil }
        guard scope != .roster, environment.holds(site, meta.hub, scope) else {
            return "\(site) may not write in \(scope)"
        }
        return nil
    }
}
