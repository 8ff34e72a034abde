internal import Causality
internal import Storage
internal import Synchronization

// How many rows are alike, of half a million.
//
// To count seats by site and state SQLite reads all of them, and a branch that sends its work touches some of them
// every few seconds. So a table is counted in shares: neighbours by key, about a thousand of them. What a
// transaction touched tells which shares have to be counted anew; the others stand. A hundred seats that changed
// cost the look-up of a few thousand, however many there are.
//
// Rows that are added go to the share between whose neighbours they stand. When one has grown to several times the
// size of a share, or much was touched at once, everything is counted anew, as it is where it cannot be told what was
// touched.

/// Counts of rows that are alike, kept from one look to the next.
final class CountShelf: Sendable {
    /// Rows of a table that show the same in some columns.
    struct Sort: Equatable {
        /// The least key of them.
        let first: String
        let count: Int64
        /// What they show, in the order of the columns.
        let values: [Value]
    }

    /// Which rows are counted, by what.
    private struct Question: Hashable {
        let table: String
        let columns: [String]
        let condition: String
    }

    private struct Part {
        var first: String
        var count: Int64
    }

    private struct Kept {
        var arrival: Int64
        var forgotten: Int64
        /// The key with which each share but the first begins, rising.
        var starts: [String]
        /// Of each share, one more than `starts`, the sorts in it.
        var shares: [[[Value]: Part]]

        /// The share in which a key stands.
        func share(of key: String) -> Int {
            var (low, high) = (0, starts.count)
            while low < high {
                let middle = (low + high) / 2
                if key.precedesByBytes(starts[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    private let kept = Mutex<[Question: Kept]>([:])
    private let shareSize: Int

    /// - Parameter shareSize: how many rows are counted together.
    init(shareSize: Int = 1_000) { self.shareSize = shareSize }

    /// How many rows of a table there are of each sort, by their least key; asked when nothing of other programs waits
    /// to be sealed.
    ///
    /// - Parameters:
    ///   - columns: what rows of one sort show alike.
    ///   - condition: which rows are counted, over the table's columns.
    func sorts(
        _ replica: Replica, of table: String, by columns: [String], where condition: String
    ) throws -> [Sort] {
        let question = Question(table: table, columns: columns, condition: condition)
        let kept = try replica.read {
            let new = try caughtUp(replica, question) ?? counted(replica, question)
            keep(question, new)
            return new
        }
        var sums: [[Value]: Part] = [:]
        for share in kept.shares {
            for (values, part) in share {
                // Shares stand in the order of keys, so the least key is in the first that has the sort.
                sums[values, default: Part(first: part.first, count: 0)].count += part.count
            }
        }
        return sums.map { Sort(first: $1.first, count: $1.count, values: $0) }
            .sorted { $0.first.precedesByBytes($1.first) }
    }

    /// What is kept, with the shares counted anew in which something was touched; `nil` where everything is to be.
    private func caughtUp(_ replica: Replica, _ question: Question) throws -> Kept? {
        guard var kept = kept.withLock({ $0[question] }),
            kept.forgotten == (try replica.timesForgotten()),
            let touched = try replica.touchedRows(
                after: kept.arrival, of: [question.table], most: 20 * shareSize), touched.isAll
        else { return nil }
        let shares = Set(touched.rows.map { kept.share(of: $0.key.text) })
        guard shares.count <= kept.shares.count / 2 + 1 else { return nil }
        for share in shares {
            let sorts = try count(
                replica, question, from: share > 0 ? kept.starts[share - 1] : "",
                before: share < kept.starts.count ? kept.starts[share] : nil)
            guard sorts.values.reduce(0, { $0 + $1.count }) <= 4 * Int64(shareSize) else {
                return nil
            }
            kept.shares[share] = sorts
        }
        kept.arrival = touched.arrival
        return kept
    }

    private func counted(_ replica: Replica, _ question: Question) throws -> Kept {
        var starts: [String] = []
        while let next = try replica.select(
            """
            SELECT id FROM "\(question.table)" WHERE id >= ?1 ORDER BY id LIMIT 1 OFFSET \(shareSize)
            """, [.text(starts.last ?? "")]
        ).first?.first?.text { starts.append(next) }
        let shares = try (0...starts.count).map { share in
            try count(
                replica, question, from: share > 0 ? starts[share - 1] : "",
                before: share < starts.count ? starts[share] : nil)
        }
        return Kept(
            arrival: try replica.lastArrival(), forgotten: try replica.timesForgotten(),
            starts: starts, shares: shares)
    }

    /// The sorts among the keys from one on and before another.
    private func count(
        _ replica: Replica, _ question: Question, from: String, before: String?
    ) throws -> [[Value]: Part] {
        let names = question.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let rows = try replica.select(
            """
            SELECT min(id), count(*), \(names) FROM "\(question.table)"
            WHERE id >= ?1 \(before == nil ? "" : "AND id < ?2") AND (\(question.condition))
            GROUP BY \(question.columns.indices.map { "\($0 + 3)" }.joined(separator: ", "))
            """, [.text(from)] + (before.map { [.text($0)] } ?? []))
        var sorts: [[Value]: Part] = [:]
        for row in rows {
            guard let first = row[0].text, let count = row[1].integer else { continue }
            sorts[Array(row.dropFirst(2))] = Part(first: first, count: count)
        }
        return sorts
    }

    private func keep(_ question: Question, _ new: Kept) {
        kept.withLock { kept in
            // Of two that look at once, the one that saw more is right for longer.
            let isOlder = kept[question].map {
                ($0.forgotten, $0.arrival) <= (new.forgotten, new.arrival)
            }
            if isOlder ?? true { kept[question] = new }
        }
    }
}

/// What pages keep from one look to the next, of one replica.
public struct OfficeShelf: Sendable {
    let queue = QueueShelf()
    let counts: CountShelf
    let decided = DecidedShelf()

    public init() { self.init(counts: CountShelf()) }

    init(counts: CountShelf) { self.counts = counts }
}
