import Causality
import Storage
import Sync
import Testing
import Wire

/// A snapshot in memory: what a maker serves.
struct TakenSnapshot {
    var manifests: [SnapshotManifest] = []
    var chunks: [Digest256: [UInt8]] = [:]

    static let key: SigningKey = {
        guard let key = SigningKey(seed: [UInt8](repeating: 9, count: 32)) else {
            fatalError("32 bytes make a key")
        }
        return key
    }()

    init(_ maker: Replica, of scopes: Set<ScopeID>) throws {
        final class Store { var chunks: [Digest256: [UInt8]] = [:] }
        let store = Store()
        let signed = try maker.makeSnapshot(of: scopes, by: Self.key) { chunk, bytes in
            store.chunks[chunk.name] = bytes
        }
        manifests = try signed.map {
            try SnapshotManifest(signed: $0.bytes) { $0 == Self.key.publicKey }
        }
        chunks = store.chunks
    }

    func plan(for site: SiteID) -> SnapshotPlan {
        SnapshotPlan(manifests, site: site) { chunk in
            guard let bytes = chunks[chunk.name] else { throw Missing() }
            return bytes
        }
    }

    struct Missing: Error {}
}

extension Sites {
    /// Who may hold what, as in a standard federation.
    static func holds(_ site: SiteID, hub: SiteID, _ scope: ScopeID) -> Bool {
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }

    func start(
        _ name: String, from snapshot: TakenSnapshot, as path: String? = nil,
        schema: ReplicaSchema = TestSchema.replica
    ) throws -> Replica {
        try Replica.create(
            directory: self.path(path ?? name), from: snapshot.plan(for: Sites.site(name)),
            schema: schema, environment: environment)
    }
}

extension Replica {
    /// Everything that two replicas with the same transactions must have in common.
    struct Everything: Equatable {
        var digests: [String: Digest256] = [:]
        var rows: [String: RowState] = [:]
        var heads: [Causality.Stream: Digest256] = [:]
        var log: [String] = []
        var open: [ConflictID] = []
        var ledger: Set<LedgerPair> = []
        var forks: [Fork] = []

        /// The parts in which two differ, for a person who looks for the reason.
        func difference(from other: Everything) -> [String] {
            var parts: [String] = []
            if digests != other.digests { parts.append("digests") }
            if heads != other.heads { parts.append("heads") }
            if log != other.log {
                let at = zip(log, other.log).enumerated().first { $0.element.0 != $0.element.1 }
                parts.append("log \(at.map { "\($0)" } ?? "\(log.count) \(other.log.count)")")
            }
            for (name, state) in rows where other.rows[name] != state {
                parts.append("\(name): \(state), not \(String(describing: other.rows[name]))")
            }
            if open != other.open { parts.append("open \(open), not \(other.open)") }
            if ledger != other.ledger { parts.append("ledger") }
            if forks != other.forks { parts.append("forks") }
            return parts
        }
    }

    func everything(_ scopes: [ScopeID]) throws -> Everything {
        var all = Everything()
        for scope in scopes {
            all.digests[scope.name] = try stateDigest(of: scope)
        }
        all.heads = try heads { scopes.contains($0) }
        try forEachTransaction { _, transaction in
            guard scopes.contains(transaction.dot.stream.scope) else { return }
            let effective = try effectiveStamp(of: transaction.dot)
            let hash = try self.hash(of: transaction.dot)
            all.log.append(
                "\(transaction.dot) \(hash ?? .none) \(effective ?? .zero)"
                    + " \(transaction.context) \(transaction.operations)")
            for operation in transaction.operations
            where schema.table(operation.table) != nil {
                all.rows["\(operation.table) \(operation.key)"] = try exactState(
                    operation.table, operation.key)
            }
        }
        all.open = try openConflicts().map(\.id)
        try forEachLedgerPair { all.ledger.insert($0) }
        all.forks = try forks()
        return all
    }
}
