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
            guard let live = try replica.heading(mark) else { return nil }
            let origin = try deleteOrigin(live, conflict)
            return ConflictSide(
                letter: "", value: .null, dot: mark, site: origin.dot.stream.origin.site,
                author: origin.author, reason: origin.reason,
                milliseconds: origin.stamp.milliseconds,
                recordedMilliseconds: try recorded(origin.dot) ?? origin.stamp.milliseconds,
                broughtBack: origin.dot == mark
                    ? nil
                    : .init(
                        dot: mark, author: live.author, milliseconds: live.stamp.milliseconds))
        }
    }

    /// What a side of an existence conflict did.
    public func edit(_ side: ConflictSide, _ conflict: CellConflict) throws -> RowEdit {
        let changes = try changes(side.dot, conflict)
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

    /// What a transaction did to the record.
    private func changes(_ dot: Dot, _ conflict: CellConflict) throws -> [Change] {
        try replica.operations(of: dot, on: conflict.table, conflict.key).map(\.change)
    }

    /// The delete that a mark left by an undo stands for: the one that the undone transaction had
    /// decided about.
    private func deleteOrigin(_ live: Transaction, _ conflict: CellConflict) throws -> Transaction {
        var current = live
        var seen: Set<Dot> = [live.dot]
        while let note = UndoNote.parse(current.reason),
            let undone = try replica.heading(note.dot)
        {
            let named = try changes(undone.dot, conflict).flatMap { change -> [Dot] in
                switch change {
                case .keep(let marks), .delete(let marks): marks
                case .insert, .set, .add, .erase: []
                }
            }
            let deletes = try named.sorted().compactMap { try replica.heading($0) }.filter {
                try changes($0.dot, conflict).contains {
                    if case .delete = $0 { true } else { false }
                }
            }
            guard let before = deletes.first, seen.insert(before.dot).inserted else { break }
            current = before
        }
        return current
    }
}
