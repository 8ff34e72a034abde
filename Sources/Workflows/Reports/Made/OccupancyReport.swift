internal import Causality
internal import Domain

/// H02: of each site's seats, how many are in service, assigned, offered, blocked and free; and how many
/// will be assigned in 90 days by what is signed today.
struct OccupancyReport {
    private let ground: ReportGround
    private let book: SeatBook

    init(_ ground: ReportGround) throws {
        self.ground = ground
        book = try SeatBook(ground, isListing: ground.request.isListing)
    }

    private typealias Text = Catalogue.Report

    private static let columns = [
        Report.Column("site", Catalogue.Heading.site, .text, flexible: true),
        Report.Column("in_service", Text.inService, .count),
        Report.Column("assigned", Text.assigned, .count),
        Report.Column("offered", Text.offered, .count),
        Report.Column("blocked", Text.blocked, .count),
        Report.Column("free", Text.free, .count),
        Report.Column("stranded", Text.stranded, .count),
        Report.Column("occupancy", Text.occupied, .percent),
        Report.Column("area_per_seat", Text.areaPerSeat, .area),
        Report.Column("rooms_taken", Text.roomsTaken, .count),
        Report.Column("assigned_in_90", Text.assignedIn(days: 90), .count),
    ]

    /// A number and the records that make it.
    fileprivate struct Sum {
        var range = Range64.zero
        var records: [RowReference] = []

        mutating func add(_ answer: Range64, _ record: RowReference, times count: Int64 = 1) {
            guard answer.isPossible else { return }
            range.add(answer.times(count))
            records.append(record)
        }

        mutating func add(_ other: Sum) {
            range.add(other.range)
            records += other.records
        }

        var cell: Report.Cell { Report.Cell(.number(range), records) }
    }

    fileprivate struct Sums {
        var service = Sum()
        var assigned = Sum()
        var offered = Sum()
        var blocked = Sum()
        var free = Sum()
        /// Held by somebody although it is out of service.
        var stranded = Sum()
        var later = Sum()
        var rooms = Sum()
        var area: Range64?

        mutating func add(_ other: Sums) {
            service.add(other.service)
            assigned.add(other.assigned)
            offered.add(other.offered)
            blocked.add(other.blocked)
            free.add(other.free)
            stranded.add(other.stranded)
            later.add(other.later)
            rooms.add(other.rooms)
            // The floor of a site that has no seats yet says nothing about those of the others.
            if let more = other.area, other.service.range.isPossible {
                var sum = area ?? .zero
                sum.add(more)
                area = sum
            }
        }

        /// In basis points; `nil` where no seat is in service.
        var occupancy: Range64? {
            guard service.range.high > 0 else { return nil }
            let least = (assigned.range.low + stranded.range.low) * 10_000 / service.range.high
            let most = assigned.range.high + stranded.range.high
            return Range64(least, max(least, most * 10_000 / max(1, service.range.low)))
        }

        /// In hundredths of a square metre.
        var areaPerSeat: Range64? {
            guard let area, service.range.low > 0 else { return nil }
            return Range64(area.low / service.range.high, area.high / service.range.low)
        }
    }

    func report() throws -> Report {
        var report = Report(.occupancy, ground, OccupancyReport.columns)
        let sums = try self.sums()
        var lines = ground.sites.map { source in (source: source, sums: sums[source.site] ?? Sums())
        }
        // Those over 100 % first, then the emptiest.
        lines.sort { rank($0.sums) < rank($1.sums) }
        report.rows = lines.map { row($0.source, $0.sums) }
        var all = Sums()
        for line in lines { all.add(line.sums) }
        report.totals = cells(Report.Cell(.text(Catalogue.Word.total)), all)
        report.figure("seats", Text.inService, .count, all.service.cell)
        report.figure("vacant", Text.free, .count, all.free.cell)
        if let occupancy = all.occupancy {
            report.figure(
                "rate", Text.occupied, .percent,
                Report.Cell(.number(occupancy), all.assigned.records + all.stranded.records))
        }
        report.remarks.append(Text.occupancyNote)
        return report
    }

    private func rank(_ sums: Sums) -> Int64 {
        guard let rate = sums.occupancy else { return .max }
        return rate.high > 10_000 ? -rate.high : rate.low
    }

    private func row(_ source: Report.Source, _ sums: Sums) -> Report.Row {
        Report.Row(
            source.site, site: source.site,
            cells(Report.Cell(.text(verbatim: source.name)), sums))
    }

    private func cells(_ name: Report.Cell, _ sums: Sums) -> [Report.Cell] {
        let isOver = (sums.occupancy?.high ?? 0) > 10_000
        let held = sums.assigned.records + sums.stranded.records
        return [
            name, sums.service.cell, sums.assigned.cell, sums.offered.cell, sums.blocked.cell,
            sums.free.cell,
            Report.Cell(
                .number(sums.stranded.range), sums.stranded.records,
                sums.stranded.range.isPossible ? .bad : .plain),
            Report.Cell(.range(sums.occupancy), held, isOver ? .bad : .plain),
            Report.Cell(.range(sums.areaPerSeat)),
            Report.Cell(
                .number(sums.rooms.range), sums.rooms.records,
                sums.rooms.range.isPossible ? .attention : .plain), sums.later.cell,
        ]
    }

    // MARK: Counting

    private func sums() throws -> [String: Sums] {
        var sums: [String: Sums] = [:]
        let day = ground.day
        let later = day.adding(days: 90)
        for seat in book.seats {
            let record = seat.row.reference
            let serves = seat.serves(on: day)
            let held = seat.isHeld(on: day)
            sums[seat.site, default: Sums()].count(
                record, seat.count, there: seat.exists(on: day), blocked: seat.isBlocked(on: day),
                serves: serves, held: held)
            sums[seat.site, default: Sums()].later.add(
                seat.serves(on: later).both(seat.isHeld(on: later)), record, times: seat.count)
        }
        for offer in try ground.rows(
            "waitlist_entry", ["site", "state", "offered_seats"], where: "state = 'offered'")
        {
            let isOut = offer.exists.both(offer.isOne("state", of: ["offered"]))
            let seats = offer.number("offered_seats") ?? .zero
            sums[offer.text("site") ?? "", default: Sums()].offered.add(
                isOut.both(seats), offer.reference)
        }
        for use in try RoomUse.taken(ground) {
            sums[use.site, default: Sums()].rooms.add(.one, use.room)
        }
        for site in try ground.rows("site", ["code", "area_total"]) {
            sums[site.text("code") ?? "", default: Sums()].area = site.number("area_total")
        }
        return sums
    }
}

extension OccupancyReport.Sums {
    fileprivate mutating func count(
        _ record: RowReference, _ count: Int64, there: Range64, blocked: Range64, serves: Range64,
        held: Range64
    ) {
        service.add(serves, record, times: count)
        self.blocked.add(there.both(blocked), record, times: count)
        assigned.add(serves.both(held), record, times: count)
        stranded.add(there.both(blocked).both(held), record, times: count)
        free.add(serves.both(held.negated), record, times: count)
    }
}
