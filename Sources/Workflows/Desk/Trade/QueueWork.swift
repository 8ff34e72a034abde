public import Domain
internal import Storage
internal import Causality

// From the first question to the offer of seats.

extension TradeDesk {
    /// A walk-in company is noted: its card where there is none, and an application that only asks.
    public func enquiry(
        _ typed: String, seats: Int?, contact: String?, sectors: String?, note: String?
    ) throws -> TradeOutcome {
        var plan = TradePlan(self)
        let (key, name) = try cardOrNew(typed, contact, sectors, &plan)
        let id = try plan.add(
            "application",
            [
                "company": .text(key.text), "received_on": .day(today), "state": .text("enquiry"),
                "channel": .text("walk-in"), "seats_wanted": .count(seats), "note": .string(note),
            ])
        return try carryOut(
            plan, Catalogue.Trade.enquired(name, on: today),
            next: Catalogue.Trade.enquiredNext(name, seats: seats),
            reason: nil
        ).about(id)
    }

    /// The company meant, or a new card of a team.
    private func cardOrNew(
        _ typed: String, _ contact: String?, _ sectors: String?, _ plan: inout TradePlan
    ) throws -> (RecordKey, String) {
        do {
            let card = try company(typed)
            return (card.key, try name(card))
        } catch let problem as Problem where problem.code == .noRecord {
            let key = try plan.add(
                "company",
                [
                    "legal_name": try value("company", "legal_name", typed), "kind": .text("team"),
                    "contact": .string(contact), "home_site": .text(site),
                    "sectors": try sectors.map { try value("company", "sectors", $0) },
                ])
            return (key, typed)
        }
    }

    /// An application comes in, or a question becomes one.
    public func apply(
        _ typed: String, seats: Int?, from: LocalDay?, channel: String?, contact: String?,
        sectors: String?
    ) throws -> TradeOutcome {
        var plan = TradePlan(self)
        let (key, name) = try cardOrNew(typed, contact, sectors, &plan)
        let channel = try channel.map { try value("application", "channel", $0) }
        let open = try replica.record("company", key).flatMap { try application(of: $0) }
        if let open {
            guard desk.value(open, "state")?.text ?? "enquiry" == "enquiry" else {
                throw Problem.alreadyApplied(name, open.key.text)
            }
            try plan.set(
                open,
                [
                    "state": .text("received"), "seats_wanted": .count(seats),
                    "wanted_from": .day(from),
                ])
        } else {
            try plan.add(
                "application",
                [
                    "company": .text(key.text), "received_on": .day(today),
                    "state": .text("received"), "channel": channel ?? .text("walk-in"),
                    "seats_wanted": .count(seats), "wanted_from": .day(from),
                ])
        }
        return try carryOut(
            plan, Catalogue.Trade.applied(name, seats: seats),
            next: Catalogue.Trade.appliedNext(name))
    }

    public enum Screened: String, Sendable { case interview, accepted, declined }

    /// Scores of 1 to 5 by the person who types, and what follows from them.
    public func screen(
        _ typed: String, scores: [String: Int], outcome: Screened?, reason: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        guard let application = try application(of: company) else {
            throw Problem.noApplication(name)
        }
        guard outcome != .declined || reason?.isEmpty == false else {
            throw Problem.reasonMissing(command: "moso screen \(typed) --decline", mayBeNone: false)
        }
        var plan = TradePlan(self)
        var values: [String: Value?] = [
            "application": .text(application.key.text), "reviewer": .string(author),
            "scored_on": .day(today),
        ]
        for (field, score) in scores {
            values[field] = try value("screening", field, "\(score)")
        }
        if !scores.isEmpty { try plan.add("screening", values) }
        let next = outcome?.rawValue ?? "screening"
        if desk.value(application, "state")?.text != next {
            try plan.set(
                application,
                [
                    "state": .text(next),
                    "decided_by": outcome == nil ? nil : .string(author),
                    "decided_on": outcome == nil ? nil : .day(today),
                    "decision_reason": .string(reason),
                ])
        }
        let total = scores.values.reduce(0, +)
        return try carryOut(
            plan,
            Catalogue.Trade.screened(
                name, total: total, of: scores.count * 5,
                state: try stateName("application", "state", next)),
            next: Catalogue.Trade.screenedNext(name, outcome), reason: reason)
    }

