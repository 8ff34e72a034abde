public import Causality

/// Every kind of record, declared once: from here come the tables, the merge policies, the fields
/// of commands and forms, the columns of imports and the headers of exports.
public enum NetworkSchema {
    /// Raise it with each change of the declarations. Fields are only ever appended.
    public static let version: UInt32 = 4

    public static let kinds: [RecordKind] =
        SpaceKinds.all + CompanyKinds.all + TenancyKinds.all + InvestmentKinds.all + FundKinds.all
        + QuotaKinds.all + AdmissionKinds.all + PeopleKinds.all + ServiceKinds.all + ExpertKinds.all
        + GovernmentKinds.all + DemandKinds.all + OutcomeKinds.all + CapitalKinds.all
        + ReviewKinds.all

    /// The same as the engine sees it.
    public static let replica = ReplicaSchema(version: version, tables: kinds.map(\.table))

    /// The kind with this name or label.
    public static func kind(_ name: String) -> RecordKind? {
        kinds.first { $0.name == name || $0.label.zh == name || $0.label.en == name }
    }

    /// What a currency is called; `nil` for one that no record can have.
    public static func currency(_ code: String) -> Label? {
        Common.currency.type.choices.first { $0.code == code }?.label
    }

    /// The kind that keys with this beginning belong to.
    public static func kind(ofKey key: String) -> RecordKind? {
        let prefix = key.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
        return kinds.first { $0.prefix == prefix && key.contains("-") }
    }
}

/// Fields that many kinds share.
enum Common {
    static let site = FieldDeclaration("site", "分站", "site", .site, .immutable, required: true)
    static let note = FieldDeclaration("note", "备注", "note", .text(most: 4_096), .latest)
    /// Business records are never deleted: they are retired, with the reason.
    static let retired = FieldDeclaration(
        "retired", "停用原因", "retired because", .text(most: 1_000), .listed(.latest),
        help: Label("填写后该记录不再使用，但仍可查看", "a retired record is out of use and can still be read"))
    static let currency = FieldDeclaration(
        "currency", "币种", "currency",
        .choice([
            .init("CNY", "人民币", "yuan"), .init("USD", "美元", "US dollar"),
            .init("HKD", "港元", "Hong Kong dollar"), .init("EUR", "欧元", "euro"),
            .init("SGD", "新加坡元", "Singapore dollar"),
        ]), .ask)
    /// Who decides about a record that lies in no site's scope.
    static let keeper = FieldDeclaration(
        "kept_by", "维护分站", "kept by", .site, .immutable,
        help: Label("各处不一致时以该分站为准", "where sites differ, this one's word counts"))

    static func reference(
        _ name: String, _ zh: String, _ en: String, to kind: String,
        _ policy: MergePolicy = .immutable, required: Bool = true
    ) -> FieldDeclaration {
        FieldDeclaration(name, zh, en, .reference(kind: kind), policy, required: required)
    }

    static let yuan = Label("元", "yuan")
    static let squareMetres = Label("㎡", "m²")
    static let basisPoints = Label("万分之一", "basis points")
}
