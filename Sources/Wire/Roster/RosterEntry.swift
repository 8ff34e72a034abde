public import Causality

/// What the hub says of a site's key: an operation on a table that no schema declares, in the scope
/// `roster`. Its author, time and reason are those of its transaction.
public struct RosterEntry: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The key stands for the site.
        case key
        /// It stands for the site in the place of another one, as the holder of both has said.
        case next
        /// It does not any more, for good.
        case revoked
        /// It is the key on paper that may name another for the hub.
        case recovery
        /// It is the hub's from now on, as the holder of the key on paper has said.
        case recovered
    }

    /// The table that entries are written to.
    public static let table = "moso_roster"
    /// The only cell of one.
    public static let cell = "entry"

    public let kind: Kind
    public let site: SiteID
    public let key: PublicKey
    /// What the site has said; with a `next` alone.
    public let change: KeyChange?
    /// What the holder of the hub's recovery key has said; with a `recovered` alone.
    public let recovery: HubRecovery?

    /// - Precondition: not for a `next` or a `recovered`, which come with signatures of their own.
    public init(_ kind: Kind, _ key: PublicKey, of site: SiteID) {
        precondition(kind != .next && kind != .recovered, "it comes with what was signed")
        self.kind = kind
        self.key = key
        self.site = site
        change = nil
        recovery = nil
    }

    public init(_ change: KeyChange) {
        kind = .next
        key = change.new
        site = change.site
        self.change = change
        recovery = nil
    }

    public init(_ recovery: HubRecovery) {
        kind = .recovered
        key = recovery.new
        site = recovery.hub
        change = nil
        self.recovery = recovery
    }

    /// `nil` when the operation is no entry, or is not of its form.
    public init?(_ operation: Operation) {
        guard operation.table == RosterEntry.table, case .insert(let values) = operation.change,
            let only = values.first, values.count == 1, only.cell == RosterEntry.cell,
            let text = only.value.text, let site = SiteID(operation.key.text)
        else { return nil }
        self.init(text, about: site)
    }

    /// Reads `text` back; `nil` when it is not of that form.
    public init?(_ text: String, about site: SiteID) {
        let next = Kind.next.rawValue + " "
        if text.hasPrefix(next) {
            guard let change = KeyChange(String(text.dropFirst(next.count)), of: site) else {
                return nil
            }
            self.init(change)
            return
        }
        let recovered = Kind.recovered.rawValue + " "
        if text.hasPrefix(recovered) {
            guard let said = HubRecovery(String(text.dropFirst(recovered.count)), of: site) else {
                return nil
            }
            self.init(said)
            return
        }
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let kind = Kind(rawValue: String(words[0])),
            kind != .next, kind != .recovered,
            let key = PublicKey(hexadecimal: String(words[1]))
        else { return nil }
        self.init(kind, key, of: site)
    }

    /// `key`, `revoked` or `recovery`, a blank, and the key in 64 hexadecimal digits; or `next` or `recovered`, a blank, and what
    /// was said with signatures of its own.
    public var text: String {
        "\(kind.rawValue) \(change?.text ?? recovery?.text ?? key.hexadecimal)"
    }

    public var operation: Operation {
        guard let name = RecordKey(site.name) else {
            preconditionFailure("the name of a site is short enough for a key")
        }
        return Operation(
            table: RosterEntry.table, key: name,
            change: .insert([CellValue(cell: RosterEntry.cell, value: .text(text))]))
    }
}
