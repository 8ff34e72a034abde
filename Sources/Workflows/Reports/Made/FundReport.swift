internal import Causality
internal import Domain

/// H10: each fund's size, what is committed, paid, reserved and still available; an alarm where the
/// commitments and fees are more than the fund.
struct FundReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report
    private static let kinds = ["commit", "call", "pay", "return", "fee"]

    private static var columns: [Report.Column] {
        [
            Report.Column("fund", .field("fund", "name"), .text, flexible: true),
            Report.Column("size", .field("fund", "size_fen"), .money(.yuan)),
        ]
            + kinds.map {
                Report.Column($0, .choice("fund_movement", "kind", $0), .money(.yuan))
            } + [
                Report.Column("reserved", Text.reserved, .money(.yuan)),
                Report.Column("lent", Text.quotaLent, .money(.yuan)),
                Report.Column("available", Text.available, .money(.yuan)),
            ]
    }

    func report() throws -> Report {
        var report = Report(.fund, ground, FundReport.columns)
        let movements = try self.movements()
        let books = QuotaBooks(ground.replica)
        for fund in try ground.rows(
            "fund", ["name", "size_fen", "currency", "reserve_bp"], order: "name")
        {
            let lent = try books.find(fund.key.text).map { pool in
                // What sites may still commit without asking: theirs already, not the hub's.
                pool.escrow.capacity
                    - pool.escrow.spent.values.reduce(Int64(0)) { $0.addingClamped($1) }
                    - pool.available
            }
            let (row, check) = line(fund, movements[fund.key.text] ?? [:], lent: lent)
            report.rows.append(row)
            report.checks.append(check)
        }
        report.remarks.append(Text.fundNote)
        return report
    }

    private func line(
        _ fund: FactRow, _ moved: [String: Tally], lent: Int64?
    ) -> (Report.Row, Report.Check) {
        let currency = fund.text("currency") ?? Fen.currency
        let size = fund.number("size_fen") ?? .zero
        let sum = { (kind: String) in (moved["\(kind)/\(currency)"] ?? Tally()) }
        let bp = fund.number("reserve_bp") ?? .zero
        let reserved = Range64(
            FundReport.part(size.low, bp.low), FundReport.part(size.high, bp.high))
        let used = sum("commit").range
        let fees = sum("fee").range
        var bound = used
        bound.add(fees)
        let quota = max(0, lent ?? 0)
        let available = Range64(
            size.low.addingClamped(-bound.high).addingClamped(-reserved.high).addingClamped(-quota),
            size.high.addingClamped(-bound.low).addingClamped(-reserved.low).addingClamped(-quota))
        let isOver = available.low < 0
        let behind = sum("commit").records + sum("fee").records
        let verdict: Report.Check.Verdict =
            bound.high <= size.low ? .holds : bound.low > size.high ? .fails : .open
        let row = Report.Row(
            fund.key.text,
            [
                Report.Cell(.text(verbatim: fund.text("name"))),
                Report.Cell(.money(size, currency: currency)),
            ] + FundReport.kinds.map { sum($0).money(currency) } + [
                Report.Cell(.money(reserved, currency: currency)),
                Report.Cell(lent.map { .money(Range64($0, $0), currency: currency) } ?? .none),
                Report.Cell(.money(available, currency: currency), behind, isOver ? .bad : .plain),
            ], [fund.reference], isCertain: fund.exists.isCertain)
        let check = Report.Check(
            name: "\(fund.key.text)-size", statement: Text.withinSize(fund.text("name") ?? ""),
            verdict: verdict, records: behind)
        return (row, check)
    }

    private static func part(_ amount: Int64, _ bp: Int64) -> Int64 {
        let (product, overflow) = amount.multipliedReportingOverflow(by: bp)
        return overflow ? amount / 10_000 * bp : product / 10_000
    }

    /// By fund, and then by kind and currency: different money is not added up.
    private func movements() throws -> [String: [String: Tally]] {
        var sums: [String: [String: Tally]] = [:]
        for row in try ground.rows(
            "fund_movement", ["fund", "kind", "moved_on", "amount_fen", "currency"],
            where: "moved_on <= ?2", [.text("\(ground.day)")])
        {
            guard row.falls("moved_on", through: ground.day).isPossible else { continue }
            let kinds = Set(row.may("kind").compactMap(\.text))
            for kind in kinds {
                let name = "\(kind)/\(row.text("currency") ?? Fen.currency)"
                let here = kinds.count == 1 ? row.exists : Range64(0, row.exists.high)
                sums[row.text("fund") ?? "", default: [:]][name, default: Tally()].add(
                    row.number("amount_fen") ?? .zero, if: here, row.reference)
            }
        }
        return sums
    }
}
