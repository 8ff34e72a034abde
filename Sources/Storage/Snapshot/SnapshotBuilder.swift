public import Causality
internal import Glibc
public import Wire

// A replica from a snapshot.
//
// Everything is built in a file beside the place of the replica, in one transaction of SQLite without
// a journal: should it end before its time, the file is thrown away and made anew, which costs seconds
// and no network. Only when the whole log has been followed hash by hash up to the heads that the
// manifests promise, and the state has the digests they promise, is the file synced and renamed into
// place. So a crash leaves nothing or a whole replica.
//
// Rows are written as they come, not worked out from the log: bodies of the log may be missing, and
// where they are not, it is also quicker.

/// Where a snapshot's content comes from, and what is to become of it.
public struct SnapshotPlan {
    /// One for each scope, of one cut.
    public let manifests: [SnapshotManifest]
    /// The site that is to be.
    public let site: SiteID
    /// The hub's address and key, and this site's own: with whom it exchanges from its first day on. `nil`
    /// where that is taken over from another replica.
    public let hub: HubContact?
    /// Its epoch is to be above this one.
    public let above: UInt32
    /// The bytes of a chunk.
    public let chunk: (SnapshotChunk) throws -> [UInt8]
    /// Told how many chunks have been read.
    public let progress: (Int) -> Void

    public init(
        _ manifests: [SnapshotManifest], site: SiteID, hub: HubContact? = nil, above: UInt32 = 0,
        progress: @escaping (Int) -> Void = { _ in },
        chunk: @escaping (SnapshotChunk) throws -> [UInt8]
    ) {
        self.manifests = manifests
        self.site = site
        self.hub = hub
        self.above = above
        self.chunk = chunk
        self.progress = progress
    }

    /// What can be said of the manifests before any chunk is here.
    ///
    /// - Throws: `StorageError.badSnapshot`.
    public func check(_ schema: ReplicaSchema, _ environment: ReplicaEnvironment) throws {
        guard let first = manifests.first else { throw fault(.scopes("none")) }
        for manifest in manifests {
            let scope = manifest.part.scope
            guard manifest.cut == first.cut, manifest.maker == first.maker,
                manifest.hub == first.hub
            else { throw fault(.scopes("\(scope) is of another moment")) }
            // Whom a scope was granted to the hub knows, which has signed this.
            let mayHold =
                ScopeGrant.isGrantable(scope) || environment.holds(site, manifest.hub, scope)
            guard mayHold else {
                throw fault(.scopes("\(scope) is not for \(site)"))
            }
            guard manifest.part.schemaVersion <= schema.version else {
                throw fault(
                    .newerSchema(found: manifest.part.schemaVersion, known: schema.version))
            }
        }
        guard first.maker.site == first.hub else { throw fault(.notOfTheHub(first.maker.site)) }
        guard manifests.map(\.part.scope).sorted() == first.cut.map(\.scope) else {
            throw fault(.scopes("\(manifests.count) of \(first.cut.count) scopes are here"))
        }
    }

    private func fault(_ fault: SnapshotFault) -> StorageError { .badSnapshot(fault) }
}

/// How a site reaches its hub.
public struct HubContact: Sendable, Hashable {
    public let url: String
    public let key: PublicKey
    /// The site's own.
    public let ownKey: PublicKey

    public init(url: String, key: PublicKey, ownKey: PublicKey) {
        self.url = url
        self.key = key
        self.ownKey = ownKey
    }
}

extension Replica {
    /// Makes the replica of a site in `directory` from a snapshot. Its epoch is above every one that the
    /// snapshot knows of the site.
    ///
    /// - Throws: `StorageError.exists` when there is a replica; `badSnapshot`; with nothing changed.
    public static func create(
        directory: String, from plan: SnapshotPlan, schema: ReplicaSchema,
        environment: ReplicaEnvironment
    ) throws -> Replica {
        try plan.check(schema, environment)
        guard let hub = plan.manifests.first?.hub else { preconditionFailure("checked") }
        return try create(
            directory: directory, site: plan.site, hub: hub, epoch: plan.epoch, schema: schema,
            environment: environment
        ) { replica in
            try replica.write { try replica.take(in: plan) }
        }
    }

