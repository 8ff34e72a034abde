internal import Causality
internal import Domain
internal import Storage

/// Which companies were found to be one, as the replica's cards say now.
enum CompanyAliases {
    static func index(_ replica: Replica) throws -> AliasIndex {
        let rows = try replica.select(
            "SELECT id, aliases FROM company WHERE aliases IS NOT NULL AND aliases > ''")
        return AliasIndex(
            rows.compactMap { row in
                guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
                return (key, SetText.elements(of: row[1]).compactMap { RecordKey($0) })
            })
    }
}

/// What a company is called whose card was linked to another: by the name of the card that stands for
/// all of them. Taking the link back gives the card its own name again, as nothing but the link was
/// written.
struct ClassNames {
    let aliases: AliasIndex
    private let names: [RecordKey: String]

    init(_ replica: Replica) throws {
        aliases = try CompanyAliases.index(replica)
        var names: [RecordKey: String] = [:]
        for root in aliases.linkedRoots {
            names[root] = try replica.select(
                "SELECT coalesce(display_name, legal_name) FROM company WHERE id = ?1",
                [.text(root.text)]
            ).first?.first?.text
        }
        self.names = names
    }

    /// - Parameters:
    ///   - key: what a record refers to.
    ///   - own: the name of that card.
    func name(of key: Value, own: Value) -> String {
        let root = key.text.flatMap { RecordKey($0) }.map(aliases.root)
        return root.flatMap { names[$0] } ?? own.text ?? key.text ?? ""
    }
}
