public import Causality

/// A card of a company that was found to be the same as others, with what it shows.
public struct LinkedCard: Sendable {
    public let key: RecordKey
    /// By the name of the field; what is empty is left out.
    public let values: [String: Value]

    public init(key: RecordKey, values: [String: Value]) {
        self.key = key
        self.values = values
    }
}

/// D03: the cards of one company say the same.
///
/// Linking two cards writes nothing but the link. What both fill in and differently is a question for each
/// field, or group of fields, by itself; what one fills in holds for the company; sets are put together. Notes
/// stay each card's own.
public enum LinkedCardsRule {
    /// The fields that are asked about, groups together, in the order of the card.
    public static let cells: [[FieldDeclaration]] = {
        guard let kind = NetworkSchema.kind("company") else { return [] }
        let own = ["note", "retired"]
        var cells: [[FieldDeclaration]] = []
        var grouped: Set<String> = []
        for field in kind.fields
        where field.policy.base != .union && !own.contains(field.name)
            && !grouped.contains(field.name)
        {
            let members = kind.groups.first { $0.members.contains(field.name) }?.members
            grouped.formUnion(members ?? [])
            cells.append((members ?? [field.name]).compactMap { kind.field($0) })
        }
        return cells
    }()

    /// What the cards of a company say differently.
    ///
    /// - Parameter cards: that which stands for the company first.
    public static func findings(_ cards: [LinkedCard]) -> [Finding] {
        cells.compactMap { finding($0, cards) }
    }

    /// The different values of a cell, each with the cards that have it, in the order of cards.
    public static func values(
        _ cell: [FieldDeclaration], _ cards: [LinkedCard]
    ) -> [(value: [Value], cards: [RecordKey])] {
        var found: [(value: [Value], cards: [RecordKey])] = []
        for card in cards {
            let value = cell.map { card.values[$0.name] ?? .null }
            guard value.contains(where: { !$0.isNull }) else { continue }
            if let at = found.firstIndex(where: { $0.value == value }) {
                found[at].cards.append(card.key)
            } else {
                found.append((value, [card.key]))
            }
        }
        return found
    }

    private static func finding(_ cell: [FieldDeclaration], _ cards: [LinkedCard]) -> Finding? {
        let values = values(cell, cards)
        guard values.count > 1, let root = cards.first, let field = cell.first else { return nil }
        let filled = values.flatMap(\.cards)
        let told = values.map { value, cards in
            let text = display(cell, value)
            let keys = cards.map(\.text).joined(separator: ", ")
            return Label("\(text.zh)（\(keys)）", "\(text.en) (\(keys))")
        }
        return Finding(
            .linkedCardsAgree, aspect: field.name,
            rows: filled.map { RowReference("company", $0) },
            columns: cell.map(\.name) + ["aliases", "retired"],
            detail: Label(
                "\(root.key) 的“\(field.label.zh)”，各卡不同："
                    + told.map(\.zh).joined(separator: "；"),
                "\(root.key), \(field.label.en): its cards differ: "
                    + told.map(\.en).joined(separator: "; ")),
            options: values.map { value, holders in
                let text = display(cell, value)
                return ResolutionOption(
                    "take-\(holders[0])",
                    Label("各卡都写 \(text.zh)", "write \(text.en) on every card"),
                    writes: filled.filter { !holders.contains($0) }.flatMap { key in
                        zip(cell, value).map { member, part in
                            ResolutionOption.Write(
                                row: RowReference("company", key), column: member.name,
                                value: part)
                        } + formerName(field, of: cards.first { $0.key == key })
                    })
            })
    }

    /// The name that a decision takes from a card joins its former names.
    private static func formerName(
        _ field: FieldDeclaration, of card: LinkedCard?
    ) -> [ResolutionOption.Write] {
        guard field.name == "legal_name", let card, let name = card.values[field.name]?.text
        else { return [] }
        let listed = SetText.elements(of: card.values["former_names"] ?? .null)
        return [
            ResolutionOption.Write(
                row: RowReference("company", card.key), column: "former_names",
                value: SetText.value(of: listed + [CompanyName.element(name)]))
        ]
    }

    private static func display(_ cell: [FieldDeclaration], _ value: [Value]) -> Label {
        let parts = zip(cell, value).filter { !$1.isNull }.map { $0.type.display($1) }
        return Label(
            parts.map(\.zh).joined(separator: "，"), parts.map(\.en).joined(separator: ", "))
    }
}
