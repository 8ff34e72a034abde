public import Causality
internal import Glibc

// The way back from an upgrade.
//
// An older moso refuses a file that a newer one has opened, so whoever installs a newer one and regrets it
// needs the file as it was. Nobody can be relied on to have made a backup that day; so one is made here, before
// the first change to the layout, and where it cannot be made nothing is changed. It lies among the other
// backups and is one of them: it is listed, rotated, and an erasure reaches it.

extension Replica {
    /// The name of a backup made at a moment, in milliseconds since 1970: sorted by name is sorted by time.
    public static func backupName(of site: SiteID, at milliseconds: UInt64) -> String {
        var seconds = time_t(milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(parts.tm_year + 1_900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
        let time = "\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
        return "\(site.name)-\(day)T\(time)Z.db"
    }

    /// Makes a backup where opening would change how the tables are laid out.
    ///
    /// - Throws: `StorageError.diskFull`, `.file`; the file is then as it was.
    static func backUpBeforeUpgrade(
        _ connection: Connection, in directory: String, _ schema: ReplicaSchema,
        _ environment: ReplicaEnvironment
    ) throws {
        // A store of the simulator has no folders.
        guard environment.vfs == nil, try isOutdated(connection, schema) else { return }
        let site = try ReplicaMeta.load(connection).site
        let folder = directory + "/" + backupFolder
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw StorageError.file(operation: "create", path: folder, errno: errno)
        }
        let path = folder + "/" + backupName(of: site, at: environment.wallMilliseconds())
        // Another process that opens it in the same second makes the same one.
        guard access(path, F_OK) != 0 else { return }
        try connection.backUp(to: path)
    }

    private static func isOutdated(
        _ connection: Connection, _ schema: ReplicaSchema
    ) throws -> Bool {
        let format = try connection.number("PRAGMA user_version") ?? 0
        let known = try connection.number(
            "SELECT value FROM moso_meta WHERE name = 'schema_version'")
        return format < formatVersion || known ?? 0 < Int64(schema.version)
    }
}

extension Connection {
    /// Writes a copy of the database, whole as of one moment, to a path where nothing is yet.
    ///
    /// - Throws: `StorageError`; nothing is left at the path then.
    func backUp(to path: String) throws {
        let fresh = path + ".part"
        unlink(fresh)
        let mask = umask(0o077)
        defer { umask(mask) }
        do {
            let copy = try prepare("VACUUM INTO ?1")
            copy.bind(1, text: fresh)
            _ = try copy.step()
            try Replica.putInPlace(fresh, path)
        } catch let error as SQLiteError {
            unlink(fresh)
            throw StorageError(error, in: path)
        } catch {
            unlink(fresh)
            throw error
        }
    }
}

extension Connection {
    /// Whether a table has no such column yet.
    func lacks(_ column: String, in table: String) throws -> Bool {
        try number("SELECT count(*) FROM pragma_table_info('\(table)') WHERE name = '\(column)'")
            == 0
    }
}
