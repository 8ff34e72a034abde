internal import Causality
internal import Domain
internal import Storage
internal import Wire

// Rules across rows, checked over what has changed.
//
// A rule looks at groups of rows: the assignments of a seat, the terms of a tenancy, the free terms of
// a company, the cards of a name, a contact or a code, a review by itself. Asking for conflicts first reads the log from where the last check
// stood, finds the groups that the rows touched since belong or belonged to, and looks only at those.
// A group that breaks its rule is a finding, derived anew whenever somebody looks, so that it closes by
// itself when its cause is gone; nothing is ever rolled back. `allFindings` is the definition, over
// every row, and a test compares the two.

/// Runs the domain's rules over the rows as they are now.
struct RuleCheck {
    let replica: Replica

    init(_ replica: Replica) { self.replica = replica }

    typealias Located = (finding: Finding, id: ConflictID, scope: ScopeID)

    /// What the rules group rows by: raise the number with each change of it. Which companies are one
    /// belongs to it; such a link is rare, and then everything is looked at again.
    private static func version(_ facts: RuleFactQueries) -> String {
        let lines = facts.aliases.lines.joined(separator: "\n")
        return lines.isEmpty ? "10" : "10 \(Digest256(of: Array(lines.utf8)))"
    }

    /// Columns by which rules ask for rows of another table: without an index each question would read
    /// that table.
    private static let indexed = [
        (table: "company", column: "aliases"), (table: "tenancy_term", column: "tenancy"),
        (table: "seat_assignment", column: "tenancy"), (table: "funding_round", column: "company"),
        (table: "gate_review", column: "investment"),
        (table: "fund_movement", column: "investment"),
    ]

    /// Findings with their ids and the scope they belong to, which is that of their first row.
    func findings() throws -> [Located] {
        // Within somebody's transaction nothing can be remembered: then everything is looked at.
        guard !replica.isInTransaction else { return try allFindings() }
        try update()
        return try replica.read {
            let facts = try RuleFactQueries(replica)
            return RuleCheck.once(
                try RuleGrouping.all.flatMap { grouping in
                    let broken = try replica.brokenGroups(grouping.name)
                    guard grouping != .retired else {
                        return try facts.retired(broken.compactMap(RowReference.init(group:)))
                    }
                    return try broken.flatMap { try findings(grouping, in: $0, facts) }
                }.map(located))
        }
    }

    /// The same by looking at every row.
    func allFindings() throws -> [Located] {
        try replica.read {
            let facts = try RuleFactQueries(replica)
            return RuleCheck.once(
                try RuleGrouping.all.flatMap { try $0.findings(facts, among: nil) }.map(located))
        }
    }

    /// Two cards may be found alike by their names and by their contact.
    private static func once(_ found: [Located]) -> [Located] {
        var seen: Set<ConflictID> = []
        return found.filter { seen.insert($0.id).inserted }
    }

    // MARK: Keeping up

    /// Looks at what was touched since the last time.
    func update() throws {
        let tables = Set(RuleID.allCases.flatMap(\.tables))
        let facts = try RuleFactQueries(replica)
        let version = RuleCheck.version(facts)
        let (progress, arrival) = try replica.ruleProgress(version, tables: tables)
        switch progress {
        case .touched(let rows, let decisions) where rows.isEmpty && decisions.isEmpty: return
        case .touched(let rows, let decisions):
            try replica.write { try lookAgain(rows, decisions, arrival, facts) }
        case .nothing:
            try replica.write {
                try replica.beginRules(version, sparse: RuleCheck.indexed)
                let decisions = try replica.notedDecisions()
                let others = Set(
                    RuleGrouping.all.filter { $0 != .retired }.flatMap(\.rule.tables))
                let rows = try facts.everyRow(of: others)
                    .union(facts.retiredRows(of: tables.subtracting(others)))
                try lookAgain(rows, decisions, arrival, facts)
            }
        }
    }

