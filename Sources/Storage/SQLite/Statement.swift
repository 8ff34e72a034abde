internal import CSQLite
internal import Causality

/// Owns a prepared statement. Not copyable, so the loop that steps it pays no reference counting.
///
/// Parameters and columns are counted as in SQL: parameters from 1, columns from 0. Bytes bound as
/// borrowed must stay where they are until the statement has been stepped to its end and reset.
struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    init(_ database: OpaquePointer, _ sql: String, persistent: Bool = true) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let flags = UInt32(persistent ? SQLITE_PREPARE_PERSISTENT : 0)
        let code = sqlite3_prepare_v3(database, sql, -1, flags, &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            throw SQLiteError(database, code == SQLITE_OK ? SQLITE_MISUSE : code, sql)
        }
        handle = prepared
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Binding

    @inline(__always)
    func bind(_ at: Int32, integer: Int64) { sqlite3_bind_int64(handle, at, integer) }

    @inline(__always)
    func bindNull(_ at: Int32) { sqlite3_bind_null(handle, at) }

    func bind(_ at: Int32, text: String) {
        var text = text
        text.withUTF8 { buffer in
            bind(at, text: UnsafeRawBufferPointer(buffer), lifetime: csqlite_transient())
        }
    }

    func bind(_ at: Int32, key: RecordKey) {
        // A UUID is written where SQLite will keep it, instead of being copied there.
        let count = PackedUUID.characters
        if let uuid = key.uuid, let text = sqlite3_malloc(Int32(count)) {
            uuid.write(to: UnsafeMutableRawBufferPointer(start: text, count: count))
            sqlite3_bind_text(
                handle, at, text.assumingMemoryBound(to: CChar.self), Int32(count), sqlite3_free)
            return
        }
        key.withUTF8 { bind(at, text: $0, lifetime: csqlite_transient()) }
    }

    /// Binds UTF-8 that outlives the next `reset`.
    @inline(__always)
    func bind(_ at: Int32, borrowedText bytes: UnsafeRawBufferPointer) {
        bind(at, text: bytes, lifetime: csqlite_static())
    }

    @inline(__always)
    private func bind(
        _ at: Int32, text bytes: UnsafeRawBufferPointer, lifetime: sqlite3_destructor_type?
    ) {
        // A nil pointer would bind NULL; an empty text is not NULL.
        guard let base = bytes.baseAddress, bytes.count > 0 else {
            sqlite3_bind_text(handle, at, "", 0, csqlite_static())
            return
        }
        sqlite3_bind_text(
            handle, at, base.assumingMemoryBound(to: CChar.self), Int32(bytes.count), lifetime)
    }

    func bind(_ at: Int32, blob: [UInt8]) {
        blob.withUnsafeBytes { buffer in
            if let base = buffer.baseAddress, buffer.count > 0 {
                _ = sqlite3_bind_blob(handle, at, base, Int32(buffer.count), csqlite_transient())
            } else {
                _ = sqlite3_bind_zeroblob(handle, at, 0)
            }
        }
    }

    /// Binds bytes that outlive the next `reset`.
    @inline(__always)
    func bind(_ at: Int32, borrowedBlob bytes: UnsafeRawBufferPointer) {
        sqlite3_bind_blob(handle, at, bytes.baseAddress, Int32(bytes.count), csqlite_static())
    }

    /// - Precondition: `value` is no tuple; a group's members are bound one by one.
    func bind(_ at: Int32, _ value: Value) {
        switch value {
        case .null, .erased: bindNull(at)
        case .integer(let number): bind(at, integer: number)
        case .text(let text): bind(at, text: text)
        case .tuple: preconditionFailure("a group's members are bound one by one")
        }
    }

    // MARK: Stepping

    /// Whether there is a row. Resets the statement on error.
    @inline(__always)
    func step() throws(SQLiteError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    /// Steps a statement that gives no rows, and resets it.
    @inline(__always)
    func run() throws(SQLiteError) {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
        sqlite3_reset(handle)
    }

    @inline(__always)
    func reset() { sqlite3_reset(handle) }

    /// Resets it and forgets what was bound.
    func clear() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func failure(_ code: Int32) -> SQLiteError {
        let sql = sqlite3_sql(handle).map { String(cString: $0) } ?? ""
        let error = SQLiteError(database, code, sql)
        sqlite3_reset(handle)
        return error
    }

    // MARK: Columns of the current row

    var columnCount: Int32 { sqlite3_column_count(handle) }

    @inline(__always)
    func isNull(_ at: Int32) -> Bool { sqlite3_column_type(handle, at) == SQLITE_NULL }

    @inline(__always)
    func integer(_ at: Int32) -> Int64 { sqlite3_column_int64(handle, at) }

    func text(_ at: Int32) -> String {
        String(decoding: bytes(at, isText: true), as: UTF8.self)
    }

    func blob(_ at: Int32) -> [UInt8] { Array(bytes(at)) }

    /// The bytes of a blob or text, valid until the next step or reset.
    @inline(__always)
    func bytes(_ at: Int32, isText: Bool = false) -> UnsafeRawBufferPointer {
        let base =
            isText
            ? UnsafeRawPointer(sqlite3_column_text(handle, at)) : sqlite3_column_blob(handle, at)
        return UnsafeRawBufferPointer(
            start: base, count: Int(sqlite3_column_bytes(handle, at)))
    }

    /// The column as a value. A blob or a floating-point number, which no declared column can hold,
    /// is given as text.
    func value(_ at: Int32) -> Value {
        switch sqlite3_column_type(handle, at) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(integer(at))
        default: .text(text(at))
        }
    }
}

extension SQLiteError {
    init(_ database: OpaquePointer, _ code: Int32, _ operation: String) {
        let extended = sqlite3_extended_errcode(database)
        self.init(
            code: extended & 0xff == code & 0xff ? extended : code,
            message: String(cString: sqlite3_errmsg(database)), operation: operation)
    }
}
