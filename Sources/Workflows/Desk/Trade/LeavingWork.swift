public import Domain
internal import Causality
internal import Storage

// How a company leaves: told to, of its own accord, as a graduate.

extension TradeDesk {
    public func notice(_ typed: String, by day: LocalDay, reason: String) throws -> TradeOutcome {
        let company = try company(typed)
        let tenancy = try tenancy(of: company, in: ["moved-in", "market-rent"])
        guard day >= today else { throw Problem.ends(day, before: today) }
        var plan = TradePlan(self)
        try plan.set(
            tenancy,
            [
                "stage": .text("notice"), "notice_on": .day(today), "leave_by": .day(day),
                "leave_decision": .text("leave"), "leave_decided_by": .string(author),
                "leave_decided_on": .day(today),
            ])
        let name = try name(company)
        let waits = try waitingFor(tenancy)
        return try carryOut(
            plan, Catalogue.Trade.noticed(name, by: day),
            next: waits.isEmpty
                ? Catalogue.Trade.noticedNext(name) : Catalogue.Trade.tellThem(waits),
            reason: reason)
    }

    /// The last day is over: seats are free from the next, terms end, and those who waited for it are
    /// named, the first promised first.
    public func moveOut(
        _ typed: String, on day: LocalDay?, exit: String?, to: String?, handover: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        let tenancy = try tenancy(of: company, in: TenancyRules.active)
        let last = day ?? today
        var plan = TradePlan(self)
        let seats = try leave(
            tenancy, after: last, &plan,
            [
                "exit_reason": try exit.map { try value("tenancy", "exit_reason", $0) },
                "exit_to": .string(to), "handover": .string(handover),
            ])
        let waits = try waitingFor(tenancy)
        return try carryOut(
            plan, Catalogue.Trade.movedOut(name, on: last, seats: seats.free),
            next: waits.isEmpty
                ? Catalogue.Trade.movedOutNext(seats.free) : Catalogue.Trade.tellThem(waits)
        ).about(tenancy.key)
    }

    /// Ends a tenancy with all that hangs on it.
    ///
    /// - Returns: how many seats become free, and of how many its contract spoke: an assignment that
    ///   was to end anyway frees a seat, yet the contract does not count it.
    func leave(
        _ tenancy: Record, after last: LocalDay, _ plan: inout TradePlan,
        _ values: [String: Value?]
    ) throws -> (free: Int, counted: Int) {
        let held = try assignments(of: tenancy).filter {
            desk.value($0, "to_day")?.text.flatMap { LocalDay($0) }.map { $0 > last } ?? true
        }
        for assignment in held { try end(assignment, after: last, &plan) }
        try endTerms(tenancy, after: last, &plan)
        try plan.set(
            tenancy,
            values.merging(["stage": .text("closed"), "moved_out_on": .day(last)]) { $1 })
        return (
            held.count { desk.value($0, "state")?.text == "confirmed" },
            held.count(where: isCounted)
        )
    }

    /// Ends an assignment after a day. One that would begin later never begins; of one that has begun
    /// the days until today have been, so its last day is not before its first.
    func end(
        _ assignment: Record, after last: LocalDay, _ plan: inout TradePlan
    ) throws {
        let first = desk.value(assignment, "from_day")?.text.flatMap { LocalDay($0) }
        guard let first, first <= last else {
            if let first, first <= today, desk.value(assignment, "state")?.text == "confirmed" {
                throw Problem.ends(last, before: first)
            }
            return try plan.set(assignment, ["state": .text("ended")])
        }
        try plan.set(assignment, ["to_day": .day(last.adding(days: 1))])
    }

    /// The assignments of a tenancy that stand or are proposed.
    func assignments(of tenancy: Record) throws -> [Record] {
        try replica.select(
            """
            SELECT id FROM seat_assignment WHERE tenancy = ?1 AND retired IS NULL
                AND state IN ('confirmed', 'proposed') ORDER BY id
            """, [.text(tenancy.key.text)]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("seat_assignment", $0) }
        }
    }

    private func endTerms(
        _ tenancy: Record, after last: LocalDay, _ plan: inout TradePlan
    ) throws {
        let end = last.adding(days: 1)
        let rows = try replica.select(
            "SELECT id, from_day, to_day FROM tenancy_term WHERE tenancy = ?1 AND retired IS NULL",
            [.text(tenancy.key.text)])
        for row in rows {
            guard row[2].text.flatMap({ LocalDay($0) }).map({ $0 > end }) ?? true,
                let term = try row[0].text.flatMap({ RecordKey($0) })
                    .flatMap({ try replica.record("tenancy_term", $0) })
            else { continue }
            let begins = row[1].text.flatMap { LocalDay($0) }
            try plan.set(
                term,
                begins.map { $0 < end } ?? false
                    ? ["to_day": .day(end)] : ["retired": .text("moved out")])
        }
    }

    /// Who was promised a place when this tenancy ends, the earliest promise first.
    func waitingFor(_ tenancy: Record) throws -> [String] {
        let names = try replica.select(
            """
            SELECT w.company FROM waitlist_entry w
            WHERE w.depends_on = ?1 AND w.retired IS NULL
                AND coalesce(w.state, 'waiting') NOT IN ('admitted', 'withdrawn')
            ORDER BY w.promised_on, w.joined_on, w.id
            """, [.text(tenancy.key.text)]
        ).compactMap { row in
            try row[0].text.flatMap { RecordKey($0) }
                .flatMap { try replica.record("company", $0) }.map { try name($0) }
        }
        // Linked cards have one name, and one place.
        var told: Set<String> = []
        return names.filter { told.insert($0).inserted }
    }

    /// Graduation, with what proves it; the company moves out by itself afterwards.
    public func graduate(
        _ typed: String, reason: String, evidence: [String]
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let tenancy = try tenancy(of: company, in: TenancyRules.active.union(["closed"]))
        var plan = TradePlan(self)
        try plan.set(
            tenancy,
            [
                "exit_reason": try value("tenancy", "exit_reason", reason),
                "graduation_evidence": evidence.isEmpty ? nil : SetText.value(of: evidence),
            ])
        let name = try name(company)
        return try carryOut(
            plan,
            Catalogue.Trade.graduated(
                name, reason: try stateName("tenancy", "exit_reason", reason)),
            next: desk.value(tenancy, "stage")?.text == "closed"
                ? nil : Catalogue.Trade.graduatedNext(name))
    }
}
