public import Causality
public import Storage
internal import Sync
internal import Wire

/// The received transactions that wait for their causes, as lines of `moso log --json`.
///
/// A transaction tells its context as the difference to the one before it in its stream. So the
/// lines are made in the order of each stream, from what has been applied on, and where one is
/// missing in between the context of what stands behind it stays unknown.
public struct HeldLog {
    private var contexts: [Stream: (seq: UInt64, context: VersionVector)] = [:]

    public init() {}

    /// Takes note of an applied transaction; they come in the order of their streams.
    public mutating func note(_ transaction: Transaction) {
        contexts[transaction.dot.stream] = (transaction.dot.seq, transaction.context)
    }

    /// One line for each held transaction that is not older than `milliseconds`.
    public func lines(_ replica: Replica, from milliseconds: UInt64) throws -> [JSON] {
        var contexts = contexts
        let packer = ZstdDecompressor()
        return try replica.heldTransactions().sorted { $0.dot < $1.dot }.compactMap { held in
            let bytes = try held.record.expandedCount.map {
                try packer.expand(held.record.bytes, to: $0)
            }
            let before = contexts[held.dot.stream]
            let known = held.dot.seq == (before?.seq ?? 0) + 1
            let transaction = try TransactionDecoder.decode(
                bytes ?? held.record.bytes, personal: held.record.personal,
                previousContext: known ? before?.context ?? VersionVector() : nil)
            if known { contexts[held.dot.stream] = (held.dot.seq, transaction.context) }
            guard transaction.stamp.milliseconds >= milliseconds else { return nil }
            return LogJSON.held(transaction, lacks: held.lacks, isContextWhole: known)
        }
    }
}
