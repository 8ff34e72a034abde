public import Causality
public import Wire

// What is open.
//
// Ten thousand conflicts are told by their ids, and to know an id one has to know what is live in the cell.
// Nothing else has to be known of most rows: a row whose side entries are live writes and nothing else, all
// of one scope, needs neither its columns nor its stamps. Such rows are judged by their side entries and
// their clock (`plainConflicts`); every other row is put together whole, as an editor would have it, and
// that is the definition which a test compares the other with.

extension Replica {
    /// The inbox: one item for each cell whose siblings hold different values that no policy
    /// settles, and for each row that a delete and other writes contest. Sorted by id.
    public func openConflicts() throws -> [CellConflict] { try openConflicts(inOutline: false) }

    /// The same in half the time for whoever looks for one of them: ids, cells and siblings are right, but
    /// where the side entries tell which values are open the row itself is not asked for its scope, which
    /// is then that of one of the siblings, nor whose it is and what it shows.
    public func openConflictsInOutline() throws -> [CellConflict] {
        try openConflicts(inOutline: true)
    }

    private func openConflicts(inOutline: Bool) throws -> [CellConflict] {
        try read {
            var conflicts: [CellConflict] = []
            try siblings.forEachRow(of: tables) { table, key, entries in
                if let plain = try plainConflicts(entries, table, key, inOutline: inOutline) {
                    conflicts += plain
                } else {
                    conflicts += try wholeConflicts(table, key)
                }
            }
            return conflicts.sorted { $0.id < $1.id }
        }
    }

    /// The same of one row.
    public func openConflicts(of table: String, _ key: RecordKey) throws -> [CellConflict] {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            return try wholeConflicts(rows, key).sorted { $0.id < $1.id }
        }
    }

    /// The open conflicts of a row, from everything that is known of it.
    func wholeConflicts(_ table: RowTable, _ key: RecordKey) throws -> [CellConflict] {
        guard try rowExists(table, key), let record = record(table, key, try loadRow(table, key))
        else { return [] }
        return try conflicts(of: record, table)
    }

    /// The open conflicts of a row of which the side entries tell everything; `nil` where more has to be
    /// looked at.
    private func plainConflicts(
        _ entries: [SiblingTable.Entry], _ table: RowTable, _ key: RecordKey, inOutline: Bool
    ) throws -> [CellConflict]? {
        let statements = try table.statements
        guard !hasErasures, let first = entries.first,
            entries.allSatisfy({ $0.kind == .live }),
            let scope = streams.stream(id: first.dot.stream)?.scope
        else { return nil }
        if !inOutline {
            statements.selectClock.bind(1, key: key)
            defer { statements.selectClock.reset() }
            guard try statements.selectClock.step() else { return [] }
            guard let clock = RowClock(statements.selectClock.bytes(1)), clock.isFlagged,
                isAll(of: scope, entries.lazy.map(\.dot)), isAll(of: scope, clock.dots)
            else { return nil }
        }
        let owner = scope.owner
        guard owner != nil || table.schema.ownerColumn == nil else { return nil }
        var conflicts: [CellConflict] = []
        var from = entries.startIndex
        while from < entries.endIndex {
            let name = entries[from].cell
            let to = entries[from...].firstIndex { $0.cell != name } ?? entries.endIndex
            defer { from = to }
            guard to - from > 1, let at = table.cellNames.firstIndex(of: name) else { continue }
            let policy = table.schema.cells[at].policy
            // Who wins under this policy depends on whose the record is.
            if inOutline, case .owner = policy.base { return nil }
            var live = try entries[from..<to].map { entry in
                Sibling(dot: try globalDot(entry.dot), stamp: entry.stamp, value: entry.value)
            }
            if live.count > 2 {
                live.sort { $0.precedes($1) }
            } else if live[1].precedes(live[0]) {
                live.swapAt(0, 1)
            }
            let verdict = policy.judge(live, owner: owner)
            guard verdict.standing == .open else { continue }
            conflicts.append(
                CellConflict(
                    id: ConflictID(
                        table: table.schema.name, key: key, cell: name, dots: live.map(\.dot)),
                    table: table.schema.name, key: key, scope: scope, cell: name, siblings: live,
                    marks: [], shown: verdict.shown, owner: owner))
        }
        return conflicts
    }

    /// Whether all dots are of one scope.
    private func isAll(of scope: ScopeID, _ dots: some Sequence<LocalDot>) -> Bool {
        var known: Int64 = 0
        return dots.allSatisfy { dot in
            if dot.stream == known { return true }
            known = dot.stream
            return streams.stream(id: dot.stream)?.scope == scope
        }
    }

    /// Cells whose siblings differ and were settled by a policy that wants to be listed: what it
    /// decided can be overruled. By table and key.
    public func settledCells() throws -> [CellConflict] {
        try read {
            let names = try connection.prepare(
                "SELECT DISTINCT tab, key FROM moso_sibling ORDER BY tab, key")
            var found: [CellConflict] = []
            while try names.step() {
                guard let table = tables[names.text(0)], let key = RecordKey(names.text(1)),
                    try rowExists(table, key),
                    let record = record(table, key, try loadRow(table, key))
                else { continue }
                for (cell, schema) in zip(record.cells, table.schema.cells)
                where cell.standing == .settled && schema.policy.isListed {
                    found.append(conflict(of: record, cell))
                }
            }
            return found
        }
    }

    private func conflict(of record: Record, _ cell: RecordCell) -> CellConflict {
        CellConflict(
            id: ConflictID(
                table: record.table, key: record.key, cell: cell.name,
                dots: cell.siblings.map(\.dot)),
            table: record.table, key: record.key, scope: record.scope, cell: cell.name,
            siblings: cell.siblings, marks: [], shown: cell.shown, owner: record.owner)
    }

    private func conflicts(of record: Record, _ table: RowTable) throws -> [CellConflict] {
        var conflicts: [CellConflict] = []
        for cell in record.cells where cell.standing == .open {
            conflicts.append(conflict(of: record, cell))
        }
        if !record.marks.isEmpty {
            let state = try loadRow(table, record.key).state
            let writes = state.writesAgainstMarks.sorted().map { dot in
                Sibling(dot: dot, stamp: .zero, value: .null)
            }
            conflicts.append(
                CellConflict(
                    id: ConflictID(
                        table: record.table, key: record.key, cell: ConflictID.existence,
                        dots: state.existenceDots),
                    table: record.table, key: record.key, scope: record.scope,
                    cell: ConflictID.existence, siblings: writes, marks: record.marks,
                    shown: .null, owner: record.owner))
        }
        return conflicts
    }

    /// Every conflict id this replica has seen open, the open ones included.
    public func seenConflicts() throws -> [SeenConflict] { try read { try conflictTable.all() } }

    /// Those of one cell of a kind of record, the newest first.
    public func seenConflicts(
        of table: String, cell: String, limit: Int
    ) throws -> [SeenConflict] {
        try read { try conflictTable.newest(table: table, cell: cell, limit: limit) }
    }

    /// The conflict with this id, when it has been open here.
    public func seenConflict(_ id: ConflictID) throws -> SeenConflict? {
        try read { try conflictTable.one(id) }
    }

    /// Keeps the id of a conflict that is computed elsewhere, such as that of a rule.
    public func note(_ conflict: SeenConflict) throws {
        guard try seenConflict(conflict.id) == nil else { return }
        try write {
            _ = try conflictTable.note(
                conflict.id, table: conflict.table, key: conflict.key, cell: conflict.cell,
                at: conflict.openedMilliseconds)
        }
    }
}
