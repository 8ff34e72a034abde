internal import Causality
internal import Domain
internal import Storage
internal import Wire

// Records that one site retired while another, not knowing, worked on them (X29).
//
// Retired records are few, so they are looked for among what was touched, and for each of them it is asked of
// every write that its fields show whether it and the retirement had seen each other. A value that an undo brought back
// counts as written when it was written first: then an undo opens again what the undone decision had closed.

extension RowReference {
    /// A record as the group of a rule that looks at records of every kind: its table, a blank, its key.
    var group: String { "\(table) \(key.text)" }

    init?(group: String) {
        let parts = group.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let key = RecordKey(String(parts[1])) else { return nil }
        self.init(String(parts[0]), key)
    }
}

extension RuleFactQueries {
    /// What X29 finds wrong with these records, or with all.
    func retired(_ rows: [RowReference]?) throws -> [Finding] {
        let asked =
            try rows.map { rows in
                let byTable = Dictionary(grouping: rows, by: \.table)
                return try RetiredRule.kinds.flatMap { table in
                    try retiredKeys(of: table, among: (byTable[table] ?? []).map(\.key))
                        .map { RowReference(table, $0) }
                }
            } ?? retiredRows(of: Set(RetiredRule.kinds)).map { RowReference($0.table, $0.key) }
        return try asked.sorted().compactMap { row in
            guard let record = try replica.record(row.table, row.key) else { return nil }
            return try RetiredSides(record, past, History(replica)).map {
                RetiredRule.finding(RetiredFact(row, why: $0.why, edited: $0.edited))
            }
        }
    }

    /// Those of some records of a kind that are retired.
    func retiredKeys(of table: String, among keys: [RecordKey]) throws -> [RecordKey] {
        try stride(from: 0, to: keys.count, by: 5_000).flatMap { from in
            let some = keys[from..<min(from + 5_000, keys.count)]
            let list = JSON.array(some.map { .string($0.text) }).text
            return try replica.select(
                """
                SELECT id FROM "\(table)"
                WHERE id IN (SELECT value FROM json_each(?1)) AND retired IS NOT NULL
                """, [.text(list)]
            ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
        }
    }

    /// All records of some kinds that are retired.
    func retiredRows(of tables: Set<String>) throws -> Set<RuleRow> {
        var rows: Set<RuleRow> = []
        for table in tables.sorted() {
            for row in try replica.select(
                "SELECT id FROM \"\(table)\" WHERE retired IS NOT NULL")
            {
                guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
                rows.insert(RuleRow(table: table, key: key))
            }
        }
        return rows
    }
}

/// The writes that retired a record, and those of its other cells that neither knew of them nor were known.
struct RetiredSides {
    struct Write {
        /// The live one, and where its value was written first.
        let live: Sibling
        let origin: Dot
        let cell: String
    }

    let why: String
    /// In the order of the declaration, and of siblings within a cell; those that retired first.
    let writes: [Write]

    var edited: [String] {
        writes.map(\.cell).reduce(into: []) { cells, cell in
            if cell != RetiredRule.column, !cells.contains(cell) { cells.append(cell) }
        }
    }

    /// `nil` for a record that is in use, and for one that nobody edited unseen.
    init?(_ record: Record, _ past: CausalPast, _ history: History) throws {
        let cell = record.cells.first { $0.name == RetiredRule.column }
        guard let cell, let why = cell.shown.text else { return nil }
        let origin = { (sibling: Sibling, cell: String) throws -> Write in
            let dot = sibling.dot
            let write =
                try history.isUndo(dot)
                ? history.write(dot, record.table, record.key, cell) : nil
            let first = try write.map { try history.origin(of: $0, record.table, record.key).dot }
            return Write(live: sibling, origin: first ?? dot, cell: cell)
        }
        let retiring = try cell.siblings.filter { !$0.value.isNull }.map {
            try origin($0, cell.name)
        }
        var unseen: [Write] = []
        for other in record.cells where other.name != cell.name {
            for sibling in other.siblings {
                let write = try origin(sibling, other.name)
                if try retiring.allSatisfy({ try past.areApart($0.origin, write.origin) }) {
                    unseen.append(write)
                }
            }
        }
        guard !retiring.isEmpty, !unseen.isEmpty else { return nil }
        self.why = why
        writes = retiring + unseen
    }
}

extension History {
    /// Whether a transaction takes another back.
    func isUndo(_ dot: Dot) throws -> Bool {
        try UndoNote.parse(replica.heading(dot)?.reason) != nil
    }
}

extension ConflictInbox {
    /// The sides of such a conflict: each transaction by itself, with what it wrote, by rising dot.
    func retiredSides(_ finding: Finding) throws -> [ConflictBriefing.RuleRecord] {
        guard let row = finding.rows.first, let record = try replica.record(row.table, row.key),
            let sides = try RetiredSides(record, CausalPast(replica), History(replica))
        else { return [] }
        return try Dictionary(grouping: sides.writes, by: \.live.dot)
            .sorted { $0.key < $1.key }.enumerated().compactMap { at, side in
                guard let first = side.value.first else { return nil }
                let letter = ConflictSide.letter(at)
                let write = try self.side(letter, first.live)
                return ConflictBriefing.RuleRecord(
                    letter: letter, row: row,
                    write: first.origin == first.live.dot
                        ? write : try revived(write, from: first.origin),
                    changes: side.value.map { (cell: $0.cell, value: $0.live.value) })
            }
    }

    /// A side that an undo brought back: whose it was.
    private func revived(_ side: ConflictSide, from origin: Dot) throws -> ConflictSide {
        let made = try replica.heading(origin)
        return ConflictSide(
            letter: side.letter, value: side.value, dot: side.dot,
            site: origin.stream.origin.site, author: made?.author ?? "", reason: made?.reason,
            milliseconds: made?.stamp.milliseconds ?? side.milliseconds,
            recordedMilliseconds: try recorded(origin) ?? side.recordedMilliseconds,
            broughtBack: .init(
                dot: side.dot, author: side.author, milliseconds: side.milliseconds))
    }
}
