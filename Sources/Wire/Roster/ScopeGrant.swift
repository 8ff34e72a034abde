public import Causality

// Who holds a scope that does not follow from a name.
//
// Every site holds the common records and its own, the hub all. The scope of the capital, and those of talks with cities, a
// site holds beside the hub while the hub has granted it. Where a partner may look is nobody else's business,
// and that there is such a scope at all is not either, so grants are no entries of the roster, which every site has. The hub writes
// two copies in one commit: one in the scope that is granted, for those who hold it, who judge by it what the
// site may write there; and one in the site's own scope, by which the site itself learns of it.
//
// What a site writes counts as of what it had seen: with the grant in its context it is lawful, without it is void, at
// every site alike. A withdrawal is a cut besides (`RevocationCut`): it says up to where the site's work
// counts, since a site that has not heard of it goes on writing. A further grant, once seen, ends that.

/// An operation of the hub's on a table that no schema declares; its author, time and reason are those of its
/// transaction.
public struct ScopeGrant: Hashable, Sendable {
    public enum Word: Hashable, Sendable {
        /// The site holds the scope.
        case given
        /// It does not any more, with the last transactions of the site's streams in it that count.
        case withdrawn([RevocationCut.End])
    }

    /// The table that grants are written to.
    public static let table = "moso_grant"
    /// The only cell of one.
    public static let cell = "word"

    public let site: SiteID
    public let scope: ScopeID
    public let word: Word

    /// `nil` for a scope that cannot be granted.
    public init?(_ word: Word, _ scope: ScopeID, to site: SiteID) {
        guard ScopeGrant.isGrantable(scope) else { return nil }
        self.site = site
        self.scope = scope
        self.word = word
    }

    /// Whether a scope is held by grants, and not by a name.
    public static func isGrantable(_ scope: ScopeID) -> Bool { scope == .capital || scope.isOfCity }

    /// `nil` when the operation is no grant, or is not of its form.
    ///
    /// - Parameter scope: of its transaction: the one that is granted, or the site's own.
    public init?(_ operation: Operation, in scope: ScopeID) {
        guard operation.table == ScopeGrant.table, case .insert(let values) = operation.change,
            let only = values.first, values.count == 1, only.cell == ScopeGrant.cell,
            let text = only.value.text
        else { return nil }
        if let site = scope.owner {
            guard let granted = ScopeID(operation.key.text) else { return nil }
            self.init(text, granted, to: site)
        } else {
            guard let site = SiteID(operation.key.text) else { return nil }
            self.init(text, scope, to: site)
        }
    }

    /// Reads `text` back; `nil` when it is not of that form.
    public init?(_ text: String, _ scope: ScopeID, to site: SiteID) {
        guard text != "given" else {
            self.init(.given, scope, to: site)
            return
        }
        let word = "withdrawn"
        guard text == word || text.hasPrefix(word + " "),
            let cut = RevocationCut(String(text.dropFirst(word.count + 1)), of: site, in: scope)
        else { return nil }
        self.init(.withdrawn(cut.ends), scope, to: site)
    }

    /// `given`, or `withdrawn` and the ends as a cut writes them.
    public var text: String {
        switch word {
        case .given: "given"
        case .withdrawn(let ends) where ends.isEmpty: "withdrawn"
        case .withdrawn(let ends): "withdrawn " + RevocationCut(of: site, ends: ends).text
        }
    }

    /// For those who hold the scope.
    public var operationInScope: Operation { operation(site.name, text) }

    /// For the site itself, which learns from the ends what of its work counts.
    public var operationForSite: Operation { operation(scope.name, text) }

    private func operation(_ key: String, _ text: String) -> Operation {
        guard let key = RecordKey(key) else {
            preconditionFailure("names of sites and scopes are short enough for a key")
        }
        return Operation(
            table: ScopeGrant.table, key: key,
            change: .insert([CellValue(cell: ScopeGrant.cell, value: .text(text))]))
    }
}
