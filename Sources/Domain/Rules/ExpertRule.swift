public import Causality

/// An expert's session that has a time, and when that was recorded.
public struct SessionFact: Hashable, Sendable {
    public let key: RecordKey
    public let company: String
    public let expert: String
    public let from: LocalMinute
    /// At least 1.
    public let minutes: Int
    /// Whether the node that keeps the expert's calendar recorded it.
    public let isOwners: Bool
    /// The write that set its time, as it is heeded.
    public let stamp: HybridTimestamp
    public let dot: Dot

    public init(
        key: RecordKey, company: String, expert: String, from: LocalMinute, minutes: Int,
        isOwners: Bool, stamp: HybridTimestamp, dot: Dot
    ) {
        self.key = key
        self.company = company
        self.expert = expert
        self.from = from
        self.minutes = minutes
        self.isOwners = isOwners
        self.stamp = stamp
        self.dot = dot
    }

    var to: LocalMinute { from.adding(minutes: minutes) }

    func overlaps(_ start: LocalMinute, _ end: LocalMinute) -> Bool { from < end && start < to }

    fileprivate func goesBefore(_ other: SessionFact) -> Bool {
        if isOwners != other.isOwners { return isOwners }
        if stamp != other.stamp { return stamp < other.stamp }
        return dot == other.dot ? key < other.key : dot < other.dot
    }
}

/// X25: an expert is in one place at a time.
///
/// As with seats, the word of the node that keeps the expert's calendar goes first, then the order of
/// recording; a session that overlaps one of those before it is displaced, with its data as it is.
/// Sessions last minutes, so the way out is the next free minute and not the next week.
public enum ExpertRule {
    /// From when to when a session lasts; `nil` where it has no time yet.
    public static func span(_ session: RowFact) -> (from: LocalMinute, to: LocalMinute)? {
        guard let from = session.moment("held_at"),
            let minutes = session.integer("minutes").flatMap({ Int(exactly: $0) }), minutes > 0
        else { return nil }
        return (from, from.adding(minutes: minutes))
    }

    /// - Parameters:
    ///   - facts: sessions of one expert that overlap another, not retired.
    ///   - busy: when the other sessions of the expert are.
    public static func findings(
        _ facts: [SessionFact], busy: [(from: LocalMinute, to: LocalMinute)] = []
    ) -> [Finding] {
        var served: [SessionFact] = []
        var displaced: [(loser: SessionFact, winner: SessionFact)] = []
        for fact in facts.sorted(by: { $0.goesBefore($1) }) {
            if let winner = served.first(where: { $0.overlaps(fact.from, fact.to) }) {
                displaced.append((fact, winner))
            } else {
                served.append(fact)
            }
        }
        let taken = busy + served.map { ($0.from, $0.to) }
        return displaced.map { loser, winner in
            let without = busy + served.filter { $0 != winner }.map { ($0.from, $0.to) }
            return finding(loser, winner, taken, without + [(loser.from, loser.to)])
        }
    }

    private static func finding(
        _ loser: SessionFact, _ winner: SessionFact,
        _ taken: [(from: LocalMinute, to: LocalMinute)],
        _ swapped: [(from: LocalMinute, to: LocalMinute)]
    ) -> Finding {
        let rows = [loser, winner].map { RowReference("expert_session", $0.key) }
        return Finding(
            .expertInOnePlace, rows: rows, columns: ["expert", "held_at", "minutes", "retired"],
            detail: Label(
                "\(loser.expert) \(winner.from) 已在 \(winner.company)，\(loser.company)（\(loser.from)）让位",
                "\(loser.expert) is with \(winner.company) at \(winner.from); \(loser.company) "
                    + "(\(loser.from)) gives way"),
            options: [
                move("move", loser, rows[0], nextFree(loser, taken)),
                move("move-other", winner, rows[1], nextFree(winner, swapped)),
                ResolutionOption(
                    "withdraw", Label("取消 \(loser.company) 的一场", "cancel that of \(loser.company)"),
                    rows[0], "retired", .text("X25")),
            ])
    }

    private static func move(
        _ code: String, _ fact: SessionFact, _ row: RowReference, _ to: LocalMinute
    ) -> ResolutionOption {
        ResolutionOption(
            code, Label("\(fact.company) 改到 \(to)", "\(fact.company) moves to \(to)"), row,
            "held_at",
            .text(to.stored), hangsOnOthers: true)
    }

    /// The first minute from which on the expert is free for as long as the session lasts.
    private static func nextFree(
        _ fact: SessionFact, _ taken: [(from: LocalMinute, to: LocalMinute)]
    ) -> LocalMinute {
        var start = fact.from
        for other in taken.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) })
        where other.from < start.adding(minutes: fact.minutes) && start < other.to {
            start = other.to
        }
        return start
    }
}
