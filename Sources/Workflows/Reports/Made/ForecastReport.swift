internal import Causality
internal import Domain

/// H02, ahead: how many seats will be held and free in 30, 60 and 90 days, by what is signed today.
struct ForecastReport {
    private let ground: ReportGround
    private let book: SeatBook

    init(_ ground: ReportGround) throws {
        self.ground = ground
        book = try SeatBook(ground, isListing: ground.request.isListing)
    }

    private typealias Text = Catalogue.Report
    private static let horizons = [0, 30, 60, 90]

    private static var columns: [Report.Column] {
        [Report.Column("site", Catalogue.Heading.site, .text, flexible: true)]
            + horizons.map { Report.Column("held_\($0)", Text.heldIn(days: $0), .count) }
            + horizons.map { Report.Column("free_\($0)", Text.freeIn(days: $0), .count) }
            + [
                Report.Column("arriving", Text.arriving, .count),
                Report.Column("leaving", Text.leavingSeats, .count),
            ]
    }

    func report() throws -> Report {
        var report = Report(.forecast, ground, ForecastReport.columns)
        var all = [Tally](repeating: Tally(), count: ForecastReport.columns.count - 1)
        let bySite = Dictionary(grouping: book.seats, by: \.site)
        for source in ground.sites {
            let tallies = count(bySite[source.site] ?? [])
            for at in all.indices { all[at].add(tallies[at]) }
            report.rows.append(
                Report.Row(
                    source.site, site: source.site,
                    [Report.Cell(.text(verbatim: source.name))] + tallies.map(\.cell)))
        }
        report.totals = [Report.Cell(.text(Catalogue.Word.total))] + all.map(\.cell)
        report.figure("free_in_90", Text.freeIn(days: 90), .count, all[7].cell)
        report.remarks.append(Text.forecastNote)
        return report
    }

    private func count(_ seats: [SeatBook.Seat]) -> [Tally] {
        var held = [Tally](repeating: Tally(), count: 4)
        var free = held
        var arriving = Tally()
        var leaving = Tally()
        let end = ground.day.adding(days: 90)
        for seat in seats {
            for (at, days) in ForecastReport.horizons.enumerated() {
                let day = ground.day.adding(days: days)
                let serves = seat.serves(on: day)
                let isHeld = seat.isHeld(on: day)
                held[at].add(serves.both(isHeld), times: seat.count, seat.row.reference)
                free[at].add(serves.both(isHeld.negated), times: seat.count, seat.row.reference)
            }
            for holding in seat.holdings {
                let starts = holding.periods.map { period in
                    period.map { ground.day < $0.from && $0.from <= end } ?? false
                }
                let ends = holding.periods.map { period in
                    period?.to.map { ground.day < $0 && $0 <= end } ?? false
                }
                arriving.add(holding.isConfirmed.both(starts.verdict), holding.row.reference)
                leaving.add(holding.isConfirmed.both(ends.verdict), holding.row.reference)
            }
        }
        return held + free + [arriving, leaving]
    }
}
