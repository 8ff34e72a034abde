internal import Causality

/// Received transactions on their way into the replica, batch by batch.
///
/// Everything in one commit would be the fastest, and would lock everybody else out for as long as a
/// body of many megabytes takes. The replica belongs to the desk first.
///
/// The roster comes first in a body, and in batches of its own: the keys that it brings have to be known before the
/// signatures of the rest are looked at.
struct RecordBatches: Sendable, Hashable {
    private let records: [LogRecord]
    private var at = 0
    /// How many of the first are of the roster.
    private let rosterCount: Int

    init(_ records: [LogRecord]) {
        self.records = records
        rosterCount = records.prefix { $0.dot?.stream.scope == .roster }.count
    }

    /// Whether the next batch is one of the roster.
    var isAtRoster: Bool { at < rosterCount }

    var isEmpty: Bool { at == records.count }

    /// Leaves out what is left, and says how much that is.
    mutating func drop() -> Int {
        defer { at = records.count }
        return records.count - at
    }

    /// The next transactions of at most `SyncLimits.batchBytesMax`, and at least one.
    mutating func next() -> [LogRecord] {
        let start = at
        let end = isAtRoster ? rosterCount : records.count
        var bytes = 0
        while at < end {
            bytes += records[at].expandedCount ?? records[at].bytes.count
            if at > start && bytes > SyncLimits.batchBytesMax { break }
            at += 1
        }
        return Array(records[start..<at])
    }
}
