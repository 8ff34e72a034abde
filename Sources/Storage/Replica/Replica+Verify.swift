public import Causality
internal import Sync
public import Wire

// Verification.
//
// Two questions. Does this replica agree with itself: is every chain whole, and do the rows show
// exactly what the log says, computed once more from nothing by the definition? (Where bodies have been
// trimmed: from what the row keeps of them.) And does it agree
// with another: at equal vectors, the digest of a scope's state must be equal to the byte. The digest
// is taken over shown values and live dots by their full names, so local numbering cannot show.

extension Replica {
    /// Checks the file, every hash chain, and every row against the log. Reads the whole log and
    /// holds the state of all rows in memory while it does.
    public func verify() throws -> VerificationReport {
        try sealForeignEdits()
        return try read {
            var report = VerificationReport()
            // A read that fails once reads like damage: it is believed when it is seen again.
            var check = try quickCheck()
            if check != "ok" { check = try quickCheck() }
            if check != "ok" {
                report.findings.append(
                    .init(kind: .damagedFile, place: connection.path, detail: .sqlite(check)))
            }
            var said = SaidHeads()
            let projected = try projectLog(&report, &said)
            try compareRows(projected, &report)
            try noteWaiting(&said)
            report.findings += said.findings
            for edit in try unsealedEdits() {
                let place = "\(edit.table) \(edit.key)" + (edit.field.map { " \($0)" } ?? "")
                report.findings.append(
                    .init(kind: .unsealed, place: place, detail: .cannotBeSealed(edit.fault)))
            }
            return report
        }
    }

    /// What SQLite's own check says of the file.
    private func quickCheck() throws -> String {
        try connection.word("PRAGMA quick_check(1)") ?? "nothing"
    }

    func projectLog(
        _ report: inout VerificationReport, _ said: inout SaidHeads
    ) throws -> [RowName: RowState] {
        var rows: [RowName: RowState] = [:]
        var heads: [Stream: (seq: UInt64, hash: Digest256)] = [:]
        var naming = LogNaming()
        var bounds: [Dot: HybridTimestamp] = [:]
        let isTrimmed = try !horizon().isEmpty
        _ = try log.scan(from: 0) { arrival, local, record in
            let record = record()
            guard let dot = streams.dot(local) else { return true }
            let before = predecessor(of: local).flatMap { streams[id: $0.id]?.stream }
            let last = before.flatMap { heads[$0] } ?? (0, .none)
            let transaction: Transaction
            let header: TransactionHeader
            let seen: SeenContext
            do {
                header = try self.header(of: record)
                seen = try naming.seen(local, header, in: self)
                transaction = try decoded(record, header, local, seen)
            } catch {
                report.findings.append(
                    .init(kind: .brokenChain, place: "\(dot)", detail: .unreadable("\(error)")))
                return true
            }
            if dot.seq != last.seq + 1 || header.previousHash != last.hash.bytes
                || header.dot != Dot(stream: dot.stream.plain, seq: dot.seq)
            {
                report.findings.append(
                    .init(
                        kind: .brokenChain, place: "\(dot)",
                        detail: .doesNotFollow(last: last.seq, arrival: arrival)))
            }
            if try log.arrival(local) != arrival {
                report.findings.append(
                    .init(
                        kind: .brokenChain, place: "\(dot)",
                        detail: .isNotFoundByName(arrival: arrival)))
            }
            heads[dot.stream] = (dot.seq, try hash(of: record))
            if isTrimmed, let stamp = try log.stamp(local), stamp < header.stamp {
                // The testimony may be gone; what followed from it stands beside the transaction.
                bounds[dot] = min(bounds[dot] ?? stamp, stamp)
            }
            apply(transaction, to: &rows)
            for operation in transaction.operations {
                try said.note(operation, in: dot, at: self)
                guard let found = testimony(operation, of: dot, seen) else { continue }
                bounds[found.dot] = min(bounds[found.dot] ?? found.bound, found.bound)
            }
            report.transactions += 1
            report.trimmed += record.isTrimmed ? 1 : 0
            return true
        }
        for state in streams.all
        where state.applied != heads[state.stream]?.seq ?? state.base
            || state.applied > state.base && state.head != heads[state.stream]?.hash
        {
            report.findings.append(
                .init(
                    kind: .wrongHead, place: "\(state.stream)",
                    detail: .endsElsewhere(
                        said: state.applied, logged: heads[state.stream]?.seq ?? 0)))
        }
        return bounds.isEmpty ? rows : rows.mapValues { $0.bounded(by: bounds) }
    }

