internal import CSQLite
internal import Causality
internal import Wire

/// The rows as they must stand after some updates, computed without any database: what a measured
/// end state is compared with.
struct WorkloadState {
    private var tables: [[RecordKey: [Value]]]

    init(_ work: Workload) {
        tables = work.rows.map { rows in
            Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.values) })
        }
    }

    mutating func apply(_ updates: [WorkloadUpdate]) {
        for update in updates { tables[update.table][update.key]?[update.column] = update.value }
    }

    func value(_ update: WorkloadUpdate) -> Value? {
        tables[update.table][update.key]?[update.column]
    }

    /// The cells that two sides leave open, with both values: both changed them, and not to the same.
    func contested(
        _ left: [WorkloadUpdate], _ right: [WorkloadUpdate]
    ) -> [(right: WorkloadUpdate, left: Value)] {
        var changed: [String: Value] = [:]
        let name = { (update: WorkloadUpdate) in "\(update.table) \(update.key) \(update.column)" }
        for update in left where value(update) != update.value {
            changed[name(update)] = update.value
        }
        return right.compactMap { update in
            guard let other = changed[name(update)], update.value != value(update),
                update.value != other
            else { return nil }
            return (update, other)
        }
    }

    /// SHA-256 over every row by rising key, columns joined by U+001F, rows ended by a line feed.
    var digest: Digest256 {
        var digest = RunningDigest()
        for rows in tables {
            for (key, values) in rows.sorted(by: { $0.key < $1.key }) {
                let row = ([key.text] + values.map(\.description)).joined(separator: "\u{1f}")
                digest.update(Array(row.utf8) + [10])
            }
        }
        return digest.finish()
    }

    /// The same of a database, read by plain SQLite.
    static func digest(of path: String) throws -> Digest256 {
        let file = try BenchFile(path)
        var digest = RunningDigest()
        for table in Workload.tables {
            let names = (["id"] + table.columns.map(\.name)).joined(separator: ", ")
            try file.forEachRow("SELECT \(names) FROM \(table.name) ORDER BY id") { row in
                var bytes: [UInt8] = []
                for at in 0..<Int32(table.columns.count + 1) {
                    if at > 0 { bytes.append(0x1f) }
                    let text = sqlite3_column_blob(row, at)
                    let count = Int(sqlite3_column_bytes(row, at))
                    bytes += UnsafeRawBufferPointer(start: text, count: count)
                }
                digest.update(bytes + [10])
            }
        }
        return digest.finish()
    }
}
