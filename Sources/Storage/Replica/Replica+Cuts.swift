public import Causality
internal import Sync
internal import Wire

// What lies beyond a cut (`RevocationCut`).
//
// A transaction of a revoked site that no end of the cut leads to stays in the log, so that the chain and the contexts of whoever has
// seen it are whole; and it is carried on, with the signature of the key that was revoked. But it is *void*: it makes no rows, and no
// reader of the log is given its operations but as evidence. Whether it is void follows from the transaction,
// the cut and the roster alone, so every site comes to the same rows, whichever of them came first. Where it came before the cut, the rows
// that it touched are worked out from the log once more.
//
// Two things are exempt. What a site writes after it has seen the roster's entry for its next key is its own again. And
// an erasure stays one: somebody may have carried it out, and what is gone cannot come back.

extension Replica {
    /// A cut as it reads here.
    struct Cut {
        let site: SiteID
        let stamp: HybridTimestamp
        /// What counts, under the names that are used here.
        let within: VersionVector
        /// Whether it came with the withdrawal of a grant: then another grant ends it, else another key.
        let isOfGrant: Bool
    }

    /// The cuts by scope.
    func cuts() throws -> [ScopeID: [Cut]] {
        if let knownCuts { return knownCuts }
        var cuts: [ScopeID: [Cut]] = [:]
        for (scope, cut, stamp) in try cutTable.cuts({ streams.dot($0) }) {
            cuts[scope, default: []].append(
                Cut(
                    site: cut.site, stamp: stamp, within: try within(cut.ends), isOfGrant: false))
        }
        for record in try grantBook() where record.isInScope {
            guard case .withdrawn(let ends) = record.grant.word else { continue }
            cuts[record.grant.scope, default: []].append(
                Cut(
                    site: record.grant.site, stamp: record.stamp, within: try within(ends),
                    isOfGrant: true))
        }
        knownCuts = cuts
        return cuts
    }

    /// Everything up to some ends, under the names that are used here.
    func within(_ ends: [RevocationCut.End]) throws -> VersionVector {
        var within = VersionVector()
        for end in ends {
            guard let holder = try find(end.stream, end.seq, head: end.hash.short) else { continue }
            within.merge(streams.path(to: end.seq, of: holder.id))
        }
        return within
    }

    /// Whether a transaction, as it is called here, lies beyond a cut.
    ///
    /// - Parameters:
    ///   - seen: what its author had seen.
    ///   - kind: the cuts that are asked about.
    func isBeyondCut(
        _ dot: Dot, _ seen: VersionVector, of kind: (Cut) -> Bool = { _ in true }
    ) throws -> Bool {
        let cuts = try cuts()
        guard !cuts.isEmpty, let here = cuts[dot.stream.scope] else { return false }
        let (site, scope) = (dot.stream.origin.site, dot.stream.scope)
        return try here.contains { cut in
            guard cut.site == site, kind(cut), !cut.within.contains(dot) else { return false }
            return cut.isOfGrant
                ? try !grants(scope, to: site, after: cut.stamp, seen: seen)
                : try !roster().gives(site, after: cut.stamp, seen: seen)
        }
    }

    /// Whether a transaction that is being applied makes no rows.
    func isVoid(_ whole: TransactionReader, _ txn: ProjectionContext) throws -> Bool {
        guard try isBeyondCut(txn.dot, txn.context) else { return false }
        var reader = whole
        guard reader.operationCount > 0 else { return true }
        // Erasures never stand among other operations.
        return try reader.nextOperation().kind != .erase
    }

    /// The transactions here that make no rows.
    func voids() throws -> Set<LocalDot> {
        if let knownVoids { return knownVoids }
        let loaded = try cutTable.voids()
        knownVoids = loaded
        return loaded
    }

    /// How many transactions lie beyond a cut, by the site that wrote them. The mark of a new epoch, with which
    /// a machine takes its numbers before it has heard of anybody, is evidence of nothing and not counted.
    public func voidTransactions() throws -> [SiteID: Int] {
        try read {
            let dots = try voids().compactMap { streams.dot($0) }.filter { dot in
                try dot.seq > 1 || transaction(dot).map { !$0.evidence.isEmpty } ?? true
            }
            return Dictionary(grouping: dots) { $0.stream.origin.site }.mapValues(\.count)
        }
    }

    // MARK: Making a cut

    /// Writes down how far a site's streams are here, in each scope that it holds; at the hub, and in a
    /// commit that is running.
    func sealCuts(of site: SiteID, author: String, reason: String?) throws {
        let mayHold = try scopes(of: site)
        // Of a scope that it holds no more it may have kept what it wrote there.
        let held = streams.all.filter { $0.stream.origin.site == site || mayHold($0.stream.scope) }
            .map(\.stream.scope)
        for scope in Set(held).union([.common, .site(site)]).subtracting([.roster]).sorted() {
            let cut = RevocationCut(of: site, ends: ends(of: site, in: scope))
            _ = try seal(
                LocalChanges(scope, [cut.operation]), author: author, reason: reason, action: nil)
        }
    }