    func stateName(_ kind: String, _ field: String, _ code: String) throws -> Phrase {
        let field = try desk.known(field: field, of: try desk.kind(kind))
        return Phrase(field.type.display(.text(code)))
    }

    // MARK: The queue

    public func join(
        _ typed: String, seats: Int?, fewest: Int?, rating: String?, since: LocalDay?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        if let entry = try entry(of: company) { throw Problem.alreadyWaiting(name, entry.key.text) }
        let application = try application(of: company)
        let wanted =
            seats
            ?? application.flatMap { application in
                desk.value(application, "seats_wanted")?.integer.flatMap { Int(exactly: $0) }
            }
        var plan = TradePlan(self)
        let id = try plan.add(
            "waitlist_entry",
            [
                "company": .text(company.key.text), "joined_on": .day(since ?? today),
                "seats_wanted": .count(wanted), "min_acceptable": .count(fewest),
                "rating": try rating.map { try value("waitlist_entry", "rating", $0) },
                "rating_by": rating == nil ? nil : .string(author), "state": .text("waiting"),
                "priority": .text("normal"),
                "application": application.map { .text($0.key.text) },
            ])
        if let application, desk.value(application, "state")?.text == "accepted" {
            try plan.set(application, ["state": .text("waitlisted")])
        }
        let next = Catalogue.Trade.joinedNext(name)
        let outcome = try carryOut(
            plan, Catalogue.Trade.joined(name, place: nil, seats: wanted), next: next)
        // Its place follows from class, rating and day, so it is known when it stands in the queue.
        let place = try queue().firstIndex { $0.entry == id || $0.others.contains(id) }
        return outcome.saying(
            Catalogue.Trade.joined(name, place: place.map { $0 + 1 }, seats: wanted))
    }

    public func leaveQueue(_ typed: String, reason: String) throws -> TradeOutcome {
        let company = try company(typed)
        _ = try waiting(company)
        var plan = TradePlan(self)
        for entry in try entries(of: company) {
            try plan.set(entry, ["state": .text("withdrawn")])
        }
        return try carryOut(
            plan, Catalogue.Trade.leftQueue(try name(company)),
            next: Catalogue.Trade.leftQueueNext, reason: reason)
    }

    /// Puts a company before others, which nobody does without a name and a reason.
    public func moveUp(
        _ typed: String, isException: Bool, reason: String, second: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let entry = try waiting(company)
        var plan = TradePlan(self)
        try plan.set(
            entry,
            [
                "priority": .text(isException ? "exception" : "favoured"),
                "priority_by": .string(author), "priority_reason": .text(reason),
                "priority_second": .string(second),
            ])
        return try carryOut(
            plan, Catalogue.Trade.movedUp(try name(company), by: author),
            next: Catalogue.Trade.movedUpNext, reason: reason)
    }

