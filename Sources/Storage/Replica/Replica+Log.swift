public import Causality
public import Sync
public import Wire

extension Replica {
    /// A record's canonical bytes.
    func expanded(_ record: LogRecord) throws -> [UInt8] {
        guard let count = record.expandedCount else { return record.bytes }
        return try decompressor.expand(record.bytes, to: count)
    }

    /// A record's header, whether its body is still there or not.
    func header(of record: LogRecord) throws -> TransactionHeader {
        try expanded(record).withUnsafeBytes { try TransactionReader.header($0).header }
    }

    /// The hash of the whole transaction.
    func hash(of record: LogRecord) throws -> Digest256 {
        try record.trimmedHash ?? Digest256(of: expanded(record))
    }

    /// The form in which a transaction is kept and sent: a zstd frame where that saves an eighth.
    func packed(_ encoded: EncodedTransaction) -> LogRecord {
        let bytes = encoded.bytes
        guard bytes.count >= Replica.packingBytesMin else {
            return LogRecord(bytes: bytes, personal: encoded.personal)
        }
        let frame = compressor.compress(bytes, blockFrom: encoded.starts.bodies)
        return frame.count < bytes.count - bytes.count / 8
            ? LogRecord(bytes: frame, expandedCount: bytes.count, personal: encoded.personal)
            : LogRecord(bytes: bytes, personal: encoded.personal)
    }

    /// Below this a frame's own head eats what it saves.
    static let packingBytesMin = 512

    public func identity() throws -> ReplicaIdentity {
        // Another process may have begun a new epoch.
        try read { ReplicaIdentity(origin: origin, hub: meta.hub, schemaVersion: schema.version) }
    }

    public func vector(_ includes: (ScopeID) -> Bool) throws -> VersionVector {
        try read { streams.vector.restricted(to: includes) }
    }

    public func heads(_ includes: (ScopeID) -> Bool) throws -> [Stream: Digest256] {
        try read {
            Dictionary(
                uniqueKeysWithValues: streams.all
                    .filter { $0.applied > $0.base && includes($0.stream.scope) }
                    .map { ($0.stream, $0.head) })
        }
    }

    public func branches() throws -> [StreamBranch] {
        try read {
            try streams.all.compactMap { state in
                guard let parent = state.parent else { return nil }
                guard let before = streams.stream(id: parent) else {
                    throw StorageError.damaged("stream \(parent)")
                }
                return StreamBranch(stream: state.stream, parent: before, base: state.base)
            }
        }
    }

    public func hash(of dot: Dot) throws -> Digest256? {
        try read {
            guard let id = streams.id(of: dot.stream) else { return nil }
            guard let record = try log.record(LocalDot(stream: id, seq: dot.seq)) else {
                return nil
            }
            return try hash(of: record)
        }
    }

    public func extract(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool {
        try read {
            // For each stream that the peer lacks something of: from which number on.
            var wanted: [Int64: UInt64] = [:]
            var left: UInt64 = 0
            var first = Int64.max
            for state in streams.all where includes(state.stream.scope) {
                let from = max(vector[state.stream], state.base) + 1
                guard from <= state.applied else { continue }
                wanted[state.id] = from
                left += state.applied - from + 1
                if let arrival = try log.arrival(LocalDot(stream: state.id, seq: from)) {
                    first = min(first, arrival)
                }
            }
            guard !wanted.isEmpty else { return true }
            var isComplete = true
            _ = try log.scan(from: first) { _, dot, record in
                guard let from = wanted[dot.stream], dot.seq >= from else { return true }
                let record = record()
                // A header alone is no transaction: whoever asks has to ask `scopesTrimmed` first.
                guard !record.isTrimmed else { throw StorageError.trimmed(try globalDot(dot)) }
                isComplete = try take(record)
                left -= 1
                return isComplete && left > 0
            }
            return isComplete
        }
    }

    /// Visits the transactions of the log in the order of arrival, each with its whole context.
    public func forEachTransaction(
        _ body: (_ arrival: Int64, _ transaction: Transaction) throws -> Void
    ) throws {
        try read {
            var naming = LogNaming()
            _ = try log.scan(from: 0) { arrival, dot, record in
                try body(arrival, try naming.transaction(dot, record(), in: self))
                return true
            }
        }
    }

    /// One transaction of the log. Its context may be only the part that its bytes carry.
    public func transaction(_ dot: Dot) throws -> Transaction? {
        try read {
            guard let id = streams.id(of: dot.stream),
                let record = try log.record(LocalDot(stream: id, seq: dot.seq))
            else { return nil }
            let header = try header(of: record)
            let local = LocalDot(stream: id, seq: dot.seq)
            guard streams.hasBranches else {
                return try withheld(try made(record, header, context(of: header, dot)), local)
            }
            let written = try end(at: dot.seq, of: id).context
            return try decoded(
                record, header, local, try seen(written, header, after: predecessor(of: local)))
        }
    }

    /// The part of its context that a transaction's bytes carry.
    func context(of header: TransactionHeader, _ dot: Dot) -> VersionVector {
        var context = VersionVector(header.contextDelta.map { ($0.stream, $0.seq) })
        context.merge(VersionVector([(dot.stream, dot.seq - 1)]))
        return context
    }

    /// Received transactions that wait for their causes.
    public func heldTransactions() throws -> [HeldTransaction] {
        try read { try waiting.allHeld() }
    }

    public func remember(peer: Origin, vector: VersionVector) throws {
        let now = environment.wallMilliseconds()
        let (last, heard, tellsMore, unmet) = try read {
            let (last, heard) = try peers.claim(of: peer.site)
            return (last, heard, try self.isNews(vector, of: peer), try self.unmet())
        }
        // A quiet exchange costs no commit, but once in a while.
        guard
            last != vector || tellsMore || unmet.contains(peer.site) || now < heard
                || now - heard >= Replica.heardMilliseconds || hubTimeHeard != nil
        else {
            return
        }
        try write {
            try peers.keep(vector, of: peer.site, at: now)
            if let time = hubTimeHeard { try keep(time) }
            if unmet.contains(peer.site) { try keepUnmet(unmet.subtracting([peer.site])) }
            try acknowledge(peer, vector)
        }
    }

    /// How exactly it is kept when a site was last in an exchange.
    private static let heardMilliseconds: UInt64 = 60_000

    public func rememberedVector(of peer: SiteID) throws -> VersionVector {
        try read { try peers.vector(of: peer) }
    }
}

extension Replica: ReplicaPort {
    public func closeEpoch(because ending: EpochEnding, above: UInt32) throws {
        let why: EpochChange.Reason =
            switch ending {
            case .rolledBack: .rolledBack
            case .forked: .forked
            }
        // A second copy of this database may be at work, wake at the same news from the same hub, and
        // do the same, for ever in step. So chance has a part in the number.
        try beginEpoch(why, above: max(above, meta.epoch) + epochLeap()) { try claimEpoch(why) }
    }

    /// A transaction without operations, which makes a new epoch known with the next exchange.
    func claimEpoch(_ why: EpochChange.Reason) throws {
        try keepUnmet(try peers.heard().keys)
        let own = ScopeID.site(meta.site)
        _ = try seal(
            LocalChanges(try holds(own) ? own : .common, []), author: "moso",
            reason: EpochChange.said(why), action: nil)
    }
}
