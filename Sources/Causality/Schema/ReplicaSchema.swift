/// The tables a replica keeps, as the engine sees them: names, column types, merge policies and
/// the scope each row lives in. What a seat or a rent *means* is the domain's business.
public struct ReplicaSchema: Sendable {
    /// Rises with each change of the declaration.
    public let version: UInt32
    public let tables: [TableSchema]

    public init(version: UInt32, tables: [TableSchema]) {
        self.version = version
        self.tables = tables
        checkInvariants()
    }

    public func table(_ name: String) -> TableSchema? { tables.first { $0.name == name } }

    public func checkInvariants() {
        precondition(Set(tables.map(\.name)).count == tables.count, "table names are unique")
    }
}

/// One table. Columns may be appended from version to version, never reordered or removed, because
/// a row's clock refers to cells by their position.
public struct TableSchema: Sendable {
    public let name: String
    /// Columns without the key, which is always `id TEXT`.
    public let columns: [ColumnSchema]
    /// The cells of a row in the order of their first column.
    public let cells: [CellSchema]
    /// For each column, the position of its cell.
    public let cellOfColumn: [Int]
    /// Whether any cell is a group; without one, cells and columns are the same.
    public let hasGroups: Bool
    public let scope: ScopeRule
    /// The column that names the record's own site where the scope does not.
    public let ownerColumn: String?
    /// The beginning of the keys of a table whose rows are only ever added, each under an
    /// `EntryName`; `nil` for ordinary tables.
    public let entryPrefix: String?

    /// - Parameters:
    ///   - groups: columns that only mean something together, by the group's name; each group merges
    ///     as one cell under the policy of its first member.
    ///   - entryPrefix: makes it a table whose rows are only ever added.
    public init(
        name: String, columns: [ColumnSchema], groups: [(name: String, members: [String])] = [],
        scope: ScopeRule, ownerColumn: String? = nil, entryPrefix: String? = nil
    ) {
        self.name = name
        self.columns = columns
        self.scope = scope
        self.ownerColumn = ownerColumn
        self.entryPrefix = entryPrefix
        var cells: [CellSchema] = []
        var placed: Set<String> = []
        for column in columns where !placed.contains(column.name) {
            let group = groups.first { $0.members.contains(column.name) }
            let members = group?.members ?? [column.name]
            placed.formUnion(members)
            cells.append(
                CellSchema(
                    name: group?.name ?? column.name,
                    columns: members.map { member in
                        guard let at = columns.firstIndex(where: { $0.name == member }) else {
                            preconditionFailure("group member \(member) is no column of \(name)")
                        }
                        return at
                    },
                    policy: column.policy, isGroup: group != nil))
        }
        self.cells = cells
        hasGroups = cells.contains(where: \.isGroup)
        cellOfColumn = columns.indices.map { column in
            cells.firstIndex { $0.columns.contains(column) } ?? 0
        }
        precondition(Set(cells.map(\.name)).count == cells.count, "cell names are unique")
        precondition(
            cells.allSatisfy { cell in
                !cell.isGroup || cell.columns.allSatisfy { columns[$0].personalSince == nil }
            }, "a personal column stands by itself")
        precondition(Set(columns.map(\.name)).count == columns.count, "column names are unique")
    }

    /// The position of the cell called `name`, or of the cell that column `name` belongs to.
    public func cell(_ name: String) -> Int? {
        cells.firstIndex { $0.name == name }
            ?? columns.firstIndex { $0.name == name }
            .flatMap { column in cells.firstIndex { $0.columns.contains(column) } }
    }

    public func column(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

/// One column: its name in SQL, its storage class and its policy.
public struct ColumnSchema: Sendable {
    public enum StorageClass: String, Sendable { case text = "TEXT", integer = "INTEGER" }

    public let name: String
    public let storage: StorageClass
    public let policy: MergePolicy
    /// The version of the schema from which on the column is personal: its values enter the hashed
    /// bytes only as a commitment and can be erased. `nil` for others.
    public let personalSince: UInt32?

    public init(
        name: String, storage: StorageClass, policy: MergePolicy, personalSince: UInt32? = nil
    ) {
        self.name = name
        self.storage = storage
        self.policy = policy
        self.personalSince = personalSince
    }
}

/// What merges as one: a column, or a group of columns.
public struct CellSchema: Sendable {
    public let name: String
    /// Positions in the table's columns.
    public let columns: [Int]
    public let policy: MergePolicy
    /// Whether values are tuples. A group keeps its form even with a single member.
    public let isGroup: Bool
}

/// Where a new row of a table lives.
public enum ScopeRule: Sendable {
    /// All rows in one scope.
    case fixed(ScopeID)
    /// In the scope of the site that the named column holds; when it holds none, of the writer.
    case siteOf(column: String)
    /// In the scope `city/…` of the city that the named column holds.
    case cityOf(column: String)
}
