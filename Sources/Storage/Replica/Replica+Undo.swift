public import Causality
internal import Wire

// Undo.
//
// Nothing is taken out of history: what a transaction did is undone by another one, which restores
// for each cell what the first had replaced, in the place of what it had written. It is a write like
// any other, so it merges, syncs, conflicts and is itself undone like any other.
//
// A resolution replaced *several* values, and a transaction writes one value into a cell. So an undo
// that has to make several values live again is several transactions of one action: all but the last
// add a value and replace nothing, the last adds the last value and replaces what is undone.
//
//     a: 900   b: 1100         two sites
//     r: 1000  replaces a, b   a resolution
//     u1: 900  replaces -      ──► live {r: 1000, u1: 900}    open
//     u2: 1100 replaces r      ──► live {u1: 900, u2: 1100}   open, as before r
//
// Whoever receives only a part sees an open conflict and never a value that nobody decided. To revive
// the old dots themselves would need the bodies of transactions that replicas may have trimmed, each
// at its own time (docs/decisions/0006-undo-by-plain-writes.md).

/// What an undo did, or why it did nothing.
public enum UndoOutcome: Sendable {
    /// The transactions written, and the cells restored.
    case done([Dot], [UndoneCell])
    /// Cells were written since, and the undo was not forced. Nothing was written.
    case refused([UndoObstacle])
    /// Nothing of it is left to undo.
    case nothing
}

/// A cell that an undo has put back.
public struct UndoneCell: Sendable, Hashable {
    public let table: String
    public let key: RecordKey
    /// The cell's name, or `*` for the existence of the row.
    public let cell: String
    /// The values live again; for existence none.
    public let values: [Value]
}

/// A cell that was written since, and by which transactions.
public struct UndoObstacle: Sendable, Hashable {
    public enum Why: Sendable {
        /// Somebody wrote the cell after it.
        case edited
        /// What it replaced is not kept any more.
        case forgotten
        /// The row is an entry: it stays for good, forced or not.
        case entry
    }

    public let table: String
    public let key: RecordKey
    public let cell: String
    public let why: Why
    /// The writes that stand there now.
    public let by: [Dot]
}

extension Replica {
    /// Undoes a transaction, with the other parts of its action as far as they are here.
    ///
    /// - Parameters:
    ///   - force: restores also what somebody has written since, in the place of what is live now. Of
    ///     rows that have been deleted since nothing is restored.
    /// - Throws: `StorageError.unknownName` when no such transaction is applied here,
    ///   `StorageError.trimmed` when what it wrote is no longer kept, `StorageError.notTrusted` at a site that
    ///   was revoked.
    public func undo(
        _ dot: Dot, force: Bool = false, author: String, reason: String?
    ) throws -> UndoOutcome {
        try write {
            try refuseVoid()
            var plan = UndoPlan()
            for row in try rowsTouched(by: try parts(of: dot)) {
                guard let table = tables[row.table] else { continue }
                guard table.schema.entryPrefix == nil else {
                    plan.block(row, ConflictID.existence, .entry, Array(row.own))
                    continue
                }
                try self.plan(row, table, force: force, &plan)
            }
            guard plan.obstacles.isEmpty else { return .refused(plan.obstacles) }
            guard !plan.cells.isEmpty else { return .nothing }
            return .done(try seal(plan, author: author, reason: reason), plan.cells)
        }
    }

    /// The transaction and the others of its action, in the order of arrival.
    private func parts(of dot: Dot) throws -> [Transaction] {
        guard let first = try transaction(dot) else {
            throw StorageError.unknownName(dot.description)
        }
        guard !first.isTrimmed else { throw StorageError.trimmed(dot) }
        guard let action = first.action else { return [first] }
        var parts: [Transaction] = []
        _ = try log.scan(from: 0) { _, local, record in
            let header = try header(of: record())
            if header.action == action, header.dot.stream.origin == dot.stream.origin.plain,
                let part = try transaction(try globalDot(local))
            {
                guard !part.isTrimmed else { throw StorageError.trimmed(part.dot) }
                parts.append(part)
            }
            return parts.count < Int(action.parts)
        }
        return parts
    }

