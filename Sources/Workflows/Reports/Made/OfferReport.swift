internal import Causality
internal import Domain

/// H14: what each city offers, side by side: of every city the last version that was written by the day.
struct OfferReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static func field(_ name: String, _ kind: Report.ColumnKind, flexible: Bool = false)
        -> Report.Column
    { Report.Column(name, .field("city_offer", name), kind, flexible: flexible) }

    private static let columns = [
        field("city", .text), field("version", .count), field("dated", .date),
        field("written_form", .text), field("answer", .text), field("valid_until", .date),
        field("space_area", .area), field("space_years", .count),
        field("startup_money_fen", .money(.tenThousandYuan)),
        field("fund_size_fen", .money(.tenThousandYuan)), field("fund_share_bp", .percent),
        field("tax_share_bp", .percent), field("tax_years", .count),
        field("growth_multiple", .decimal(2)), field("housing_units", .count),
        field("schooling", .text, flexible: true), field("asked_in_return", .text, flexible: true),
    ]

    func report() throws -> Report {
        var report = Report(.offers, ground, OfferReport.columns)
        var last: [String: FactRow] = [:]
        for row in try ground.rows(
            "city_offer", OfferReport.columns.map(\.name) + ["city_name"],
            where: "dated <= ?2 OR dated IS NULL", [.text("\(ground.day)")], order: "city, version")
        { last[row.text("city") ?? ""] = row }
        report.rows = last.sorted { $0.key < $1.key }.map { line($0.value) }
        report.count("offers", Text.cityOffers, report.rows)
        var open = Tally()
        for row in last.values {
            open.add(
                row.isOne("answer", of: ["considering", "negotiating"], absent: "considering"),
                row.reference)
        }
        report.figure("unanswered", Text.unanswered, .count, open.cell)
        report.remarks.append(Text.offerNote)
        return report
    }

    private func line(_ row: FactRow) -> Report.Row {
        let isLate = row.falls("valid_until", through: ground.day.adding(days: -1)).isPossible
        return Report.Row(
            row.key.text,
            OfferReport.columns.map { column in
                switch column.name {
                case "city":
                    return Report.Cell(.text(verbatim: row.text("city_name") ?? row.text("city")))
                case "written_form", "answer": return ground.choice(row, column.name)
                case "valid_until":
                    return Report.Cell(
                        .days(of: row.days("valid_until")), [], isLate ? .attention : .plain)
                default: return cell(row, column)
                }
            }, [row.reference], isCertain: row.exists.isCertain)
    }

    private func cell(_ row: FactRow, _ column: Report.Column) -> Report.Cell {
        switch column.kind {
        case .text:
            let words = Set(row.may(column.name).compactMap(\.text)).sorted()
            return words.isEmpty ? .none : Report.Cell(.words(words.map { Phrase(verbatim: $0) }))
        case .date: return Report.Cell(.days(of: row.days(column.name)))
        case .money:
            return Report.Cell(
                row.number(column.name).map { .money($0, currency: Fen.currency) } ?? .none)
        default: return Report.Cell(.range(row.number(column.name)))
        }
    }
}
