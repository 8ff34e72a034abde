internal import Causality
internal import Glibc
internal import Wire

extension Replica {
    /// The author written for what other SQLite tools changed.
    static let captureAuthor = "sqlite"

    /// A transaction of captured rows is closed before it would hold more rows, or more bytes: another
    /// tool may change a whole table at once, and one transaction is bounded. Values count with what
    /// is written about each, so that personal ones, which travel with a salt, stay within their bound.
    private static let captureMost = (rows: 5_000, bytes: 1 << 20, bytesAboutValue: 64)

    /// What the values of one row may take, alone in a transaction: it has to fit into a body also where it
    /// does not shrink, and a quarter is left for what is written about them.
    private static let rowMost = (
        bytes: WireLimits.bodyBytesMax * 3 / 4, personal: WireLimits.personalBytesMax * 3 / 8
    )

    /// Seals what other tools have written since the last time: for each row in the journal, the
    /// difference between its image before the first change and the row now. What cannot be sealed is
    /// put aside, and the rest goes on. Runs inside `write`.
    func sealJournal() throws {
        guard journalMayHold else { return }
        let entries = try journalEntries()
        if !entries.isEmpty {
            var batch = CaptureBatch(self)
            for entry in entries {
                guard let table = tables[entry.table], table.schema.entryPrefix == nil else {
                    continue
                }
                guard let edit = try captured(table, entry.key) else { continue }
                try batch.makeRoom(edit.bytes)
                try note(edit, table, in: batch.draft)
            }
            try batch.seal()
            try emptyJournal()
        }
        journalMayHold = false
    }

    /// Collects captured rows into transactions of bounded size.
    private struct CaptureBatch {
        let replica: Replica
        private(set) var draft: Draft
        private var rows = 0
        private var bytes = 0

        init(_ replica: Replica) {
            self.replica = replica
            draft = Draft(replica, isCapture: true)
        }

        mutating func makeRoom(_ more: Int) throws {
            if rows > 0, rows == captureMost.rows || bytes + more > captureMost.bytes {
                try seal()
            }
            rows += 1
            bytes += more
        }

        mutating func seal() throws {
            _ = try replica.seal(draft, author: Replica.captureAuthor, reason: nil)
            draft = Draft(replica, isCapture: true)
            (rows, bytes) = (0, 0)
        }
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

    private func journalEntries() throws -> [(table: String, key: [UInt8])] {
        let select = try connection.prepare("SELECT tab, key FROM moso_journal ORDER BY id")
        var entries: [(table: String, key: [UInt8])] = []
        while try select.step() {
            entries.append((select.text(0), Array(select.bytes(1, isText: true))))
        }
        return entries
    }

    private func emptyJournal() throws {
        try connection.execute("DELETE FROM moso_journal")
        for table in schema.tables {
            try connection.execute(
                "DELETE FROM \(quoted(TriggerWriter.imageTable(table.name)))")
        }
    }

    /// What became of one row.
    private struct CapturedEdit {
        enum Change {
            case insert([Value])
            case set([String: Value])
            case delete
        }

        let key: RecordKey
        let change: Change
        /// About how many bytes the values take that were written.
        let bytes: Int
    }

    private func note(_ edit: CapturedEdit, _ table: RowTable, in draft: Draft) throws {
        let name = table.schema.name
        switch edit.change {
        case .insert(let columns): try draft.insert(name, edit.key, columns: columns)
        case .set(let values): try draft.set(name, edit.key, values)
        case .delete: try draft.delete(name, edit.key)
        }
    }

    /// Puts the row back as it was before the other tool and says what it became; the one way of applying
    /// operations then does the rest. `nil` when there is nothing to seal.
    private func captured(_ table: RowTable, _ rawKey: [UInt8]) throws -> CapturedEdit? {
        let foreign = try foreignRow(table, rawKey)
        guard let key = try sealableKey(rawKey, foreign, table) else { return nil }
        let before = try image(table, key)
        guard let foreign else {
            try restore(before, over: nil, table, key)
            guard before != nil else { return nil }
            guard try !isUndecided(table, key) else {
                try putAside([UnsealedEdit.wholeRow: .undecided], of: table, rawKey)
                return nil
            }
            return CapturedEdit(key: key, change: .delete, bytes: 0)
        }
        var columns = canonical(foreign.stored, table.schema)
        var changed = columns.indices.filter {
            foreign.faults[$0] == .notUTF8 || columns[$0] != before?.columns[$0] ?? .null
        }
        let faults = cellFaults(foreign, changed, table.schema)
        let fault = try wholeFault(
            columns, changed.filter { faults[$0] == nil }, isNew: before == nil, table, key)
        if let fault {
            try putAside(foreign.stored, fault, of: table, rawKey)
            try restore(before, over: foreign.stored, table, key)
            return nil
        }
        if !faults.isEmpty {
            let named = faults.map { (table.schema.columns[$0.key].name, $0.value) }
            try putAside(Dictionary(uniqueKeysWithValues: named), of: table, rawKey)
            changed.removeAll { faults[$0] != nil }
            for at in faults.keys { columns[at] = .null }
        }
        try restore(before, over: foreign.stored, table, key)
        let bytes = changed.reduce(0) { $0 + Replica.size(columns[$1]) }
        guard before != nil else {
            return CapturedEdit(key: key, change: .insert(columns), bytes: bytes)
        }
        guard !changed.isEmpty else { return nil }
        let values = changed.map { (table.schema.columns[$0].name, columns[$0]) }
        return CapturedEdit(
            key: key, change: .set(Dictionary(uniqueKeysWithValues: values)), bytes: bytes)
    }

