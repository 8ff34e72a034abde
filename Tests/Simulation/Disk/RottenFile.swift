internal import CSQLite
internal import Causality
internal import Storage

/// A database in which something changes by itself: one column of one row, or one byte of one entry of
/// the log. Nobody wrote it, so no trigger fires and nothing is journalled.
struct RottenFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// What it is follows from `seed`; `nil` in an empty database.
    func spoil(_ schema: ReplicaSchema, seed: UInt64) -> Rot? {
        var draw = SeededGenerator(seed: seed, "rot")
        var opened: OpaquePointer?
        sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, DiskVFS.name)
        guard let handle = opened else { return nil }
        defer { sqlite3_close_v2(handle) }
        csqlite_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        return draw.chance(50)
            ? row(handle, schema, &draw) ?? entry(handle, &draw)
            : entry(handle, &draw) ?? row(handle, schema, &draw)
    }

    private func row(
        _ handle: OpaquePointer, _ schema: ReplicaSchema, _ draw: inout SeededGenerator
    ) -> Rot? {
        for table in schema.tables {
            let column = draw.pick(table.columns)
            let keys = texts(
                handle,
                "SELECT id FROM \"\(table.name)\" WHERE \"\(column.name)\" IS NOT NULL ORDER BY id")
            guard !keys.isEmpty else { continue }
            guard let key = RecordKey(draw.pick(keys)) else { continue }
            let value = column.storage == .text ? "'rotten'" : "-\(1 + draw.below(1_000_000))"
            run(
                handle,
                "UPDATE \"\(table.name)\" SET \"\(column.name)\" = \(value) WHERE id = '\(key.text)'"
            )
            return .row(RowPlace(table.name, key))
        }
        return nil
    }

    /// One bit anywhere in the bytes of an entry. A stream that has forked is left alone.
    private func entry(_ handle: OpaquePointer, _ draw: inout SeededGenerator) -> Rot? {
        let entries = texts(
            handle,
            """
            SELECT l.arrival || ' ' || s.site || '.' || s.epoch || '/' || s.scope || ':' || l.seq
                || ' ' || hex(l.bytes)
            FROM moso_log AS l JOIN moso_stream AS s ON s.id = l.stream
            WHERE s.branch = '' ORDER BY l.arrival
            """)
        guard !entries.isEmpty else { return nil }
        let parts = draw.pick(entries).split(separator: " ")
        guard parts.count == 3, let dot = Dot(String(parts[1])) else { return nil }
        var digits = Array(parts[2].utf8)
        let at = draw.below(digits.count)
        let value = UInt8(String(decoding: digits[at...at], as: UTF8.self), radix: 16) ?? 0
        digits[at] = Array("0123456789ABCDEF".utf8)[Int(value ^ 1 << UInt8(draw.below(4)))]
        let bytes = String(decoding: digits, as: UTF8.self)
        run(handle, "UPDATE moso_log SET bytes = x'\(bytes)' WHERE arrival = \(parts[0])")
        return .entry(dot)
    }

    private func run(_ handle: OpaquePointer, _ sql: String) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        precondition(code == SQLITE_OK, String(cString: sqlite3_errmsg(handle)))
    }

    private func texts(_ handle: OpaquePointer, _ sql: String) -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            preconditionFailure(String(cString: sqlite3_errmsg(handle)))
        }
        defer { sqlite3_finalize(statement) }
        var found: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            if let text = sqlite3_column_text(statement, 0) { found.append(String(cString: text)) }
        }
        return found
    }
}
