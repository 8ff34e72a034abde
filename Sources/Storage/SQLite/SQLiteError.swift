internal import CSQLite

/// A call of SQLite that failed: what was attempted, its code and its words.
public struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// The extended result code.
    public let code: Int32
    public let message: String
    /// The statement or operation attempted.
    public let operation: String

    /// The code without its extension.
    public var primary: Int32 { code & 0xff }

    public var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
    public var isFull: Bool { primary == SQLITE_FULL }
    public var isConstraint: Bool { primary == SQLITE_CONSTRAINT }
    /// Whether it is the values of a row that SQLite refused or could not reckon with, and neither the
    /// file nor the disk.
    public var isAboutValues: Bool {
        [SQLITE_CONSTRAINT, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_TOOBIG].contains(primary)
    }
    public var isCorrupt: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }
    public var isNotDatabase: Bool { primary == SQLITE_NOTADB }
    public var isIO: Bool { primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN }
    public var isReadOnly: Bool { primary == SQLITE_READONLY }

    public var description: String { "SQLite \(code) (\(message)) in: \(operation)" }
}
