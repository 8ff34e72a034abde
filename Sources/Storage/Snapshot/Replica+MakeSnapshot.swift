public import Causality
internal import Sync
public import Wire

/// The manifest of one scope as it travels.
public struct SignedManifest: Hashable, Sendable {
    public let manifest: SnapshotManifest
    /// Signed bytes, which `SnapshotManifest(signed:trusting:)` reads.
    public let bytes: [UInt8]

    public init(manifest: SnapshotManifest, bytes: [UInt8]) {
        self.manifest = manifest
        self.bytes = bytes
    }
}

extension Replica {
    /// Takes a snapshot of several scopes as they stand at one moment, after sealing what other tools
    /// wrote. Memory holds one chunk and one row at a time, and the disk is read, never written.
    ///
    /// - Parameters:
    ///   - scopes: each gets a manifest, in their order.
    ///   - keep: is given each chunk with its bytes; an equal one may come more than once.
    public func makeSnapshot(
        of scopes: Set<ScopeID>, by key: SigningKey,
        keep: @escaping (SnapshotChunk, [UInt8]) throws -> Void
    ) throws -> [SignedManifest] {
        for _ in 0..<Replica.sealingTries {
            try sealForeignEdits()
            let made = try read { () throws -> [SignedManifest]? in
                // Somebody may have written between the two.
                guard try !hasUnsealedEdits() else { return nil }
                let ordered = scopes.sorted()
                let parts = try ordered.map { try part(of: $0, among: scopes, keep) }
                return sign(parts, by: key)
            }
            guard let made else { continue }
            // An erasure that came meanwhile could not clear the file while it was read here.
            try read {}
            scrubIfNeeded()
            return made
        }
        throw StorageError.busy(path: directory)
    }

    private static let sealingTries = 20

    private func sign(_ parts: [SnapshotPart], by key: SigningKey) -> [SignedManifest] {
        let cut = parts.map { CutPart(scope: $0.scope, digest: $0.digest) }
        return parts.map { part in
            let manifest = SnapshotManifest(
                maker: origin, hub: meta.hub, takenMilliseconds: environment.wallMilliseconds(),
                cut: cut, part: part)
            return SignedManifest(manifest: manifest, bytes: manifest.signed(with: key))
        }
    }

    private func part(
        of scope: ScopeID, among scopes: Set<ScopeID>,
        _ keep: @escaping (SnapshotChunk, [UInt8]) throws -> Void
    ) throws -> SnapshotPart {
        let names = PartNames(scope, streams.all, horizon: try horizons.all())
        var writer = ChunkWriter(streams: names.positions, keep: keep)
        for (at, state) in names.streams.enumerated() {
            try writer.add(.context(stream: at, bytes: state.context.bytes))
        }
        try writer.endRun()
        let (entries, hasUnknown) = try addLog(to: &writer, names, among: scopes)
        try writer.endRun()
        try addErasures(to: &writer, names)
        try addConflicts(to: &writer, scope)
        try writer.endRun()
        let (rows, state) = try addRows(to: &writer, names, scope)
        try writer.endRun()
        return SnapshotPart(
            scope: scope, schemaVersion: schema.version, hasUnknownWrites: hasUnknown,
            state: state,
            tables: schema.tables.map { table in
                SnapshotTable(name: table.name, cells: table.cells.map(\.name))
            }, streams: names.described, entryCount: entries, rowCount: rows, chunks: writer.chunks)
    }

    private func addLog(
        to writer: inout ChunkWriter, _ names: PartNames, among scopes: Set<ScopeID>
    ) throws -> (count: Int, hasUnknown: Bool) {
        let others = Set(
            streams.all.filter { scopes.contains($0.stream.scope) }.map(\.id)
        ).subtracting(names.byID.keys)
        // What is noted is about all scopes, and another one's must not show.
        let mayHoldUnknown = try knowsTooLittle()
        var hasUnknown = false
        var count = 0
        var between: UInt64 = 0
        _ = try log.scan(from: 0) { _, local, record in
            if others.contains(local.stream) { between += 1 }
            guard let dot = names.dot(local) else { return true }
            let record = record()
            if mayHoldUnknown, !hasUnknown { hasUnknown = try holdsUnknown(record) }
            try writer.add(
                .entry(
                    SnapshotEntry(
                        dot: dot, others: between, stamp: try log.stamp(local) ?? .zero,
                        form: record.form, bytes: record.bytes, personal: record.personal)))
            between = 0
            count += 1
            return true
        }
        return (count, hasUnknown)
    }

