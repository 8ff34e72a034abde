public import Causality

/// Which sites hold which scopes. What a caller asks for never widens it.
public struct ScopePolicy: Sendable {
    private let holds: @Sendable (_ site: SiteID, _ hub: SiteID, _ scope: ScopeID) -> Bool

    /// - Parameter holds: what follows from names; what the hub has granted besides, the replica knows.
    public init(
        holds: @escaping @Sendable (_ site: SiteID, _ hub: SiteID, _ scope: ScopeID) -> Bool
    ) {
        self.holds = holds
    }

    /// The scopes that two sites hold by their names.
    public func shared(_ a: SiteID, _ b: SiteID, hub: SiteID) -> @Sendable (ScopeID) -> Bool {
        { [holds] in holds(a, hub, $0) && holds(b, hub, $0) }
    }

    /// The scopes that a replica's site and another one hold: all that may pass between them.
    public func shared(
        _ replica: any ReplicaPort, with site: SiteID
    ) throws -> @Sendable (ScopeID) -> Bool {
        let (me, granted) = (try replica.identity(), try replica.grants())
        guard !granted.isEmpty else { return shared(me.origin.site, site, hub: me.hub) }
        let (own, theirs) = (granted[me.origin.site] ?? [], granted[site] ?? [])
        return { [holds] scope in
            (holds(me.origin.site, me.hub, scope) || own.contains(scope))
                && (holds(site, me.hub, scope) || theirs.contains(scope))
        }
    }
}
