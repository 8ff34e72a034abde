public import Causality

/// A kind of record out of which quotas are granted: a quota whose code is the key of such a record
/// never exceeds it, is counted in its currency, and ends with it.
public struct QuotaSource: Sendable {
    public let kind: String
    public let sizeField: String
    /// The field that names the currency; `nil` where it is yuan.
    public let currencyField: String?

    public static let all = [
        QuotaSource(kind: "fund", sizeField: "size_fen", currencyField: "currency"),
        QuotaSource(kind: "subsidy_budget", sizeField: "amount_fen", currencyField: nil),
    ]

    public static func of(_ kind: String) -> QuotaSource? { all.first { $0.kind == kind } }

    /// The columns that bear on its quota.
    public var columns: [String] { [sizeField] + [currencyField].compactMap { $0 } + ["retired"] }

    /// How much there is: the least while it is undecided; `nil` when nobody wrote it down.
    ///
    /// - Parameter values: all values that a column may have; one, unless it is undecided.
    public func size(_ values: (String) -> [Value]) -> Int64? {
        values(sizeField).compactMap(\.integer).min()
    }

    /// The currencies that it may be in.
    public func currencies(_ values: (String) -> [Value]) -> Set<String> {
        Set(currencyField.map { values($0).map { $0.text ?? Fen.currency } } ?? [Fen.currency])
    }
}
