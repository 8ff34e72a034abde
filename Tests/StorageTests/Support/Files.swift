import CSQLite
import Glibc

/// A connection as any other tool has it: triggers on, no settings of moso's.
final class OtherTool {
    private let handle: OpaquePointer

    init(_ path: String) {
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else {
            fatalError("cannot open \(path)")
        }
        handle = opened
    }

    deinit { sqlite3_close(handle) }

    /// Runs SQL; gives SQLite's message where it refuses.
    @discardableResult
    func run(_ sql: String) -> String? {
        sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK
            ? nil : String(cString: sqlite3_errmsg(handle))
    }

    /// The first column of the first row.
    func word(_ sql: String) -> String? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return nil }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0)
        else { return nil }
        return String(cString: text)
    }
}

/// The whole of a small file; `nil` when it cannot be read.
func bytes(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&part, 1, part.count, file)
        if count == 0 { return all }
        all += part[0..<count]
    }
}

func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "wb") else { fatalError("cannot write \(path)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
}

/// Copies the files of a closed replica, all or one of them, over those of another directory.
func copy(_ names: [String], from: String, to: String) {
    mkdir(to, 0o700)
    for name in names {
        if let content = bytes(of: from + "/" + name) {
            write(content, to: to + "/" + name)
        } else {
            unlink(to + "/" + name)
        }
    }
}

let replicaFiles = ["replica.db", "replica.db-wal", "replica.db-shm", "replica.id"]