    private func take(in plan: SnapshotPlan) throws {
        var incoming: [IncomingPart] = []
        for manifest in plan.manifests.sorted(by: { $0.part.scope < $1.part.scope }) {
            let firstID = (incoming.last.map { $0.ids.upperBound } ?? 1)
            incoming.append(try IncomingPart(manifest.part, firstID: firstID, plan, schema))
        }
        try takeStreams(of: incoming)
        try takeLog(of: incoming)
        try deriveSteps()
        try deriveRoster()
        try deriveGrants()
        try deriveCuts()
        // The maker's rows come as they are.
        rowsToSettle = []
        var shared: Set<RowName> = []
        for part in incoming { try takeRest(of: part, &shared) }
        try settleShared(shared, incoming)
        for part in incoming { try checkState(part.part) }
        try noteVersions(plan.manifests.map(\.part))
        // What the hub has given the hub holds: none of it waits to be sent.
        if plan.manifests.allSatisfy({ $0.maker.site == meta.hub }) {
            let taken = plan.manifests.map(\.takenMilliseconds).min() ?? 0
            try peers.keep(streams.vector, of: meta.hub, at: taken)
        }
        if let contact = plan.hub {
            try trust(contact.key, of: meta.hub, ownKey: contact.ownKey)
            try addPeer(url: contact.url, site: meta.hub)
        }
    }

    private func takeStreams(of incoming: [IncomingPart]) throws {
        let states = try incoming.flatMap { try $0.streamStates() }
        for state in states { try streamTable.save(state, isNew: true) }
        for part in incoming {
            for (id, stream) in zip(part.ids, part.part.streams) where stream.horizon > 0 {
                try horizons.advance(to: LocalDot(stream: id, seq: stream.horizon))
            }
        }
        streams = StreamCache(states)
    }

    /// As an upgrade would: what the maker's schema did not know is worked out from the log.
    private func noteVersions(_ parts: [SnapshotPart]) throws {
        if parts.contains(where: \.hasUnknownWrites) { try noteUnknown() }
        guard parts.contains(where: { $0.schemaVersion < schema.version }) else { return }
        try connection.execute(
            """
            INSERT OR IGNORE INTO moso_meta(name, value)
                SELECT '\(Replica.staleFlag)', '1'
                WHERE EXISTS(SELECT 1 FROM moso_meta WHERE name = '\(Replica.unknownFlag)')
                    OR EXISTS(SELECT 1 FROM moso_sibling)
            """)
    }

    /// Of siblings an older version may choose by another policy: then they cannot be held against what the
    /// maker says of them. They are judged anew, as after an upgrade.
    private func checkState(_ part: SnapshotPart) throws {
        var digest = ScopeDigest()
        let cells = Dictionary(
            uniqueKeysWithValues: part.tables.map { ($0.name, $0.cells.count) })
        try forEachRow(in: part.scope) { position, key, row in
            let table = schema.tables[position]
            try digest.add(row, key, table, of: self, first: cells[table.name] ?? 0)
        }
        if digest.finish() == part.state { return }
        let hasSiblings = try connection.number("SELECT 1 FROM moso_sibling LIMIT 1") != nil
        guard part.schemaVersion < schema.version, hasSiblings else {
            throw StorageError.badSnapshot(.otherState(part.scope))
        }
    }
}

extension SnapshotPlan {
    /// One above every epoch of the site that is known; 1 when none is.
    var epoch: UInt32 {
        let used = manifests.flatMap(\.part.streams).map(\.origin)
            .filter { $0.site == site && $0.epoch < 1 << 31 }.map(\.epoch)
        return max(used.max() ?? 0, above) + 1
    }
}
