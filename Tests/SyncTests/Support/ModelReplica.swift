import Causality
import Sync
import Wire

/// A replica of plain values: a list of transactions in the order of arrival, and those that wait.
///
/// It does what the port promises in the simplest way that can be seen to be right, so that a
/// difference between it and a real one is the real one's mistake.
final class ModelReplica: ReplicaPort {
    struct Entry: Hashable {
        let dot: Dot
        let record: LogRecord
        let hash: Digest256
    }

    private(set) var me: ReplicaIdentity
    private(set) var log: [Entry] = []
    private(set) var held: [Dot: LogRecord] = [:]
    private(set) var quarantined: [ItemResult] = []
    private(set) var remembered: [SiteID: VersionVector] = [:]
    /// What peers' clocks have shown.
    private(set) var clocks: [SiteID: UInt64] = [:]
    private(set) var endings: [EpochEnding] = []
    /// The canonical bytes of each call of `apply`.
    private(set) var batches: [Int] = []
    private var vector = VersionVector()
    private var contexts: [Stream: VersionVector] = [:]
    private var heads: [Stream: Digest256] = [:]
    private var milliseconds: UInt64 = 1_700_000_000_000

    init(_ site: String, hub: String = "beijing", epoch: UInt32 = 1) {
        me = ReplicaIdentity(
            origin: Origin(site: .named(site), epoch: epoch), hub: .named(hub), schemaVersion: 1)
    }

    /// A copy as a backup would keep it.
    func copy() -> ModelReplica {
        let copy = ModelReplica(me.origin.site.name, hub: me.hub.name, epoch: me.origin.epoch)
        copy.log = log
        copy.held = held
        copy.remembered = remembered
        copy.vector = vector
        copy.contexts = contexts
        copy.heads = heads
        return copy
    }

    var everything: VersionVector { vector }

    /// What is shared with a site: the hashes of the transactions.
    func holdings(_ includes: (ScopeID) -> Bool) -> Set<Digest256> {
        Set(log.filter { includes($0.dot.stream.scope) }.map(\.hash))
    }

    // MARK: Writing

    /// What a transaction of a scope has in its context: the roster waits for nothing else.
    private func sight(in scope: ScopeID) -> VersionVector {
        vector.restricted { $0 == scope || scope != .roster && $0 == .common || $0 == .roster }
    }

    /// A local edit, written after everything that is here.
    @discardableResult
    func write(_ scope: ScopeID, author: String = "", note: String = "") -> Dot {
        let stream = Stream(origin: me.origin, scope: scope)
        var context = sight(in: scope)
        context.merge(contexts[stream] ?? VersionVector())
        return write(stream, context: context, author: author, note: note)
    }

    /// An edit whose author claims to have seen what is not here.
    @discardableResult
    func write(_ scope: ScopeID, having seen: [Dot]) -> Dot {
        let stream = Stream(origin: me.origin, scope: scope)
        var context = sight(in: scope)
        for dot in seen { context.advance(dot.stream, to: dot.seq) }
        return write(stream, context: context, author: "", note: "")
    }

    private func write(
        _ stream: Stream, context: VersionVector, author: String, note: String
    ) -> Dot {
        milliseconds += 1
        let dot = Dot(stream: stream, seq: vector[stream] + 1)
        let operations =
            note.isEmpty
            ? []
            : [
                Causality.Operation(
                    table: "t", key: .named("k"),
                    change: .insert([CellValue(cell: "note", value: .text(note))]))
            ]
        let bytes = TransactionEncoder.encode(
            Transaction(
                dot: dot, previousHash: (heads[stream] ?? .none).bytes,
                stamp: HybridTimestamp(milliseconds: milliseconds, counter: 0), context: context,
                schemaVersion: 1, author: author, operations: operations),
            previousContext: contexts[stream] ?? VersionVector())
        append(LogRecord(bytes: bytes), dot, context, Digest256(of: bytes))
        return dot
    }

    private func append(
        _ record: LogRecord, _ dot: Dot, _ context: VersionVector, _ hash: Digest256
    ) {
        log.append(Entry(dot: dot, record: record, hash: hash))
        vector.advance(dot.stream, to: dot.seq)
        contexts[dot.stream] = context
        heads[dot.stream] = hash
    }

    // MARK: The port

    func identity() throws -> ReplicaIdentity { me }

