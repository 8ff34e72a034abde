public import Causality
internal import Wire

/// A row with its exact merge state, and how it lies in the tables.
struct ExactRow {
    var stored: StoredRow?
    var state: RowState
    /// Whether moso_sibling had entries of the row when it was loaded.
    var hadSideEntries: Bool
}

extension Replica {
    /// Puts a row's state together from its columns, its clock and its side entries.
    func loadRow(_ table: RowTable, _ key: RecordKey) throws -> ExactRow {
        let stored = try table.row(key)
        // A row whose clock is gone was written by another tool; sealing has put that right before
        // anything comes here.
        if let stored, stored.clock == nil {
            throw StorageError.damaged("the clock of \(table.schema.name) \(key)")
        }
        let mayHaveSide = stored?.clock?.isFlagged ?? hasGraves
        let entries = mayHaveSide ? try siblings.entries(table: table.schema, key: key) : []
        let erasures =
            hasErasures ? try self.erasures.of(table.schema.name, key, streams.dot) : [:]
        return ExactRow(
            stored: stored, state: try state(table.schema, stored, entries, erasures),
            hadSideEntries: !entries.isEmpty)
    }

    private func state(
        _ schema: TableSchema, _ stored: StoredRow?, _ entries: [SiblingTable.Entry],
        _ erasures: [String: Set<Dot>]
    ) throws -> RowState {
        var parts = RowStateParts()
        for (cell, dots) in erasures {
            if let at = schema.cells.firstIndex(where: { $0.name == cell }) {
                parts.erasures[at] = dots
            }
        }
        for entry in entries { try parts.add(entry, schema, dot: globalDot) }
        if let stored, let clock = stored.clock {
            // Most cells show one transaction's writes: its stamp is looked up once.
            var last = LocalDot.none
            var stamp = HybridTimestamp.zero
            for (at, cell) in schema.cells.enumerated() where parts.cells[at] == nil {
                let local = clock[at]
                guard local != .none else { continue }
                if local != last {
                    stamp = try log.stamp(local) ?? .zero
                    last = local
                }
                parts.cells[at] = CellState(live: [
                    Sibling(
                        dot: try globalDot(local), stamp: stamp, value: stored.value(of: cell))
                ])
            }
        }
        return parts.state
    }

    func globalDot(_ local: LocalDot) throws -> Dot {
        guard let dot = streams.dot(local) else {
            throw StorageError.damaged("stream \(local.stream), which a clock names")
        }
        return dot
    }

    /// Writes a row's state back: the shown values, the clock, and what the clock cannot say.
    func saveRow(_ row: ExactRow, _ table: RowTable, _ key: RecordKey) throws {
        let statements = try table.statements
        let state = row.state
        let schema = table.schema
        let side = sideEntries(state, schema)
        if row.hadSideEntries || !side.isEmpty {
            try siblings.replace(
                side, table: schema.name, key: key, removingOld: row.hadSideEntries)
        }
        if side.contains(where: { $0.cell == SiblingTable.existence }) { hasGraves = true }
        guard state.isPresent else {
            if row.stored != nil {
                statements.delete.bind(1, key: key)
                try statements.delete.run()
            }
            return
        }
        let shown = RowJudgement(state, schema)
        let clock = packedClock(
            state, shown, schema, isFlagged: !side.isEmpty || !state.erasures.isEmpty)
        if let stored = row.stored {
            statements.updateRow.bind(1, integer: stored.rowid)
            statements.updateRow.bind(2, blob: clock.bytes)
            for (at, value) in shown.columns.enumerated() {
                statements.updateRow.bind(Int32(at) + 3, value)
            }
            try statements.updateRow.run()
        } else {
            statements.insert.bind(1, key: key)
            statements.insert.bind(2, blob: clock.bytes)
            for (at, value) in shown.columns.enumerated() {
                statements.insert.bind(Int32(at) + 3, value)
            }
            try statements.insert.run()
        }
        try noteConflicts(state, shown, table, key)
    }

    /// The clock of a present row: the dot most cells show is the base.
    private func packedClock(
        _ state: RowState, _ shown: RowJudgement, _ schema: TableSchema, isFlagged: Bool
    ) -> RowClock {
        let dots: [LocalDot] = shown.verdicts.map { verdict in
            guard let dot = verdict.dot, let id = streams.id(of: dot.stream) else { return .none }
            return LocalDot(stream: id, seq: dot.seq)
        }
        var counts: [LocalDot: Int] = [:]
        for dot in dots where dot != .none { counts[dot, default: 0] += 1 }
        let fallback = state.liveDots.min().flatMap { dot in
            streams.id(of: dot.stream).map { LocalDot(stream: $0, seq: dot.seq) }
        }
        let best = counts.max { a, b in
            a.value == b.value
                ? (a.key.stream, a.key.seq) > (b.key.stream, b.key.seq) : a.value < b.value
        }
        guard let base = best?.key ?? fallback else {
            preconditionFailure("a present row has a live dot")
        }
        var clock = RowClock(base: base, isFlagged: isFlagged)
        for (cell, dot) in dots.enumerated() where dot != base { clock[cell] = dot }
        return clock
    }

