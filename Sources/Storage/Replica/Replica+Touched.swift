internal import Causality
internal import Sync
internal import Wire

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
    public let table: String
    public let column: String

    public init(table: String, column: String) {
        self.table = table
        self.column = column
    }
}

/// Rows that transactions have touched.
public struct TouchedRows: Sendable {
    public let rows: Set<RuleRow>
    /// Of the columns that were followed, those that may say something else of a row by now, or nothing.
    public let moved: Set<TableColumn>
    /// The decisions among the transactions.
    public let decisions: [NotedDecision]
    /// Up to which arrival number they were looked for, that one included.
    public let arrival: Int64
    /// Whether nothing has arrived after it.
    public let isAll: Bool
}

extension Replica {
    /// The arrival number of the newest transaction that is here; 0 where there is none.
    public func lastArrival() throws -> Int64 {
        try read { try connection.number("SELECT max(arrival) FROM moso_log") ?? 0 }
    }

    /// The rows that the transactions after an arrival number have touched: what follows from the rows of
    /// these tables has to be found out anew for those, and for no other.
    ///
    /// - Parameters:
    ///   - wanted: the tables whose rows are of interest.
    ///   - followed: columns of them of which it is of interest whether a row that was there has changed.
    ///   - most: about how many rows to tell of; the transaction that reaches this number is told whole.
    /// - Returns: `nil` where it cannot be told any more: a body is trimmed, a cut took something away, or the
    ///   number is of another log.
    public func touchedRows(
        after arrival: Int64, of wanted: Set<String>, following followed: Set<TableColumn> = [],
        most: Int = .max
    ) throws -> TouchedRows? {
        try read {
            let last = try lastArrival()
            guard arrival <= last else { return nil }
            var touched = Touch(wanted: wanted, followed: followed)
            var decisions: [NotedDecision] = []
            var reached = arrival
            guard arrival < last else {
                return TouchedRows(
                    rows: [], moved: [], decisions: [], arrival: last, isAll: true)
            }
            var isKnown = true
            _ = try log.scan(from: arrival + 1) { number, local, record in
                let record = record()
                if let noted = try noted(header(of: record), local) { decisions.append(noted) }
                isKnown = try !record.isTrimmed && note(expanded(record), &touched)
                reached = number
                return isKnown && touched.rows.count < most
            }
            guard isKnown else { return nil }
            return TouchedRows(
                rows: touched.rows, moved: touched.moved, decisions: decisions, arrival: reached,
                isAll: reached >= last)
        }
    }

    /// What transactions touched of the tables that are of interest.
    private struct Touch {
        let wanted: Set<String>
        let followed: Set<TableColumn>
        var rows: Set<RuleRow> = []
        var moved: Set<TableColumn> = []
    }

    /// Notes what a transaction touched. Whether that is all it changed: a cut, and a grant that is
    /// withdrawn, take away what others wrote.
    private func note(_ bytes: [UInt8], _ touch: inout Touch) throws -> Bool {
        let tables = try bytes.withUnsafeBytes { buffer in
            Set(try TransactionReader(buffer).shapes.map(\.table))
        }
        guard !tables.contains(RevocationCut.table), !tables.contains(ScopeGrant.table) else {
            return false
        }
        guard !tables.isDisjoint(with: touch.wanted) || tables.contains(Witness.table) else {
            return true
        }
        let made = try TransactionDecoder.decode(bytes, previousContext: nil)
        for operation in made.operations {
            try add(operation, of: made.dot, &touch)
            // A testimony changes who came first among the writes it is about.
            guard let dot = Witness(operation)?.dot else { continue }
            for seen in try transaction(dot)?.operations ?? [] { try add(seen, of: dot, &touch) }
        }
        return true
    }

    private func add(_ operation: Operation, of dot: Dot, _ touch: inout Touch) throws {
        guard touch.wanted.contains(operation.table) else { return }
        touch.rows.insert(RuleRow(table: operation.table, key: operation.key))
        let open = touch.followed.filter { one in
            one.table == operation.table && !touch.moved.contains(one)
        }
        guard !open.isEmpty, let schema = tables[operation.table]?.schema else { return }
        let cells = try cellsThatMayHaveMoved(operation, dot)
        touch.moved.formUnion(
            open.filter { one in
                schema.cell(one.column).map { cells.contains(schema.cells[$0].name) } ?? false
            })
    }

    /// The cells of which a row that was there may have said something else before an operation. Where one holds what
    /// the operation that added the row wrote, and nothing besides, the row was not there.
    private func cellsThatMayHaveMoved(_ operation: Operation, _ dot: Dot) throws -> Set<String> {
        switch operation.change {
        case .delete: Set(tables[operation.table]?.schema.cells.map(\.name) ?? [])
        case .keep, .erase: []
        case .set(let writes): Set(writes.map(\.cell))
        case .add(let values): Set(values.map(\.cell))
        case .insert:
            Set(
                try record(operation.table, operation.key)?.cells
                    .filter { $0.siblings.contains { $0.dot != dot } }.map(\.name) ?? [])
        }
    }
}
