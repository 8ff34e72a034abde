internal import Causality
internal import Wire

// What a received transaction must keep to before any of it is applied.
//
// Every answer here is a function of the transaction and the schema alone, never of what this replica
// happens to hold. Otherwise two replicas could decide differently about the same bytes, and would
// never agree again. These rules carry the merge:
//
// * A write names only dots of its own scope that its context holds. It is applied after its causes, so
//   what it names is here; a dot named blindly would be taken away at sites where it came first and
//   stay at those where it came later.
// * No cell is written twice: both values would bear one dot, and "the value of a dot" means nothing.
// * A table's rows live in the scopes that its declaration names.
// * Rows of a table of entries are inserted and nothing else, under the name of the transaction: then
//   their author is who the key says, and what they say never changes.
// * Values are of the class of their column, and a group comes as all of its members.

extension Replica {
    /// Checks every operation before the first is applied: a transaction arrives whole or not.
    func validate(_ whole: TransactionReader, _ context: VersionVector) throws {
        var reader = whole
        let plans = reader.shapes.map { ShapePlan($0, tables) }
        try refuseMembers(reader.shapes, plans)
        for plan in plans { try checkScope(plan.table?.schema, reader.header.dot.stream.scope) }
        let sight = Sight(reader.header, context)
        var rows = RowsMet(count: reader.operationCount)
        var erasures = 0
        for _ in 0..<reader.operationCount {
            let (kind, shape, key) = try reader.nextOperation()
            rows.meet(reader.shapes[shape].table, key)
            let plan = plans[shape]
            if let prefix = plan.table?.schema.entryPrefix {
                try checkEntry(kind, key, prefix, reader.shapes[shape].table, reader.header.dot)
            }
            switch kind {
            case .delete, .keep: try sight.check(try reader.dots())
            case .erase: erasures += 1
            case .insert, .add, .set:
                for cell in plan.cells {
                    try checkValue(&reader, cell, plan)
                    if kind == .set { try sight.check(&reader) }
                }
            }
        }
        guard erasures == 0 || erasures == reader.operationCount else {
            throw Rejection("an erasure among other operations")
        }
        try reader.finish()
        if rows.mayRepeat { try WrittenCells.check(whole) }
    }

    private func refuseMembers(_ shapes: [OperationShape], _ plans: [ShapePlan]) throws {
        for (shape, plan) in zip(shapes, plans) where plan.table != nil {
            for (name, cell) in zip(shape.cells, plan.cells) where !cell.isKnown {
                // A member of a group is no cell of its own.
                if plan.table?.schema.column(name) != nil {
                    throw Rejection("\(shape.table).\(name) is a member of a group")
                }
            }
        }
    }

    /// A record lives in one scope, which its table decides: investments never travel as common
    /// records, whoever writes them.
    private func checkScope(_ table: TableSchema?, _ scope: ScopeID) throws {
        guard let table else { return }
        let fits =
            switch table.scope {
            case .fixed(let only): scope == only
            case .siteOf: scope.owner != nil
            case .cityOf: scope.isOfCity
            }
        guard fits else { throw Rejection("\(table.name) does not live in scope \(scope)") }
    }

    private func checkEntry(
        _ kind: OperationKind, _ key: RawKey, _ prefix: String, _ table: String, _ dot: Dot
    ) throws {
        let name = key.recordKey.flatMap { EntryName($0, prefix: prefix) }
        guard kind == .insert, name?.dot == dot else {
            throw Rejection(
                "\(table) takes rows that are named by their transaction, and no changes")
        }
    }

    @inline(__always)
    private func checkValue(
        _ reader: inout TransactionReader, _ cell: CellPlan, _ plan: ShapePlan
    ) throws {
        let places = reader.placesSeen
        let value = try reader.value()
        if case .tuple(let count) = value {
            try checkMembers(&reader, count, cell, plan)
        } else if cell.isGroup {
            guard case .null = value else {
                throw Rejection("one value where the group \(plan.name(of: cell)) is expected")
            }
        } else if cell.isKnown {
            guard value.fits(cell.storage) else { throw wrongClass(plan, cell.column) }
            if let since = cell.personalSince, reader.placesSeen == places,
                reader.header.schemaVersion >= since
            {
                try checkHidden(value, plan, cell)
            }
        }
    }

    private func checkMembers(
        _ reader: inout TransactionReader, _ count: Int, _ cell: CellPlan, _ plan: ShapePlan
    ) throws {
        guard !cell.isKnown || cell.isGroup && cell.columnCount == count else {
            throw Rejection(
                "a group of \(count) values where \(plan.name(of: cell)) is expected")
        }
        for member in 0..<count {
            let value = try reader.value()
            guard cell.isKnown, let schema = plan.table?.schema else { continue }
            let column = schema.cells[cell.position].columns[member]
            guard value.fits(schema.columns[column].storage) else {
                throw wrongClass(plan, Int32(column))
            }
        }
    }

