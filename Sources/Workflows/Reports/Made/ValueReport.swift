internal import Causality
internal import Domain

/// H12: what each company was first and last valued at, on what basis, how many times that is, and in how
/// many months. What the press says is another thing and is never mixed in.
struct ValueReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("first_on", Text.firstOn, .date),
        Report.Column("first", Text.firstValue, .money(.yuan)),
        Report.Column("last_on", Text.lastOn, .date),
        Report.Column("last", Text.lastValue, .money(.yuan)),
        Report.Column("basis", .field("valuation", "basis"), .text),
        Report.Column("multiple", Text.multiple, .decimal(2)),
        Report.Column("months", Text.monthsHeld, .count),
        Report.Column("unicorn", Text.unicorn, .text),
    ]
    /// A thousand million dollars in cents; a value in another currency is not converted.
    private static let unicornCents: Int64 = 100_000_000_000

    func report() throws -> Report {
        var report = Report(.values, ground, ValueReport.columns)
        var marks: [RecordKey: [FactRow]] = [:]
        for row in try ground.rows(
            "valuation", ["company", "as_of", "amount_fen", "currency", "basis"],
            where: "as_of <= ?2", [.text("\(ground.day)")], order: "as_of")
        where row.falls("as_of", through: ground.day).isPossible {
            guard let root = try ground.root(row.shown("company")) else { continue }
            marks[root, default: []].append(row)
        }
        report.rows = try marks.values.compactMap(line).sorted {
            ($1.cells[6].multiple, $0.name) < ($0.cells[6].multiple, $1.name)
        }
        report.count("valued", Text.valued, report.rows)
        report.count("unicorns", Text.unicorn, report.rows.filter { $0.cells[8].content != .none })
        report.remarks.append(Text.valueNote)
        return report
    }

    private func line(_ marks: [FactRow]) throws -> Report.Row? {
        guard let first = marks.first, let last = marks.last,
            let from = first.day("as_of"), let to = last.day("as_of")
        else { return nil }
        let (start, end) = (first.number("amount_fen"), last.number("amount_fen"))
        let (before, after) = (
            first.text("currency") ?? Fen.currency, last.text("currency") ?? Fen.currency
        )
        let isUnicorn = after == "USD" && (end?.low ?? 0) >= ValueReport.unicornCents
        return Report.Row(
            last.key.text,
            [
                try ground.company(last), Report.Cell(.day(from)),
                Report.Cell(start.map { .money($0, currency: before) } ?? .none, [first.reference]),
                Report.Cell(.day(to)),
                Report.Cell(end.map { .money($0, currency: after) } ?? .none, [last.reference]),
                ground.choice(last, "basis"),
                Report.Cell(before == after ? .range(multiple(start, end)) : .none),
                Report.Cell(.count(FreePeriod.length(from: from, to: to).months)),
                isUnicorn ? Report.Cell(.text(Catalogue.Word.yes)) : .none,
            ], marks.map(\.reference), isCertain: last.exists.isCertain)
    }

    /// In hundredths.
    private func multiple(_ start: Range64?, _ end: Range64?) -> Range64? {
        guard let start, let end, start.low > 0 else { return nil }
        let times = { (end: Int64, start: Int64) -> Int64 in
            let (product, overflow) = end.multipliedReportingOverflow(by: 100)
            return overflow ? end / start * 100 : product / start
        }
        return Range64(times(end.low, start.high), times(end.high, start.low))
    }
}

extension Report.Cell {
    fileprivate var multiple: Int64 {
        if case .number(let range) = content { range.high } else { -1 }
    }
}
