public import Causality
internal import Sync
public import Wire

// Grants in the replica: `ScopeGrant` says what they are.
//
// Two questions, and two places to look. Whether a site *holds* a scope, so that it is sent to it, is the last word of the
// hub: in the granted scope for everybody else, in its own for the site itself, which gets no more of a scope that was withdrawn.
// Whether what it *wrote* there counts is asked of the grants that its author had seen, so that every replica
// decides alike, and of the cuts of the withdrawals (`Replica.Cut`). Without any grant in its context it is nobody's
// right to be there, and is put aside; behind the cut of a withdrawal it is void, as behind that of a revocation.

/// A grant or a withdrawal, with the transaction that made it.
public struct GrantRecord: Hashable, Sendable {
    public let grant: ScopeGrant
    public let dot: Dot
    public let stamp: HybridTimestamp
    /// Why, in the words of whoever made it.
    public let reason: String?

    /// Whether it is the copy for those who hold the scope.
    var isInScope: Bool { dot.stream.scope == grant.scope }
    var isGiven: Bool { grant.word == .given }
}

extension Replica {
    /// What has been applied here, in the order of timestamps and dots.
    func grantBook() throws -> [GrantRecord] {
        if let knownGrants { return knownGrants }
        let loaded = try grantTable.grants { streams.dot($0) }
        knownGrants = loaded
        return loaded
    }

    /// What the hub has granted and withdrawn, each once, as far as it is known here, in its order.
    public func grantRecords() throws -> [GrantRecord] {
        try read { try grantBook().filter { $0.isInScope != ($0.grant.site == meta.site) } }
    }

    public func grants() throws -> [SiteID: Set<ScopeID>] {
        try read {
            var held: [SiteID: Set<ScopeID>] = [:]
            for record in try grantRecords() {
                let grant = record.grant
                if record.isGiven {
                    held[grant.site, default: []].insert(grant.scope)
                } else {
                    held[grant.site]?.remove(grant.scope)
                }
            }
            return held.filter { !$0.value.isEmpty }
        }
    }

    /// The scopes that a site holds: by their names, or because the hub has granted them.
    public func scopes(of site: SiteID) throws -> @Sendable (ScopeID) -> Bool {
        let granted = try grants()[site] ?? []
        return { [environment, hub = meta.hub] in
            environment.holds(site, hub, $0) || granted.contains($0)
        }
    }

    /// The scopes that this site and another one hold: all that may pass between them.
    public func scopesShared(with site: SiteID) throws -> @Sendable (ScopeID) -> Bool {
        let (own, theirs) = (try scopes(of: meta.site), try scopes(of: site))
        return { own($0) && theirs($0) }
    }

    /// Whether this site holds a scope.
    public func holds(_ scope: ScopeID) throws -> Bool { try scopes(of: meta.site)(scope) }

    public func hasSeenGrant(
        of scope: ScopeID, to site: SiteID, _ vector: VersionVector
    ) throws -> Bool {
        guard ScopeGrant.isGrantable(scope), !environment.holds(site, meta.hub, scope) else {
            return true
        }
        return try read {
            let book = try grantBook().filter {
                $0.isGiven && $0.grant.site == site && $0.grant.scope == scope
            }
            // Either copy of the last one tells; an older one may have been withdrawn meanwhile.
            return [book.last { $0.isInScope }, book.last { !$0.isInScope }]
                .contains { $0.map { vector.contains($0.dot) } ?? false }
        }
    }

    // MARK: What counts

    /// Why the author of a transaction may not write in its scope; `nil` when he may, or might once: then the cuts
    /// say whether it counts.
    ///
    /// - Parameter seen: what he had seen.
    func lackOfGrant(_ dot: Dot, _ seen: VersionVector) throws -> String? {
        let (site, scope) = (dot.stream.origin.site, dot.stream.scope)
        guard ScopeGrant.isGrantable(scope), !environment.holds(site, meta.hub, scope) else {
            return nil
        }
        let isGranted = try grantBook().contains {
            $0.isInScope && $0.isGiven && $0.grant.site == site && $0.grant.scope == scope
                && seen.contains($0.dot)
        }
        return isGranted ? nil : "\(site) may not write in \(scope)"
    }

    /// Whether a site has ever been granted a scope, as far as is known here.
    func wasGranted(_ scope: ScopeID, to site: SiteID) throws -> Bool {
        try grantBook().contains { $0.grant.site == site && $0.grant.scope == scope }
    }

    /// Whether this site may write in a scope: it holds it, and has seen the grant where it needs one.
    func mayWrite(in scope: ScopeID) throws -> Bool {
        guard try holds(scope) else { return false }
        let dot = nextDot(in: scope)
        return try lackOfGrant(dot, streams.vector) == nil
            && !isBeyondCut(dot, streams.vector) { $0.isOfGrant }
    }

