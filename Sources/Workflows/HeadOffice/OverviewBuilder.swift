internal import Causality
internal import Domain
internal import Storage

/// The queries behind `Overview`. Rows are read whatever they show, because an undecided cell may make
/// one count that does not look so.
struct OverviewBuilder {
    let replica: Replica
    let today: LocalDay
    private let open: OpenCells
    /// The keys of rows with something undecided, by table, as a JSON list.
    private let openKeys: [String: Value]
    private let counts: CountShelf

    init(replica: Replica, conflicts: [InboxItem], today: LocalDay, counts: CountShelf) {
        self.replica = replica
        self.today = today
        self.counts = counts
        open = OpenCells(conflicts)
        let rows = Set(
            conflicts.flatMap { item -> [RowReference] in
                if case .cell = item.content { item.records } else { [] }
            })
        openKeys = Dictionary(grouping: rows, by: \.table).mapValues { rows in
            OverviewBuilder.list(rows.map(\.key.text))
        }
    }

    private static func list(_ keys: [String]) -> Value {
        .text(JSON.array(keys.sorted().map { .string($0) }).text)
    }

    /// The rows of a table that pass a condition as they show, and every undecided one, whose values may.
    private func rows(
        _ columns: String, of table: String, where condition: String, _ parameters: [Value] = []
    ) throws -> [[Value]] {
        try replica.select(
            """
            SELECT \(columns) WHERE (\(condition)) OR t.id IN (SELECT value FROM json_each(?1))
            """, [openKeys[table] ?? OverviewBuilder.list([])] + parameters)
    }

    // MARK: Seats

    private struct SeatSums {
        var service = Range64.zero
        var assigned = Range64.zero
        var free = Range64.zero

        mutating func add(_ serves: Range64, claimed: Range64) {
            service.add(serves)
            assigned.add(serves.both(claimed))
            free.add(serves.both(claimed.negated))
        }
    }

    func sites() throws -> [Overview.Site] {
        let heard = try replica.lastHeard()
        var names: [String: String] = [:]
        for row in try replica.select("SELECT code, coalesce(name_zh, code) FROM site") {
            if let code = row[0].text { names[code] = row[1].text }
        }
        var sites = try seats()
        // A site without seats has its part in the waitlist and the pipeline, and that has its age too.
        for code in [String](names.keys) + heard.keys.map(\.name) where sites[code] == nil {
            sites[code] = SeatSums()
        }
        return sites.keys.sorted { $0.precedesByBytes($1) }.compactMap { code in
            guard let site = SiteID(code), let sums = sites[code] else { return nil }
            return Overview.Site(
                site: site, name: names[code] ?? code, seatsInService: sums.service,
                seatsAssigned: sums.assigned, seatsFree: sums.free,
                heardMilliseconds: heard[site])
        }
    }

    /// Seats by site. Each seat is judged by itself, so that a seat that may be out of service and may
    /// be assigned is not counted twice as possibly free. Those that nobody holds and nothing is undecided about are
    /// counted by SQLite: all of them first, and those that are judged by themselves taken out again.
    private func seats() throws -> [String: SeatSums] {
        let claims = try claims()
        var sites: [String: SeatSums] = [:]
        // The same question as the reports on occupancy ask, so that it is answered once.
        for sort in try counts.sorts(
            replica, of: "seat", by: SeatBook.alike, where: "retired IS NULL")
        {
            guard let site = sort.values[0].text,
                (sort.values[1].text ?? "in-service") == "in-service"
            else { continue }
            sites[site, default: SeatSums()].add(
                Range64(sort.count, sort.count), claimed: .zero)
        }
        for row in try rows(
            "t.id, t.site, t.state, t.retired FROM seat t", of: "seat",
            where: "t.id IN (SELECT value FROM json_each(?2))",
            [OverviewBuilder.list(Array(claims.keys))])
        {
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
            let isServing = { (state: Value) in (state.text ?? "in-service") == "in-service" }
            if let site = row[1].text, isServing(row[2]), row[3].isNull {
                sites[site, default: SeatSums()].add(Range64(-1, -1), claimed: .zero)
            }
            let cells = open.row("seat", key)
            let inService = cells.values("state", shown: row[2]).map(isServing).verdict
            let serves = inService.both(cells.stands(retired: row[3]))
            let places = Set(cells.values("site", shown: row[1]).compactMap(\.text))
            for site in places where serves.isPossible {
                // Of a seat that is at one of two sites, none has it for sure.
                let here = places.count == 1 ? Range64.one : Range64(0, 1)
                sites[site, default: SeatSums()].add(
                    serves.both(here), claimed: claims[key.text] ?? .zero)
            }
        }
        return sites
    }

