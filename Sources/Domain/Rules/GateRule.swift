public import Causality

/// A gate review that says the gate is passed, with or without conditions.
public struct PassFact: Hashable, Sendable {
    public let key: RecordKey
    public let reviewer: String?
    public let mandateFrom: String?
    /// The last day of the mandate; `nil` when it has no end.
    public let mandateTo: String?
    public let signedOn: String?
    public let hasInterest: Bool

    public init(
        key: RecordKey, reviewer: String?, mandateFrom: String?, mandateTo: String?,
        signedOn: String?, hasInterest: Bool
    ) {
        self.key = key
        self.reviewer = reviewer
        self.mandateFrom = mandateFrom
        self.mandateTo = mandateTo
        self.signedOn = signedOn
        self.hasInterest = hasInterest
    }
}

/// X10: no gate is passed without a named reviewer with a valid mandate and no conflict of interest.
///
/// Here what is missing or malformed is not skipped: it is just what the rule looks for.
public enum GateRule {
    /// - Parameter facts: reviews that are not retired and whose verdict is `pass` or `conditional`.
    public static func findings(_ facts: [PassFact]) -> [Finding] {
        facts.sorted { $0.key < $1.key }.compactMap { fact in
            guard let why = reason(fact) else { return nil }
            let row = RowReference("gate_review", fact.key)
            return Finding(
                .gateNeedsReviewer, rows: [row],
                columns: [
                    "reviewer", "verdict", "mandate_from", "mandate_to", "signed_on", "interest",
                ], detail: why,
                options: [
                    ResolutionOption(
                        "hold", Label("结论改为暂缓", "hold the verdict"), row, "verdict",
                        .text("hold")),
                    ResolutionOption(
                        "withdraw", Label("该评审作废", "withdraw the review"), row, "retired",
                        .text("X10")),
                ])
        }
    }

    private static func reason(_ fact: PassFact) -> Label? {
        guard let reviewer = fact.reviewer.map(TypedText.trimmed), !reviewer.isEmpty else {
            return Label("没有评审人", "there is no reviewer")
        }
        if fact.hasInterest {
            return Label("\(reviewer) 有利益冲突", "\(reviewer) has a conflict of interest")
        }
        guard let signed = fact.signedOn.flatMap({ LocalDay($0) }) else {
            return Label("\(reviewer) 的评审没有签署日", "the review of \(reviewer) has no day of signing")
        }
        guard let from = fact.mandateFrom.flatMap({ LocalDay($0) }) else {
            return Label("没有登记 \(reviewer) 的聘期", "no mandate of \(reviewer) is recorded")
        }
        let to = fact.mandateTo.map { LocalDay($0) } ?? .last
        guard let to, from <= signed, signed <= to else {
            return Label(
                "\(reviewer) 在 \(signed) 不在聘期内", "\(reviewer) has no mandate on \(signed)")
        }
        return nil
    }
}
