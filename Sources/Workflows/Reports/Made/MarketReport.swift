internal import Causality
internal import Domain

/// H08: residents who want to stay at market rent, what they offer, what the seats are worth, and who would
/// wait longer because of it.
struct MarketReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("site", Catalogue.Heading.site, .text),
        Report.Column("asked_on", .field("tenancy", "market_asked_on"), .date),
        Report.Column("offer", Text.offerPerSeat, .money(.yuan)),
        Report.Column("market", Text.marketPerSeat, .money(.yuan)),
        Report.Column("seats", Text.seats, .count),
        Report.Column("waiting", Text.wouldWait, .count),
        Report.Column("who", Text.who, .text, flexible: true),
        Report.Column("decision", .field("tenancy", "leave_decision"), .text),
        Report.Column("decided_by", .field("tenancy", "leave_decided_by"), .text),
    ]

    func report() throws -> Report {
        var report = Report(.market, ground, MarketReport.columns)
        let book = try SeatBook(ground, isListing: false)
        let prices = try self.prices()
        let waiting = try Waiting.all(ground)
        let asked = try ground.rows(
            "tenancy", Stay.columns,
            where: "market_asked_on <= ?2 OR market_offer_fen IS NOT NULL",
            [.text("\(ground.day)")],
            order: "market_asked_on")
        var lines: [(isOpen: Bool, row: Report.Row)] = []
        for row in asked {
            let asks = row.exists.both(
                row.verdict("market_offer_fen") { !$0.isNull }
                    .either(row.falls("market_asked_on", through: ground.day)))
            guard asks.isPossible else { continue }
            let seats = book.seats.filter { seat in
                seat.holders(on: ground.day).contains { $0.row.text("tenancy") == row.key.text }
            }.map(\.row.reference)
            let behind = waiting.filter { $0.row.may("depends_on").contains(.text(row.key.text)) }
            let isOpen = row.verdict("leave_decision") { $0.isNull }.isPossible
            lines.append(
                (isOpen, try line(row, seats, prices, behind, asks)))
        }
        let open = lines.filter(\.isOpen).map(\.row)
        report.rows = open + lines.filter { !$0.isOpen }.map(\.row)
        report.count("requests", Text.requests, report.rows)
        report.count("undecided", Text.toDecide, open)
        return report
    }

    private func line(
        _ row: FactRow, _ seats: [RowReference], _ prices: [RecordKey: Int64], _ behind: [Waiting],
        _ asks: Range64
    ) throws -> Report.Row {
        let known = seats.compactMap { prices[$0.key] }
        // A mean, rounded down to the fen.
        let sum = known.reduce(Int64(0)) { $0.addingClamped($1) }
        let market = known.isEmpty ? nil : sum / Int64(known.count)
        var waiting = Tally()
        for entry in behind {
            let isBehind = entry.row.may("depends_on").count == 1 ? entry.waits : Range64(0, 1)
            waiting.add(isBehind, entry.row.reference)
        }
        let names = try behind.map { try ground.company($0.row.shown("company")) }
        let offer = row.number("market_offer_fen")
        return Report.Row(
            row.key.text, site: row.text("site"),
            [
                try ground.company(row), ground.site(row.text("site")),
                Report.Cell(.days(of: row.days("market_asked_on"))),
                Report.Cell(offer.map { .money($0, currency: Fen.currency) } ?? .none),
                Report.Cell(
                    market.map { .money(Range64($0, $0), currency: Fen.currency) } ?? .none, seats),
                Report.Cell(.count(seats.count), seats), waiting.cell,
                names.isEmpty ? .none : Report.Cell(.text(Phrase.list(names))),
                ground.choice(row, "leave_decision"),
                Report.Cell(.text(verbatim: row.text("leave_decided_by"))),
            ], [row.reference], isCertain: asks.isCertain)
    }

    private func prices() throws -> [RecordKey: Int64] {
        var prices: [RecordKey: Int64] = [:]
        for row in try ground.rows(
            "seat", ["target_price_fen"], where: "target_price_fen IS NOT NULL")
        { prices[row.key] = row.shown("target_price_fen").integer }
        return prices
    }
}
