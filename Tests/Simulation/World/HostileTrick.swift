/// One trick of the hostile member.
package enum HostileTrick: Int, CaseIterable {
    // What breaks a rule, one transaction each.
    case brokenChain, unseenReplaces, foreignReplaces, cellTwice, wrongType, foreignScope
    case greatestNumber, boundlessContext, garbage
    // What no rule forbids.
    case farFuture, greatestSum
    /// Another transaction under the number of its last one: two sites are told two things.
    case equivocation
    /// A transaction in the name of another site, which goes on with that one's stream.
    case forgedOrigin
    /// Everything that others have written and the site holds, once more and in any order.
    case replay
    /// Counters that overflow when they are added up.
    case overflow
    /// Of a quota more than it was lent, and more than there is.
    case overdraft
    /// Many transactions at once, and as many whose causes never come.
    case flood
    /// The last stamp that can be written; after it the stream is at its end.
    case lastMoment
    /// A value on which SQLite itself fails while the row is written: an index of the site's own cannot
    /// be computed.
    case poison
    /// Two rows that an index of the site's own forbids.
    case poisonPair
    /// A format that nobody knows yet.
    case newerFormat

    /// Whether an honest site applies it.
    var isLawful: Bool {
        switch self {
        case .farFuture, .greatestSum, .equivocation, .forgedOrigin, .overflow, .overdraft, .flood,
            .lastMoment:
            true
        default: false
        }
    }

    /// Whether it is written in the books of its own site and not in the common records.
    var isAtHome: Bool { self == .overflow || self == .overdraft }
}
