internal import Causality
internal import Sync
internal import Wire

// The state of one scope.
//
// A record lives in one scope, so its state is that of the row. But two sites may have made rows under
// one key, each in its own scope, as when both number their seats; the hub, which holds both, then has
// one row with the writes of both. To the one site nothing of the other's may be told. A write names
// only dots of its own scope, so what remains of a row when the other scopes' dots are left out is what
// the scope's transactions alone make of it.

extension Replica {
    /// Visits every row that has something of a scope, by table and key, each with what is of that
    /// scope; rows that deletes took away included.
    func forEachRow(
        in scope: ScopeID,
        _ body: (_ table: Int, _ key: RecordKey, _ row: ScopeRow) throws -> Void
    ) throws {
        let alone = try workedOut(try sharedRows(with: scope)) { $0 == scope }
        let horizon = try horizon()
        let own = Set(streams.all.filter { $0.stream.scope == scope }.map(\.id))
        try forEachKey { position, table, key in
            let stored = try table.row(key)
            if let stored, let clock = stored.clock, !clock.isFlagged {
                guard clock.dots.allSatisfy({ own.contains($0.stream) }) else { return }
                return try body(position, key, .plain(stored, clock))
            }
            let state = try loadRow(table, key).state
            if let part = alone[RowName(table: table.schema.name, key: key)] {
                let kept = horizon.isEmpty ? nil : state.part(in: scope)
                let whole = kept.map { part.completed(by: $0, within: horizon) } ?? part
                try body(position, key, .exact(whole))
            } else if state.isWholly(in: scope) {
                try body(position, key, .exact(state))
            } else if let part = state.part(in: scope) {
                try body(position, key, .exact(part))
            }
        }
    }

    /// By the name of the table and the key.
    private func forEachKey(
        _ body: (_ position: Int, _ table: RowTable, _ key: RecordKey) throws -> Void
    ) throws {
        let ordered = schema.tables.enumerated().sorted {
            $0.element.name.precedesByBytes($1.element.name)
        }
        for (position, declared) in ordered {
            guard let table = tables[declared.name] else { continue }
            let keys = try connection.prepare(
                """
                SELECT id FROM \(quoted(declared.name))
                UNION SELECT key FROM moso_sibling WHERE tab = ?1
                ORDER BY 1
                """)
            keys.bind(1, text: declared.name)
            while try keys.step() {
                guard let key = RecordKey(keys.text(0)) else { continue }
                try body(position, table, key)
            }
        }
    }

    /// Rows that a scope shares with another one. Such a row has siblings, for neither scope's write can
    /// have replaced the other's: so only rows with side entries are looked at.
    private func sharedRows(with scope: ScopeID) throws -> Set<RowName> {
        let rows = try connection.prepare("SELECT DISTINCT tab, key FROM moso_sibling")
        var shared: Set<RowName> = []
        while try rows.step() {
            guard let table = tables[rows.text(0)], let key = RecordKey(rows.text(1)) else {
                continue
            }
            let state = try loadRow(table, key).state
            if !state.isWholly(in: scope), state.part(in: scope) != nil {
                shared.insert(RowName(table: table.schema.name, key: key))
            }
        }
        return shared
    }

    /// What the transactions of some scopes make of rows, worked out from the log.
    func workedOut(
        _ names: Set<RowName>, in includes: (ScopeID) -> Bool
    ) throws -> [RowName: RowState] {
        guard !names.isEmpty else { return [:] }
        var rows: [RowName: RowState] = [:]
        var bounds: [Dot: HybridTimestamp] = [:]
        var naming = LogNaming()
        _ = try log.scan(from: 0) { _, local, record in
            let record = record()
            let header = try header(of: record)
            let seen = try naming.seen(local, header, in: self)
            guard includes(header.dot.stream.scope) else { return true }
            let transaction = try decoded(record, header, local, seen)
            for operation in transaction.operations {
                if let found = testimony(operation, of: transaction.dot, seen) {
                    bounds[found.dot] = min(bounds[found.dot] ?? found.bound, found.bound)
                }
                let name = RowName(table: operation.table, key: operation.key)
                guard names.contains(name), let schema = tables[operation.table]?.schema else {
                    continue
                }
                rows[name, default: RowState()].apply(
                    operation.change, dot: transaction.dot, stamp: transaction.stamp,
                    context: transaction.context, in: schema)
            }
            return true
        }
        return rows.mapValues { $0.bounded(by: bounds) }
    }
}

extension RowState {
    /// Whether every dot is of one scope; nothing at all is of none.
    func isWholly(in scope: ScopeID) -> Bool {
        var any = false
        let isOf = { (dot: Dot) in
            any = true
            return dot.stream.scope == scope
        }
        return cells.values.allSatisfy { content in
            content.live.allSatisfy { isOf($0.dot) }
                && content.ghosts.allSatisfy { isOf($0.sibling.dot) }
        } && marks.allSatisfy(isOf) && keeps.allSatisfy(isOf) && takenKeeps.allSatisfy(isOf)
            && deletes.keys.allSatisfy(isOf) && erasures.values.allSatisfy { $0.allSatisfy(isOf) }
            && any
    }

