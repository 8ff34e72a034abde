package import Causality
package import Sync
internal import Wire

extension ModelSite {
    package func apply(
        _ records: [LogRecord], from peer: SiteID, _ includes: (ScopeID) -> Bool
    ) throws -> [ItemResult] {
        let results = records.map { takeIn($0, includes) }
        while let ready = held.keys.filter(isReady).min() {
            guard let waited = held.removeValue(forKey: ready) else { break }
            _ = takeIn(waited.record) { _ in true }
        }
        sealWitnesses()
        return results
    }

    /// The hub writes down when it received what is stamped too far ahead.
    private func sealWitnesses() {
        defer { unwitnessed = [] }
        guard me.origin.site == me.hub else { return }
        let now = clock.milliseconds
        let byScope = Dictionary(grouping: unwitnessed, by: \.stream.scope)
        for (scope, dots) in byScope.sorted(by: { $0.key < $1.key }) {
            let witnesses = dots.compactMap {
                Witness(dot: $0, receivedMilliseconds: now).operation
            }
            _ = seal([scope: witnesses], author: "moso", reason: nil)
        }
    }

    private func heed(_ witness: Witness) {
        guard let at = positions[witness.dot] else { return }
        bounds[witness.dot] = min(bounds[witness.dot] ?? witness.bound, witness.bound)
        for operation in log[at].transaction.operations {
            let place = RowPlace(operation.table, operation.key)
            forgetShown(place)
            rows[place] = rows[place]?.bounded(by: bounds)
        }
    }

    private func isReady(_ dot: Dot) -> Bool {
        dot.seq <= vector[dot.stream] + 1
            && (held[dot]?.lacks ?? []).allSatisfy { vector.contains($0) }
    }

    private func takeIn(_ record: LogRecord, _ includes: (ScopeID) -> Bool) -> ItemResult {
        guard let bytes = expanded(record),
            let header = bytes.withUnsafeBytes({ try? TransactionReader($0).header })
        else { return putAside(nil, "malformed") }
        let dot = header.dot
        guard includes(dot.stream.scope) else { return putAside(dot, "not the sender's scope") }
        let end = ends[dot.stream] ?? StreamEnd()
        if dot.seq <= end.applied {
            let isSame = positions[dot].map { log[$0].hash } == Digest256(of: bytes)
            return isSame ? ItemResult(dot: dot, outcome: .duplicate) : putAside(dot, "fork")
        }
        guard dot.seq == end.applied + 1 else {
            return hold(record, dot, [Dot(stream: dot.stream, seq: dot.seq - 1)])
        }
        guard header.previousHash == end.head.bytes else { return putAside(dot, "broken chain") }
        guard let context = header.context(after: end.context) else {
            return putAside(dot, "its context goes back")
        }
        let lacks = context.beyond(vector).map { Dot(stream: $0.stream, seq: $0.to) }
        guard lacks.isEmpty else { return hold(record, dot, lacks) }
        guard header.stamp > end.stamp,
            let transaction = try? TransactionDecoder.decode(bytes, previousContext: end.context)
        else { return putAside(dot, "malformed") }
        append(transaction, record, Digest256(of: bytes))
        if hybrid.observe(header.stamp, wallMilliseconds: stampingMilliseconds) > 0,
            dot.stream.origin.site != me.origin.site
        {
            unwitnessed.append(dot)
        }
        return ItemResult(dot: dot, outcome: .applied)
    }

    func append(_ transaction: Transaction, _ record: LogRecord, _ hash: Digest256) {
        let dot = transaction.dot
        positions[dot] = log.count
        log.append(Entry(transaction: transaction, record: record, hash: hash))
        project(transaction)
        ends[dot.stream] = StreamEnd(
            applied: dot.seq, head: hash, stamp: transaction.stamp, context: transaction.context)
        vector.advance(dot.stream, to: dot.seq)
        held[dot] = nil
    }

    func project(_ transaction: Transaction) {
        let dot = transaction.dot
        for operation in transaction.operations {
            if dot.stream.origin.site == me.hub, let witness = Witness(operation) {
                heed(witness)
            }
            guard let table = schema.table(operation.table) else { continue }
            let place = RowPlace(operation.table, operation.key)
            forgetShown(place)
            rows[place, default: RowState()].apply(
                operation.change, dot: dot, stamp: transaction.stamp,
                context: transaction.context, in: table)
        }
    }

    private func hold(_ record: LogRecord, _ dot: Dot, _ lacks: [Dot]) -> ItemResult {
        held[dot] = Held(record: record, lacks: lacks)
        return ItemResult(dot: dot, outcome: .held(lacks: lacks))
    }

    private func putAside(_ dot: Dot?, _ why: String) -> ItemResult {
        aside.append(WaitingItem(dot: dot, standing: .quarantined(why: why)))
        return ItemResult(dot: dot, outcome: .quarantined(why: why))
    }

    private func expanded(_ record: LogRecord) -> [UInt8]? {
        guard let count = record.expandedCount else { return record.bytes }
        return try? decompressor.expand(record.bytes, to: count)
    }
}
