public import Causality
internal import Domain
public import Storage
public import Wire

/// Somebody's decision about a conflict, or the undo of a transaction.
public struct Decision: Sendable {
    public enum Content: Sendable {
        /// A value in place of several that differed.
        case value(Value)
        /// The row stays, though somebody had deleted it.
        case kept
        /// The row goes, though somebody had gone on writing it.
        case deleted
        /// What another transaction did was taken back.
        case undid(Dot)
    }

    public let dot: Dot
    public let table: String
    public let key: RecordKey
    public let cell: String
    /// The rule it was about, `X04`; `nil` for a field, existence or an undo.
    public let rule: String?
    public let content: Content
    /// The conflict decided; `nil` for an undo.
    public let conflict: ConflictID?
    /// Of an undo, the conflict whose decision it takes back or brings back; `nil` when there are several.
    public var undoneConflict: ConflictID? = nil
    public let author: String
    public let reason: String?
    public let milliseconds: UInt64
}

/// Decisions, read out of the log: nothing else records them.
///
/// A write is a decision when it took the place of at least two siblings of a cell that differed, or
/// when its reason says so (`DecisionNote`). Whoever removes the cause of a rule's conflict by an edit
/// like any other has decided nothing here: the records' histories show it.
public struct DecisionLog {
    public let replica: Replica

    public init(_ replica: Replica) { self.replica = replica }

    /// In the order in which they arrived here.
    ///
    /// - Parameter since: leaves out what was written before, in milliseconds since 1970.
    public func decisions(since: UInt64 = 0) throws -> [Decision] {
        var found: [Decision] = []
        // An undo may take several transactions; the first of them stands for it.
        var undos: Set<[UInt8]> = []
        try replica.forEachTransaction { _, made in
            if let undo = UndoNote.parse(made.reason), let first = made.operations.first {
                if let action = made.action, !undos.insert(action.id).inserted { return }
                let cell = first.change.firstCell
                found.append(
                    decision(made, first, cell: cell, .undid(undo.dot), nil, reason: undo.why))
            } else {
                found += try decided(by: made)
            }
        }
        nameUndone(&found)
        return found.filter { $0.milliseconds >= since }
    }

    /// Has each undo say which conflict it is about. What it undoes came before it.
    private func nameUndone(_ log: inout [Decision]) {
        var about: [Dot: Set<ConflictID>] = [:]
        for at in log.indices {
            if case .undid(let dot) = log[at].content, let known = about[dot] {
                log[at].undoneConflict = known.count == 1 ? known.first : nil
                about[log[at].dot] = known
            } else if let conflict = log[at].conflict {
                about[log[at].dot, default: []].insert(conflict)
            }
        }
    }

    /// What a transaction decides; of one that takes another back, nothing.
    func decided(by made: Transaction) throws -> [Decision] {
        guard UndoNote.parse(made.reason) == nil else { return [] }
        if let note = DecisionNote.parse(made.reason) { return noted(made, note) }
        return try made.operations.flatMap { try decisions(made, $0) }
    }

    /// A decision that says itself what it decides.
    private func noted(_ made: Transaction, _ note: DecisionNote.Parsed) -> [Decision] {
        guard let operation = made.operations.first else { return [] }
        let content: Decision.Content
        switch operation.change {
        case .keep: content = .kept
        case .delete: content = .deleted
        case .set(let writes): content = .value(writes.first?.value ?? .null)
        case .insert, .add, .erase: return []
        }
        return [
            decision(
                made, operation, cell: operation.change.firstCell, content, note.conflict,
                rule: note.subject == ConflictID.existence ? nil : note.subject, reason: note.why)
        ]
    }

    /// Whether a write, or the one that it brought back, took the place of several siblings that
    /// differed; of existence, whether it is a `keep` or a `delete` that named a mark.
    func isDecision(_ dot: Dot, _ table: String, _ key: RecordKey, _ cell: String) throws -> Bool {
        guard cell != ConflictID.existence else {
            return try replica.operations(of: dot, on: table, key).contains { operation in
                switch operation.change {
                case .keep(let marks): !marks.isEmpty
                case .delete(let named): try named.contains { try isDelete($0, operation) }
                case .insert, .set, .add, .erase: false
                }
            }
        }
        let history = History(replica)
        guard let live = try history.write(dot, table, key, cell) else { return false }
        let write = try history.origin(of: live, table, key)
        return try differ(write.replaces, table, key, cell)
    }

    private func decisions(_ made: Transaction, _ operation: Operation) throws -> [Decision] {
        switch operation.change {
        case .insert, .add, .erase: return []
        case .keep(let marks):
            guard !marks.isEmpty else { return [] }
            return [decision(made, operation, cell: ConflictID.existence, .kept, nil)]
        case .delete(let named):
            let marks = try named.filter { try isDelete($0, operation) }
            guard !marks.isEmpty else { return [] }
            return [decision(made, operation, cell: ConflictID.existence, .deleted, nil)]
        case .set(let writes):
            return try writes.compactMap { write in
                let cell = NetworkSchema.replica.table(operation.table)?.cells
                    .first { $0.name == write.cell }
                guard let cell, cell.policy.keepsLedger,
                    try differ(write.replaces, operation.table, operation.key, write.cell)
                else { return nil }
                return decision(
                    made, operation, cell: write.cell, .value(write.value),
                    ConflictID(
                        table: operation.table, key: operation.key, cell: write.cell,
                        dots: write.replaces))
            }
        }
    }

    /// Whether some writes of a cell had different values.
    func differ(
        _ dots: [Dot], _ table: String, _ key: RecordKey, _ cell: String
    ) throws -> Bool {
        guard dots.count > 1 else { return false }
        let values = try dots.compactMap { try History(replica).write($0, table, key, cell)?.value }
        return Set(values).count > 1
    }

    private func isDelete(_ dot: Dot, _ operation: Operation) throws -> Bool {
        try replica.operations(of: dot, on: operation.table, operation.key).contains { other in
            if case .delete = other.change { return true }
            return false
        }
    }

    private func decision(
        _ made: Transaction, _ operation: Operation, cell: String, _ content: Decision.Content,
        _ conflict: ConflictID?, rule: String? = nil, reason: String?? = .none
    ) -> Decision {
        Decision(
            dot: made.dot, table: operation.table, key: operation.key, cell: cell, rule: rule,
            content: content, conflict: conflict, author: made.author,
            reason: reason ?? made.reason, milliseconds: made.stamp.milliseconds)
    }
}

extension Change {
    /// The first cell it writes; existence for a delete or a keep.
    var firstCell: String {
        switch self {
        case .insert, .delete, .keep: ConflictID.existence
        case .add(let values): values.first?.cell ?? ConflictID.existence
        case .set(let writes): writes.first?.cell ?? ConflictID.existence
        case .erase(let cells): cells.first ?? ConflictID.existence
        }
    }
}
