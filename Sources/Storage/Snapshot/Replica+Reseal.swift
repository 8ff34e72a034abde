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
// It keeps its time, too, where the order of siblings asks for it: what was written first counts as
// written first, although it is sealed now. Its context is that of now, because nothing may come any more
// that has not seen what others have trimmed; so the ledger does not list the two as a pair, and the report
// names each cell in which they differ.
//
// Where a row is not here any more, because somebody deleted it meanwhile, a lone field would bring back
// a torso: then the row comes back as its author had it, every field, as an insert. That takes away the
// marks of deletes by what it has seen, so it does the same where the grave is trimmed and where it is not.
//
// A value that was erased meanwhile stays erased: only who had seen the erasure may write there.
//
// Entries, such as moves of a quota, are named by the transaction that makes them, and count on a share that
// the old epoch held; they are left out, and said to be.

/// What became of the old replica's unsent work.
public struct ResealReport: Sendable, Hashable {
    /// Transactions that were sealed again.
    public var sealed = 0
    /// Entries that cannot be made again, by table and key.
    public var leftOut: [String] = []
    /// Rows that others had deleted and that are here again, by table and key.
    public var broughtBack: [String] = []
    /// Personal values that others had erased and that are not sealed again, by table, key and cell.
    public var withheld: [String] = []
    /// Cells in which a write that differs, and that the author had not seen, stands beside the one that
    /// was sealed again, by table, key and cell.
    public var beside: [String] = []

    public init() {}

