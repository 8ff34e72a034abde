internal import Causality
internal import Domain
internal import Storage
internal import Wire

// Rules across rows, checked over what has changed.
//
// A rule looks at groups of rows: the assignments of a seat, the terms of a tenancy, the free terms of
// a company, the cards of a name, a contact or a code, a review by itself. Asking for conflicts first reads the log
// from where the last check stood, notes the groups that the rows touched since belong or belonged to, and looks only
// at those. A group that breaks its rule is a finding, derived anew whenever somebody looks, so that it closes by
// itself when its cause is gone; nothing is ever rolled back. `allFindings` is the definition, over
// every row, and a test compares the two.
//
// After a large import that is work for many seconds, and a daemon has one thread for all who want something of its
// replica. So it is done in shares: each is a commit of its own that leaves a place to go on from, and between two of
// them others get their turn. First the rows are put into their groups, then the log is followed to its end, and only
// then each group that was touched is looked at, once, however many of its rows were touched. A row that changes
// meanwhile is in the log again, so whatever the order, the last share leaves what looking at everything leaves.

/// Runs the domain's rules over the rows as they are now.
struct RuleCheck {
    let replica: Replica

    init(_ replica: Replica) { self.replica = replica }

    typealias Located = (finding: Finding, id: ConflictID, scope: ScopeID)

    /// What the rules group rows by: raise the number with each change of it. Which companies are one
    /// belongs to it; such a link is rare, and then everything is looked at again.
    private static func version(_ facts: RuleFactQueries) -> String {
        let lines = facts.aliases.lines.joined(separator: "\n")
        return lines.isEmpty ? "14" : "14 \(Digest256(of: Array(lines.utf8)))"
    }

    /// Columns by which rules ask for rows of another table: without an index each question would read
    /// that table.
    private static let indexed = [
        (table: "company", column: "aliases"), (table: "tenancy_term", column: "tenancy"),
        (table: "seat_assignment", column: "tenancy"), (table: "funding_round", column: "company"),
        (table: "gate_review", column: "investment"),
        (table: "fund_movement", column: "investment"), (table: "fund_movement", column: "fund"),
    ]

    /// Findings with their ids and the scope they belong to, which is that of their first row.
    func findings() throws -> [Located] {
        // Within somebody's transaction nothing can be remembered: then everything is looked at.
        guard !replica.isInTransaction else { return try allFindings() }
        try update()
        return try found()
    }

