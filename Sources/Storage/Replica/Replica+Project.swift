internal import Causality
internal import Wire

// Projection: from a transaction's operations to rows.
//
// Nearly every operation meets a row whose clock names exactly what the operation replaces, or no
// row at all. These take the short way: values go from the transaction's bytes into SQLite without
// being built, one look-up and one write. Whatever the clock cannot express (siblings, deletes,
// deltas) takes the long way through `RowState`, which is the definition; both ways end in the same
// state, and `StorageTests` compares them.

/// What one transaction brings along for its operations.
struct ProjectionContext {
    let dot: Dot
    let local: LocalDot
    let stamp: HybridTimestamp
    let context: VersionVector
    /// Local numbers of the header's streams; 0 for one not known here.
    let streamIDs: [Int64]

    /// - Parameter stream: the transaction's own, as it is called here.
    init(
        _ header: TransactionHeader, in stream: Stream, context: VersionVector,
        streams: StreamCache
    ) {
        dot = Dot(stream: stream, seq: header.dot.seq)
        local = LocalDot(stream: streams.idMaking(stream), seq: header.dot.seq)
        stamp = header.stamp
        self.context = context
        streamIDs = header.streams.map { streams.id(of: $0) ?? 0 }
    }
}

extension Replica {
    /// Applies every operation of a transaction to the rows. The bytes have been validated.
    ///
    /// - Parameter hints: for our own transactions, where each operation's row lies, as far as that
    ///   is known; `nil` for received ones. An own insert of a row that is there is refused.
    /// - Returns: whether it erases anything.
    func project(
        _ reader: inout TransactionReader, _ txn: ProjectionContext, hints: [RowHint?]? = nil
    ) throws -> Bool {
        var erases = false
        let plans = reader.shapes.map { shapePlans.plan(for: $0) }
        // The clock of the rows that this transaction inserts, once there is one.
        var clock: [UInt8] = []
        for index in 0..<reader.operationCount {
            let start = reader.position
            let (kind, shape, key) = try reader.nextOperation()
            let plan = plans[shape]
            if let table = plan.table, !reader.mayLackValues {
                let done =
                    switch kind {
                    case .insert:
                        try insertQuickly(table, plan, key, &reader, txn.local, &clock)
                    case .set where plan.isWhole:
                        try setQuickly(table, plan, key, &reader, txn, hints?[index])
                    default: false
                    }
                if done {
                    if !plan.isWhole { try noteUnknown() }
                    continue
                }
            }
            reader.rewind(to: start)
            if kind == .erase { erases = true }
            if !plan.isWhole { try noteUnknown() }
            let operation = try reader.operation()
            guard let table = plan.table else { continue }
            if kind == .insert, hints != nil, try rowExists(table, operation.key) {
                throw StorageError.rowExists(table: operation.table, key: operation.key)
            }
            try applySlowly(operation, table, txn)
        }
        return erases
    }

    /// The same for a transaction that names streams which have forked: every operation is built,
    /// and its dots are called as they are called here.
    func projectNamed(
        _ reader: inout TransactionReader, _ txn: ProjectionContext, _ seen: SeenContext,
        isOwn: Bool
    ) throws -> Bool {
        var erases = false
        for _ in 0..<reader.operationCount {
            let operation = named(try reader.operation(), seen)
            if !knows(operation) { try noteUnknown() }
            if case .erase = operation.change { erases = true }
            guard let table = tables[operation.table] else { continue }
            if isOwn, case .insert = operation.change, try rowExists(table, operation.key) {
                throw StorageError.rowExists(table: operation.table, key: operation.key)
            }
            try applySlowly(operation, table, txn)
        }
        return erases
    }

