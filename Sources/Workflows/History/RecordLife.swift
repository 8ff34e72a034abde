public import Causality
internal import Domain
internal import Storage
internal import Wire

// Everything that was done to a record.
//
// There is no index of it, and none is needed: what is left of a record leads back to all of it. A live value and
// a value that a delete took each name their write, a mark names its delete; a write names what it took the place
// of, a delete what it took, and whoever brought the record back the delete. So the walk also finds what lies
// before a delete that was undone, and the whole of a record that is deleted now.
//
//     i: 900      d: delete ← i      j: 1000, keep ← d
//     j is live; j names d, d names i
//
// It ends where bodies have been trimmed: a header names nothing.

/// What one transaction did to a record.
struct LifeStep {
    let dot: Dot
    let stamp: HybridTimestamp
    let changes: [Change]
    /// The place at which it came into this replica's log.
    let arrival: Int64
    /// The cells that it wrote values to that are no longer kept.
    let lost: Set<String>
}

extension History {
    /// What was done to a record, which may be deleted by now, in the order in which it arrived here: causes
    /// first. As far back as bodies are kept.
    func life(of key: RecordKey, in schema: TableSchema) throws -> [LifeStep] {
        let state = try replica.exactState(schema.name, key)
        var walk = LifeWalk(from: state, schema)
        while let dot = walk.next() {
            for operation in try replica.operations(of: dot, on: schema.name, key) {
                walk.follow(operation.change)
            }
        }
        return try walk.found.compactMap { try step($0, walk, state, key, schema) }
            .sorted { $0.arrival < $1.arrival }
    }

    /// Everything that was done to a record, the newest first: what `writes` tells, and also deletes, what kept the
    /// record in spite of them, and what was there before. The record may be deleted by now.
    ///
    /// A delete and what overruled it stand on the existence cell, with 0 and 1 as in the ledger.
    public func everything(_ table: String, _ key: RecordKey) throws -> [CellWriteRecord] {
        guard let schema = NetworkSchema.replica.table(table) else { return [] }
        var found = try replica.record(table, key).map { try writes($0) } ?? []
        var known = Set(found.map { CellDot(cell: $0.cell, dot: $0.dot) })
        for step in try life(of: key, in: schema) {
            guard let made = try replica.heading(step.dot) else { continue }
            for one in step.changes.flatMap({ $0.done(to: schema) })
            where known.insert(CellDot(cell: one.cell, dot: step.dot)).inserted {
                let isLost = step.lost.contains(one.cell)
                found.append(
                    CellWriteRecord(
                        dot: step.dot, value: one.value, replaces: one.replaces,
                        author: made.author, reason: made.reason,
                        milliseconds: made.stamp.milliseconds, cell: one.cell,
                        state: one.isErasure
                            ? .erasure : isLost ? .valueTrimmed : made.isTrimmed ? .trimmed : .whole
                    ))
            }
        }
        return found.sorted(by: CellWriteRecord.isNewer)
    }

    private func step(
        _ dot: Dot, _ walk: LifeWalk, _ state: RowState, _ key: RecordKey, _ schema: TableSchema
    ) throws -> LifeStep? {
        guard let made = try replica.heading(dot), let arrival = try replica.arrival(of: dot) else {
            return nil
        }
        var changes = try replica.operations(of: dot, on: schema.name, key).map(\.change)
        var lost: Set<String> = []
        if made.isTrimmed {
            (changes, lost) = state.remains(of: dot, named: walk.cells[dot] ?? [], schema)
        }
        return LifeStep(
            dot: dot, stamp: try replica.effectiveStamp(of: dot) ?? made.stamp, changes: changes,
            arrival: arrival, lost: lost)
    }
}

/// A write of one cell by name.
private struct CellDot: Hashable {
    let cell: String
    let dot: Dot
}

extension Change {
    /// What it does to each cell.
    fileprivate func done(
        to schema: TableSchema
    ) -> [(cell: String, value: Value, replaces: [Dot], isErasure: Bool)] {
        switch self {
        case .insert, .add, .set:
            schema.cells.compactMap { cell in
                write(of: cell.name).map { (cell.name, $0.0, $0.1, false) }
            }
        case .delete(let dots): [(ConflictID.existence, .integer(0), dots, false)]
        case .keep(let dots): [(ConflictID.existence, .integer(1), dots, false)]
        case .erase(let cells): cells.map { ($0, .null, [], true) }
        }
    }
}

/// The walk from what is left of a record to everything that was done to it.
private struct LifeWalk {
    private(set) var found: Set<Dot> = []
    /// The cells, by their names, in which a transaction was named as a write.
    private(set) var cells: [Dot: Set<String>] = [:]
    private var open: [Dot] = []

    init(from state: RowState, _ schema: TableSchema) {
        for (at, cell) in state.cells {
            let dots = cell.live.map(\.dot) + cell.ghosts.map(\.sibling.dot)
            add(dots, in: schema.cells[at].name)
        }
        for dots in state.erasures.values { add(dots) }
        add(state.marks)
        add(state.keeps)
        add(state.takenKeeps)
        add(state.deletes.keys)
    }

    private mutating func add(_ dots: some Sequence<Dot>, in cell: String? = nil) {
        for dot in dots {
            if let cell { cells[dot, default: []].insert(cell) }
            if found.insert(dot).inserted { open.append(dot) }
        }
    }

    mutating func next() -> Dot? { open.popLast() }

    mutating func follow(_ change: Change) {
        switch change {
        case .insert, .add, .erase: break
        case .set(let writes): for write in writes { add(write.replaces, in: write.cell) }
        case .delete(let dots), .keep(let dots): add(dots)
        }
    }
}

extension RowState {
    /// What a row still tells of a transaction whose body has been trimmed, and the cells that it is known to
    /// have written without anybody knowing what.
    fileprivate func remains(
        of dot: Dot, named cells: Set<String>, _ schema: TableSchema
    ) -> ([Change], lost: Set<String>) {
        var changes: [Change] = []
        var lost: Set<String> = []
        for (at, cell) in schema.cells.enumerated() where cells.contains(cell.name) {
            let content = self.cells[at] ?? CellState()
            let kept = (content.live + content.ghosts.map(\.sibling)).first { $0.dot == dot }
            if kept == nil { lost.insert(cell.name) }
            let value = kept?.value ?? .null
            changes.append(
                kept?.isDelta ?? false
                    ? .add([CellValue(cell: cell.name, value: value)])
                    : .set([CellWrite(cell: cell.name, value: value, replaces: [])]))
        }
        if deletes[dot] != nil {
            let taken = self.cells.values.flatMap(\.ghosts).filter { $0.takers.contains(dot) }
            changes.append(.delete(replaces: Set(taken.map(\.sibling.dot)).sorted()))
        }
        if keeps.contains(dot) || takenKeeps.contains(dot) { changes.append(.keep(replaces: [])) }
        return (changes, lost)
    }
}
