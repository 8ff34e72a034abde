internal import Causality
internal import Sync
internal import Wire

/// Rows that transactions have touched.
public struct TouchedRows: Sendable {
    public let rows: Set<RuleRow>
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
    ///   - most: about how many rows to tell of; the transaction that reaches this number is told whole.
    /// - Returns: `nil` where it cannot be told any more: a body is trimmed, a cut took something away, or the
    ///   number is of another log.
    public func touchedRows(
        after arrival: Int64, of wanted: Set<String>, most: Int = .max
    ) throws -> TouchedRows? {
        try read {
            let last = try lastArrival()
            guard arrival <= last else { return nil }
            var touched: Set<RuleRow> = []
            var decisions: [NotedDecision] = []
            var reached = arrival
            guard arrival < last else {
                return TouchedRows(rows: touched, decisions: [], arrival: last, isAll: true)
            }
            var isKnown = true
            _ = try log.scan(from: arrival + 1) { number, local, record in
                let record = record()
                if let noted = try noted(header(of: record), local) { decisions.append(noted) }
                isKnown = try !record.isTrimmed && note(expanded(record), wanted, &touched)
                reached = number
                return isKnown && touched.count < most
            }
            guard isKnown else { return nil }
            return TouchedRows(
                rows: touched, decisions: decisions, arrival: reached, isAll: reached >= last)
        }
    }

    /// Notes what a transaction touched of these tables. Whether that is all it changed: a cut, and a grant that is
    /// withdrawn, take away what others wrote.
    private func note(
        _ bytes: [UInt8], _ wanted: Set<String>, _ touched: inout Set<RuleRow>
    ) throws -> Bool {
        let tables = try bytes.withUnsafeBytes { buffer in
            Set(try TransactionReader(buffer).shapes.map(\.table))
        }
        guard !tables.contains(RevocationCut.table), !tables.contains(ScopeGrant.table) else {
            return false
        }
        guard !tables.isDisjoint(with: wanted) || tables.contains(Witness.table) else {
            return true
        }
        let made = try TransactionDecoder.decode(bytes, previousContext: nil)
        let add = { (operation: Operation, touched: inout Set<RuleRow>) in
            guard wanted.contains(operation.table) else { return }
            touched.insert(RuleRow(table: operation.table, key: operation.key))
        }
        for operation in made.operations {
            add(operation, &touched)
            // A testimony changes who came first among the writes it is about.
            guard let dot = Witness(operation)?.dot else { continue }
            for seen in try transaction(dot)?.operations ?? [] { add(seen, &touched) }
        }
        return true
    }
}
