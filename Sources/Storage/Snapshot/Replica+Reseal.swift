internal import Causality
internal import Sync
internal import Wire

// Work that was never sent.
//
// A member that was away for too long starts again from a snapshot, and what its staff did meanwhile is in
// the old file alone. Each of these transactions is sealed again, under the new epoch and in the old
// order. It says what it said: the same author, reason, values, and the dots that it replaces, as far as
// they are here. So a write stands beside whatever others wrote since, as a conflict where they differ,
// and takes the place of just what its author had seen.
//
// Where a row is not here any more, because somebody deleted it meanwhile, a lone field would bring back
// a torso: then the row comes back as its author had it, every field. Entries, such as moves of a quota,
// are named by the transaction that makes them, and count on a share that the old epoch held; they are
// left out, and said to be.

/// What became of the old replica's unsent work.
public struct ResealReport: Sendable, Hashable {
    /// Transactions that were sealed again.
    public var sealed = 0
    /// Entries that cannot be made again, by table and key.
    public var leftOut: [String] = []

    public init() {}
}

extension Replica {
    /// Seals again what this site wrote in another replica of it and is not here.
    ///
    /// - Parameter old: the same site's; what other tools wrote in it is sealed there first.
    public func reseal(from old: Replica) throws -> ResealReport {
        precondition(old.meta.site == meta.site, "only a site's own work is sealed again")
        try old.sealForeignEdits()
        return try write {
            var report = ResealReport()
            var renamed: [Dot: Dot] = [:]
            try old.forEachTransaction { _, transaction in
                guard transaction.dot.stream.origin.site == meta.site, !transaction.isTrimmed,
                    try !holds(transaction.dot, of: old)
                else { return }
                var rewriting = Rewriting(
                    new: self, old: old, author: transaction.dot, renamed: renamed)
                let operations = try transaction.operations.flatMap { try rewriting.again($0) }
                report.leftOut += rewriting.leftOut
                guard !operations.isEmpty else { return }
                renamed[transaction.dot] = try seal(
                    LocalChanges(transaction.dot.stream.scope, operations),
                    author: transaction.author, reason: transaction.reason,
                    action: transaction.action)
                report.sealed += 1
            }
            return report
        }
    }

    /// Whether a transaction of another replica is here, under whatever name.
    private func holds(_ dot: Dot, of old: Replica) throws -> Bool {
        try name(of: dot, in: old) != nil
    }

    /// What a transaction of another replica is called here; `nil` when it is not here.
    fileprivate func name(of dot: Dot, in old: Replica) throws -> Dot? {
        guard let hash = try old.hash(of: dot),
            let state = try find(dot.stream, dot.seq, head: hash.short),
            try self.hash(of: Dot(stream: state.stream, seq: dot.seq)) == hash
        else { return nil }
        return Dot(stream: state.stream, seq: dot.seq)
    }
}

/// Makes the operations of one transaction anew.
private struct Rewriting {
    let new: Replica
    let old: Replica
    let author: Dot
    /// What has been sealed again by now.
    let renamed: [Dot: Dot]
    private(set) var leftOut: [String] = []
    private var broughtBack: Set<RowName> = []

    init(new: Replica, old: Replica, author: Dot, renamed: [Dot: Dot]) {
        self.new = new
        self.old = old
        self.author = author
        self.renamed = renamed
    }

    mutating func again(_ operation: Operation) throws -> [Operation] {
        guard operation.table != Witness.table else { return [] }
        guard let table = new.tables[operation.table] else {
            // It passes through, as it did before.
            return [try mapped(operation)].filter { !$0.change.isEmpty }
        }
        guard table.schema.entryPrefix == nil else {
            leftOut.append("\(operation.table) \(operation.key)")
            return []
        }
        let state = try new.loadRow(table, operation.key).state
        let row = RowName(table: operation.table, key: operation.key)
        if !state.isPresent, !broughtBack.contains(row) {
            return try atMissingRow(operation, table.schema, state, row)
        }
        guard case .insert(let values) = operation.change else {
            return [try mapped(operation)].filter { !$0.change.isEmpty }
        }
        // Somebody else has made this row since: both are kept.
        return [
            operation.with(
                .set(values.map { CellWrite(cell: $0.cell, value: $0.value, replaces: []) }))
        ]
    }

    private mutating func atMissingRow(
        _ operation: Operation, _ schema: TableSchema, _ state: RowState, _ row: RowName
    ) throws -> [Operation] {
        switch operation.change {
        case .insert where state.marks.isEmpty:
            broughtBack.insert(row)
            return [operation]
        case .delete, .keep: return [try mapped(operation)].filter { !$0.change.isEmpty }
        case .erase: return [operation]
        case .insert(let values): return whole(operation, schema, values, row)
        case .set(let writes):
            return whole(
                operation, schema, writes.map { CellValue(cell: $0.cell, value: $0.value) }, row)
        case .add(let deltas):
            let named = Set(deltas.map(\.cell))
            return whole(operation, schema, [], row, but: named) + [operation]
        }
    }

    /// Every field of the row as it last stood in the old replica, with what is written now.
    private mutating func whole(
        _ operation: Operation, _ schema: TableSchema, _ written: [CellValue], _ row: RowName,
        but others: Set<String> = []
    ) -> [Operation] {
        broughtBack.insert(row)
        let values = Dictionary(written.map { ($0.cell, $0.value) }) { first, _ in first }
        let stored = old.tables[operation.table].flatMap { try? $0.row(operation.key) }
        let writes = schema.cells.filter { !others.contains($0.name) }.map { cell in
            CellWrite(
                cell: cell.name, value: values[cell.name] ?? stored?.value(of: cell) ?? .null,
                replaces: [])
        }
        return [operation.with(.set(writes))]
    }

    /// The same with its dots as they are called here; those that are not here are not replaced.
    private func mapped(_ operation: Operation) throws -> Operation {
        switch operation.change {
        case .insert, .add, .erase: return operation
        case .set(let writes):
            return operation.with(
                .set(
                    try writes.map {
                        CellWrite(
                            cell: $0.cell, value: $0.value, replaces: try mapped($0.replaces))
                    }))
        case .delete(let dots): return operation.with(.delete(replaces: try mapped(dots)))
        case .keep(let dots): return operation.with(.keep(replaces: try mapped(dots)))
        }
    }

    private func mapped(_ dots: [Dot]) throws -> [Dot] {
        Set(try dots.compactMap { try renamed[$0] ?? new.name(of: $0, in: old) }).sorted()
    }
}

extension Operation {
    fileprivate func with(_ change: Change) -> Operation {
        Operation(table: table, key: key, change: change)
    }
}

extension Change {
    /// Whether it names nothing any more.
    fileprivate var isEmpty: Bool {
        switch self {
        case .delete(let dots), .keep(let dots): dots.isEmpty
        case .set(let writes): writes.isEmpty
        case .insert, .add, .erase: false
        }
    }
}