    private func noteConflicts(
        _ state: RowState, _ shown: RowJudgement, _ table: RowTable, _ key: RecordKey
    ) throws {
        for (at, verdict) in shown.verdicts.enumerated() where verdict.standing == .open {
            let cell = table.schema.cells[at]
            let dots = state.siblings(of: at, policy: cell.policy).map(\.dot)
            try note(
                ConflictID(table: table.schema.name, key: key, cell: cell.name, dots: dots),
                table, key, cell.name)
        }
        if state.isContested {
            try note(
                ConflictID(
                    table: table.schema.name, key: key, cell: ConflictID.existence,
                    dots: state.existenceDots),
                table, key, ConflictID.existence)
        }
    }

    private func note(
        _ id: ConflictID, _ table: RowTable, _ key: RecordKey, _ cell: String
    ) throws {
        let isNew = try conflictTable.note(
            id, table: table.schema.name, key: key, cell: cell,
            at: environment.wallMilliseconds(), openedBy: opener.flatMap(counted))
        if isNew { conflictsOpened += 1 }
    }

    // MARK: Side entries

    /// What moso_sibling must hold of a row: cells that one live dot does not describe, and
    /// everything about existence.
    private func sideEntries(_ state: RowState, _ schema: TableSchema) -> [SiblingTable.Entry] {
        var entries: [SiblingTable.Entry] = []
        for (at, cell) in schema.cells.enumerated() {
            guard let content = state.cells[at], !content.isPlain else { continue }
            for sibling in content.live {
                entries.append(entry(sibling, cell.name, .live(sibling)))
            }
            for ghost in content.ghosts {
                var kept = entry(ghost.sibling, cell.name, .ghost(ghost.sibling))
                kept.extra = DotList.encode(ghost.takers)
                entries.append(kept)
            }
        }
        let existence = { (dot: Dot, kind: SiblingTable.Kind, extra: [UInt8]?) in
            SiblingTable.Entry(
                cell: SiblingTable.existence, kind: kind, dot: self.localDot(dot), stamp: .zero,
                value: .null, extra: extra)
        }
        entries += state.marks.sorted().map { existence($0, .mark, nil) }
        entries += state.keeps.sorted().map { existence($0, .keep, nil) }
        entries += state.takenKeeps.sorted().map { existence($0, .takenKeep, nil) }
        for (dot, record) in state.deletes.sorted(by: { $0.key < $1.key }) {
            let extra = [record.isCrossed ? 1 : 0] + ContextBlob.encode(record.context)
            entries.append(existence(dot, .delete, extra))
        }
        return entries
    }

    private func entry(
        _ sibling: Sibling, _ cell: String, _ kind: SiblingTable.Kind
    ) -> SiblingTable.Entry {
        SiblingTable.Entry(
            cell: cell, kind: kind, dot: localDot(sibling.dot), stamp: sibling.stamp,
            value: sibling.value, extra: nil)
    }

    func localDot(_ dot: Dot) -> LocalDot {
        guard let id = streams.id(of: dot.stream) else {
            preconditionFailure("\(dot.stream) is known by now")
        }
        return LocalDot(stream: id, seq: dot.seq)
    }
}

extension CellState {
    /// Whether one dot in the row's clock says everything.
    var isPlain: Bool {
        ghosts.isEmpty
            && (live.isEmpty
                || live.count == 1 && !live[0].isDelta && !live[0].value.isErased)
    }
}

extension SiblingTable.Kind {
    static func live(_ sibling: Sibling) -> SiblingTable.Kind {
        sibling.value.isErased ? .erased : sibling.isDelta ? .delta : .live
    }

    static func ghost(_ sibling: Sibling) -> SiblingTable.Kind {
        sibling.value.isErased ? .erasedGhost : sibling.isDelta ? .ghostDelta : .ghost
    }
}

extension RowState {
    /// The dots that the conflict of a delete against other writes is about.
    public var existenceDots: Set<Dot> { marks.union(writesAgainstMarks) }

    /// Live dots of writes that at least one standing delete had not seen; every other live dot
    /// when the deletes had seen them all, as after the undo of a `keep`. What a delete took is no
    /// side of the conflict, though the row may show it again.
    public var writesAgainstMarks: Set<Dot> {
        let contexts = marks.compactMap { deletes[$0]?.context }
        let writes = livingWrites
        let unseen = writes.filter { dot in contexts.contains { !$0.contains(dot) } }
        return unseen.isEmpty && !marks.isEmpty ? writes : unseen
    }
}

