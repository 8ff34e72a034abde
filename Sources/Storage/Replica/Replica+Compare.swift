public import Causality
public import Sync
public import Wire

extension Replica {
    /// The digests of a range of keys, cut into at most so many runs.
    public func keyRuns(_ range: KeyRange, most: Int) throws -> [KeyRun] {
        var runs = KeyRuns(most: most)
        try forEachRow(in: range) { runs.add($0.text, $1) }
        return runs.runs
    }

    /// The rows of a range with the digest of each.
    public func rowDigests(_ range: KeyRange) throws -> [RecordKey: Digest256] {
        var rows: [RecordKey: Digest256] = [:]
        try forEachRow(in: range) { rows[$0] = $1 }
        return rows
    }

    /// By rising keys.
    private func forEachRow(
        in range: KeyRange, _ body: (RecordKey, Digest256) -> Void
    ) throws {
        try sealForeignEdits()
        try read {
            guard let table = tables[range.table] else { return }
            let keys = try connection.prepare(
                """
                SELECT id FROM \(quoted(range.table))
                WHERE id >= ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id
                """)
            keys.bind(1, text: range.from)
            if let below = range.below { keys.bind(2, text: below) } else { keys.bindNull(2) }
            while try keys.step() {
                guard let key = RecordKey(keys.text(0)) else { continue }
                let row = try loadRow(table, key)
                guard row.state.anyDot?.stream.scope == range.scope else { continue }
                body(key, Digest256(of: canonicalBytes(row.state, table.schema, key)))
            }
        }
    }
}
