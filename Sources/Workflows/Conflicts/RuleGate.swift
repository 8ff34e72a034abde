internal import Causality
internal import Domain
internal import Storage

// Rules at the desk.
//
// A merge takes what it gets, and a broken rule becomes a question. Somebody who types is there to be
// asked at once: what a strict rule forbids is not written at all. So the write is tried, the groups that
// it touched are looked at, and where a rule is broken that was not broken before, everything is taken
// back and the person is told which rule and by what.

/// Lets a write at the desk through unless it breaks a strict rule.
struct RuleGate {
    let replica: Replica

    init(_ replica: Replica) { self.replica = replica }

    /// What a finding is about, whichever dots it has by now.
    private struct Known: Hashable {
        let rule: RuleID
        let rows: [RowReference]
    }

    /// What was broken before the write.
    private struct Before {
        var findings: Set<Known> = []
        /// By how much a group was beyond its rule, where that is a number.
        var excess: [RuleGroup: Int64] = [:]

        /// Whether the write has made a finding that was not there, or one worse. Where the rule says how much is
        /// too much that tells, since a part of it that is mended may leave the rest between other rows.
        func isMended(_ finding: Finding, in group: RuleGroup) -> Bool {
            guard let excess = finding.excess else {
                return findings.contains(Known(rule: finding.rule, rows: finding.rows))
            }
            return self.excess[group].map { excess <= $0 } ?? false
        }
    }

    /// Runs `body`, which writes and gives the dots of what it wrote. Throws a `Problem`, and keeps
    /// nothing, when that breaks a strict rule.
    ///
    /// - Parameter author: who asks for what a quota is short of.
    @discardableResult
    func passing(author: String, _ body: () throws -> [Dot]) throws -> [Dot] {
        if !replica.isInTransaction { try RuleCheck(replica).update() }
        return try replica.askingWhenShort(author: author) { try pass(body) }
    }

    private func pass(_ body: () throws -> [Dot]) throws -> [Dot] {
        try replica.write {
            let strict = RuleGrouping.all.filter { $0.remedy != nil }
            let before = try known(strict)
            let dots = try body()
            let rows = try touched(dots)
            let tables = Set(rows.map(\.table))
            for grouping in strict where !tables.isDisjoint(with: grouping.rule.tables) {
                for (finding, group) in try findings(grouping, rows)
                where isOfWhatWasTyped(finding, rows) && !before.isMended(finding, in: group) {
                    throw Problem.refused(finding, grouping.remedy)
                }
            }
            return dots
        }
    }

    /// What is broken already. There is little of it, so it is looked at as a whole.
    private func known(_ groupings: [RuleGrouping]) throws -> Before {
        var known = Before()
        for grouping in groupings {
            for subject in try replica.brokenGroups(grouping.name) {
                let keys = try replica.ruleGroup(grouping.name, subject)
                guard !keys.isEmpty else { continue }
                for finding in try grouping.findings(try RuleFactQueries(replica), among: keys) {
                    known.findings.insert(Known(rule: finding.rule, rows: finding.rows))
                    known.excess[RuleGroup(rule: grouping.name, subject: subject)] =
                        finding.excess
                }
            }
        }
        return known
    }

    /// Whether what was typed is part of what is wrong. A leak blocks a seat also when that leaves an offer
    /// uncovered, and a reviewer says no also of what is before the committee: that is told, not refused.
    private func isOfWhatWasTyped(_ finding: Finding, _ typed: Set<RuleRow>) -> Bool {
        finding.rows.contains { row in
            typed.contains(RuleRow(table: row.table, key: row.key))
                && (finding.rule != .committeeNeedsGates || row.table == "investment")
        }
    }

    private func touched(_ dots: [Dot]) throws -> Set<RuleRow> {
        var rows: Set<RuleRow> = []
        for dot in dots {
            for operation in try replica.transaction(dot)?.operations ?? [] {
                rows.insert(RuleRow(table: operation.table, key: operation.key))
            }
        }
        return rows
    }

    /// What is wrong in the groups that the rows belong to now.
    private func findings(
        _ grouping: RuleGrouping, _ rows: Set<RuleRow>
    ) throws -> [(Finding, RuleGroup)] {
        let facts = try RuleFactQueries(replica)
        var members: [String: Set<RecordKey>] = [:]
        let others = grouping.others
        for row in rows.sorted(by: { ($0.table, $0.key) < ($1.table, $1.key) }) {
            if row.table == grouping.table {
                guard let subject = try facts.subject(of: row, grouping) else { continue }
                members[subject, default: []].insert(row.key)
            } else if let column = others[row.table] {
                guard let subject = try facts.group(of: row, column) else { continue }
                members[subject] = members[subject] ?? []
            }
        }
        return try members.sorted { $0.key.precedesByBytes($1.key) }.flatMap { subject, added in
            let keys = added.union(try replica.ruleGroup(grouping.name, subject))
            let group = RuleGroup(rule: grouping.name, subject: subject)
            return keys.isEmpty
                ? [] : try grouping.findings(facts, among: keys.sorted()).map { ($0, group) }
        }
    }
}

extension Problem {
    /// A strict rule that a typed write would break.
    static func refused(_ finding: Finding, _ remedy: Label?) -> Problem {
        let remedy = remedy.map { Remedy.advice(Phrase($0)) }
        return .rule(
            broken: Phrase(finding.rule.label),
            evidence: [Phrase(zh: "  \(finding.detail.zh)", en: "  \(finding.detail.en)")],
            remedies: [remedy, .run("moso help rules")].compactMap { $0 },
            details: [
                "rule": .string(finding.rule.rawValue),
                "records": .array(finding.rows.map { .string($0.key.text) }),
            ])
    }
}
