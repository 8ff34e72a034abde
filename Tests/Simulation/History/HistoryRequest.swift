/// What `moso-sim history` is asked, one JSON document a line: a schema, some sites, and what
/// happens to them step by step.
package struct HistoryRequest: Codable, Sendable {
    package var schema: SchemaText
    package var sites: [String]
    package var hub: String
    package var steps: [Step]

    /// One step. Fields that a kind does not use are absent.
    package struct Step: Codable, Sendable {
        package enum Kind: String, Codable, Sendable {
            case edit, deliver, redeliver, crash
            case shuffleDeliver = "shuffle_deliver"
        }

        package var kind: Kind
        package var site: String?
        package var wallMilliseconds: UInt64?
        package var author: String?
        package var reason: String?
        package var operations: [EditOperation]?
        package var from: String?
        package var to: String?
        package var limit: Int?
        package var seed: UInt64?

        enum CodingKeys: String, CodingKey {
            case kind = "do"
            case site, author, reason, from, to, limit, seed
            case wallMilliseconds = "wall_ms"
            case operations = "ops"
        }
    }
}

/// One operation of an edit, as a person means it: which dots it replaces follows from what the
/// replica shows.
package struct EditOperation: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case insert, set, add, delete, keep, erase
        /// A move of a share of a quota; see `ShareMove`.
        case move
        /// The owner's word that a claim stands; see `ClaimDesk`.
        case confirm
    }

    package var kind: Kind
    package var table: String
    package var key: String
    package var columns: [String: JSONValue]?
    /// Whether the author had the row before them: then every sibling shown there is replaced.
    package var seen: Bool?
    package var column: String?
    package var amount: Int64?

    package init(
        _ kind: Kind, _ table: String, _ key: String, columns: [String: JSONValue]? = nil,
        seen: Bool? = nil, column: String? = nil, amount: Int64? = nil
    ) {
        self.kind = kind
        self.table = table
        self.key = key
        self.columns = columns
        self.seen = seen
        self.column = column
        self.amount = amount
    }

    enum CodingKeys: String, CodingKey {
        case kind = "op"
        case table, key, columns, seen, column, amount
    }
}
