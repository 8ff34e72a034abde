public import Causality

/// A company's card, as far as it tells whether another is the same company.
public struct CompanyFact: Hashable, Sendable {
    public let key: RecordKey
    public let name: String
    public let creditCode: String?
    public let contact: String?
    /// Keys of cards that were found to be the same, and of those found not to be.
    public let aliases: [String]
    public let distinct: [String]

    public init(
        key: RecordKey, name: String, creditCode: String?, contact: String?, aliases: [String],
        distinct: [String]
    ) {
        self.key = key
        self.name = name
        self.creditCode = creditCode.flatMap { $0.isEmpty ? nil : $0 }
        self.contact = contact.flatMap { $0.isEmpty ? nil : $0 }
        self.aliases = aliases
        self.distinct = distinct
    }

    public var compared: CompanyName { CompanyName(name) }

    /// What cards of the same name have in common; `nil` without a name.
    public var nameGroup: String? {
        let core = compared.core
        return core.isEmpty ? nil : core
    }

    /// What cards have in common that are compared because of their contact; `nil` without one.
    public var contactGroup: String? {
        guard let comparedContact, nameGroup != nil else { return nil }
        return "\(compared.block) \(comparedContact)"
    }

    /// The contact as it is compared: `138-0000 0000` is 13800000000. What has no letter and no digit is compared
    /// as it is.
    var comparedContact: String? {
        contact.map { typed in
            let core = CompanyName.letters(typed, withoutBrackets: false)
            return core.isEmpty ? typed : core
        }
    }

    fileprivate var validCode: CreditCode? { creditCode.flatMap { CreditCode($0) } }
}

/// Cards that may be the same company. Proposed, never forced: a person links them or says that they are
/// different, and either is a plain value on a card, which every site gets and anybody can take back.
public enum DuplicateRule {
    /// Cards with the same credit code.
    ///
    /// - Parameters:
    ///   - group: cards that are not retired.
    ///   - card: the card with a key, `nil` when it is not there or retired.
    public static func byCode(
        _ group: [CompanyFact], _ index: AliasIndex, card: (RecordKey) -> CompanyFact?
    ) -> [Finding] {
        Dictionary(grouping: group.filter { $0.creditCode != nil }) { $0.creditCode ?? "" }
            .sorted { $0.key.precedesByBytes($1.key) }
            .flatMap { code, cards in
                pairs(cards, index, card).map { one, other in
                    finding(
                        .oneCodeOneCompany, one, other, ["credit_code"],
                        Label(
                            "“\(one.name)”与“\(other.name)”的统一社会信用代码相同：\(code)",
                            "\(one.name) and \(other.name) have the same credit code, \(code)"))
                }
            }
    }

    /// Cards whose names come out the same. Two registered companies with codes of their own are two
    /// companies, whatever they are called.
    public static func byName(
        _ group: [CompanyFact], _ index: AliasIndex, card: (RecordKey) -> CompanyFact?
    ) -> [Finding] {
        alike(group, index, card) { $0.nameGroup }
    }

    /// Cards with the same contact whose names are alike, again unless both have codes.
    public static func byContact(
        _ group: [CompanyFact], _ index: AliasIndex, card: (RecordKey) -> CompanyFact?
    ) -> [Finding] {
        alike(group, index, card) { $0.contactGroup }
    }

    private static func alike(
        _ cards: [CompanyFact], _ index: AliasIndex, _ card: (RecordKey) -> CompanyFact?,
        by group: (CompanyFact) -> String?
    ) -> [Finding] {
        let groups = Dictionary(grouping: cards.filter { group($0) != nil }) { group($0) ?? "" }
        return groups.sorted { $0.key.precedesByBytes($1.key) }.flatMap { _, cards in
            pairs(cards, index, card).filter { mayBeOne($0, $1) }.map { one, other in
                finding(
                    .oneNameOneCompany, one, other, ["legal_name", "contact", "credit_code"],
                    detail(one, other))
            }
        }
    }

    private static func mayBeOne(_ a: CompanyFact, _ b: CompanyFact) -> Bool {
        if let code = a.creditCode, code == b.creditCode { return false }
        if a.validCode != nil && b.validCode != nil { return false }
        let (one, other) = (a.compared, b.compared)
        guard one != other else { return true }
        return a.contact != nil && a.comparedContact == b.comparedContact && one.isLike(other)
    }

    private static func detail(_ one: CompanyFact, _ other: CompanyFact) -> Label {
        one.compared == other.compared
            ? Label(
                "“\(one.name)”与“\(other.name)”名称相同",
                "\(one.name) and \(other.name) have the same name")
            : Label(
                "“\(one.name)”与“\(other.name)”名称相近，联系人相同",
                "\(one.name) and \(other.name) have similar names and the same contact")
    }

    /// Each class but the first beside the first, unless somebody has said that they are different.
    private static func pairs(
        _ cards: [CompanyFact], _ index: AliasIndex, _ card: (RecordKey) -> CompanyFact?
    ) -> [(CompanyFact, CompanyFact)] {
        let classes = Dictionary(grouping: cards) { index.root(of: $0.key) }
            .sorted { AliasIndex.precedes($0.key, $1.key) }
            .compactMap { root, members in
                card(root) ?? members.min { AliasIndex.precedes($0.key, $1.key) }
            }
        guard let first = classes.first else { return [] }
        return classes.dropFirst().filter { !areDistinct(first, $0, index, card) }
            .map { (first, $0) }
    }

    private static func areDistinct(
        _ a: CompanyFact, _ b: CompanyFact, _ index: AliasIndex,
        _ card: (RecordKey) -> CompanyFact?
    ) -> Bool {
        let (one, other) = (index.members(of: a.key), index.members(of: b.key))
        return says(one, card, other) || says(other, card, one)
    }

    private static func says(
        _ cards: [RecordKey], _ card: (RecordKey) -> CompanyFact?, _ others: [RecordKey]
    ) -> Bool {
        cards.compactMap(card).contains { fact in
            others.contains { other in fact.distinct.contains { $0.hasSameBytes(as: other.text) } }
        }
    }

    private static func finding(
        _ rule: RuleID, _ one: CompanyFact, _ other: CompanyFact, _ columns: [String],
        _ detail: Label
    ) -> Finding {
        let row = RowReference("company", one.key)
        return Finding(
            rule, rows: [row, RowReference("company", other.key)],
            columns: columns + ["aliases", "distinct_from", "retired"], detail: detail,
            options: [
                ResolutionOption(
                    "different",
                    Label("不是同一家企业，两张卡都保留", "they are different companies; both cards stay"),
                    row, "distinct_from", SetText.value(of: one.distinct + [other.key.text])),
                ResolutionOption(
                    "same",
                    Label(
                        "是同一家企业：“\(other.name)”的记录都归到 \(one.key.text)，可撤销",
                        "they are the same: what refers to \(other.name) counts for "
                            + "\(one.key.text); it can be taken back"),
                    row, "aliases", SetText.value(of: one.aliases + [other.key.text])),
            ])
    }
}
