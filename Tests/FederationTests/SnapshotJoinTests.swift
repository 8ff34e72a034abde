import Causality
import Simulation
import Storage
import Sync
import Testing
import Wire

/// After a world has come to rest, a new site joins it by a snapshot of the hub: it is what the world's
/// transactions make, whatever had happened before: forks, erasures, clocks a year off, quotas, upgrades.
@Suite struct SnapshotJoinTests {
    private struct Rest {
        let world: World
        let hub: Replica
        /// Keeps the files.
        let scratch: Scratch
        let schema: ReplicaSchema
    }

    /// `nil` for a world whose disk let the hub down.
    private func rest(_ seed: UInt64) throws -> Rest? {
        let scenario = RandomScenario.make(seed: seed, hasDisks: false)
        let scratch = Scratch()
        let world = try World(scenario, checkers: []) { site, hub, schema in
            try SQLiteSite(
                site, hub: hub, schema: schema, directory: scratch.path + "/" + site.name,
                seed: scenario.seed)
        }
        try world.run()
        guard let hub = world.sites.first?.store as? SQLiteSite else { return nil }
        return Rest(world: world, hub: try hub.replica, scratch: scratch, schema: hub.schema)
    }

    private final class Chunks {
        var bytes: [Digest256: [UInt8]] = [:]
    }

    private func start(
        _ rest: Rest, as name: String, _ scopes: Set<ScopeID>, schema: ReplicaSchema
    ) throws -> Replica {
        let site = try #require(SiteID(name))
        let key = try #require(SigningKey(seed: [UInt8](repeating: 5, count: 32)))
        let chunks = Chunks()
        let made = try rest.hub.makeSnapshot(of: scopes, by: key) { chunks.bytes[$0.name] = $1 }
        let manifests = try made.map { signed in
            try SnapshotManifest(signed: signed.bytes) { $0 == key.publicKey }
        }
        let clock = HandClock(HandClock.start + UInt64(rest.world.now))
        return try Replica.create(
            directory: "\(rest.scratch.path)/new-\(name)-\(schema.version)",
            from: SnapshotPlan(manifests, site: site) { chunks.bytes[$0.name] ?? [] },
            schema: schema,
            environment: ReplicaEnvironment(
                wallMilliseconds: { clock.milliseconds },
                randomBytes: { [UInt8](repeating: 3, count: $0) }, machineID: "new"))
    }

    private func scopes(_ rest: Rest, for site: SiteID) throws -> Set<ScopeID> {
        let me = rest.hub.meta
        let isShared = rest.world.policy.shared(me.site, site, hub: me.hub)
        let known = try rest.hub.vector { _ in true }.entries.map(\.stream.scope)
        return Set(known + [.common, .roster]).filter(isShared)
    }

    private func ledger(_ replica: Replica, _ scopes: Set<ScopeID>) throws -> Set<LedgerPair> {
        var pairs: Set<LedgerPair> = []
        try replica.forEachLedgerPair {
            if scopes.contains($0.first.dot.stream.scope) { pairs.insert($0) }
        }
        return pairs
    }

    private func log(_ replica: Replica, _ scopes: Set<ScopeID>) throws -> [String] {
        var log: [String] = []
        try replica.forEachTransaction { _, transaction in
            guard scopes.contains(transaction.dot.stream.scope) else { return }
            let stamp = try replica.effectiveStamp(of: transaction.dot) ?? .zero
            log.append("\(transaction.dot) \(stamp) \(transaction.context)")
        }
        return log
    }

    @Test(arguments: Array(UInt64(1)...24))
    func `a site that joins a world by a snapshot is as if it had always been there`(
        seed: UInt64
    ) throws {
        guard let rest = try rest(seed) else { return }
        let hub = rest.hub
        for name in ["newcomer", rest.world.sites[1].id.name] {
            let site = try #require(SiteID(name))
            let scopes = try scopes(rest, for: site)
            let new = try start(rest, as: name, scopes, schema: rest.schema)
            let note = Comment(rawValue: "seed \(seed), as \(name)")
            for scope in scopes {
                #expect(try new.stateDigest(of: scope) == hub.stateDigest(of: scope), note)
            }
            #expect(
                try new.heads { scopes.contains($0) } == hub.heads { scopes.contains($0) }, note)
            #expect(try log(new, scopes) == log(hub, scopes), note)
            #expect(try ledger(new, scopes) == ledger(hub, scopes), note)
            #expect(try new.verify().findings.isEmpty, note)
            // A new site has nothing to fetch and, until somebody writes, nothing to send.
            let report = try exchange(new, hub, rest.world.policy)
            #expect(report.failure == nil && report.received == 0, note)
        }
    }

    @Test(arguments: Array(UInt64(1)...12))
    func `a newer moso that starts from an older one's snapshot is as if it had been upgraded`(
        seed: UInt64
    ) throws {
        guard let rest = try rest(seed), rest.schema.version == 1 else { return }
        let site = try #require(SiteID("newcomer"))
        let scopes = try scopes(rest, for: site)
        let newer = WorldSchema.of(version: 2)
        let direct = try start(rest, as: "newcomer", scopes, schema: newer)
        do { _ = try start(rest, as: "newcomer", scopes, schema: rest.schema) }
        let upgraded = try Replica.open(
            directory: "\(rest.scratch.path)/new-newcomer-1", schema: newer,
            environment: direct.environment)
        for scope in scopes {
            #expect(
                try direct.stateDigest(of: scope) == upgraded.stateDigest(of: scope),
                "seed \(seed) \(scope)")
        }
        #expect(try direct.openConflicts().map(\.id) == upgraded.openConflicts().map(\.id))
        #expect(try direct.verify().findings.isEmpty, "seed \(seed)")
    }

    private func exchange(
        _ caller: Replica, _ responder: Replica, _ policy: ScopePolicy
    ) throws -> SyncReport {
        var session = SyncCaller(policy: policy, peer: responder.meta.site)
        while session.report.rounds < 100 {
            let request = try session.request(caller)
            var answering = SyncResponder(policy: policy)
            try request.withUnsafeBytes { try answering.feed($0) }
            let reply = try answering.answer(responder).reply
            if try session.takeIn(PeerReply(status: 200, body: reply), caller) != .again { break }
        }
        return session.report
    }
}
