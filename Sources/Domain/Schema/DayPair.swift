public import Causality

/// Two days of a record of which the first begins something and the second ends it.
///
/// Nothing ends before it begins, and a period that ends on the first day that no longer belongs to
/// it has at least one day. A merge may bring such a pair together from two sites; nobody types one.
public struct DayPair: Hashable, Sendable {
    public let from: String
    public let to: String
    /// Whether the second day is the first that no longer belongs to the period.
    public let isHalfOpen: Bool

    /// A period with its last day.
    static func closed(_ from: String, _ to: String) -> DayPair {
        DayPair(from: from, to: to, isHalfOpen: false)
    }

    /// A period up to its second day, which does not belong to it.
    static func halfOpen(_ from: String, _ to: String) -> DayPair {
        DayPair(from: from, to: to, isHalfOpen: true)
    }

    /// Whether one of the two is among what is written.
    public func isTouched(by written: [String: Value]) -> Bool {
        written[from] != nil || written[to] != nil
    }

    /// Whether the second of these days is too early for the first.
    ///
    /// - Parameter value: gives what a field holds; a pair with a missing end is not broken.
    public func isBroken(_ value: (String) -> Value?) -> Bool {
        guard let first = value(from)?.text.flatMap({ LocalDay($0) }),
            let second = value(to)?.text.flatMap({ LocalDay($0) })
        else { return false }
        return isHalfOpen ? second <= first : second < first
    }
}