    /// For each seat, whether it is assigned today: surely, surely not, or 0 to 1 while what that
    /// hangs on (seat, state, days, retirement, existence) is undecided for an assignment of it.
    private func claims() throws -> [String: Range64] {
        let table = "seat_assignment"
        var claims: [String: Range64] = [:]
        for row in try rows(
            "t.id, t.seat, t.state, t.from_day, t.to_day, t.retired FROM seat_assignment t",
            of: table,
            where: """
                t.state = 'confirmed' AND t.retired IS NULL AND t.from_day <= ?2
                    AND coalesce(t.to_day > ?2, 1)
                """, [.text("\(today)")])
        {
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
            let cells = open.row(table, key)
            let from = cells.values("from_day", of: "period", in: table, shown: row[3])
            let to = cells.values("to_day", of: "period", in: table, shown: row[4])
            let seats = Set(cells.values("seat", shown: row[1]).compactMap(\.text))
            let holds =
                cells.values("state", shown: row[2]).map { $0.text == "confirmed" }.verdict
                .both(zip(from, to).map { holdsToday($0.text, $1.text) }.verdict)
                .both(cells.stands(retired: row[5]))
            for seat in seats where try holds.isPossible && isHeard(key, by: seat) {
                let here = seats.count == 1 ? holds : Range64(0, holds.high)
                let known = claims[seat] ?? .zero
                claims[seat] = Range64(max(known.low, here.low), max(known.high, here.high))
            }
        }
        return claims
    }

    /// Whether an assignment lies in the scope of its seat: another the seat's site never gets, and it
    /// counts for nothing.
    private func isHeard(_ assignment: RecordKey, by seat: String) throws -> Bool {
        guard let home = try RecordKey(seat).flatMap({ try replica.scope(of: "seat", $0) }) else {
            return false
        }
        return try replica.scope(of: "seat_assignment", assignment) == home
    }

    private func holdsToday(_ from: String?, _ to: String?) -> Bool {
        guard let first = from.flatMap(LocalDay.init) else { return false }
        let end = to.flatMap(LocalDay.init)
        return first <= today && (end.map { today < $0 } ?? true)
    }

    // MARK: Waiting, and free periods

    func waitlist() throws -> [Overview.Waiting] {
        let names = try ClassNames(replica)
        let entries = try replica.select(
            """
            SELECT w.id, w.site, coalesce(c.display_name, c.legal_name, w.company), w.joined_on,
                w.seats_wanted, w.rating, w.promised_on, w.state, w.retired, w.company, w.priority
            FROM waitlist_entry w LEFT JOIN company c ON c.id = w.company
            WHERE coalesce(w.state, 'waiting') IN ('waiting', 'offered') AND w.retired IS NULL
                OR w.id IN (SELECT value FROM json_each(?1))
            """, [openKeys["waitlist_entry"] ?? OverviewBuilder.list([])]
        ).compactMap { row -> (key: RecordKey, row: [Value], waits: Range64)? in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            let cells = open.row("waitlist_entry", key)
            let waits = cells.values("state", shown: row[7])
                .map { ["waiting", "offered"].contains($0.text ?? "waiting") }.verdict
                .both(cells.stands(retired: row[8]))
            return waits.isPossible ? (key, row, waits) : nil
        }
        let known = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
        let places = QueueOrder.places(
            entries.map { key, row, _ in
                QueueEntry(
                    key: key, site: row[1].text ?? "",
                    company: names.aliases.root(named: row[9].text), priority: row[10].text,
                    rating: row[5].text, joined: row[3].text.flatMap(LocalDay.init),
                    state: row[7].text)
            })
        return places.compactMap { place in
            guard let (key, row, _) = known[place.entry] else { return nil }
            let each = place.entries.compactMap { known[$0]?.waits }
            let waits = Range64(each.map(\.low).max() ?? 0, each.map(\.high).max() ?? 0)
            let cells = open.row("waitlist_entry", key)
            let promised = cells.values(
                "promised_on", of: "promise", in: "waitlist_entry", shown: row[6])
            let late = promised.map { day in
                Int64(max(0, day.text.flatMap(LocalDay.init)?.days(until: today) ?? 0))
            }
            return Overview.Waiting(
                key: key, others: place.others, site: row[1].text ?? "",
                company: names.name(of: row[9], own: row[2]),
                joinedOn: place.joined?.description ?? row[3].text ?? "",
                daysWaiting: place.joined.map { $0.days(until: today) } ?? 0,
                seatsWanted: row[4].integer, rating: row[5].text,
                promisedOn: Set(promised.compactMap(\.text)).sorted(),
                slipDays: Range64(late.min() ?? 0, late.max() ?? 0), isCertain: waits.isCertain)
        }
    }

