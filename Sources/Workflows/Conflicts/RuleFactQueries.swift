internal import Causality
internal import Domain
internal import Storage

/// The rows that the rules look at, as facts: all of them, or those with the keys given.
struct RuleFactQueries {
    let replica: Replica
    /// Which companies are one, at the moment of asking.
    let aliases: AliasIndex
    let names: ClassNames
    /// Who had seen what, as the log is now.
    let past: CausalPast

    init(_ replica: Replica) throws {
        self.replica = replica
        past = CausalPast(replica)
        names = try ClassNames(replica)
        aliases = names.aliases
    }

    /// The group that a row belongs to now; `nil` when it belongs to none, or is not there.
    func subject(of row: RuleRow, _ grouping: RuleGrouping) throws -> String? {
        if grouping.rule == .linkedCardsAgree {
            let root = aliases.root(of: row.key)
            return aliases.members(of: root).count > 1 ? root.text : nil
        }
        if grouping.table == "company" {
            return try companies([row.key]).first.flatMap(grouping.subject)
        }
        let column = grouping.subjectColumn.map { "\"\($0)\"" } ?? "id"
        let found = try replica.select(
            "SELECT \(column) FROM \"\(grouping.table)\" WHERE id = ?1", [.text(row.key.text)])
        guard let value = found.first?.first else { return nil }
        guard let subject = value.text else {
            return grouping.looksWithoutSubject ? row.key.text : nil
        }
        return grouping.isByCompany ? company(subject) : subject
    }

    /// The company that counts for the one that a record refers to.
    func company(_ text: String) -> String {
        RecordKey(text).map { aliases.root(of: $0).text } ?? text
    }

    /// What people call the company that a record refers to.
    func companyName(_ key: Value) throws -> String {
        let own = try replica.select(
            "SELECT coalesce(display_name, legal_name, id) FROM company WHERE id = ?1", [key]
        ).first?.first
        return names.name(of: key, own: own ?? key)
    }

    /// Cards that are not retired.
    func companies(_ keys: [RecordKey]?) throws -> [CompanyFact] {
        try select(
            """
            SELECT c.id, coalesce(c.legal_name, c.display_name, ''), c.credit_code, c.contact,
                c.aliases, c.distinct_from
            FROM company c WHERE c.retired IS NULL
            """, "c.id", keys
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            return CompanyFact(
                key: key, name: row[1].text ?? "", creditCode: row[2].text, contact: row[3].text,
                aliases: SetText.elements(of: row[4]), distinct: SetText.elements(of: row[5]))
        }
    }

