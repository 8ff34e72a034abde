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
    }

    /// The cuts by scope.
    func cuts() throws -> [ScopeID: [Cut]] {
        if let knownCuts { return knownCuts }
        var cuts: [ScopeID: [Cut]] = [:]
        for (scope, cut, stamp) in try cutTable.cuts({ streams.dot($0) }) {
            var within = VersionVector()
            for end in cut.ends {
                guard let holder = try find(end.stream, end.seq, head: end.hash.short) else {
                    continue
                }
                within.merge(streams.path(to: end.seq, of: holder.id))
            }
            cuts[scope, default: []].append(Cut(site: cut.site, stamp: stamp, within: within))
        }
        knownCuts = cuts
        return cuts
    }

    /// Whether a transaction, as it is called here, lies beyond a cut.
    ///
    /// - Parameter seen: what its author had seen.
    func isBeyondCut(_ dot: Dot, _ seen: VersionVector) throws -> Bool {
        let cuts = try cuts()
        guard !cuts.isEmpty, let here = cuts[dot.stream.scope] else { return false }
        let site = dot.stream.origin.site
        return try here.contains { cut in
            try cut.site == site && !cut.within.contains(dot)
                && !roster().gives(site, after: cut.stamp, seen: seen)
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

    /// How many transactions lie beyond a cut, by the site that wrote them.
    public func voidTransactions() throws -> [SiteID: Int] {
        try read {
            try Dictionary(grouping: voids().compactMap { streams.dot($0) }) {
                $0.stream.origin.site
            }.mapValues(\.count)
        }
    }

    // MARK: Making a cut

    /// Writes down how far a site's streams are here, in each scope that it holds; at the hub, and in a
    /// commit that is running.
    func sealCuts(of site: SiteID, author: String, reason: String?) throws {
        let held = streams.all.map(\.stream.scope).filter { environment.holds(site, meta.hub, $0) }
        for scope in Set(held).union([.common, .site(site)]).subtracting([.roster]).sorted() {
            let ends = streams.all.filter {
                $0.stream.origin.site == site && $0.stream.scope == scope && $0.applied > $0.base
            }.map { RevocationCut.End(stream: $0.stream, seq: $0.applied, hash: $0.head) }
            let cut = RevocationCut(of: site, ends: ends.sorted { $0.precedes($1) })
            _ = try seal(
                LocalChanges(scope, [cut.operation]), author: author, reason: reason, action: nil)
        }
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
            for state in streams.all
            where state.stream.origin.site == cut.site && state.stream.scope == stream.scope {
                rowsToSettle.formUnion(try markVoid(in: state))
            }
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
        var found: [(LocalDot, [UInt8])] = []
        _ = try log.scan(from: 0) { _, local, record in
            guard streams[id: local.stream]?.stream.origin.site == meta.hub else { return true }
            let record = record()
            guard !record.isTrimmed else { return true }
            let bytes = try expanded(record)
            let holds = try bytes.withUnsafeBytes {
                try TransactionReader($0).shapes.contains { $0.table == RevocationCut.table }
            }
            if holds { found.append((local, bytes)) }
            return true
        }
        for (local, bytes) in found { try bytes.withUnsafeBytes { try heedCuts($0, local) } }
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
