import Causality
import Glibc
import Storage
import Testing

/// What opening a replica makes sure of, and what it refuses without touching it.
struct OpeningTests {
    private let sites = Sites()

    private func refusal(_ name: String) -> StorageError? {
        do {
            _ = try sites.open(name)
            return nil
        } catch {
            return error as? StorageError
        }
    }

    @Test func `there is nothing to open`() throws {
        guard case .missing = refusal("nowhere") else { Issue.record("not refused"); return }
    }

    @Test func `a replica is not made over another one`() throws {
        _ = try sites.make("anji")
        #expect(throws: StorageError.self) { _ = try sites.make("anji") }
    }

    @Test func `the database of another application is left as it was`() throws {
        _ = try sites.make("anji")
        let path = sites.path("anji") + "/replica.db"
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        OtherTool(path).run("CREATE TABLE lease(id); PRAGMA application_id = 7;")
        let before = bytes(of: path)
        guard case .notAReplica(_, let why) = refusal("anji") else {
            Issue.record("not refused")
            return
        }
        #expect(why == .otherApplication(7))
        #expect(bytes(of: path) == before)
    }

    @Test func `nor is it spoken of as a replica where one is to be made`() throws {
        mkdir(sites.path("anji"), 0o700)
        OtherTool(sites.path("anji") + "/replica.db").run("CREATE TABLE lease(id)")
        do {
            _ = try sites.make("anji")
            Issue.record("made over a file of another application")
        } catch StorageError.notAReplica(_, let why) {
            #expect(why == .otherApplication(0))
        }
    }

    @Test func `a file that is no database is left as it was`() throws {
        _ = try sites.make("anji")
        let path = sites.path("anji") + "/replica.db"
        let text = Array(String(repeating: "not a database\n", count: 100).utf8)
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        write(text, to: path)
        guard case .notAReplica = refusal("anji") else { Issue.record("not refused"); return }
        #expect(bytes(of: path) == text)
    }

    @Test func `a file of a newer format is refused`() throws {
        _ = try sites.make("anji")
        OtherTool(sites.path("anji") + "/replica.db").run("PRAGMA user_version = 99")
        guard case .newerVersion(_, 99, _) = refusal("anji") else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `a file of a format that was never released is named as such`() throws {
        _ = try sites.make("anji")
        OtherTool(sites.path("anji") + "/replica.db").run("PRAGMA user_version = 1")
        guard case .notAReplica(_, let why) = refusal("anji") else {
            Issue.record("not refused")
            return
        }
        #expect(why == .unreleasedFormat(1))
    }

    @Test func `an empty file is named as such, and a replica may be made in its place`() throws {
        mkdir(sites.path("anji"), 0o700)
        write([], to: sites.path("anji") + "/replica.db")
        guard case .notAReplica(_, let why) = refusal("anji") else {
            Issue.record("not refused")
            return
        }
        #expect(why == .empty)
        // What a write-ahead log would fill is not empty.
        write([1], to: sites.path("anji") + "/replica.db-wal")
        #expect(throws: StorageError.self) { try sites.make("anji") }
        write([], to: sites.path("anji") + "/replica.db-wal")
        _ = try sites.make("anji")
        #expect(try sites.open("anji").verify().findings.isEmpty)
    }

    @Test func `a file of a newer schema is refused`() throws {
        _ = try sites.make("anji")
        OtherTool(sites.path("anji") + "/replica.db")
            .run("UPDATE moso_meta SET value = '99' WHERE name = 'schema_version'")
        guard case .newerVersion(_, 99, 1) = refusal("anji") else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `a symbolic link is not followed`() throws {
        _ = try sites.make("anji")
        mkdir(sites.path("linked"), 0o700)
        symlink(sites.path("anji") + "/replica.db", sites.path("linked") + "/replica.db")
        #expect(throws: StorageError.self) { _ = try sites.open("linked") }
    }

    @Test func `files are readable by their owner alone`() throws {
        let anji = try sites.make("anji")
        try anji.edit(author: "test") { try $0.insert("company", key("C-1"), [:]) }
        for name in replicaFiles {
            var info = stat()
            #expect(stat(sites.path("anji") + "/" + name, &info) == 0, "\(name)")
            #expect(info.st_mode & 0o077 == 0, "\(name)")
        }
    }

    @Test func `commits are synced in full and readers do not wait for writers`() throws {
        let anji = try sites.make("anji")
        #expect(try anji.select("PRAGMA synchronous") == [[.integer(2)]])
        #expect(try anji.select("PRAGMA journal_mode") == [[.text("wal")]])
        #expect(try anji.select("PRAGMA trusted_schema") == [[.integer(0)]])
    }

    @Test func `another process is told that the replica is busy`() throws {
        let anji = try sites.make("anji")
        var environment = sites.environment
        environment.busyMilliseconds = 1
        let second = try Replica.open(
            directory: sites.path("anji"), schema: TestSchema.replica, environment: environment)
        try anji.write {
            do {
                try second.write {}
                Issue.record("two writers at once")
            } catch StorageError.busy {}
        }
        try second.write {}
    }

    @Test func `readers see whole commits`() throws {
        let anji = try sites.make("anji")
        let reader = try sites.open("anji")
        try anji.edit(author: "test") { draft in
            for number in 0..<10 { try draft.insert("company", key("C-\(number)"), [:]) }
            #expect(try reader.keys(of: "company", prefix: "C-", limit: 100).isEmpty)
        }
        #expect(try reader.keys(of: "company", prefix: "C-", limit: 100).count == 10)
    }
}
