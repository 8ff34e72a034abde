internal import Causality
internal import Wire

// Who may write where.
//
// What a site may not hold it may not write either, and the roster is the hub's alone. A transaction that
// oversteps is nobody's mistake of delivery: it is kept aside as evidence, whoever brings it, with everything of
// its stream behind it, and is never part of the state. The answer depends on two names, on what its author had
// seen where a scope is granted (`Replica+Grants`), and on nothing that is here, so every site gives the same one, in
// whatever order things come.
//
// It is asked after the signature: what nobody has signed is no evidence against anybody. And it is not asked of what
// is here already, which others have taken in as well.
//
// Nor may a transaction name what its readers need not hold. Whoever takes one in says whether it waits for what it names,
// so a context of other scopes would ask the hub, number by number, how much they hold.

extension Replica {
    /// Why a site may not write in a scope; `nil` when it may.
    func overreach(of site: SiteID, in scope: ScopeID) -> String? {
        guard site != meta.hub else { return nil }
        // Whether there was a grant is found out when what the author had seen is known (`lackOfGrant`).
        let mayHold = ScopeGrant.isGrantable(scope) || environment.holds(site, meta.hub, scope)
        guard scope != .roster, mayHold else { return "\(site) may not write in \(scope)" }
        return nil
    }

    /// Why a transaction may not name the streams that it does; `nil` when it may: those of its own
    /// scope, of `common` and of the roster.
    func overreach(of header: TransactionHeader) -> String? {
        let own = header.dot.stream.scope
        let strange = header.streams.first {
            $0.scope != own && $0.scope != .roster && ($0.scope != .common || own == .roster)
        }
        return strange.map { "it names \($0), which is of another scope than \(own)" }
    }
}
