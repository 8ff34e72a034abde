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
