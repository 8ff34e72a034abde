internal import Causality
internal import Domain
internal import Storage
internal import Wire

/// Runs the domain's rules over the rows as they are now.
struct RuleCheck {
    let replica: Replica

    init(_ replica: Replica) { self.replica = replica }

    /// Findings with their ids and the scope they belong to, which is that of their first row.
    func findings() throws -> [(Finding, ConflictID, ScopeID)] {
        let found =
            IntervalRules.seatFindings(try seatFacts())
            + IntervalRules.termFindings(try termFacts())
            + FreeMonthsRule.findings(try freeFacts()) + GateRule.findings(try passFacts())
        return try found.map { finding in
            let records = try finding.rows.compactMap { try replica.record($0.table, $0.key) }
            let dots = records.flatMap { record in
                record.cells.filter { cell in
                    let schema = NetworkSchema.replica.table(record.table)
                    return finding.columns.contains { column in
                        schema?.cell(column).map { schema?.cells[$0].name == cell.name } ?? false
                    }
                }.flatMap { $0.siblings.map(\.dot) }
            }
            let id = ConflictID(
                rule: finding.rule.rawValue,
                rows: finding.rows.map { (table: $0.table, key: $0.key) }, dots: dots)
            return (finding, id, records.first?.scope ?? .common)
        }
    }

    private func seatFacts() throws -> [IntervalFact] {
        try replica.select(
            """
            SELECT a.id, a.seat, coalesce(c.display_name, c.legal_name, a.company),
                a.from_day, a.to_day
            FROM seat_assignment a LEFT JOIN company c ON c.id = a.company
                LEFT JOIN seat s ON s.id = a.seat
            WHERE a.state = 'confirmed' AND a.retired IS NULL
                AND coalesce(s.kind, 'fixed') <> 'hot'
            ORDER BY a.id
            """
        ).compactMap(interval)
    }

    private func termFacts() throws -> [IntervalFact] {
        try replica.select(
            """
            SELECT t.id, t.tenancy, coalesce(c.display_name, c.legal_name, t.company),
                t.from_day, t.to_day
            FROM tenancy_term t LEFT JOIN company c ON c.id = t.company
            WHERE t.retired IS NULL ORDER BY t.id
            """
        ).compactMap(interval)
    }

    private func interval(_ row: [Value]) -> IntervalFact? {
        guard let key = row[0].text.flatMap({ RecordKey($0) }), let subject = row[1].text,
            let from = row[3].text
        else { return nil }
        return IntervalFact(
            key: key, subject: subject, holder: row[2].text ?? "", from: from, to: row[4].text)
    }

    private func freeFacts() throws -> [FreeTermFact] {
        try replica.select(
            """
            SELECT t.id, coalesce(t.company, ''), t.from_day, t.to_day FROM tenancy_term t
            WHERE t.kind = 'free' AND t.retired IS NULL AND t.exception IS NULL
                AND t.company IS NOT NULL ORDER BY t.id
            """
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }), let from = row[2].text
            else { return nil }
            return FreeTermFact(
                key: key, company: row[1].text ?? "", from: from, to: row[3].text)
        }
    }

    private func passFacts() throws -> [PassFact] {
        try replica.select(
            """
            SELECT id, reviewer, mandate_from, mandate_to, signed_on, interest FROM gate_review
            WHERE verdict IN ('pass', 'conditional') AND retired IS NULL ORDER BY id
            """
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            return PassFact(
                key: key, reviewer: row[1].text, mandateFrom: row[2].text, mandateTo: row[3].text,
                signedOn: row[4].text, hasInterest: row[5].integer == 1)
        }
    }
}
