internal import Glibc
internal import Sync
internal import Synchronization
internal import Workflows

/// What the daemon has done since it started, and what was last found out about conflicts.
final class DaemonMetrics: Sendable {
    private struct Counts {
        var runs: [Result: Int64] = [:]
        var answered: Int64 = 0
        var transactions: [Direction: Int64] = [:]
        var bytes: [Direction: Int64] = [:]
        var buckets = [Int64](repeating: 0, count: DaemonMetrics.bounds.count)
        var sumMilliseconds: Int64 = 0
        var count: Int64 = 0
        /// The figures about conflicts, and the change after which they were made.
        var conflicts: (seen: UInt64, text: MetricsText)?
    }

    private enum Result: String, CaseIterable { case ok, short, failed }
    private enum Direction: String, CaseIterable { case sent, received }

    /// In milliseconds: an idle round trip to a long catching up.
    private static let bounds: [Int64] = [50, 250, 1_000, 5_000, 30_000, 120_000, 600_000]

    private let counts = Mutex(Counts())
    private let startedSeconds = Machine.wallSeconds()

    /// Notes an exchange that was started here.
    func note(_ report: SyncReport, took: Duration) {
        let (seconds, attoseconds) = took.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let result: Result = report.failure != nil ? .failed : report.isShort ? .short : .ok
        counts.withLock { counts in
            counts.runs[result, default: 0] += 1
            counts.transactions[.sent, default: 0] += Int64(report.sent)
            counts.transactions[.received, default: 0] += Int64(report.received)
            counts.bytes[.sent, default: 0] += Int64(report.bytesSent)
            counts.bytes[.received, default: 0] += Int64(report.bytesReceived)
            for (at, bound) in DaemonMetrics.bounds.enumerated() where milliseconds <= bound {
                counts.buckets[at] += 1
            }
            counts.sumMilliseconds += milliseconds
            counts.count += 1
        }
    }

    /// Notes an exchange that a peer started.
    func noteAnswer() { counts.withLock { $0.answered += 1 } }

    /// The figures about conflicts as of a change; found out anew when there was another since.
    func conflicts(
        asOf seen: UInt64, _ find: () async throws -> MetricsText
    ) async rethrows -> MetricsText {
        if let kept = counts.withLock({ $0.conflicts }), kept.seen == seen { return kept.text }
        let text = try await find()
        counts.withLock { $0.conflicts = (seen, text) }
        return text
    }

    var text: MetricsText {
        let counts = counts.withLock { $0 }
        var text = MetricsText()
        text.add(
            "moso_sync_runs_total", "Exchanges started here, by how they ended.",
            Result.allCases.map { ([("result", $0.rawValue)], counts.runs[$0] ?? 0) }, as: .counter)
        text.add(
            "moso_sync_answered_total", "Exchanges that peers started.", counts.answered,
            as: .counter)
        text.add(
            "moso_sync_transactions_total",
            "Transactions that went over in exchanges started here.",
            Direction.allCases.map { ([("direction", $0.rawValue)], counts.transactions[$0] ?? 0) },
            as: .counter)
        text.add(
            "moso_sync_bytes_total", "Bytes of bodies in exchanges started here.",
            Direction.allCases.map { ([("direction", $0.rawValue)], counts.bytes[$0] ?? 0) },
            as: .counter)
        text.add(
            histogram: "moso_sync_duration_seconds", "How long exchanges started here took.",
            buckets: zip(DaemonMetrics.bounds, counts.buckets).map { ($0, $1) },
            sumMilliseconds: counts.sumMilliseconds, count: counts.count)
        text.add(
            "process_start_time_seconds", "When the daemon was started.", startedSeconds)
        if let pages = DaemonMetrics.residentPages {
            text.add(
                "process_resident_memory_bytes", "The daemon's memory.",
                pages * Int64(sysconf(Int32(_SC_PAGESIZE))))
        }
        return text
    }

    private static var residentPages: Int64? {
        let words = File.read("/proc/self/statm", most: 200)
            .map { String(decoding: $0, as: UTF8.self).split(separator: " ") }
        return words.flatMap { $0.count > 1 ? Int64($0[1]) : nil }
    }
}
