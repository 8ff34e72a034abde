import CSQLite
import Simulation
import Testing

/// SQLite itself on a simulated disk, without moso.
@Suite struct SectorTests {
    private final class Database {
        let handle: OpaquePointer?

        init(_ directory: String) {
            var opened: OpaquePointer?
            let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            sqlite3_open_v2(directory + "/t.db", &opened, flags, DiskVFS.name)
            handle = opened
        }

        deinit { sqlite3_close_v2(handle) }

        @discardableResult
        func run(_ sql: String) -> Int32 { sqlite3_exec(handle, sql, nil, nil, nil) }

        func text(_ sql: String) -> String? {
            var statement: OpaquePointer?
            sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
            defer { sqlite3_finalize(statement) }
            guard sqlite3_step(statement) == SQLITE_ROW else { return nil }
            return sqlite3_column_text(statement, 0).map { String(cString: $0) }
        }
    }

    /// Commits rows one by one, cuts the power, and counts the rows that are left.
    private func rowsLeft(seed: UInt64, synchronous: String) -> Int? {
        let directory = "/nowhere/sectors-\(seed)-\(synchronous)"
        let disk = CrashDisk()
        DiskVFS.mount(disk, at: directory)
        defer { DiskVFS.unmount(directory) }
        let before = Database(directory)
        before.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t(a)")
        before.run("PRAGMA synchronous = \(synchronous)")
        for number in 1...20 { #expect(before.run("INSERT INTO t VALUES(\(number))") == SQLITE_OK) }
        disk.cutPower(seed: seed)
        #expect(before.run("INSERT INTO t VALUES(0)") != SQLITE_OK, "a dead process writes nothing")
        let after = Database(directory)
        #expect(after.text("PRAGMA integrity_check") == "ok")
        return after.text("SELECT count(*) FROM t").flatMap { Int($0) }
    }

    @Test(arguments: Array(UInt64(1)...20))
    func `with synchronous FULL a power cut takes nothing that was committed`(seed: UInt64) {
        #expect(rowsLeft(seed: seed, synchronous: "FULL") == 20)
    }

    @Test func `with synchronous NORMAL it takes commits, and the file stays sound`() {
        let left = (UInt64(1)...20).compactMap { rowsLeft(seed: $0, synchronous: "NORMAL") }
        #expect(left.contains { $0 < 20 })
    }

    @Test func `the nth write fails, and the ones after it do not`() {
        let directory = "/nowhere/nth"
        let disk = CrashDisk()
        DiskVFS.mount(disk, at: directory)
        defer { DiskVFS.unmount(directory) }
        let database = Database(directory)
        database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t(a)")
        disk.fault = .error(after: 1)
        #expect(database.run("INSERT INTO t VALUES(1)") == SQLITE_IOERR)
        #expect(database.run("INSERT INTO t VALUES(2)") == SQLITE_OK)
        disk.fault = .full
        #expect(database.run("INSERT INTO t VALUES(3)") == SQLITE_FULL)
        disk.fault = .none
        #expect(database.text("SELECT group_concat(a) FROM t") == "2")
    }
}
