public import Causality

/// An assignment of a seat, with what the rules have to know of the seat.
public struct SeatFact: Hashable, Sendable {
    public let interval: IntervalFact
    /// Where the assignment lies.
    public let scope: ScopeID
    /// Where its seat lies; `nil` when that is not here.
    public let seatScope: ScopeID?
    /// Why the seat is not to be had; `nil` when it is in service.
    public let outage: SeatOutage?

    public init(
        _ interval: IntervalFact, scope: ScopeID, seatScope: ScopeID?, outage: SeatOutage?
    ) {
        self.interval = interval
        self.scope = scope
        self.seatScope = seatScope
        self.outage = outage
    }

    /// The same, confirmed by a clock that was off.
    public var suspect: SeatFact {
        SeatFact(interval.suspect, scope: scope, seatScope: seatScope, outage: outage)
    }

    /// Whether it lies where the site that owns the seat never hears of it.
    var isAstray: Bool { seatScope.map { $0 != scope } ?? false }
}

/// Why a seat is not to be had, and from when on.
public struct SeatOutage: Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
        /// For a time.
        case blocked
        /// For good.
        case removed
        case retired
        /// Its record is not here: it was deleted, as by the undo of its addition, or has not come yet.
        case missing
    }

    public let cause: Cause
    /// The first day without it; `nil` when nobody wrote one down.
    public let since: LocalDay?

    /// What a seat's fields say; `nil` when it is in service.
    public init?(state: String?, since: String?, retired: String?) {
        if retired != nil {
            self.init(.retired, since: nil)
        } else if state == "removed" {
            self.init(.removed, since: since)
        } else if state == "blocked" {
            self.init(.blocked, since: since)
        } else {
            return nil
        }
    }

    /// Of a seat that is not here.
    public static let missing = SeatOutage(.missing, since: nil)

    private init(_ cause: Cause, since: String?) {
        self.cause = cause
        self.since = since.flatMap { LocalDay($0) }
    }

    /// Whether an assignment over this period cannot be kept. A proposal may wait for a seat that is
    /// blocked for a time.
    ///
    /// - Parameter isFirm: whether the assignment is confirmed.
    public func bars(_ period: DayInterval, isFirm: Bool) -> Bool {
        (isFirm || cause != .blocked) && (since.map { period.isOpen(after: $0) } ?? true)
    }

    /// In one word.
    public var label: Label {
        switch cause {
        case .blocked: Label("停用中", "blocked")
        case .removed: Label("已拆除", "removed")
        case .retired: Label("已不再使用", "retired")
        case .missing: Label("不在（已删除，或还没有传到）", "not there (deleted, or not come yet)")
        }
    }
}
