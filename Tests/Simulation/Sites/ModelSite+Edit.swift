package import Causality
internal import Sync
internal import Wire

extension ModelSite {
    /// As `SimulatedSite` says. An edit names each row at most once.
    package func edit(
        _ operations: [EditOperation], author: String, reason: String?
    ) throws -> [Dot] {
        do {
            var byScope: [ScopeID: [Operation]] = [:]
            var touched: Set<RowPlace> = []
            if operations.count > 1,
                operations.contains(where: { $0.kind == .erase || $0.kind == .move })
            {
                throw EditRefusal("an erasure or a move stands by itself")
            }
            if let first = operations.first, first.kind == .move {
                return seal(try move(first), author: author, reason: reason)
            }
            for operation in operations {
                guard let key = RecordKey(operation.key), let table = schema.table(operation.table)
                else { throw EditRefusal("\(operation.table) \(operation.key) is no row") }
                let place = RowPlace(operation.table, key)
                guard touched.insert(place).inserted else {
                    throw EditRefusal("\(place) is named twice")
                }
                let (scope, changes) = try changes(operation, place, table)
                guard !changes.isEmpty else { continue }
                byScope[scope, default: []] += changes.map {
                    Operation(table: place.table, key: key, change: $0)
                }
            }
            return seal(byScope, author: author, reason: reason)
        } catch let refusal as EditRefusal {
            // A replica that rolls back reads its clock from the log again.
            reloadClock()
            throw refusal
        }
    }

    private func changes(
        _ operation: EditOperation, _ place: RowPlace, _ table: TableSchema
    ) throws -> (ScopeID, [Change]) {
        let state = rows[place] ?? RowState()
        if operation.kind == .insert { return try insertion(operation, place, state, table) }
        if operation.kind == .erase { return try erasure(operation, place, state, table) }
        guard state.isPresent, let scope = state.scope else {
            throw EditRefusal("\(place) is not there")
        }
        switch operation.kind {
        case .insert, .erase, .move, .confirm, .set:
            let shown = shown(place, state) ?? ShownRow(state, table)
            return (scope, try writes(operation, state, shown, table))
        case .add:
            guard let name = operation.column, let amount = operation.amount,
                let cell = table.cells.first(where: { $0.name == name }),
                cell.policy.base == .sum
            else { throw EditRefusal("\(operation.column ?? "nothing") is no counter") }
            return (
                scope,
                amount == 0 ? [] : [.add([CellValue(cell: name, value: .integer(amount))])]
            )
        case .delete: return (scope, [.delete(replaces: state.liveDots.sorted())])
        case .keep:
            guard !state.marks.isEmpty else { throw EditRefusal("no delete stands on \(place)") }
            return (scope, [.keep(replaces: state.marks.sorted())])
        }
    }

    private func move(_ operation: EditOperation) throws -> [ScopeID: [Operation]] {
        let table = ShareMove.table
        let values = try ShareDesk(self).plan(operation)
        var columns: [Int: Value] = [:]
        for (name, value) in values { columns[table.column(name) ?? 0] = value }
        let scope = newScope(table, columns)
        let stream = Stream(origin: me.origin, scope: scope)
        let name = EntryName(
            dot: Dot(stream: stream, seq: (ends[stream]?.applied ?? 0) + 1), place: 1)
        guard let key = name.key(ShareMove.prefix) else { throw EditRefusal("\(name) is no key") }
        let cells = table.cells.map {
            CellValue(cell: $0.name, value: columns[$0.columns[0]] ?? .null)
        }
        return [scope: [Operation(table: table.name, key: key, change: .insert(cells))]]
    }

    private func erasure(
        _ operation: EditOperation, _ place: RowPlace, _ state: RowState, _ table: TableSchema
    ) throws -> (ScopeID, [Change]) {
        guard let name = operation.column, let at = table.column(name),
            table.columns[at].personalSince != nil
        else { throw EditRefusal("\(operation.column ?? "nothing") is not personal") }
        guard let scope = state.scope else { throw EditRefusal("\(place) is not there") }
        return (scope, [.erase([name])])
    }

    private func insertion(
        _ operation: EditOperation, _ place: RowPlace, _ state: RowState, _ table: TableSchema
    ) throws -> (ScopeID, [Change]) {
        guard !state.isPresent else { throw EditRefusal("\(place) is there") }
        let columns = try columns(operation, table)
        let cells = table.cells.map { cell in
            cell.isGroup
                ? Value.group(cell.columns.map { columns[$0] ?? .null })
                : columns[cell.columns[0]] ?? .null
        }
        guard let scope = state.scope else {
            let values = zip(table.cells, cells).map { CellValue(cell: $0.name, value: $1) }
            return (newScope(table, columns), [.insert(values)])
        }
        let writes = zip(table.cells, cells).enumerated().map { at, entry in
            CellWrite(
                cell: entry.0.name, value: entry.1,
                replaces: state.siblings(of: at, policy: entry.0.policy).map(\.dot))
        }
        return (scope, [.keep(replaces: state.marks.sorted()), .set(writes)])
    }

