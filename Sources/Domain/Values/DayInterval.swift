/// Days from one on, up to but not including another; without end when there is no other.
///
/// Half-open inside, so that a period that ends and the next that begins meet at one day without
/// arithmetic. People are shown the last day that belongs to it.
public struct DayInterval: Hashable, Sendable {
    public let from: LocalDay
    /// The first day that does not belong to it; `nil` for an interval without end.
    public let to: LocalDay?

    /// `nil` when the interval would be empty.
    public init?(from: LocalDay, to: LocalDay?) {
        if let to, to <= from { return nil }
        self.from = from
        self.to = to
    }

    /// The last day that belongs to it, as people write it; `nil` without end.
    public var lastDay: LocalDay? { to?.adding(days: -1) }

    public func contains(_ day: LocalDay) -> Bool { from <= day && isOpen(after: day) }

    public func overlaps(_ other: DayInterval) -> Bool {
        isOpen(after: other.from) && other.isOpen(after: from)
    }

    /// Whether the interval has not ended when `day` begins.
    func isOpen(after day: LocalDay) -> Bool { to.map { $0 > day } ?? true }

    /// The days both have; `nil` when none.
    public func intersection(_ other: DayInterval) -> DayInterval? {
        let ends = [to, other.to].compactMap { $0 }
        return DayInterval(from: max(from, other.from), to: ends.min())
    }
}

extension DayInterval: CustomStringConvertible {
    /// `2023-05-08..2023-11-07`, with the last day that belongs to it.
    public var description: String { "\(from)..\(lastDay?.description ?? "")" }
}
