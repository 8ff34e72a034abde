internal import Causality
internal import Domain

/// A company's stay at a site: who sits here, by the days of the tenancy and not by what it is called
/// today, so that any day of the past can be asked about.
struct Stay {
    let row: FactRow
    /// Whether it lives here on the ground's day.
    let isHere: Range64

    var site: String? { row.text("site") }

    static let columns = [
        "site", "company", "stage", "moved_in_on", "moved_out_on", "planned_from", "planned_to",
        "exit_reason", "leave_rule", "leave_by", "notice_on", "seat_count", "leave_decision",
        "leave_decided_by", "leave_decided_on", "market_offer_fen", "market_asked_on",
    ]
    private static let living: Set<String> = [
        "moved-in", "market-rent", "notice", "moving-out", "suspended",
    ]

    /// Every stay that has begun, or may have, by the day; those that are over as well.
    static func all(_ ground: ReportGround) throws -> [Stay] {
        try ground.rows(
            "tenancy", columns,
            where: """
                moved_in_on <= ?2 OR moved_in_on IS NULL AND stage IN ('moved-in', 'market-rent',
                    'notice', 'moving-out', 'suspended')
                """, [.text("\(ground.day)")]
        ).compactMap { row in
            let isHere = row.exists.both(lives(row, on: ground.day))
            let hasBeen = row.exists.both(hasBegun(row, by: ground.day))
            guard hasBeen.isPossible else { return nil }
            return Stay(row: row, isHere: isHere)
        }
    }

    private static func hasBegun(_ row: FactRow, by day: LocalDay) -> Range64 {
        let began = row.verdict("moved_in_on") {
            $0.text.flatMap { LocalDay($0) }.map { $0 <= day } ?? false
        }
        // A tenancy without its first day is known to have begun by its stage.
        let unknown = row.verdict("moved_in_on") { $0.isNull }.both(row.isOne("stage", of: living))
        return Range64(max(began.low, unknown.low), max(began.high, unknown.high))
    }

    private static func lives(_ row: FactRow, on day: LocalDay) -> Range64 {
        let left = row.verdict("moved_out_on") {
            $0.text.flatMap { LocalDay($0) }.map { $0 <= day } ?? false
        }
        // One that is closed without a last day has left at some time that nobody wrote down.
        let closed = row.verdict("moved_out_on") { $0.isNull }.both(
            row.isOne("stage", of: ["closed"]))
        let gone = Range64(max(left.low, closed.low), max(left.high, closed.high))
        return hasBegun(row, by: day).both(gone.negated)
    }

    /// The same stay on another day.
    func on(_ day: LocalDay) -> Stay {
        Stay(row: row, isHere: row.exists.both(Stay.lives(row, on: day)))
    }

    /// The companies that live somewhere, each once however many cards and tenancies it has.
    static func residents(
        _ ground: ReportGround, _ stays: [Stay]
    ) throws -> [RecordKey: (isHere: Range64, stay: Stay)] {
        var found: [RecordKey: (isHere: Range64, stay: Stay)] = [:]
        for stay in stays where stay.isHere.isPossible {
            guard let root = try ground.root(stay.row.shown("company")) else { continue }
            if let known = found[root] {
                found[root] = (
                    Range64(
                        max(known.isHere.low, stay.isHere.low),
                        max(known.isHere.high, stay.isHere.high)),
                    known.isHere.low >= stay.isHere.low ? known.stay : stay
                )
            } else {
                found[root] = (stay.isHere, stay)
            }
        }
        return found
    }
}
