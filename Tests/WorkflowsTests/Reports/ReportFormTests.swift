import Causality
import Domain
import Storage
import Testing
import Workflows

/// What holds for every report, whatever it is about.
@Suite struct ReportFormTests {
    @Test(arguments: ReportKind.allCases)
    func `of an empty replica a report is empty, in every form`(kind: ReportKind) throws {
        let network = try Network("beijing")
        let report = try network.report(kind)
        #expect(report.totals?.count ?? report.columns.count == report.columns.count)
        for row in report.rows { #expect(row.cells.count == report.columns.count) }
        for language in [Language.zh, .en] {
            let text = ReportText(report, language)
            #expect(text.head.count == 2 && text.head[0].contains(kind.number))
            for part in text.parts() { _ = part.table.lines(width: 80) }
            let cells = ReportCells(report, language)
            #expect(cells.rows.allSatisfy { $0.count == cells.header.count })
            #expect(ReportJSON(report, language).document["report"]?.string == kind.rawValue)
        }
        // Zero is shown as zero; only a mean or a share of nothing is none.
        let averages: [Report.ColumnKind] = [.percent, .decimal(1)]
        #expect(
            report.figures.allSatisfy { $0.cell.content != .none || averages.contains($0.kind) })
    }

    @Test func `each report has names of its own, in both languages`() {
        for pick in [
            ReportKind.allCases.map(\.rawValue), ReportKind.allCases.map(\.number),
            ReportKind.allCases.map(\.title.zh), ReportKind.allCases.map(\.title.en),
        ] { #expect(Set(pick).count == ReportKind.allCases.count, "\(pick)") }
        for kind in ReportKind.allCases {
            #expect(
                ReportKind(named: kind.title.zh) == kind && ReportKind(named: kind.number) == kind)
            #expect(ReportKind(named: kind.title.en.uppercased()) == kind)
        }
    }

    @Test func `a report that is not there is refused, with the one that was meant`() {
        let wrong = problem { _ = try ReportDesk.kind(named: "ocupancy") }
        #expect(wrong?.code == .noReport)
        #expect(wrong?.details["did_you_mean"]?.string == "occupancy")
        #expect(problem { _ = try ReportDesk.kind(named: "入驻") }?.code == .noReport)
        #expect(problem { _ = try ReportDesk.kind(named: "") }?.code == .noReport)
    }

    @Test func `a list names its records, with their companies`() throws {
        let network = try Network("beijing")
        let company = try network.addCompany("演示·观岳", "display_name=观岳")
        let entry = try network.add(
            "waitlist_entry", at: "beijing", "company=\(company)", "joined_on=2023-06-01")
        let report = try network.report(.waitlist)
        let records = try #require(report.records(of: "waiting"))
        let list = try ReportList(network["beijing"], records, .zh)
        #expect(list.lines.map(\.record.key) == [entry])
        #expect(list.lines.first?.title.contains("观岳") == true)
        #expect(list.lines.first?.site == "beijing")
        #expect(report.records(of: "nobody") == nil)
        #expect(report.records(of: "\(entry.text)/company") == records)
    }

    @Test func `sums that no number holds stay at the greatest`() throws {
        var range = Range64(Int64.max - 1, Int64.max)
        range.add(5, 5)
        #expect(range == Range64(.max, .max))
    }

    @Test func `amounts are rounded to the unit of the column, halves away from zero`() {
        let cell = { Report.Cell(.money(Range64($0, $0), currency: "CNY")) }
        let words = ReportWords(.en)
        for (fen, text) in [(149_999, "1"), (150_000, "2"), (-150_000, "-2"), (0, "0")] {
            #expect(words.text(cell(Int64(fen)), .money(.thousandYuan)) == text)
        }
        #expect(words.text(cell(123_456), .money(.yuan)) == "1,234.56")
        let share = Report.Cell(.number(Range64(3_333, 10_050)))
        #expect(words.text(share, .percent) == "33.3 %–100.5 %")
    }
}
