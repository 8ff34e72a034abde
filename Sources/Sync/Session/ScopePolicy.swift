public import Causality

/// Which sites hold which scopes. What a caller asks for never widens it.
public struct ScopePolicy: Sendable {
    private let holds: @Sendable (_ site: SiteID, _ hub: SiteID, _ scope: ScopeID) -> Bool

    public init(
        holds: @escaping @Sendable (_ site: SiteID, _ hub: SiteID, _ scope: ScopeID) -> Bool
    ) {
        self.holds = holds
    }

    /// The scopes that both sites hold: all that may pass between them.
    public func shared(_ a: SiteID, _ b: SiteID, hub: SiteID) -> (ScopeID) -> Bool {
        { holds(a, hub, $0) && holds(b, hub, $0) }
    }
}