    /// Cards that may be one company, among those of a group or among all.
    func duplicates(
        _ grouping: RuleGrouping, among keys: [RecordKey]?
    ) throws -> [Finding] {
        let group = try companies(keys)
        let others = keys.map { keys in Set(keys.flatMap(aliases.members)).subtracting(keys) } ?? []
        let more = others.isEmpty ? [] : try companies(others.sorted())
        let cards = Dictionary(
            (group + more).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        return switch grouping {
        case .contacts, .soldSeats, .commitments, .reference, .retired:
            DuplicateRule.byContact(group, aliases) { cards[$0] }
        case .rule(.oneCodeOneCompany): DuplicateRule.byCode(group, aliases) { cards[$0] }
        case .rule: DuplicateRule.byName(group, aliases) { cards[$0] }
        }
    }

    /// What the cards of linked companies say differently, of the classes of these cards or of all.
    func linkedCards(among keys: [RecordKey]?) throws -> [Finding] {
        let roots = keys.map { Set($0.map(aliases.root)).sorted() } ?? aliases.linkedRoots
        return try roots.flatMap { root in
            let others = aliases.members(of: root).filter { $0 != root }
            guard !others.isEmpty else { return [] as [Finding] }
            return LinkedCardsRule.findings(try ([root] + others).compactMap(card))
        }
    }

    /// A card as it is shown; `nil` when it is retired or not here.
    private func card(_ key: RecordKey) throws -> LinkedCard? {
        let names = LinkedCardsRule.cells.flatMap { $0 }.map(\.name)
        let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let found = try replica.select(
            "SELECT \(columns) FROM company WHERE id = ?1 AND retired IS NULL", [.text(key.text)])
        return found.first.map { row in
            let filled = zip(names, row).filter { !$1.isNull }
            return LinkedCard(key: key, values: Dictionary(filled) { $1 })
        }
    }

    func everyRow(of tables: Set<String>) throws -> Set<RuleRow> {
        var rows: Set<RuleRow> = []
        for table in tables.sorted() {
            for row in try replica.select("SELECT id FROM \"\(table)\"") {
                guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
                rows.insert(RuleRow(table: table, key: key))
            }
        }
        return rows
    }

    /// Assignments that are confirmed or proposed, with their seats.
    func seats(_ keys: [RecordKey]?) throws -> [SeatFact] {
        let found = try select(
            """
            SELECT a.id, a.seat, coalesce(c.display_name, c.legal_name, a.company),
                a.from_day, a.to_day, a.company, a.state = 'confirmed',
                s.state, s.state_since, s.retired, s.id
            FROM seat_assignment a LEFT JOIN company c ON c.id = a.company
                LEFT JOIN seat s ON s.id = a.seat
            WHERE coalesce(a.state, 'proposed') IN ('confirmed', 'proposed') AND a.retired IS NULL
                AND coalesce(s.kind, 'fixed') <> 'hot'
            """, "a.id", keys
        ).compactMap { row -> SeatFact? in
            guard let interval = interval(row),
                let scope = try replica.scope(of: "seat_assignment", interval.key)
            else { return nil }
            return SeatFact(
                interval, scope: scope,
                seatScope: try RecordKey(interval.subject).flatMap {
                    try replica.scope(of: "seat", $0)
                },
                outage: row[10].isNull
                    ? .missing
                    : SeatOutage(
                        state: row[7].text, since: row[8].text, retired: row[9].text))
        }
        return try suspected(found)
    }

    func terms(_ keys: [RecordKey]?) throws -> [IntervalFact] {
        try select(
            """
            SELECT t.id, t.tenancy, coalesce(c.display_name, c.legal_name, t.company),
                t.from_day, t.to_day, t.company
            FROM tenancy_term t LEFT JOIN company c ON c.id = t.company
            WHERE t.retired IS NULL
            """, "t.id", keys
        ).compactMap(interval)
    }

    private func interval(_ row: [Value]) -> IntervalFact? {
        guard let key = row[0].text.flatMap({ RecordKey($0) }), let subject = row[1].text,
            let from = row[3].text
        else { return nil }
        return IntervalFact(
            key: key, subject: subject, holder: names.name(of: row[5], own: row[2]), from: from,
            to: row[4].text, isFirm: row.count < 7 || row[6].integer == 1)
    }

    func freeTerms(_ keys: [RecordKey]?) throws -> [FreeTermFact] {
        try select(
            """
            SELECT t.id, coalesce(t.company, ''), t.from_day, t.to_day,
                coalesce(c.display_name, c.legal_name, t.company), t.company
            FROM tenancy_term t LEFT JOIN company c ON c.id = t.company
            WHERE t.kind = 'free' AND t.retired IS NULL AND t.exception IS NULL
                AND t.company IS NOT NULL
            """, "t.id", keys
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }), let from = row[2].text
            else { return nil }
            return FreeTermFact(
                key: key, company: company(row[1].text ?? ""),
                name: names.name(of: row[5], own: row[4]), from: from, to: row[3].text)
        }
    }

    func passes(_ keys: [RecordKey]?) throws -> [PassFact] {
        try select(
            """
            SELECT g.id, g.reviewer, g.mandate_from, g.mandate_to, g.signed_on, g.interest
            FROM gate_review g
            WHERE g.verdict IN ('pass', 'conditional') AND g.retired IS NULL
            """, "g.id", keys
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            return PassFact(
                key: key, reviewer: row[1].text, mandateFrom: row[2].text, mandateTo: row[3].text,
                signedOn: row[4].text, hasInterest: row[5].integer == 1)
        }
    }

    func quotas() throws -> [Finding] { try QuotaFacts(replica: replica).findings() }

    func select(
        _ sql: String, _ column: String, _ keys: [RecordKey]?
    ) throws -> [[Value]] {
        guard let keys else { return try replica.select(sql + " ORDER BY \(column)") }
        let list = JSON.array(keys.map { .string($0.text) }).text
        return try replica.select(
            sql + " AND \(column) IN (SELECT value FROM json_each(?1)) ORDER BY \(column)",
            [.text(list)])
    }
}
