public import Causality

/// One field of a record: everything that tables, merges, commands, forms and imports need to know.
public struct FieldDeclaration: Hashable, Sendable {
    public let name: String
    public let label: Label
    public let type: FieldType
    public let policy: MergePolicy
    public let isRequired: Bool

    public init(
        _ name: String, _ zh: String, _ en: String, _ type: FieldType, _ policy: MergePolicy,
        required: Bool = false
    ) {
        self.name = name
        label = Label(zh, en)
        self.type = type
        self.policy = policy
        isRequired = required
    }
}

/// One kind of record. Its name is also that of its table.
public struct RecordKind: Sendable {
    public let name: String
    public let label: Label
    /// The letter that keys of this kind begin with.
    public let prefix: String
    public let fields: [FieldDeclaration]
    /// Columns that only mean something together; they merge as one cell.
    public let groups: [(name: String, members: [String])]
    public let scope: ScopeRule
    /// The fields that together name a record in one line.
    public let title: [String]

    public func field(_ name: String) -> FieldDeclaration? { fields.first { $0.name == name } }

    /// The engine's view of this kind.
    public var table: TableSchema {
        TableSchema(
            name: name,
            columns: fields.map {
                ColumnSchema(name: $0.name, storage: $0.type.storage, policy: $0.policy)
            }, groups: groups, scope: scope)
    }

    /// The key that follows from what the record says about itself, so that two sites that record
    /// the same thing offline make one record; `nil` when nothing does.
    public func derivedKey(_ value: (String) -> String?) -> RecordKey? {
        switch name {
        case "company":
            return value("credit_code").flatMap { RecordKey("C-\($0)") }
        case "seat":
            guard let site = value("site"), let label = value("label") else { return nil }
            return RecordKey("S-\(site)-\(label)")
        case "space":
            guard let site = value("site"), let path = value("path") else { return nil }
            return RecordKey("P-\(site)-\(path)")
        case "site": return value("code").flatMap { RecordKey($0) }
        default: return nil
        }
    }
}

/// Every kind of record, declared once.
public enum NetworkSchema {
    /// Raise it with each change of the declarations below. Fields are only ever appended.
    public static let version: UInt32 = 1

    public static let kinds: [RecordKind] =
        SpaceKinds.all + CompanyKinds.all + TenancyKinds.all + InvestmentKinds.all

    /// The same as the engine sees it.
    public static let replica = ReplicaSchema(version: version, tables: kinds.map(\.table))

    public static func kind(_ name: String) -> RecordKind? {
        kinds.first { $0.name == name || $0.label.zh == name }
    }

    /// The kind that keys with this beginning belong to.
    public static func kind(ofKey key: String) -> RecordKind? {
        let prefix = key.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
        return kinds.first { $0.prefix == prefix && key.contains("-") }
    }
}

/// Fields that many kinds share.
enum Common {
    static let site = FieldDeclaration(
        "site", "分站", "site", .site, .immutable, required: true)
    static let note = FieldDeclaration("note", "备注", "note", .text(most: 4_096), .latest)
    /// Business records are never deleted: they are retired, with the reason.
    static let retired = FieldDeclaration(
        "retired", "停用原因", "retired because", .text(most: 1_000), .listed(.latest))

    static func reference(
        _ name: String, _ zh: String, _ en: String, to kind: String,
        _ policy: MergePolicy = .immutable, required: Bool = true
    ) -> FieldDeclaration {
        FieldDeclaration(name, zh, en, .reference(kind: kind), policy, required: required)
    }
}
