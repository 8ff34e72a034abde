internal import Causality
public import Domain
internal import Storage

// Looking for something of which a person knows a word: a name, a part of it, whom to speak to, a seat, a
// number. Everything that this site holds is looked through, and what it does not hold is not there to
// be found.

extension TradeDesk {
    /// A record that says what was looked for.
    public struct Hit: Sendable {
        public let record: RowReference
        public let kind: Label
        public let title: String
        /// The field that says it, and what it says.
        public let field: Label
        public let text: String
        public let isRetired: Bool
    }

    /// The hits of one kind, and how many more there are.
    public struct Hits: Sendable {
        public let kind: Label
        public let hits: [Hit]
        public let more: Int
    }

    /// What says `typed` somewhere: companies first, then kind by kind.
    ///
    /// - Parameters:
    ///   - kindName: the kind to look through; all when `nil`.
    ///   - most: how many of each kind are given.
    public func find(
        _ typed: String, in kindName: String?, most: Int, language: Language
    ) throws -> [Hits] {
        let text = TypedText.normalised(typed).lowercased()
        guard !text.isEmpty else {
            throw Problem.usage(Catalogue.Trade.findWhat, help: "moso find --help")
        }
        let all = NetworkSchema.kinds
        let kinds =
            try kindName.map { [try desk.kind($0)] }
            ?? all.filter { $0.name == "company" } + all.filter { $0.name != "company" }
        let words = [text] + (text.contains(" ") ? [text.filter { $0 != " " }] : [])
        return try replica.read {
            for word in words {
                let found = try kinds.compactMap { try hits(word, $0, most, language) }
                if !found.isEmpty { return found }
            }
            return []
        }
    }

    private func hits(
        _ text: String, _ kind: RecordKind, _ most: Int, _ language: Language
    ) throws -> Hits? {
        let fields = kind.fields.filter(\.isLookedThrough)
        let tests = fields.map { "instr(lower(\"\($0.name)\"), ?1) > 0" }
        let found =
            "FROM \"\(kind.name)\" WHERE \(tests.joined(separator: " OR ")) OR lower(id) = ?1"
        let retired = kind.field("retired") == nil ? "NULL" : "retired"
        let columns = ["id", retired] + fields.map { "\"\($0.name)\"" }
        let rows = try replica.select(
            """
            SELECT \(columns.joined(separator: ", ")) \(found)
            ORDER BY \(retired) IS NOT NULL, id LIMIT ?2
            """, [.text(text), .integer(Int64(most))])
        guard !rows.isEmpty else { return nil }
        let count =
            rows.count < most
            ? rows.count
            : Int(try replica.select("SELECT count(*) \(found)", [.text(text)])[0][0].integer ?? 0)
        let hits = try rows.compactMap { row -> Hit? in
            guard let key = row[0].text.flatMap({ RecordKey($0) }),
                let record = try replica.record(kind.name, key)
            else { return nil }
            let said = zip(fields, row.dropFirst(2)).first { _, value in
                value.text?.lowercased().contains(text) ?? false
            }
            return Hit(
                record: RowReference(kind.name, key), kind: kind.label,
                title: try desk.title(record, in: language),
                field: said?.0.label ?? Label("编号", "id"), text: said?.1.text ?? key.text,
                isRetired: !row[1].isNull)
        }
        return Hits(kind: kind.label, hits: hits, more: count - hits.count)
    }
}

extension FieldDeclaration {
    /// Whether people would look for something by what the field says.
    fileprivate var isLookedThrough: Bool {
        switch type {
        case .text, .digits, .set, .creditCode: name != "retired"
        case .wholeNumber, .decimal, .money, .area, .day, .moment, .yesNo, .choice, .reference,
            .site:
            false
        }
    }
}
