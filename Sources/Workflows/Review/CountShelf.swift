internal import Causality
internal import Storage
internal import Synchronization

/// Counts of rows that are alike, kept until a transaction touches a row of their table: half a million seats are
/// read once, and not at each look at how many are free.
final class CountShelf: Sendable {
    private struct Kept {
        let arrival: Int64
        let forgotten: Int64
        let rows: [[Value]]
    }

    private let kept = Mutex<[String: Kept]>([:])

    init() {}

    /// The answer to a question about one table, asked when nothing of other programs waits to be sealed.
    ///
    /// - Parameter sql: has no parameters.
    func rows(_ replica: Replica, of table: String, _ sql: String) throws -> [[Value]] {
        try replica.read {
            let forgotten = try replica.timesForgotten()
            if let kept = kept.withLock({ $0[sql] }), kept.forgotten == forgotten,
                let touched = try replica.touchedRows(after: kept.arrival, of: [table], most: 1),
                touched.rows.isEmpty
            {
                keep(sql, Kept(arrival: touched.arrival, forgotten: forgotten, rows: kept.rows))
                return kept.rows
            }
            let rows = try replica.select(sql)
            keep(
                sql,
                Kept(arrival: try replica.lastArrival(), forgotten: forgotten, rows: rows))
            return rows
        }
    }

    private func keep(_ sql: String, _ new: Kept) {
        kept.withLock { kept in
            // Of two that look at once, the one that saw more is right for longer.
            let isOlder = kept[sql].map {
                ($0.forgotten, $0.arrival) <= (new.forgotten, new.arrival)
            }
            if isOlder ?? true { kept[sql] = new }
        }
    }
}

/// What pages keep from one look to the next, of one replica.
public struct OfficeShelf: Sendable {
    let queue = QueueShelf()
    let counts = CountShelf()

    public init() {}
}
