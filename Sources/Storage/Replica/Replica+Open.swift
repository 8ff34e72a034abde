public import Causality
internal import CSQLite
internal import Glibc

extension Replica {
    /// The format of the `moso_…` tables; SQLite's `user_version`.
    static let formatVersion: Int64 = 15
    /// The oldest format that is brought up to this one when it is opened: before there was a roster. The
    /// one after it has no cuts, the next no grants, and up to 12 what waits has no signature.
    static let oldestFormat: Int64 = 9
    /// "moso" in ASCII; SQLite's `application_id`.
    static let applicationID: Int64 = 0x6d6f_736f

    /// Makes the replica of a site in `directory`, which is made if it is not there.
    public static func create(
        directory: String, site: SiteID, hub: SiteID, schema: ReplicaSchema,
        environment: ReplicaEnvironment
    ) throws -> Replica {
        try create(
            directory: directory, site: site, hub: hub, epoch: 1, schema: schema,
            environment: environment, filling: nil)
    }

    /// The same, with what `filling` writes into it before it is put in place.
    static func create(
        directory: String, site: SiteID, hub: SiteID, epoch: UInt32, schema: ReplicaSchema,
        environment: ReplicaEnvironment, filling: ((Replica) throws -> Void)?
    ) throws -> Replica {
        try makeDirectory(directory)
        let directory = followed(directory)
        let path = directory + "/" + databaseName
        return try translating(directory) {
            if access(path, F_OK) == 0, !isEmpty(path) {
                // Another application's file is not spoken of as a replica.
                try checkKind(in: directory, environment)
                throw StorageError.exists(path: path)
            }
            try checkSwap(directory)
            // Built under another name and then renamed: a crash leaves no half-made replica.
            let fresh = path + ".new"
            let remove = { for end in ["", "-wal", "-shm", "-journal"] { unlink(fresh + end) } }
            remove()
            do {
                let connection = try Connection(
                    path: fresh, mode: .create, busyMilliseconds: environment.busyMilliseconds)
                // Nothing is kept of a file that is not finished, so it needs no journal.
                try connection.execute(
                    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN IMMEDIATE;")
                try makeTables(
                    connection, schema, CaptureRights(site, hub: hub, schema, environment))
                try writeMeta(connection, site, hub, epoch, schema, environment)
                try connection.execute("COMMIT; PRAGMA cache_size = -65536;")
                if let filling {
                    try filling(
                        Replica(
                            connection: connection, directory: directory, schema: schema,
                            meta: try ReplicaMeta.load(connection), environment: environment))
                }
                try connection.execute("PRAGMA journal_mode = WAL;")
            } catch {
                remove()
                throw error
            }
            try putInPlace(fresh, path)
            return try open(
                directory: directory, schema: schema, environment: environment, isNew: true)
        }
    }

    /// Looks at the file that stands where a directory's replica would be made.
    ///
    /// - Throws: what the file is instead of a replica.
    public static func checkKind(
        in directory: String, _ environment: ReplicaEnvironment
    ) throws {
        let path = directory + "/" + databaseName
        try translating(directory) {
            try checkKind(
                try Connection(
                    path: path, mode: .readWrite,
                    busyMilliseconds: environment.busyMilliseconds), path)
        }
    }

    /// Syncs a file, renames it and syncs the directory.
    static func putInPlace(_ fresh: String, _ path: String) throws {
        let file = Glibc.open(fresh, O_RDONLY | O_CLOEXEC)
        guard file >= 0, fsync(file) == 0 else {
            throw errno == ENOSPC
                ? StorageError.diskFull(path: path)
                : StorageError.file(operation: "sync", path: fresh, errno: errno)
        }
        close(file)
        guard rename(fresh, path) == 0 else {
            throw StorageError.file(operation: "rename", path: fresh, errno: errno)
        }
        try IdentityStore.syncDirectory(of: path)
    }

    /// Opens the replica in `directory`, brings its tables up to `schema`, and makes sure of its
    /// identity: see `epochChange`. A file of an older version is backed up first.
    public static func open(
        directory: String, schema: ReplicaSchema, environment: ReplicaEnvironment
    ) throws -> Replica {
        try open(directory: directory, schema: schema, environment: environment, isKept: false)
    }

    /// - Parameter isKept: whether the file as it is lies elsewhere too, so that no backup need be made.
    static func open(
        directory: String, schema: ReplicaSchema, environment: ReplicaEnvironment, isKept: Bool
    ) throws -> Replica {
        try translating(directory) {
            try open(
                directory: directory, schema: schema, environment: environment, isNew: false,
                isKept: isKept)
        }
    }

    private static func open(
        directory: String, schema: ReplicaSchema, environment: ReplicaEnvironment, isNew: Bool,
        isKept: Bool = true
    ) throws -> Replica {
        let directory = followed(directory)
        let path = directory + "/" + databaseName
        guard access(path, R_OK) == 0 else {
            let why = errno
            try checkSwap(directory)
            // What may not be looked at need not be missing.
            throw why == ENOENT || why == ENOTDIR
                ? StorageError.missing(path: path)
                : StorageError.file(operation: "open", path: path, errno: why)
        }
        var info = stat()
        if environment.vfs == nil, lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFLNK {
            throw StorageError.file(operation: "open", path: path, errno: ELOOP)
        }
        let connection = try Connection(
            path: path, mode: .readWrite, busyMilliseconds: environment.busyMilliseconds,
            vfs: environment.vfs)
        try checkKind(connection, path)
        try configure(connection)
        if !isKept {
            try backUpBeforeUpgrade(connection, in: directory, schema, environment)
        }
        try upgradeFormat(connection)
        let found = try ReplicaMeta.load(connection)
        try upgradeTables(
            connection, schema, CaptureRights(found.site, hub: found.hub, schema, environment))
        let meta = try ReplicaMeta.load(connection)
        let replica = try Replica(
            connection: connection, directory: directory, schema: schema, meta: meta,
            environment: environment)
        try replica.settleIdentity(isNew: isNew)
        try replica.catchUpAfterUpgrade()
        try replica.catchUpWithRoster()
        try replica.carryOutTurns()
        return replica
    }

    /// Neither opened nor made where a replica is half replaced.
    private static func checkSwap(_ directory: String) throws {
        guard SnapshotFiles.isSwapUnfinished(in: directory) else { return }
        throw StorageError.againUnfinished(directory: directory)
    }

    private static func translating<Result>(
        _ directory: String, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw StorageError(error, in: directory)
        }
    }

