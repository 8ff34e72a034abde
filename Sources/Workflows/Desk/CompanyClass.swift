public import Causality
public import Domain
public import Storage

// A company of several cards as one.
//
// Nobody rewrites the cards: the picture is made whenever somebody looks. What one card says holds for
// the company; where two differ both are shown, and the question is open until somebody decides it (rule
// D03). Taking the link away leaves the cards as they are.

/// The cards that were found to be one company, and what they say together.
public struct CompanyClass {
    /// The key that stands for all.
    public let root: RecordKey
    /// That of the root first, then by key; retired cards are left out.
    public let cards: [Record]
    public let desk: RecordDesk

    /// What the cards say about a field.
    public struct Line {
        public let field: FieldDeclaration
        /// The different values, each with the cards that have it; one where there is nothing to decide.
        public let values: [(value: Value, cards: [RecordKey])]
    }

    /// `nil` where the record is no company, or one with a single card.
    public init?(of record: Record, _ desk: RecordDesk) throws {
        guard record.table == "company" else { return nil }
        let index = try CompanyAliases.index(desk.replica)
        let members = index.members(of: record.key)
        guard members.count > 1 else { return nil }
        let root = index.root(of: record.key)
        let keys = [root] + members.filter { $0 != root }
        let cards = try keys.compactMap { try desk.replica.record("company", $0) }
            .filter { desk.value($0, "retired")?.isNull ?? true }
        guard cards.count > 1 else { return nil }
        self.root = root
        self.cards = cards
        self.desk = desk
    }

    /// The fields that any card fills in.
    public func lines() -> [Line] {
        guard let kind = NetworkSchema.kind("company") else { return [] }
        return kind.fields.filter { $0.name != "aliases" && $0.name != "distinct_from" }
            .compactMap(line)
    }

    private func line(_ field: FieldDeclaration) -> Line? {
        var values: [(value: Value, cards: [RecordKey])] = []
        for card in cards {
            for value in desk.values(card, field.name) where !value.isNull {
                if let at = values.firstIndex(where: { $0.value == value }) {
                    values[at].cards.append(card.key)
                } else {
                    values.append((value, [card.key]))
                }
            }
        }
        if field.policy.base == .union, values.count > 1 {
            let elements = values.flatMap { SetText.elements(of: $0.value) }
            values = [(SetText.value(of: elements), cards.map(\.key))]
        }
        return values.isEmpty ? nil : Line(field: field, values: values)
    }

    /// The picture for programs.
    public var json: JSON {
        var fields = JSON.Object()
        for line in lines() {
            fields[line.field.name] = .array(
                line.values.map { value, cards in
                    [
                        "value": RecordJSON.json(
                            value, table: "company", cell: line.field.name),
                        "cards": .array(cards.map { .string($0.text) }),
                    ]
                })
        }
        return [
            "root": .string(root.text), "cards": .array(cards.map { .string($0.key.text) }),
            "fields": .object(fields),
        ]
    }
}
