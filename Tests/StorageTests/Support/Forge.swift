import Causality
import Storage
import Sync
import Wire

/// A peer made of plain values: it writes transactions by hand, sound ones and others, chained like
/// a real site's.
struct Forge {
    let stream: Causality.Stream
    private(set) var seq: UInt64 = 0
    private var head = Digest256.none
    private var context = VersionVector()
    private var milliseconds: UInt64 = 1_691_737_300_000

    init(_ name: String, scope: ScopeID, epoch: UInt32 = 1) {
        stream = Causality.Stream(origin: Origin(site: site(name), epoch: epoch), scope: scope)
    }

    /// The dot of the transaction made last.
    var dot: Dot { Dot(stream: stream, seq: seq) }

    /// The next transaction of the stream, its place in the chain taken.
    ///
    /// - Parameters:
    ///   - seen: what its author has seen beside the own stream.
    ///   - bend: changes it before it is encoded: this is how broken ones are made.
    mutating func next(
        _ operations: [Causality.Operation], seen: VersionVector = VersionVector(),
        bend: (inout Transaction) -> Void = { _ in }
    ) -> LogRecord {
        let previous = context
        context.merge(seen)
        if seq > 0 { context.advance(stream, to: seq) }
        seq += 1
        milliseconds += 1
        var transaction = Transaction(
            dot: dot, previousHash: head.bytes,
            stamp: HybridTimestamp(milliseconds: milliseconds, counter: 0), context: context,
            schemaVersion: 1, author: "peer", operations: operations)
        bend(&transaction)
        let bytes = TransactionEncoder.encode(transaction, previousContext: previous)
        head = Digest256(of: bytes)
        return LogRecord(bytes: bytes)
    }
}

extension Causality.Operation {
    /// A new lease of `site`, with the columns given.
    static func insertLease(
        _ name: String, site: String, _ more: [CellValue] = []
    ) -> Causality.Operation {
        Operation(
            table: "lease", key: RecordKey.named(name),
            change: .insert([CellValue(cell: "site", value: .text(site))] + more))
    }

    static func setLease(
        _ name: String, _ cell: String, _ value: Value, replacing dots: [Dot]
    ) -> Causality.Operation {
        Operation(
            table: "lease", key: RecordKey.named(name),
            change: .set([CellWrite(cell: cell, value: value, replaces: dots)]))
    }
}

extension Replica {
    /// Takes records in as from `peer`, who may write every scope.
    @discardableResult
    func take(_ records: [LogRecord], from peer: String = "anji") throws -> [ItemResult.Outcome] {
        try apply(records, from: site(peer)) { _ in true }.map(\.outcome)
    }

    /// What a column of a lease shows; `nil` when the row is not there.
    func lease(_ name: String, _ column: String) throws -> Value? {
        guard let record = try record("lease", key(name)),
            let at = TestSchema.replica.table("lease")?.column(column)
        else { return nil }
        return record.columns[at]
    }
}

extension ItemResult.Outcome {
    /// Why it was put aside; `nil` when it was not.
    var quarantine: String? { if case .quarantined(let why) = self { why } else { nil } }
}

extension RecordKey {
    static func named(_ text: String) -> RecordKey { key(text) }
}
