public import Causality
internal import Storage

// Why two people could change one thing at once.
//
// "Conflict" explains nothing to whoever has to decide. What does is the story behind it: what each of
// them had before their eyes, and from when to when news did not get through. The log tells it. A
// transaction carries what its author's site had taken in, so two facts can be read there:
//
//     anji      ── saw beijing's change of 09:40 ── A 11:06 ────────────── first shows B at 18:55
//     beijing   ────────────────────────────────────────── B 15:31 ──────────────────────────────
//
// The last news from elsewhere that a site had before it wrote, and the first transaction in which it
// had the other side. Between them nothing need have been exchanged, and this is all that the log can
// know: a line that was up while nobody wrote leaves no trace. Both facts follow from the transactions
// alone, so both ends tell the same story. No clock of a network card is asked.

/// What the log tells about how the sides of a conflict came to be written apart.
public struct ConflictCause: Sendable {
    /// What one side had seen when it was written.
    public struct View: Sendable {
        public let letter: String
        public let site: SiteID
        public let wroteMilliseconds: UInt64
        /// The newest change from another site that this one had taken in; `nil` when it had none, or
        /// none among the changes that were looked at.
        public let lastNews: News?
        /// When this site first wrote something having seen another side; `nil` when it has not yet.
        public let sawOtherMilliseconds: UInt64?
        /// How far its clock was ahead, in seconds; 0 for one that was not found to be off.
        public let clockAheadSeconds: Int64
    }

    public struct News: Sendable {
        public let dot: Dot
        public let milliseconds: UInt64
    }

    public enum Kind: String, Sendable {
        /// Different sites, out of touch.
        case apart
        /// Two lives or two copies of one site's database.
        case sameSite = "same-site"
        /// An undo brought the values back together.
        case broughtBack = "brought-back"
    }

    public let kind: Kind
    /// By letter.
    public let views: [View]

    /// A span in which nothing got through between two of the sites: from the first of their writes to the
    /// last, since the later author had not seen the earlier one. `nil` unless there are two sites.
    public var outOfTouch: (one: SiteID, other: SiteID, from: UInt64, until: UInt64)? {
        guard kind == .apart, Set(views.map(\.site)).count == 2,
            let first = views.min(by: { $0.wroteMilliseconds < $1.wroteMilliseconds }),
            let last = views.max(by: { $0.wroteMilliseconds < $1.wroteMilliseconds }),
            first.site != last.site
        else { return nil }
        return (first.site, last.site, first.wroteMilliseconds, last.wroteMilliseconds)
    }

    /// The branch that was out of touch, where the hub is the other side; else `nil`.
    public func offline(hub: SiteID) -> View? {
        let branches = views.filter { $0.site != hub }
        return Set(branches.map(\.site)).count == 1 ? branches.first : nil
    }

    /// When the first of the sites had another side before it; `nil` while none has written since.
    public var endedMilliseconds: UInt64? { views.compactMap(\.sawOtherMilliseconds).min() }
}

extension ConflictInbox {
    /// How many transactions of a stream are looked at, either way.
    private static let stepsMost: UInt64 = 500

    /// How the sides came to be written apart.
    public func cause(_ sides: [ConflictSide]) throws -> ConflictCause {
        let views = try sides.map { side in
            let others = sides.filter { $0.letter != side.letter }.map(\.dot)
            let made = try replica.heading(side.dot)
            let stamp = made?.stamp.milliseconds ?? side.milliseconds
            let effective = try replica.effectiveStamp(of: side.dot)?.milliseconds ?? stamp
            return ConflictCause.View(
                letter: side.letter, site: side.site, wroteMilliseconds: side.milliseconds,
                lastNews: try lastNews(before: side.dot),
                sawOtherMilliseconds: try firstSight(of: others, after: side.dot),
                clockAheadSeconds: Int64(stamp > effective ? (stamp - effective) / 1_000 : 0))
        }
        let kind: ConflictCause.Kind =
            sides.contains { $0.broughtBack != nil }
            ? .broughtBack : Set(sides.map(\.site)).count < 2 ? .sameSite : .apart
        return ConflictCause(kind: kind, views: views)
    }

    /// The newest transaction of another site that the author of `dot` had taken in, looking back
    /// along its own stream for the last one that took in any.
    private func lastNews(before dot: Dot) throws -> ConflictCause.News? {
        var seq = dot.seq
        let least = dot.seq > ConflictInbox.stepsMost ? dot.seq - ConflictInbox.stepsMost : 0
        while seq > least {
            guard let made = try replica.heading(Dot(stream: dot.stream, seq: seq)) else {
                return nil
            }
            let foreign = made.context.entries.filter {
                $0.stream.origin.site != dot.stream.origin.site && $0.stream.scope != .roster
            }
            let news = try foreign.compactMap { entry -> ConflictCause.News? in
                let seen = Dot(stream: entry.stream, seq: entry.seq)
                return try replica.heading(seen).map {
                    ConflictCause.News(dot: seen, milliseconds: $0.stamp.milliseconds)
                }
            }.max { $0.milliseconds < $1.milliseconds }
            if let news { return news }
            seq -= 1
        }
        return nil
    }

    /// Whether the author of `dot` had taken in `other`; `nil` where the last mention of that stream lies
    /// too far back to tell.
    func hasSeen(_ dot: Dot, _ other: Dot) throws -> Bool? {
        if dot.stream == other.stream { return dot.seq >= other.seq }
        var seq = dot.seq
        while seq > 0, dot.seq - seq < ConflictInbox.stepsMost {
            let made = try replica.heading(Dot(stream: dot.stream, seq: seq))
            guard let context = made?.context else { return nil }
            if context[other.stream] > 0 { return context.contains(other) }
            seq -= 1
        }
        return seq == 0 ? false : nil
    }

    /// When the author's site first wrote something having seen one of `others`.
    private func firstSight(of others: [Dot], after dot: Dot) throws -> UInt64? {
        var seq = dot.seq + 1
        while seq <= dot.seq + ConflictInbox.stepsMost {
            guard let made = try replica.heading(Dot(stream: dot.stream, seq: seq)) else {
                return nil
            }
            if others.contains(where: made.context.contains) { return made.stamp.milliseconds }
            seq += 1
        }
        return nil
    }
}