    private func wrongClass(_ plan: ShapePlan, _ column: Int32) -> Rejection {
        Rejection("a value of the wrong type for \(plan.name(ofColumn: column))")
    }

    /// A personal value in the hashed bytes could never be erased.
    private func checkHidden(_ value: RawValue, _ plan: ShapePlan, _ cell: CellPlan) throws {
        if case .null = value { return }
        throw Rejection(
            "\(plan.name(ofColumn: cell.column)) is personal and stands open", isPersonal: true)
    }
}

extension RawValue {
    /// Whether a column of this class can hold the value; NULL fits every one.
    fileprivate func fits(_ storage: ColumnSchema.StorageClass) -> Bool {
        switch (self, storage) {
        case (.null, _), (.erased, _), (.integer, .integer), (.text, .text): true
        default: false
        }
    }
}

extension ShapePlan {
    fileprivate func name(of cell: CellPlan) -> String {
        cell.isKnown ? table?.schema.cells[cell.position].name ?? "?" : "?"
    }

    fileprivate func name(ofColumn column: Int32) -> String {
        guard let schema = table?.schema else { return "?" }
        return "\(schema.name).\(schema.columns[Int(column)].name)"
    }
}

/// What a transaction's author had seen, by the header's list of streams.
private struct Sight {
    private let header: TransactionHeader
    /// For each stream of the list, the last number that may be named; 0 for another scope's.
    private let last: [UInt64]

    init(_ header: TransactionHeader, _ context: VersionVector) {
        self.header = header
        last = header.streams.map { stream in
            stream.scope == header.dot.stream.scope ? context[stream] : 0
        }
    }

    /// Reads the dots of a write and checks them; the common single one without an array.
    @inline(__always)
    func check(_ reader: inout TransactionReader) throws {
        guard let one = try reader.singleDot() else { return try check(try reader.dots()) }
        if one.seq > last[one.stream] {
            throw refusal(Dot(stream: header.streams[one.stream], seq: one.seq))
        }
    }

    func check(_ dots: [Dot]) throws {
        for dot in dots {
            let at = header.streams.firstIndex(of: dot.stream)
            guard let at, dot.seq <= last[at] else { throw refusal(dot) }
        }
    }

    private func refusal(_ dot: Dot) -> Replica.Rejection {
        Replica.Rejection("\(header.dot) replaces \(dot), which it cannot have seen")
    }
}

/// Whether a transaction may have two operations on one row. Nearly none does, so hashes are enough
/// to say no, and only a yes is looked at closely.
private struct RowsMet {
    private var hashes: Set<Int> = []
    private(set) var mayRepeat = false

    init(count: Int) { if count > 1 { hashes.reserveCapacity(count) } }

    mutating func meet(_ table: String, _ key: RawKey) {
        var hasher = Hasher()
        hasher.combine(table)
        switch key {
        case .uuid(let uuid): hasher.combine(uuid)
        case .text(let bytes): hasher.combine(bytes: bytes)
        }
        if !hashes.insert(hasher.finalize()).inserted { mayRepeat = true }
    }
}

/// Which cells a transaction has written, to find one that it writes twice.
private struct WrittenCells {
    private var cells: Set<[String]> = []
    /// Rows of which an insert or a delete writes every cell, and rows that anything else touches.
    private var whole: Set<[String]> = []
    private var touched: Set<[String]> = []

    static func check(_ whole: TransactionReader) throws {
        var reader = whole
        var written = WrittenCells()
        for _ in 0..<reader.operationCount { try written.add(try reader.operation()) }
    }

    private mutating func add(_ operation: Operation) throws {
        let row = [operation.table, operation.key.text]
        let names: [String]
        switch operation.change {
        case .insert, .delete:
            if !touched.insert(row).inserted { throw twice(row) }
            whole.insert(row)
            return
        case .set(let writes): names = writes.map(\.cell)
        case .add(let values): names = values.map(\.cell)
        case .keep: names = [SiblingTable.existence]
        case .erase(let cells): names = cells
        }
        touched.insert(row)
        if whole.contains(row) { throw twice(row) }
        for name in names where !cells.insert(row + [name]).inserted { throw twice(row + [name]) }
    }

    private func twice(_ cell: [String]) -> Replica.Rejection {
        Replica.Rejection("\(cell.joined(separator: " ")) is written twice")
    }
}
