import Causality
import Glibc
import Storage
import Testing
import Wire

/// A snapshot that is not what it should be leaves nothing behind.
struct SnapshotRefusalTests {
    private let sites = Sites()
    private static let scopes: Set<ScopeID> = [.common, .site(site("anji"))]

    private func snapshot() throws -> TakenSnapshot {
        let hub = try sites.make("beijing")
        try hub.edit(author: "hub") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(1)])
            try draft.insert("company", key("C-1"), ["name": .text("Zhu")])
        }
        return try TakenSnapshot(hub, of: Self.scopes)
    }

    private func refusal(
        _ snapshot: TakenSnapshot, as name: String = "anji", environment: ReplicaEnvironment? = nil,
        schema: ReplicaSchema = TestSchema.replica
    ) throws -> SnapshotFault? {
        do {
            _ = try Replica.create(
                directory: sites.path("new"), from: snapshot.plan(for: site(name)),
                schema: schema, environment: environment ?? sites.environment)
            return nil
        } catch StorageError.badSnapshot(let fault) {
            #expect(access(sites.path("new") + "/replica.db", F_OK) != 0)
            #expect(access(sites.path("new") + "/replica.db.new", F_OK) != 0)
            return fault
        }
    }

    /// A manifest whose part is another one, as its maker would have signed it.
    private func remade(
        _ manifest: SnapshotManifest, _ part: SnapshotPart
    ) -> SnapshotManifest {
        SnapshotManifest(
            maker: manifest.maker, hub: manifest.hub, takenMilliseconds: 0,
            cut: manifest.cut.map {
                $0.scope == part.scope ? CutPart(scope: part.scope, digest: part.digest) : $0
            }, part: part)
    }

    @Test func `a flipped bit in a chunk is found`() throws {
        var snapshot = try snapshot()
        for (name, bytes) in snapshot.chunks {
            for bit in [0, bytes.count * 4, bytes.count * 8 - 1] {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                snapshot.chunks[name] = flipped
                guard case .content = try refusal(snapshot) else {
                    Issue.record("bit \(bit) of \(name) was not found")
                    return
                }
            }
            snapshot.chunks[name] = bytes
        }
        #expect(try refusal(snapshot) == nil)
    }

    @Test func `a chunk that is missing, empty or cut is found`() throws {
        var snapshot = try snapshot()
        let (name, bytes) = try #require(snapshot.chunks.first)
        for part in [[], Array(bytes.dropLast()), bytes + [0]] {
            snapshot.chunks[name] = part
            guard case .content = try refusal(snapshot) else {
                Issue.record("\(part.count) of \(bytes.count) bytes were taken")
                return
            }
        }
        snapshot.chunks[name] = nil
        #expect(throws: TakenSnapshot.Missing.self) { try refusal(snapshot) }
        #expect(access(sites.path("new") + "/replica.db", F_OK) != 0)
    }

    @Test func `parts of two moments, or too few of them, make no replica`() throws {
        var snapshot = try snapshot()
        let hub = try sites.open("beijing")
        try hub.edit(author: "hub") {
            try $0.insert("company", key("C-2"), ["name": .text("Qing")])
        }
        let later = try TakenSnapshot(hub, of: Self.scopes)
        snapshot.chunks.merge(later.chunks) { mine, _ in mine }
        let both = snapshot.manifests
        snapshot.manifests[0] = later.manifests[0]
        guard case .scopes = try refusal(snapshot) else {
            Issue.record("two moments were mixed")
            return
        }
        for few in [[], [both[0]], [both[0], both[0]]] {
            snapshot.manifests = few
            guard case .scopes = try refusal(snapshot) else {
                Issue.record("\(few.count) parts were enough")
                return
            }
        }
    }

    @Test func `a scope that the site may not hold is not taken`() throws {
        var environment = sites.environment
        environment.holds = { Sites.holds($0, hub: $1, $2) }
        let snapshot = try snapshot()
        guard case .scopes = try refusal(snapshot, as: "hangzhou", environment: environment) else {
            Issue.record("hangzhou took anji's scope")
            return
        }
        #expect(try refusal(snapshot, as: "anji", environment: environment) == nil)
    }

    @Test func `a maker with a newer schema is said to have one, an older one is taken`() throws {
        let older = ReplicaSchema(version: 0, tables: TestSchema.replica.tables)
        let snapshot = try snapshot()
        #expect(
            try refusal(snapshot, schema: older) == .newerSchema(found: 1, known: 0))
        let newer = ReplicaSchema(version: 2, tables: TestSchema.replica.tables)
        #expect(try refusal(snapshot, schema: newer) == nil)
    }

    @Test func `a part that promises other rows, heads or state is found out`() throws {
        let snapshot = try snapshot()
        let manifest = snapshot.manifests[0]
        let part = manifest.part
        func with(
            state: Digest256? = nil, streams: [SnapshotStream]? = nil, entries: Int = 0,
            rows: Int = 0, chunks: [SnapshotChunk]? = nil
        ) throws -> SnapshotFault? {
            let other = SnapshotPart(
                scope: part.scope, schemaVersion: part.schemaVersion,
                hasUnknownWrites: false, state: state ?? part.state, tables: part.tables,
                streams: streams ?? part.streams, entryCount: part.entryCount + entries,
                rowCount: part.rowCount + rows, chunks: chunks ?? part.chunks)
            let made = remade(manifest, other)
            var wrong = snapshot
            wrong.manifests = snapshot.manifests.map { old in
                old.part.scope == part.scope
                    ? made
                    : SnapshotManifest(
                        maker: old.maker, hub: old.hub, takenMilliseconds: 0, cut: made.cut,
                        part: old.part)
            }
            return try refusal(wrong)
        }
        #expect(try with(state: Digest256.none) == .otherState(part.scope))
        for fault in [
            try with(entries: 1), try with(rows: 1), try with(rows: -1),
            try with(chunks: part.chunks.dropLast()), try with(chunks: part.chunks + part.chunks),
            try with(chunks: part.chunks.reversed()),
            try with(
                streams: part.streams.map {
                    SnapshotStream(
                        origin: $0.origin, parent: nil, base: 0, applied: $0.applied,
                        head: .none, stamp: $0.stamp, horizon: 0)
                }),
        ] {
            guard case .content(part.scope, _) = fault else {
                Issue.record("\(String(describing: fault))")
                continue
            }
        }
    }

    @Test func `where there is a replica it is left alone`() throws {
        let snapshot = try snapshot()
        let there = try sites.make("new")
        try there.edit(author: "x") {
            try $0.insert("company", key("C-9"), ["name": .text("mine")])
        }
        #expect(throws: StorageError.self) { try refusal(snapshot) }
        #expect(try there.record("company", key("C-9")) != nil)
    }
}
