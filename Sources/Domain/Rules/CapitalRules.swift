internal import Causality

/// X11 and X13: what an investment may not do before and after it is decided.
public enum CapitalRules {
    /// How long a gate's verdict holds.
    public static let gateDays = 180
    static let beyondGates: Set<String> = [
        "committee", "term-sheet", "dd", "signed", "closed", "post", "exited",
    ]

    /// What a gate is by its reviews: the latest of each reviewer counts, and one that holds or fails
    /// holds the gate, whatever the others say.
    public enum Gate: Hashable, Sendable {
        case none
        /// Since the day on which the earliest of the passing reviews was signed.
        case passed(since: LocalDay)
        case held
    }

    /// - Parameter reviews: of one gate of one investment, not retired.
    public static func gate(_ reviews: [RowFact]) -> Gate {
        let named = reviews.filter { $0.isFilled("verdict") }.sorted {
            ($0.text("signed_on") ?? "", $0.key) < ($1.text("signed_on") ?? "", $1.key)
        }
        let latest = Dictionary(named.map { ($0.text("reviewer") ?? $0.key.text, $0) }) { $1 }
            .values
        guard !latest.isEmpty else { return .none }
        let passing = latest.filter { isSound($0) }
        guard passing.count == latest.count else { return .held }
        return passing.compactMap { $0.day("signed_on") }.min().map { .passed(since: $0) } ?? .held
    }

    /// Whether a review passes, and by somebody who may say so (X10).
    private static func isSound(_ review: RowFact) -> Bool {
        guard ["pass", "conditional"].contains(review.text("verdict")), review.isFilled("reviewer"),
            review.integer("interest") != 1, let signed = review.day("signed_on"),
            let from = review.day("mandate_from")
        else { return false }
        guard let to = review.text("mandate_to") else { return from <= signed }
        return LocalDay(to).map { from <= signed && signed <= $0 } ?? false
    }

    /// X11: nothing comes before the committee whose gates are not both passed and current. Until then
    /// the investment counts as standing at the gate.
    ///
    /// - Parameters:
    ///   - investments: not retired.
    ///   - reviews: not retired.
    public static func ungated(_ investments: [RowFact], reviews: [RowFact]) -> [Finding] {
        let byInvestment = Dictionary(grouping: reviews) { $0.text("investment") ?? "" }
        return investments.byKey.compactMap { investment in
            guard let stage = investment.text("stage"), beyondGates.contains(stage) else {
                return nil
            }
            let own = (byInvestment[investment.key.text] ?? []).byKey
            for number in ["1", "2"] {
                let reviews = own.filter { $0.text("gate") == number }
                guard let why = want(gate(reviews), investment.day("committee_on")) else {
                    continue
                }
                return ungated(investment, number, reviews, why)
            }
            return nil
        }
    }

    private static func want(_ gate: Gate, _ committee: LocalDay?) -> Label? {
        switch gate {
        case .none: return Label("还没有评审", "has no review")
        case .held: return Label("暂缓", "is held")
        case .passed(let since):
            guard let committee, since.days(until: committee) > gateDays else { return nil }
            return Label(
                "于 \(since) 通过，到投决日已超过 \(gateDays) 天",
                "was passed on \(since), more than \(gateDays) days before the committee")
        }
    }

    private static func ungated(
        _ investment: RowFact, _ number: String, _ reviews: [RowFact], _ why: Label
    ) -> Finding {
        Finding(
            .committeeNeedsGates, rows: [investment.row] + reviews.map(\.row),
            columns: ["stage", "committee_on", "verdict", "signed_on", "interest", "retired"],
            detail: Label("评审关 \(number) \(why.zh)，不能进投决", "gate \(number) \(why.en)"),
            options: [
                ResolutionOption(
                    "back-to-gate", Label("退回评审关 \(number)", "back to gate \(number)"),
                    investment.row, "stage", .text("gate-\(number)")),
                ResolutionOption(
                    "hold", Label("搁置", "hold it"), investment.row, "stage", .text("held")),
            ])
    }

    /// X13: what is paid out for an investment is within what was approved for it. Until somebody
    /// decides, the payment beyond counts as disputed.
    ///
    /// - Parameters:
    ///   - investments: not retired.
    ///   - movements: payments, not retired.
    public static func overpaid(_ investments: [RowFact], movements: [RowFact]) -> [Finding] {
        let paid = Dictionary(grouping: movements) { $0.text("investment") ?? "" }
        return investments.byKey.compactMap { investment in
            let own = (paid[investment.key.text] ?? []).sorted {
                ($0.text("moved_on") ?? "", $0.key) < ($1.text("moved_on") ?? "", $1.key)
            }
            guard let last = own.last else { return nil }
            let total = own.reduce(Int64(0)) { sum, movement in
                let (next, over) = sum.addingReportingOverflow(movement.integer("amount_fen") ?? 0)
                return over ? .max : next
            }
            let approved = investment.integer("approved_fen") ?? 0
            guard total > approved else { return nil }
            return Finding(
                .paidWithinCommitment, rows: [investment.row] + own.map(\.row),
                columns: ["approved_fen", "amount_fen", "retired"],
                detail: Label(
                    "已付 \(Fen(total)) 元，超过批准金额 \(Fen(approved)) 元",
                    "\(Fen(total)) yuan paid, more than the \(Fen(approved)) approved"),
                options: [
                    ResolutionOption(
                        "withdraw-last", Label("撤回最后一笔付款", "withdraw the last payment"),
                        last.row, "retired", .text("X13")),
                    ResolutionOption(
                        "raise", Label("批准金额提到 \(Fen(total)) 元", "approve \(Fen(total)) yuan"),
                        investment.row, "approved_fen", .integer(total)),
                ])
        }
    }
}