    /// Inserts a row that is not there and has no grave. Returns whether that was so.
    private func insertQuickly(
        _ table: RowTable, _ plan: ShapePlan, _ key: RawKey, _ reader: inout TransactionReader,
        _ dot: LocalDot, _ clock: inout [UInt8]
    ) throws -> Bool {
        let statements = try table.statements
        if clock.isEmpty { clock = RowClock(base: dot).bytes }
        if hasGraves || hasErasures, let key = key.recordKey, try hasSideEntries(table, key) {
            return false
        }
        let columns = table.schema.columns.count
        if plan.known.count < table.schema.cells.count {
            for at in 0..<columns { statements.insert.bindNull(Int32(at) + 3) }
        }
        for cell in plan.cells {
            try bindCell(cell, table, &reader, to: statements.insert, first: nil)
        }
        return try clock.withUnsafeBytes { clock in
            statements.insert.bind(2, borrowedBlob: clock)
            return try key.withUTF8 { text in
                statements.insert.bind(1, borrowedText: text)
                try statements.insert.run()
                return connection.changes == 1
            }
        }
    }

    /// Writes cells of a row whose clock names exactly the dots that are replaced.
    private func setQuickly(
        _ table: RowTable, _ plan: ShapePlan, _ key: RawKey, _ reader: inout TransactionReader,
        _ txn: ProjectionContext, _ hint: RowHint?
    ) throws -> Bool {
        let statements = try table.statements
        var clock = hint?.clock
        var rowid = hint?.rowid ?? 0
        if hint == nil {
            try key.withUTF8 { text in
                statements.selectClock.bind(1, borrowedText: text)
                if try statements.selectClock.step() {
                    rowid = statements.selectClock.integer(0)
                    clock = RowClock(statements.selectClock.bytes(1))
                }
                statements.selectClock.reset()
            }
        }
        guard var clock, !clock.isFlagged else { return false }
        let box = try table.update(cells: plan.known)
        var parameter: Int32 = 3
        for cell in plan.cells {
            try bindCell(cell, table, &reader, to: box.statement, first: parameter)
            parameter += cell.columnCount
            guard let named = try reader.singleDot(),
                clock[cell.position]
                    == LocalDot(stream: txn.streamIDs[named.stream], seq: named.seq)
            else { return false }
            clock[cell.position] = txn.local
        }
        let bytes = clock.bytes
        box.statement.bind(1, integer: rowid)
        try bytes.withUnsafeBytes { buffer in
            box.statement.bind(2, borrowedBlob: buffer)
            try box.statement.run()
        }
        return true
    }

    /// Reads the next value and binds it, a group's members one by one; a cell not known here is
    /// read over.
    ///
    /// - Parameter first: the parameter of the cell's first column in an update, where the columns
    ///   of a cell stand behind each other; `nil` for the insert, where each has its place.
    @inline(__always)
    private func bindCell(
        _ cell: CellPlan, _ table: RowTable, _ reader: inout TransactionReader,
        to statement: borrowing Statement, first: Int32?
    ) throws {
        switch try reader.value() {
        case .tuple(let count):
            for member in 0..<count {
                let value = try reader.value()
                guard cell.isKnown else { continue }
                bindRaw(value, to: statement, at: table.parameter(cell, member, first))
            }
        case .null where cell.isGroup:
            for member in 0..<Int(cell.columnCount) {
                statement.bindNull(table.parameter(cell, member, first))
            }
        case let value:
            guard cell.isKnown else { return }
            bindRaw(value, to: statement, at: first ?? cell.column + RowTable.columnsFrom)
        }
    }

    @inline(__always)
    private func bindRaw(_ value: RawValue, to statement: borrowing Statement, at: Int32) {
        switch value {
        case .null, .tuple, .erased: statement.bindNull(at)
        case .integer(let number): statement.bind(at, integer: number)
        case .text(let bytes): statement.bind(at, borrowedText: bytes)
        }
    }

    private func hasSideEntries(_ table: RowTable, _ key: RecordKey) throws -> Bool {
        try !siblings.entries(table: table.schema, key: key).isEmpty
            || hasErasures && !erasures.of(table.schema.name, key).isEmpty
    }

    private func applySlowly(
        _ operation: Operation, _ table: RowTable, _ txn: ProjectionContext
    ) throws {
        var exact = try loadRow(table, operation.key)
        exact.state.apply(
            operation.change, dot: txn.dot, stamp: txn.stamp, context: txn.context,
            in: table.schema)
        try saveRow(exact, table, operation.key)
    }
}
