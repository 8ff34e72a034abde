public import Causality
internal import Wire

// Edits of other tools that cannot be sealed.
//
// Triggers refuse what could never be replicated, but they can be switched off, and rows can be older than
// they are. One such value must not stop what stands beside it: not the other fields of its row, not the
// next row, no command, no exchange (P9). So the value is moved into `moso_aside`, byte for byte, and the
// row shows again what the log says; every replica goes on agreeing with its log. `status`, `verify`, `sync`
// and the daemon's log name it until it is entered in a form that can be replicated. A write of
// the same field from here does away with it, whoever writes.

extension Replica {
    /// What other tools wrote and cannot be replicated, as it stands aside.
    public func unsealedEdits() throws -> [UnsealedEdit] {
        try read { hasAside ? try aside.all() : [] }
    }

    /// How many transactions of this site lie in scopes that it does not hold, and so never leave it:
    /// older versions sealed records of other sites.
    public func strandedTransactions() throws -> [ScopeID: Int] {
        try read {
            var counts: [ScopeID: Int] = [:]
            let isHeld = try scopes(of: meta.site)
            for state in streams.all
            where state.stream.origin.site == meta.site && !isHeld(state.stream.scope) {
                counts[state.stream.scope, default: 0] += Int(clamping: state.applied - state.base)
            }
            return counts.filter { $0.value > 0 }
        }
    }

    /// Moves fields of a row aside; the caller then puts the row back as it was.
    func putAside(
        _ faults: [String: UnsealedEdit.Fault], of table: RowTable, _ key: [UInt8]
    ) throws {
        let now = environment.wallMilliseconds()
        for (field, fault) in faults {
            try aside.keep(field, of: table.schema.name, key, fault, at: now)
        }
        hasAside = true
    }

    /// Moves a whole row aside.
    func putAside(
        _ row: StoredRow, _ fault: UnsealedEdit.Fault, of table: RowTable, _ key: [UInt8]
    ) throws {
        let filled = zip(table.schema.columns, row.columns).filter { !$0.1.isNull }.map(\.0.name)
        let fields = [UnsealedEdit.wholeRow] + filled
        try putAside(
            Dictionary(uniqueKeysWithValues: fields.map { ($0, fault) }), of: table, key)
    }

    /// Forgets what stands aside where a transaction of ours has written: it has been entered anew.
    func forgetAside(_ transaction: [UInt8]) throws {
        try transaction.withUnsafeBytes { bytes in
            var reader = try TransactionReader(bytes)
            for _ in 0..<reader.operationCount { try forgetAside(try reader.operation()) }
        }
        hasAside = try !aside.isEmpty
    }

    private func forgetAside(_ operation: Operation) throws {
        guard let schema = tables[operation.table]?.schema else { return }
        let columns = { (name: String) -> [String] in
            let cell = schema.cells.first { $0.name == name }
            return cell?.columns.map { schema.columns[$0].name } ?? []
        }
        var fields: [String] = []
        switch operation.change {
        case .insert(let values):
            // What could not be sealed of a new row was sealed as nothing.
            fields = values.filter { !$0.value.isNull }.flatMap { columns($0.cell) }
        case .set(let writes): fields = writes.flatMap { columns($0.cell) }
        case .erase(let cells): fields = cells.flatMap(columns)
        case .delete: try aside.forget(operation.table, operation.key)
        case .add, .keep: break
        }
        for field in fields { try aside.forget(field, of: operation.table, operation.key) }
    }
}
