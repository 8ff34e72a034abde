internal import Causality
public import Domain
internal import Storage

// Seats beside a company's moving in and out: one more for a growing team, one given back.

extension TradeDesk {
    /// Gives seats to a company that has signed or sits here. This site's own are confirmed, also those
    /// that somebody had proposed; another site's are proposed, for that site to confirm. Of what was
    /// proposed the days stand, but for those that are given here.
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
        let seats = try self.seats(labels, at: place)
        let isOurs = place == site
        let proposed = isOurs ? try proposals(tenancy, among: seats) : [:]
        let given = seats.map { seat in
            grant(
                seat, proposed[seat.key.text], from: from, to: last,
                otherwise: max(today, begins(tenancy) ?? today))
        }
        for grant in given {
            if let first = begins(tenancy), grant.from < first {
                throw Problem.beforeTenancy(name, grant.from, begins: first, tenancy.key.text)
            }
            if let last = grant.last, last < grant.from {
                throw Problem.ends(last, before: grant.from)
            }
        }
        let periods = SeatGrant.byPeriod(given)
        for period in periods {
            try checkFree(
                period.map(\.seat), from: period[0].from, to: period[0].last?.adding(days: 1))
        }
        var plan = TradePlan(self)
        for grant in given { try write(grant, of: company, tenancy, isOurs: isOurs, &plan) }
        if isOurs { try count(given.count { $0.last == nil }, of: tenancy, &plan) }
        let isSigned = desk.value(tenancy, "stage")?.text == "signed"
        let told = periods.map { period in
            Catalogue.Trade.assigned(
                name, seats: period.map(\.seat.label), from: period[0].from, to: period[0].last,
                isProposed: !isOurs)
        }
        return try carryOut(
            plan, told.dropFirst().reduce(told[0]) { Catalogue.Trade.both($0, $1) },
            next: !isOurs
                ? Catalogue.Trade.proposedNext(name, site: place, seats: labels)
                : isSigned
                    ? Catalogue.Trade.signedNext(
                        name, seats: SeatSpan.text(given.map(\.seat.label)),
                        from: periods[0][0].from)
                    : Catalogue.Trade.assignedNext(periods[0][0].from))
    }

    /// The days for which a seat is given: those that were typed, else those of what was proposed.
    ///
    /// - Parameter first: the first day where neither says one.
    private func grant(
        _ seat: (key: RecordKey, label: String), _ proposal: Record?, from: LocalDay?,
        to last: LocalDay?, otherwise first: LocalDay
    ) -> SeatGrant {
        let day = { (field: String) in
            proposal.flatMap { desk.value($0, field)?.text }.flatMap { LocalDay($0) }
        }
        return SeatGrant(
            seat: seat, proposal: proposal, from: from ?? day("from_day") ?? first,
            last: last ?? day("to_day")?.adding(days: -1))
    }

    private func write(
        _ grant: SeatGrant, of company: Record, _ tenancy: Record, isOurs: Bool,
        _ plan: inout TradePlan
    ) throws {
        var values: [String: Value?] = [
            "state": .text(isOurs ? "confirmed" : "proposed"),
            "confirmed_by": isOurs ? .string(author) : nil,
            "confirmed_on": isOurs ? .day(today) : nil,
        ]
        let days: [String: Value?] = [
            "from_day": .day(grant.from), "to_day": .day(grant.last?.adding(days: 1)),
        ]
        if let proposal = grant.proposal {
            for (field, day) in days where desk.value(proposal, field)?.text != day?.text {
                values[field] = day
            }
            return try plan.set(proposal, values)
        }
        values.merge(days) { $1 }
        values["seat"] = .text(grant.seat.key.text)
        values["tenancy"] = .text(tenancy.key.text)
        values["company"] = .text(company.key.text)
        try plan.add("seat_assignment", values)
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

    /// Whether an assignment is one of the seats that a contract speaks of: confirmed, and without end.
    func isCounted(_ assignment: Record) -> Bool {
        desk.value(assignment, "state")?.text == "confirmed"
            && desk.value(assignment, "to_day")?.text == nil
    }

    /// Moves the number of seats that a contract speaks of.
    private func count(_ change: Int, of tenancy: Record, _ plan: inout TradePlan) throws {
        guard change != 0, let now = desk.value(tenancy, "seat_count")?.integer,
            desk.value(tenancy, "stage")?.text != "signed"
        else { return }
        try plan.set(tenancy, ["seat_count": .integer(max(0, now + Int64(change)))])
    }

    /// Gives seats back after their last day. What would begin later never begins; what has begun ends
    /// on its first day or later.
    public func release(_ labels: [String], on day: LocalDay?) throws -> TradeOutcome {
        let last = day ?? today
        let seats = try self.seats(labels)
        var plan = TradePlan(self)
        var held: [String: (tenancy: Record, company: String, ended: [Record])] = [:]
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
                let known = held[tenancy.key.text]?.ended ?? []
                held[tenancy.key.text] = (
                    tenancy, try company.map { try name($0) } ?? tenancy.key.text,
                    known + [assignment]
                )
            }
        }
        guard idle.isEmpty else { throw Problem.seatsIdle(idle, on: last) }
        let holders = held.sorted { $0.key < $1.key }.map(\.value)
        var left: [String] = []
        for holder in holders {
            try count(-holder.ended.count(where: isCounted), of: holder.tenancy, &plan)
            let all = try assignments(of: holder.tenancy).filter { isOpen($0, after: last) }
            if all.count == holder.ended.count { left.append(holder.company) }
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

/// A seat and the days for which a company gets it.
private struct SeatGrant {
    let seat: (key: RecordKey, label: String)
    /// What somebody had proposed, which is confirmed by it.
    let proposal: Record?
    let from: LocalDay
    /// The last day; without end when `nil`.
    let last: LocalDay?

    /// Those of the same days together, in the order of the seats.
    static func byPeriod(_ grants: [SeatGrant]) -> [[SeatGrant]] {
        var periods: [[SeatGrant]] = []
        for grant in grants {
            if let at = periods.firstIndex(where: {
                $0[0].from == grant.from && $0[0].last == grant.last
            }) {
                periods[at].append(grant)
            } else {
                periods.append([grant])
            }
        }
        return periods
    }
}
