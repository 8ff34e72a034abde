public import Causality
public import Storage

// Whether a record stays: on one side a delete, on the other what somebody wrote who had not seen it.
// Neither is a value, so what is told is what was done.

/// What one of the writes against a delete did to the record.
public enum RowEdit: Sendable {
    /// It added the record, or brought it back.
    case added
    /// It set cells.
    case set([(cell: String, value: Value)])
    /// It said that the record stays.
    case kept
}

extension ConflictInbox {
    /// The deletes of an existence conflict, by rising dot, without letters. One that an undo brought
    /// back is that of whoever deleted first.
    public func deletes(_ conflict: CellConflict) throws -> [ConflictSide] {
        try conflict.marks.sorted().compactMap { mark in
            guard let live = try replica.transaction(mark) else { return nil }
            let origin = try deleteOrigin(live, conflict)
            return ConflictSide(
                letter: "", value: .null, dot: mark, site: origin.dot.stream.origin.site,
                author: origin.author, reason: origin.reason,
                milliseconds: origin.stamp.milliseconds,
                broughtBack: origin.dot == mark
                    ? nil
                    : .init(
                        dot: mark, author: live.author, milliseconds: live.stamp.milliseconds))
        }
    }

    /// What a side of an existence conflict did.
    public func edit(_ side: ConflictSide, _ conflict: CellConflict) throws -> RowEdit {
        let changes = try replica.transaction(side.dot).map { row(conflict, of: $0) } ?? []
        var cells: [(cell: String, value: Value)] = []
        var kept = false
        for change in changes {
            switch change {
            case .insert: return .added
            case .set(let writes): cells += writes.map { ($0.cell, $0.value) }
            case .add(let values): cells += values.map { ($0.cell, $0.value) }
            case .keep: kept = true
            case .delete, .erase: break
            }
        }
        // Whoever brings a record back says that it stays and writes every cell.
        if kept { return cells.isEmpty ? .kept : .added }
        return .set(cells)
    }

    private func row(_ conflict: CellConflict, of made: Transaction) -> [Change] {
        made.operations.filter { $0.table == conflict.table && $0.key == conflict.key }
            .map(\.change)
    }

    /// The delete that a mark left by an undo stands for: the one that the undone transaction had
    /// decided about.
    private func deleteOrigin(_ live: Transaction, _ conflict: CellConflict) throws -> Transaction {
        var current = live
        var seen: Set<Dot> = [live.dot]
        while let note = UndoNote.parse(current.reason),
            let undone = try replica.transaction(note.dot)
        {
            let named = row(conflict, of: undone).flatMap { change -> [Dot] in
                switch change {
                case .keep(let marks), .delete(let marks): marks
                case .insert, .set, .add, .erase: []
                }
            }
            let deletes = try named.sorted().compactMap { try replica.transaction($0) }.filter {
                row(conflict, of: $0).contains { if case .delete = $0 { true } else { false } }
            }
            guard let before = deletes.first, seen.insert(before.dot).inserted else { break }
            current = before
        }
        return current
    }
}
