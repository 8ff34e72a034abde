internal import Causality

extension Replica {
    /// The author written for what other SQLite tools changed.
    static let captureAuthor = "sqlite"

    /// A transaction of captured rows is closed when it holds as many rows, or as many bytes: another
    /// tool may change a whole table at once, and one transaction is bounded. Values count with what
    /// is written about each, so that personal ones, which travel with a salt, stay within their bound.
    private static let captureMost = (rows: 5_000, bytes: 1 << 20, bytesAboutValue: 64)

    /// Seals what other tools have written since the last time: for each row in the journal, the
    /// difference between its image before the first change and the row now. Runs inside `write`.
    func sealJournal() throws {
        guard journalMayHold else { return }
        let entries = try journalEntries()
        if !entries.isEmpty {
            var draft = Draft(self, isCapture: true)
            var (rows, bytes) = (0, 0)
            var aside: [(table: String, key: RecordKey, column: String, value: Value)] = []
            for entry in entries {
                guard let table = tables[entry.table], let key = RecordKey(entry.key) else {
                    continue
                }
                bytes += try capture(table, key, draft) { column, value in
                    aside.append((entry.table, key, column, value))
                }
                rows += 1
                guard rows >= Replica.captureMost.rows || bytes >= Replica.captureMost.bytes
                else { continue }
                _ = try seal(draft, author: Replica.captureAuthor, reason: nil)
                draft = Draft(self, isCapture: true)
                (rows, bytes) = (0, 0)
            }
            _ = try seal(draft, author: Replica.captureAuthor, reason: nil)
            try keepAside(aside)
            try emptyJournal()
        }
        journalMayHold = false
    }

    /// Whether another tool has written something that is not sealed yet.
    public func hasUnsealedEdits() throws -> Bool {
        try read { try connection.number("SELECT 1 FROM moso_journal LIMIT 1") != nil }
    }

    /// Seals what other tools have written. Returns whether there was anything.
    @discardableResult
    public func sealForeignEdits() throws -> Bool {
        guard try hasUnsealedEdits() else { return false }
        try write {}
        return true
    }

    private func journalEntries() throws -> [(table: String, key: String)] {
        let select = try connection.prepare("SELECT tab, key FROM moso_journal ORDER BY id")
        var entries: [(table: String, key: String)] = []
        while try select.step() { entries.append((select.text(0), select.text(1))) }
        return entries
    }

    private func emptyJournal() throws {
        try connection.execute("DELETE FROM moso_journal")
        for table in schema.tables {
            try connection.execute(
                "DELETE FROM \(quoted(TriggerWriter.imageTable(table.name)))")
        }
    }

    /// Puts the row back as it was before the other tool, and notes in the draft what it became; the
    /// one way of applying operations then does the rest.
    ///
    /// - Parameter aside: called with what no transaction can carry; its column stays as it was.
    /// - Returns: about how many bytes the values take that were noted.
    private func capture(
        _ table: RowTable, _ key: RecordKey, _ draft: Draft,
        aside: (_ column: String, _ value: Value) -> Void
    ) throws -> Int {
        let before = try image(table, key)
        var now = try table.row(key)
        if let written = now {
            now = without(written, before, table.schema, aside)
        }
        try restore(before, over: now, table, key)
        let name = table.schema.name
        switch (before, now) {
        case (nil, nil): return 0
        case (nil, let now?):
            let columns = canonical(now, table.schema)
            try draft.insert(name, key, columns: columns)
            return columns.reduce(0) { $0 + Replica.size($1) }
        case (.some, nil):
            try draft.delete(name, key)
            return 0
        case (let before?, let now?):
            let columns = canonical(now, table.schema)
            var changed: [String: Value] = [:]
            for (at, column) in table.schema.columns.enumerated()
            where columns[at] != before.columns[at] {
                changed[column.name] = columns[at]
            }
            if !changed.isEmpty { try draft.set(name, key, changed) }
            return changed.values.reduce(0) { $0 + Replica.size($1) }
        }
    }

    /// The row without what is too large to be sealed.
    private func without(
        _ written: StoredRow, _ before: StoredRow?, _ schema: TableSchema,
        _ aside: (_ column: String, _ value: Value) -> Void
    ) -> StoredRow {
        let isNew = written.columns.enumerated().map { before?.columns[$0] != $1 }
        let travels = Replica.canTravel(
            zip(written.columns, isNew).map { $1 ? $0 : .null },
            rowBytesMax: Replica.captureMost.bytes, size: Replica.size)
        guard travels.contains(false) else { return written }
        var kept = written
        for (at, column) in schema.columns.enumerated() where !travels[at] {
            aside(column.name, written.columns[at])
            kept.columns[at] = before?.columns[at] ?? .null
        }
        return kept
    }

    private static func size(_ value: Value) -> Int {
        value.isNull ? 0 : captureMost.bytesAboutValue + (value.text?.utf8.count ?? 0)
    }

    private func canonical(_ row: StoredRow, _ schema: TableSchema) -> [Value] {
        zip(schema.columns, row.columns).map { column, value in
            column.policy.base == .union ? SetText.canonical(value) : value
        }
    }

    /// The row before the first foreign change; `nil` when it was not there.
    private func image(_ table: RowTable, _ key: RecordKey) throws -> StoredRow? {
        let list = table.schema.columns.map { quoted($0.name) }.joined(separator: ", ")
        let select = try connection.prepare(
            """
            SELECT existed, moso_clock, \(list)
            FROM \(quoted(TriggerWriter.imageTable(table.schema.name))) WHERE id = ?1
            """)
        select.bind(1, key: key)
        guard try select.step(), select.integer(0) == 1 else { return nil }
        let clock = RowClock(select.bytes(1))
        guard clock != nil else {
            throw StorageError.damaged("the clock in the image of \(table.schema.name) \(key)")
        }
        return StoredRow(
            rowid: 0, clock: clock,
            columns: (0..<table.schema.columns.count).map { select.value(Int32($0) + 2) })
    }

    private func restore(
        _ before: StoredRow?, over now: StoredRow?, _ table: RowTable, _ key: RecordKey
    ) throws {
        guard let before, let clock = before.clock else {
            if now != nil {
                table.delete.bind(1, key: key)
                try table.delete.run()
            }
            return
        }
        if let now {
            table.updateRow.bind(1, integer: now.rowid)
            table.updateRow.bind(2, blob: clock.bytes)
            for (at, value) in before.columns.enumerated() {
                table.updateRow.bind(Int32(at) + 3, value)
            }
            try table.updateRow.run()
        } else {
            table.insert.bind(1, key: key)
            table.insert.bind(2, blob: clock.bytes)
            for (at, value) in before.columns.enumerated() {
                table.insert.bind(Int32(at) + 3, value)
            }
            try table.insert.run()
        }
    }
}
