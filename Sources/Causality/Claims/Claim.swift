// Claims: who may have what only one can have.
//
// A seat, a room, an expert's hour can be had by one at a time, and two sites that are apart can each
// give it away. A lock would need the owner on the line. So every such thing has an owning site: its
// word alone confirms, everybody else proposes, also offline. If two laptops of the owner confirm the
// same seat apart, both confirmations are real writes and stay; what a claim *is* follows from all of
// them by a rule that needs no further write, so there is no war of writes that displace each other:
//
//     confirmations of the owner in the order of time, ties by dot: each stands that overlaps none
//     that stands already; the others are displaced, and so is a proposal that overlaps one that stands
//
//     anji laptop 1   seat 017, September, Lan    confirmed 09:00   ──► stands
//     anji laptop 2   seat 017, September, Qing   confirmed 09:05   ──► displaced by Lan
//     beijing         seat 017, October,   Zhu    proposed          ──► proposed
//
// The owner's word is what stands in the owner's own scope. A claim that somebody wrote into another
// scope never reaches the owner, so it must not count anywhere: one seat would have two holders, one
// for those who see that scope and one for the rest. It is a proposal that nobody was told of, and a
// rule finds it.
//
// What cannot be had at all (a seat that is blocked or gone) nobody has, whatever was confirmed; and
// when it can be had again, the confirmations stand as if nothing had happened.
//
// A clock that is known to be off decides nothing. Of two confirmations that overlap, where either was
// stamped by such a clock, neither stands: both are disputed, nobody else gets it, and the owner decides.
//
// The displaced keep their record as it is. Given the same claims, every site computes the same.

/// One claim on a resource from one point up to, not including, another.
public struct Claim<Point: Comparable & Hashable & Sendable>: Hashable, Sendable {
    public enum State: Hashable, Sendable {
        case proposed
        /// By whose write, and when.
        case confirmed(by: Dot, at: HybridTimestamp)
        case displaced
        case ended
    }

    public let key: RecordKey
    public let resource: String
    /// The site whose word confirms claims on the resource.
    public let owner: SiteID
    public let from: Point
    /// `nil` for a claim without end.
    public let to: Point?
    public let state: State
    /// Whether the resource can be had in that time.
    public let isAvailable: Bool
    /// Whether the confirmation was stamped by a clock that is known to be off.
    public let isSuspect: Bool

    public init(
        key: RecordKey, resource: String, owner: SiteID, from: Point, to: Point?, state: State,
        isAvailable: Bool = true, isSuspect: Bool = false
    ) {
        self.key = key
        self.resource = resource
        self.owner = owner
        self.from = from
        self.to = to
        self.state = state
        self.isAvailable = isAvailable
        self.isSuspect = isSuspect
    }

    public func overlaps(_ other: Claim) -> Bool {
        resource.hasSameBytes(as: other.resource) && isOpen(after: other.from)
            && other.isOpen(after: from)
    }

    private func isOpen(after point: Point) -> Bool { to.map { point < $0 } ?? true }

    /// The confirmation, if it is the owner's and stands where the owner's records do.
    var ownersWord: (stamp: HybridTimestamp, dot: Dot)? {
        guard case .confirmed(let dot, let stamp) = state, dot.stream.origin.site == owner,
            dot.stream.scope == .site(owner)
        else { return nil }
        return (stamp, dot)
    }

    /// By time, then dot, then key: the order in which confirmations are heeded.
    func wasConfirmed(before other: Claim) -> Bool {
        guard let mine = ownersWord, let theirs = other.ownersWord else { return false }
        if mine.stamp != theirs.stamp { return mine.stamp < theirs.stamp }
        return mine.dot == theirs.dot ? key < other.key : mine.dot < theirs.dot
    }
}

/// What a claim is, all others considered.
public enum ClaimStanding: Hashable, Sendable {
    case confirmed
    /// Not answered by the owner yet. A confirmation that is not the owner's is a proposal.
    case proposed
    /// Gave way to the claim named; to none when it was put aside by a person.
    case displaced(by: RecordKey?)
    /// It overlaps the one named, and a clock that is off stamped one of them: neither has the resource.
    case disputed(with: RecordKey)
    /// Nobody can have the resource in that time.
    case unavailable
    case ended
}
