public import Causality
public import Domain

/// What a story must leave in the inbox of some sites once they have met: nothing more, nothing less.
public struct ExpectedConflict: Sendable {
    /// The story's number, such as `K05`.
    public let story: String
    /// The rule's number, or the name of the cell.
    public let what: String
    public let isRule: Bool
    public let rows: [RowReference]
    public let sites: [SiteID]

    public var json: JSON {
        [
            "story": .string(story), isRule ? "rule" : "field": .string(what),
            "records": .array(
                rows.map { ["kind": .string($0.table), "id": .string($0.key.text)] }),
            "sites": .array(sites.map { .string($0.name) }),
        ]
    }
}