    private func lookAgain(
        _ rows: Set<RuleRow>, _ decisions: [NotedDecision], _ arrival: Int64,
        _ facts: RuleFactQueries
    ) throws {
        let byTable = Dictionary(grouping: rows, by: \.table)
        try lookAtRetired(byTable, facts)
        for grouping in RuleGrouping.all where grouping != .retired {
            var dirty: Set<String> = []
            if grouping.isOfDecisions { dirty = try keep(decisions, grouping) }
            let others = grouping.others
            for row in grouping.tables.flatMap({ byTable[$0] ?? [] }) {
                if grouping.isOfTheWhole {
                    dirty.insert(RuleGrouping.whole)
                } else if row.table == grouping.table {
                    let before = try replica.ruleSubject(grouping.name, row)
                    let now = try facts.subject(of: row, grouping)
                    if before != now { try replica.keepRuleSubject(now, grouping.name, row) }
                    dirty.formUnion([before, now].compactMap { $0 })
                } else if let query = others[row.table] {
                    dirty.formUnion(try facts.groups(of: row, query))
                }
            }
            for subject in dirty.sorted(by: { $0.precedesByBytes($1) }) {
                let found = try findings(grouping, in: subject, facts)
                try replica.keepFinding(!found.isEmpty, grouping.name, subject)
                for finding in found { try note(try located(finding)) }
            }
        }
        try replica.keepRuleProgress(arrival)
    }

    /// Puts decisions into groups by the conflict that they name, and gives those groups. Whether a group
    /// that is at odds still is, is seen whenever somebody asks.
    private func keep(
        _ decisions: [NotedDecision], _ grouping: RuleGrouping
    ) throws -> Set<String> {
        var groups: Set<String> = []
        for decision in decisions where decision.note.subject != ConflictID.existence {
            guard let key = RecordKey(decision.dot.description) else { continue }
            let group = decision.note.conflict.description
            let row = RuleRow(table: grouping.table, key: key)
            try replica.keepRuleSubject(group, grouping.name, row)
            groups.insert(group)
        }
        return groups
    }

    /// Of the rows that were touched those that are retired, or were found to be contested before.
    private func lookAtRetired(
        _ byTable: [String: [RuleRow]], _ facts: RuleFactQueries
    ) throws {
        let name = RuleGrouping.retired.name
        let before = Set(try replica.brokenGroups(name).compactMap(RowReference.init(group:)))
        for table in RetiredRule.kinds {
            guard let touched = byTable[table] else { continue }
            let now = try facts.retiredKeys(of: table, among: touched.map(\.key))
            let found = try facts.retired(now.map { RowReference(table, $0) })
            let broken = Set(found.flatMap(\.rows))
            for row in touched.map({ RowReference($0.table, $0.key) })
            where before.contains(row) != broken.contains(row) {
                try replica.keepFinding(broken.contains(row), name, row.group)
            }
            for finding in found { try note(try located(finding)) }
        }
    }

    private func findings(
        _ grouping: RuleGrouping, in subject: String, _ facts: RuleFactQueries
    ) throws -> [Finding] {
        if grouping.isOfTheWhole { return try grouping.findings(facts, among: nil) }
        let keys = try replica.ruleGroup(grouping.name, subject)
        return keys.isEmpty ? [] : try grouping.findings(facts, among: keys)
    }

    private func note(_ found: Located) throws {
        guard let row = found.finding.rows.first else { return }
        try replica.note(
            SeenConflict(
                id: found.id, table: row.table, key: row.key,
                cell: "!" + found.finding.subject,
                openedMilliseconds: replica.environment.wallMilliseconds()))
    }

    // MARK: Naming

    /// A finding is named by its rule, the aspect of it, and the live dots of the cells that the rule looks
    /// at: fields that one transaction has written have equal dots.
    func located(_ finding: Finding) throws -> Located {
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
            rule: finding.subject,
            rows: finding.rows.map { (table: $0.table, key: $0.key) }, dots: dots)
        return (finding, id, records.first?.scope ?? .common)
    }
}
