internal import Causality
internal import Logging
internal import Storage
internal import Sync
internal import Synchronization
internal import Wire
internal import Web
internal import Workflows

/// What the routes ask of the replica, each in one turn on the store's thread.
struct DaemonBackend: WebBackend {
    let daemon: Daemon

    func identity() async throws -> ReplicaIdentity {
        // Asked anew each time: it is also the proof that the store still answers.
        try await daemon.store.withReplica { (replica: Replica) in try replica.identity() }
    }

    var policy: ScopePolicy { daemon.policy }

    var budget: ProcessorBudget { Machine.roundBudget }

    func site(of key: PublicKey) async throws -> SiteID? {
        try await daemon.store.withReplica { (replica: Replica) in try replica.enrolledSite(of: key)
        }
    }

    func enrol(
        _ statement: JoinStatement, proof: [UInt8], from address: String?
    ) async throws -> JoinFault? {
        let fault = try await daemon.store.withReplica { (replica: Replica) in
            try replica.redeem(statement, proof: proof, from: address)
        }
        // The roster has a new entry: whoever is connected shall know it.
        if fault == nil { daemon.changes.fire() }
        return fault
    }

    func answer(_ exchange: SyncExchange) async throws -> SyncResponder.Outcome {
        let outcome: SyncResponder.Outcome
        do {
            try await checkUnsent()
            outcome = try await SyncEngine.answer(exchange, door: daemon.store)
        } catch let error as StorageError {
            throw failure(error)
        }
        daemon.metrics.noteAnswer()
        let isNew = outcome.results.contains { $0.outcome == .applied }
        if isNew { await daemon.doChores() }
        let isCountersigned = await daemon.countersign(with: exchange.caller)
        if isNew || isCountersigned { daemon.changes.fire() }
        if !outcome.findings.isEmpty { try await daemon.tellEpoch() }
        return outcome
    }

    /// Whoever calls would carry away what counts no more, as when this site calls itself. What is to be done is
    /// for the staff here; the caller comes again.
    private func checkUnsent() async throws {
        let unsent = try await daemon.store.withReplica { (replica: Replica) in
            try replica.unsentUnderOldKey()
        }
        guard unsent > 0 else { return }
        daemon.logger.error(
            "no exchange: this site has a new key, and work from before that was not sent",
            metadata: ["transactions": "\(unsent)", "try": "moso init --again"])
        throw WebBackendFailure.unavailable
    }

    /// What it means for the peer; what it is stands in our log.
    private func failure(_ error: StorageError) -> any Error {
        daemon.logger.error("what a peer asked for failed here", metadata: ["error": "\(error)"])
        switch error {
        case .diskFull: return WebBackendFailure.diskFull
        case .busy: return WebBackendFailure.unavailable
        case .sqlite(let cause) where cause.isIO: return WebBackendFailure.unavailable
        // Not acknowledged; sent again, it is taken in or known already.
        case .commitUncertain: return WebBackendFailure.unavailable
        case .file: return WebBackendFailure.unavailable
        default: return error
        }
    }

    func metrics() async throws -> String {
        let limit = daemon.settings.sync.alertAfter.components.seconds * 1_000
        let now = Machine.wallMilliseconds()
        // Asked before: a change that comes meanwhile is found the next time.
        let seen = daemon.changes.count
        var text = try await daemon.store.withReplica { (replica: Replica) in
            try ReplicaMetrics(replica, at: now, alertAfterMilliseconds: limit).text()
        }
        let office = daemon.office
        let conflicts = try await daemon.metrics.conflicts(asOf: seen) {
            try await daemon.checkRules()
            return try await daemon.looks.withReplica(.short) { replica in
                try ReplicaMetrics(replica, at: now, alertAfterMilliseconds: nil).conflicts(office)
            }
        }
        text.add(conflicts)
        text.add(daemon.metrics.text)
        return text.text
    }

    func reasonNotToServe(_ site: SiteID) async throws -> String? {
        try await daemon.store.withReplica { (replica: Replica) in
            try replica.reasonNotToServe(site)
        }
    }

    func watchDigest(with site: SiteID) async throws -> UInt64 {
        let policy = daemon.policy
        return try await daemon.store.withReplica { (replica: Replica) in
            try Watch.digest(replica, with: site, policy: policy)
        }
    }

    func digests(of scope: ScopeID, for site: SiteID) async throws -> ScopeDigests? {
        guard try await isShared(scope, with: site) else { return nil }
        return try await daemon.store.withReplica { (replica: Replica) in
            let vector = try replica.vector { $0 == scope }
            return vector.isEmpty
                ? nil : ScopeDigests(vector: vector, state: try replica.stateDigest(of: scope))
        }
    }

    func keyRuns(_ range: KeyRange, for site: SiteID) async throws -> [KeyRun]? {
        guard try await isShared(range.scope, with: site) else { return nil }
        return try await daemon.store.withReplica { (replica: Replica) in
            try replica.keyRuns(range, most: 64)
        }
    }

    func row(
        _ table: String, _ key: RecordKey, in scope: ScopeID, for site: SiteID
    ) async throws -> RowPicture?? {
        guard try await isShared(scope, with: site) else { return nil }
        return try await daemon.store.withReplica { (replica: Replica) in
            // A table that only the asking end knows has no rows here.
            guard replica.schema.table(table) != nil else { return .some(nil) }
            let record = try replica.record(table, key)
            return record.flatMap { $0.scope == scope ? RowPicture($0) : nil }
        }
    }

    func epoch(of site: SiteID) async throws -> UInt32 {
        do {
            return try await daemon.store.withReplica { (replica: Replica) in
                try replica.vector { _ in true }.entries.map(\.stream.origin)
                    // One out of all reason that somebody forged is not passed on.
                    .filter { $0.site == site && $0.epoch < 1 << 31 }.map(\.epoch).max() ?? 0
            }
        } catch let error as StorageError {
            throw failure(error)
        }
    }

    func snapshot(
        of scope: ScopeID, for site: SiteID, cut: Digest256?
    ) async throws -> SnapshotShelf.Answer? {
        let me = daemon.identity
        // A new site takes everything on the maker's word, so only the hub's is given.
        guard me.isHub, site != me.origin.site else { return nil }
        let policy = daemon.policy
        let scopes = try await daemon.store.withReplica { (replica: Replica) in
            let known = Set(try replica.vector { _ in true }.entries.map(\.stream.scope))
            return known.union([.common, .roster, .site(site)])
                .filter(try policy.shared(replica, with: site))
        }
        guard scopes.contains(scope) else { return nil }
        do {
            return try await daemon.shelf.manifest(of: scope, among: scopes, cut: cut)
        } catch let error as StorageError {
            throw failure(error)
        }
    }

    func chunk(_ name: Digest256, for site: SiteID) async throws -> [UInt8]? {
        let me = daemon.identity
        guard me.isHub, site != me.origin.site else { return nil }
        return try await daemon.shelf.chunk(name, try await shared(with: site))
    }

    private func isShared(_ scope: ScopeID, with site: SiteID) async throws -> Bool {
        try await shared(with: site)(scope)
    }

    private func shared(with site: SiteID) async throws -> @Sendable (ScopeID) -> Bool {
        let policy = daemon.policy
        return try await daemon.store.withReplica { (replica: Replica) in
            try policy.shared(replica, with: site)
        }
    }
}
