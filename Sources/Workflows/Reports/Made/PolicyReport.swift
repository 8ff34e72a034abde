internal import Causality
internal import Domain

/// H15: drafts and what is in force, the next deadline first, and which residents each fits by sector. A
/// consultation draft is never shown as in force.
struct PolicyReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("title", .field("policy", "title"), .text, flexible: true),
        Report.Column("level", .field("policy", "level"), .text),
        Report.Column("body", .field("policy", "issuing_body"), .text, flexible: true),
        Report.Column("status", .field("policy", "status"), .text),
        Report.Column("in_force", Text.inForce, .text),
        Report.Column("deadline", Text.nextDeadline, .date),
        Report.Column("days_left", Catalogue.Heading.daysLeft, .count),
        Report.Column("valid_to", .field("policy", "valid_to"), .date),
        Report.Column("fits", Text.fits, .count),
    ]

    func report() throws -> Report {
        var report = Report(.policies, ground, PolicyReport.columns)
        let cards = try ground.cards()
        let residents = try Stay.residents(ground, try Stay.all(ground))
            .sorted { $0.key < $1.key }
            .map {
                (sectors: cards.sectors(of: $0.key), isHere: $0.value.isHere, stay: $0.value.stay)
            }
        var lines: [(deadline: LocalDay, row: Report.Row)] = []
        var force = Tally()
        var drafts = Tally()
        for row in try ground.rows(
            "policy",
            [
                "title", "level", "issuing_body", "issued_on", "status", "valid_from", "valid_to",
                "sectors", "deadlines",
            ], where: "issued_on <= ?2 OR issued_on IS NULL", [.text("\(ground.day)")],
            order: "issued_on DESC")
        {
            let inForce = isInForce(row)
            force.add(inForce, row.reference)
            drafts.add(row.isOne("status", of: ["draft"]), row.reference)
            let sectors = Set(SetText.elements(of: row.shown("sectors")))
            var fits = Tally()
            for resident in residents
            where sectors.isEmpty || !sectors.isDisjoint(with: resident.sectors) {
                fits.add(resident.isHere, resident.stay.row.reference)
            }
            let deadline = nextDeadline(row)
            lines.append((deadline ?? .last, line(row, inForce, deadline, fits)))
        }
        report.rows = lines.sorted { ($0.deadline, $0.row.name) < ($1.deadline, $1.row.name) }.map(
            \.row)
        report.figure("in_force", Text.inForce, .count, force.cell)
        report.figure("drafts", .choice("policy", "status", "draft"), .count, drafts.cell)
        report.count(
            "with_deadline", Text.withDeadline, report.rows.filter { $0.cells[5].content != .none })
        return report
    }

    private func line(
        _ row: FactRow, _ inForce: Range64, _ deadline: LocalDay?, _ fits: Tally
    ) -> Report.Row {
        let left = deadline.map { Int64(ground.day.days(until: $0)) }
        let word =
            inForce.isSettled
            ? (inForce.isCertain ? Catalogue.Word.yes : Catalogue.Word.no)
            : Catalogue.Word.undecided
        return Report.Row(
            row.key.text,
            [
                Report.Cell(.text(verbatim: row.text("title"))), ground.choice(row, "level"),
                Report.Cell(.text(verbatim: row.text("issuing_body"))),
                ground.choice(row, "status"),
                Report.Cell(.text(word)), Report.Cell(.day(deadline)),
                Report.Cell(.count(left), [], left.map { $0 <= 14 } ?? false ? .attention : .plain),
                Report.Cell(.days(of: row.days("valid_to"))), fits.cell,
            ], [row.reference], isCertain: row.exists.isCertain)
    }

    private func isInForce(_ row: FactRow) -> Range64 {
        let later = row.falls("valid_from", from: ground.day.adding(days: 1))
        let over = row.falls("valid_to", through: ground.day.adding(days: -1))
        return row.exists.both(row.isOne("status", of: ["issued", "amended"]))
            .both(later.negated).both(over.negated)
    }

    /// The first deadline from the day on, of those that are written as days.
    private func nextDeadline(_ row: FactRow) -> LocalDay? {
        SetText.elements(of: row.shown("deadlines")).compactMap { LocalDay.parsing($0) }
            .filter { $0 >= ground.day }.min()
    }
}