    private func rowsTouched(by parts: [Transaction]) throws -> [UndoRow] {
        var rows: [UndoRow] = []
        // An import touches rows by the thousand.
        var places: [UndoRow.Name: Int] = [:]
        for part in parts {
            for operation in part.operations {
                let name = UndoRow.Name(table: operation.table, key: operation.key)
                let at = places[name]
                if at == nil {
                    places[name] = rows.count
                    rows.append(
                        UndoRow(
                            table: operation.table, key: operation.key,
                            scope: part.dot.stream.scope,
                            isOlder: part.schemaVersion < schema.version))
                }
                rows[at ?? rows.count - 1].note(operation.change, part.dot)
            }
        }
        return rows
    }

    // MARK: Planning

    private func plan(
        _ row: UndoRow, _ table: RowTable, force: Bool, _ plan: inout UndoPlan
    ) throws {
        let state = try loadRow(table, row.key).state
        if row.inserted || row.revived(table.schema) || row.isAllThereIs(state) {
            planDeletion(row, table, state, force: force, &plan)
        } else if let mark = row.deleted {
            try planRevival(row, table, state, mark, force: force, &plan)
        } else if state.isPresent {
            try planCells(row, table, state, force: force, &plan)
            planDeltas(row, table, state, &plan)
            planMarks(row, state, &plan)
        } else if !force {
            // Of a row that is gone nothing shows. A value put back would bring a torso of it back.
            for name in Set(row.cells.keys).union(row.deltas.keys).sorted()
            where table.schema.cell(name) != nil {
                plan.block(row, name, .edited, state.marks.sorted())
            }
        }
    }

    /// What was done about deletes that stand against the row, and nothing else.
    private func planMarks(_ row: UndoRow, _ state: RowState, _ plan: inout UndoPlan) {
        let marks = row.reopened.intersection(state.marks)
        if !marks.isEmpty {
            plan.add(row, layer: 0, .keep(replaces: marks.sorted()))
            plan.note(row, ConflictID.existence, [])
        }
        if row.kept {
            // The conflict with the delete is open again: a mark that names nothing.
            plan.reopen(row)
            plan.note(row, ConflictID.existence, [])
        }
    }

    /// An insert is undone by a delete of everything that is live.
    private func planDeletion(
        _ row: UndoRow, _ table: RowTable, _ state: RowState, force: Bool, _ plan: inout UndoPlan
    ) {
        guard state.isPresent else { return }
        var edited = false
        for (at, cell) in table.schema.cells.enumerated() {
            // What a delete has taken, and shows beside what stands against that, was not written since.
            let others = (state.cells[at]?.live ?? []).map(\.dot)
                .filter { !row.own.contains($0) }
            guard !others.isEmpty, !force else { continue }
            edited = true
            plan.block(row, cell.name, .edited, others)
        }
        // Somebody has decided since that it stays.
        let keeps = state.keeps.subtracting(row.own)
        if !keeps.isEmpty, !force {
            edited = true
            plan.block(row, ConflictID.existence, .edited, keeps.sorted())
        }
        guard !edited else { return }
        plan.add(row, layer: 0, .delete(replaces: state.liveDots.sorted()))
        plan.note(row, ConflictID.existence, [])
    }

    /// A delete is undone by writing again what it took.
    private func planRevival(
        _ row: UndoRow, _ table: RowTable, _ state: RowState, _ mark: Dot, force: Bool,
        _ plan: inout UndoPlan
    ) throws {
        guard state.marks.contains(mark) else {
            if !state.isPresent || !force {
                plan.block(row, ConflictID.existence, .edited, state.existenceDots.sorted())
            }
            return
        }
        defer { plan.note(row, ConflictID.existence, []) }
        if !state.isPresent { planReturn(row, table, state, mark, &plan) }
        plan.add(row, layer: 0, .keep(replaces: [mark]))
        if try row.deletedNames.contains(where: { try isDelete($0, row) }) {
            // It decided a conflict between a delete and other writes, which is open again.
            plan.reopen(row)
        }
    }

