internal import Causality
internal import Sync
internal import Wire

extension Replica {
    // MARK: The log

    /// Writes the log in the order in which it came to the maker, and follows every stream's hashes up
    /// to its head.
    func takeLog(of incoming: [IncomingPart]) throws {
        var chains = Chains(streams.all)
        // How many transactions of the cut have to come before the next one of each part.
        var due: [Int] = []
        for part in incoming { due.append(try others(part) ?? 0) }
        var counts = [Int](repeating: 0, count: incoming.count)
        while true {
            var isDone = true
            var taken: Int?
            for (at, part) in incoming.enumerated() {
                guard let entry = try part.peekEntry() else { continue }
                isDone = false
                guard due[at] == 0 else { continue }
                try take(entry, of: part, &chains)
                _ = try part.pop()
                taken = at
                break
            }
            if isDone { break }
            guard let taken else {
                throw incoming[0].fault("its log does not fit the other parts'")
            }
            counts[taken] += 1
            for at in incoming.indices where at != taken && due[at] > 0 { due[at] -= 1 }
            due[taken] = try others(incoming[taken]) ?? 0
        }
        for (at, part) in incoming.enumerated() {
            guard counts[at] == part.part.entryCount else {
                throw part.fault("\(counts[at]) of \(part.part.entryCount) transactions are there")
            }
            for id in part.ids where !chains.isWhole(id, streams) {
                throw part.fault("the log does not lead to the head of stream \(id)")
            }
        }
    }

    private func others(_ part: IncomingPart) throws -> Int? {
        try part.peekEntry().map { Int(clamping: $0.others) }
    }

    private func take(
        _ entry: SnapshotEntry, of part: IncomingPart, _ chains: inout Chains
    ) throws {
        let local = part.local(entry.dot)
        let record = entry.record
        let hash: Digest256
        do {
            hash = try self.hash(of: record)
            let header = try checkedHeader(of: record)
            let name = try globalDot(local)
            guard header.dot == Dot(stream: name.stream.plain, seq: name.seq),
                chains.follows(local, header.previousHash, streams)
            else { throw part.fault("\(name) is not what follows in its stream") }
        } catch let error as WireError {
            throw part.fault("\(error)")
        }
        chains.ends[local.stream] = (local.seq, hash)
        try entry.bytes.withUnsafeBytes { bytes in
            try log.append(
                local, stamp: entry.stamp, head: hash.short, expanded: record.expandedCount,
                bytes: bytes, personal: entry.personal, trimmedHash: record.trimmedHash)
        }
    }

    private func checkedHeader(of record: LogRecord) throws -> TransactionHeader {
        let canonical = try expanded(record)
        return try canonical.withUnsafeBytes { bytes in
            guard !record.isTrimmed else {
                let (header, count) = try TransactionReader.header(bytes)
                guard count == bytes.count, record.personal == nil else {
                    throw WireError(.trailingBytes, reading: "header", offset: count)
                }
                return header
            }
            return try record.personal.withBytes { section in
                let reader = try TransactionReader(bytes, personal: section)
                try reader.checkSection(section)
                return reader.header
            }
        }
    }

    // MARK: Erasures, conflicts, rows

    /// - Parameter shared: gets the rows of which another part has brought something before.
    func takeRest(of part: IncomingPart, _ shared: inout Set<RowName>) throws {
        var rows = 0
        while let item = try part.pop() {
            switch item {
            case .erasure(let table, let key, let cell, let dot):
                try erasures.note(
                    table: table, key: try self.key(key, part), cell: cell, by: part.local(dot))
                hasErasures = true
            case .conflict(let id, let table, let key, let cell, let opened):
                try conflictTable.note(
                    ConflictID(digest: id), table: table, key: try self.key(key, part), cell: cell,
                    at: min(opened, UInt64(Int64.max)))
            case .plain(let row):
                rows += 1
                try take(row, of: part, &shared)
            case .exact(let table, let key, let state):
                rows += 1
                try take(
                    state, part.part.tables[table].name, try self.key(key, part), part, &shared)
            case .context, .entry: throw part.fault("an item out of its order")
            }
        }
        guard rows == part.part.rowCount else {
            throw part.fault("\(rows) of \(part.part.rowCount) rows are there")
        }
    }

    private func key(_ text: String, _ part: IncomingPart) throws -> RecordKey {
        guard let key = RecordKey(text) else { throw part.fault("'\(text)' is no key") }
        return key
    }

