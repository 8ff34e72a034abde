public import Causality
internal import Domain
internal import Storage

/// Who may decide a conflict. Others may propose.
///
/// It is a matter between people and kept at the desk: what a decision *is* when it arrives follows
/// from the log alone, so two ends never disagree about state because they disagree about rights.
public enum ConflictDecider: Sendable, Hashable {
    /// The site that the record belongs to.
    case siteOwner(SiteID)
    case hub(SiteID)
    /// The site that the record belongs to, or the hub.
    case either(SiteID, hub: SiteID)
    /// Whoever holds the record.
    case anybody

    /// The word for it in JSON.
    public var code: String {
        switch self {
        case .siteOwner: "site-owner"
        case .hub: "hub"
        case .either: "either"
        case .anybody: "anybody"
        }
    }

    /// The sites that may; empty where all may.
    public var sites: [SiteID] {
        switch self {
        case .siteOwner(let site), .hub(let site): [site]
        case .either(let site, let hub): site == hub ? [hub] : [site, hub]
        case .anybody: []
        }
    }

    public func admits(_ site: SiteID) -> Bool { sites.isEmpty || sites.contains(site) }
}

extension ConflictInbox {
    /// Who decides about `item`.
    ///
    /// * Forks, quotas, gates and what lies with the capital team are the hub's.
    /// * What only the owning site confirms (whether a seat is given) is that site's.
    /// * All else of a site is its own and the hub's alike; a record of no site is its keeper's and the
    ///   hub's, and where it has none anybody's.
    public func decider(_ item: InboxItem) -> ConflictDecider {
        let hub = replica.meta.hub
        switch item.content {
        case .fork: return .hub(hub)
        case .rule(let finding):
            if [.quotaCovers, .gateNeedsReviewer].contains(finding.rule) { return .hub(hub) }
            // Who has a seat is its site's to say, also where two have said it.
            if finding.rule == .decidedOnce, let owner = item.scope.owner,
                finding.rows.contains(where: { $0.table == "seat_assignment" })
            {
                return .siteOwner(owner)
            }
            return shared(item.scope, item.scope.owner, hub)
        case .cell(let cell):
            if let owner = cell.scope.owner, cell.table == "seat_assignment",
                ["seat", "state"].contains(cell.cell)
            {
                return .siteOwner(owner)
            }
            return shared(cell.scope, cell.scope.owner ?? cell.owner, hub)
        }
    }

    private func shared(_ scope: ScopeID, _ owner: SiteID?, _ hub: SiteID) -> ConflictDecider {
        if scope == .capital { return .hub(hub) }
        return owner.map { .either($0, hub: hub) } ?? .anybody
    }
}
