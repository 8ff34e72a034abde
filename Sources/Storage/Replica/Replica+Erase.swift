public import Causality
internal import Glibc
internal import Sync
internal import Wire

// Erasure.
//
// A person may ask to be forgotten, and the log is made never to forget. Personal values therefore
// stand beside the hashed bytes (`PersonalSection`), and an erasure is a transaction like any other:
// author, reason, table, key, cell, no value. Where it is applied, four things happen in the same
// commit: the siblings and ghosts of the cell lose their values, the sections in the log lose theirs,
// what is held and writes the cell is dropped (its sender will send it again), and the erasure is kept
// for good, so that a late write which had not seen it loses its value before it is stored.
//
// Deleting a value in SQLite leaves its bytes in free space and in the write-ahead log. So the file is
// rebuilt (`VACUUM`) and the write-ahead log truncated. Another process that is reading can delay
// that; then `moso_meta` remembers, and the next commit tries again.

extension Replica {
    /// Erases cells of a record, also of a deleted one, everywhere and for good.
    ///
    /// - Parameters:
    ///   - fields: personal columns of the table.
    ///   - reason: on whose demand; it is kept, so it must not hold what is erased.
    /// - Throws: `StorageError.notPersonal` for a field whose values are part of what is hashed.
    @discardableResult
    public func erase(
        _ table: String, _ key: RecordKey, fields: [String], author: String, reason: String
    ) throws -> Dot {
        try write {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            for field in fields { try checkPersonal(field, rows.schema) }
            let known = try loadRow(rows, key).state.anyDot?.stream.scope
            guard let scope = try known ?? personalWrites(table, key).first?.scope else {
                throw StorageError.noSuchRow(table: table, key: key)
            }
            let cells = Set(fields).sorted { $0.precedesByBytes($1) }
            let erasure = Operation(table: table, key: key, change: .erase(cells))
            return try seal(
                LocalChanges(scope, [erasure]), author: author, reason: reason, action: nil)
        }
    }

