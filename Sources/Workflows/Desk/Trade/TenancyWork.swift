internal import Causality
public import Domain
internal import Storage

// A company's time on the premises: signing, moving in, terms, notice, moving out.

extension TradeDesk {
    /// What a move-in is made of.
    public struct MoveIn: Sendable {
        public var seats: [String] = []
        public var from: LocalDay?
        /// Months without rent; 0 for none.
        public var freeMonths = 0
        /// Why more than six free months are granted, by the director.
        public var exception: String?
        public var number: String?
        public var leaveRule: String?
        /// The tenancy at another site that it goes on from.
        public var transferredFrom: String?

        public init() {}
    }

    /// A contract is signed; its number comes from this site's own block.
    public func sign(
        _ typed: String, from: LocalDay, to: LocalDay?, seats: Int?, number: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        try checkNotHere(company, name)
        let number = try number ?? nextNumber(from.year)
        var plan = TradePlan(self)
        try plan.add(
            "tenancy",
            [
                "company": .text(company.key.text), "number": .text(number),
                "stage": .text("signed"), "planned_from": .day(from), "planned_to": .day(to),
                "seat_count": .count(seats),
                "waitlist_entry": try entry(of: company).map { .text($0.key.text) },
            ])
        return try carryOut(
            plan, Catalogue.Trade.signed(name, number: number, from: from),
            next: Catalogue.Trade.signedNext(
                name, seats: try freeSeats(seats, on: from), from: from))
    }

