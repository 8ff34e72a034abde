public import Causality

/// A free term of a company, at whichever site.
public struct FreeTermFact: Hashable, Sendable {
    public let key: RecordKey
    public let company: String
    /// What people call the company.
    public let name: String
    public let period: DayInterval

    /// Without a `to` it is free without end. `nil` when a day given is no day or the term has no
    /// days: what is not known is not counted.
    ///
    /// - Parameter name: what people call the company; `nil` for its key.
    public init?(
        key: RecordKey, company: String, name: String? = nil, from: String, to: String?
    ) {
        guard let period = DayInterval(storedFrom: from, to: to) else { return nil }
        self.key = key
        self.company = company
        self.name = name ?? company
        self.period = period
    }
}

/// X04: free months per company, summed over all sites, are at most six.
public enum FreeMonthsRule {
    public static let monthsMax = MonthsAndDays(months: 6, days: 0)

    /// One finding for each company beyond the limit. O(n log n).
    ///
    /// - Parameter facts: free terms that are not retired, without a director's exception.
    public static func findings(
        _ facts: [FreeTermFact], monthsMax: MonthsAndDays = FreeMonthsRule.monthsMax
    ) -> [Finding] {
        Dictionary(grouping: facts) { RecordText($0.company) }
            .sorted { $0.key.text.precedesByBytes($1.key.text) }
            .compactMap { _, terms in
                finding(terms.sorted(by: byTime), monthsMax)
            }
    }

    /// A company's name compared by bytes, as everywhere between replicas.
    private struct RecordText: Hashable {
        let text: String
        init(_ text: String) { self.text = text }
        static func == (a: RecordText, b: RecordText) -> Bool { a.text.hasSameBytes(as: b.text) }
        func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
    }

    private static func byTime(_ a: FreeTermFact, _ b: FreeTermFact) -> Bool {
        a.period.from == b.period.from ? a.key < b.key : a.period.from < b.period.from
    }

    /// - Parameter terms: of one company, in the order of time.
    private static func finding(
        _ terms: [FreeTermFact], _ limit: MonthsAndDays
    ) -> Finding? {
        let total = FreePeriod.total(of: terms.map(\.period))
        let isEndless = terms.contains { $0.period.to == nil }
        guard let last = terms.last, isEndless || total > limit else { return nil }
        return Finding(
            .sixFreeMonths, rows: terms.map { RowReference("tenancy_term", $0.key) },
            columns: ["from_day", "kind", "exception", "retired"],
            detail: detail(last.name, isEndless ? nil : total, limit),
            options: shorten(last, among: terms, limit) + [
                ResolutionOption(
                    "exception",
                    Label("主任特批最后一段（\(last.period)）", "director's exception for \(last.period)"),
                    RowReference("tenancy_term", last.key), "exception", .text("X04")),
                ResolutionOption(
                    "withdraw-last",
                    Label("撤回最后一段（\(last.period)）", "withdraw the last term (\(last.period))"),
                    RowReference("tenancy_term", last.key), "retired", .text("X04")),
            ])
    }

    private static func detail(
        _ company: String, _ total: MonthsAndDays?, _ limit: MonthsAndDays
    ) -> Label {
        guard let total else {
            return Label(
                "\(company) 有未定终止日的免租段，上限为 \(limit.months) 个月",
                "\(company) has a free term without an end; \(limit.months) months are the most")
        }
        return Label(
            "\(company) 免租合计 \(total.months) 个月 \(total.days) 天，超过 \(limit.months) 个月",
            "\(company) has \(total.months) free months and \(total.days) days, "
                + "more than \(limit.months)")
    }

    /// Ends the last term on the latest day that keeps the company within the limit; none when the
    /// others alone exceed it.
    private static func shorten(
        _ last: FreeTermFact, among terms: [FreeTermFact], _ limit: MonthsAndDays
    ) -> [ResolutionOption] {
        let others = terms.dropLast().map(\.period)
        guard others.allSatisfy({ $0.to != nil }) else { return [] }
        let from = last.period.from
        // Nothing begins after the last term, so the total only grows with its end.
        var fits = 0
        var exceeds = from.days(until: last.period.to ?? from.adding(months: limit.months + 1))
        while exceeds - fits > 1 {
            let middle = (fits + exceeds) / 2
            let part = DayInterval(from: from, to: from.adding(days: middle))
            let total = FreePeriod.total(of: others + [part].compactMap { $0 })
            if total > limit { exceeds = middle } else { fits = middle }
        }
        guard let shorter = DayInterval(from: from, to: from.adding(days: fits)),
            let end = shorter.to
        else { return [] }
        return [
            ResolutionOption(
                "shorten-last", Label("最后一段缩短为 \(shorter)", "shorten the last term to \(shorter)"),
                RowReference("tenancy_term", last.key), "to_day", .text(end.description))
        ]
    }
}