/// What a row shows: the verdict on each of its cells and the columns that follow.
struct RowJudgement {
    let verdicts: [Verdict]
    let columns: [Value]
    let owner: SiteID?

    init(_ state: RowState, _ schema: TableSchema) {
        let owner = RowJudgement.owner(state, schema)
        var columns = [Value](repeating: .null, count: schema.columns.count)
        verdicts = schema.cells.enumerated().map { at, cell in
            let verdict = cell.policy.judge(
                state.siblings(of: at, policy: cell.policy), owner: owner)
            if case .tuple(let members) = verdict.shown {
                for (column, value) in zip(cell.columns, members) { columns[column] = value }
            } else if !cell.isGroup {
                columns[cell.columns[0]] = verdict.shown
            }
            return verdict
        }
        self.columns = columns
        self.owner = owner
    }

    /// The record's own site: that of its scope, or the one its owner column shows.
    static func owner(_ state: RowState, _ schema: TableSchema) -> SiteID? {
        if let scope = state.anyDot?.stream.scope, let owner = scope.owner { return owner }
        guard let column = schema.ownerColumn, let cell = schema.cell(column) else { return nil }
        let shown = schema.cells[cell].policy.judge(
            state.siblings(of: cell, policy: schema.cells[cell].policy), owner: nil
        ).shown
        return shown.text.flatMap { SiteID($0) }
    }
}

extension RowState {
    /// The least dot of the row. All of them are of one scope unless two sites have made rows under
    /// one key; then, too, every replica must answer alike.
    var anyDot: Dot? {
        let ofCells = cells.values.lazy.compactMap { cell in
            (cell.live.map(\.dot) + cell.ghosts.map(\.sibling.dot)).min()
        }
        return ofCells.min()
            ?? [keeps.min(), marks.min(), deletes.keys.min()].compactMap { $0 }.min()
    }
}

/// Collects side entries and plain cells into a `RowState`.
struct RowStateParts {
    var cells = RowCells()
    var marks: Set<Dot> = []
    var keeps: Set<Dot> = []
    var takenKeeps: Set<Dot> = []
    var deletes: [Dot: DeleteRecord] = [:]
    var erasures: [Int: Set<Dot>] = [:]

    mutating func add(
        _ entry: SiblingTable.Entry, _ schema: TableSchema, dot: (LocalDot) throws -> Dot
    ) throws {
        let name = try dot(entry.dot)
        let cell = schema.cells.firstIndex { $0.name == entry.cell }
        let sibling = { (isDelta: Bool) in
            entry.kind == .erased || entry.kind == .erasedGhost
                ? Sibling(dot: name, stamp: entry.stamp, value: .erased)
                : Sibling(dot: name, stamp: entry.stamp, value: entry.value, isDelta: isDelta)
        }
        switch entry.kind {
        case .live, .delta, .erased:
            guard let cell else { return }
            cells.change(cell) {
                $0.live.append(sibling(entry.kind == .delta))
                $0.live.sort { $0.precedes($1) }
            }
        case .ghost, .ghostDelta, .erasedGhost:
            guard let cell else { return }
            let takers = try DotList.decode(entry.extra ?? [])
            cells.change(cell) {
                $0.ghosts.append(Ghost(sibling: sibling(entry.kind == .ghostDelta), takers: takers))
                $0.ghosts.sort { $0.sibling.precedes($1.sibling) }
            }
        case .mark: marks.insert(name)
        case .keep: keeps.insert(name)
        case .takenKeep: takenKeeps.insert(name)
        case .delete:
            let extra = entry.extra ?? [0, 0]
            let context = try extra.withUnsafeBytes { bytes in
                try ContextBlob.decode(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
            }
            deletes[name] = DeleteRecord(context: context, isCrossed: extra.first == 1)
        }
    }

    var state: RowState {
        RowState(
            cells: cells, marks: marks, keeps: keeps, takenKeeps: takenKeeps, deletes: deletes,
            erasures: erasures)
    }
}

/// Dots in a blob, each as its text.
enum DotList {
    static func encode(_ dots: Set<Dot>) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(dots.count)
        for dot in dots.sorted() { writer.text(dot.description) }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws -> Set<Dot> {
        try bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(buffer)
            var dots: Set<Dot> = []
            for _ in 0..<(try reader.count("dots", most: WireLimits.replacesMax)) {
                guard let dot = Dot(try reader.text("dot", most: 160)) else {
                    throw StorageError.damaged("a dot in moso_sibling")
                }
                dots.insert(dot)
            }
            return dots
        }
    }
}
