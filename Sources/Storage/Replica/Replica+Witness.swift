public import Causality
internal import Sync
internal import Wire

// Witnessed time in the replica (`Witness` says what for). The hub seals its testimonies in the commit
// that takes the transactions in. Wherever one is applied, the stamp kept beside the transaction in the
// log becomes the effective one, and rows with siblings are judged anew. The least bound counts, so the
// order in which several testimonies come cannot matter.

extension Replica {
    /// Writes down when the transactions were received whose stamps lie too far ahead.
    func sealWitnesses() throws {
        defer { unwitnessed = [] }
        guard meta.site == meta.hub, !unwitnessed.isEmpty else { return }
        let now = environment.wallMilliseconds()
        for (scope, dots) in Dictionary(grouping: unwitnessed, by: \.stream.scope)
            .sorted(by: { $0.key < $1.key })
        {
            let operations = dots.compactMap { dot in
                Witness(dot: dot, receivedMilliseconds: now).operation
            }
            var rest = operations[...]
            while !rest.isEmpty {
                let part = rest.prefix(WireLimits.operationsPerTransactionMax)
                rest = rest.dropFirst(part.count)
                _ = try seal(
                    LocalChanges(scope, Array(part)), author: "moso", reason: nil, action: nil)
            }
        }
    }

    /// Heeds the testimonies of a transaction of the hub; anybody else's are none.
    func heedWitnesses(
        _ bytes: UnsafeRawBufferPointer, _ txn: ProjectionContext, _ seen: SeenContext
    ) throws {
        var reader = try TransactionReader(bytes)
        for _ in 0..<reader.operationCount {
            let operation = try reader.operation()
            if let (dot, bound) = testimony(operation, of: txn.dot, seen) {
                try self.bound(dot, by: bound)
            }
        }
    }

    /// What an operation testifies of; `nil` when it does not, or is not the hub's to make.
    func testimony(
        _ operation: Operation, of author: Dot, _ seen: SeenContext
    ) -> (dot: Dot, bound: HybridTimestamp)? {
        guard author.stream.origin.site == meta.hub, let witness = Witness(operation) else {
            return nil
        }
        let dot = named(witness.dot, seen)
        guard dot.stream.scope == author.stream.scope, seen.vector.contains(dot) else { return nil }
        return (dot, witness.bound)
    }

    private func bound(_ dot: Dot, by bound: HybridTimestamp) throws {
        let local = localDot(dot)
        guard let stamp = try log.stamp(local), bound < stamp, let record = try log.record(local)
        else { return }
        try log.restamp(local, bound)
        for name in try rows(writtenBy: local, record) {
            guard let table = tables[name.table] else { continue }
            var row = try loadRow(table, name.key)
            // Where a cell has one write only, its stamp decides nothing.
            guard row.hadSideEntries else { continue }
            row.state = row.state.bounded(by: [dot: bound])
            try saveRow(row, table, name.key)
        }
    }

    /// The rows that a transaction wrote; where its body is gone, those that remember it beside the
    /// one write of a cell, which are the only ones where its stamp counts.
    private func rows(writtenBy local: LocalDot, _ record: LogRecord) throws -> Set<RowName> {
        guard record.isTrimmed else {
            let made = try TransactionDecoder.decode(
                try expanded(record), personal: record.personal, previousContext: nil)
            return Set(made.operations.map { RowName(table: $0.table, key: $0.key) })
        }
        let side = try connection.prepare(
            "SELECT DISTINCT tab, key FROM moso_sibling WHERE stream = ?1 AND seq = ?2")
        side.bind(1, integer: local.stream)
        side.bind(2, integer: Int64(local.seq))
        var names: Set<RowName> = []
        while try side.step() {
            guard let key = RecordKey(side.text(1)) else { continue }
            names.insert(RowName(table: side.text(0), key: key))
        }
        return names
    }

    /// The timestamp by which a transaction's writes stand in the order of siblings; `nil` when it is
    /// not here.
    public func effectiveStamp(of dot: Dot) throws -> HybridTimestamp? {
        try read { try streams.id(of: dot.stream) == nil ? nil : log.stamp(localDot(dot)) }
    }
}

/// A clock that is off.
public struct ClockOffset: Sendable, Hashable {
    public let site: SiteID
    /// How far it is ahead, in milliseconds: of what this site stamps by, or for this site itself, of the
    /// hub's clock. Less than 0 where this site's own is behind that.
    public let aheadMilliseconds: Int64
}

extension Replica {
    /// The clocks that are known to be off by more than five minutes, by site. Another site's clock that is
    /// behind cannot be told from a site that was off line; of its own, a site has heard from the hub.
    public func clockOffsets() throws -> [ClockOffset] {
        try read {
            let now = stampingMilliseconds
            var ahead: [SiteID: Int64] = [:]
            for state in streams.all where state.applied > state.base {
                let site = state.stream.origin.site
                var reference = now
                if site == meta.site {
                    let local = LocalDot(stream: state.id, seq: state.applied)
                    guard state.stream.origin.epoch == meta.epoch,
                        let effective = try log.stamp(local), effective < state.stamp
                    else { continue }
                    reference = effective.milliseconds - HybridClock.driftMaxMilliseconds
                }
                guard state.stamp.milliseconds > reference + HybridClock.driftMaxMilliseconds
                else { continue }
                ahead[site] = max(
                    ahead[site] ?? 0, Int64(state.stamp.milliseconds - reference))
            }
            let lag = hubTime.lagMilliseconds(wallMilliseconds: environment.wallMilliseconds())
            if lag > 0 { ahead[meta.site] = -Int64(lag) }
            return ahead.sorted { $0.key < $1.key }
                .map { ClockOffset(site: $0.key, aheadMilliseconds: $0.value) }
        }
    }

    /// When this site wrote last, as far as its clock was believed, in milliseconds since 1970;
    /// `nil` before its first write. No clock that goes right stands before it.
    public func lastOwnWriteMilliseconds() throws -> UInt64? {
        try read {
            try streams.all.filter { $0.applied > $0.base && $0.stream.origin.site == meta.site }
                .map { state in
                    let local = LocalDot(stream: state.id, seq: state.applied)
                    return min(state.stamp, try log.stamp(local) ?? state.stamp).milliseconds
                }.max()
        }
    }
}
