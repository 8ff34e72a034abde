internal import Causality
internal import Domain

/// H06: free periods that end within 90 days, how many free months the company has had at all sites, and
/// whether somebody has decided what comes then.
struct FreePeriodReport {
    private let ground: ReportGround
    private static let days = 90

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("last_day", Text.lastFreeDay, .date),
        Report.Column("days_left", Catalogue.Heading.daysLeft, .count),
        Report.Column("used", Text.freeMonthsUsed, .text),
        Report.Column("leave_rule", .field("tenancy", "leave_rule"), .text, flexible: true),
        Report.Column("funding", .field("company", "funding_status"), .text),
        Report.Column("decision", .field("tenancy", "leave_decision"), .text),
    ]

    private struct Line {
        let row: Report.Row
        let left: Range64
        let isDecided: Bool
        var isUrgent: Bool { !isDecided && left.low < 30 }
    }

    func report() throws -> Report {
        var report = Report(.freePeriods, ground, FreePeriodReport.columns)
        let terms = try ground.rows(
            "tenancy_term",
            ["site", "tenancy", "company", "from_day", "to_day", "kind", "exception"],
            where: "kind = 'free'")
        let used = try self.used(terms)
        let cards = try ground.cards()
        let tenancies = Dictionary(
            try ground.rows("tenancy", Stay.columns).map { ($0.key.text, $0) }
        ) { a, _ in a }
        var lines = try terms.compactMap { term in
            try line(term, used, cards, tenancies[term.text("tenancy") ?? ""])
        }
        lines.sort { a, b in
            (a.isUrgent ? 0 : 1, a.left.low, a.row.name) < (
                b.isUrgent ? 0 : 1, b.left.low, b.row.name
            )
        }
        report.rows = lines.map(\.row)
        for days in [30, 60, 90] {
            var tally = Tally()
            for line in lines {
                let isWithin = Range64(
                    line.left.high <= days ? 1 : 0, line.left.low <= days ? 1 : 0)
                let sure = line.row.isCertain ? isWithin : Range64(0, isWithin.high)
                tally.add(sure, line.row.records[0])
            }
            report.figure("within_\(days)", Text.within(days: days), .count, tally.cell)
        }
        report.count("undecided", Text.undecidedSoon, lines.filter(\.isUrgent).map(\.row))
        return report
    }

    private func line(
        _ term: FactRow, _ used: [RecordKey: [MonthsAndDays]], _ cards: CompanyCards,
        _ tenancy: FactRow?
    ) throws -> Line? {
        let isFree = term.exists.both(term.isOne("kind", of: ["free"]))
        let last = term.days("to_day").map { $0.adding(days: -1) }
        let left = last.map { Int64(ground.day.days(until: $0)) }
        guard isFree.isPossible, let least = left.min(), let most = left.max(),
            left.contains(where: { (0...Int64(FreePeriodReport.days)).contains($0) })
        else { return nil }
        let root = try ground.root(term.shown("company"))
        let card = root.flatMap { cards.first($0, "funding_status") }
        let isDecided = tenancy?.verdict("leave_decision") { !$0.isNull }.isCertain ?? false
        return Line(
            row: Report.Row(
                term.key.text, site: term.text("site"),
                [
                    try ground.company(term), ground.site(term.text("site")),
                    Report.Cell(.days(of: last)),
                    Report.Cell(
                        .number(Range64(least, most)), [],
                        !isDecided && least < 30 ? .bad : .plain),
                    Report.Cell(
                        root.flatMap { used[$0] }.map { .words($0.map(Text.months)) } ?? .none),
                    Report.Cell(.text(verbatim: tenancy?.text("leave_rule"))),
                    card.map { ground.choice($0, "funding_status") } ?? .none,
                    tenancy.map { ground.choice($0, "leave_decision") } ?? .none,
                ], [term.reference] + (tenancy.map { [$0.reference] } ?? []),
                isCertain: isFree.isCertain && !term.may("to_day").contains { $0.isNull }),
            left: Range64(least, most), isDecided: isDecided)
    }

    /// The free months of each company at all sites, past and to come, as they show. While they are more than
    /// a company may have (X04), and no director has signed for it, the excess is neither free nor paid for: it is
    /// the least and the most that they may come to be.
    private func used(_ terms: [FactRow]) throws -> [RecordKey: [MonthsAndDays]] {
        var periods: [RecordKey: (signed: [DayInterval], other: [DayInterval])] = [:]
        for term in terms {
            guard let root = try ground.root(term.shown("company")),
                let from = term.text("from_day"),
                let period = DayInterval(storedFrom: from, to: term.text("to_day"))
            else { continue }
            if term.text("exception") == nil {
                periods[root, default: ([], [])].other.append(period)
            } else {
                periods[root, default: ([], [])].signed.append(period)
            }
        }
        return periods.mapValues { signed, other in
            let all = FreePeriod.total(of: signed + other)
            guard FreePeriod.total(of: other) > FreeMonthsRule.monthsMax else { return [all] }
            return [FreePeriod.total(of: signed) + FreeMonthsRule.monthsMax, all]
        }
    }
}
