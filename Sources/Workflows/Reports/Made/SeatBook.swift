internal import Causality
internal import Domain

/// The seats and who holds them, by the day: what the reports on occupancy stand on.
///
/// A seat is judged by itself, so that one that may be out of service and may be assigned is not counted
/// twice as possibly free.
struct SeatBook {
    struct Seat {
        let row: FactRow
        let site: String
        var holdings: [Holding] = []
    }

    /// An assignment that is, or may be, confirmed.
    struct Holding {
        let row: FactRow
        let isConfirmed: Range64
        /// Each period that it may be over.
        let periods: [DayInterval?]

        /// Whether the seat is held on a day.
        func holds(on day: LocalDay) -> Range64 {
            isConfirmed.both(periods.map { $0?.contains(day) ?? false }.verdict)
        }
    }

    private(set) var seats: [Seat] = []
    let ground: ReportGround

    init(_ ground: ReportGround) throws {
        self.ground = ground
        var places: [String: Int] = [:]
        for row in try ground.rows(
            "seat", ["site", "label", "space", "kind", "state", "state_since"])
        {
            places[row.key.text] = seats.count
            seats.append(Seat(row: row, site: row.text("site") ?? ""))
        }
        for row in try ground.rows(
            "seat_assignment",
            ["site", "seat", "tenancy", "company", "from_day", "to_day", "state"],
            where: "state = 'confirmed'")
        {
            let sure = row.exists.both(row.isOne("state", of: ["confirmed"]))
            let named = Set(row.may("seat").compactMap(\.text))
            for seat in named {
                // What lies in another site's scope never reaches the seat's own site, and counts for
                // nothing.
                guard let at = places[seat], seats[at].site == row.text("site") else { continue }
                seats[at].holdings.append(
                    Holding(
                        row: row, isConfirmed: named.count == 1 ? sure : Range64(0, sure.high),
                        periods: SeatBook.periods(row)))
            }
        }
    }

    private static func periods(_ row: FactRow) -> [DayInterval?] {
        zip(row.may("from_day"), row.may("to_day")).map { from, to in
            from.text.flatMap { DayInterval(storedFrom: $0, to: to.text) }
        }
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
