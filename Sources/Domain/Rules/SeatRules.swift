import Causality

/// X01 and X03 over the assignments of seats.
public enum SeatRules {
    /// X01: what overlaps, and assignments that the seat's own site never hears of.
    ///
    /// Those count as proposals, and not even that: nobody can answer them.
    ///
    /// - Parameter facts: as for `IntervalRules.seatFindings`.
    public static func assignmentFindings(_ facts: [SeatFact]) -> [Finding] {
        IntervalRules.seatFindings(facts.filter { !$0.isAstray }.map(\.interval))
            + facts.filter(\.isAstray).sorted(by: byKey).map(astray)
    }

    /// X23: see `IntervalRules.clockFindings`.
    public static func clockFindings(_ facts: [SeatFact]) -> [Finding] {
        IntervalRules.clockFindings(facts.filter { !$0.isAstray }.map(\.interval))
    }

    private static func astray(_ fact: SeatFact) -> Finding {
        let row = reference(fact)
        let owner = fact.seatScope?.owner?.name ?? ""
        return Finding(
            .oneSeatOneAssignment, rows: [row], columns: ["seat", "state", "retired"],
            detail: Label(
                "\(fact.interval.holder)（\(fact.interval.period)）的分配记在 \(fact.scope) 范围，"
                    + "而工位 \(fact.interval.subject) 属于 \(owner)：\(owner) 收不到，它不作数",
                "the assignment of \(fact.interval.holder) (\(fact.interval.period)) lies in "
                    + "\(fact.scope), but seat \(fact.interval.subject) is \(owner)'s: \(owner) "
                    + "never gets it, and it does not count"),
            options: [
                ResolutionOption(
                    "withdraw",
                    Label(
                        "撤回，再在总部重新提议（分站随工位而定）",
                        "withdraw it; then propose it anew at head office, where the site follows "
                            + "the seat"), row, "retired", .text("X01"))
            ])
    }

    /// X03: assignments of seats that are not to be had.
    ///
    /// - Parameter facts: as for X01.
    public static func outageFindings(_ facts: [SeatFact]) -> [Finding] {
        facts.filter { !$0.isAstray }.sorted(by: byKey).compactMap { fact in
            guard let outage = fact.outage,
                outage.bars(fact.interval.period, isFirm: fact.interval.isFirm)
            else { return nil }
            return finding(fact, outage)
        }
    }

    private static func finding(_ fact: SeatFact, _ outage: SeatOutage) -> Finding {
        let row = reference(fact)
        let days = outage.since.map { Label("（\($0) 起）", " (since \($0))") } ?? Label("", "")
        let held = fact.interval
        // Of a seat that is not there nothing can be shown.
        let seat = outage.cause == .missing ? nil : RecordKey(held.subject)
        return Finding(
            .assignedSeatInService,
            rows: seat.map { [row, RowReference("seat", $0)] } ?? [row],
            columns: ["seat", "from_day", "state", "state_since", "retired"],
            detail: Label(
                "工位 \(held.subject) \(outage.label.zh)\(days.zh)，仍分配给 \(held.holder)（\(held.period)）",
                "seat \(held.subject) is \(outage.label.en)\(days.en) and assigned to "
                    + "\(held.holder) (\(held.period))"),
            options: [
                ResolutionOption(
                    "displace", Label("\(held.holder) 让位", "\(held.holder) gives way"), row,
                    "state", .text("displaced")),
                ResolutionOption(
                    "end", Label("该分配已结束", "the assignment has ended"), row, "state",
                    .text("ended")),
            ])
    }

    private static func reference(_ fact: SeatFact) -> RowReference {
        RowReference("seat_assignment", fact.interval.key)
    }

    private static func byKey(_ a: SeatFact, _ b: SeatFact) -> Bool {
        a.interval.key < b.interval.key
    }
}
