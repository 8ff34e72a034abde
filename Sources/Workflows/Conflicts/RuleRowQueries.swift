internal import Causality
internal import Domain
internal import Storage

// The rows that the rules of the trade look at, as plain facts.
//
// Each query begins from the keys of one group, so what it reads grows with the group and not with the
// replica; rows of other tables are asked for by what those refer to. `nil` for the keys means all.

extension RuleFactQueries {
    /// The group that a row of another table bears on now, named by this column of it; `nil` where it is not there.
    func group(of row: RuleRow, _ column: String) throws -> String? {
        guard column != "id" else { return row.key.text }
        return try replica.select(
            "SELECT \"\(column)\" FROM \"\(row.table)\" WHERE id = ?1", [.text(row.key.text)]
        ).first?.first?.text
    }

    /// Rows of a table that are not retired.
    func rows(_ table: String, _ keys: [RecordKey]?, where condition: String = "1") throws
        -> [RowFact]
    {
        guard let schema = NetworkSchema.replica.table(table) else { return [] }
        let columns = schema.columns.map { "t.\"\($0.name)\"" }.joined(separator: ", ")
        return try select(
            "SELECT t.id, \(columns) FROM \"\(table)\" t WHERE t.retired IS NULL AND (\(condition))",
            "t.id", keys
        ).compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }) else { return nil }
            let values = zip(schema.columns.map(\.name), row.dropFirst()).filter { !$1.isNull }
            return RowFact(RowReference(table, key), Dictionary(values) { first, _ in first })
        }
    }

    /// Rows of a table that refer to one of these by a column, found without reading the others where
    /// there are few of them.
    func rows(
        _ table: String, _ column: String, in subjects: [String], where condition: String = "1"
    ) throws -> [RowFact] {
        guard !subjects.isEmpty else { return [] }
        let list = JSON.array(subjects.map { .string($0) }).text
        let keys = try replica.select(
            """
            SELECT t.id FROM "\(table)" t WHERE t."\(column)" IN (SELECT value FROM json_each(?1))
                AND t.retired IS NULL AND (\(condition))
            """, [.text(list)]
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
        return keys.isEmpty ? [] : try rows(table, keys)
    }

    private func texts(_ rows: [RowFact], _ column: String) -> [String] {
        Array(Set(rows.compactMap { $0.text(column) })).sorted { $0.precedesByBytes($1) }
    }

    func leftovers(_ keys: [RecordKey]?) throws -> [Finding] {
        let closed = try rows("tenancy", keys, where: "t.stage = 'closed'")
        return TenancyRules.leftovers(
            closed,
            seats: try rows(
                "seat_assignment", "tenancy", in: closed.map(\.key.text),
                where: "t.state = 'confirmed'"))
    }

    func disputes(_ keys: [RecordKey]?) throws -> [Finding] {
        let ending = try rows(
            "tenancy", keys, where: "t.stage IN ('notice', 'moving-out', 'closed')"
        ).map { tenancy in
            let record = try replica.record("tenancy", tenancy.key)
            let sides = record?.cells.first { $0.name == "stage" }
            // What a person is asked about anyway is no second question.
            guard let sides, sides.standing != .open, sides.siblings.count > 1 else {
                return tenancy
            }
            var values = tenancy.values
            values["stage_sides"] = SetText.value(of: sides.siblings.compactMap(\.value.text))
            return RowFact(tenancy.row, values)
        }
        let closed = ending.filter { $0.text("stage") == "closed" }.map(\.key.text)
        return TenancyRules.disputes(
            ending, terms: try rows("tenancy_term", "tenancy", in: closed))
    }

    func unproven(_ keys: [RecordKey]?) throws -> [Finding] {
        let graduated = try rows("tenancy", keys, where: "t.exit_reason LIKE 'graduated%'")
        let companies = texts(graduated, "company")
        return TenancyRules.unproven(
            graduated,
            rounds: try rows(
                "funding_round", "company", in: companies,
                where: "t.status = 'closed' AND t.evidence IS NOT NULL"),
            companies: try rows("company", "id", in: companies))
    }

    func leaveDue(_ keys: [RecordKey]?) throws -> [Finding] {
        let resident = try rows(
            "tenancy", keys, where: "t.stage = 'moved-in' AND t.leave_decision IS NULL")
        return TenancyRules.leaveDue(
            resident,
            rounds: try rows(
                "funding_round", "company", in: texts(resident, "company"),
                where: "t.status = 'closed'"))
    }

    func ungated(_ keys: [RecordKey]?) throws -> [Finding] {
        let investments = try rows("investment", keys)
        return CapitalRules.ungated(
            investments,
            reviews: try rows("gate_review", "investment", in: investments.map(\.key.text)))
    }

    func overpaid(_ keys: [RecordKey]?) throws -> [Finding] {
        let investments = try rows("investment", keys)
        return CapitalRules.overpaid(
            investments,
            movements: try rows(
                "fund_movement", "investment", in: investments.map(\.key.text),
                where: "t.kind = 'pay'"))
    }

    func jumps(_ keys: [RecordKey]?) throws -> [Finding] {
        let entries = try rows(
            "waitlist_entry", keys, where: "coalesce(t.priority, 'normal') <> 'normal'")
        return QueueRules.jumps(
            entries,
            invested: try rows(
                "investment", "company", in: texts(entries, "company"),
                where: "coalesce(t.stage, 'sourced') <> 'passed'"))
    }

    private static let usable =
        "coalesce(t.kind, 'fixed') <> 'hot' AND coalesce(t.state, 'in-service') = 'in-service'"

    func offers(_ keys: [RecordKey]?) throws -> [Finding] {
        let offers = try rows(
            "waitlist_entry", keys,
            where: "t.state IN ('offered', 'accepted') AND t.offered_seats IS NOT NULL")
        return try texts(offers, "site").flatMap { site in
            let seats = try rows("seat", "site", in: [site], where: Self.usable)
            let own = offers.filter { $0.text("site") == site }
            return QueueRules.offerFindings(
                own, seats: seats,
                assignments: try rows(
                    "seat_assignment", "site", in: [site], where: "t.state = 'confirmed'"),
                leaving: try rows(
                    "tenancy", "site", in: [site],
                    where: "t.stage IN ('notice', 'moving-out') AND t.leave_by IS NOT NULL"),
                ranks: try offerRanks(own))
        }
    }

    /// Tenancies that seats are signed for.
    func held(_ keys: [RecordKey]?) throws -> [RowFact] {
        try rows(
            "tenancy", keys,
            where: """
                t.stage IN ('signed', 'moved-in', 'market-rent', 'notice', 'moving-out', 'suspended')
                """)
    }

    func oversold(_ keys: [RecordKey]?) throws -> [Finding] {
        let held = try held(keys)
        return try texts(held, "site").flatMap { site in
            QueueRules.oversold(
                held.filter { $0.text("site") == site },
                seats: try rows("seat", "site", in: [site], where: Self.usable))
        }
    }

    /// Confirmed bookings, by room.
    func bookings(_ keys: [RecordKey]?) throws -> [Finding] {
        let span = { (row: RowFact) -> (from: LocalMinute, to: LocalMinute)? in
            guard let from = row.moment("from_at"), let to = row.moment("to_at"), from < to
            else { return nil }
            return (from, to)
        }
        let rows = try rows("booking", keys, where: "t.state = 'confirmed'")
        return try Dictionary(grouping: rows) { $0.text("space") ?? "" }
            .sorted { $0.key.precedesByBytes($1.key) }
            .flatMap { room, rows in
                let contending = crowded(rows, span: span)
                guard !contending.isEmpty else { return [] as [Finding] }
                let time = { (row: RowFact) in
                    span(row).map { RoomTime(from: $0.from, to: $0.to) }
                }
                let others = Set(rows).subtracting(contending)
                return BookingRule.findings(
                    try contending.compactMap { try booking($0, room) },
                    busy: others.compactMap(time),
                    rooms: try rooms(besides: room, time, during: contending.compactMap(time)))
            }
    }

    /// The rooms of a site that may be booked instead of one, and when they are taken in these times.
    private func rooms(
        besides room: String, _ time: (RowFact) -> RoomTime?, during times: [RoomTime]
    ) throws -> [RoomFact] {
        guard let wanted = try rows("space", "id", in: [room]).first,
            let site = wanted.text("site"), let from = times.map(\.from).min(),
            let to = times.map(\.to).max()
        else { return [] }
        let rooms = try rows(
            "space", "site", in: [site],
            where: "t.kind IN ('meeting-room', 'roadshow-room') AND coalesce(t.bookable, 1) = 1"
        ).filter { $0.key != wanted.key }
        // Moments are stored so that their texts are in their order.
        let bookings = try rows(
            "booking", "space", in: rooms.map(\.key.text),
            where:
                "t.state = 'confirmed' AND t.to_at > '\(from.stored)' AND t.from_at < '\(to.stored)'"
        )
        let taken = Dictionary(grouping: bookings) { $0.text("space") ?? "" }
        return rooms.map { room in
            RoomFact(
                key: room.key, path: room.text("path") ?? room.key.text,
                isAlike: room.text("kind") == wanted.text("kind"),
                capacity: room.integer("capacity_people"),
                busy: (taken[room.key.text] ?? []).compactMap(time))
        }
    }

    /// Those that overlap another: only for them it has to be known when they were written.
    func crowded(
        _ rows: [RowFact], span: (RowFact) -> (from: LocalMinute, to: LocalMinute)?
    ) -> [RowFact] {
        let timed = rows.compactMap { row in
            span(row).map { (row, $0.from, $0.to) }
        }.sorted { ($0.1, $0.0.key) < ($1.1, $1.0.key) }
        var found: Set<RowFact> = []
        var longest: (RowFact, LocalMinute, LocalMinute)?
        for one in timed {
            if let before = longest, one.1 < before.2 { found.formUnion([before.0, one.0]) }
            if longest.map({ $0.2 < one.2 }) ?? true { longest = one }
        }
        return found.sorted { $0.key < $1.key }
    }

    private func booking(_ row: RowFact, _ room: String) throws -> BookingFact? {
        let record = try replica.record("booking", row.key)
        let word = record?.cells.first { $0.name == "state" }?.siblings
            .filter { $0.value.text == "confirmed" }
            .min { ($0.stamp, $0.dot) < ($1.stamp, $1.dot) }
        guard let word else { return nil }
        let holder = try row.values["company"].map(companyName)
        return BookingFact(
            key: row.key, room: room,
            holder: holder ?? row.text("organiser") ?? row.text("purpose") ?? row.key.text,
            from: row.moment("from_at"), to: row.moment("to_at"), priority: row.text("priority"),
            people: row.integer("people"), stamp: word.stamp, dot: word.dot)
    }
}

