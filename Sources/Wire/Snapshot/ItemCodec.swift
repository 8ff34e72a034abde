internal import Causality

// The bytes of items: docs/formats/snapshot.md.

extension ByteWriter {
    mutating func payload(of item: SnapshotItem, _ names: [Stream: Int]) {
        switch item {
        case .context(let stream, let bytes):
            varint(stream)
            raw(bytes)
        case .entry(let entry): self.entry(entry)
        case .erasure(let table, let key, let cell, let by):
            text(table)
            text(key)
            text(cell)
            dot(by)
        case .conflict(let id, let table, let key, let cell, let opened):
            raw(id.bytes)
            text(table)
            text(key)
            text(cell)
            varint(opened)
        case .plain(let row): self.row(row)
        case .exact(let table, let key, let state):
            varint(table)
            text(key)
            self.state(state, names)
        }
    }

    private mutating func dot(_ dot: SnapshotDot) {
        varint(dot.stream)
        varint(dot.seq)
    }

    private mutating func entry(_ entry: SnapshotEntry) {
        dot(entry.dot)
        varint(entry.others)
        fixed64(entry.stamp.bits)
        switch entry.form {
        case .plain: byte(0)
        case .packed(let count):
            byte(1)
            varint(count)
        case .trimmed(let hash):
            byte(2)
            raw(hash.bytes)
        }
        varint(entry.bytes.count)
        raw(entry.bytes)
        byte(entry.personal == nil ? 0 : 1)
        raw(entry.personal ?? [])
    }

    private mutating func row(_ row: SnapshotRow) {
        varint(row.table)
        text(row.key)
        dot(row.base)
        varint(row.overrides.count)
        for entry in row.overrides {
            varint(entry.cell)
            varint(entry.dot.map { $0.stream + 1 } ?? 0)
            if let dot = entry.dot { varint(dot.seq) }
        }
        for value in row.values { self.value(value) }
    }

    private mutating func state(_ state: RowState, _ names: [Stream: Int]) {
        varint(state.cells.count)
        for (cell, content) in state.cells {
            varint(cell)
            varint(content.live.count)
            for sibling in content.live { self.sibling(sibling, names) }
            varint(content.ghosts.count)
            for ghost in content.ghosts {
                sibling(ghost.sibling, names)
                dots(ghost.takers, names)
            }
        }
        dots(state.marks, names)
        dots(state.keeps, names)
        dots(state.takenKeeps, names)
        varint(state.deletes.count)
        for (dot, record) in state.deletes.sorted(by: { $0.key < $1.key }) {
            self.dot(dot, names)
            byte(record.isCrossed ? 1 : 0)
            let entries = record.context.entries
            varint(entries.count)
            for entry in entries {
                text(entry.stream.description)
                varint(entry.seq)
            }
        }
    }

    private mutating func sibling(_ sibling: Sibling, _ names: [Stream: Int]) {
        dot(sibling.dot, names)
        fixed64(sibling.stamp.bits)
        byte(sibling.isDelta ? 1 : 0)
        // Unlike in a transaction, an erased value is told from NULL.
        if sibling.value.isErased { varint(ByteWriter.personalPlace) } else { value(sibling.value) }
    }

    private mutating func dots(_ dots: Set<Dot>, _ names: [Stream: Int]) {
        varint(dots.count)
        for dot in dots.sorted() { self.dot(dot, names) }
    }

    private mutating func dot(_ dot: Dot, _ names: [Stream: Int]) {
        guard let stream = names[dot.stream] else {
            preconditionFailure("\(dot.stream) is a stream of the part")
        }
        varint(stream)
        varint(dot.seq)
    }
}

extension ByteReader {
    mutating func snapshotItem(
        _ type: UInt8, _ names: SnapshotNames
    ) throws(WireError) -> SnapshotItem {
        switch type {
        case 1:
            let stream = try position("context.stream", names.streams.count)
            return .context(stream: stream, bytes: Array(try raw(remaining, "context")))
        case 2: return .entry(try snapshotEntry(names))
        case 3:
            return .erasure(
                table: try text("erasure.table", most: WireLimits.nameBytesMax),
                key: try text("erasure.key", most: RecordKey.bytesMax),
                cell: try text("erasure.cell", most: WireLimits.nameBytesMax),
                by: try snapshotDot(names))
        case 4:
            return .conflict(
                id: try digest("conflict.id"),
                table: try text("conflict.table", most: WireLimits.nameBytesMax),
                key: try text("conflict.key", most: RecordKey.bytesMax),
                cell: try text("conflict.cell", most: WireLimits.nameBytesMax + 1),
                openedMilliseconds: try varint("conflict.opened"))
        case SnapshotItem.plainType: return .plain(try snapshotRow(names))
        case SnapshotItem.exactType:
            let table = try position("row.table", names.tables.count)
            let key = try text("row.key", most: RecordKey.bytesMax)
            let cells = names.tables[table].cells.count
            return .exact(table: table, key: key, state: try rowState(cells, names))
        default: throw failure(.unknownFrame, "snapshot.type")
        }
    }

    private mutating func position(
        _ reading: StaticString, _ count: Int
    ) throws(WireError) -> Int {
        let position = try self.count(reading, most: WireLimits.vectorEntriesMax)
        guard position < count else { throw failure(.outOfRange, "\(reading)") }
        return position
    }

    /// A dot that its stream has come to.
    private mutating func snapshotDot(_ names: SnapshotNames) throws(WireError) -> SnapshotDot {
        let stream = try position("dot.stream", names.streams.count)
        return try snapshotDot(stream, names)
    }

