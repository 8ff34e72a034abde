public import Causality

/// How records of a kind draw from a quota: which field names the pool, which the amount.
///
/// What is drawn follows the record: editing the amount draws more or gives back, and a record that is
/// retired or passed draws nothing. An amount with several values undecided draws the greatest.
public struct QuotaDraw: Sendable {
    public let kind: String
    public let poolField: String
    public let amountField: String
    /// The field that names the amount's currency; `nil` where it is yuan.
    public let currencyField: String?
    /// Whether a record whose pool has no quota is refused; else it is not bounded.
    public let mustHaveQuota: Bool
    /// States in which the record draws nothing, by field.
    private let idle: [(field: String, states: Set<String>)]

    /// The kinds that draw.
    public static let all = [
        QuotaDraw(
            kind: "investment", poolField: "fund", amountField: "approved_fen",
            currencyField: "currency", mustHaveQuota: false, idle: [("stage", ["passed"])]),
        QuotaDraw(
            kind: "subsidy", poolField: "budget", amountField: "amount_fen", currencyField: nil,
            mustHaveQuota: true, idle: []),
    ]

    public static func of(_ kind: String) -> QuotaDraw? { all.first { $0.kind == kind } }

    /// The columns that say what it draws.
    var columns: [String] {
        [poolField, amountField, "retired"] + [currencyField].compactMap { $0 } + idle.map(\.field)
    }

    /// The currencies that the amount may be in.
    ///
    /// - Parameter values: as for `amount`.
    public func currencies(_ values: (String) -> [Value]) -> Set<String> {
        Set(currencyField.map { values($0).map { $0.text ?? Fen.currency } } ?? [Fen.currency])
    }

    /// How much a record draws.
    ///
    /// - Parameter values: all values that a column may have; one, unless it is undecided.
    public func amount(_ values: (String) -> [Value]) -> Int64 {
        guard values("retired").allSatisfy(\.isNull) else { return 0 }
        for (field, states) in idle
        where values(field).allSatisfy({ $0.text.map { states.contains($0) } ?? false }) {
            return 0
        }
        return values(amountField).compactMap(\.integer).max() ?? 0
    }
}

/// How much of its share a site gives away when it is asked.
public enum QuotaPolicy {
    /// As much as is asked for, but no more than half of what it has: whoever asks later is not left
    /// without, and neither is the giver. The same at every site, so that it can be foretold.
    public static func answer(asked: Int64, share: Int64) -> Int64 {
        max(0, min(asked, share / 2))
    }
}