extension RuleFactQueries {
    /// Companies that accepted offers at several sites.
    func acceptedTwice(_ keys: [RecordKey]?) throws -> [Finding] {
        QueueRules.acceptedTwice(
            try rows(
                "waitlist_entry", keys, where: "t.state = 'accepted' AND t.company IS NOT NULL"),
            company: company)
    }

    func rounds(_ keys: [RecordKey]?) throws -> [Finding] {
        RoundRule.findings(
            try rows("funding_round", keys, where: "coalesce(t.status, '') <> 'failed'"),
            hub: replica.meta.hub.name, company: company)
    }

    /// Offers of the cities of these, with all versions.
    func offersOfCity(_ keys: [RecordKey]?) throws -> [[RowFact]] {
        let offers = try rows("city_offer", keys)
        return Dictionary(grouping: offers) { $0.text("city") ?? "" }
            .sorted { $0.key.precedesByBytes($1.key) }.map(\.value)
    }

    /// Records that go on and refer by one field to what is retired, or not there.
    func references(_ reference: LivingReference, _ keys: [RecordKey]?) throws -> [Finding] {
        let target = "SELECT 1 FROM \"\(reference.target)\" o WHERE o.id = t.\"\(reference.field)\""
        let retired = try notInUse(
            reference, keys, where: "EXISTS (\(target) AND o.retired IS NOT NULL)")
        let missing = try notInUse(
            reference, keys,
            where: "t.\"\(reference.field)\" IS NOT NULL AND NOT EXISTS (\(target))")
        return reference.findings(retired) + reference.findings(missing: missing)
    }

    private func notInUse(
        _ reference: LivingReference, _ keys: [RecordKey]?, where condition: String
    ) throws -> [RowFact] {
        // A card that was linked to one in use is in use.
        try rows(reference.kind, keys, where: condition).filter { row in
            guard reference.target == "company",
                let key = row.text(reference.field).flatMap({ RecordKey($0) })
            else { return true }
            let cards = aliases.members(of: aliases.root(of: key))
            return try cards.count < 2 || self.rows("company", cards.sorted()).isEmpty
        }
    }
}
