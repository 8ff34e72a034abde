public import Domain
public import Causality
internal import Storage

// What the front desk does all day: rooms, visitors, repairs.

extension TradeDesk {
    // MARK: Rooms

    /// A room by its path, a part of it, or its kind.
    func room(_ typed: String, onlyBookable: Bool = true) throws -> Record {
        let rows = try replica.select(
            """
            SELECT id, path, kind FROM space WHERE site = ?1 AND retired IS NULL
                AND (coalesce(bookable, 1) = 1 OR ?2 = 0) ORDER BY id
            """, [.text(site), .integer(onlyBookable ? 1 : 0)])
        let exact = rows.filter { $0[1].text == typed || $0[0].text == typed }
        let kinds = try desk.known(field: "kind", of: try desk.kind("space")).type
        let found =
            exact.isEmpty
            ? rows.filter { row in
                row[1].text?.contains(typed) ?? false || kinds.display(row[2]).zh == typed
                    || kinds.display(row[2]).en == typed || row[2].text == typed
            } : exact
        let records = try found.compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record("space", $0) }
        }
        guard let first = records.first else {
            throw Problem.noRoom(typed, rooms: rows.compactMap { $0[1].text })
        }
        guard records.count == 1 else {
            throw Problem.ambiguous(
                typed, count: records.count, candidates: records.map(\.key.text),
                lines: try records.map { try desk.line($0) })
        }
        return first
    }

    /// A booking: confirmed where it is this site's room, else proposed to the one whose it is.
    public func book(
        _ typed: String, from: LocalMinute, to: LocalMinute, company: String?, purpose: String?,
        people: Int?, priority: String?
    ) throws -> TradeOutcome {
        let room = try room(typed)
        let company = try company.map { try self.company($0) }
        var plan = TradePlan(self)
        guard from < to else {
            throw Problem.usage(Catalogue.Trade.endsBeforeItBegins, help: "moso book --help")
        }
        try plan.add(
            "booking",
            [
                "space": .text(room.key.text), "from_at": .text(from.stored),
                "to_at": .text(to.stored), "company": company.map { .text($0.key.text) },
                "organiser": .string(author), "purpose": .string(purpose),
                "people": .count(people), "state": .text("confirmed"),
                "priority": try priority.map { try value("booking", "priority", $0) },
            ])
        return try carryOut(
            plan,
            Catalogue.Trade.booked(
                desk.value(room, "path")?.text ?? typed, from: from, to: to,
                for: try company.map { try name($0) } ?? purpose),
            next: Catalogue.Trade.bookedNext(from.day))
    }

    /// Takes a booking back.
    public func cancel(_ key: String) throws -> TradeOutcome {
        guard let booking = try desk.find(key, in: "booking") else { throw Problem.noRecord(key) }
        var plan = TradePlan(self)
        try plan.set(booking, ["state": .text("cancelled")])
        return try carryOut(plan, Catalogue.Trade.cancelled(booking.key.text))
    }

    /// A line of a day's bookings.
    public struct Booked: Sendable {
        public let key: RecordKey
        public let room: String
        public let from: LocalMinute
        public let to: LocalMinute
        public let holder: String
        public let purpose: String
        /// As it is, all other bookings considered.
        public let state: Phrase
        public let isDisplaced: Bool
    }

    /// The bookings of a day at this site, by room and time.
    public func rooms(on day: LocalDay) throws -> [Booked] {
        let rows = try replica.select(
            """
            SELECT b.id, coalesce(s.path, b.space), b.from_at, b.to_at, b.company,
                coalesce(b.organiser, ''), coalesce(b.purpose, ''), coalesce(b.state, 'requested')
            FROM booking b LEFT JOIN space s ON s.id = b.space
            WHERE b.site = ?1 AND b.retired IS NULL AND substr(b.from_at, 1, 10) <= ?2
                AND substr(b.to_at, 1, 10) >= ?2
            ORDER BY s.path, b.from_at, b.id
            """, [.text(site), .text(day.description)])
        let findings = try RuleGrouping.rule(.oneRoomOneBooking).findings(
            try RuleFactQueries(replica),
            among: rows.compactMap { $0[0].text.flatMap { RecordKey($0) } })
        let displaced = Set(
            findings.compactMap { $0.options.first?.writes.first?.row.key })
        return try rows.compactMap { row in
            guard let key = row[0].text.flatMap({ RecordKey($0) }),
                let from = row[2].text.flatMap({ LocalMinute($0) }),
                let to = row[3].text.flatMap({ LocalMinute($0) })
            else { return nil }
            let company = try row[4].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("company", $0) }
            let code = displaced.contains(key) ? "displaced" : row[7].text ?? "requested"
            return Booked(
                key: key, room: row[1].text ?? "", from: from, to: to,
                holder: try company.map { try name($0) } ?? row[5].text ?? "",
                purpose: row[6].text ?? "", state: try stateName("booking", "state", code),
                isDisplaced: displaced.contains(key))
        }
    }

    // MARK: Visitors

    /// They are here: who can be filled in later.
    public func visitStart(
        kind: String, from organisation: String?, city: String?, people: Int?, isPlanned: Bool
    ) throws -> TradeOutcome {
        var plan = TradePlan(self)
        let id = try plan.add(
            "visit",
            [
                "arrived_at": .text(now.stored), "kind": try value("visit", "kind", kind),
                "organisation": .string(organisation),
                "city": try city.map { try value("visit", "city", $0) },
                "people": .count(people), "is_planned": .integer(isPlanned ? 1 : 0),
                "hosts": author.isEmpty ? nil : SetText.value(of: [author]),
            ])
        return try carryOut(
            plan, Catalogue.Trade.visitBegan(organisation ?? kind, at: now.clock),
            next: Catalogue.Trade.visitBeganNext
        ).about(id)
    }

    /// The visit that is going on, or the one named.
    func openVisit(_ key: String?) throws -> Record {
        if let key {
            guard let visit = try desk.find(key, in: "visit") else { throw Problem.noRecord(key) }
            return visit
        }
        let row = try replica.select(
            """
            SELECT id FROM visit WHERE site = ?1 AND left_at IS NULL AND retired IS NULL
            ORDER BY arrived_at DESC, id LIMIT 1
            """, [.text(site)]
        ).first
        guard
            let visit = try row?[0].text.flatMap({ RecordKey($0) })
                .flatMap({ try replica.record("visit", $0) })
        else { throw Problem.noVisit }
        return visit
    }

    public func visitEnd(_ key: String?, topics: String?, people: Int?) throws -> TradeOutcome {
        let visit = try openVisit(key)
        let arrived = desk.value(visit, "arrived_at")?.text.flatMap { LocalMinute($0) } ?? now
        let minutes = max(0, arrived.minutes(until: now))
        var plan = TradePlan(self)
        try plan.set(
            visit,
            [
                "left_at": .text(now.stored), "topics": .string(topics),
                "people": .count(people), "host_minutes": .count(minutes),
            ])
        return try carryOut(
            plan, Catalogue.Trade.visitEnded(try name(visit), minutes: minutes),
            next: Catalogue.Trade.visitEndedNext)
    }

    /// Something to be done after a visit, by somebody, until a day.
    public func visitNext(
        _ text: String, visit key: String?, owner: String, by day: LocalDay?
    ) throws -> TradeOutcome {
        let visit = try key.map { try openVisit($0) } ?? lastVisit()
        var plan = TradePlan(self)
        try plan.add(
            "record_note",
            [
                "about": .text(visit.key.text), "kind": .text("next-step"),
                "happened_on": .day(today), "person": .text(owner), "content": .text(text),
                "due_on": .day(day),
            ])
        return try carryOut(
            plan, Catalogue.Trade.nextStep(text, owner: owner, by: day))
    }

    private func lastVisit() throws -> Record {
        let row = try replica.select(
            """
            SELECT id FROM visit WHERE site = ?1 AND retired IS NULL
            ORDER BY arrived_at DESC, id LIMIT 1
            """, [.text(site)]
        ).first
        guard
            let visit = try row?[0].text.flatMap({ RecordKey($0) })
                .flatMap({ try replica.record("visit", $0) })
        else { throw Problem.noVisit }
        return visit
    }

    // MARK: Repairs

    /// Where something is broken: a seat by its label, or a room.
    public func fix(
        _ place: String, category: String, severity: Int?, note: String?, blocksSeat: Bool
    ) throws -> TradeOutcome {
        let seat = try seatOrNil(place)
        let room = try seat == nil ? room(place, onlyBookable: false) : nil
        let category = try value("work_order", "category", category)
        // Fire safety is never anything but urgent.
        let urgency = category.text == "fire" ? 1 : severity ?? 3
        var plan = TradePlan(self)
        let id = try plan.add(
            "work_order",
            [
                "seat": seat.map { .text($0.key.text) }, "space": room.map { .text($0.key.text) },
                "category": category,
                "severity": try value("work_order", "severity", "\(urgency)"),
                "reported_by": .string(author), "reported_at": .text(now.stored),
                "state": .text("open"), "note": .string(note),
                "blocks_seat": blocksSeat ? .integer(1) : nil,
            ])
        if blocksSeat {
            guard let seat else {
                throw Problem.usage(Catalogue.Trade.onlySeats, help: "moso fix --help")
            }
            try plan.set(seat, ["state": .text("blocked"), "state_since": .day(today)])
        }
        return try carryOut(
            plan,
            Catalogue.Trade.reported(
                place, try stateName("work_order", "category", category.text ?? ""),
                severity: urgency, id: id.text),
            next: Catalogue.Trade.reportedNext(id.text)
        ).about(id)
    }

    func seatOrNil(_ label: String) throws -> Record? {
        try replica.select(
            "SELECT id FROM seat WHERE site = ?1 AND upper(label) = ?2 AND retired IS NULL",
            [.text(site), .text(TypedText.normalised(label).uppercased())]
        ).first?[0].text.flatMap { RecordKey($0) }.flatMap { try replica.record("seat", $0) }
    }

    public enum Repair: String, Sendable { case done, confirmed, reopened }

    /// Done is not confirmed: a fault is only off the list when whoever reported it says so.
    ///
    /// - Parameter typed: the order, or the seat or room that it is about.
    public func repair(_ typed: String, _ step: Repair) throws -> TradeOutcome {
        let order = try order(typed, for: step)
        var plan = TradePlan(self)
        var values: [String: Value?] = ["state": .text(step.rawValue)]
        if step == .done { values["done_at"] = .text(now.stored) }
        if step == .confirmed { values["confirmed_by"] = .string(author) }
        try plan.set(order, values, oneStep: true)
        let seat = try desk.value(order, "seat")?.text.flatMap { RecordKey($0) }
            .flatMap { try replica.record("seat", $0) }
        if step == .confirmed, desk.value(order, "blocks_seat")?.integer == 1, let seat,
            desk.value(seat, "state")?.text == "blocked", try !isBlocked(seat, besides: order)
        {
            try plan.set(seat, ["state": .text("in-service"), "state_since": .day(today)])
        }
        let id = order.key.text
        return try carryOut(
            plan, Catalogue.Trade.repaired(id, try stateName("work_order", "state", step.rawValue)),
            next: step == .done ? Catalogue.Trade.repairedNext(id) : nil)
    }
}