    func vector(_ includes: (ScopeID) -> Bool) throws -> VersionVector {
        vector.restricted(to: includes)
    }

    func heads(_ includes: (ScopeID) -> Bool) throws -> [Stream: Digest256] {
        heads.filter { includes($0.key.scope) }
    }

    func branches() throws -> [StreamBranch] { [] }

    func hash(of dot: Dot) throws -> Digest256? { log.first { $0.dot == dot }?.hash }

    func extract(
        beyond vector: VersionVector, _ includes: (ScopeID) -> Bool,
        take: (LogRecord) throws -> Bool
    ) throws -> Bool {
        for entry in log where includes(entry.dot.stream.scope) && !vector.contains(entry.dot) {
            guard try take(entry.record) else { return false }
        }
        return true
    }

    func apply(
        _ records: [LogRecord], from peer: SiteID, _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] {
        batches.append(records.reduce(0) { $0 + ($1.expandedCount ?? $1.bytes.count) })
        let results = records.map { takeIn($0, includes) }
        while let ready = held.first(where: { isReady($0.key, $0.value) }) {
            held[ready.key] = nil
            _ = takeIn(ready.value) { _ in true }
        }
        return results
    }

    func note(clockOf peer: SiteID, shows milliseconds: UInt64) throws {
        clocks[peer] = milliseconds
    }

    func remember(peer: Origin, vector: VersionVector) throws {
        remembered[peer.site] = vector
    }

    func rememberedVector(of peer: SiteID) throws -> VersionVector {
        remembered[peer] ?? VersionVector()
    }

    func forget() { remembered = [:] }

    func closeEpoch(because ending: EpochEnding, above: UInt32) throws {
        let epoch = max(me.origin.epoch, above) + 1
        me = ReplicaIdentity(
            origin: Origin(site: me.origin.site, epoch: epoch), hub: me.hub, schemaVersion: 1)
        endings.append(ending)
    }

    // MARK: Taking in

    private func takeIn(_ record: LogRecord, _ includes: (ScopeID) -> Bool) -> ItemResult {
        guard let bytes = expanded(record), let header = header(bytes) else {
            return putAside(nil, "malformed")
        }
        let dot = header.dot
        guard includes(dot.stream.scope) else { return putAside(dot, "not the sender's") }
        guard header.author != "poison" else { return putAside(dot, "poison") }
        let hash = Digest256(of: bytes)
        if vector.contains(dot) {
            let known = log.first { $0.dot == dot }?.hash == hash
            return known ? ItemResult(dot: dot, outcome: .duplicate) : putAside(dot, "fork")
        }
        guard let context = context(header), dot.seq == vector[dot.stream] + 1 else {
            return hold(record, dot, [Dot(stream: dot.stream, seq: dot.seq - 1)])
        }
        guard header.previousHash == (heads[dot.stream] ?? .none).bytes else {
            return putAside(dot, "broken chain")
        }
        let lacks = context.beyond(vector).map { Dot(stream: $0.stream, seq: $0.to) }
        guard lacks.isEmpty else { return hold(record, dot, lacks) }
        append(record, dot, context, hash)
        return ItemResult(dot: dot, outcome: .applied)
    }

    private func hold(_ record: LogRecord, _ dot: Dot, _ lacks: [Dot]) -> ItemResult {
        held[dot] = record
        return ItemResult(dot: dot, outcome: .held(lacks: lacks))
    }

    private func putAside(_ dot: Dot?, _ why: String) -> ItemResult {
        let result = ItemResult(dot: dot, outcome: .quarantined(why: why))
        quarantined.append(result)
        return result
    }

    private func isReady(_ dot: Dot, _ record: LogRecord) -> Bool {
        guard dot.seq == vector[dot.stream] + 1, let bytes = expanded(record),
            let header = header(bytes), let context = context(header)
        else { return false }
        return context.isCovered(by: vector)
    }

    private func context(_ header: TransactionHeader) -> VersionVector? {
        header.context(after: contexts[header.dot.stream] ?? VersionVector())
    }

    private func expanded(_ record: LogRecord) -> [UInt8]? {
        guard let count = record.expandedCount else { return record.bytes }
        return try? ZstdDecompressor().expand(record.bytes, to: count)
    }

    private func header(_ bytes: [UInt8]) -> TransactionHeader? {
        bytes.withUnsafeBytes { try? TransactionReader($0).header }
    }
}