    private func apply(_ transaction: Transaction, to rows: inout [RowName: RowState]) {
        for operation in transaction.operations {
            guard let schema = tables[operation.table]?.schema else { continue }
            let name = RowName(table: operation.table, key: operation.key)
            rows[name, default: RowState()].apply(
                operation.change, dot: transaction.dot, stamp: transaction.stamp,
                context: transaction.context, in: schema)
        }
    }

    private func compareRows(
        _ projected: [RowName: RowState], _ report: inout VerificationReport
    ) throws {
        let horizon = try horizon()
        let ordered = projected.sorted { $0.key.precedes($1.key) }
        for (name, state) in ordered {
            guard let table = tables[name.table] else { continue }
            report.rows += 1
            let place = "\(name.table) \(name.key)"
            let exact = try loadRow(table, name.key)
            let logged = state
            let state = horizon.isEmpty ? state : state.completed(by: exact.state, within: horizon)
            guard let stored = exact.stored else {
                if state.isPresent {
                    report.findings.append(
                        .init(kind: .missingRow, place: place, detail: .isLogged))
                }
                continue
            }
            guard state.isPresent else {
                report.findings.append(
                    .init(kind: .surplusRow, place: place, detail: .isDeleted))
                continue
            }
            let check = LoggedValues(logged, exact.state, within: horizon)
            report.rowsInPart += check.isWhole ? 0 : 1
            if let cell = check.otherCell.map({ table.schema.cells[$0] }) {
                report.findings.append(
                    .init(
                        kind: .wrongRow, place: place,
                        detail: .otherState("\(cell.name) is not what its transaction wrote")))
                continue
            }
            // What has been erased lies in the table as NULL.
            let shown = RowJudgement(state, table.schema).columns.map { $0.isErased ? .null : $0 }
            if shown != stored.columns {
                let columns = zip(table.schema.columns, zip(shown, stored.columns))
                    .filter { $0.1.0 != $0.1.1 }.map { column, values in
                        VerificationFinding.OtherValue(
                            column: column.name, found: values.1, logged: values.0)
                    }
                report.findings.append(
                    .init(
                        kind: .wrongRow, place: place, detail: .otherValues(columns)))
            } else if exact.state != state {
                report.findings.append(
                    .init(
                        kind: .wrongRow, place: place,
                        detail: .otherState(exact.state.difference(from: state, table.schema))))
            }
        }
        for table in schema.tables {
            guard let rows = tables[table.name] else { continue }
            let keys = try connection.prepare("SELECT id FROM \(quoted(table.name))")
            while try keys.step() {
                let place = "\(table.name) \(keys.text(0))"
                guard let key = RecordKey(keys.text(0)) else {
                    report.findings.append(
                        .init(kind: .surplusRow, place: place, detail: .hasBadKey))
                    continue
                }
                guard projected[RowName(table: rows.schema.name, key: key)] == nil else {
                    continue
                }
                if try isTold(rows, key, by: horizon) {
                    report.rows += 1
                    report.rowsInPart += 1
                } else {
                    report.findings.append(
                        .init(kind: .surplusRow, place: place, detail: .isUnlogged))
                }
            }
        }
    }

    /// Whether the log has nothing to say of a row because all that wrote it may have been trimmed.
    private func isTold(
        _ table: RowTable, _ key: RecordKey, by horizon: VersionVector
    ) throws -> Bool {
        try !horizon.isEmpty && loadRow(table, key).state.liveDots.allSatisfy(horizon.contains)
    }

    // MARK: Digests

    /// The digest of a scope's state: equal at two replicas that have applied the same
    /// transactions of the scope under the same schema.
    public func stateDigest(of scope: ScopeID) throws -> Digest256 {
        try sealForeignEdits()
        return try read {
            var digest = RunningDigest()
            for table in schema.tables.sorted(by: { $0.name.precedesByBytes($1.name) }) {
                try digestRows(of: table, scope, &digest)
            }
            return digest.finish()
        }
    }

