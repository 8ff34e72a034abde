internal import Causality
internal import Domain

/// H03: each seat and what it is on a day: free, in a free period, at market rent, leaving within 30 days,
/// blocked, or disputed between two.
struct SeatMapReport {
    private let ground: ReportGround

    init(_ ground: ReportGround) { self.ground = ground }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("label", .field("seat", "label"), .text),
        Report.Column("place", .field("space", "path"), .text, flexible: true),
        Report.Column("state", .field("seat", "state"), .text),
        Report.Column("company", Catalogue.Heading.company, .text, flexible: true),
        Report.Column("until", Text.until, .date),
    ]

    private enum State: String, CaseIterable {
        case free
        case freePeriod = "free-period"
        case paying
        case leaving
        case blocked
        case disputed

        var label: Phrase {
            switch self {
            case .free: Text.free
            case .freePeriod: Text.inFreePeriod
            case .paying: Text.paying
            case .leaving: Text.leavingSoon
            case .blocked: Text.blocked
            case .disputed: Text.disputed
            }
        }
    }

    func report() throws -> Report {
        var report = Report(.seats, ground, SeatMapReport.columns)
        report.rowsOnPage = 30
        let book = try SeatBook(ground, isListing: true)
        let stays = Dictionary(try Stay.all(ground).map { ($0.row.key.text, $0) }) { a, _ in a }
        let free = try freeTenancies()
        let paths = Dictionary(
            try ground.rows("space", ["path"]).map { ($0.key.text, $0.text("path")) }
        ) { a, _ in a }
        var tallies: [State: Tally] = [:]
        for seat in book.seats where seat.exists(on: ground.day).isPossible {
            let (state, holders) = state(seat, stays, free)
            tallies[state, default: Tally()].add(seat.exists(on: ground.day), seat.row.reference)
            let names = try holders.map { try ground.company($0.row.shown("company")) }
            let until = Set(holders.flatMap { $0.periods.compactMap { $0?.lastDay } }).sorted()
            report.rows.append(
                Report.Row(
                    seat.row.key.text,
                    group: Report.Group(
                        name: seat.site, label: Phrase(verbatim: ground.siteName(seat.site))),
                    site: seat.site,
                    [
                        Report.Cell(.text(verbatim: seat.row.text("label"))),
                        Report.Cell(
                            .text(verbatim: seat.row.text("space").flatMap { paths[$0] } ?? nil)),
                        Report.Cell(.text(state.label), [], state == .disputed ? .bad : .plain),
                        names.isEmpty ? .none : Report.Cell(.text(Phrase.list(names))),
                        Report.Cell(.days(of: until)),
                    ], [seat.row.reference] + holders.map(\.row.reference),
                    isCertain: seat.exists(on: ground.day).isCertain))
        }
        for state in State.allCases {
            report.figure(
                state.rawValue, state.label, .count, (tallies[state] ?? Tally()).cell)
        }
        return report
    }

    private func state(
        _ seat: SeatBook.Seat, _ stays: [String: Stay], _ free: Set<String>
    ) -> (State, [SeatBook.Holding]) {
        let holders = seat.holders(on: ground.day)
        if seat.isBlocked(on: ground.day).isCertain { return (.blocked, holders) }
        guard let holder = holders.first else { return (.free, []) }
        let isHeld = seat.isHeld(on: ground.day)
        guard holders.count == 1, isHeld.isCertain else { return (.disputed, holders) }
        let tenancy = holder.row.text("tenancy") ?? ""
        let soon = ground.day.adding(days: 30)
        let ends = holder.periods.contains { $0?.to.map { $0 <= soon } ?? false }
        let stage = stays[tenancy]?.row
        let leaves = stage.map {
            $0.isOne("stage", of: ["notice", "moving-out"]).isPossible
                && $0.falls("leave_by", through: soon).isPossible
        }
        if ends || leaves ?? false { return (.leaving, holders) }
        return (free.contains(tenancy) ? .freePeriod : .paying, holders)
    }

    /// The tenancies that are in a free term on the day.
    private func freeTenancies() throws -> Set<String> {
        let day = Value.text("\(ground.day)")
        let rows = try ground.rows(
            "tenancy_term", ["tenancy"],
            where: "kind = 'free' AND from_day <= ?2 AND (to_day IS NULL OR to_day > ?2)", [day])
        return Set(rows.compactMap { $0.text("tenancy") })
    }
}
