/// Received transactions on their way into the replica, batch by batch.
///
/// Everything in one commit would be the fastest, and would lock everybody else out for as long as a
/// body of many megabytes takes. The replica belongs to the desk first.
struct RecordBatches: Sendable, Hashable {
    private let records: [LogRecord]
    private var at = 0

    init(_ records: [LogRecord]) { self.records = records }

    var isEmpty: Bool { at == records.count }

    /// The next transactions of at most `SyncLimits.batchBytesMax`, and at least one.
    mutating func next() -> [LogRecord] {
        let start = at
        var bytes = 0
        while at < records.count {
            bytes += records[at].expandedCount ?? records[at].bytes.count
            if at > start && bytes > SyncLimits.batchBytesMax { break }
            at += 1
        }
        return Array(records[start..<at])
    }
}
