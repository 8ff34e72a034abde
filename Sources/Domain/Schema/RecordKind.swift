public import Causality

/// One kind of record. Its name is also that of its table.
public struct RecordKind: Sendable {
    public let name: String
    public let label: Label
    /// The letter that keys of this kind begin with.
    public let prefix: String
    /// In the order of the columns. Fields are only ever appended once a version is in use.
    public let fields: [FieldDeclaration]
    /// Columns that only mean something together; they merge as one cell.
    public let groups: [(name: String, members: [String])]
    public let scope: ScopeRule
    /// The reference that says at which site a record belongs: what it refers to lies in the same scope,
    /// or the site that has the one would never hear of the other. `nil` where any site will do.
    public let siteFollows: String?
    /// The field that names the site whose word counts, where the scope names none.
    public let ownerColumn: String?
    /// The fields that together name a record in one line.
    public let title: [String]
    /// Fields by which two records are suspected to be one, the surest first.
    public let naturalKeys: [[String]]
    /// Fields that begin and end something.
    public let periods: [DayPair]
    /// Whether its rows are only ever added, each named by its transaction, and nobody edits them.
    public let isEntry: Bool

    init(
        name: String, label: Label, prefix: String, fields: [FieldDeclaration],
        groups: [(name: String, members: [String])] = [], scope: ScopeRule,
        siteFollows: String? = nil, ownerColumn: String? = nil, title: [String],
        naturalKeys: [[String]] = [], periods: [DayPair] = [], isEntry: Bool = false
    ) {
        self.name = name
        self.label = label
        self.prefix = prefix
        self.fields = fields
        self.groups = groups
        self.scope = scope
        self.siteFollows = siteFollows
        self.ownerColumn = ownerColumn
        self.title = title
        self.naturalKeys = naturalKeys
        self.periods = periods
        self.isEntry = isEntry
    }

    public func field(_ name: String) -> FieldDeclaration? { fields.first { $0.name == name } }

    /// The engine's view of this kind.
    public var table: TableSchema {
        TableSchema(
            name: name,
            columns: fields.map {
                ColumnSchema(
                    name: $0.name, storage: $0.type.storage, policy: $0.policy,
                    personalSince: $0.isPersonal ? 1 : nil)
            }, groups: groups, scope: scope, ownerColumn: ownerColumn,
            entryPrefix: isEntry ? prefix : nil)
    }

    /// The key that follows from what the record says about itself, so that two sites that record
    /// the same thing offline make one record; `nil` when nothing does, and the caller draws one.
    ///
    /// A credit code names a company only if its check characters are right.
    public func derivedKey(_ value: (String) -> String?) -> RecordKey? {
        switch name {
        case "company":
            return value("credit_code").flatMap { CreditCode($0) }.flatMap { RecordKey("C-\($0)") }
        case "seat": return placeKey(value("site"), value("label"))
        case "space": return placeKey(value("site"), value("path"))
        case "site": return value("code").flatMap { RecordKey($0) }
        case "demand_match": return pairKey(value("demand"), value("company"))
        case "company_year":
            guard let site = value("site"), let year = value("year") else { return nil }
            return pairKey(site, value("company").map { "\($0)-\(year)" })
        default: return nil
        }
    }

    /// What two things have between them, in the scope that both lie in; `nil` where it would be too long.
    private func pairKey(_ first: String?, _ second: String?) -> RecordKey? {
        guard let first, let second else { return nil }
        return RecordKey("\(prefix)-\(first)-\(second)")
    }

    /// Places are told apart by what is written on them, not by how somebody typed it.
    private func placeKey(_ site: String?, _ name: String?) -> RecordKey? {
        guard let site, let name else { return nil }
        return RecordKey("\(prefix)-\(site)-\(TypedText.normalised(name).uppercased())")
    }
}