    private func writes(
        _ operation: EditOperation, _ state: RowState, _ shown: ShownRow, _ table: TableSchema
    ) throws -> [Change] {
        let columns = try columns(operation, table)
        var writes: [CellWrite] = []
        for (at, cell) in table.cells.enumerated()
        where cell.columns.contains(where: { columns[$0] != nil }) {
            let verdict = shown.verdicts[at]
            var value = columns[cell.columns[0]] ?? .null
            if cell.isGroup {
                var members = [Value](repeating: .null, count: cell.columns.count)
                if case .tuple(let old) = verdict.shown { members = old }
                for (member, column) in cell.columns.enumerated() {
                    if let new = columns[column] { members[member] = new }
                }
                value = .group(members)
            }
            let siblings = state.siblings(of: at, policy: cell.policy)
            if operation.seen != true && value == verdict.shown { continue }
            let replaces =
                operation.seen == true
                ? siblings.map(\.dot).sorted() : verdict.dotsShown(of: siblings)
            writes.append(CellWrite(cell: cell.name, value: value, replaces: replaces))
        }
        return writes.isEmpty ? [] : [.set(writes)]
    }

    private func columns(
        _ operation: EditOperation, _ table: TableSchema
    ) throws -> [Int: Value] {
        var columns: [Int: Value] = [:]
        for (name, value) in try operation.values() {
            guard let at = table.column(name) else { throw EditRefusal("no column \(name)") }
            switch (value, table.columns[at].storage) {
            case (.null, _), (.integer, .integer), (.text, .text):
                let isSet = table.columns[at].policy.base == .union
                columns[at] = isSet ? SetText.canonical(value) : value
            default: throw EditRefusal("a value of the wrong type for \(name)")
            }
        }
        return columns
    }

    private func newScope(_ table: TableSchema, _ columns: [Int: Value]) -> ScopeID {
        switch table.scope {
        case .fixed(let scope): return scope
        case .siteOf(let name):
            let site = table.column(name).flatMap { columns[$0]?.text }.flatMap { SiteID($0) }
            return .site(site ?? me.origin.site)
        case .cityOf(let name):
            return .city(table.column(name).flatMap { columns[$0]?.text } ?? "")
        }
    }

    // MARK: Sealing

    func seal(
        _ byScope: [ScopeID: [Operation]], author: String, reason: String?
    ) -> [Dot] {
        hubTime.see(wallMilliseconds: clock.milliseconds)
        var action: Action?
        if byScope.count > 1 {
            action = Action(id: bytes.draw(16), parts: UInt32(byScope.count))
        }
        return byScope.sorted { $0.key < $1.key }.map { scope, operations in
            let stream = Stream(origin: me.origin, scope: scope)
            let end = ends[stream] ?? StreamEnd()
            let context = vector.restricted {
                $0 == scope || scope != .roster && $0 == .common || $0 == .roster
            }
            var heads: [Stream: UInt32] = [:]
            for known in context.beyond(end.context) where known.stream != stream {
                heads[known.stream] = ends[known.stream].map { $0.head.short }
            }
            let transaction = Transaction(
                dot: Dot(stream: stream, seq: end.applied + 1), previousHash: end.head.bytes,
                stamp: hybrid.tick(wallMilliseconds: stampingMilliseconds),
                context: context, heads: heads, schemaVersion: schema.version, author: author,
                reason: reason, action: action,
                operations: operations)
            let bytes = TransactionEncoder.encode(transaction, previousContext: end.context)
            append(transaction, packed(bytes), Digest256(of: bytes))
            return transaction.dot
        }
    }

    private func packed(_ bytes: [UInt8]) -> LogRecord {
        guard bytes.count >= 512 else { return LogRecord(bytes: bytes) }
        let frame = compressor.compress(bytes)
        return frame.count < bytes.count - bytes.count / 8
            ? LogRecord(bytes: frame, expandedCount: bytes.count) : LogRecord(bytes: bytes)
    }
}

extension RowState {
    /// The scope the row lives in; `nil` when nothing is known of it.
    package var scope: ScopeID? {
        var least: Dot?
        for cell in cells.values {
            for sibling in cell.live { least.lower(to: sibling.dot) }
            for ghost in cell.ghosts { least.lower(to: ghost.sibling.dot) }
        }
        if least == nil {
            for dot in keeps { least.lower(to: dot) }
            for dot in marks { least.lower(to: dot) }
            for dot in deletes.keys { least.lower(to: dot) }
        }
        return least?.stream.scope
    }
}

extension Dot? {
    fileprivate mutating func lower(to dot: Dot) {
        guard let least = self else { return self = dot }
        if dot < least { self = dot }
    }
}
