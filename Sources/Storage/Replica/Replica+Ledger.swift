public import Causality
internal import Sync
internal import Wire

// The ledger from the log.
//
// Contexts are kept as differences, so they are put together again by reading a stream from its
// beginning. Two passes over the log keep the memory small: the first reads headers only and finds
// out which transactions are concurrent with any other of their scope, which at a site that is mostly
// in step are few; the second reads the writes of just these.

extension Replica {
    /// The name of the existence cell in the ledger.
    static let existenceCell = "*"

    /// Every pair of the ledger, in the order in which its later part arrived here; the set of them
    /// is the same wherever the same transactions are. Reads the log twice and keeps the writes of
    /// concurrent transactions in memory.
    ///
    /// - Parameter key: only of this record; `nil` for all.
    public func forEachLedgerPair(
        of table: String? = nil, _ key: RecordKey? = nil, _ body: (LedgerPair) throws -> Void
    ) throws {
        try read {
            let concurrent = try concurrentTransactions()
            guard !concurrent.isEmpty else { return }
            var writes: [LedgerCell: [LedgerWrite]] = [:]
            try forEachTransaction(in: concurrent) { transaction in
                for operation in transaction.operations
                where (table == nil || operation.table == table)
                    && (key == nil || operation.key == key)
                {
                    for (cell, value) in ledgerWrites(of: operation) {
                        let name = LedgerCell(
                            table: operation.table, key: operation.key, cell: cell)
                        let write = LedgerWrite(
                            dot: transaction.dot, stamp: transaction.stamp,
                            context: transaction.context, value: value)
                        if writes[name]?.last?.dot == write.dot { continue }
                        for earlier in writes[name] ?? [] {
                            let pair = LedgerPair(
                                table: name.table, key: name.key, cell: name.cell, earlier, write)
                            if let pair { try body(pair) }
                        }
                        writes[name, default: []].append(write)
                    }
                }
            }
        }
    }

    /// The ledger of one record, in the canonical order.
    public func ledger(of table: String, _ key: RecordKey) throws -> [LedgerPair] {
        var pairs: [LedgerPair] = []
        try forEachLedgerPair(of: table, key) { pairs.append($0) }
        return pairs.sorted { $0.precedes($1) }
    }

    /// What an operation writes to cells that the ledger looks at.
    private func ledgerWrites(of operation: Operation) -> [(cell: String, value: Value)] {
        guard let schema = tables[operation.table]?.schema else { return [] }
        let known = { (entries: [(cell: String, value: Value)]) in
            entries.filter { entry in
                schema.cells.contains { $0.name == entry.cell && $0.policy.keepsLedger }
            }
        }
        let present = [(cell: Replica.existenceCell, value: Value.integer(1))]
        switch operation.change {
        case .insert(let values):
            // A cell that it does not name counts as written NULL.
            let written = Dictionary(
                values.map { ($0.cell, $0.value) }, uniquingKeysWith: { first, _ in first })
            return known(schema.cells.map { (cell: $0.name, value: written[$0.name] ?? .null) })
                + present
        case .set(let writes):
            return known(writes.map { (cell: $0.cell, value: $0.value) }) + present
        case .add, .keep: return present
        case .delete: return [(cell: Replica.existenceCell, value: .integer(0))]
        case .erase: return []
        }
    }

    /// Which transactions are concurrent with another one of their scope.
    private func concurrentTransactions() throws -> DotRanges {
        var ranges = DotRanges()
        var naming = LogNaming()
        var applied: [ScopeID: VersionVector] = [:]
        _ = try log.scan(from: 0) { _, local, record in
            let header = try header(of: record())
            let dot = try globalDot(local)
            let context = try naming.seen(local, header, in: self).vector
            var missing = (applied[dot.stream.scope] ?? VersionVector()).beyond(context)
            missing.removeAll { $0.stream == dot.stream }
            for range in missing { ranges.insert(range.stream, from: range.from + 1, to: range.to) }
            if !missing.isEmpty { ranges.insert(dot.stream, from: dot.seq, to: dot.seq) }
            applied[dot.stream.scope, default: VersionVector()].advance(dot.stream, to: dot.seq)
            return true
        }
        return ranges
    }

    /// Visits the transactions with dots in `ranges`, in the order of arrival.
    private func forEachTransaction(
        in ranges: DotRanges, _ body: (Transaction) throws -> Void
    ) throws {
        var naming = LogNaming()
        _ = try log.scan(from: 0) { _, local, record in
            let record = record()
            let header = try header(of: record)
            let seen = try naming.seen(local, header, in: self)
            guard ranges.contains(try globalDot(local)) else { return true }
            try body(try decoded(record, header, local, seen))
            return true
        }
    }
}

private struct LedgerCell: Hashable {
    let table: String
    let key: RecordKey
    let cell: String
}

/// A set of dots that holds long runs of a stream at the cost of one.
struct DotRanges {
    private var runs: [Stream: [ClosedRange<UInt64>]] = [:]

    var isEmpty: Bool { runs.isEmpty }

    mutating func insert(_ stream: Stream, from: UInt64, to: UInt64) {
        guard from <= to else { return }
        var merged = from...to
        var kept: [ClosedRange<UInt64>] = []
        for run in runs[stream] ?? [] {
            if run.upperBound + 1 < merged.lowerBound || merged.upperBound + 1 < run.lowerBound {
                kept.append(run)
            } else {
                merged =
                    min(
                        run.lowerBound, merged.lowerBound)...max(
                        run.upperBound, merged.upperBound)
            }
        }
        runs[stream] = kept + [merged]
    }

    func contains(_ dot: Dot) -> Bool {
        (runs[dot.stream] ?? []).contains { $0.contains(dot.seq) }
    }
}