    private func digestRows(
        of schema: TableSchema, _ scope: ScopeID, _ digest: inout RunningDigest
    ) throws {
        guard let table = tables[schema.name] else { return }
        // Not the graves of rows that are gone: another replica may have trimmed them.
        let keys = try connection.prepare("SELECT id FROM \(quoted(schema.name)) ORDER BY id")
        while try keys.step() {
            guard let key = RecordKey(keys.text(0)) else { continue }
            let row = try loadRow(table, key)
            guard row.state.anyDot?.stream.scope == scope else { continue }
            digest.update(canonicalBytes(row.state, schema, key))
        }
    }

    /// A row in the form over which digests are taken.
    ///
    /// - Parameter count: only of so many cells, which an older schema had; `nil` for all.
    func canonicalBytes(
        _ state: RowState, _ schema: TableSchema, _ key: RecordKey, first count: Int? = nil
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.text(schema.name)
        writer.text(key.text)
        let judgement = RowJudgement(state, schema)
        for (at, cell) in schema.cells.prefix(count ?? schema.cells.count).enumerated() {
            writer.text(cell.name)
            writer.text(judgement.verdicts[at].shown.canonicalText)
            for sibling in state.siblings(of: at, policy: cell.policy) {
                writer.text(sibling.dot.description)
                writer.text(sibling.value.canonicalText)
            }
        }
        for mark in state.marks.sorted() { writer.text("mark \(mark)") }
        for (cell, dots) in state.erasures.sorted(by: { $0.key < $1.key }) {
            for dot in dots.sorted() { writer.text("\(schema.cells[cell].name) erased by \(dot)") }
        }
        return writer.bytes
    }
}

/// What the log says of the values within the horizon that a row shows: where the body of a write is still
/// there, the row must show what it wrote; where it has been trimmed, nothing else tells.
private struct LoggedValues {
    /// Whether every live value was compared with the transaction that wrote it.
    private(set) var isWhole = true
    /// A cell with another value than its transaction wrote.
    private(set) var otherCell: Int?

    init(_ logged: RowState, _ kept: RowState, within horizon: VersionVector) {
        for (at, cell) in kept.cells {
            let writes = logged.cells[at].map { $0.live + $0.ghosts.map(\.sibling) } ?? []
            for sibling in cell.live where horizon.contains(sibling.dot) {
                guard let write = writes.first(where: { $0.dot == sibling.dot }) else {
                    isWhole = false
                    continue
                }
                if write.value != sibling.value, !write.value.isErased, !sibling.value.isErased {
                    otherCell = otherCell ?? at
                }
            }
        }
    }
}

extension RowState {
    /// In which parts two states of a row differ, for a person who looks for the reason.
    func difference(from other: RowState, _ schema: TableSchema) -> String {
        var parts: [String] = []
        for (at, cell) in schema.cells.enumerated() where cells[at] != other.cells[at] {
            parts.append(
                "\(cell.name) has \(RowState.brief(cells[at])), not \(RowState.brief(other.cells[at]))"
            )
        }
        if marks != other.marks { parts.append("marks \(marks), not \(other.marks)") }
        if keeps != other.keeps { parts.append("keeps \(keeps), not \(other.keeps)") }
        if takenKeeps != other.takenKeeps { parts.append("taken keeps") }
        if deletes != other.deletes { parts.append("deletes") }
        if erasures != other.erasures { parts.append("erasures") }
        return parts.joined(separator: "; ")
    }

    private static func brief(_ cell: CellState?) -> String {
        let live = cell?.live.map { "\($0.dot)" + ($0.isDelta ? "+" : "") + "=\($0.value)" } ?? []
        let ghosts = cell?.ghosts.map { "\($0.sibling.dot) ghost" } ?? []
        return "[" + (live + ghosts).joined(separator: " ") + "]"
    }
}

extension Value {
    /// A text that tells values of different kinds apart.
    var canonicalText: String {
        switch self {
        case .null: "0"
        case .integer(let number): "1\(number)"
        case .erased: "4"
        case .text(let text): "2\(text)"
        case .tuple(let members):
            "3" + members.map { "\($0.canonicalText.utf8.count):\($0.canonicalText)" }.joined()
        }
    }
}

/// Names a row of the replica.
struct RowName: Hashable {
    let table: String
    let key: RecordKey
}