    /// What a delete took is written again.
    private func planReturn(
        _ row: UndoRow, _ table: RowTable, _ state: RowState, _ mark: Dot, _ plan: inout UndoPlan
    ) {
        var first: [CellWrite] = []
        for (at, cell) in table.schema.cells.enumerated() {
            let taken = (state.cells[at]?.ghosts ?? []).filter { $0.takers.contains(mark) }
            // What only this delete took was live; what others had taken before was hidden by it.
            let lived = taken.filter { $0.takers == [mark] }
            let shown = lived.isEmpty || !cell.policy.keepsLedger ? taken : lived
            let values = restored(cell.policy, shown.map(\.sibling.value))
            let named = taken.map(\.sibling.dot).sorted()
            first.append(CellWrite(cell: cell.name, value: values.first ?? .null, replaces: named))
            for (layer, value) in values.dropFirst().enumerated() {
                plan.add(
                    row, layer: layer + 1,
                    .set([CellWrite(cell: cell.name, value: value, replaces: [])]))
            }
        }
        plan.add(row, layer: 0, .set(first))
    }

    private func planCells(
        _ row: UndoRow, _ table: RowTable, _ state: RowState, force: Bool, _ plan: inout UndoPlan
    ) throws {
        for (name, writes) in row.cells.sorted(by: { $0.key < $1.key }) {
            guard let at = table.schema.cells.firstIndex(where: { $0.name == name }) else {
                continue
            }
            try planCell(row, table, state, at, writes, force: force, &plan)
        }
    }

    private func planCell(
        _ row: UndoRow, _ table: RowTable, _ state: RowState, _ at: Int, _ writes: UndoRow.Cell,
        force: Bool, _ plan: inout UndoPlan
    ) throws {
        let cell = table.schema.cells[at]
        let live = state.siblings(of: at, policy: cell.policy)
        let expected = writes.own.subtracting(writes.named)
        let mine = live.map(\.dot).filter(expected.contains)
        if mine.count < expected.count && !force {
            return plan.block(row, cell.name, .edited, live.map(\.dot).sorted())
        }
        var before: [Dot: Value] = [:]
        for dot in writes.named.subtracting(writes.own) {
            guard let value = try value(of: dot, row, cell.name) else {
                return plan.block(row, cell.name, .forgotten, [dot])
            }
            before[dot] = value
        }
        if !cell.policy.addsUp, live.allSatisfy({ expected.contains($0.dot) }) {
            for sibling in try hidden(row, state, at, writes) {
                before[sibling.dot] = before[sibling.dot] ?? sibling.value
            }
        }
        var values = restored(
            cell.policy, before.sorted { $0.key < $1.key }.map(\.value))
        var replaces = (force ? live.map(\.dot) : mine).sorted()
        if values.isEmpty {
            // It replaced nothing: what stands beside it stands alone again.
            let other = live.last { !expected.contains($0.dot) }
            values = [other?.value ?? .null]
            if let other { replaces = Array(Set(replaces).union([other.dot])).sorted() }
        }
        let now = Set(live.filter { replaces.contains($0.dot) }.map(\.value))
        // What wrote once more the value that stood there said that its author had seen it. Taken back it
        // leads to the value's first writing again, so this is written, too.
        let isAgain = try now == Set(before.values) && wroteAgain(row, writes, cell.name, before)
        if now == Set(values), replaces.count <= values.count, !isAgain { return }
        plan.restore(row, cell.name, values, replacing: replaces)
    }

    /// Whether the undone wrote the one value that it took the place of.
    private func wroteAgain(
        _ row: UndoRow, _ writes: UndoRow.Cell, _ cell: String, _ before: [Dot: Value]
    ) throws -> Bool {
        guard writes.own.count == 1, writes.named.count == 1, let own = writes.own.first
        else { return false }
        return try before.count == 1 && value(of: own, row, cell) == before.values.first
    }

    /// What deletes took from a cell, that others than the undone stand against, and the undone alone hides. It
    /// counts where nothing lives. Were something of what the undone replaced not taken by a delete, it
    /// would live.
    private func hidden(
        _ row: UndoRow, _ state: RowState, _ at: Int, _ writes: UndoRow.Cell
    ) throws -> [Sibling] {
        guard let ghosts = state.cells[at]?.ghosts, !ghosts.isEmpty,
            writes.named.subtracting(writes.own).allSatisfy({ dot in
                state.deletes.values.contains { $0.context.contains(dot) }
            })
        else { return [] }
        return try ghosts.filter { ghost in
            try !writes.own.contains(ghost.sibling.dot)
                && ghost.takers.allSatisfy { try isCrossed($0, state, row) }
        }.map(\.sibling)
    }