    /// How far a site's streams of a scope are here.
    func ends(of site: SiteID, in scope: ScopeID) -> [RevocationCut.End] {
        streams.all.filter {
            $0.stream.origin.site == site && $0.stream.scope == scope && $0.applied > $0.base
        }.map { RevocationCut.End(stream: $0.stream, seq: $0.applied, hash: $0.head) }
            .sorted { $0.precedes($1) }
    }

    // MARK: Heeding one

    /// Heeds the cuts of a transaction of the hub; anybody else's are none.
    func heedCuts(_ bytes: UnsafeRawBufferPointer, _ local: LocalDot) throws {
        guard let stream = streams[id: local.stream]?.stream, stream.origin.site == meta.hub
        else { return }
        var reader = try TransactionReader(bytes)
        for _ in 0..<reader.operationCount {
            guard let cut = RevocationCut(try reader.operation(), in: stream.scope),
                cut.site != meta.hub
            else { continue }
            try cutTable.note(cut, by: local, stamp: reader.header.stamp)
            knownCuts = nil
            try markVoid(of: cut.site, in: stream.scope)
        }
    }

    /// Marks what a site wrote beyond a cut of a scope; the rows are settled at the end of the commit.
    func markVoid(of site: SiteID, in scope: ScopeID) throws {
        for state in streams.all
        where state.stream.origin.site == site && state.stream.scope == scope {
            rowsToSettle.formUnion(try markVoid(in: state))
        }
    }

    /// Marks what lies beyond a cut of a stream, and was not marked before. Returns the rows that it touched.
    private func markVoid(in state: StreamState) throws -> Set<RowName> {
        let site = state.stream.origin.site
        let cuts = try cuts()[state.stream.scope]?.filter { $0.site == site } ?? []
        // What every cut lets count is not looked at.
        let least = cuts.map { max($0.within[state.stream], state.base) }.min() ?? state.applied
        guard least < state.applied else { return [] }
        var written = try end(at: least, of: state.id).context
        var rows: Set<RowName> = []
        for seq in (least + 1)...state.applied {
            let local = LocalDot(stream: state.id, seq: seq)
            guard let record = try log.record(local) else { continue }
            let header = try header(of: record)
            guard let next = written.after(header) else {
                throw StorageError.damaged("the context of \(header.dot)")
            }
            written = next
            let seen = try seen(written, header, after: predecessor(of: local)).vector
            guard try isBeyondCut(Dot(stream: state.stream, seq: seq), seen) else { continue }
            let operations =
                record.isTrimmed
                ? []
                : try TransactionDecoder.decode(
                    try expanded(record), personal: record.personal, previousContext: nil
                ).operations
            guard !operations.contains(where: \.erases) else { continue }
            guard try cutTable.note(void: local) else { continue }
            rows.formUnion(operations.map { RowName(table: $0.table, key: $0.key) })
        }
        knownVoids = nil
        return rows
    }

    /// Works the rows out anew that void transactions had touched; in a commit that is running.
    func settleRows() throws {
        defer { rowsToSettle = [] }
        guard !rowsToSettle.isEmpty else { return }
        let horizon = try horizon()
        let states = try workedOut(rowsToSettle, in: { _ in true })
        for name in rowsToSettle.sorted(by: { $0.precedes($1) }) {
            guard let table = tables[name.table] else { continue }
            var row = try loadRow(table, name.key)
            let whole = states[name] ?? RowState()
            // What the row remembers besides may come from what is void: that it crossed a delete. Only where
            // bodies have been trimmed there is nothing else to tell.
            row.state = horizon.isEmpty ? whole : whole.completed(by: row.state, within: horizon)
            try saveRow(row, table, name.key)
        }
    }

    /// Finds the cuts, and what lies beyond them, in a log that has come as a whole, or in which nobody
    /// has looked for them yet.
    func deriveCuts() throws {
        // Whoever has a cut has the revocation that it came with.
        guard try roster().keys.contains(where: { $0.ended != nil }) else { return }
        try forEachOfHub(writing: RevocationCut.table) { local, bytes in try heedCuts(bytes, local)
        }
    }
}

extension Operation {
    fileprivate var erases: Bool { if case .erase = change { true } else { false } }
}

extension RevocationCut.End {
    /// By stream, number and hash.
    fileprivate func precedes(_ other: RevocationCut.End) -> Bool {
        if stream != other.stream { return stream < other.stream }
        return seq == other.seq ? hash.description < other.hash.description : seq < other.seq
    }
}
