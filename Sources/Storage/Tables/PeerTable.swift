internal import Causality
internal import Wire

/// `moso_peer`: the sites this one exchanges with, what they last said, and how the tries went.
final class PeerTable {
    static let sql = """
        CREATE TABLE moso_peer(
            url TEXT PRIMARY KEY NOT NULL,
            site TEXT,
            paused INTEGER NOT NULL DEFAULT 0,
            added_ms INTEGER NOT NULL,
            last_try_ms INTEGER,
            last_ok_ms INTEGER,
            last_error TEXT,
            reach INTEGER NOT NULL DEFAULT 0,
            tries INTEGER NOT NULL DEFAULT 0,
            sent INTEGER NOT NULL DEFAULT 0,
            received INTEGER NOT NULL DEFAULT 0,
            schema_version INTEGER,
            alerted_ms INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE moso_peer_vector(
            site TEXT PRIMARY KEY NOT NULL,
            vector BLOB NOT NULL,
            heard_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private let connection: Connection
    private let vectorSelect: Statement
    private let vectorUpsert: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        vectorSelect = try connection.prepare(
            "SELECT vector, heard_ms FROM moso_peer_vector WHERE site = ?1")
        vectorUpsert = try connection.prepare(
            """
            INSERT INTO moso_peer_vector(site, vector, heard_ms) VALUES(?1, ?2, ?3)
            ON CONFLICT(site) DO UPDATE SET vector = excluded.vector, heard_ms = excluded.heard_ms
            """)
    }

    func vector(of site: SiteID) throws -> VersionVector { try claim(of: site).vector }

    /// What a site last said to hold, and when; nothing, at 0, of one that never said anything.
    func claim(of site: SiteID) throws -> (vector: VersionVector, heardMilliseconds: UInt64) {
        vectorSelect.bind(1, text: site.name)
        defer { vectorSelect.reset() }
        guard try vectorSelect.step() else { return (VersionVector(), 0) }
        return (
            try ContextBlob.decode(vectorSelect.bytes(0)), UInt64(clamping: vectorSelect.integer(1))
        )
    }

    func keep(
        _ vector: VersionVector, of site: SiteID, at milliseconds: UInt64
    ) throws(SQLiteError) {
        vectorUpsert.bind(1, text: site.name)
        vectorUpsert.bind(2, blob: ContextBlob.encode(vector))
        vectorUpsert.bind(3, integer: Int64(milliseconds))
        try vectorUpsert.run()
    }

    /// When each site that was ever in an exchange last was.
    func heard() throws -> [SiteID: UInt64] {
        let select = try connection.prepare("SELECT site, heard_ms FROM moso_peer_vector")
        var heard: [SiteID: UInt64] = [:]
        while try select.step() {
            guard let site = SiteID(select.text(0)) else { continue }
            heard[site] = UInt64(clamping: select.integer(1))
        }
        return heard
    }

    /// Puts what peers have said to hold under new names.
    func rename(_ rename: StreamRenaming, first: UInt64) throws {
        try change { rename($0, first: first) }
    }

    /// Forgets what peers have said to hold of a scope.
    func forget(_ scope: ScopeID) throws { try change { $0.restricted { $0 != scope } } }

    private func change(_ body: (VersionVector) -> VersionVector) throws {
        let select = try connection.prepare("SELECT site, vector FROM moso_peer_vector")
        var renamed: [(site: String, vector: [UInt8])] = []
        while try select.step() {
            let vector = body(try ContextBlob.decode(select.bytes(1)))
            renamed.append((select.text(0), ContextBlob.encode(vector)))
        }
        let update = try connection.prepare(
            "UPDATE moso_peer_vector SET vector = ?2 WHERE site = ?1")
        for entry in renamed {
            update.bind(1, text: entry.site)
            update.bind(2, blob: entry.vector)
            try update.run()
        }
    }
}
