public import Causality
public import Domain
public import Storage
internal import Wire

// What would follow from each choice.
//
// It is found out by doing it: the choice is written in an SQLite transaction, the rules that look at the
// record are asked and its figures read, and the transaction is rolled back. So what is promised here is
// what the same code would say afterwards, quotas included, and no formula stands twice.

/// What a rule would say.
public struct RuleOutcome: Sendable, Hashable {
    public let rule: RuleID
    /// What would be wrong; `nil` when the rule holds.
    public let broken: Label?
}

/// What would follow if a conflict were decided in one of the ways there are.
public struct ChoiceOutlook: Sendable {
    /// `A`, `base`, `keep`, or the number of an option.
    public let choice: String
    public let rules: [RuleOutcome]
    /// What the record would come to.
    public let figures: [RecordFigure]
    /// Why it could not be written at all, such as a quota that is short.
    public let refusal: Problem?

    public var broken: [RuleOutcome] { rules.filter { $0.broken != nil } }
}

extension ConflictInbox {
    /// What would follow if the conflict's cell were set to each of these.
    ///
    /// - Parameter today: the day from which on what is still to come is counted.
    public func outlook(
        _ conflict: CellConflict, _ choices: [(name: String, value: Value)], today: LocalDay
    ) throws -> [ChoiceOutlook] {
        let row = RowReference(conflict.table, conflict.key)
        return try choices.map { name, value in
            try outlook(name, of: [row], today: today) { draft in
                try draft.resolve(
                    conflict.table, conflict.key, cell: conflict.cell, value: value,
                    replacing: conflict.siblings.map(\.dot))
            }
        }
    }

    /// What would follow if a contested record stayed, and if it went.
    public func outlook(existence conflict: CellConflict, today: LocalDay) throws
        -> [ChoiceOutlook]
    {
        let row = RowReference(conflict.table, conflict.key)
        return try [true, false].map { keeps in
            try outlook(keeps ? "keep" : "delete", of: [row], today: today) { draft in
                if keeps {
                    try draft.keep(conflict.table, conflict.key, marks: conflict.marks)
                } else {
                    try draft.delete(conflict.table, conflict.key)
                }
            }
        }
    }

    /// What would follow from each way of mending a broken rule.
    public func outlook(_ finding: Finding, today: LocalDay) throws -> [ChoiceOutlook] {
        try zip(finding.numbers, finding.options).map { number, option in
            let written = Set(option.writes.map(\.row)).sorted()
            return try outlook("\(number)", of: written, today: today) { draft in
                try draft.take(option, at: replica)
            }
        }
    }

    private func outlook(
        _ name: String, of rows: [RowReference], today: LocalDay, _ write: (Draft) throws -> Void
    ) throws -> ChoiceOutlook {
        do {
            return try Rehearsal.of(replica) {
                try replica.editAtDesk(author: "", reason: nil, write)
                let figures = try rows.flatMap { row in
                    try replica.record(row.table, row.key).map {
                        RecordFigure.all(of: $0, today: today)
                    } ?? []
                }
                return ChoiceOutlook(
                    choice: name, rules: try RowRules(replica).outcomes(rows),
                    figures: figures, refusal: nil)
            }
        } catch let problem as Problem {
            return ChoiceOutlook(choice: name, rules: [], figures: [], refusal: problem)
        }
    }
}

extension Draft {
    /// Writes what an option says.
    func take(_ option: ResolutionOption, at replica: Replica) throws {
        for (row, writes) in Dictionary(grouping: option.writes, by: \.row)
            .sorted(by: { $0.key < $1.key })
        {
            let values = writes.filter { !$0.isAgain }.map { ($0.column, $0.value) }
            if !values.isEmpty { try set(row.table, row.key, Dictionary(values) { $1 }) }
            let again = try writes.filter {
                try $0.isAgain || isShownAmongOthers($0.value, $0.column, row, at: replica)
            }
            try writeAgain(again.map(\.column), row, at: replica)
        }
        // What somebody recorded already is recorded.
        for made in option.additions where try replica.record(made.row.table, made.row.key) == nil {
            try insert(made.row.table, made.row.key, made.values)
        }
    }

    /// Whether a column shows a value already, with others beside it. To choose it is to write it in place of all of
    /// them: an edit that changes nothing that is shown would leave them side by side, and the conflict open.
    private func isShownAmongOthers(
        _ value: Value, _ column: String, _ row: RowReference, at replica: Replica
    ) throws -> Bool {
        let cell = try replica.record(row.table, row.key)?.cells.first { $0.name == column }
        return cell.map { $0.siblings.count > 1 && $0.shown == value } ?? false
    }

