internal import CSQLite
internal import Causality
internal import Storage
internal import Workflows

/// The same rows in plain SQLite: the C API with cached prepared statements and the pragmas a
/// replica has. What moso costs is measured against this, in the same run.
final class PlainSQLite {
    private var handle: OpaquePointer?
    private var inserts: [OpaquePointer?] = []
    private var updates: [[OpaquePointer?]] = []

    init(path: String) throws {
        try check(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil))
        try run(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
            PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;
            """)
        for table in Workload.tables {
            let columns = table.columns.map { "\($0.name) \($0.isInteger ? "INTEGER" : "TEXT")" }
            try run(
                """
                CREATE TABLE \(table.name)(
                id TEXT PRIMARY KEY NOT NULL, \(columns.joined(separator: ", "))) STRICT;
                """)
            let places = Array(repeating: "?", count: table.columns.count + 1)
            inserts.append(
                try prepare("INSERT INTO \(table.name) VALUES(\(places.joined(separator: ", ")))"))
            updates.append(
                try table.columns.map {
                    try prepare("UPDATE \(table.name) SET \($0.name) = ?1 WHERE id = ?2")
                })
        }
    }

    deinit {
        for statement in inserts + updates.joined() { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    func run(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

    private func insert(_ table: Int, _ row: WorkloadRow) throws {
        let statement = inserts[table]
        bind(statement, 1, .text(row.keyText))
        for (at, value) in row.values.enumerated() { bind(statement, Int32(at) + 2, value) }
        try step(statement)
    }

    /// Adds all rows in one durable commit.
    func insert(_ work: Workload) throws {
        try run("BEGIN IMMEDIATE")
        for (table, rows) in work.rows.enumerated() {
            for row in rows { try insert(table, row) }
        }
        try run("COMMIT")
    }

    /// Makes updates in one durable commit.
    func update(_ updates: ArraySlice<WorkloadUpdate>) throws {
        try run("BEGIN IMMEDIATE")
        for one in updates { try update(one) }
        try run("COMMIT")
    }

    private func update(_ update: WorkloadUpdate) throws {
        let statement = updates[update.table][update.column]
        bind(statement, 1, update.value)
        bind(statement, 2, .text(update.keyText))
        try step(statement)
    }

    /// Reads every column of every row; returns how many bytes that were.
    func selectAll() throws -> Int {
        var bytes = 0
        for table in Workload.tables {
            let statement = try prepare("SELECT * FROM \(table.name)")
            defer { sqlite3_finalize(statement) }
            while sqlite3_step(statement) == SQLITE_ROW {
                for column in 0..<sqlite3_column_count(statement) {
                    bytes += Int(sqlite3_column_bytes(statement, column))
                    _ = sqlite3_column_blob(statement, column)
                }
            }
        }
        return bytes
    }

    /// The rows that a question gives.
    func select(_ sql: String) throws -> [[Value]] {
        let statement = try prepare(sql)
        defer { sqlite3_finalize(statement) }
        var rows: [[Value]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<sqlite3_column_count(statement)).map { at in
                    switch sqlite3_column_type(statement, at) {
                    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, at))
                    case SQLITE_TEXT: .text(String(cString: sqlite3_column_text(statement, at)))
                    default: .null
                    }
                })
        }
        return rows
    }

    /// Writes down what differs, as a program does that keeps such a list by itself.
    func keep(_ contested: [(right: WorkloadUpdate, left: Value)]) throws {
        try run(
            """
            CREATE TABLE conflict(
            id TEXT PRIMARY KEY NOT NULL, tab TEXT, key TEXT, col TEXT, yours TEXT, theirs TEXT,
            by TEXT, at TEXT) STRICT; BEGIN IMMEDIATE;
            """)
        let statement = try prepare("INSERT INTO conflict VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
        defer { sqlite3_finalize(statement) }
        for (number, one) in contested.enumerated() {
            let table = Workload.tables[one.right.table]
            let texts = [
                "\(number)", table.name, one.right.keyText,
                table.columns[one.right.column].name, "\(one.left)", "\(one.right.value)",
                "bench", "2026-01-01T08:00:00Z",
            ]
            for (at, text) in texts.enumerated() { bind(statement, Int32(at) + 1, .text(text)) }
            try step(statement)
        }
        try run("COMMIT")
    }

    private func prepare(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        return statement
    }

    private func step(_ statement: OpaquePointer?) throws {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw BenchError(message: "plain SQLite: \(code)") }
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw BenchError(message: "plain SQLite: \(code)") }
    }

    private func bind(_ statement: OpaquePointer?, _ at: Int32, _ value: Value) {
        switch value {
        case .null, .erased, .tuple: sqlite3_bind_null(statement, at)
        case .integer(let number): sqlite3_bind_int64(statement, at, number)
        case .text(var text):
            text.withUTF8 { utf8 in
                _ = utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(
                        statement, at, $0.baseAddress, Int32($0.count), csqlite_transient())
                }
            }
        }
    }
}

/// Why nothing that was measured counts.
struct BenchError: Error {
    let what: Phrase

    init(_ what: Phrase) { self.what = what }

    /// In the words of SQLite.
    init(message: String) { what = Phrase(verbatim: message) }
}
