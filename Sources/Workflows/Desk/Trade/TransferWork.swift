internal import Causality
public import Domain
internal import Storage

// From one site to another.
//
// A company that lands in a partner city is not new there: its contract refers to the one it leaves, so
// that its free months, its rounds and its graduation are told as one story. Head office writes both
// ends in one go. A branch holds its own records alone, so it writes its end and says what the other
// site types.

extension TradeDesk {
    /// - Parameters:
    ///   - target: the site it goes to.
    ///   - day: the last day at the old one.
    ///   - seats: how many it takes at the new one; as many as its contract speaks of when `nil`.
    public func transfer(
        _ typed: String, to target: String, on day: LocalDay?, seats: Int?, handover: String?
    ) throws -> TradeOutcome {
        let company = try company(typed)
        let name = try name(company)
        let tenancy = try tenancy(of: company, in: TenancyRules.active)
        let old = desk.value(tenancy, "site")?.text ?? site
        let target = try siteNamed(target, flag: "SITE")
        guard target != old else { throw Problem.sameSite(name, target) }
        let last = day ?? today
        let knowsBoth = replica.meta.site == replica.meta.hub || target == site
        if knowsBoth { try checkNotAt(target, company, name) }
        var plan = TradePlan(self)
        let left = try leave(
            tenancy, after: last, &plan,
            [
                "exit_reason": .text("relocated"), "exit_to": .text(target),
                "handover": .string(handover),
            ])
        try plan.set(company, ["home_site": .text(target)])
        if knowsBoth {
            try plan.add(
                "tenancy",
                [
                    "site": .text(target), "company": .text(company.key.text),
                    "stage": .text("signed"), "planned_from": .day(last.adding(days: 1)),
                    "seat_count": .count(seats ?? left.counted),
                    "transferred_from": .text(tenancy.key.text),
                ])
        }
        let used = try freeUsed(
            CompanyAliases.index(replica).members(of: company.key),
            until: last.adding(days: 1))
        let there = Catalogue.Trade.transferredNext(
            name, at: target, from: knowsBoth ? nil : tenancy.key.text, used: used)
        let waits = try waitingFor(tenancy)
        return try carryOut(
            plan,
            Catalogue.Trade.transferred(
                name, from: old, to: target, last: last, seats: left.free),
            next: waits.isEmpty
                ? there : Catalogue.Trade.both(there, Catalogue.Trade.tellThem(waits))
        ).about(tenancy.key)
    }
}
