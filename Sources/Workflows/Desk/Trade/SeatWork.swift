internal import Causality
public import Domain
internal import Storage

// Seats beside a company's moving in and out: one more for a growing team, one given back.

extension TradeDesk {
    /// Gives seats to a company that has signed or sits here. This site's own are confirmed, also those
    /// that somebody had proposed; another site's are proposed, for that site to confirm.
    ///
    /// - Parameters:
    ///   - place: the site of the seats; this one when `nil`. Only head office names another.
    ///   - last: the last day; without end when `nil`.
    public func assign(
        _ typed: String, _ labels: [String], at place: String?, from: LocalDay?, to last: LocalDay?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        let place = try place.map { try siteNamed($0, flag: "--site") } ?? site
        let tenancy = try tenancy(
            of: company, in: TenancyRules.active.union(["signed"]), at: place)
        let from = from ?? max(today, begins(tenancy) ?? today)
        if let first = begins(tenancy), from < first {
            throw Problem.beforeTenancy(name, from, begins: first, tenancy.key.text)
        }
        if let last, last < from { throw Problem.ends(last, before: from) }
        let seats = try self.seats(labels, at: place)
        let proposed = try proposals(tenancy, among: seats)
        try checkFree(seats, from: from, to: last?.adding(days: 1))
        let isOurs = place == site
        var plan = TradePlan(self)
        for seat in seats {
            let confirmation: [String: Value?] = [
                "state": .text(isOurs ? "confirmed" : "proposed"),
                "confirmed_by": isOurs ? .string(author) : nil,
                "confirmed_on": isOurs ? .day(today) : nil,
            ]
            if isOurs, let proposal = proposed[seat.key.text] {
                try plan.set(proposal, confirmation)
                continue
            }
            try plan.add(
                "seat_assignment",
                confirmation.merging([
                    "seat": .text(seat.key.text), "tenancy": .text(tenancy.key.text),
                    "company": .text(company.key.text), "from_day": .day(from),
                    "to_day": .day(last?.adding(days: 1)),
                ]) { $1 })
        }
        if isOurs, last == nil { try count(seats.count, of: tenancy, &plan) }
        let isSigned = desk.value(tenancy, "stage")?.text == "signed"
        return try carryOut(
            plan,
            Catalogue.Trade.assigned(
                name, seats: seats.map(\.label), from: from, to: last, isProposed: !isOurs),
            next: !isOurs
                ? Catalogue.Trade.proposedNext(name, site: place, seats: labels)
                : isSigned
                    ? Catalogue.Trade.signedNext(name)
                    : Catalogue.Trade.assignedNext(from))
    }

    /// The day from which a tenancy may hold seats.
    private func begins(_ tenancy: Record) -> LocalDay? {
        (desk.value(tenancy, "moved_in_on")?.text ?? desk.value(tenancy, "planned_from")?.text)
            .flatMap { LocalDay($0) }
    }

    /// What somebody proposed for a tenancy, by seat.
    private func proposals(
        _ tenancy: Record, among seats: [(key: RecordKey, label: String)]
    ) throws -> [String: Record] {
        let keys = Set(seats.map(\.key.text))
        let found = try assignments(of: tenancy).compactMap { record -> (String, Record)? in
            guard desk.value(record, "state")?.text == "proposed",
                let seat = desk.value(record, "seat")?.text, keys.contains(seat)
            else { return nil }
            return (seat, record)
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Moves the number of seats that a contract speaks of.
    private func count(_ change: Int, of tenancy: Record, _ plan: inout TradePlan) throws {
        guard let now = desk.value(tenancy, "seat_count")?.integer,
            desk.value(tenancy, "stage")?.text != "signed"
        else { return }
        try plan.set(tenancy, ["seat_count": .integer(max(0, now + Int64(change)))])
    }

    /// Gives seats back after their last day. What would begin later never begins.
    public func release(_ labels: [String], on day: LocalDay?) throws -> TradeOutcome {
        let last = day ?? today
        let seats = try self.seats(labels)
        var plan = TradePlan(self)
        var held: [String: (tenancy: Record, company: String, seats: Int)] = [:]
        var idle: [String] = []
        for seat in seats {
            let open = try standing(on: seat.key, after: last)
            if open.isEmpty { idle.append(seat.label) }
            for assignment in open {
                try end(assignment, after: last, &plan)
                guard
                    let tenancy = try desk.value(assignment, "tenancy")?.text
                        .flatMap({ RecordKey($0) }).flatMap({ try replica.record("tenancy", $0) })
                else { continue }
                let company = try desk.value(assignment, "company")?.text
                    .flatMap { RecordKey($0) }.flatMap { try replica.record("company", $0) }
                let known = held[tenancy.key.text]?.seats ?? 0
                held[tenancy.key.text] = (
                    tenancy, try company.map { try name($0) } ?? tenancy.key.text, known + 1
                )
            }
        }
        guard idle.isEmpty else { throw Problem.seatsIdle(idle, on: last) }
        let holders = held.sorted { $0.key < $1.key }.map(\.value)
        var left: [String] = []
        for holder in holders {
            try count(-holder.seats, of: holder.tenancy, &plan)
            let all = try assignments(of: holder.tenancy).filter { isOpen($0, after: last) }
            if all.count == holder.seats { left.append(holder.company) }
        }
        return try carryOut(
            plan,
            Catalogue.Trade.released(
                seats.map(\.label), of: holders.map(\.company), on: last),
            next: left.first.map { Catalogue.Trade.releasedAll($0) }
                ?? Catalogue.Trade.movedOutNext(seats.count))
    }

    /// The assignments that keep a seat after a day.
    private func standing(on seat: RecordKey, after last: LocalDay) throws -> [Record] {
        try replica.select(
            """
            SELECT id FROM seat_assignment WHERE seat = ?1 AND retired IS NULL
                AND state IN ('confirmed', 'proposed') ORDER BY id
            """, [.text(seat.text)]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("seat_assignment", $0) }
        }.filter { isOpen($0, after: last) }
    }

    func isOpen(_ assignment: Record, after last: LocalDay) -> Bool {
        desk.value(assignment, "to_day")?.text.flatMap { LocalDay($0) }
            .map { $0 > last.adding(days: 1) } ?? true
    }

    /// A site by its name, or by what people call it.
    func siteNamed(_ typed: String, flag: String) throws -> String {
        let text = TypedText.trimmed(typed)
        let rows = try replica.select(
            """
            SELECT id FROM site WHERE retired IS NULL
                AND (name_zh = ?1 OR name_en = ?1 OR short_name = ?1) ORDER BY id
            """, [.text(text)])
        if rows.count == 1, let name = rows[0][0].text { return name }
        let known = try desk.knownSites()
        let name = TypedText.normalised(text).lowercased()
        guard known.contains(name) else { throw Problem.noSite(text, flag: flag, known: known) }
        return name
    }
}
