internal import Causality
internal import Domain

/// An entry of the queue that waits, or may.
struct Waiting {
    let row: FactRow
    /// Whether it waits whatever is decided.
    let waits: Range64
    /// Since it joined.
    let days: Int
    /// How many days the last promise lies behind the first one.
    let slip: Range64
    /// How many days ago the promised day passed.
    let overdue: Range64
    /// The tenancies that it may wait for, by key: those that are here.
    let tenancies: [String: FactRow]

    /// The tenancy that has to move out first, as it shows.
    var waitsFor: FactRow? { row.text("depends_on").flatMap { tenancies[$0] } }

    static let states: Set<String> = ["waiting", "offered", "accepted"]

    /// All who wait on the ground's day, in the order of the queue: by class, rating and day of joining.
    static func all(_ ground: ReportGround) throws -> [Waiting] {
        let firsts = try firstPromises(ground)
        let rows = try ground.rows(
            "waitlist_entry",
            [
                "site", "company", "joined_on", "seats_wanted", "min_acceptable", "rating",
                "priority", "promised_on", "promised_by", "depends_on", "services",
                "offered_seats", "answer_by", "offered_from", "state",
            ],
            where: """
                coalesce(state, 'waiting') IN ('waiting', 'offered', 'accepted') AND joined_on <= ?2
                """, [.text("\(ground.day)")],
            order: """
                CASE priority WHEN 'exception' THEN 0 WHEN 'favoured' THEN 1 ELSE 2 END,
                coalesce(rating, 'z'), joined_on
                """)
        let tenancies = try leaving(ground, rows)
        return rows.compactMap { row in
            let waits = row.exists.both(row.isOne("state", of: states, absent: "waiting"))
            guard waits.isPossible else { return nil }
            let promised = row.days("promised_on")
            let first = firsts[row.key.text]
            let slips = promised.map { day in Int64(max(0, (first ?? day).days(until: day))) }
            let late = promised.map { day in Int64(max(0, day.days(until: ground.day))) }
            return Waiting(
                row: row, waits: waits,
                days: max(0, row.day("joined_on")?.days(until: ground.day) ?? 0),
                slip: spread(slips, of: row), overdue: spread(late, of: row),
                tenancies: tenancies)
        }
    }

    /// Zero is among them where the promise may turn out to be none.
    private static func spread(_ numbers: [Int64], of row: FactRow) -> Range64 {
        let mayBeNone = row.may("promised_on").contains { $0.isNull }
        return Range64(mayBeNone ? 0 : numbers.min() ?? 0, numbers.max() ?? 0)
    }

    /// The first day that each entry was promised.
    private static func firstPromises(_ ground: ReportGround) throws -> [String: LocalDay] {
        var first: [String: LocalDay] = [:]
        for row in try ground.rows(
            "promise", ["waitlist_entry", "promised_day", "made_on"],
            where: "made_on <= ?2", [.text("\(ground.day)")], order: "made_on, promised_day")
        {
            guard let entry = row.text("waitlist_entry"), first[entry] == nil else { continue }
            first[entry] = row.day("promised_day")
        }
        return first
    }

    /// The tenancies that somebody waits for, or may.
    private static func leaving(
        _ ground: ReportGround, _ entries: [FactRow]
    ) throws -> [String: FactRow] {
        let keys = Set(entries.flatMap { $0.may("depends_on").compactMap(\.text) })
        guard !keys.isEmpty else { return [:] }
        let list = JSON.array(keys.sorted().map { .string($0) }).text
        let rows = try ground.rows(
            "tenancy",
            ["site", "company", "stage", "planned_to", "leave_by", "moved_out_on", "seat_count"],
            where: "id IN (SELECT value FROM json_each(?2))", [.text(list)])
        return Dictionary(rows.map { ($0.key.text, $0) }) { first, _ in first }
    }
}