    /// Whether a cell of the row is open, so that whoever looks at the table sees one of its values only.
    private func isUndecided(_ table: RowTable, _ key: RecordKey) throws -> Bool {
        let record = record(table, key, try loadRow(table, key))
        return record?.cells.contains { $0.standing == .open } ?? false
    }

    private static func size(_ value: Value) -> Int {
        value.isNull ? 0 : captureMost.bytesAboutValue + (value.text?.utf8.count ?? 0)
    }

    // MARK: What cannot be sealed

    /// A row as another tool left it.
    private struct ForeignRow {
        var stored: StoredRow
        /// What is wrong with a column, by its position.
        var faults: [Int: UnsealedEdit.Fault] = [:]
    }

    private func foreignRow(_ table: RowTable, _ key: [UInt8]) throws -> ForeignRow? {
        try key.withUnsafeBytes { bytes in
            table.selectRow.bind(1, borrowedText: bytes)
            defer { table.selectRow.reset() }
            guard try table.selectRow.step() else { return nil }
            let count = table.schema.columns.count
            var row = ForeignRow(
                stored: StoredRow(
                    rowid: table.selectRow.integer(0),
                    clock: RowClock(table.selectRow.bytes(1)),
                    columns: (0..<count).map { table.selectRow.value(Int32($0) + 2) }))
            for at in 0..<count where table.storage[at] == .text {
                guard let text = row.stored.columns[at].text else { continue }
                let raw = table.selectRow.bytes(Int32(at) + 2, isText: true)
                if raw.count > WireLimits.textBytesMax {
                    row.faults[at] = .tooLong(bytes: raw.count, most: WireLimits.textBytesMax)
                } else if !text.hasBytes(raw) {
                    row.faults[at] = .notUTF8
                }
            }
            return row
        }
    }

    /// The key, unless no peer would take it: then the row is put aside.
    private func sealableKey(
        _ raw: [UInt8], _ row: ForeignRow?, _ table: RowTable
    ) throws -> RecordKey? {
        let text = String(decoding: raw, as: UTF8.self)
        let fault: UnsealedEdit.Fault
        if !raw.withUnsafeBytes(text.hasBytes) {
            fault = .notUTF8
        } else if let key = RecordKey(text) {
            return key
        } else {
            fault = .badKey(bytes: raw.count, most: RecordKey.bytesMax)
        }
        guard let row else { return nil }
        try putAside(row.stored, fault, of: table, raw)
        try table.statements.delete.run(binding: raw, at: 1)
        return nil
    }

    /// The faults of columns that were written. A group is one cell: all its members stand aside together.
    private func cellFaults(
        _ row: ForeignRow, _ changed: [Int], _ schema: TableSchema
    ) -> [Int: UnsealedEdit.Fault] {
        var faults = row.faults.filter { changed.contains($0.key) }
        for cell in schema.cells where cell.isGroup {
            guard let fault = cell.columns.compactMap({ faults[$0] }).first else { continue }
            for column in cell.columns where changed.contains(column) {
                faults[column] = faults[column] ?? fault
            }
        }
        return faults
    }

    /// What is wrong with a row as a whole.
    private func wholeFault(
        _ columns: [Value], _ sealable: [Int], isNew: Bool, _ table: RowTable, _ key: RecordKey
    ) throws -> UnsealedEdit.Fault? {
        let schema = table.schema
        let size = { (among: [Int]) in among.reduce(0) { $0 + Replica.size(columns[$1]) } }
        let all = size(sealable)
        let personal = size(sealable.filter { schema.columns[$0].personalSince != nil })
        if all > Replica.rowMost.bytes {
            return .rowTooLarge(bytes: all, most: Replica.rowMost.bytes)
        }
        if personal > Replica.rowMost.personal {
            return .rowTooLarge(bytes: personal, most: Replica.rowMost.personal)
        }
        guard isNew, case let scope = schema.scopeOfNewRow(columns, at: meta.site) else {
            return nil
        }
        return try mayWrite(in: scope) ? nil : .notHeld(scope)
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
        // A row without a clock was written while triggers were off. It is new to the log, or the log
        // gives it back when it is next worked out.
        guard try select.step(), select.integer(0) == 1, let clock = RowClock(select.bytes(1))
        else { return nil }
        return StoredRow(
            rowid: 0, clock: clock,
            columns: (0..<table.schema.columns.count).map { select.value(Int32($0) + 2) })
    }

    private func restore(
        _ before: StoredRow?, over now: StoredRow?, _ table: RowTable, _ key: RecordKey
    ) throws {
        let statements = try table.statements
        guard let before, let clock = before.clock else {
            if now != nil {
                statements.delete.bind(1, key: key)
                try statements.delete.run()
            }
            return
        }
        if let now {
            statements.updateRow.bind(1, integer: now.rowid)
            statements.updateRow.bind(2, blob: clock.bytes)
            for (at, value) in before.columns.enumerated() {
                statements.updateRow.bind(Int32(at) + 3, value)
            }
            try statements.updateRow.run()
        } else {
            statements.insert.bind(1, key: key)
            statements.insert.bind(2, blob: clock.bytes)
            for (at, value) in before.columns.enumerated() {
                statements.insert.bind(Int32(at) + 3, value)
            }
            try statements.insert.run()
        }
    }
}

extension String {
    /// Whether its UTF-8 is exactly these bytes: so it was read from them without any repair.
    fileprivate func hasBytes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var text = self
        return text.withUTF8 { mine in
            guard mine.count == bytes.count, let here = mine.baseAddress,
                let there = bytes.baseAddress
            else { return mine.count == bytes.count }
            return memcmp(here, there, mine.count) == 0
        }
    }
}
