public import Causality

/// A row that lasts from one day to another, of something that only one of them may have at a time:
/// a seat, or the terms of a tenancy.
public struct IntervalFact: Hashable, Sendable {
    public let key: RecordKey
    /// What must not be had twice at once: the seat, or the tenancy.
    public let subject: String
    /// What people call the holder, such as the company.
    public let holder: String
    public let period: DayInterval

    /// `nil` when the days are missing or no days, or end before they begin: such a row has no
    /// place in time yet, and its field shows that by itself.
    public init?(key: RecordKey, subject: String, holder: String, from: String, to: String?) {
        guard let first = LocalDay(from), let period = DayInterval(from: first, to: to.flatMap(LocalDay.init))
        else { return nil }
        self.key = key
        self.subject = subject
        self.holder = holder
        self.period = period
    }
}

/// X01 and X05: no two intervals of one subject overlap.
public enum IntervalRules {
    /// Confirmed assignments of fixed seats that overlap. One finding for each overlapping pair of
    /// neighbours in time; linear after sorting.
    public static func seatFindings(_ facts: [IntervalFact]) -> [Finding] {
        overlaps(facts).map { first, second in
            let rows = [first, second].map { RowReference("seat_assignment", $0.key) }
            return Finding(
                .oneSeatOneAssignment, rows: rows, columns: ["seat", "from_day", "state"],
                detail: Label(
                    "工位 \(first.subject) 同时分配给 \(first.holder)（\(first.period)）和 \(second.holder)（\(second.period)）",
                    "seat \(first.subject) is given to both \(first.holder) (\(first.period)) and \(second.holder) (\(second.period))"
                ),
                options: zip([second, first], rows.reversed()).map { fact, row in
                    ResolutionOption(
                        Label("\(fact.holder) 让位", "\(fact.holder) gives way"), row, "state",
                        .text("displaced"))
                })
        }
    }

    /// Terms of one tenancy that overlap.
    public static func termFindings(_ facts: [IntervalFact]) -> [Finding] {
        overlaps(facts).map { first, second in
            let rows = [first, second].map { RowReference("tenancy_term", $0.key) }
            let end = second.period.from
            var options = [
                ResolutionOption(
                    Label("撤回后一段（\(second.period)）", "withdraw the later term (\(second.period))"),
                    rows[1], "retired", .text("X05"))
            ]
            if end > first.period.from {
                options.insert(
                    ResolutionOption(
                        Label("前一段提前到 \(end) 结束", "end the earlier term before \(end)"),
                        rows[0], "to_day", .text(end.description)), at: 0)
            }
            return Finding(
                .termsDoNotOverlap, rows: rows, columns: ["tenancy", "from_day", "retired"],
                detail: Label(
                    "协议 \(first.subject) 的条款段重叠：\(first.period) 与 \(second.period)",
                    "terms of \(first.subject) overlap: \(first.period) and \(second.period)"),
                options: options)
        }
    }

    /// Pairs of the same subject that overlap: each interval with the one before it that lasts
    /// longest.
    private static func overlaps(_ facts: [IntervalFact]) -> [(IntervalFact, IntervalFact)] {
        let ordered = facts.sorted { a, b in
            if !a.subject.hasSameBytes(as: b.subject) { return a.subject.precedesByBytes(b.subject) }
            return a.period.from == b.period.from ? a.key < b.key : a.period.from < b.period.from
        }
        var pairs: [(IntervalFact, IntervalFact)] = []
        var longest: IntervalFact?
        for fact in ordered {
            if let open = longest, open.subject.hasSameBytes(as: fact.subject) {
                if open.period.overlaps(fact.period) { pairs.append((open, fact)) }
                let outlasts = fact.period.to.map { end in open.period.to.map { end > $0 } ?? false }
                if outlasts ?? true { longest = fact }
            } else {
                longest = fact
            }
        }
        return pairs
    }
}
