internal import CSQLite
internal import Causality
internal import Glibc
internal import Storage

/// New replicas by site, made once and copied from then on: making one costs more than all that a small
/// world does with it. Schemas are told apart by their version.
package final class ReplicaTemplates {
    private var made: [String: ReplicaTemplate] = [:]

    package init() {}

    func of(_ site: SiteID, hub: SiteID, _ schema: ReplicaSchema) throws -> ReplicaTemplate {
        let name = "\(site) \(hub) \(schema.version)"
        if let known = made[name] { return known }
        let template = try ReplicaTemplate(site, hub: hub, schema)
        made[name] = template
        return template
    }
}

/// A new replica of one site as `Replica.create` makes it.
///
/// The database is copied into a simulated disk. The identity file names it by device and inode; so
/// that it holds for every copy, each has a second name of the one real file in its directory.
final class ReplicaTemplate {
    private let scratch = Scratch()
    private let database: [UInt8]
    private let identity: [UInt8]

    init(_ site: SiteID, hub: SiteID, _ schema: ReplicaSchema) throws {
        var environment = SQLiteSite.environment(HandClock(), 0)
        environment.vfs = nil
        _ = try Replica.create(
            directory: scratch.path, site: site, hub: hub, schema: schema,
            environment: environment)
        // Given histories bring tables of their own.
        if schema.table("company")?.column("grade") != nil {
            PoisonedIndex.add(to: scratch.path + "/" + Replica.databaseName)
        }
        guard let database = SmallFile.read(scratch.path + "/" + Replica.databaseName),
            let identity = SmallFile.read(scratch.path + "/" + Replica.identityName)
        else { throw RequestError("a new replica cannot be read") }
        self.database = database
        self.identity = identity
    }

    /// Makes a copy whose files belong to `directory`.
    func stamp(into directory: String) throws -> CrashDisk {
        mkdir(directory, 0o700)
        let names = [scratch.path, directory].map { $0 + "/" + Replica.databaseName }
        guard link(names[0], names[1]) == 0 else {
            throw RequestError("no second name for \(names[0]): errno \(errno)")
        }
        SmallFile.write(identity, to: directory + "/" + Replica.identityName)
        let disk = CrashDisk()
        disk.place(Replica.databaseName, database)
        DiskVFS.mount(disk, at: directory)
        return disk
    }
}

/// Indexes that somebody at the site has made with another tool. Of one value, one of them cannot be
/// computed; another value the other allows once. So a row that every rule of moso allows can be one
/// on which SQLite fails.
enum PoisonedIndex {
    static let value = Int64.min
    static let once: Int64 = 777_777

    static func add(to path: String) {
        var opened: OpaquePointer?
        sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        defer { sqlite3_close_v2(opened) }
        let code = sqlite3_exec(
            opened,
            """
            CREATE INDEX other_size ON company(abs(grade));
            CREATE UNIQUE INDEX other_once ON company(grade) WHERE grade = \(once);
            """, nil, nil, nil)
        precondition(code == SQLITE_OK, String(cString: sqlite3_errmsg(opened)))
    }
}