    /// Takes in what became of one transaction; what is known already is not told twice.
    mutating func add(_ other: ResealReport) {
        sealed += other.sealed
        leftOut += other.leftOut
        broughtBack += other.broughtBack.filter { !broughtBack.contains($0) }
        withheld += other.withheld.filter { !withheld.contains($0) }
        beside += other.beside.filter { !beside.contains($0) }
    }
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
            var source = OldReplica(old)
            try old.forEachTransaction { _, transaction in
                guard transaction.dot.stream.origin.site == meta.site, !transaction.isTrimmed,
                    try !counts(transaction.dot, of: old)
                else { return }
                try sealAgain(transaction, from: source, &report).map {
                    source.renamed[transaction.dot] = $0
                }
            }
            try aside.takeOver(old.aside)
            hasAside = try !aside.isEmpty
            return report
        }
    }

    /// Seals one transaction of this site's again; in a commit that is running.
    ///
    /// - Returns: its new name; `nil` when nothing of it is left to be said.
    func sealAgain(
        _ transaction: Transaction, from source: any ResealSource, _ report: inout ResealReport
    ) throws -> Dot? {
        var rewriting = Rewriting(new: self, source, seen: source.seen(by: transaction))
        // What lies behind the cut of a key that this site had counts again under the next.
        let said = transaction.isVoid ? transaction.evidence : transaction.operations
        for operation in said { try rewriting.add(operation) }
        report.add(rewriting.report)
        let operations = rewriting.operations
        guard !operations.isEmpty else { return nil }
        report.sealed += 1
        return try seal(
            LocalChanges(transaction.dot.stream.scope, operations),
            author: transaction.author, reason: transaction.reason,
            action: transaction.action, written: transaction.stamp)
    }

    /// Whether a transaction of another replica is here, under whatever name, and not as evidence alone.
    /// Somebody may have carried it behind the cut of the key that signed it. An epoch that the other replica has
    /// not begun is none of its own work: then it stays evidence.
    private func counts(_ dot: Dot, of old: Replica) throws -> Bool {
        guard let name = try name(of: dot, in: old), let stream = streams.id(of: name.stream)
        else { return false }
        return try !voids().contains(LocalDot(stream: stream, seq: name.seq))
            || dot.stream.origin.epoch > old.meta.epoch
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

/// Where work lies that is sealed again.
protocol ResealSource {
    /// What the author of a transaction had seen, by the names that are used there.
    func seen(by transaction: Transaction) -> VersionVector
    /// What is called so there is called so in the new replica; `nil` when it is not in it.
    func nameHere(_ dot: Dot, in new: Replica) throws -> Dot?
    /// The other way round.
    func nameThere(_ dot: Dot, in new: Replica) throws -> Dot?
    /// Whether a transaction of the new replica has just been made of one from there.
    func isRenamed(_ dot: Dot) -> Bool
    /// Whether whole rows are kept there.
    var keepsRows: Bool { get }
    /// The row that an operation writes as it last stood there; `nil` when there is none.
    func image(of operation: Operation) throws -> StoredRow?
    /// What is known there of erasures and all else.
    func known() throws -> VersionVector
}

/// Another replica of the same site.
private struct OldReplica: ResealSource {
    let old: Replica
    /// What has been sealed again by now.
    var renamed: [Dot: Dot] = [:]

    init(_ old: Replica) { self.old = old }

    var keepsRows: Bool { true }

    func seen(by transaction: Transaction) -> VersionVector { transaction.context }

    func nameHere(_ dot: Dot, in new: Replica) throws -> Dot? {
        try renamed[dot] ?? new.name(of: dot, in: old)
    }

    func nameThere(_ dot: Dot, in new: Replica) throws -> Dot? { try old.name(of: dot, in: new) }

    func isRenamed(_ dot: Dot) -> Bool { renamed.values.contains(dot) }

    func image(of operation: Operation) throws -> StoredRow? {
        try old.tables[operation.table]?.row(operation.key)
    }

    func known() throws -> VersionVector { try old.vector { _ in true } }
}

/// Makes the operations of one transaction anew.
private struct Rewriting {
    let new: Replica
    let source: any ResealSource
    /// What the author had seen, as it is called at the source.
    let seen: VersionVector
    private(set) var report = ResealReport()
    private(set) var operations: [Operation] = []
    private var broughtBack: Set<RowName> = []
    /// Where the inserts of whole rows are among the operations.
    private var wholes: [RowName: Int] = [:]

    init(new: Replica, _ source: any ResealSource, seen: VersionVector) {
        self.new = new
        self.source = source
        self.seen = seen
    }

    mutating func add(_ operation: Operation) throws {
        let made = try again(operation)
        operations += made
    }

    private mutating func again(_ operation: Operation) throws -> [Operation] {
        // What it has of others' histories it says again by itself.
        guard ![Witness.table, SeenHeads.table].contains(operation.table) else { return [] }
        guard let table = new.tables[operation.table] else {
            // It passes through, as it did before.
            return [try mapped(operation)].filter { !$0.change.isEmpty }
        }
        guard table.schema.entryPrefix == nil else {
            report.leftOut.append("\(operation.table) \(operation.key)")
            return []
        }
        let state = try new.loadRow(table, operation.key).state
        let operation = try lawful(operation, table.schema, state)
        let row = RowName(table: operation.table, key: operation.key)
        if let at = wholes[row], let values = operation.change.written {
            // A transaction writes a cell once.
            operations[at] = operations[at].writing(values)
            return []
        }
        if !state.isPresent, !broughtBack.contains(row) {
            return try atMissingRow(operation, table.schema, state, row)
        }
        var made = operation
        if case .insert(let values) = operation.change {
            // Somebody else has made this row since: both are kept.
            made = operation.with(
                .set(values.map { CellWrite(cell: $0.cell, value: $0.value, replaces: []) }))
        } else {
            made = try mapped(operation)
        }
        noteBeside(made, table.schema, state)
        return [made].filter { !$0.change.isEmpty }
    }

    /// Without values of cells that were erased, and whose author had not seen that.
    private mutating func lawful(
        _ operation: Operation, _ schema: TableSchema, _ state: RowState
    ) throws -> Operation {
        switch operation.change {
        case .insert(let values):
            return operation.with(
                .insert(
                    try values.filter {
                        try mayWrite($0.cell, $0.value, operation, schema, state, having: seen)
                    }))
        case .set(let writes):
            return operation.with(
                .set(
                    try writes.filter {
                        try mayWrite($0.cell, $0.value, operation, schema, state, having: seen)
                    }))
        case .add, .delete, .keep, .erase: return operation
        }
    }

    private mutating func mayWrite(
        _ cell: String, _ value: Value, _ operation: Operation, _ schema: TableSchema,
        _ state: RowState, having seen: VersionVector
    ) throws -> Bool {
        guard !value.isErased else { return false }
        guard let at = schema.cells.firstIndex(where: { $0.name == cell }),
            let erasures = state.erasures[at], !value.isNull
        else { return true }
        let isKnown = try erasures.allSatisfy { erasure in
            // One that this site has made is in the old replica too, or has just been made again.
            if source.isRenamed(erasure) { return true }
            return try source.nameThere(erasure, in: new).map(seen.contains) ?? false
        }
        let name = "\(operation.table) \(operation.key) \(cell)"
        if !isKnown, !report.withheld.contains(name) { report.withheld.append(name) }
        return isKnown
    }

    /// Notes the cells in which a value that the author had not seen stays beside another one.
    private mutating func noteBeside(
        _ operation: Operation, _ schema: TableSchema, _ state: RowState
    ) {
        guard case .set(let writes) = operation.change else { return }
        for write in writes {
            guard let at = schema.cells.firstIndex(where: { $0.name == write.cell }),
                schema.cells[at].policy.keepsLedger
            else { continue }
            let differs = state.siblings(of: at, policy: schema.cells[at].policy).contains {
                !write.replaces.contains($0.dot) && $0.dot.stream.origin != new.origin
                    && $0.value != write.value
            }
            if differs {
                report.beside.append("\(operation.table) \(operation.key) \(write.cell)")
            }
        }
    }

    private mutating func atMissingRow(
        _ operation: Operation, _ schema: TableSchema, _ state: RowState, _ row: RowName
    ) throws -> [Operation] {
        switch operation.change {
        case .insert where state.marks.isEmpty:
            broughtBack.insert(row)
            return [operation]
        case .delete: return [try mapped(operation)].filter { !$0.change.isEmpty }
        case .erase: return [operation]
        case .set(let writes) where writes.isEmpty: return []
        case .insert(let values): return try whole(operation, schema, state, values, row)
        case .keep: return try whole(operation, schema, state, [], row)
        case .set(let writes):
            return try whole(
                operation, schema, state,
                writes.map { CellValue(cell: $0.cell, value: $0.value) }, row)
        case .add(let deltas): return try whole(operation, schema, state, deltas, row)
        }
    }

    /// Every field of the row as it last stood in the old replica, with what is written now.
    private mutating func whole(
        _ operation: Operation, _ schema: TableSchema, _ state: RowState, _ written: [CellValue],
        _ row: RowName
    ) throws -> [Operation] {
        let stored = try source.image(of: operation)
        let isWhole: Bool = if case .insert = operation.change { true } else { false }
        guard isWhole || source.keepsRows else {
            // Of a few fields alone no row is made.
            report.leftOut.append("\(operation.table) \(operation.key)")
            return []
        }
        broughtBack.insert(row)
        wholes[row] = operations.count
        report.broughtBack.append("\(operation.table) \(operation.key)")
        let values = Dictionary(written.map { ($0.cell, $0.value) }) { first, _ in first }
        // What stands there has been rid of all that the old replica knows to be erased.
        let known = try source.known()
        let fields = try schema.cells.compactMap { cell in
            if let value = values[cell.name] { return CellValue(cell: cell.name, value: value) }
            let value = stored?.value(of: cell) ?? .null
            let isLawful = try mayWrite(cell.name, value, operation, schema, state, having: known)
            return isLawful ? CellValue(cell: cell.name, value: value) : nil
        }
        return [operation.with(.insert(fields))]
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
        Set(try dots.compactMap { try source.nameHere($0, in: new) }).sorted()
    }
}

extension Operation {
    /// An insert with these values in the place of its own.
    fileprivate func writing(_ values: [CellValue]) -> Operation {
        guard case .insert(let fields) = change else { return self }
        let names = Set(values.map(\.cell))
        return with(.insert(fields.filter { !names.contains($0.cell) } + values))
    }

    fileprivate func with(_ change: Change) -> Operation {
        Operation(table: table, key: key, change: change)
    }
}

extension Change {
    /// What it writes into cells; `nil` where it writes into none.
    fileprivate var written: [CellValue]? {
        switch self {
        case .insert(let values), .add(let values): values
        case .set(let writes): writes.map { CellValue(cell: $0.cell, value: $0.value) }
        case .delete, .keep, .erase: nil
        }
    }

    /// Whether it names nothing any more.
    fileprivate var isEmpty: Bool {
        switch self {
        case .delete(let dots), .keep(let dots): dots.isEmpty
        case .set(let writes): writes.isEmpty
        case .insert, .add, .erase: false
        }
    }
}
