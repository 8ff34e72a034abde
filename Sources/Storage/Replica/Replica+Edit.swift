public import Causality
internal import Sync
internal import Wire

extension Replica {
    /// Runs `body` on a draft and seals it: one transaction for each scope touched, all durable
    /// together when this returns. Nothing is kept when it throws.
    ///
    /// - Parameters:
    ///   - author: the person, at most `WireLimits.authorBytesMax` bytes.
    ///   - reason: why, where the author gave one.
    /// - Returns: the dots of the transactions made; empty when nothing was changed.
    @discardableResult
    public func edit(
        author: String, reason: String? = nil, _ body: (Draft) throws -> Void
    ) throws -> [Dot] {
        try write {
            let draft = Draft(self)
            try body(draft)
            return try seal(draft, author: author, reason: reason)
        }
    }

    func seal(_ draft: Draft, author: String, reason: String?) throws -> [Dot] {
        var byScope: [ScopeID: LocalOperations] = [:]
        for row in draft.rows {
            let operations = row.operations
            guard !operations.isEmpty else { continue }
            byScope[row.scope, default: LocalOperations()].append(operations, row.hint)
        }
        guard !byScope.isEmpty else { return [] }
        var action: Action?
        if byScope.count > 1 {
            action = Action(id: environment.randomBytes(16), parts: UInt32(byScope.count))
        }
        return try byScope.sorted { $0.key < $1.key }.map { scope, operations in
            try seal(
                operations, scope: scope, author: author, reason: reason, action: action)
        }
    }

    /// Makes the next transaction of our stream in `scope` and applies it like any other.
    func seal(
        _ local: LocalOperations, scope: ScopeID, author: String, reason: String?,
        action: Action?
    ) throws -> Dot {
        guard local.operations.count <= WireLimits.operationsPerTransactionMax else {
            throw StorageError.tooLarge(
                what: "operations", most: WireLimits.operationsPerTransactionMax)
        }
        guard author.utf8.count <= WireLimits.authorBytesMax,
            (reason?.utf8.count ?? 0) <= WireLimits.reasonBytesMax
        else { throw StorageError.tooLarge(what: "reason", most: WireLimits.reasonBytesMax) }
        let stream = Stream(origin: origin, scope: scope)
        _ = streams.idMaking(stream)
        guard let state = streams[stream] else { preconditionFailure("\(stream) is known by now") }
        let dot = Dot(stream: stream, seq: state.applied + 1)
        let context = streams.vector.restricted {
            $0 == scope || $0 == .common || $0 == .roster
        }
        let transaction = Transaction(
            dot: dot, previousHash: state.head.bytes,
            stamp: clock.tick(wallMilliseconds: environment.wallMilliseconds()),
            context: context, schemaVersion: schema.version, author: author, reason: reason,
            action: action, operations: local.operations)
        let bytes = TransactionEncoder.encode(transaction, previousContext: state.context)
        guard bytes.count <= WireLimits.transactionBytesMax else {
            throw StorageError.tooLarge(
                what: "bytes of a transaction", most: WireLimits.transactionBytesMax)
        }
        try bytes.withUnsafeBytes { buffer in
            var reader = try TransactionReader(buffer)
            try append(&reader, buffer, packed(bytes), context, hints: local.hints)
        }
        guard let head = streams[stream]?.head else { preconditionFailure("just advanced") }
        lastSealed = (dot, head)
        return dot
    }
}

/// The operations of one scope, and where the rows lie that they change.
struct LocalOperations {
    private(set) var operations: [Operation] = []
    /// One for each operation; `nil` where the row has to be looked for.
    private(set) var hints: [RowHint?] = []

    mutating func append(_ more: [Operation], _ hint: RowHint?) {
        operations += more
        // A second operation on the row meets a clock that the first has changed.
        hints += more.count == 1 ? [hint] : more.map { _ in nil }
    }
}

extension Draft.PendingRow {
    /// The net effect as operations; none when nothing changed.
    var operations: [Operation] {
        let schema = table.schema
        let make = { (change: Change) in Operation(table: schema.name, key: key, change: change) }
        switch change {
        case .insert(let values):
            let cells = zip(schema.cells, values).map { CellValue(cell: $0.name, value: $1) }
            return [make(.insert(cells))]
        case .delete(let dots): return [make(.delete(replaces: dots))]
        case .update(let update):
            var operations: [Operation] = []
            if let marks = update.revives { operations.append(make(.keep(replaces: marks))) }
            let writes = update.writes.sorted { $0.key < $1.key }.map { cell, write in
                CellWrite(
                    cell: schema.cells[cell].name, value: write.value, replaces: write.replaces)
            }
            if !writes.isEmpty { operations.append(make(.set(writes))) }
            let deltas = update.deltas.sorted { $0.key < $1.key }.filter { $0.value != 0 }
                .map { CellValue(cell: schema.cells[$0].name, value: .integer($1)) }
            if !deltas.isEmpty { operations.append(make(.add(deltas))) }
            return operations
        }
    }
}
