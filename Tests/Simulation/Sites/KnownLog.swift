internal import Causality
internal import Storage
internal import Sync
internal import Wire

/// The log of one life of a replica as far as it has been read: what comes later is read when somebody
/// asks, so that looking after every step does not read everything every time.
struct KnownLog {
    private var transactions: [Transaction] = []
    private var vector = VersionVector()
    private var contexts: [Stream: VersionVector] = [:]
    private let decompressor = ZstdDecompressor()

    /// All applied transactions in the order of arrival.
    mutating func transactions(of replica: Replica) throws -> [Transaction] {
        guard try replica.branches().isEmpty else { return try renamed(replica) }
        var fresh: [LogRecord] = []
        _ = try replica.extract(beyond: vector, { _ in true }) { record in
            fresh.append(record)
            return true
        }
        for record in fresh {
            let bytes =
                try record.expandedCount.map { try decompressor.expand(record.bytes, to: $0) }
                ?? record.bytes
            let header = try bytes.withUnsafeBytes { try TransactionReader($0).header }
            let stream = header.dot.stream
            let transaction = try TransactionDecoder.decode(
                bytes, personal: record.personal,
                previousContext: contexts[stream] ?? VersionVector())
            contexts[stream] = transaction.context
            vector.advance(stream, to: transaction.dot.seq)
            transactions.append(transaction)
        }
        return transactions
    }

    /// Where a stream has forked, what was read before may be called otherwise by now.
    private func renamed(_ replica: Replica) throws -> [Transaction] {
        var all: [Transaction] = []
        try replica.forEachTransaction { _, transaction in all.append(transaction) }
        return all
    }
}