    /// The dots of a scope alone; `nil` when there are none.
    ///
    /// Which deletes were crossed within the scope cannot be told any more. All count as crossed: the
    /// row is then asked about, instead of being lost, and nothing of another scope shows.
    func part(in scope: ScopeID) -> RowState? {
        let isOf = { (dot: Dot) in dot.stream.scope == scope }
        var cells = RowCells()
        for (at, content) in self.cells {
            let live = content.live.filter { isOf($0.dot) }
            let ghosts = content.ghosts.filter { isOf($0.sibling.dot) }
            if !live.isEmpty || !ghosts.isEmpty {
                cells[at] = CellState(live: live, ghosts: ghosts)
            }
        }
        let part = RowState(
            cells: cells, marks: marks.filter(isOf), keeps: keeps.filter(isOf),
            takenKeeps: takenKeeps.filter(isOf),
            deletes: deletes.filter { isOf($0.key) }.mapValues {
                DeleteRecord(context: $0.context, isCrossed: true)
            },
            erasures: erasures.mapValues { $0.filter(isOf) }.filter { !$0.value.isEmpty })
        return part.isWholly(in: scope) ? part : nil
    }

    /// Two parts of one row, of different scopes, put together.
    func joined(with other: RowState) -> RowState {
        var cells = self.cells
        for (at, content) in other.cells {
            var both = cells[at] ?? CellState()
            both.live = (both.live + content.live).sorted { $0.precedes($1) }
            both.ghosts = (both.ghosts + content.ghosts)
                .sorted { $0.sibling.precedes($1.sibling) }
            cells[at] = both
        }
        return RowState(
            cells: cells, marks: marks.union(other.marks), keeps: keeps.union(other.keeps),
            takenKeeps: takenKeeps.union(other.takenKeeps),
            deletes: deletes.merging(other.deletes) { mine, _ in mine },
            erasures: erasures.merging(other.erasures) { $0.union($1) })
    }
}

/// What is of a scope in one row.
enum ScopeRow {
    /// One live dot for each cell, or none, as the clock says it.
    case plain(StoredRow, RowClock)
    case exact(RowState)
}

/// The digest of a scope's rows in the form of `stateDigest`, rows that are not there included.
///
/// Nearly every row is plain. Its bytes are written straight from what is stored: to put a state together
/// and judge it, for each of a hundred thousand rows, costs five times what inserting them does.
struct ScopeDigest {
    private var digest = RunningDigest()
    /// The dot that was named last, and its name: rows of one import bear one dot.
    private var last = (local: LocalDot.none, name: "")

    func finish() -> Digest256 { digest.finish() }

    /// - Parameter count: only of so many cells, which an older schema had.
    mutating func add(
        _ row: ScopeRow, _ key: RecordKey, _ schema: TableSchema, of replica: Replica,
        first count: Int? = nil
    ) throws {
        switch row {
        case .exact(let state):
            digest.update(replica.canonicalBytes(state, schema, key, first: count))
        case .plain(let stored, let clock):
            try add(stored, clock, key, schema, replica, count ?? schema.cells.count)
        }
    }

    private mutating func add(
        _ stored: StoredRow, _ clock: RowClock, _ key: RecordKey, _ schema: TableSchema,
        _ replica: Replica, _ count: Int
    ) throws {
        var writer = ByteWriter()
        writer.text(schema.name)
        writer.text(key.text)
        for (at, cell) in schema.cells.prefix(count).enumerated() {
            writer.text(cell.name)
            let local = clock[at]
            let value = stored.value(of: cell).canonicalText
            guard local != .none else {
                writer.text(try shown(nil, value, cell, stored))
                continue
            }
            let name = try self.name(of: local, in: replica)
            writer.text(try shown(replica.globalDot(local), value, cell, stored))
            writer.text(name)
            writer.text(value)
        }
        digest.update(writer.bytes)
    }

    /// What the policy shows of one value or none: where values add up, its own form of it.
    private func shown(
        _ dot: @autoclosure () throws -> Dot?, _ text: String, _ cell: CellSchema,
        _ stored: StoredRow
    ) throws -> String {
        guard cell.policy.addsUp else { return text }
        let siblings = try dot().map {
            [Sibling(dot: $0, stamp: .zero, value: stored.value(of: cell))]
        }
        return cell.policy.judge(siblings ?? [], owner: nil).shown.canonicalText
    }

    private mutating func name(of local: LocalDot, in replica: Replica) throws -> String {
        if last.local != local { last = (local, try replica.globalDot(local).description) }
        return last.name
    }
}
