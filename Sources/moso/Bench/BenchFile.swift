internal import CSQLite

/// A database file as it lies there, looked at from outside.
final class BenchFile {
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            throw BenchError(message: "\(path): " + String(cString: sqlite3_errmsg(handle)))
        }
    }

    deinit { sqlite3_close(handle) }

    /// Bytes of the database once its write-ahead log has been taken in.
    func size() throws -> Double {
        try forEachRow("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
        return try number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    }

    /// Bytes of content, without the free room in pages, of the objects for which `condition` holds.
    func payload(where condition: String) throws -> Double {
        try number("SELECT coalesce(sum(payload), 0) FROM dbstat WHERE \(condition)")
    }

    func number(_ sql: String) throws -> Double {
        var number = 0.0
        try forEachRow(sql) { number = sqlite3_column_double($0, 0) }
        return number
    }

    func forEachRow(_ sql: String, _ body: (OpaquePointer?) -> Void) throws {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw BenchError(message: "\(sql): " + String(cString: sqlite3_errmsg(handle)))
        }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW {
            body(statement)
            code = sqlite3_step(statement)
        }
        guard code == SQLITE_DONE else { throw BenchError(message: "\(sql): \(code)") }
    }
}
