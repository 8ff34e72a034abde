internal import Causality
internal import Domain

/// H21: the Torch form as of any day, beside the same day of the year before, what was stamped, and the
/// checks between its cells.
struct TorchReport {
    private let ground: ReportGround
    private let figures: TorchFigures
    private let before: TorchFigures

    init(_ ground: ReportGround) throws {
        self.ground = ground
        figures = try TorchFigures(ground)
        before = try TorchFigures(try ground.on(ground.day.adding(months: -12)))
    }

    private typealias Text = Catalogue.Torch

    private static let columns = [
        Report.Column("item", Text.item, .text, flexible: true),
        Report.Column("unit", Catalogue.Heading.unit, .text),
        Report.Column("value", Catalogue.Heading.value, .count),
        Report.Column("year_before", Text.yearBefore, .count),
        Report.Column("difference", Text.difference, .count),
        Report.Column("stamped", Text.stamped, .count),
        Report.Column("adjusted", Text.adjusted, .count),
    ]

    func report() throws -> Report {
        var report = Report(.torch, ground, TorchReport.columns)
        for cell in TorchFigures.cells {
            let now = figures.values[cell.name] ?? Tally()
            let then = before.values[cell.name] ?? Tally()
            let stamped = figures.stamped[cell.name]
            report.rows.append(
                Report.Row(
                    cell.name, group: cell.block,
                    [
                        Report.Cell(.text(cell.label)), Report.Cell(.text(cell.unit)),
                        cell.cell(now),
                        cell.cell(then), cell.cell(TorchReport.minus(now, then), false),
                        cell.cell(stamped),
                        cell.cell(stamped.map { TorchReport.minus(now, $0) }, false),
                    ], now.records))
        }
        report.checks = TorchChecks(figures, before).all
        report.remarks = report.remarks + [Text.note(day: ground.day, year: Int(figures.year))]
        return report
    }

    private static func minus(_ a: Tally, _ b: Tally) -> Tally {
        var difference = Tally()
        difference.add(
            Range64(
                a.range.low.addingClamped(-b.range.high), a.range.high.addingClamped(-b.range.low)))
        return difference
    }
}

/// What the cells of the form must agree on. A false or careless form costs the recognition, so each check
/// says which cells do not fit.
private struct TorchChecks {
    let figures: TorchFigures
    let before: TorchFigures

    init(_ figures: TorchFigures, _ before: TorchFigures) {
        self.figures = figures
        self.before = before
    }

    private typealias Text = Catalogue.Torch

    var all: [Report.Check] {
        [
            atMost("area", ["area_office", "area_public"], "area_total", Text.areaParts),
            atMost("seats", ["seats_used"], "seats", Text.seatParts),
            atMost("college", ["people_college"], "people_total", Text.collegeParts),
            atMost(
                "degrees", ["people_masters", "people_doctors"], "people_college", Text.degreeParts),
            atMost("people", ["companies"], "people_total", Text.peopleCheck),
            atMost("granted", ["ip_granted"], "ip_held", Text.grantedCheck),
            atMost("registered", ["registered_here"], "companies", Text.registeredCheck),
            atMost("financed", ["financed_ever"], "ever", Text.financedCheck),
            atMost("graduates", ["graduates"], "graduates_ever", Text.graduatesCheck),
            balance, never("graduates_ever", Text.graduatesNever),
            never("financed_ever", Text.financedNever), plausible,
        ]
    }

    private func range(_ name: String) -> Range64 { figures.values[name]?.range ?? .zero }

    private func records(_ names: [String]) -> [RowReference] {
        names.flatMap { figures.values[$0]?.records ?? [] }
    }

    private func check(
        _ name: String, _ statement: Phrase, _ names: [String], holds: Bool, mayHold: Bool
    ) -> Report.Check {
        Report.Check(
            name: "check_\(name)", statement: statement,
            verdict: holds ? .holds : mayHold ? .open : .fails, records: records(names))
    }

    /// Parts are together at most the whole.
    private func atMost(
        _ name: String, _ parts: [String], _ whole: String, _ statement: Phrase
    ) -> Report.Check {
        var sum = Range64.zero
        for part in parts { sum.add(range(part)) }
        let all = range(whole)
        return check(
            name, statement, parts + [whole], holds: sum.high <= all.low,
            mayHold: sum.low <= all.high)
    }

    /// Those of before and the new ones without those who left are those of now.
    private var balance: Report.Check {
        var expected = range("companies_before")
        expected.add(range("companies_new"))
        let left = range("companies_left")
        expected.add(-left.high, -left.low)
        let now = range("companies")
        let names = ["companies_before", "companies_new", "companies_left", "companies"]
        return check(
            "balance", Text.balance, names,
            holds: expected == now && now.isSettled || expected == now && expected.isSettled,
            mayHold: expected.low <= now.high && now.low <= expected.high)
    }

    /// What is counted since the beginning never falls.
    private func never(_ name: String, _ statement: Phrase) -> Report.Check {
        let then = before.values[name]?.range ?? .zero
        let now = range(name)
        return check(
            "\(name)_falls", statement, [name], holds: now.low >= then.high,
            mayHold: now.high >= then.low)
    }

    /// More than 100 million of a thousand yuan was probably typed in yuan.
    private var plausible: Report.Check {
        let most: Int64 = 100_000_000 * 100_000
        let names = TorchFigures.cells.filter { $0.kind == .money(.thousandYuan) }.map(\.name)
        let high = names.filter { range($0).high > most }
        return check(
            "plausible", Text.plausible, high, holds: high.isEmpty,
            mayHold: high.allSatisfy { range($0).low <= most })
    }
}