    private func take(
        _ row: SnapshotRow, of part: IncomingPart, _ shared: inout Set<RowName>
    ) throws {
        let name = part.part.tables[row.table].name
        guard let table = tables[name] else { preconditionFailure("checked before") }
        let statements = try table.statements
        let key = try self.key(row.key, part)
        var clock = RowClock(base: part.local(row.base))
        for entry in row.overrides {
            clock[entry.cell] = entry.dot.map(part.local) ?? .none
        }
        statements.insert.bind(1, key: key)
        statements.insert.bind(2, blob: clock.bytes)
        for column in 0..<table.schema.columns.count {
            statements.insert.bindNull(Int32(column) + RowTable.columnsFrom)
        }
        for (cell, value) in zip(table.schema.cells, row.values) {
            try bind(value, of: cell, table, part)
        }
        try runInsert(table, part, row.key)
        if connection.changes == 0 {
            let state = try plainState(row, table.schema, part)
            try take(state, name, key, part, &shared)
        }
    }

    private func runInsert(_ table: RowTable, _ part: IncomingPart, _ key: String) throws {
        let statements = try table.statements
        do throws(SQLiteError) {
            try statements.insert.run()
        } catch {
            guard error.isConstraint else { throw error }
            throw part.fault("\(table.schema.name) \(key): \(error.message)")
        }
    }

    private func bind(
        _ value: Value, of cell: CellSchema, _ table: RowTable, _ part: IncomingPart
    ) throws {
        let statements = try table.statements
        switch value {
        case .tuple(let members):
            guard members.count == cell.columns.count else {
                throw part.fault("a group of \(members.count) values for \(cell.name)")
            }
            for (column, member) in zip(cell.columns, members) {
                statements.insert.bind(Int32(column) + RowTable.columnsFrom, member)
            }
        case .erased: throw part.fault("an erased value in a plain row")
        default:
            guard !cell.isGroup || value.isNull else {
                throw part.fault("one value for the group \(cell.name)")
            }
            if !cell.isGroup {
                statements.insert.bind(Int32(cell.columns[0]) + RowTable.columnsFrom, value)
            }
        }
    }

    /// A plain row as the state it stands for.
    private func plainState(
        _ row: SnapshotRow, _ schema: TableSchema, _ part: IncomingPart
    ) throws -> RowState {
        var cells = RowCells()
        for (at, value) in row.values.enumerated() {
            let dot = row.overrides.first { $0.cell == at }.map(\.dot) ?? row.base
            guard let local = dot.map(part.local) else { continue }
            cells[at] = CellState(live: [
                Sibling(
                    dot: try globalDot(local), stamp: try log.stamp(local) ?? .zero, value: value)
            ])
        }
        return RowState(cells: cells)
    }

    private func take(
        _ state: RowState, _ name: String, _ key: RecordKey, _ part: IncomingPart,
        _ shared: inout Set<RowName>
    ) throws {
        guard let table = tables[name] else { preconditionFailure("checked before") }
        var row = try loadRow(table, key)
        if row.stored != nil || row.hadSideEntries {
            shared.insert(RowName(table: name, key: key))
        }
        row.state = row.state.joined(with: state)
        do {
            try saveRow(row, table, key)
        } catch let error as SQLiteError where error.isConstraint {
            throw part.fault("\(name) \(key): \(error.message)")
        }
    }

    /// What several scopes make of a row together follows from the log.
    func settleShared(_ shared: Set<RowName>, _ incoming: [IncomingPart]) throws {
        let horizon = try horizon()
        for (name, state) in try workedOut(shared, in: { _ in true }) {
            guard let table = tables[name.table] else { continue }
            var row = try loadRow(table, name.key)
            row.state = state.completed(by: row.state, within: horizon)
            try saveRow(row, table, name.key)
        }
    }
}

extension IncomingPart {
    /// The next item, if it is a transaction.
    fileprivate func peekEntry() throws -> SnapshotEntry? {
        guard case .entry(let entry) = try peek() else { return nil }
        return entry
    }
}

extension SnapshotEntry {
    fileprivate var record: LogRecord {
        switch form {
        case .plain: LogRecord(bytes: bytes, personal: personal)
        case .packed(let count):
            LogRecord(bytes: bytes, expandedCount: count, personal: personal)
        case .trimmed(let hash):
            LogRecord(bytes: bytes, personal: personal, trimmedHash: hash)
        }
    }
}

/// How far the hashes of each stream have been followed.
private struct Chains {
    var ends: [Int64: (seq: UInt64, hash: Digest256)] = [:]

    init(_ states: [StreamState]) {
        for state in states where state.parent == nil { ends[state.id] = (0, .none) }
    }

    /// Whether an entry is the next of its stream.
    func follows(_ local: LocalDot, _ previous: [UInt8], _ streams: StreamCache) -> Bool {
        guard let state = streams[id: local.stream] else { return false }
        let last =
            ends[local.stream]
            ?? state.parent.flatMap { ends[$0] }.flatMap { $0.seq == state.base ? $0 : nil }
        return last.map { local.seq == $0.seq + 1 && previous == $0.hash.bytes } ?? false
    }

    func isWhole(_ id: Int64, _ streams: StreamCache) -> Bool {
        guard let state = streams[id: id] else { return false }
        return ends[id].map { $0.seq == state.applied && $0.hash == state.head } ?? false
    }
}
