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
        for one in touch.followed where one.table == operation.table && !touch.moved.contains(one) {
            if try mayHaveMoved(one.column, operation, dot) { touch.moved.insert(one) }
        }
    }

    /// Whether a row that was there may have said something else in a column before an operation. Where the cell
    /// holds what the operation that added the row wrote, and nothing besides, it was not there.
    private func mayHaveMoved(
        _ column: String, _ operation: Operation, _ dot: Dot
    ) throws -> Bool {
        guard let schema = tables[operation.table]?.schema, let at = schema.cell(column) else {
            return false
        }
        let cell = schema.cells[at].name
        switch operation.change {
        case .delete: return true
        case .keep, .erase: return false
        case .set(let writes): return writes.contains { $0.cell == cell }
        case .add(let values): return values.contains { $0.cell == cell }
        case .insert:
            let record = try record(operation.table, operation.key)
            return record?.cells[at].siblings.contains { $0.dot != dot } ?? false
        }
    }
}