    /// The company sits down: its seats are confirmed, its free time begins, the queue lets it go.
    public func moveIn(_ typed: String, _ wish: MoveIn) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        let from = wish.from ?? today
        let seats = try self.seats(wish.seats)
        var plan = TradePlan(self)
        let signed = try records("tenancy", of: company, where: "stage IN ('draft', 'signed')")
            .first { desk.value($0, "site")?.text == site }
        let kept = try signed.map { try reserved($0) } ?? [:]
        try checkFree(seats.filter { kept[$0.key.text] == nil }, from: from, to: nil)
        if signed == nil { try checkNotHere(company, name) }
        let number =
            try signed.flatMap { desk.value($0, "number")?.text } ?? wish.number
            ?? nextNumber(from.year)
        var values: [String: Value?] = [
            "stage": .text("moved-in"), "moved_in_on": .day(from),
            "seat_count": .count(
                seats.count { seat in
                    kept[seat.key.text].flatMap { desk.value($0, "to_day")?.text } == nil
                }), "leave_rule": .string(wish.leaveRule),
            "transferred_from": try wish.transferredFrom.map { .text(try origin($0)) },
        ]
        if signed.flatMap({ desk.value($0, "number")?.text }) == nil {
            values["number"] = .text(number)
        }
        let tenancy: RecordKey
        if let signed {
            try plan.set(signed, values)
            tenancy = signed.key
        } else {
            values["company"] = .text(company.key.text)
            values["waitlist_entry"] = try entry(of: company).map { .text($0.key.text) }
            tenancy = try plan.add("tenancy", values)
        }
        for seat in seats {
            if let kept = kept[seat.key.text] {
                try confirm(kept, from: from, &plan)
                continue
            }
            try plan.add(
                "seat_assignment",
                [
                    "seat": .text(seat.key.text), "tenancy": .text(tenancy.text),
                    "company": .text(company.key.text), "from_day": .day(from),
                    "state": .text("confirmed"), "confirmed_by": .string(author),
                    "confirmed_on": .day(today),
                ])
        }
        let free = try freeTerm(company, name, from, wish)
        if let free {
            try plan.add(
                "tenancy_term",
                [
                    "tenancy": .text(tenancy.text), "company": .text(company.key.text),
                    "kind": .text("free"), "from_day": .day(from), "to_day": .day(free),
                    "exception": .string(wish.exception),
                    "approved_by": wish.exception == nil ? nil : .string(author),
                ])
        }
        try leaveQueue(company, &plan)
        return try carryOut(
            plan,
            Catalogue.Trade.movedIn(
                name, seats: seats.map(\.label), from: from, number: number,
                free: free?.adding(days: -1)),
            next: Catalogue.Trade.movedInNext(name, free: free)
        ).about(tenancy)
    }

    /// The seats that were given to a contract before anybody sat down, by seat.
    private func reserved(_ tenancy: Record) throws -> [String: Record] {
        let found = try assignments(of: tenancy).compactMap { record in
            desk.value(record, "seat")?.text.map { ($0, record) }
        }
        return Dictionary(found) { first, _ in first }
    }

    private func confirm(
        _ assignment: Record, from: LocalDay, _ plan: inout TradePlan
    ) throws {
        var values: [String: Value?] = [:]
        if desk.value(assignment, "from_day")?.text != from.description {
            values["from_day"] = .day(from)
        }
        if desk.value(assignment, "state")?.text != "confirmed" {
            values["state"] = .text("confirmed")
            values["confirmed_by"] = .string(author)
            values["confirmed_on"] = .day(today)
        }
        if !values.isEmpty { try plan.set(assignment, values) }
    }

    /// The key of the tenancy that a company comes from, which another site may hold alone.
    private func origin(_ typed: String) throws -> String {
        if let found = try desk.find(typed, in: "tenancy") { return found.key.text }
        guard desk.isKey(typed, of: try desk.kind("tenancy")) else {
            throw Problem.noRecord(typed)
        }
        return typed
    }

    /// The first day that is not free any more; `nil` when none is. Throws beyond six months in all.
    private func freeTerm(
        _ company: Record, _ name: String, _ from: LocalDay, _ wish: MoveIn
    ) throws -> LocalDay? {
        guard wish.freeMonths > 0 else { return nil }
        let to = from.adding(months: wish.freeMonths)
        try checkFreeMonths(company, name, from, to, exception: wish.exception)
        return to
    }

    /// X04 at the desk: more than six free months are the director's to grant, with a reason.
    func checkFreeMonths(
        _ company: Record, _ name: String, _ from: LocalDay, _ to: LocalDay, exception: String?
    ) throws {
        guard exception?.isEmpty ?? true else { return }
        let keys = try replica.select(
            "SELECT id FROM tenancy_term WHERE company = ?1", [.text(company.key.text)]
        ).compactMap { $0[0].text.flatMap { RecordKey($0) } }
        let facts = try RuleFactQueries(replica)
        var terms = keys.isEmpty ? [] : try facts.freeTerms(keys)
        if let key = RecordKey("new") {
            let subject = terms.first?.company ?? name
            terms += [
                FreeTermFact(
                    key: key, company: subject, from: from.description, to: to.description)
            ].compactMap { $0 }
        }
        guard let finding = FreeMonthsRule.findings(terms).first else { return }
        throw Problem.rule(
            .freeMonths, broken: Phrase(finding.rule.label),
            evidence: [Catalogue.Trade.freeMonths(name, terms.map(\.period))],
            remedies: [.advice(Catalogue.Trade.freeMonthsRemedy)],
            details: ["rule": "X04", "company": .string(company.key.text)])
    }

    private func checkNotHere(_ company: Record, _ name: String) throws {
        try checkNotAt(site, company, name)
    }

    func checkNotAt(_ site: String, _ company: Record, _ name: String) throws {
        let here = try records(
            "tenancy", of: company, where: "site = '\(site)'"
        ).first {
            TenancyRules.active.union(["signed"]).contains(desk.value($0, "stage")?.text ?? "")
        }
        if let here { throw Problem.alreadyHere(name, here.key.text) }
    }

    /// - Parameter to: the first day on which they are not wanted any more.
    func checkFree(
        _ seats: [(key: RecordKey, label: String)], from: LocalDay, to: LocalDay?
    ) throws {
        let claims = SeatClaims(replica)
        var taken: [Phrase] = []
        for seat in seats {
            let holder = try claims.all(seat: seat.key).first { other in
                other.isTaken && other.claim.to.map { from < $0 } ?? true
                    && to.map { other.claim.from < $0 } ?? true
            }
            guard let holder else { continue }
            let company = try RecordKey(holder.company).flatMap {
                try replica.record("company", $0)
            }
            taken.append(
                Catalogue.Trade.seatTaken(
                    seat.label, by: try company.map { try name($0) } ?? holder.company,
                    from: holder.claim.from, to: holder.claim.to?.adding(days: -1)))
        }
        guard taken.isEmpty else {
            throw Problem.rule(
                .seatTaken, broken: Phrase(RuleID.oneSeatOneAssignment.label), evidence: taken,
                remedies: [.run("moso seats", Catalogue.Trade.seeFreeSeats)],
                details: ["rule": "X01"])
        }
    }

    private func leaveQueue(_ company: Record, _ plan: inout TradePlan) throws {
        if let entry = try entry(of: company), desk.value(entry, "state")?.text != "lapsed" {
            try plan.set(entry, ["state": .text("admitted")])
            // What its other cards brought into this queue is the same place.
            for other in try entries(of: company).dropFirst() {
                try plan.set(other, ["state": .text("withdrawn")])
            }
        }
        if let application = try application(of: company),
            ["accepted", "waitlisted"].contains(desk.value(application, "state")?.text)
        {
            try plan.set(application, ["state": .text("admitted")])
        }
    }

    /// The next number of this site's block: `AJ-2023-0008` after `AJ-2023-0007`.
    func nextNumber(_ year: Int) throws -> String {
        let named = try RecordKey(site).flatMap { try replica.record("site", $0) }
            .flatMap { desk.value($0, "number_prefix")?.text }
        let prefix = "\(named ?? site.uppercased())-\(year)-"
        let used = try replica.select(
            "SELECT number FROM tenancy WHERE substr(number, 1, ?1) = ?2",
            [.integer(Int64(prefix.unicodeScalars.count)), .text(prefix)]
        ).compactMap { $0[0].text.flatMap { Int($0.dropFirst(prefix.count)) } }
        let digits = String((used.max() ?? 0) + 1)
        return prefix + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    // MARK: Terms

    /// A further term behind the last one: discounted or, with `free`, free of rent.
    public func extend(
        _ typed: String, months: Int?, to: LocalDay?, rent: String?, isFree: Bool,
        exception: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        let tenancy = try tenancy(of: company, in: ["moved-in", "market-rent"])
        let from = try lastEnd(tenancy) ?? today
        guard let end = to?.adding(days: 1) ?? months.map({ from.adding(months: $0) }), end > from
        else { throw Problem.usage(Catalogue.Trade.howLong, help: "moso extend --help") }
        if isFree { try checkFreeMonths(company, name, from, end, exception: exception) }
        var plan = TradePlan(self)
        try addTerm(
            &plan, tenancy, company, isFree ? "free" : "discounted", from, end, rent, exception)
        return try carryOut(
            plan,
            Catalogue.Trade.extended(
                name, from: from, to: end.adding(days: -1), isFree: isFree),
            next: Catalogue.Trade.extendedNext(name, before: end.adding(days: -30)),
            reason: exception)
    }

    /// The company stays and pays the market's rent.
    public func market(
        _ typed: String, rent: String, from: LocalDay?, to: LocalDay?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let tenancy = try tenancy(of: company, in: ["moved-in", "market-rent"])
        let last = try lastEnd(tenancy)
        let start = from ?? last ?? today
        if let to, to < start { throw Problem.ends(to, before: start) }
        var plan = TradePlan(self)
        // Whoever pays from a day on is not free of rent, or at another rent, after it.
        let cut = try from.flatMap { try running(tenancy, on: $0) }
        if let cut { try plan.set(cut.term, ["to_day": .day(start)]) }
        // X05: while people sit there, there is a term. What nobody decided is told as that.
        let gap = last.flatMap { DayInterval(from: $0, to: start) }
        if let gap {
            try addTerm(&plan, tenancy, company, "holdover", gap.from, gap.to, nil, nil)
        }
        try addTerm(
            &plan, tenancy, company, "market", start, to?.adding(days: 1), rent, nil,
            instead: cut?.period)
        var values: [String: Value?] = [
            "leave_decision": .text("stay-market"), "leave_decided_by": .string(author),
            "leave_decided_on": .day(today),
        ]
        if desk.value(tenancy, "stage")?.text != "market-rent" {
            values["stage"] = .text("market-rent")
        }
        try plan.set(tenancy, values)
        let shown = try value("tenancy_term", "rent_fen", rent).integer.map { Fen($0).description }
        return try carryOut(
            plan, Catalogue.Trade.market(try name(company), rent: shown ?? rent, from: start),
            next: cut.map { Catalogue.Trade.termCut($0.period, on: start.adding(days: -1)) }
                ?? gap.map { Catalogue.Trade.heldOver($0) })
    }

    /// The term of a tenancy that holds on a day and has begun before it.
    private func running(
        _ tenancy: Record, on day: LocalDay
    ) throws -> (term: Record, period: DayInterval)? {
        let rows = try replica.select(
            """
            SELECT id, from_day, to_day FROM tenancy_term WHERE tenancy = ?1 AND retired IS NULL
            ORDER BY id
            """, [.text(tenancy.key.text)])
        for row in rows {
            guard let from = row[1].text,
                let period = DayInterval(storedFrom: from, to: row[2].text), period.from < day,
                period.contains(day),
                let term = try row[0].text.flatMap({ RecordKey($0) })
                    .flatMap({ try replica.record("tenancy_term", $0) })
            else { continue }
            return (term, period)
        }
        return nil
    }

    private func addTerm(
        _ plan: inout TradePlan, _ tenancy: Record, _ company: Record, _ kind: String,
        _ from: LocalDay, _ end: LocalDay?, _ rent: String?, _ exception: String?,
        instead cut: DayInterval? = nil
    ) throws {
        let terms = try terms(of: tenancy).filter { $0 != cut }
        if let other = terms.first(where: { term in
            DayInterval(from: from, to: end).map { term.overlaps($0) } ?? false
        }) {
            throw Problem.rule(
                .termOverlap, broken: Phrase(RuleID.termsDoNotOverlap.label),
                evidence: [Catalogue.Trade.termThere(other)],
                remedies: [.run("moso record list tenancy_term --where tenancy=\(tenancy.key)")],
                details: ["rule": "X05"])
        }
        try plan.add(
            "tenancy_term",
            [
                "tenancy": .text(tenancy.key.text), "company": .text(company.key.text),
                "kind": .text(kind), "from_day": .day(from), "to_day": .day(end),
                "rent_basis": rent == nil ? nil : .text("seat-month"),
                "rent_fen": try rent.map { try value("tenancy_term", "rent_fen", $0) },
                "exception": .string(exception),
                "approved_by": exception == nil ? nil : .string(author),
            ])
    }

    /// Since when a company that sits here has no term, where its last one has ended (X05).
    func holdover(_ tenancy: Record) throws -> LocalDay? {
        guard TenancyRules.active.contains(desk.value(tenancy, "stage")?.text ?? "") else {
            return nil
        }
        let terms = try terms(of: tenancy)
        guard terms.allSatisfy({ $0.to.map { $0 <= today } ?? false }) else { return nil }
        return terms.compactMap(\.to).max()
    }

    func terms(of tenancy: Record) throws -> [DayInterval] {
        try replica.select(
            "SELECT from_day, to_day FROM tenancy_term WHERE tenancy = ?1 AND retired IS NULL",
            [.text(tenancy.key.text)]
        ).compactMap { row in
            row[0].text.flatMap { DayInterval(storedFrom: $0, to: row[1].text) }
        }
    }

    /// Where the last term of a tenancy ends; `nil` when none does.
    private func lastEnd(_ tenancy: Record) throws -> LocalDay? {
        try terms(of: tenancy).compactMap(\.to).max()
    }
}