    func freeEndings() throws -> [Overview.FreeEnding] {
        let names = try ClassNames(replica)
        return try rows(
            """
            t.id, t.site, coalesce(c.display_name, c.legal_name, t.company), t.to_day, t.kind,
                t.retired, t.company
            FROM tenancy_term t LEFT JOIN company c ON c.id = t.company
            """, of: "tenancy_term",
            where: "t.kind = 'free' AND t.retired IS NULL AND t.to_day > ?2 AND t.to_day <= ?3",
            [.text("\(today)"), .text("\(today.adding(days: 91))")]
        ).compactMap { row in
            row[0].text.flatMap { RecordKey($0) }.flatMap { ending($0, row, names) }
        }
        .sorted { a, b in
            a.daysLeft.low == b.daysLeft.low
                ? a.key < b.key : a.daysLeft.low < b.daysLeft.low
        }
    }

    /// One term as a free period that ends from today on within 90 days, if it may come to be one.
    private func ending(
        _ key: RecordKey, _ row: [Value], _ names: ClassNames
    ) -> Overview.FreeEnding? {
        let table = "tenancy_term"
        let cells = open.row(table, key)
        let isFree = cells.values("kind", shown: row[4]).map { $0.text == "free" }.verdict
            .both(cells.stands(retired: row[5]))
        let ends = cells.values("to_day", of: "period", in: table, shown: row[3])
            .map { $0.text.flatMap(LocalDay.init) }
        // A period ends before its upper bound, which is the first day that is paid for.
        let last = ends.compactMap { $0?.adding(days: -1) }
        let left = last.map { Int64(today.days(until: $0)) }
        guard isFree.isPossible, left.contains(where: { (0...90).contains($0) }),
            let first = left.min(), let final = left.max()
        else { return nil }
        return Overview.FreeEnding(
            key: key, site: row[1].text ?? "", company: names.name(of: row[6], own: row[2]),
            lastDays: Set(last.map(\.description)).sorted(), daysLeft: Range64(first, final),
            isCertain: isFree.isCertain && !ends.contains(nil))
    }

    // MARK: Investments

    func pipeline() throws -> [Overview.Stage] {
        guard case .choice(let stages)? = NetworkSchema.kind("investment")?.field("stage")?.type
        else { return [] }
        var counts: [String: Overview.Stage] = [:]
        for stage in stages {
            counts[stage.code] = Overview.Stage(
                code: stage.code, label: stage.label, count: .zero, asked: [])
        }
        for row in try replica.select(
            "SELECT id, stage, asked_fen, retired, currency FROM investment")
        {
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { continue }
            let cells = open.row("investment", key)
            let stands = cells.stands(retired: row[3])
            let names = Set(cells.values("stage", shown: row[1]).map { $0.text ?? "sourced" })
            let amounts = cells.values("asked_fen", of: "amounts", in: "investment", shown: row[2])
            let money = cells.values("currency", of: "amounts", in: "investment", shown: row[4])
            let asked = zip(amounts, money).map { amount, currency in
                (amount: amount.integer ?? 0, currency: currency.text ?? Fen.currency)
            }
            for name in names where stands.isPossible {
                let here = names.count == 1 ? stands : Range64(0, 1)
                counts[name]?.count.add(here)
                counts[name]?.add(asked, isCertain: here.isCertain)
            }
        }
        return stages.compactMap { counts[$0.code] }
    }
}

extension Overview.Stage {
    /// Adds a project of which one of these amounts holds.
    fileprivate mutating func add(_ sides: [(amount: Int64, currency: String)], isCertain: Bool) {
        for (currency, amounts) in Dictionary(grouping: sides, by: \.currency) {
            let least = isCertain && amounts.count == sides.count ? amounts.map(\.amount).min() : 0
            let range = Range64(least ?? 0, amounts.map(\.amount).max() ?? 0)
            guard range != .zero else { continue }
            if let at = asked.firstIndex(where: { $0.currency == currency }) {
                asked[at].amount.add(range)
            } else {
                asked.append(Overview.Money(currency: currency, amount: range))
            }
        }
        asked.sort {
            ($0.currency == Fen.currency ? 0 : 1, $0.currency)
                < ($1.currency == Fen.currency ? 0 : 1, $1.currency)
        }
    }
}
