internal import Causality
internal import Domain
internal import Storage
internal import Synchronization
internal import Wire

// How many conflicts were decided in each week.
//
// Conflicts count, not transactions: one decision may settle fifty, and two people may decide the same one. A decision
// that was taken back has settled nothing, unless the taking back was itself taken back; an undo takes all of an action.
// The newest of the log are looked at, of the scopes that the viewer may see. Of a week in which something was written
// that was not looked at nothing is said, rather than too little. What a transaction decided does not change, so each is
// opened once and not at every look; an erasure or a withdrawn grant empties the shelf.

/// Conflicts decided, by the week of their first decision that stands.
struct SettledWeeks {
    private var counts: [Int64: Int] = [:]
    /// The newest week in which something was written that was not looked at.
    private var unknown: Int64?

    /// So many bytes of the log are opened at most: files of thousands of rows are long.
    private static let bytesOpened: Int64 = 64 << 20

    /// One transaction that decides or takes back.
    fileprivate struct Made {
        let dot: Dot
        let action: [UInt8]?
        var takesBack: Dot?
        var decided: [Decision] = []

        /// Parts of an action that decide nothing are kept: what is taken back may be named by them.
        var isKept: Bool { takesBack != nil || !decided.isEmpty || action != nil }
    }

    /// - Parameter week: the week of a moment in milliseconds since 1970.
    init(_ desk: LedgerDesk, week: (UInt64) -> Int64) throws {
        let log = DecisionLog(desk.replica)
        var all: [Made] = []
        var bytes: Int64 = 0
        let shelf = desk.shelf.decided
        try shelf.begin(forgotten: desk.replica.timesForgotten())
        let end = try desk.newest(of: "", before: .max) { dot, length in
            bytes += length
            guard bytes <= SettledWeeks.bytesOpened else { return false }
            if let one = try shelf.made(dot, { try SettledWeeks.made(dot, desk.replica, log) }) {
                all.append(one)
            }
            return true
        }
        unknown = try end.flatMap { try SettledWeeks.newest(before: $0, desk) }.map(week)
        let standing = SettledWeeks.standing(all)
        var first: [ConflictID: UInt64] = [:]
        for decision in standing.flatMap(\.decided)
        where desk.viewer.role.may(.see, kind: decision.table) {
            guard let id = decision.conflict else { continue }
            first[id] = min(first[id] ?? .max, decision.milliseconds)
        }
        for at in first.values { counts[week(at), default: 0] += 1 }
    }

    /// `nil` where it is not known.
    subscript(week: Int64) -> Int? {
        if let unknown, week <= unknown { return nil }
        return counts[week] ?? 0
    }

    private static func made(_ dot: Dot, _ replica: Replica, _ log: DecisionLog) throws -> Made? {
        guard let made = try replica.transaction(dot) else { return nil }
        let one = Made(
            dot: dot, action: made.action?.id, takesBack: UndoNote.parse(made.reason)?.dot,
            decided: try log.decided(by: made))
        return one.isKept ? one : nil
    }

    /// Those that nobody took back.
    ///
    /// - Parameter all: the newest first, so that whoever takes something back comes before it.
    private static func standing(_ all: [Made]) -> [Made] {
        var actions: [Dot: [UInt8]] = [:]
        for made in all { actions[made.dot] = made.action }
        var dots: Set<Dot> = []
        var gone: Set<[UInt8]> = []
        return all.filter { made in
            let isGone = dots.contains(made.dot) || made.action.map(gone.contains) ?? false
            if !isGone, let target = made.takesBack {
                dots.insert(target)
                if let action = actions[target] { gone.insert(action) }
            }
            return !isGone
        }
    }

    /// When the newest was written of what came at or before this transaction, in milliseconds since 1970.
    private static func newest(before dot: Dot, _ desk: LedgerDesk) throws -> UInt64? {
        guard let arrival = try desk.replica.arrival(of: dot) else { return nil }
        let found = try desk.replica.select(
            "SELECT max(stamp) FROM moso_log WHERE arrival <= ?1", [.integer(arrival)])
        return found.first?.first?.integer.map { UInt64(bitPattern: $0) >> 16 }
    }
}

/// What transactions decided, kept from one look to the next.
final class DecidedShelf: Sendable {
    private struct Kept {
        var forgotten: Int64 = 0
        /// `nil` for those that neither decide nor take back.
        var made: [Dot: SettledWeeks.Made?] = [:]
    }

    private let kept = Mutex(Kept())

    init() {}

    /// - Parameter forgotten: the replica's count; another one empties the shelf.
    fileprivate func begin(forgotten: Int64) {
        kept.withLock { kept in
            // More than a few looks can have put there: what is looked at moves on as the log grows.
            let isFull = kept.made.count > 4 * JournalView.looksAtMost
            if kept.forgotten != forgotten || isFull { kept = Kept(forgotten: forgotten) }
        }
    }

    fileprivate func made(_ dot: Dot, _ find: () throws -> SettledWeeks.Made?) rethrows
        -> SettledWeeks.Made?
    {
        if let known = kept.withLock({ $0.made[dot] }) { return known }
        let found = try find()
        kept.withLock { $0.made[dot] = .some(found) }
        return found
    }
}
