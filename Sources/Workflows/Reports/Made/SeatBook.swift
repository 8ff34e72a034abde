internal import Causality
internal import Domain

/// The seats and who holds them, by the day: what the reports on occupancy stand on.
///
/// A seat is judged by itself, so that one that may be out of service and may be assigned is not counted
/// twice as possibly free. But most seats of a large house are held by nobody and undecided in nothing, and those
/// that are in the same state since the same day count alike on every day. Where nobody opens the list behind a
/// figure, SQLite counts them, and they are judged once.
///
/// A company that was told to leave by a day still to come holds its seats until then, though its assignments
/// have no end before it is gone. One whose day is over and that still sits there is held on: nobody knows until when.
struct SeatBook {
    struct Seat {
        let row: FactRow
        let site: String
        /// How many seats count like this one, itself included.
        var count: Int64 = 1
        var holdings: [Holding] = []
    }

    /// An assignment that is, or may be, confirmed.
    struct Holding {
        let row: FactRow
        let isConfirmed: Range64
        /// Each period that it may be over, to the day by which its company was told to leave.
        let periods: [DayInterval?]

        /// Whether the seat is held on a day.
        func holds(on day: LocalDay) -> Range64 {
            isConfirmed.both(periods.map { $0?.contains(day) ?? false }.verdict)
        }
    }

    private(set) var seats: [Seat] = []
    let ground: ReportGround

    /// What seats show alike that count alike on every day.
    static let alike = ["site", "state", "state_since"]

    private static let columns = ["site", "label", "space", "kind", "state", "state_since"]

    /// - Parameter isListing: whether every seat stands in it by itself.
    init(_ ground: ReportGround, isListing: Bool) throws {
        self.ground = ground
        let assignments = try ground.rows(
            "seat_assignment",
            ["site", "seat", "tenancy", "company", "from_day", "to_day", "state"],
            where: "state = 'confirmed'")
        if isListing {
            seats = try ground.rows("seat", SeatBook.columns).map(SeatBook.seat)
        } else {
            let held = Set(assignments.flatMap { $0.may("seat").compactMap(\.text) })
            let list = JSON.array(held.sorted().map { .string($0) }).text
            seats = try ground.rows(
                "seat", SeatBook.columns, where: "id IN (SELECT value FROM json_each(?2))",
                [.text(list)]
            ).map(SeatBook.seat)
            let alike = try ground.alike(
                "seat", SeatBook.alike, but: seats.map(\.row))
            for (row, count) in alike {
                seats.append(Seat(row: row, site: row.text("site") ?? "", count: count))
            }
        }
        let leaving = try SeatBook.leaving(ground)
        var places: [String: Int] = [:]
        for (at, seat) in seats.enumerated() where seat.count == 1 {
            places[seat.row.key.text] = at
        }
        for row in assignments {
            let sure = row.exists.both(row.isOne("state", of: ["confirmed"]))
            let named = Set(row.may("seat").compactMap(\.text))
            for seat in named {
                // What lies in another site's scope never reaches the seat's own site, and counts for
                // nothing.
                guard let at = places[seat], seats[at].site == row.text("site") else { continue }
                seats[at].holdings.append(
                    Holding(
                        row: row, isConfirmed: named.count == 1 ? sure : Range64(0, sure.high),
                        periods: SeatBook.periods(row, leaving)))
            }
        }
    }

    /// What companies may come to hold that were told to leave by a day from this one on, by tenancy.
    private static func leaving(_ ground: ReportGround) throws -> [String: FactRow] {
        let rows = try ground.rows(
            "tenancy", ["stage", "leave_by", "notice_on"],
            where: """
                stage IN ('notice', 'moving-out') AND leave_by >= ?2
                    AND (notice_on IS NULL OR notice_on <= ?2)
                """, [.text("\(ground.day)")])
        return Dictionary(rows.map { ($0.key.text, $0) }) { first, _ in first }
    }

    private static func seat(_ row: FactRow) -> Seat {
        Seat(row: row, site: row.text("site") ?? "")
    }

    private static func periods(
        _ row: FactRow, _ leaving: [String: FactRow]
    ) -> [DayInterval?] {
        let written = zip(row.may("from_day"), row.may("to_day")).map { from, to in
            from.text.flatMap { DayInterval(storedFrom: $0, to: to.text) }
        }
        guard let tenancy = row.text("tenancy").flatMap({ leaving[$0] }) else { return written }
        let cut = tenancy.days("leave_by").flatMap { last in
            written.map { $0.map { shortened($0, to: last.adding(days: 1)) } }
        }
        let isSure = tenancy.exists.both(tenancy.isOne("stage", of: ["notice", "moving-out"]))
        return isSure.isCertain ? cut : written + cut
    }

    private static func shortened(_ period: DayInterval, to end: LocalDay) -> DayInterval {
        if let to = period.to, to <= end { return period }
        return DayInterval(from: period.from, to: end) ?? period
    }
}

extension SeatBook.Seat {
    /// Whether it can be used on a day: it exists, and is neither blocked nor removed by then.
    func serves(on day: LocalDay) -> Range64 { exists(on: day).both(isBlocked(on: day).negated) }

    /// Whether it is there on a day at all.
    func exists(on day: LocalDay) -> Range64 {
        row.exists.both(isOut(["removed"], on: day).negated)
    }

    func isBlocked(on day: LocalDay) -> Range64 { isOut(["blocked"], on: day) }

    private func isOut(_ states: Set<String>, on day: LocalDay) -> Range64 {
        let isOut = row.isOne("state", of: states, absent: "in-service")
        guard isOut.isPossible else { return .zero }
        return isOut.both(
            row.verdict("state_since") {
                $0.text.flatMap { LocalDay($0) }.map { $0 <= day } ?? true
            })
    }

    /// Whether anybody holds it on a day.
    func isHeld(on day: LocalDay) -> Range64 {
        holdings.reduce(into: Range64.zero) { held, holding in
            let here = holding.holds(on: day)
            held = Range64(max(held.low, here.low), max(held.high, here.high))
        }
    }

    func holders(on day: LocalDay) -> [SeatBook.Holding] {
        holdings.filter { $0.holds(on: day).isPossible }
    }
}
