internal import Causality
internal import Domain

/// A place in the queue of a site that is taken, or may be.
struct Waiting {
    /// The entry that the company stands by.
    let row: FactRow
    /// Its entries under other cards of the same company.
    let others: [FactRow]
    /// Since when: the earliest day of all of them.
    let joined: LocalDay?
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
                """, [.text("\(ground.day)")])
        let tenancies = try leaving(ground, rows)
        let known = Dictionary(rows.map { ($0.key, $0) }) { first, _ in first }
        return try places(ground, rows).compactMap { place in
            guard let row = known[place.entry] else { return nil }
            let others = place.others.compactMap { known[$0] }
            let each = ([row] + others).map(self.waits)
            let waits = Range64(each.map(\.low).max() ?? 0, each.map(\.high).max() ?? 0)
            let promised = row.days("promised_on")
            let first = firsts[row.key.text]
            let slips = promised.map { day in Int64(max(0, (first ?? day).days(until: day))) }
            let late = promised.map { day in Int64(max(0, day.days(until: ground.day))) }
            return Waiting(
                row: row, others: others, joined: place.joined, waits: waits,
                days: max(0, place.joined?.days(until: ground.day) ?? 0),
                slip: spread(slips, of: row), overdue: spread(late, of: row),
                tenancies: tenancies)
        }
    }

    private static func waits(_ row: FactRow) -> Range64 {
        row.exists.both(row.isOne("state", of: states, absent: "waiting"))
    }

    private static func places(
        _ ground: ReportGround, _ rows: [FactRow]
    ) throws -> [QueuePlace] {
        QueueOrder.places(
            try rows.filter { waits($0).isPossible }.map { row in
                QueueEntry(
                    key: row.key, site: row.text("site") ?? "",
                    company: try ground.root(row.shown("company"))?.text ?? "",
                    priority: row.text("priority"), rating: row.text("rating"),
                    joined: row.day("joined_on"), state: row.text("state"))
            })
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