    /// Whether a transaction writes something that this schema does not know.
    private func holdsUnknown(_ record: LogRecord) throws -> Bool {
        // The horizon does not go past what is not known.
        if record.isTrimmed { return false }
        return try expanded(record).withUnsafeBytes { buffer in
            try TransactionReader(buffer).shapes.contains { !ShapePlan($0, tables).isWhole }
        }
    }

    private func addErasures(to writer: inout ChunkWriter, _ names: PartNames) throws {
        for erasure in try erasures.all() {
            guard let dot = names.dot(erasure.dot) else { continue }
            try writer.add(
                .erasure(table: erasure.table, key: erasure.key, cell: erasure.cell, by: dot))
        }
    }

    /// Conflicts that have been open on rows of the scope.
    private func addConflicts(to writer: inout ChunkWriter, _ scope: ScopeID) throws {
        for seen in try conflictTable.all() {
            guard let table = tables[seen.table],
                try loadRow(table, seen.key).state.isWholly(in: scope)
            else { continue }
            try writer.add(
                .conflict(
                    id: seen.id.digest, table: seen.table, key: seen.key.text, cell: seen.cell,
                    openedMilliseconds: seen.openedMilliseconds))
        }
    }

    /// - Returns: how many rows there are, and the digest of their state.
    private func addRows(
        to writer: inout ChunkWriter, _ names: PartNames, _ scope: ScopeID
    ) throws -> (count: Int, state: Digest256) {
        var digest = ScopeDigest()
        var count = 0
        try forEachRow(in: scope) { position, key, row in
            let table = schema.tables[position]
            try digest.add(row, key, table, of: self)
            count += 1
            let item: SnapshotItem =
                switch row {
                case .plain(let stored, let clock):
                    .plain(try names.row(position, table, key, stored, clock))
                case .exact(let state): .exact(table: position, key: key.text, state: state)
                }
            try writer.add(item, key: key.text)
        }
        return (count, digest.finish())
    }
}

extension LogRecord {
    /// What its bytes are, as a snapshot says it.
    var form: SnapshotEntry.Form {
        if let trimmedHash { return .trimmed(trimmedHash) }
        return expandedCount.map { .packed($0) } ?? .plain
    }
}

/// The streams of a scope by position, as a part names them.
struct PartNames {
    let streams: [StreamState]
    let byID: [Int64: Int]
    let positions: [Stream: Int]
    private let horizon: [Int64: UInt64]

    /// In the order in which they came to be known here, so that a new one moves none.
    init(_ scope: ScopeID, _ all: [StreamState], horizon: [LocalDot]) {
        self.horizon = Dictionary(horizon.map { ($0.stream, $0.seq) }) { first, _ in first }
        streams = all.filter { $0.stream.scope == scope }.sorted { $0.id < $1.id }
        byID = Dictionary(uniqueKeysWithValues: streams.enumerated().map { ($1.id, $0) })
        positions = Dictionary(uniqueKeysWithValues: streams.enumerated().map { ($1.stream, $0) })
    }

    var described: [SnapshotStream] {
        streams.map { state in
            SnapshotStream(
                origin: state.stream.origin, parent: state.parent.flatMap { byID[$0] },
                base: state.base, applied: state.applied, head: state.head, stamp: state.stamp,
                horizon: horizon[state.id] ?? 0)
        }
    }

    func dot(_ local: LocalDot) -> SnapshotDot? {
        byID[local.stream].map { SnapshotDot(stream: $0, seq: local.seq) }
    }

    /// The row as its columns and its clock.
    func row(
        _ position: Int, _ table: TableSchema, _ key: RecordKey, _ stored: StoredRow,
        _ clock: RowClock
    ) throws -> SnapshotRow {
        let named = { (local: LocalDot) throws in
            guard let dot = dot(local) else {
                throw StorageError.damaged("stream \(local.stream), which a clock names")
            }
            return dot
        }
        return SnapshotRow(
            table: position, key: key.text, base: try named(clock.base),
            overrides: try clock.overrides.map { entry in
                SnapshotRow.Override(
                    cell: entry.cell, dot: entry.dot == .none ? nil : try named(entry.dot))
            }, values: table.cells.map { stored.value(of: $0) })
    }
}
