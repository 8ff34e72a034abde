internal import Causality
internal import Domain

/// H18: what is broken, safety first; how long fixing took in the 90 days up to the day, and where the same
/// place broke again.
struct RepairReport {
    private let ground: ReportGround
    private static let days = 90

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report
    private static let open: Set<String> = ["open", "assigned", "in-progress", "reopened"]

    private static let columns = [
        Report.Column("severity", .field("work_order", "severity"), .count),
        Report.Column("category", .field("work_order", "category"), .text),
        Report.Column("place", Text.placeOf, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("reported", .field("work_order", "reported_at"), .date),
        Report.Column("age", Text.ageDays, .count),
        Report.Column("state", .field("work_order", "state"), .text),
        Report.Column("assigned_to", .field("work_order", "assigned_to"), .text, flexible: true),
        Report.Column("again", Text.again, .count),
        Report.Column("cost", Text.cost, .money(.yuan)),
    ]

    func report() throws -> Report {
        var report = Report(.repairs, ground, RepairReport.columns)
        report.rowsOnPage = 30
        let orders = try ground.rows(
            "work_order",
            [
                "site", "space", "seat", "category", "severity", "reported_at", "assigned_to",
                "state",
                "done_at",
            ], where: "reported_at < ?2 OR reported_at IS NULL",
            [.text("\(ground.day.adding(days: 1))")], order: "severity, reported_at")
        let places = try self.places()
        let repeats = Dictionary(grouping: orders.filter(isRecent)) { $0.text("space") ?? "" }
        let costs = try self.costs()
        for order in orders {
            let isOpen = isOpen(order)
            guard isOpen.isPossible else { continue }
            let same = order.text("space").flatMap { repeats[$0] } ?? []
            report.rows.append(line(order, isOpen, same, places, costs[order.key.text]))
        }
        figures(orders, costs, &report)
        return report
    }

    /// Open on the day: not yet done by then, as far as that was written down.
    private func isOpen(_ order: FactRow) -> Range64 {
        let isOpen = order.isOne("state", of: RepairReport.open, absent: "open")
        let doneLater = order.verdict("done_at") {
            $0.text.flatMap { LocalMinute($0) }.map { $0.day > ground.day } ?? false
        }
        return order.exists.both(isOpen.either(doneLater))
    }

    private func isRecent(_ order: FactRow) -> Bool {
        order.moment("reported_at").map {
            $0.day > ground.day.adding(days: -RepairReport.days) && order.text("space") != nil
        } ?? false
    }

    private func line(
        _ order: FactRow, _ isOpen: Range64, _ same: [FactRow], _ places: [String: String],
        _ cost: Tally?
    ) -> Report.Row {
        let reported = order.moment("reported_at")
        let place = [order.text("space"), order.text("seat")].compactMap { $0 }
            .compactMap { places[$0] }.joined(separator: " ")
        let isSafety = order.shown("severity") == .integer(1)
        return Report.Row(
            order.key.text, site: order.text("site"),
            [
                Report.Cell(.range(order.number("severity")), [], isSafety ? .bad : .plain),
                ground.choice(order, "category"), Report.Cell(.text(verbatim: place)),
                ground.site(order.text("site")),
                Report.Cell(reported.map { .moment($0) } ?? .none),
                Report.Cell(reported.map { .count($0.day.days(until: ground.day)) } ?? .none),
                ground.choice(order, "state", absent: "open"),
                Report.Cell(.text(verbatim: order.text("assigned_to"))),
                Report.Cell(
                    .count(same.count), same.map(\.reference), same.count > 2 ? .attention : .plain),
                cost?.money() ?? .none,
            ], [order.reference], isCertain: isOpen.isCertain)
    }

    private func figures(_ orders: [FactRow], _ costs: [String: Tally], _ report: inout Report) {
        for severity in Int64(1)...4 {
            var tally = Tally()
            for order in orders {
                tally.add(
                    isOpen(order).both(order.verdict("severity") { ($0.integer ?? 4) == severity }),
                    order.reference)
            }
            report.figure(
                "severity_\(severity)", Text.openOfSeverity(Int(severity)), .count, tally.cell)
        }
        var unconfirmed = Tally()
        var spent = Tally()
        var hours: [(tenths: Int64, record: RowReference)] = []
        for order in orders {
            unconfirmed.add(order.exists.both(order.isOne("state", of: ["done"])), order.reference)
            if let cost = costs[order.key.text] { spent.add(cost) }
            guard let from = order.moment("reported_at"), let to = order.moment("done_at"),
                from <= to,
                to.day <= ground.day, to.day > ground.day.adding(days: -RepairReport.days)
            else { continue }
            hours.append((Int64(from.minutes(until: to)) / 6, order.reference))
        }
        report.figure("unconfirmed", Text.unconfirmed, .count, unconfirmed.cell)
        let sum = hours.reduce(Int64(0)) { $0.addingClamped($1.tenths) }
        let mean = hours.isEmpty ? nil : sum / Int64(hours.count)
        report.figure(
            "fix_hours", Text.fixHours, .decimal(1),
            Report.Cell(.range(mean.map { Range64($0, $0) }), hours.map(\.record)))
        report.figure("spent", Text.cost, .money(.yuan), spent.money())
    }

    private func places() throws -> [String: String] {
        var places: [String: String] = [:]
        for row in try ground.rows("space", ["path"]) { places[row.key.text] = row.text("path") }
        for row in try ground.rows("seat", ["label"]) { places[row.key.text] = row.text("label") }
        return places
    }

    /// What the notes of costs say of each order, in the 90 days.
    private func costs() throws -> [String: Tally] {
        var costs: [String: Tally] = [:]
        let first = ground.day.adding(days: 1 - RepairReport.days)
        for note in try ground.rows(
            "record_note", ["about", "kind", "happened_on", "amount_fen"],
            where:
                "kind = 'cost' AND about LIKE 'WO-%' AND happened_on >= ?2 AND happened_on <= ?3",
            [.text("\(first)"), .text("\(ground.day)")])
        where note.text("kind") == "cost"
            && note.falls("happened_on", from: first, through: ground.day).isPossible
        {
            costs[note.text("about") ?? "", default: Tally()].add(
                note.number("amount_fen") ?? .zero, if: note.exists, note.reference)
        }
        return costs
    }
}
