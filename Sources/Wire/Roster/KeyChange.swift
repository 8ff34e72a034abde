public import Causality

// The next key of a site.
//
// A key that is not lost is followed by another one without a telephone call: the site says so in a transaction of its own scope,
// and whoever reads it can tell that the holder of both keys has said it, by a signature with each. The hub then
// writes it into the roster, with both signatures, so that everybody else can tell, too, and need not take the hub's word.

/// A site's word that another key stands for it from now on.
public struct KeyChange: Hashable, Sendable {
    /// The table that a site writes it to, in its own scope.
    public static let table = "moso_next_key"
    /// The only cell of one.
    public static let cell = "next"

    public let site: SiteID
    public let old: PublicKey
    public let new: PublicKey
    private let byOld: [UInt8]
    private let byNew: [UInt8]

    public init(of site: SiteID, from old: SigningKey, to new: SigningKey) {
        self.site = site
        self.old = old.publicKey
        self.new = new.publicKey
        let statement = KeyChange.statement(site, old.publicKey, new.publicKey)
        byOld = old.sign(statement)
        byNew = new.sign(statement)
    }

    /// Reads `text` back; `nil` when it is not of that form, or one of the two has not signed it.
    public init?(_ text: String, of site: SiteID) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 6, let new = PublicKey(hexadecimal: words[0]),
            let old = PublicKey(hexadecimal: words[1]), old != new,
            let byOld = SignatureWords.signature(words[2...3]),
            let byNew = SignatureWords.signature(words[4...5])
        else { return nil }
        let statement = KeyChange.statement(site, old, new)
        guard old.accepts(byOld, over: statement), new.accepts(byNew, over: statement) else {
            return nil
        }
        self.site = site
        self.old = old
        self.new = new
        self.byOld = byOld
        self.byNew = byNew
    }

    /// `nil` when the operation is none, or is not of its form.
    ///
    /// - Parameter scope: of its transaction: the site's own.
    public init?(_ operation: Operation, in scope: ScopeID) {
        guard operation.table == KeyChange.table, case .insert(let values) = operation.change,
            let only = values.first, values.count == 1, only.cell == KeyChange.cell,
            let text = only.value.text, let site = scope.owner, operation.key.text == site.name
        else { return nil }
        self.init(text, of: site)
    }

    /// What both sign: everything has one length but the name, which stands last.
    private static func statement(
        _ site: SiteID, _ old: PublicKey, _ new: PublicKey
    ) -> [UInt8] {
        Array("moso next key 1".utf8) + old.bytes + new.bytes + Array(site.name.utf8)
    }

    /// The new key, the old one, and the halves of the signatures with the old and with the new: six times 64 hexadecimal
    /// digits with blanks between them.
    public var text: String {
        let signatures = SignatureWords.words(byOld) + SignatureWords.words(byNew)
        return ([new.hexadecimal, old.hexadecimal] + signatures).joined(separator: " ")
    }

    public var operation: Operation {
        guard let name = RecordKey(site.name) else {
            preconditionFailure("the name of a site is short enough for a key")
        }
        return Operation(
            table: KeyChange.table, key: name,
            change: .insert([CellValue(cell: KeyChange.cell, value: .text(text))]))
    }
}