    /// Makes a folder and those above it that are not there.
    static func makeDirectory(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let why = errno
        let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        guard why == ENOENT, !above.isEmpty, above != path else {
            throw StorageError.file(operation: "create", path: path, errno: why)
        }
        try makeDirectory(above)
        if mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw StorageError.file(operation: "create", path: path, errno: errno)
        }
    }

    /// The folder that a name leads to, links followed: SQLite refuses a path with a link anywhere in
    /// it, and a folder may well be one. The database itself may not.
    private static func followed(_ directory: String) -> String {
        guard let real = realpath(directory, nil) else { return directory }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether a file has no bytes, and no write-ahead log beside it that would fill it.
    private static func isEmpty(_ path: String) -> Bool {
        let size = { (path: String) -> Int in
            var info = stat()
            return lstat(path, &info) == 0 ? Int(info.st_size) : 0
        }
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && info.st_size == 0
            && size(path + "-wal") == 0
    }

    private static func checkKind(_ connection: Connection, _ path: String) throws {
        if isEmpty(path) { throw StorageError.notAReplica(path: path, why: .empty) }
        do {
            let application = try connection.number("PRAGMA application_id") ?? 0
            guard application == applicationID else {
                throw StorageError.notAReplica(
                    path: path, why: .otherApplication(application))
            }
            let version = try connection.number("PRAGMA user_version") ?? 0
            guard version <= formatVersion else {
                throw StorageError.newerVersion(path: path, found: version, known: formatVersion)
            }
            guard version >= oldestFormat else {
                throw StorageError.notAReplica(
                    path: path, why: .unreleasedFormat(version))
            }
        } catch let error as SQLiteError where error.isNotDatabase {
            throw StorageError.notAReplica(path: path, why: .noDatabase(error.message))
        }
    }

    private static func configure(_ connection: Connection) throws {
        try connection.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = OFF;
            PRAGMA cell_size_check = ON;
            PRAGMA mmap_size = 0;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            """)
        // Believe nothing that can be read back.
        guard try connection.number("PRAGMA synchronous") == 2,
            try connection.word("PRAGMA journal_mode") == "wal"
        else {
            throw StorageError.notAReplica(
                path: connection.path, why: .noWriteAheadLog)
        }
    }

    private static func makeTables(
        _ connection: Connection, _ schema: ReplicaSchema, _ rights: CaptureRights
    ) throws {
        try connection.execute(
            """
            PRAGMA application_id = \(applicationID);
            PRAGMA user_version = \(formatVersion);
            CREATE TABLE moso_meta(
                name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE moso_cell(
                tab TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
                PRIMARY KEY(tab, position)
            ) STRICT, WITHOUT ROWID;
            \(StreamTable.sql)
            \(LogTable.sql)
            \(SiblingTable.sql)
            \(WaitingTable.sql)
            \(PeerTable.sql)
            \(TrustTable.sql)
            \(InvitationTable.sql)
            \(ConflictTable.sql)
            \(ErasureTable.sql)
            \(HorizonTable.sql)
            \(AckTable.sql)
            \(StepTable.sql)
            \(RosterTable.sql)
            \(CutTable.sql)
            \(GrantTable.sql)
            \(SignatureTable.sql)
            \(TriggerWriter.journalSQL)
            \(TriggerWriter.sharedSQL)
            \(AsideTable.sql)
            """)
        try connection.execute(captureVersion)
        for table in schema.tables {
            try connection.execute(RowTable.sql(table))
            try connection.execute(TriggerWriter.sql(table, rights))
            try nameCells(connection, table, from: 0)
        }
    }

    private static func writeMeta(
        _ connection: Connection, _ site: SiteID, _ hub: SiteID, _ epoch: UInt32,
        _ schema: ReplicaSchema, _ environment: ReplicaEnvironment
    ) throws {
        // Names come from validated types, numbers from ours: nothing here needs binding.
        try connection.execute(
            """
            INSERT INTO moso_meta(name, value) VALUES
                ('site', '\(site)'), ('hub', '\(hub)'), ('epoch', '\(epoch)'),
                ('schema_version', '\(schema.version)'),
                ('created_ms', '\(environment.wallMilliseconds())');
            """)
    }

    // MARK: Upgrade

    private static func upgradeFormat(_ connection: Connection) throws {
        let found = { try connection.number("PRAGMA user_version") ?? 0 }
        guard try found() < formatVersion else { return }
        try connection.execute("BEGIN IMMEDIATE")
        // Looked at once more under the lock: another process may have been first.
        if try found() < 12 {
            try connection.execute(
                """
                \(RosterTable.sql)
                \(CutTable.sql)
                \(GrantTable.sql)
                INSERT OR IGNORE INTO moso_meta(name, value) VALUES('\(rosterFlag)', '1');
                """)
        }
        if try found() < formatVersion {
            if try connection.lacks("signature", in: "moso_held") {
                try connection.execute(WaitingTable.signatureSQL)
            }
            if try connection.lacks("confirms", in: "moso_invitation") {
                try connection.execute(InvitationTable.confirmationSQL)
            }
            if try connection.lacks("opened_by", in: "moso_conflict") {
                try connection.execute(ConflictTable.openerSQL)
            }
            try connection.execute("PRAGMA user_version = \(formatVersion);")
        }
        try connection.execute("COMMIT")
    }

    /// Adds the tables and columns that `schema` has and the file has not.
    private static func upgradeTables(
        _ connection: Connection, _ schema: ReplicaSchema, _ rights: CaptureRights
    ) throws {
        let found = UInt32(
            try connection.number("SELECT value FROM moso_meta WHERE name = 'schema_version'") ?? 0)
        guard found <= schema.version else {
            throw StorageError.newerVersion(
                path: connection.path, found: Int64(found), known: Int64(schema.version))
        }
        let capture =
            try connection.number("SELECT value FROM moso_meta WHERE name = 'capture'") ?? 1
        if found == schema.version && capture < TriggerWriter.version {
            try connection.execute(
                "BEGIN IMMEDIATE; \(AsideTable.sql) \(TriggerWriter.sharedSQL) \(captureVersion) \(triggersDue)"
            )
            for table in schema.tables {
                try connection.execute(TriggerWriter.sql(table, rights))
            }
            try connection.execute("COMMIT")
        }
        guard found < schema.version else { return try checkCells(connection, schema) }
        try connection.execute(
            "BEGIN IMMEDIATE; \(AsideTable.sql) \(TriggerWriter.sharedSQL) \(captureVersion) \(triggersDue)"
        )
        for table in schema.tables { try upgrade(table, rights, connection) }
        try connection.execute(
            """
            INSERT OR IGNORE INTO moso_meta(name, value)
                SELECT '\(staleFlag)', '1'
                WHERE EXISTS(SELECT 1 FROM moso_meta WHERE name = '\(unknownFlag)')
                    OR EXISTS(SELECT 1 FROM moso_sibling);
            UPDATE moso_meta SET value = '\(schema.version)' WHERE name = 'schema_version';
            COMMIT
            """)
        try checkCells(connection, schema)
    }

    private static let captureVersion = """
        INSERT INTO moso_meta(name, value) VALUES('capture', '\(TriggerWriter.version)')
        ON CONFLICT(name) DO UPDATE SET value = excluded.value;
        """

    /// They have been written as for a site without grants.
    private static let triggersDue =
        "INSERT OR IGNORE INTO moso_meta(name, value) VALUES('\(triggersFlag)', '1');"

    private static func upgrade(
        _ table: TableSchema, _ rights: CaptureRights, _ connection: Connection
    ) throws {
        let known = try columns(of: table.name, connection)
        if known.isEmpty {
            try connection.execute(RowTable.sql(table))
        } else {
            for column in table.columns where !known.contains(column.name) {
                for name in [table.name, TriggerWriter.imageTable(table.name)] {
                    try connection.execute(
                        """
                        ALTER TABLE \(quoted(name))
                        ADD COLUMN \(quoted(column.name)) \(column.storage.rawValue)
                        """)
                }
            }
        }
        try connection.execute(TriggerWriter.sql(table, rights))
        let named =
            try connection.number(
                "SELECT count(*) FROM moso_cell WHERE tab = '\(table.name)'") ?? 0
        try nameCells(connection, table, from: Int(named))
    }

    private static func columns(of table: String, _ connection: Connection) throws -> Set<String> {
        let info = try connection.prepare("SELECT name FROM pragma_table_info(?1)")
        info.bind(1, text: table)
        var names: Set<String> = []
        while try info.step() { names.insert(info.text(0)) }
        return names
    }

    private static func nameCells(
        _ connection: Connection, _ table: TableSchema, from first: Int
    ) throws {
        let insert = try connection.prepare(
            "INSERT INTO moso_cell(tab, position, name) VALUES(?1, ?2, ?3)")
        for position in table.cells.indices.dropFirst(first) {
            insert.bind(1, text: table.name)
            insert.bind(2, integer: Int64(position))
            insert.bind(3, text: table.cells[position].name)
            try insert.run()
        }
    }

    /// Clocks name cells by position, so a position must never come to mean another cell.
    private static func checkCells(_ connection: Connection, _ schema: ReplicaSchema) throws {
        let select = try connection.prepare("SELECT tab, position, name FROM moso_cell")
        var count = 0
        while try select.step() {
            guard let table = schema.table(select.text(0)) else { continue }
            let position = Int(select.integer(1))
            guard table.cells.indices.contains(position),
                table.cells[position].name == select.text(2)
            else {
                throw StorageError.damaged(
                    "cell \(select.integer(1)) of \(table.name) is called \(select.text(2))")
            }
            count += 1
        }
        guard count == schema.tables.reduce(0, { $0 + $1.cells.count }) else {
            throw StorageError.damaged("moso_cell does not match the schema's cells")
        }
    }
}