    /// Whether a record is gone, and a delete of it is remembered or personal values of it are in the log.
    public func isDeleted(_ table: String, _ key: RecordKey) throws -> Bool {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            guard try !rowExists(rows, key) else { return false }
            return try loadRow(rows, key).state.anyDot != nil
                || !personalWrites(table, key).isEmpty
        }
    }

    /// Whether a record is gone, and a delete of it is remembered. Looks at one row.
    public func hasGrave(_ table: String, _ key: RecordKey) throws -> Bool {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            return try !rowExists(rows, key) && loadRow(rows, key).state.anyDot != nil
        }
    }

    /// Every value of a personal cell that is kept of a record, whether it is shown or not: in the row, in
    /// the grave of a deleted one, in the log. What has been erased is none.
    public func personalValues(_ table: String, _ key: RecordKey, cell: String) throws -> [Value] {
        try read {
            guard let rows = tables[table] else { throw StorageError.unknownName(table) }
            let state = try loadRow(rows, key).state
            let at = rows.schema.cells.firstIndex { $0.name == cell }
            let kept =
                at.flatMap { state.cells[$0] }
                .map { $0.live + $0.ghosts.map(\.sibling) } ?? []
            let logged = try personalWrites(table, key).filter { $0.cell == cell }
            return (kept.map(\.value) + logged.map(\.value)).filter { !$0.isErased }
        }
    }

    /// What the log holds of a record's personal values.
    private func personalWrites(
        _ table: String, _ key: RecordKey
    ) throws -> [(cell: String, value: Value, scope: ScopeID)] {
        var found: [(cell: String, value: Value, scope: ScopeID)] = []
        for local in try log.withSection() {
            guard let record = try log.record(local) else { continue }
            var names = false
            try visitPersonal(of: record) { _, visited, its, _ in
                names = names || visited == table && its == key
            }
            guard names, let transaction = try transaction(globalDot(local)) else { continue }
            for operation in transaction.operations
            where operation.table == table && operation.key == key {
                found += operation.change.values.map {
                    ($0.cell, $0.value, transaction.dot.stream.scope)
                }
            }
        }
        let personal = personalCells.cells(of: table) ?? []
        return found.filter { personal.contains($0.cell) && !$0.value.isErased }
    }

    private func checkPersonal(_ field: String, _ schema: TableSchema) throws {
        guard let column = schema.column(field) else {
            throw StorageError.unknownName("\(schema.name).\(field)")
        }
        guard schema.columns[column].personalSince != nil else {
            throw StorageError.notPersonal(table: schema.name, column: field)
        }
    }

    /// The section as it may be kept: without values of cells that have been erased by somebody whom
    /// the author had not heard.
    func lawfulSection(
        _ record: LogRecord, _ whole: TransactionReader, _ context: VersionVector
    ) throws -> [UInt8]? {
        guard let bytes = record.personal, hasErasures else { return record.personal }
        var section = try PersonalSection(bytes)
        var reader = whole
        try reader.visitPersonal { place, table, key, cell in
            let erasures = try erasures.of(table, key, streams.dot)[cell] ?? []
            if !erasures.allSatisfy(context.contains) { section.erase(place) }
        }
        return section.bytes
    }

    /// Takes away, wherever it is stored, what the erasures of a transaction name.
    func carryOutErasures(
        _ bytes: UnsafeRawBufferPointer, _ txn: ProjectionContext
    ) throws {
        var named: [RowName: Set<String>] = [:]
        var reader = try TransactionReader(bytes)
        for _ in 0..<reader.operationCount {
            let operation = try reader.operation()
            guard case .erase(let cells) = operation.change else { continue }
            named[RowName(table: operation.table, key: operation.key), default: []]
                .formUnion(cells)
            for cell in cells {
                try erasures.note(
                    table: operation.table, key: operation.key, cell: cell, by: txn.local)
                try aside.forget(cell, of: operation.table, operation.key)
            }
        }
        hasErasures = true
        try forget(named, by: txn.dot)
        try forgetRules()
        try need(.file)
    }

    private func forget(_ named: [RowName: Set<String>], by dot: Dot) throws {
        for local in try log.withSection() {
            guard let record = try log.record(local), let bytes = record.personal else { continue }
            var section = try PersonalSection(bytes)
            let before = section
            try visitPersonal(of: record) { place, table, key, cell in
                if named[RowName(table: table, key: key)]?.contains(cell) == true {
                    section.erase(place)
                }
            }
            if section != before { try log.replaceSection(of: local, with: section.bytes) }
        }
        for held in try waiting.allHeld() where held.record.personal != nil {
            var isConcerned = false
            try visitPersonal(of: held.record) { _, table, key, cell in
                isConcerned =
                    isConcerned || named[RowName(table: table, key: key)]?.contains(cell) == true
            }
            if isConcerned { try waiting.drop(held.dot) }
        }
    }

    private func visitPersonal(
        of record: LogRecord, _ body: (Int, String, RecordKey, String) throws -> Void
    ) throws {
        let bytes = try expanded(record)
        try bytes.withUnsafeBytes { buffer in
            var reader = try TransactionReader(buffer)
            try reader.visitPersonal(body)
        }
    }

    // MARK: The file itself

    /// Where bytes of erased values may still lie; `nil` when nowhere.
    public func awaitsScrub() throws -> ScrubNeeds? { try read { scrubNeeds } }

    /// Rebuilds the file without what was deleted from it, once. What fails is tried again after the next
    /// commit, and told by `awaitsScrub` until then; the erasure itself is durable by now.
    func scrubIfNeeded() {
        guard let needs = scrubNeeds else { return }
        // Snapshots hold copies; whoever serves them makes new ones.
        let areSnapshotsGone =
            (try? SnapshotFiles.remove("\(directory)/\(SnapshotFiles.folder)")) != nil
        let areCopiesClean = renewBackups() && removeReplaced()
        do {
            if needs == .file {
                try connection.execute(
                    "PRAGMA secure_delete = ON; PRAGMA temp_store = FILE; VACUUM;")
                try connection.execute("PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF;")
                guard try connection.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else { return }
            }
            if !areSnapshotsGone || !areCopiesClean {
                if needs == .file { try need(.snapshots) }
            } else {
                try connection.execute("DELETE FROM moso_meta WHERE name = 'scrub'")
                scrubNeeds = nil
            }
        } catch {
            scrubNeeds = needs
        }
    }

    /// Puts a new backup in the place of the newest in the folder, and removes the older ones and what is
    /// unfinished: they hold what has been erased. Copies elsewhere are their owner's.
    ///
    /// - Returns: whether none is left that may hold it; not while one is just being made.
    private func renewBackups() -> Bool {
        guard let work = try? BackupWork(in: directory, of: meta.site, waits: false),
            (try? work.clear()) != nil
        else { return false }
        let folder = "\(directory)/\(Replica.backupFolder)"
        let old = SnapshotFiles.names(in: folder)
            .filter { Replica.isBackup($0, of: meta.site) }.sorted()
        // What is sealed cannot be written anew without its recipient's name, and goes; the next backup makes another.
        guard let newest = old.last, !newest.hasSuffix(Replica.sealedEnding) else {
            return old.map { unlink("\(folder)/\($0)") }.allSatisfy { $0 == 0 }
        }
        let fresh = "\(folder)/\(newest).new"
        unlink(fresh)
        guard (try? backUp(to: fresh)) != nil, rename(fresh, "\(folder)/\(newest)") == 0 else {
            return false
        }
        return old.dropLast().map { unlink("\(folder)/\($0)") }.allSatisfy { $0 == 0 }
    }

    func need(_ needs: ScrubNeeds) throws {
        try setMeta("scrub", needs.rawValue)
        scrubNeeds = needs
    }
}

/// What has to be rid of erased values yet. Stored: never change a value.
public enum ScrubNeeds: String, Sendable {
    /// The replica's file or its write-ahead log: somebody was reading. The snapshots perhaps, too.
    case file = "1"
    /// The folder of snapshots, which could not be removed, or backups that could not be written anew.
    case snapshots = "2"
}

extension TransactionReader {
    /// Calls `body` with every personal value's place, table, key and cell. Reads from the first
    /// operation on.
    mutating func visitPersonal(
        _ body: (_ place: Int, _ table: String, _ key: RecordKey, _ cell: String) throws -> Void
    ) throws {
        for _ in 0..<operationCount {
            let (kind, shape, rawKey) = try nextOperation()
            if kind == .delete || kind == .keep { _ = try dots() }
            guard kind == .insert || kind == .add || kind == .set else { continue }
            for cell in shapes[shape].cells {
                let places = placesSeen
                _ = try builtValue()
                if kind == .set { _ = try dots() }
                guard placesSeen > places, let key = rawKey.recordKey else { continue }
                try body(places, shapes[shape].table, key, cell)
            }
        }
    }
}

extension Change {
    /// The values that it writes.
    fileprivate var values: [CellValue] {
        switch self {
        case .insert(let values), .add(let values): values
        case .set(let writes): writes.map { CellValue(cell: $0.cell, value: $0.value) }
        case .delete, .keep, .erase: []
        }
    }
}
