internal import CSQLite
package import Causality
internal import Glibc
internal import Storage
internal import Sync
internal import Wire

/// New replicas by site, made once and copied from then on: making one costs more than all that a small
/// world does with it. Schemas are told apart by their version.
package final class ReplicaTemplates {
    private var made: [String: ReplicaTemplate] = [:]
    private var rosters: [String: Roster] = [:]
    /// The version of the hub whose roster that is.
    private var hubVersions: [String: UInt32] = [:]

    /// What a hub has written about the keys of members, with its signatures.
    struct Roster {
        var records: [LogRecord] = []
        var heads: [SignedHead] = []
    }

    private let environment: ReplicaEnvironment

    /// - Parameter holds: which scopes a site holds by their names; all where nothing is said.
    package init(
        holds: (@Sendable (_ site: SiteID, _ hub: SiteID, ScopeID) -> Bool)? = nil
    ) {
        var environment = SQLiteSite.environment(HandClock(), 0)
        environment.vfs = nil
        if let holds { environment.holds = holds }
        self.environment = environment
    }

    func of(
        _ site: SiteID, hub: SiteID, _ schema: ReplicaSchema, members: [SiteID]? = nil
    ) throws -> ReplicaTemplate {
        let signed = (members ?? []).map(\.name).joined(separator: " ")
        if site == hub { hubVersions[signed] = schema.version }
        // Hubs of two versions write it in other bytes: a world's hub is made first, and its roster is meant. A site
        // that was made with the other one in an earlier world is none of this.
        let name = "\(site) \(hub) \(schema.version) \(signed) \(hubVersions[signed] ?? 0)"
        if let known = made[name] {
            if site == hub { rosters[signed] = known.roster }
            return known
        }
        precondition(members == nil || site == hub || rosters[signed] != nil, "the hub comes first")
        let template = try ReplicaTemplate(
            site, hub: hub, schema, members, site == hub ? nil : rosters[signed], environment)
        if site == hub { rosters[signed] = template.roster }
        made[name] = template
        return template
    }
}

/// A new replica of one site as `Replica.create` makes it, or, where there are members with keys, as it is once the
/// hub has enrolled them all and the roster has come.
///
/// The database is copied into a simulated disk. The identity file names it by device and inode; so
/// that it holds for every copy, each has a second name of the one real file in its directory.
final class ReplicaTemplate {
    private let scratch = Scratch()
    private let database: [UInt8]
    private let identity: [UInt8]
    private let hasKey: Bool
    /// What the hub has written about keys.
    private(set) var roster = ReplicaTemplates.Roster()

    init(
        _ site: SiteID, hub: SiteID, _ schema: ReplicaSchema, _ members: [SiteID]?,
        _ roster: ReplicaTemplates.Roster?, _ environment: ReplicaEnvironment
    ) throws {
        hasKey = members != nil
        try ReplicaTemplate.make(
            at: scratch.path, site, hub, schema, members, roster, environment, &self.roster)
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

    /// The replica is closed at the end, so that all of it is in its file.
    private static func make(
        at directory: String, _ site: SiteID, _ hub: SiteID, _ schema: ReplicaSchema,
        _ members: [SiteID]?, _ roster: ReplicaTemplates.Roster?,
        _ environment: ReplicaEnvironment, _ written: inout ReplicaTemplates.Roster
    ) throws {
        let replica = try Replica.create(
            directory: directory, site: site, hub: hub, schema: schema, environment: environment)
        guard let members else { return }
        let own = try KeyFile(directory: directory)
            .readMaking { _ in SimulatedKeys.key(of: site).seed }.publicKey
        for member in members where member != site && (site == hub || member == hub) {
            try replica.trust(
                SimulatedKeys.key(of: member).publicKey, of: member, ownKey: own)
        }
        if let roster {
            let chains = ReceivedChains(roster.records, signedBy: roster.heads)
            let signed = try chains.verified(roster.heads) {
                try replica.signers(of: $0, from: hub)
            }
            let results = try replica.apply(roster.records, from: hub, signed) { _ in true }
            precondition(
                results.allSatisfy { $0.outcome == .applied }, "the roster comes: \(results)")
        } else {
            _ = try replica.extract(beyond: VersionVector(), { _ in true }) { record in
                written.records.append(record)
                return true
            }
            written.heads = try replica.signatures(
                over: written.records.compactMap { ChainLink($0) })
        }
    }

    /// Makes a copy whose files belong to `directory`.
    func stamp(into directory: String) throws -> CrashDisk {
        mkdir(directory, 0o700)
        for file in [Replica.databaseName] + (hasKey ? [KeyFile.name] : []) {
            let names = [scratch.path, directory].map { $0 + "/" + file }
            guard link(names[0], names[1]) == 0 else {
                throw RequestError("no second name for \(names[0]): errno \(errno)")
            }
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
