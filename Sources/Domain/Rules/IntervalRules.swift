import Causality

/// X01 and X05: no two intervals of one subject overlap.
public enum IntervalRules {
    /// X01: confirmed assignments of fixed and office seats that overlap, and proposals that a
    /// confirmed one has overtaken: somebody hopes for a seat that is given away.
    ///
    /// - Parameter facts: assignments that are confirmed (firm) or proposed, and not retired, of
    ///   seats that aren't hot.
    public static func seatFindings(_ facts: [IntervalFact]) -> [Finding] {
        facts.filter(\.isFirm).overlappingPairs().filter { !$0.isSuspect && !$1.isSuspect }
            .map { first, second in
                seatFinding(
                    first, second,
                    Label(
                        "工位 \(first.subject) 同时分配给 \(first.holder)（\(first.period)）和 "
                            + "\(second.holder)（\(second.period)）",
                        "seat \(first.subject) is given to both \(first.holder) (\(first.period)) and "
                            + "\(second.holder) (\(second.period))"))
            }
            + facts.overtakenProposals().map { firm, proposal in
                seatFinding(
                    firm, proposal,
                    Label(
                        "工位 \(firm.subject) 已给 \(firm.holder)（\(firm.period)），又有人提议给 "
                            + "\(proposal.holder)（\(proposal.period)）",
                        "seat \(firm.subject) is given to \(firm.holder) (\(firm.period)) and proposed "
                            + "to \(proposal.holder) (\(proposal.period))"))
            }
    }

    /// X23: confirmed assignments that overlap where the clock of one is known to be off, so that nobody
    /// can tell which came first.
    ///
    /// - Parameter facts: as for `seatFindings`.
    public static func clockFindings(_ facts: [IntervalFact]) -> [Finding] {
        facts.filter(\.isFirm).overlappingPairs().filter { $0.isSuspect || $1.isSuspect }
            .map { first, second in
                seatFinding(
                    first, second,
                    Label(
                        "工位 \(first.subject) 同时分配给 \(first.holder)（\(first.period)）和 "
                            + "\(second.holder)（\(second.period)），其中一份写入时时钟异常：先后不作数",
                        "seat \(first.subject) is given to both \(first.holder) (\(first.period)) and "
                            + "\(second.holder) (\(second.period)), and a clock that was off stamped "
                            + "one of them: who came first counts for nothing"),
                    rule: .noClockDecides)
            }
    }

    private static func seatFinding(
        _ first: IntervalFact, _ second: IntervalFact, _ detail: Label,
        rule: RuleID = .oneSeatOneAssignment
    ) -> Finding {
        Finding(
            rule, rows: [first, second].map(assignment),
            columns: ["seat", "from_day", "state"], detail: detail,
            options: [
                displace(second, code: "displace-later"), displace(first, code: "displace-earlier"),
            ])
    }

    private static func assignment(_ fact: IntervalFact) -> RowReference {
        RowReference("seat_assignment", fact.key)
    }

    /// The loser keeps its record: it is displaced, not removed.
    private static func displace(_ fact: IntervalFact, code: String) -> ResolutionOption {
        ResolutionOption(
            code,
            Label(
                "\(fact.holder)（\(fact.period.from) 起）让位",
                "\(fact.holder) (from \(fact.period.from)) gives way"),
            assignment(fact), "state", .text("displaced"))
    }

    /// X05: terms of one tenancy that overlap.
    ///
    /// - Parameter facts: terms that are not retired.
    public static func termFindings(_ facts: [IntervalFact]) -> [Finding] {
        facts.overlappingPairs().map { first, second in
            Finding(
                .termsDoNotOverlap, rows: [first, second].map(term),
                columns: ["tenancy", "from_day", "retired"],
                detail: Label(
                    "协议 \(first.subject) 的条款段重叠：\(first.period) 与 \(second.period)",
                    "terms of \(first.subject) overlap: \(first.period) and \(second.period)"),
                options: endFirst(first, second) + [
                    withdraw(second, code: "withdraw-later"),
                    withdraw(first, code: "withdraw-earlier"),
                ])
        }
    }

    private static func term(_ fact: IntervalFact) -> RowReference {
        RowReference("tenancy_term", fact.key)
    }

    /// Not possible for terms that begin on the same day.
    private static func endFirst(
        _ first: IntervalFact, _ second: IntervalFact
    ) -> [ResolutionOption] {
        let end = second.period.from
        guard let shorter = DayInterval(from: first.period.from, to: end) else { return [] }
        return [
            ResolutionOption(
                "end-earlier",
                Label("前一段提前结束（\(shorter)）", "end the earlier term sooner (\(shorter))"),
                term(first), "to_day", .text(end.description))
        ]
    }

    private static func withdraw(_ fact: IntervalFact, code: String) -> ResolutionOption {
        ResolutionOption(
            code, Label("撤回 \(fact.period) 一段", "withdraw the term \(fact.period)"), term(fact),
            "retired", .text("X05"))
    }
}
