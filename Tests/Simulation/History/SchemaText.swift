package import Causality

/// A schema as JSON tells it.
package struct SchemaText: Codable, Sendable {
    package var version: UInt32
    package var tables: [Table]

    package struct Table: Codable, Sendable {
        package var name: String
        package var scope: [String: String]
        package var owner: String?
        package var columns: [Column]
        package var groups: [Group]?
        /// The beginning of the keys of a table of entries.
        package var entries: String?
    }

    package struct Column: Codable, Sendable {
        package var name: String
        package var type: String
        package var policy: JSONValue
        /// Whether its values can be erased.
        package var personal: Bool?
    }

    package struct Group: Codable, Sendable {
        package var name: String
        package var members: [String]
        package var policy: JSONValue
    }

    /// The schema that the engine understands.
    package func replicaSchema() throws -> ReplicaSchema {
        ReplicaSchema(version: version, tables: try tables.map { try $0.tableSchema() })
    }
}

/// A request that cannot be understood.
package struct RequestError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

extension SchemaText.Table {
    fileprivate func tableSchema() throws -> TableSchema {
        let groups = groups ?? []
        var policies: [String: JSONValue] = [:]
        for group in groups { for member in group.members { policies[member] = group.policy } }
        let columns = try columns.map { column in
            guard column.type == "integer" || column.type == "text" else {
                throw RequestError("column \(column.name) has the unknown type \(column.type)")
            }
            return ColumnSchema(
                name: column.name, storage: column.type == "integer" ? .integer : .text,
                policy: try MergePolicy(policies[column.name] ?? column.policy),
                personalSince: column.personal == true ? 1 : nil)
        }
        return TableSchema(
            name: name, columns: columns,
            groups: groups.map { (name: $0.name, members: $0.members) }, scope: try scopeRule(),
            ownerColumn: owner, entryPrefix: entries)
    }

    private func scopeRule() throws -> ScopeRule {
        if let fixed = scope["fixed"], let scope = ScopeID(fixed) { return .fixed(scope) }
        if let column = scope["site_of"] { return .siteOf(column: column) }
        throw RequestError("table \(name) has no scope")
    }
}

extension MergePolicy {
    fileprivate init(_ json: JSONValue) throws {
        switch json {
        case .string(let name): self = try MergePolicy(named: name)
        case .object(let members):
            if case .array(let states)? = members["furthest"] {
                self = .furthest(StateOrder(chain: states.compactMap(\.columnValue?.text)))
            } else if case .array(let edges)? = members["furthest_graph"] {
                self = .furthest(try StateOrder(edges: edges))
            } else if let inner = members["listed"] {
                self = .listed(try MergePolicy(inner))
            } else {
                throw RequestError("unknown policy \(json.text)")
            }
        default: throw RequestError("unknown policy \(json.text)")
        }
    }

    private init(named name: String) throws {
        switch name {
        case "ask": self = .ask
        case "latest": self = .latest
        case "earliest": self = .earliest
        case "immutable": self = .immutable
        case "owner": self = .owner
        case "highest": self = .highest
        case "lowest": self = .lowest
        case "union": self = .union
        case "sum": self = .sum
        default: throw RequestError("unknown policy \(name)")
        }
    }
}

extension StateOrder {
    fileprivate init(edges: [JSONValue]) throws {
        var steps: [String: [String]] = [:]
        for edge in edges {
            guard case .array(let ends) = edge, ends.count == 2,
                let from = ends[0].columnValue?.text, let to = ends[1].columnValue?.text
            else { throw RequestError("an edge is a pair of states, not \(edge.text)") }
            steps[from, default: []].append(to)
            steps[to] = steps[to] ?? []
        }
        self.init(steps: steps)
    }
}
