public import Causality

/// Which site may hold which scope. The hub holds all; every other site the common records, the
/// roster and its own. What is not held is never sent: hiding it on a screen would not be enough.
public enum Entitlement {
    public static func holds(_ site: SiteID, hub: SiteID, _ scope: ScopeID) -> Bool {
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }

    /// `holds` for one site, to be handed to whoever sends.
    public static func scopes(of site: SiteID, hub: SiteID) -> @Sendable (ScopeID) -> Bool {
        { holds(site, hub: hub, $0) }
    }
}