    /// What is wrong in the groups that were found to break their rule when they were last looked at.
    func found() throws -> [Located] {
        try replica.read {
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

    /// A finding that was shown, as it is by now; `nil` where it is none any more.
    func present(_ shown: Finding) throws -> Finding? {
        let facts = try RuleFactQueries(replica)
        return try RuleGrouping.all.filter { $0.rule == shown.rule }.lazy.flatMap { grouping in
            try replica.brokenGroups(grouping.name).flatMap {
                try findings(grouping, in: $0, facts)
            }
        }.first { $0.subject == shown.subject && $0.rows == shown.rows }
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

    /// The tables whose rows bear on rules.
    private static let tables = Set(RuleID.allCases.flatMap(\.tables))
    /// The columns of them by which rows bear on groups of others.
    private static let followed = RuleGrouping.all.reduce(into: Set<TableColumn>()) {
        $0.formUnion($1.followed)
    }
    /// Those whose rows are put into groups, in order.
    private static let grouped = Set(
        RuleGrouping.all.filter(\.isOfRows).map(\.table)
    ).sorted { $0.precedesByBytes($1) }
    private static let named = Dictionary(
        RuleGrouping.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// How many rows a share is about, so that it takes some hundredths of a second.
    static let share = 500

    /// Looks at what was touched since the last time.
    func update() throws { while try advance(rows: RuleCheck.share * 10) {} }

    /// Whether everything that was touched has been looked at.
    func isCurrent() throws -> Bool {
        try replica.read { try isCurrent(RuleCheck.version(try RuleFactQueries(replica))) }
    }

    /// Whether these rules have ever been asked to look at anything here.
    func hasBegun() throws -> Bool {
        try replica.read {
            try replica.ruleProgress(RuleCheck.version(try RuleFactQueries(replica))) != .nothing
        }
    }

    private func isCurrent(_ version: String) throws -> Bool {
        guard case .sorted(let arrival) = try replica.ruleProgress(version) else { return false }
        return try arrival == replica.lastArrival() && replica.nextDue() == nil
    }

    /// Does one share of what is to be looked at, in a commit of its own.
    ///
    /// - Parameter share: about how many rows to look at.
    /// - Returns: whether there is more.
    func advance(rows share: Int = RuleCheck.share) throws -> Bool {
        let facts = try RuleFactQueries(replica)
        let version = RuleCheck.version(facts)
        if try isCurrent(version) { return false }
        return try replica.write {
            var left = share
            while left > 0 {
                switch try replica.ruleProgress(version) {
                case .nothing: try begin(version, facts)
                case .sorting(let table, let key):
                    left -= try sort(left, from: table ?? RuleCheck.grouped[0], after: key, facts)
                case .sorted(let arrival):
                    guard
                        let touched = try replica.touchedRows(
                            after: arrival, of: RuleCheck.tables,
                            following: RuleCheck.followed, most: left)
                    else {
                        try begin(version, facts)
                        continue
                    }
                    try note(touched.rows, facts)
                    try note(uprooted: touched.moved)
                    try note(touched.decisions)
                    if touched.arrival > arrival { try replica.keepRuleProgress(touched.arrival) }
                    left -= touched.rows.count
                    guard touched.isAll else { continue }
                    while let group = try replica.nextDue() {
                        guard left > 0 else { return true }
                        left -= try look(at: group, facts)
                    }
                    return false
                }
            }
            return true
        }
    }

    private func begin(_ version: String, _ facts: RuleFactQueries) throws {
        try replica.beginRules(version, sparse: RuleCheck.indexed)
        for grouping in RuleGrouping.all where grouping.isOfTheWhole {
            try replica.keepDue(grouping.name, RuleGrouping.whole, isWhole: true)
        }
        try note(try replica.notedDecisions())
        try lookAtRetired(try facts.retiredRows(of: Set(RetiredRule.kinds)), facts)
    }

    /// Puts the next rows into their groups. Rows of other tables make no group, so they are passed over.
    ///
    /// - Returns: how many were looked at.
    private func sort(
        _ most: Int, from table: String, after key: RecordKey?, _ facts: RuleFactQueries
    ) throws -> Int {
        let groupings = RuleGrouping.all.filter { $0.table == table && $0.isOfRows }
        let keys = try replica.keys(of: table, after: key, limit: most)
        for key in keys {
            for grouping in groupings {
                try sort(RuleRow(table: table, key: key), grouping, facts)
            }
        }
        if keys.count == most {
            try replica.keepSorting(of: table, after: keys.last)
        } else {
            try replica.keepSorting(of: RuleCheck.grouped.first { table.precedesByBytes($0) })
        }
        return keys.count
    }

    /// Puts a row into the group that it belongs to now; that and the one it came from are to be looked at.
    private func sort(_ row: RuleRow, _ grouping: RuleGrouping, _ facts: RuleFactQueries) throws {
        let before = try replica.ruleSubject(grouping.name, row)
        let now = try facts.subject(of: row, grouping)
        if before != now { try replica.keepRuleSubject(now, grouping.name, row) }
        for subject in Set([before, now].compactMap { $0 }) {
            try replica.keepDue(grouping.name, subject)
        }
    }

    /// Notes the groups that touched rows belong to, belonged to, or bear on.
    private func note(_ rows: Set<RuleRow>, _ facts: RuleFactQueries) throws {
        let byTable = Dictionary(grouping: rows, by: \.table)
        try lookAtRetired(rows, facts)
        for grouping in RuleGrouping.all where grouping != .retired {
            let others = grouping.others
            for row in grouping.tables.flatMap({ byTable[$0] ?? [] }) {
                if grouping.isOfTheWhole {
                    try replica.keepDue(grouping.name, RuleGrouping.whole, isWhole: true)
                } else if row.table == grouping.table {
                    try sort(row, grouping, facts)
                } else if let column = others[row.table],
                    let subject = try facts.group(of: row, column)
                {
                    try replica.keepDue(grouping.name, subject)
                }
            }
        }
    }

    /// Notes all groups on which rows bear by columns that have changed: which group such a row was of before is
    /// not remembered, as there are many such rows and few of them ever move or go.
    private func note(uprooted moved: Set<TableColumn>) throws {
        guard !moved.isEmpty else { return }
        for grouping in RuleGrouping.all where !grouping.followed.isDisjoint(with: moved) {
            try replica.keepAllDue(grouping.name)
        }
    }

    /// Of the rows that were touched those that are retired, or were found to be contested before.
    private func lookAtRetired(_ rows: Set<RuleRow>, _ facts: RuleFactQueries) throws {
        let name = RuleGrouping.retired.name
        let before = Set(try replica.brokenGroups(name).compactMap(RowReference.init(group:)))
        let byTable = Dictionary(grouping: rows, by: \.table)
        for table in RetiredRule.kinds {
            guard let touched = byTable[table] else { continue }
            let now = try facts.retiredKeys(of: table, among: touched.map(\.key))
            let found = try facts.retired(now.map { RowReference(table, $0) })
            let broken = Set(found.flatMap(\.rows))
            for row in touched.map({ RowReference($0.table, $0.key) })
            where before.contains(row) != broken.contains(row) {
                try replica.keepFinding(
                    broken.contains(row), RuleGroup(rule: name, subject: row.group))
            }
            for finding in found { try note(try located(finding)) }
        }
    }

    /// Puts decisions into groups by the conflict that they name, and notes those groups. Whether a group
    /// that is at odds still is, is seen whenever somebody asks.
    private func note(_ decisions: [NotedDecision]) throws {
        for grouping in RuleGrouping.all where grouping.isOfDecisions {
            for decision in decisions where decision.note.subject != ConflictID.existence {
                guard let key = RecordKey(decision.dot.description) else { continue }
                let group = decision.note.conflict.description
                let row = RuleRow(table: grouping.table, key: key)
                try replica.keepRuleSubject(group, grouping.name, row)
                try replica.keepDue(grouping.name, group)
            }
        }
    }

    /// Looks at a group that is due.
    ///
    /// - Returns: how many rows that were.
    private func look(at group: RuleGroup, _ facts: RuleFactQueries) throws -> Int {
        guard let grouping = RuleCheck.named[group.rule] else {
            try replica.keepFinding(false, group)
            return 0
        }
        let keys = grouping.isOfTheWhole ? nil : try replica.ruleGroup(group.rule, group.subject)
        let found = keys == [] ? [] : try grouping.findings(facts, among: keys)
        try replica.keepFinding(!found.isEmpty, group)
        for finding in found { try note(try located(finding)) }
        return max(1, keys?.count ?? 1)
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