    /// Whether the author of something that the row remembers but for the undone, or remembered before it, and
    /// that of a delete did not know of each other.
    private func isCrossed(_ delete: Dot, _ state: RowState, _ row: UndoRow) throws -> Bool {
        guard let record = state.deletes[delete] else { return false }
        let replaced = row.cells.values.reduce(into: Set<Dot>()) { $0.formUnion($1.named) }
        return try replaced.union(state.rememberedDots).contains { dot in
            guard !row.own.contains(dot), dot != delete, !record.context.contains(dot),
                let made = try transaction(dot)
            else { return false }
            return !made.context.contains(delete)
        }
    }

    /// A delta is undone by its opposite, unless a correction has taken it away.
    private func planDeltas(
        _ row: UndoRow, _ table: RowTable, _ state: RowState, _ plan: inout UndoPlan
    ) {
        for (name, amount) in row.deltas.sorted(by: { $0.key < $1.key }) where amount != 0 {
            guard let at = table.schema.cells.firstIndex(where: { $0.name == name }) else {
                continue
            }
            let live = state.siblings(of: at, policy: .sum).map(\.dot)
            guard live.contains(where: row.own.contains) else {
                plan.block(row, name, .edited, live.sorted())
                continue
            }
            let opposite = Value.integer(0 &- amount)
            plan.add(row, layer: 0, .add([CellValue(cell: name, value: opposite)]))
            plan.note(row, name, [opposite])
        }
    }

    /// Different values, each once. Where values add up, what they add up to.
    private func restored(_ policy: MergePolicy, _ kept: [Value]) -> [Value] {
        guard !kept.isEmpty else { return [] }
        // What has been erased is not brought back by anything.
        let values = kept.map { $0.isErased ? .null : $0 }
        if values.allSatisfy(\.isNull) { return [.null] }
        switch policy.base {
        case .sum:
            return [.integer(values.reduce(into: 0) { $0 &+= $1.integer ?? 0 })]
        case .union where values.count > 1:
            return [SetText.value(of: values.flatMap { SetText.elements(of: $0) })]
        default:
            var unique: [Value] = []
            for value in values where !unique.contains(value) { unique.append(value) }
            return unique
        }
    }

    /// What a transaction wrote into a cell; `nil` when it is not kept any more.
    private func value(of dot: Dot, _ row: UndoRow, _ cell: String) throws -> Value? {
        guard let made = try transaction(dot), !made.isTrimmed else { return nil }
        for operation in made.operations
        where operation.table == row.table && operation.key == row.key {
            switch operation.change {
            case .insert(let values): return values.first { $0.cell == cell }?.value ?? .null
            case .add(let values):
                if let found = values.first(where: { $0.cell == cell }) { return found.value }
            case .set(let writes):
                if let found = writes.first(where: { $0.cell == cell }) { return found.value }
            case .delete, .keep, .erase: continue
            }
        }
        return nil
    }

    private func isDelete(_ dot: Dot, _ row: UndoRow) throws -> Bool {
        try transaction(dot)?.operations.contains { operation in
            if case .delete = operation.change {
                operation.table == row.table && operation.key == row.key
            } else {
                false
            }
        } ?? false
    }

    // MARK: Sealing

    /// Operations to a transaction: a whole import is undone at once, and does not fit into one.
    private static let undoneAtOnce = 2_000

    private func seal(_ plan: UndoPlan, author: String, reason: String?) throws -> [Dot] {
        let steps = plan.steps.flatMap { scope, operations in
            stride(from: 0, to: operations.count, by: Replica.undoneAtOnce).map { start in
                (scope, Array(operations[start...].prefix(Replica.undoneAtOnce)))
            }
        }
        var action: Action?
        if steps.count > 1 {
            action = Action(id: environment.randomBytes(16), parts: UInt32(steps.count))
        }
        return try steps.map { scope, operations in
            try seal(
                LocalChanges(scope, operations), author: author, reason: reason, action: action)
        }
    }
}
