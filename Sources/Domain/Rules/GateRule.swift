public import Causality

/// A gate review that says the gate is passed.
public struct PassFact: Hashable, Sendable {
    public let key: RecordKey
    public let reviewer: String?
    public let mandateFrom: String?
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
public enum GateRule {
    public static func findings(_ facts: [PassFact]) -> [Finding] {
        facts.compactMap { fact in
            guard let why = reason(fact) else { return nil }
            let row = RowReference("gate_review", fact.key)
            return Finding(
                .gateNeedsReviewer, rows: [row],
                columns: [
                    "reviewer", "verdict", "mandate_from", "mandate_to", "signed_on", "interest",
                ], detail: why,
                options: [
                    ResolutionOption(
                        Label("结论改为暂缓", "hold the verdict"), row, "verdict", .text("hold"))
                ])
        }
    }

    private static func reason(_ fact: PassFact) -> Label? {
        guard let reviewer = fact.reviewer, !reviewer.isEmpty else {
            return Label("没有评审人", "there is no reviewer")
        }
        if fact.hasInterest {
            return Label("\(reviewer) 有利益冲突", "\(reviewer) has a conflict of interest")
        }
        guard let signed = fact.signedOn.flatMap(LocalDay.init) else {
            return Label("没有签署日", "it has no day of signing")
        }
        let from = fact.mandateFrom.flatMap(LocalDay.init) ?? .earliest
        let to = fact.mandateTo.flatMap(LocalDay.init) ?? .last
        return from <= signed && signed <= to
            ? nil
            : Label(
                "\(reviewer) 在 \(signed) 不在聘期内", "\(reviewer) has no mandate on \(signed)")
    }
}
