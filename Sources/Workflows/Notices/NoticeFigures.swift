internal import Causality
public import Storage

// What a site tells its group: numbers, and never a name, an amount, a phone or what a record says. Whoever reads a
// group need not be entitled to any record, and groups are on somebody else's servers.
//
// Only the site that owns a matter tells of it, so that twelve sites do not tell one thing twelve times: a branch of
// what lies in its own scope, the hub of what is common and of what only it holds.

/// What waits at a site, as numbers.
public struct NoticeFigures: Hashable, Sendable {
    public let site: String
    /// Open conflicts that everybody of the site may know of.
    public let conflicts: Int
    /// Open conflicts of what is sealed from others: investment, talks with cities.
    public let sealed: Int
    /// Promises of this site that are due today or overdue.
    public let promises: Int

    public init(site: String, conflicts: Int, sealed: Int, promises: Int) {
        self.site = site
        self.conflicts = conflicts
        self.sealed = sealed
        self.promises = promises
    }

    public init(of replica: Replica, at milliseconds: UInt64) throws {
        let me = replica.meta.site
        let isHub = me == replica.meta.hub
        var open = 0
        var sealed = 0
        for item in try ConflictInbox(replica).itemsInOutline() {
            switch NoticeFigures.owner(of: item.scope, isHub: isHub, me) {
            case .mine: open += 1
            case .sealed: sealed += 1
            case .another: break
            }
        }
        let today = try ReportDesk(replica, milliseconds: milliseconds).make(.today)
        self.init(
            site: me.name, conflicts: open, sealed: sealed,
            promises: today.rows.filter {
                $0.group?.name == "promises" && $0.site == me.name
            }.count)
    }

    enum Owner { case mine, sealed, another }

    static func owner(of scope: ScopeID, isHub: Bool, _ me: SiteID) -> Owner {
        if scope == .site(me) { return .mine }
        guard isHub, !scope.name.hasPrefix("site/") else { return .another }
        return scope.name.hasPrefix("city/") || scope == .capital ? .sealed : .mine
    }

    public var isEmpty: Bool { conflicts + sealed + promises == 0 }

    /// - Parameter collapsed: how many messages this one stands for.
    public func text(collapsed: Int) -> Phrase {
        typealias Text = Catalogue.Notice
        var lines = [Text.head(site: site)]
        if promises > 0 { lines.append(Text.promises(promises)) }
        if conflicts > 0 { lines.append(Text.conflicts(conflicts)) }
        if sealed > 0 { lines.append(Text.sealed(sealed)) }
        if collapsed > 1 { lines.append(Text.collapsed(collapsed)) }
        return Phrase(
            zh: lines.map(\.zh).joined(separator: "\n"), en: lines.map(\.en).joined(separator: "\n")
        )
    }
}
