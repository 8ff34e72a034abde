internal import Causality
internal import Domain

/// H04: who waits, in the order of the queue, what was promised, and how often the promise moved.
struct WaitlistReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report
    private static let kind = "waitlist_entry"

    private static let columns = [
        Report.Column("place", Text.place, .count),
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("sectors", .field("company", "sectors"), .text, flexible: true),
        Report.Column("seats", .field(kind, "seats_wanted"), .count),
        Report.Column("rating", .field(kind, "rating"), .text),
        Report.Column("priority", .field(kind, "priority"), .text),
        Report.Column("waited", Text.daysWaiting, .count),
        Report.Column("promised", Text.promised, .date),
        Report.Column("slip", Text.slip, .count),
        Report.Column("overdue", Text.overdue, .count),
        Report.Column("waits_for", Text.waitsFor, .text, flexible: true),
        Report.Column("last_contact", Text.lastContact, .date),
        Report.Column("services", Text.services, .text, flexible: true),
        Report.Column("state", .field(kind, "state"), .text),
    ]

    func report() throws -> Report {
        var report = Report(.waitlist, ground, WaitlistReport.columns)
        let entries = try Waiting.all(ground)
        var places: [String: Int] = [:]
        let sectors = try self.sectors()
        let contacts = try lastContacts()
        for entry in entries {
            let site = entry.row.text("site") ?? ""
            places[site, default: 0] += 1
            report.rows.append(
                try row(
                    entry, place: places[site] ?? 1,
                    sectors: sectors[entry.row.text("company") ?? ""],
                    contact: ([entry.row] + entry.others).compactMap { contacts[$0.key.text] }
                        .max()))
        }
        figures(entries, &report)
        report.remarks.append(Text.slipNote)
        for entry in entries where !entry.others.isEmpty {
            let company = try ground.company(entry.row.shown("company"))
            report.remarks.append(
                Text.standsOnce(
                    company, others: entry.others.map(\.key.text), since: entry.joined?.description)
            )
        }
        return report
    }

    private func figures(_ entries: [Waiting], _ report: inout Report) {
        let rows = report.rows
        report.count("waiting", Text.waiting, rows)
        var seats = Range64.zero
        for entry in entries {
            seats.add(entry.waits.both(entry.row.number("seats_wanted") ?? .zero))
        }
        report.figure(
            "seats_wanted", .field(WaitlistReport.kind, "seats_wanted"), .count,
            Report.Cell(.number(seats), rows.flatMap(\.records)))
        let some = { (test: (Waiting) -> Range64) -> Report.Cell in
            var sum = Range64.zero
            var records: [RowReference] = []
            for entry in entries {
                let answer = entry.waits.both(test(entry))
                guard answer.isPossible else { continue }
                sum.add(answer)
                records.append(entry.row.reference)
            }
            return Report.Cell(.number(sum), records)
        }
        let positive = { (range: Range64) -> Range64 in
            Range64(range.low > 0 ? 1 : 0, range.high > 0 ? 1 : 0)
        }
        report.figure(
            "promised_day", Text.withPromise, .count,
            some { entry in
                entry.row.verdict("promised_on") { !$0.isNull }
            })
        report.figure("slipped", Text.slipped, .count, some { positive($0.slip) })
        report.figure("late", Text.late, .count, some { positive($0.overdue) })
        report.figure(
            "offered", Text.offeredSeats, .count,
            some {
                $0.row.isOne("state", of: ["offered"])
            })
    }

    private func row(
        _ entry: Waiting, place: Int, sectors: Value?, contact: LocalDay?
    ) throws -> Report.Row {
        let row = entry.row
        let alert = { (range: Range64) -> Report.Cell in
            Report.Cell(
                range.isPossible ? .number(range) : .none, [], range.isPossible ? .bad : .plain)
        }
        let services = SetText.elements(of: row.shown("services"))
        return Report.Row(
            row.key.text, site: row.text("site"),
            [
                Report.Cell(.count(place)), try ground.company(row), ground.site(row.text("site")),
                Report.Cell(
                    .text(
                        verbatim: sectors.map { SetText.elements(of: $0) }?.joined(separator: " "))),
                Report.Cell(.range(row.number("seats_wanted"))), ground.choice(row, "rating"),
                ground.choice(row, "priority", absent: "normal"), Report.Cell(.count(entry.days)),
                Report.Cell(.days(of: row.days("promised_on"))), alert(entry.slip),
                alert(entry.overdue), try waitsFor(entry), Report.Cell(.day(contact)),
                Report.Cell(.text(verbatim: services.joined(separator: " "))),
                ground.choice(row, "state", absent: "waiting"),
            ], [row.reference] + entry.others.map(\.reference),
            isCertain: entry.waits.isCertain)
    }

    private func waitsFor(_ entry: Waiting) throws -> Report.Cell {
        guard let tenancy = entry.waitsFor else { return .none }
        return Report.Cell(.text(try ground.company(tenancy.shown("company"))), [tenancy.reference])
    }

    private func sectors() throws -> [String: Value] {
        var found: [String: Value] = [:]
        for row in try ground.rows("company", ["sectors"], where: "sectors > ''") {
            found[row.key.text] = row.shown("sectors")
        }
        return found
    }

    /// When each entry was last spoken to, by the notes about it.
    private func lastContacts() throws -> [String: LocalDay] {
        var last: [String: LocalDay] = [:]
        for note in try ground.rows(
            "record_note", ["about", "kind", "happened_on"],
            where: """
                kind IN ('call', 'message', 'meeting', 'complaint') AND happened_on <= ?2
                    AND about LIKE 'W-%'
                """, [.text("\(ground.day)")])
        {
            guard let about = note.text("about"), let day = note.day("happened_on") else {
                continue
            }
            last[about] = max(last[about] ?? day, day)
        }
        return last
    }
}