    /// A day promised for moving in: kept on the entry, and as one promise more in its history.
    public func promise(
        _ typed: String, on day: LocalDay, after other: String?, told how: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let entry = try waiting(company)
        let before = try other.map { other in
            try tenancy(of: try self.company(other), in: TenancyRules.active.union(["signed"]))
        }
        let earlier = desk.value(entry, "promised_on")?.text.flatMap { LocalDay($0) }
        var plan = TradePlan(self)
        try plan.add(
            "promise",
            [
                "waitlist_entry": .text(entry.key.text), "promised_day": .day(day),
                "made_on": .day(today), "made_by": .string(author),
                "depends_on": before.map { .text($0.key.text) }, "told_how": .string(how),
            ])
        try plan.set(
            entry,
            [
                "promised_on": .day(day), "promised_by": .string(author),
                "depends_on": before.map { .text($0.key.text) } ?? .null,
            ])
        let count =
            try replica.select(
                "SELECT count(*) FROM promise WHERE waitlist_entry = ?1 AND retired IS NULL",
                [.text(entry.key.text)]
            ).first?.first?.integer ?? 0
        return try carryOut(
            plan,
            Catalogue.Trade.promised(
                try name(company), on: day, slip: earlier.map { $0.days(until: day) } ?? 0,
                number: Int(count) + 1),
            next: try before.map { Catalogue.Trade.promisedNext(try name($0)) })
    }

    /// Offers seats: as many as it waits for, from today on, unless told otherwise.
    public func offer(
        _ typed: String, seats: Int?, from: LocalDay?, answerBy: LocalDay
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let entry = try waiting(company)
        let wanted = desk.value(entry, "seats_wanted")?.integer.flatMap { Int(exactly: $0) }
        guard let seats = seats ?? wanted else {
            throw Problem.usage(Catalogue.TradeFlag.offerNeeds, help: "moso offer --help")
        }
        let from = from ?? today
        guard answerBy >= today else {
            throw Problem.day(answerBy.description, flag: "--answer-by")
        }
        var plan = TradePlan(self)
        try plan.set(
            entry,
            [
                "state": .text("offered"),
                "offered_seats": try value("waitlist_entry", "offered_seats", "\(seats)"),
                "offered_on": .day(today), "answer_by": .day(answerBy), "offered_from": .day(from),
            ])
        let name = try name(company)
        return try carryOut(
            plan, Catalogue.Trade.offered(name, seats: seats, from: from, by: answerBy),
            next: Catalogue.Trade.offeredNext(name))
    }

    /// What the company answered to an offer.
    public func answer(_ typed: String, accepts: Bool) throws -> TradeOutcome {
        let company = try company(typed)
        let entry = try waiting(company)
        let name = try name(company)
        let state = desk.value(entry, "state")?.text
        guard (accepts ? ["offered"] : ["offered", "accepted"]).contains(state) else {
            throw Problem.notOffered(
                name, is: try stateName("waitlist_entry", "state", state ?? "waiting"))
        }
        var plan = TradePlan(self)
        try plan.set(entry, ["state": .text(accepts ? "accepted" : "waiting")])
        let number = desk.value(entry, "offered_seats")?.integer.flatMap { Int(exactly: $0) }
        let from = desk.value(entry, "offered_from")?.text.flatMap { LocalDay($0) } ?? today
        return try carryOut(
            plan, Catalogue.Trade.answered(name, accepts: accepts),
            next: accepts
                ? Catalogue.Trade.acceptedNext(
                    name, seats: try freeSeats(number, on: from), from: from)
                : Catalogue.Trade.declinedNext)
    }

    /// As many seats as these that nobody has on a day, as one types them; `nil` where there are fewer.
    func freeSeats(_ number: Int?, on day: LocalDay) throws -> String? {
        guard let number, number > 0 else { return nil }
        let free = try seats(on: day).filter { $0.holder == nil && !$0.isBlocked }.prefix(number)
        return free.count == number ? SeatSpan.text(free.map(\.label)) : nil
    }
}

extension TradeOutcome {
    /// The same, said in other words.
    func saying(_ done: Phrase) -> TradeOutcome {
        TradeOutcome(done: done, next: next, rows: rows, dots: dots)
    }

    /// The same; the record that the command is about stands first.
    func about(_ key: RecordKey) -> TradeOutcome {
        TradeOutcome(
            done: done, next: next,
            rows: rows.filter { $0.key == key } + rows.filter { $0.key != key }, dots: dots)
    }
}
