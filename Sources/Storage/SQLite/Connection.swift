internal import CSQLite
internal import Causality
internal import Glibc

/// Owns one connection, opened defensively. Confined to its owner; not Sendable.
final class Connection {
    let handle: OpaquePointer
    let path: String
    /// Those who wait to write, this connection among them.
    let waiting: WaitingWriters

    enum Mode { case create, readWrite }

    /// Opens `path` with the settings every replica is used with.
    ///
    /// - Parameters:
    ///   - busyMilliseconds: how long a writer waits for another one.
    ///   - vfs: SQLite's way to the disk; `nil` for the machine's own.
    init(
        path: String, mode: Mode, busyMilliseconds: Int32, vfs: String? = nil
    ) throws(SQLiteError) {
        // Readable by the service's user alone, the -wal and -shm files included.
        let oldMask = umask(0o077)
        defer { umask(oldMask) }
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
            | SQLITE_OPEN_EXRESCODE | (mode == .create ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, vfs)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw SQLiteError(code: code, message: message, operation: "open \(path)")
        }
        handle = opened
        self.path = path
        waiting = WaitingWriters(path: path, waitingAtMost: busyMilliseconds)
        waiting.attend(handle)
        for (option, value) in Connection.switches { csqlite_db_config(handle, option, value) }
        for (limit, value) in Connection.limits { sqlite3_limit(handle, limit, value) }
    }

    deinit {
        // Statements that are still out keep the handle alive, and nobody that asks `waiting`.
        sqlite3_busy_handler(handle, nil, nil)
        sqlite3_close_v2(handle)
    }

    private static let switches: [(Int32, Int32)] = [
        (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
        (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        // Triggers capture what other tools write; moso's own writes are sealed as they are made.
        (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 1),
    ]

    private static let limits: [(Int32, Int32)] = [
        (SQLITE_LIMIT_LENGTH, 64 << 20), (SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (SQLITE_LIMIT_VDBE_OP, 25_000), (SQLITE_LIMIT_ATTACHED, 1),
        (SQLITE_LIMIT_VARIABLE_NUMBER, 999),
    ]

    func prepare(_ sql: String) throws(SQLiteError) -> Statement { try Statement(handle, sql) }

    /// Runs SQL that gives nothing back; several statements may be separated by semicolons.
    func execute(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(handle, code, sql) }
    }

    /// The first column of the first row as a number; `nil` when there is no row or it is NULL.
    func number(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try Statement(handle, sql, persistent: false)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// The first column of the first row as text.
    func word(_ sql: String) throws(SQLiteError) -> String? {
        let statement = try Statement(handle, sql, persistent: false)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.text(0)
    }

    /// Whether the file that is open no longer lies at its path.
    var hasMoved: Bool {
        var moved: Int32 = 0
        let code = sqlite3_file_control(handle, nil, SQLITE_FCNTL_HAS_MOVED, &moved)
        return code == SQLITE_OK && moved != 0
    }

    /// Rows changed by the last statement.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// A number that changes with every commit, here or by another connection. What others have
    /// committed shows as soon as a transaction has read something.
    var dataVersion: Int64 {
        var version: UInt32 = 0
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &version)
        precondition(code == SQLITE_OK, "SQLite knows the version of its main database")
        return Int64(version)
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}

/// An SQL identifier of our own schema, quoted. Names never come from peers.
func quoted(_ identifier: String) -> String {
    precondition(!identifier.utf8.contains(UInt8(ascii: "\"")), "no quote in a declared name")
    return "\"\(identifier)\""
}