    /// Writes what stands in these columns once more, in its own place.
    private func writeAgain(
        _ columns: [String], _ row: RowReference, at replica: Replica
    ) throws {
        guard !columns.isEmpty, let schema = NetworkSchema.replica.table(row.table),
            let record = try replica.record(row.table, row.key)
        else { return }
        let names = Set(columns.compactMap { schema.cell($0) }.map { schema.cells[$0].name })
        for cell in record.cells where names.contains(cell.name) {
            try resolve(
                row.table, row.key, cell: cell.name, value: cell.shown,
                replacing: cell.siblings.map(\.dot))
        }
    }
}

/// The rules that look at some rows, asked about these rows alone.
struct RowRules {
    private let replica: Replica
    private let facts: RuleFactQueries

    init(_ replica: Replica) throws {
        self.replica = replica
        facts = try RuleFactQueries(replica)
    }

    /// What each rule that looks at rows of these kinds says of them now, by rule.
    func outcomes(_ rows: [RowReference]) throws -> [RuleOutcome] {
        var asked: Set<RuleID> = []
        var broken: [RuleID: Label] = [:]
        for row in rows {
            // Of a record that is in use it would say nothing but its name.
            if let finding = try facts.retired([row]).first {
                asked.insert(finding.rule)
                broken[finding.rule] = finding.detail
            }
            for grouping in RuleGrouping.all
            where grouping != .retired && grouping.rule.tables.contains(row.table) {
                asked.insert(grouping.rule)
                guard broken[grouping.rule] == nil else { continue }
                broken[grouping.rule] = try findings(grouping, row).first?.detail
            }
        }
        return asked.sorted { $0.rawValue < $1.rawValue }
            .map { RuleOutcome(rule: $0, broken: broken[$0]) }
    }

    /// Of each of many rows the first rule that it breaks now. A group of rows is looked at once, however
    /// many of them are in it.
    func broken(by rows: Set<RowReference>) throws -> [RowReference: RuleID] {
        var broken: [RowReference: RuleID] = [:]
        let note = { (row: RowReference, rule: RuleID) in
            if broken[row].map({ rule.rawValue < $0.rawValue }) ?? true { broken[row] = rule }
        }
        for finding in try facts.retired(Array(rows)) {
            for row in finding.rows { note(row, finding.rule) }
        }
        for grouping in RuleGrouping.all where grouping != .retired {
            let asked = rows.filter { grouping.rule.tables.contains($0.table) }
            guard !asked.isEmpty else { continue }
            var members: [String: Set<RecordKey>] = [:]
            for row in asked where !grouping.isOfTheWhole {
                guard grouping.table == row.table else {
                    if try !findings(grouping, row).isEmpty { note(row, grouping.rule) }
                    continue
                }
                let subject = try facts.subject(
                    of: RuleRow(table: row.table, key: row.key), grouping)
                if let subject { members[subject, default: []].insert(row.key) }
            }
            let found =
                try grouping.isOfTheWhole
                ? grouping.findings(facts, among: nil)
                : members.flatMap { try findings(grouping, in: $0.key, with: $0.value) }
            for row in found.flatMap(\.rows) where asked.contains(row) {
                note(row, grouping.rule)
            }
        }
        return broken
    }

    private func findings(
        _ grouping: RuleGrouping, _ row: RowReference
    ) throws -> [Finding] {
        if grouping.isOfTheWhole {
            return try grouping.findings(facts, among: nil).filter { $0.rows.contains(row) }
        }
        guard grouping.table == row.table else {
            return try findings(grouping, in: row.key.text, with: [])
        }
        let subject = try facts.subject(of: RuleRow(table: row.table, key: row.key), grouping)
        guard let subject else { return [] }
        // All tenancies of a site are one group: who holds no seats is in nobody's way.
        if grouping == .soldSeats, try facts.held([row.key]).isEmpty { return [] }
        return try findings(grouping, in: subject, with: [row.key])
            .filter { $0.rows.contains(row) }
    }

    /// What is wrong in a group, to which these rows belong now; where each row stands by itself, with these
    /// alone.
    private func findings(
        _ grouping: RuleGrouping, in subject: String, with rows: Set<RecordKey>
    ) throws -> [Finding] {
        var keys = rows
        if rows.isEmpty || !grouping.isOfSingleRows {
            keys.formUnion(try replica.ruleGroup(grouping.name, subject))
        }
        return keys.isEmpty ? [] : try grouping.findings(facts, among: keys.sorted())
    }
}
