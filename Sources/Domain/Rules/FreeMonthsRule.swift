public import Causality

/// A free term of a company, at whichever site.
public struct FreeTermFact: Hashable, Sendable {
    public let key: RecordKey
    public let company: String
    public let period: DayInterval

    /// `nil` when the term has no end or no days: what is not known is not counted.
    public init?(key: RecordKey, company: String, from: String, to: String) {
        guard let first = LocalDay(from), let last = LocalDay(to),
            let period = DayInterval(from: first, to: last)
        else { return nil }
        self.key = key
        self.company = company
        self.period = period
    }
}

/// X04: free months per company, summed over all sites, are at most six.
public enum FreeMonthsRule {
    public static let monthsMax = MonthsAndDays(months: 6, days: 0)

    /// - Parameter facts: free terms without a director's exception.
    public static func findings(_ facts: [FreeTermFact]) -> [Finding] {
        Dictionary(grouping: facts, by: \.company).sorted { $0.key.precedesByBytes($1.key) }
            .compactMap { company, terms in
                let total = FreePeriod.total(of: terms.map(\.period))
                guard total > monthsMax else { return nil }
                let ordered = terms.sorted {
                    $0.period.from == $1.period.from
                        ? $0.key < $1.key : $0.period.from < $1.period.from
                }
                guard let last = ordered.last else { return nil }
                let row = RowReference("tenancy_term", last.key)
                return Finding(
                    .sixFreeMonths, rows: terms.map { RowReference("tenancy_term", $0.key) },
                    columns: ["from_day", "kind", "exception", "retired"],
                    detail: Label(
                        "\(company) 免租合计 \(total.months) 个月 \(total.days) 天，超过六个月",
                        "\(company) has \(total.months) free months and \(total.days) days, more than six"
                    ),
                    options: [
                        ResolutionOption(
                            Label("主任特批", "director's exception"), row, "exception",
                            .text("X04")),
                        ResolutionOption(
                            Label("撤回最后一段（\(last.period)）", "withdraw the last term (\(last.period))"),
                            row, "retired", .text("X04")),
                    ])
            }
    }
}
