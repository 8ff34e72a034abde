public import Causality
public import Domain
public import Storage

// Everything that is known of a company, on one page.
//
// A company is spread over dozens of records, and over several cards where it was written down twice. The
// page asks each kind that refers to companies for those of any of its cards, so that a kind that is
// added later is on it by itself; notes and papers are found by the records they are about. What stands
// at the top is what a person at the counter is asked first: who sits where until when, what was
// promised, what waits for a decision.

/// What is known of a company.
public struct CompanyPage {
    public let card: Record
    public let name: String
    /// Its cards, that which stands for all first.
    public let cards: [RecordKey]
    /// The seats that it holds today, by label.
    public let seats: [String]
    /// The same, three and more in a row as a range.
    public var seatSpan: String { SeatSpan.text(seats) }
    public let freeUsed: MonthsAndDays
    /// Since when it sits somewhere without a term, where it does.
    public let holdover: LocalDay?
    /// The division of the office that registered it, as its credit code says.
    public let registry: String?
    /// The conflicts that any of its records is part of.
    public let conflicts: [String]
    /// Records by kind, in the order of the schema, the newest first.
    public let parts: [(kind: RecordKind, records: [Record])]
}

extension TradeDesk {
    public func page(_ typed: String) throws -> CompanyPage {
        let found = try company(typed)
        let items = try ConflictInbox(replica).items(tellingResolutions: false)
        return try replica.read {
            let index = try CompanyAliases.index(replica)
            let root = index.root(of: found.key)
            let cards = [root] + index.members(of: root).filter { $0 != root }
            let card = try replica.record("company", root) ?? found
            var parts = try NetworkSchema.kinds.compactMap { kind in
                try part(kind, cards.map(\.text))
            }
            let about = cards.map(\.text) + parts.flatMap { $0.records.map(\.key.text) }
            for name in ["promise", "screening", "record_note", "document"] {
                guard let kind = NetworkSchema.kind(name),
                    let column = kind.fields.first(where: {
                        ["waitlist_entry", "application", "about"].contains($0.name)
                    })
                else { continue }
                let rows = try records(
                    kind, "\"\(column.name)\" IN (SELECT value FROM json_each(?1))", about)
                if !rows.isEmpty { parts.append((kind, rows)) }
            }
            let rows = Set(about + parts.flatMap { $0.records.map(\.key.text) })
            return CompanyPage(
                card: card, name: try name(card), cards: cards,
                seats: try seats(on: today, of: Set(cards.map(\.text))),
                freeUsed: try freeUsed(cards),
                holdover: try parts.first { $0.kind.name == "tenancy" }?.records
                    .compactMap { try holdover($0) }.min(),
                registry: desk.value(card, "credit_code")?.text.flatMap {
                    CreditCode($0)?.division
                },
                conflicts: items.filter { isAbout($0, rows) }.map(\.shortID), parts: parts)
        }
    }

    /// The records of a kind that refer to one of the cards; `nil` where there are none.
    private func part(
        _ kind: RecordKind, _ cards: [String]
    ) throws -> (kind: RecordKind, records: [Record])? {
        let tests = kind.fields.compactMap { field -> String? in
            if field.type.referredKind == "company" {
                return "\"\(field.name)\" IN (SELECT value FROM json_each(?1))"
            }
            guard field.name == "companies", field.type == .set else {
                return nil
            }
            return """
                EXISTS (SELECT 1 FROM json_each(?1)
                    WHERE instr(',' || "\(field.name)" || ',', ',' || value || ',') > 0)
                """
        }
        guard !tests.isEmpty else { return nil }
        let found = try records(kind, tests.joined(separator: " OR "), cards)
        return found.isEmpty ? nil : (kind, found)
    }

    /// Records that are not retired, by the day they carry, the newest first.
    private func records(
        _ kind: RecordKind, _ condition: String, _ keys: [String]
    ) throws -> [Record] {
        let dated = kind.fields.first { [.day, .moment].contains($0.type) }?.name
        return try replica.select(
            """
            SELECT id FROM "\(kind.name)"
            WHERE (\(condition)) \(kind.field("retired") == nil ? "" : "AND retired IS NULL")
            ORDER BY \(dated.map { "\"\($0)\" DESC, " } ?? "")id
            """, [.text(JSON.array(keys.map { .string($0) }).text)]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record(kind.name, $0) }
        }
    }

    private func seats(on day: LocalDay, of cards: Set<String>) throws -> [String] {
        try SeatClaims(replica).all().filter { claim in
            cards.contains(claim.company) && claim.isTaken && claim.claim.from <= day
                && claim.claim.to.map { day < $0 } ?? true
        }.map { claim in
            try RecordKey(claim.claim.resource).flatMap { try replica.record("seat", $0) }
                .flatMap { desk.value($0, "label")?.text } ?? claim.claim.resource
        }.sorted()
    }

    private func isAbout(_ item: InboxItem, _ rows: Set<String>) -> Bool {
        switch item.content {
        case .cell(let cell): rows.contains(cell.key.text)
        case .rule(let finding): finding.rows.contains { rows.contains($0.key.text) }
        case .fork: false
        }
    }

    /// Free time that a company has had so far, as far as this site knows; exceptions of the director
    /// are left out.
    ///
    /// - Parameter end: the first day that is not counted any more.
    func freeUsed(_ cards: [RecordKey], until end: LocalDay? = nil) throws -> MonthsAndDays {
        let rows = try replica.select(
            """
            SELECT from_day, to_day FROM tenancy_term
            WHERE company IN (SELECT value FROM json_each(?1)) AND kind = 'free'
                AND retired IS NULL AND exception IS NULL
            """, [.text(JSON.array(cards.map { .string($0.text) }).text)])
        return FreePeriod.total(
            of: rows.compactMap { row in
                let period = row[0].text.flatMap { DayInterval(storedFrom: $0, to: row[1].text) }
                guard let period, let end else { return period }
                let last = period.to.map { min($0, end) } ?? end
                return DayInterval(from: period.from, to: last)
            })
    }

    /// What a record says beside whose it is: what names it, its state, its days and amounts.
    public func telling(_ record: Record, _ language: Language) throws -> [String] {
        guard let kind = NetworkSchema.kind(record.table) else { return [] }
        let fields = kind.fields.filter { field in
            field.type.referredKind != "company"
                && !["site", "retired", "kept_by"].contains(field.name)
        }
        let named = fields.filter { kind.title.contains($0.name) }
        let rest = fields.filter { field in
            !kind.title.contains(field.name)
                && (field.machine != nil || [.day, .moment, .money].contains(field.type))
        }
        return try named.compactMap { try said($0, of: record, language) }
            + rest.compactMap { field in
                try said(field, of: record, language).map { text in
                    let label = language == .zh ? field.label.zh : field.label.en
                    return field.machine == nil ? "\(label) \(text)" : text
                }
            }
    }

    /// The value of a field in words; `nil` where it has none.
    func said(
        _ field: FieldDeclaration, of record: Record, _ language: Language
    ) throws -> String? {
        guard let value = desk.value(record, field.name), !value.isNull else { return nil }
        if let other = field.type.referredKind, other != "site",
            let key = value.text.flatMap({ RecordKey($0) }),
            let target = try replica.record(other, key)
        {
            return try desk.title(target, in: language)
        }
        return field.type.display(value, zh: language == .zh)
    }
}
