public import Causality
public import Domain
public import Storage
public import Wire

// Deciding. Each way checks within its own SQLite transaction that the conflict is still the one that was
// shown, so that nobody decides about a side that they have not seen.

extension ConflictInbox {
    /// Decides a field's conflict: `value` takes the place of every sibling that was shown.
    public func resolve(
        _ conflict: CellConflict, to value: Value, author: String, reason: String?
    ) throws -> [Dot] {
        try replica.editAtDesk(author: author, reason: reason) { draft in
            try check(conflict)
            try draft.resolve(
                conflict.table, conflict.key, cell: conflict.cell, value: value,
                replacing: conflict.siblings.map(\.dot))
        }
    }

    /// Decides a contested delete: the row stays, or it goes for good.
    public func resolveExistence(
        _ conflict: CellConflict, keep: Bool, author: String, reason: String?
    ) throws -> [Dot] {
        let note = DecisionNote.reason(ConflictID.existence, conflict.id, why: reason)
        return try replica.editAtDesk(author: author, reason: note) { draft in
            guard
                try replica.openConflicts(of: conflict.table, conflict.key)
                    .contains(where: { $0.id == conflict.id })
            else {
                throw StorageError.changedSinceSeen(
                    table: conflict.table, key: conflict.key, cell: conflict.cell)
            }
            if keep {
                try draft.keep(conflict.table, conflict.key, marks: conflict.marks)
            } else {
                try draft.delete(conflict.table, conflict.key)
            }
        }
    }

    /// Decides a broken rule by one of its options.
    ///
    /// - Parameters:
    ///   - number: of the option, as `Finding.numbers` has it.
    ///   - shown: the id under which it was shown, if it was shown before.
    public func resolve(
        _ finding: Finding, option number: Int, shown: ConflictID? = nil, author: String,
        reason: String?
    ) throws -> [Dot] {
        guard let choice = finding.option(numbered: number) else {
            throw InboxProblem.needsOption(finding.numbers)
        }
        return try edit(finding, shown, author: author, reason: reason) { draft in
            // What it writes may have been true when it was shown, and not now.
            if choice.hangsOnOthers, let row = finding.rows.first,
                try RuleCheck(replica).present(finding)?.options.contains(choice) != true
            {
                throw StorageError.changedSinceSeen(
                    table: row.table, key: row.key, cell: finding.rule.rawValue)
            }
            try draft.take(choice, at: replica)
        }
    }

    /// Decides that two cards are one company, with the values that hold for it.
    ///
    /// - Parameters:
    ///   - key: the card that takes the other in; one of the finding's.
    ///   - fields: for each field that was chosen, the card whose value holds. It is written on the other
    ///     card, so that both say the same.
    public func merge(
        _ finding: Finding, into key: RecordKey, fields: [(name: String, from: RecordKey)],
        shown: ConflictID? = nil, author: String, reason: String?
    ) throws -> [Dot] {
        let desk = RecordDesk(replica)
        let cards = try finding.rows.compactMap { try replica.record($0.table, $0.key) }
        guard let target = cards.first(where: { $0.key == key }),
            let other = cards.first(where: { $0.key != key })
        else { throw InboxProblem.noSuchSide(key.text, known: finding.rows.map(\.key.text)) }
        let aliases = desk.value(target, "aliases").map(SetText.elements(of:)) ?? []
        var writes: [RecordKey: [String: Value]] = [
            key: ["aliases": SetText.value(of: aliases + [other.key.text])]
        ]
        for (name, from) in fields {
            guard let source = cards.first(where: { $0.key == from }),
                let value = desk.value(source, name)
            else { continue }
            let goal = from == key ? other : target
            guard let old = desk.value(goal, name), old != value else { continue }
            writes[goal.key, default: [:]][name] = value
            // The name that does not hold for the company is what its card was called.
            if name == "legal_name", let old = old.text {
                let listed = SetText.elements(of: desk.value(goal, FormerNames.column) ?? .null)
                writes[goal.key, default: [:]][FormerNames.column] = SetText.value(
                    of: listed + [CompanyName.element(old)])
            }
        }
        return try edit(finding, shown, author: author, reason: reason) { draft in
            for (card, values) in writes.sorted(by: { $0.key < $1.key }) {
                try draft.set("company", card, values)
            }
        }
    }

    /// One edit that decides a rule's conflict, as its reason says.
    private func edit(
        _ finding: Finding, _ shown: ConflictID?, author: String, reason: String?,
        _ write: (Draft) throws -> Void
    ) throws -> [Dot] {
        let id = try shown ?? RuleCheck(replica).located(finding).id
        let note = DecisionNote.reason(finding.rule.rawValue, id, why: reason)
        return try replica.editAtDesk(author: author, reason: note) { draft in
            if let row = finding.rows.first, try RuleCheck(replica).located(finding).id != id {
                throw StorageError.changedSinceSeen(
                    table: row.table, key: row.key, cell: finding.rule.rawValue)
            }
            try write(draft)
        }
    }
}
