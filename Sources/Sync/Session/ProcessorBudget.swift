// What one round may cost in processor time.
//
// A body is bounded in bytes, transactions and signatures, and so what it costs is bounded too, as long as each
// costs what it should. What a hostile peer finds is the one that does not: a shape of history, an index that somebody has
// made here. So what a round has cost is counted besides, and when that is too much, the round ends early: what
// was taken in stays taken in, and the answer says how far this end is, as every answer does. The other end then sends
// the rest with its next round, and an honest one that is slow for once loses nothing but the bytes that it sends again.
//
// Others get their turn between two batches in any case; the bound makes sure that a peer that keeps on has to ask anew, where it
// may be refused, revoked or made to wait.
//
// The time is that of the thread, which a wait for the disk or for others does not add to. A step runs on one thread from
// beginning to end, so it is the difference over a step that is added up, never over a suspension.

/// Counts the processor time of one round.
public struct ProcessorBudget: Sendable {
    private let nowMicroseconds: @Sendable () -> UInt64
    private let mostMicroseconds: UInt64
    private var spentMicroseconds: UInt64 = 0

    /// Counts nothing.
    public static let unbounded = ProcessorBudget(milliseconds: .max) { 0 }

    /// - Parameter nowMicroseconds: the processor time of the thread that calls.
    public init(
        milliseconds: Int = SyncLimits.processorMillisecondsMax,
        nowMicroseconds: @escaping @Sendable () -> UInt64
    ) {
        self.nowMicroseconds = nowMicroseconds
        let (product, overflows) = UInt64(milliseconds).multipliedReportingOverflow(by: 1_000)
        mostMicroseconds = overflows ? .max : product
    }

    var isSpent: Bool { spentMicroseconds >= mostMicroseconds }

    /// The beginning of a step.
    func mark() -> UInt64 { nowMicroseconds() }

    /// The end of a step on the same thread.
    mutating func spend(since mark: UInt64) {
        let now = nowMicroseconds()
        if now > mark { spentMicroseconds += now - mark }
    }

    /// Another round begins.
    mutating func renew() { spentMicroseconds = 0 }
}
