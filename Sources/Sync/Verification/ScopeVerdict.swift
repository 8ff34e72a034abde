public import Causality
public import Wire

// Do two replicas agree?
//
// Where two sites have applied the same transactions of a scope, what they show must be equal to the
// byte, and so must be the digests over it. Where their vectors differ there is nothing to compare
// yet: a difference of state is then what is to be expected, and says nothing about either.

/// What two sites' digests of one scope say about each other.
public enum ScopeVerdict: Sendable, Hashable {
    /// The same transactions, the same state.
    case equal
    /// The same transactions and another state: one of the two is damaged.
    case different
    /// Not comparable before the next exchange: transactions that the other end does not hold.
    case apart(onlyHere: Int, onlyThere: Int)
    /// The other end has nothing of this scope, or may not tell.
    case notThere

    /// - Parameter there: `nil` when the other end does not answer for the scope.
    public init(
        here: (vector: VersionVector, state: Digest256),
        there: (vector: VersionVector, state: Digest256)?
    ) {
        guard let there else {
            self = .notThere
            return
        }
        let onlyHere = ScopeVerdict.count(here.vector.beyond(there.vector).map { ($0.from, $0.to) })
        let onlyThere = ScopeVerdict.count(
            there.vector.beyond(here.vector).map { ($0.from, $0.to) })
        if onlyHere > 0 || onlyThere > 0 {
            self = .apart(onlyHere: onlyHere, onlyThere: onlyThere)
        } else {
            self = here.state == there.state ? .equal : .different
        }
    }

    private static func count(_ parts: [(from: UInt64, to: UInt64)]) -> Int {
        parts.reduce(0) { $0 + Int(clamping: $1.to - $1.from) }
    }
}