    /// Whether one who has seen so much has seen that a site was granted a scope after a moment.
    func grants(
        _ scope: ScopeID, to site: SiteID, after stamp: HybridTimestamp, seen: VersionVector
    ) throws -> Bool {
        try grantBook().contains {
            $0.isInScope && $0.isGiven && $0.grant.site == site && $0.grant.scope == scope
                && $0.stamp > stamp && seen.contains($0.dot)
        }
    }

    // MARK: Making one

    /// Grants a site a scope, or withdraws it; at the hub. Returns `false` when it is so already.
    ///
    /// A hub that was put back can say everything once more, as its own copies may be from before, and of what others bring back
    /// one of two copies may be missing, or what came after it.
    ///
    /// - Throws: `StorageError.hubOnly`, `.notGrantable` for a scope that follows from a name, or the hub itself.
    @discardableResult
    public func grant(
        _ scope: ScopeID, to site: SiteID, isGiven: Bool, author: String, reason: String?
    ) throws -> Bool {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        guard site != meta.hub,
            let given = ScopeGrant(.given, scope, to: site)
        else { throw StorageError.notGrantable(scope, site) }
        return try write {
            let last = try grantBook().last {
                $0.isInScope && $0.grant.site == site && $0.grant.scope == scope
            }
            let isOfEarlier =
                last.map { $0.dot.stream.origin.epoch != meta.epoch }
                ?? (meta.epoch > 1 && !isGiven)
            guard isOfEarlier || last?.isGiven ?? false != isGiven else { return false }
            let grant =
                isGiven
                ? given : ScopeGrant(.withdrawn(ends(of: site, in: scope)), scope, to: site)
            guard let grant else { throw StorageError.notGrantable(scope, site) }
            // Not as one action: the number of its parts would say that there are two.
            for (place, operation) in [
                (ScopeID.site(site), grant.operationForSite), (scope, grant.operationInScope),
            ] {
                _ = try seal(
                    LocalChanges(place, [operation]), author: author, reason: reason, action: nil)
            }
            return true
        }
    }

    // MARK: Heeding one

    /// Heeds the grants of a transaction of the hub; anybody else's are none.
    func heedGrants(_ bytes: UnsafeRawBufferPointer, _ local: LocalDot) throws {
        for end in try noteGrants(bytes, local) { try markVoid(of: end.site, in: end.scope) }
    }

    /// Takes note of the grants of a transaction, and gives the withdrawals among them that are known in the
    /// scope itself.
    private func noteGrants(
        _ bytes: UnsafeRawBufferPointer, _ local: LocalDot
    ) throws -> [ScopeGrant] {
        guard let stream = streams[id: local.stream]?.stream, stream.origin.site == meta.hub
        else { return [] }
        var ends: [ScopeGrant] = []
        var reader = try TransactionReader(bytes)
        for _ in 0..<reader.operationCount {
            guard let grant = ScopeGrant(try reader.operation(), in: stream.scope) else { continue }
            try grantTable.note(grant, by: local, reader.header)
            knownGrants = nil
            knownCuts = nil
            if grant.site == meta.site { try noteTurn(grant, in: stream.scope) }
            if case .withdrawn = grant.word, stream.scope == grant.scope { ends.append(grant) }
        }
        return ends
    }

    /// What a grant of this site's own, or the end of one, makes necessary here.
    private func noteTurn(_ grant: ScopeGrant, in scope: ScopeID) throws {
        guard scope != grant.scope else { return }
        try setMeta(Replica.triggersFlag, "1")
        turnIsDue = true
        guard grant.word != .given, streams.all.contains(where: { $0.stream.scope == grant.scope })
        else { return }
        try setMeta(Replica.purgeFlag + grant.scope.name, "1")
    }

    /// Finds the grants in a log that has come as a whole, or in which nobody has looked for them yet.
    func deriveGrants() throws {
        // All of them are known before anything is void: what was written under a later grant counts.
        var ends: [ScopeGrant] = []
        try forEachOfHub(writing: ScopeGrant.table) { local, bytes in
            ends += try noteGrants(bytes, local)
        }
        for end in ends { try markVoid(of: end.site, in: end.scope) }
        // Of those that have been withdrawn and given again nothing is left over.
        for scope in try grants()[meta.site] ?? [] {
            try connection.execute(
                "DELETE FROM moso_meta WHERE name = '\(Replica.purgeFlag)\(scope)'")
        }
    }

    /// Visits the hub's transactions that write to one of moso's own tables, in the order of arrival.
    func forEachOfHub(
        writing table: String, _ body: (LocalDot, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var found: [(LocalDot, [UInt8])] = []
        _ = try log.scan(from: 0) { _, local, record in
            guard streams[id: local.stream]?.stream.origin.site == meta.hub else { return true }
            let record = record()
            guard !record.isTrimmed else { return true }
            let bytes = try expanded(record)
            let holds = try bytes.withUnsafeBytes {
                try TransactionReader($0).shapes.contains { $0.table == table }
            }
            if holds { found.append((local, bytes)) }
            return true
        }
        for (local, bytes) in found { try bytes.withUnsafeBytes { try body(local, $0) } }
    }
}