    private mutating func snapshotDot(
        _ stream: Int, _ names: SnapshotNames
    ) throws(WireError) -> SnapshotDot {
        let seq = try varint("dot.seq")
        guard seq > names.streams[stream].base, seq <= names.streams[stream].applied else {
            throw failure(.outOfRange, "dot.seq")
        }
        return SnapshotDot(stream: stream, seq: seq)
    }

    private mutating func snapshotEntry(_ names: SnapshotNames) throws(WireError) -> SnapshotEntry {
        let dot = try snapshotDot(names)
        let others = try varint("entry.others")
        let stamp = HybridTimestamp(bits: try fixed64("entry.stamp"))
        let form: SnapshotEntry.Form
        switch try byte("entry.form") {
        case 0: form = .plain
        case 1: form = .packed(try count("entry.expanded", most: WireLimits.transactionBytesMax))
        case 2: form = .trimmed(try digest("entry.hash"))
        default: throw failure(.outOfRange, "entry.form")
        }
        let length = try count("entry.bytes", most: WireLimits.transactionBytesMax)
        let bytes = Array(try raw(length, "entry.bytes"))
        let flag = try byte("entry.personal")
        guard flag < 2, flag == 1 || isAtEnd, remaining <= WireLimits.personalBytesMax else {
            throw failure(.outOfRange, "entry.personal")
        }
        return SnapshotEntry(
            dot: dot, others: others, stamp: stamp, form: form, bytes: bytes,
            personal: flag == 1 ? Array(try raw(remaining, "entry.personal")) : nil)
    }

    private mutating func snapshotRow(_ names: SnapshotNames) throws(WireError) -> SnapshotRow {
        let table = try position("row.table", names.tables.count)
        let key = try text("row.key", most: RecordKey.bytesMax)
        let base = try snapshotDot(names)
        let cells = names.tables[table].cells.count
        var overrides: [SnapshotRow.Override] = []
        for _ in 0..<(try count("row.overrides", most: cells)) {
            let cell = try count("row.cell", most: WireLimits.columnsMax)
            guard cell < cells, cell > overrides.last?.cell ?? -1 else {
                throw failure(.notCanonical, "row.cell")
            }
            let stream = try count("row.stream", most: names.streams.count)
            overrides.append(
                .init(
                    cell: cell, dot: stream == 0 ? nil : try snapshotDot(stream - 1, names)))
        }
        var values: [Value] = []
        values.reserveCapacity(cells)
        for _ in 0..<cells { values.append(try snapshotValue()) }
        return SnapshotRow(
            table: table, key: key, base: base, overrides: overrides, values: values)
    }

    private mutating func snapshotValue() throws(WireError) -> Value {
        switch try value() {
        case .null: return .null
        case .erased: return .erased
        case .integer(let number): return .integer(number)
        case .text(let bytes): return .text(String(decoding: bytes, as: UTF8.self))
        case .tuple(let count):
            var members: [Value] = []
            for _ in 0..<count {
                let member = try snapshotValue()
                if case .tuple = member { throw failure(.outOfRange, "row.value") }
                members.append(member)
            }
            return .tuple(members)
        }
    }

    private mutating func rowState(
        _ cellCount: Int, _ names: SnapshotNames
    ) throws(WireError) -> RowState {
        var cells = RowCells()
        for _ in 0..<(try count("row.cells", most: cellCount)) {
            let cell = try count("row.cell", most: WireLimits.columnsMax)
            guard cell < cellCount, cells[cell] == nil else {
                throw failure(.notCanonical, "row.cell")
            }
            var content = CellState()
            for _ in 0..<(try count("row.live", most: WireLimits.replacesMax)) {
                content.live.append(try sibling(names))
            }
            for _ in 0..<(try count("row.ghosts", most: WireLimits.replacesMax)) {
                let ghost = try sibling(names)
                content.ghosts.append(Ghost(sibling: ghost, takers: try dots(names)))
            }
            cells[cell] = content
        }
        return RowState(
            cells: cells, marks: try dots(names), keeps: try dots(names),
            takenKeeps: try dots(names), deletes: try deletes(names))
    }

    private mutating func sibling(_ names: SnapshotNames) throws(WireError) -> Sibling {
        let dot = names.dot(try snapshotDot(names))
        let stamp = HybridTimestamp(bits: try fixed64("sibling.stamp"))
        let flag = try byte("sibling.delta")
        guard flag < 2 else { throw failure(.outOfRange, "sibling.delta") }
        return Sibling(dot: dot, stamp: stamp, value: try snapshotValue(), isDelta: flag == 1)
    }

    private mutating func dots(_ names: SnapshotNames) throws(WireError) -> Set<Dot> {
        var dots: Set<Dot> = []
        for _ in 0..<(try count("row.dots", most: WireLimits.replacesMax)) {
            dots.insert(names.dot(try snapshotDot(names)))
        }
        return dots
    }

    private mutating func deletes(
        _ names: SnapshotNames
    ) throws(WireError) -> [Dot: DeleteRecord] {
        var deletes: [Dot: DeleteRecord] = [:]
        for _ in 0..<(try count("row.deletes", most: WireLimits.replacesMax)) {
            let dot = names.dot(try snapshotDot(names))
            let flag = try byte("row.crossed")
            guard flag < 2 else { throw failure(.outOfRange, "row.crossed") }
            var context = VersionVector()
            for _ in 0..<(try count("row.context", most: WireLimits.vectorEntriesMax)) {
                guard let stream = Stream(try text("row.context.stream", most: 128)) else {
                    throw failure(.outOfRange, "row.context.stream")
                }
                let seq = try varint("row.context.seq")
                guard seq > context[stream] else { throw failure(.notCanonical, "row.context") }
                context.advance(stream, to: seq)
            }
            deletes[dot] = DeleteRecord(context: context, isCrossed: flag == 1)
        }
        return deletes
    }
}
