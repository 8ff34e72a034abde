internal import Causality
internal import Domain
internal import Storage
internal import Wire

// What X28 looks at: decisions, read out of the log, and what has become of what they wrote.

extension RuleFactQueries {
    /// Conflicts of which several decisions stand that were made apart.
    ///
    /// - Parameter keys: the decisions of one conflict, as dots are written; `nil` for all there are.
    func decidedApart(_ keys: [RecordKey]?) throws -> [Finding] {
        guard let keys else {
            let noted = try replica.notedDecisions()
                .filter { $0.note.subject != ConflictID.existence }
            return try Dictionary(grouping: noted) { $0.note.conflict }
                .sorted { $0.key < $1.key }
                .flatMap { try decidedApart($0.key, $0.value.map(\.dot)) }
        }
        let dots = keys.compactMap { Dot($0.text) }
        guard dots.count > 1, let first = try dots.lazy.compactMap(replica.heading).first,
            let conflict = DecisionNote.parse(first.reason)?.conflict
        else { return [] }
        return try decidedApart(conflict, dots)
    }

    private func decidedApart(_ conflict: ConflictID, _ dots: [Dot]) throws -> [Finding] {
        guard dots.count > 1 else { return [] }
        // The parts of one action are one decision.
        let made = try dots.sorted().compactMap(replica.transaction)
        var decisions: [[Transaction]] = []
        var places: [[UInt8]: Int] = [:]
        for part in made {
            if let action = part.action, let at = places[action.id] {
                decisions[at].append(part)
            } else {
                if let action = part.action { places[action.id] = decisions.count }
                decisions.append([part])
            }
        }
        guard decisions.count > 1 else { return [] }
        return OneDecisionRule.findings(conflict.description, try decisions.compactMap(fact))
    }

    private func fact(_ parts: [Transaction]) throws -> DecisionFact? {
        guard let first = parts.first else { return nil }
        let operations = parts.flatMap { part in part.operations.map { (part.dot, $0) } }
        var effects: [DecisionFact.Effect] = []
        var added: [RowReference] = []
        for (dot, operation) in operations {
            guard let record = try replica.record(operation.table, operation.key) else { continue }
            let row = RowReference(operation.table, operation.key)
            switch operation.change {
            case .set(let writes):
                effects += try writes.flatMap { try self.effects(of: $0, dot, row, record) }
            case .insert:
                let isHere = record.cells.contains { $0.siblings.contains { $0.dot == dot } }
                let isRetired = RecordDesk(replica).value(record, "retired")?.isNull == false
                if isHere, !isRetired { added.append(row) }
            case .delete, .keep, .add, .erase: break
            }
        }
        return DecisionFact(
            site: first.dot.stream.origin.site.name, author: first.author, effects: effects,
            added: added)
    }

    /// What a write did to each column of its cell.
    private func effects(
        of write: CellWrite, _ dot: Dot, _ row: RowReference, _ record: Record
    ) throws -> [DecisionFact.Effect] {
        guard
            let cell = NetworkSchema.replica.table(row.table)?.cells
                .first(where: { $0.name == write.cell })
        else { return [] }
        let siblings = record.cells.first { $0.name == write.cell }?.siblings ?? []
        // What has been erased says nothing that could be at odds with anything.
        let isLive = siblings.contains { $0.dot == dot && !$0.value.isErased }
        let before = try replaced(by: write, row)
        let columns = members(of: write.cell, row.table)
        return columns.enumerated().map { at, column in
            DecisionFact.Effect(
                row: row, column: column, value: part(at, of: write.value, columns),
                before: part(at, of: before, columns), isLive: isLive,
                isAsked: [.ask, .immutable].contains(cell.policy.base))
        }
    }

    /// What a write took the place of: of several values the one that was written last.
    private func replaced(by write: CellWrite, _ row: RowReference) throws -> Value {
        let history = History(replica)
        let before = try write.replaces.compactMap {
            try history.write($0, row.table, row.key, write.cell)
        }
        return before.max { ($0.milliseconds, $0.dot) < ($1.milliseconds, $1.dot) }?.value ?? .null
    }

    private func members(of cell: String, _ table: String) -> [String] {
        NetworkSchema.kind(table)?.groups.first { $0.name == cell }?.members ?? [cell]
    }

    private func part(_ at: Int, of value: Value, _ columns: [String]) -> Value {
        guard columns.count > 1 else { return value }
        guard case .tuple(let values) = value, values.indices.contains(at) else { return .null }
        return values[at]
    }
}
