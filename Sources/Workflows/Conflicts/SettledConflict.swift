public import Causality
internal import Domain
public import Storage
public import Wire

/// A conflict that is not open any more, and what is known of its end.
public struct SettledConflict: Sendable {
    public let id: ConflictID
    public let table: String
    public let key: RecordKey
    /// The cell's name, `*` for existence; of a rule, the cell that the decision wrote.
    public let cell: String
    /// The rule's code; `nil` for a field or existence.
    public let rule: String?
    /// Who decided it, and who took such a decision back, in the order of arrival. Empty when later
    /// writes took its cause away and nobody had to decide.
    public let decisions: [Decision]
    /// The open conflict that a new side has made of it; `nil` otherwise.
    public var successor: InboxItem? = nil

    /// Its kind while it was open, one of `InboxItem.kinds`; of a field that was decided twice, `field`.
    public var kind: String {
        if let rule { return RuleID(rawValue: rule)?.conflictKind ?? "rule" }
        return cell == ConflictID.existence ? "edit-vs-retire" : "field"
    }

    /// What became of it, as JSON has it.
    public var state: String {
        if standing != nil { return "resolved" }
        if undo != nil { return "undone" }
        return successor != nil ? "superseded" : "vanished"
    }

    /// What took the last decision back; `nil` while one stands, and where nobody decided.
    public var undo: Decision? {
        guard standing == nil, let last = decisions.last, case .undid = last.content else {
            return nil
        }
        return last
    }

    /// The last decision that nobody has taken back.
    public var standing: Decision? {
        let undone = Set(
            decisions.compactMap { decision -> Dot? in
                if case .undid(let dot) = decision.content { dot } else { nil }
            })
        return decisions.last { $0.conflict != nil && !undone.contains($0.dot) }
    }
}

extension ConflictInbox {
    /// The conflict that `text` names and that somebody has decided, or that was open here once;
    /// `nil` when there is none.
    ///
    /// - Throws: `InboxProblem.ambiguous` when several begin like that.
    public func settled(_ text: String) throws -> SettledConflict? {
        guard let wanted = InboxItem.typedID(text), wanted.utf8.count >= 4 else { return nil }
        let log = try DecisionLog(replica).decisions()
        let seen = try replica.seenConflicts().filter { $0.id.begins(with: wanted) }
        let made = log.filter { $0.conflict?.begins(with: wanted) ?? false }
        let ids = Set(seen.map(\.id) + made.compactMap(\.conflict))
        guard ids.count < 2 else {
            throw InboxProblem.ambiguous(
                text, candidates: ConflictID.shortForms(Array(ids)).values.sorted())
        }
        guard let id = ids.first else { return nil }
        let dots = Set(made.map(\.dot))
        let decisions = log.filter { decision in
            if case .undid(let dot) = decision.content { return dots.contains(dot) }
            return dots.contains(decision.dot)
        }
        if let first = made.first {
            return SettledConflict(
                id: id, table: first.table, key: first.key, cell: first.cell,
                rule: first.rule.map(ruleCode(of:)),
                decisions: decisions)
        }
        return seen.first.map { open in
            SettledConflict(
                id: id, table: open.table, key: open.key, cell: open.cell, rule: open.rule,
                decisions: [])
        }
    }
}

extension ConflictInbox {
    /// Every conflict that was open once, here or where it was decided, and is not any more: by rising
    /// id. Reads the whole log.
    public func settled(among seen: [SeenConflict]) throws -> [SettledConflict] {
        let open = try items()
        let isOpen = Set(open.map(\.id))
        let log = try DecisionLog(replica).decisions()
        var undos: [Dot: [Decision]] = [:]
        for decision in log {
            if case .undid(let dot) = decision.content { undos[dot, default: []].append(decision) }
        }
        var found: [ConflictID: SettledConflict] = [:]
        for (id, made) in Dictionary(
            grouping: log.filter { $0.conflict != nil }, by: { $0.conflict }
        ) {
            guard let id, !isOpen.contains(id), let first = made.first else { continue }
            found[id] = SettledConflict(
                id: id, table: first.table, key: first.key, cell: first.cell,
                rule: first.rule.map(ruleCode(of:)),
                decisions: made.flatMap { [$0] + (undos[$0.dot] ?? []) })
            if found[id]?.undo != nil {
                let name = first.rule.map { "!" + $0 } ?? first.cell
                found[id]?.successor = open.first {
                    $0.continues(first.table, first.key, name)
                }
            }
        }
        for old in seen where !isOpen.contains(old.id) && found[old.id] == nil {
            found[old.id] = SettledConflict(
                id: old.id, table: old.table, key: old.key, cell: old.cell,
                rule: old.rule, decisions: [], successor: open.first { $0.continues(old) })
        }
        return found.values.sorted { $0.id < $1.id }
    }
}

extension SeenConflict {
    /// The code of the rule that it was about; `nil` for a field, existence or a fork.
    fileprivate var rule: String? {
        cell.hasPrefix("!") ? ruleCode(of: String(cell.dropFirst())) : nil
    }
}

/// The rule's code in what names a finding, `D03` of `D03:legal_name`.
private func ruleCode(of subject: String) -> String {
    subject.split(separator: ":").first.map(String.init) ?? subject
}

extension InboxItem {
    /// What stands behind `C-` in what a person typed, as ids are written; `nil` for what is no id.
    static func typedID(_ text: String) -> String? {
        var typed = text.uppercased()
        if typed.hasPrefix("C-") { typed.removeFirst(2) }
        return CrockfordBase32.normalised(typed)
    }

    /// Whether `text` is this item's own id, not that of one that it took the place of.
    public func answers(to text: String) -> Bool {
        InboxItem.typedID(text).map { id.begins(with: $0) } ?? false
    }
}
