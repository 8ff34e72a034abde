internal import Causality
internal import Domain

extension SampleAuthor {
    mutating func writeTenancies() {
        for tenancy in tenancies { write(tenancy) }
        for tenancy in tenancies where tenancy.hasTerms { writeTerms(tenancy) }
        for tenancy in tenancies { writeSeats(tenancy) }
    }

    /// Whether a closed round of this company stands in the books, which asks for a decision.
    func hasClosedRound(_ tenancy: SampleTenancy) -> Bool {
        let company = world.companies[tenancy.company]
        if company.isHouse { return SampleHouse.funding(company.place).status == "just-closed" }
        if company.standing == .left { return tenancy.exitReason == "graduated-funded" }
        return tenancy.stage == "notice" || tenancy.stage == "market-rent" && company.index % 3 == 0
    }

    private mutating func write(_ tenancy: SampleTenancy) {
        let company = world.companies[tenancy.company]
        var random = random("tenancy", tenancy.company * 4 + (tenancy.stage == "closed" ? 1 : 0))
        let sits = tenancy.movedIn != nil
        let isNotice = tenancy.stage == "notice"
        let isDecided = tenancy.movedOut == nil && sits && hasClosedRound(tenancy)
        let seats = sits ? tenancy.seats.count : min(2, company.asked)
        add(
            "tenancy", tenancy.key,
            [
                ("site", site), ("number", .text(tenancy.number)), ("company", .key(company.key)),
                ("waitlist_entry", .key(key(queued: company))),
                ("planned_from", .day(tenancy.plannedFrom)),
                (
                    "planned_to",
                    tenancy.movedOut.map { .day($0) }
                        ?? .day(tenancy.plannedFrom.adding(months: 24))
                ),
                ("moved_in_on", tenancy.movedIn.map { .day($0) }),
                ("moved_out_on", tenancy.movedOut.map { .day($0) }),
                ("stage", .text(tenancy.stage)),
                ("leave_rule", .text("完成融资后三十日内搬离")), ("notice_days", .count(30)),
                ("exit_reason", tenancy.exitReason.map { .text($0) }),
                ("exit_to", tenancy.exitReason == "relocated" ? .text("合作城市") : nil),
                ("seat_count", .count(seats)),
                ("rent_fen", tenancy.stage == "market-rent" ? .yuan(rent) : nil),
                ("deposit_fen", .yuan(seats * 500)),
                ("headcount", sits ? .count(max(1, seats - random.below(3))) : nil),
                ("headcount_on", sits ? .day(tenancy.movedOut ?? SampleDays.today) : nil),
                ("notice_on", isNotice ? .day(SampleDays.today.adding(days: -12)) : nil),
                ("leave_by", isNotice ? .day(SampleDays.today.adding(days: 18)) : nil),
                (
                    "leave_decision",
                    isDecided
                        ? .text(tenancy.stage == "market-rent" ? "stay-market" : "leave") : nil
                ),
                ("leave_decided_by", isDecided ? .text("演示·主任") : nil),
                ("leave_decided_on", isDecided ? .day(SampleDays.today.adding(days: -12)) : nil),
                (
                    "handover",
                    tenancy.movedOut.map { _ in
                        .text("档案盒 \(3 + tenancy.company % 9)-\(1 + tenancy.company % 30)")
                    }
                ),
            ])
    }

    /// Yuan for a seat and month.
    private var rent: Int { isHub ? 1_100 : 600 + 50 * (at % 7) }

    /// Free first; then market rent without a gap, for one in sixty behind a month by exception.
    private mutating func writeTerms(_ tenancy: SampleTenancy) {
        guard let from = tenancy.movedIn else { return }
        let isOpen = tenancy.movedOut == nil
        term(tenancy, "free", from, tenancy.freeUntil, [])
        guard isOpen, tenancy.freeUntil <= SampleDays.today else { return }
        var begins = tenancy.freeUntil
        let beyond = begins.adding(months: 1)
        if tenancy.company % 12 == 7, beyond <= SampleDays.today {
            term(
                tenancy, "free", begins, beyond,
                [("exception", .text("落地合作城市")), ("approved_by", .text("演示·主任"))])
            begins = beyond
        }
        term(
            tenancy, "market", begins, nil,
            [("rent_basis", .text("seat-month")), ("rent_fen", .yuan(rent))])
    }

    private mutating func term(
        _ tenancy: SampleTenancy, _ kind: String, _ from: LocalDay, _ to: LocalDay?,
        _ more: [(String, Value?)]
    ) {
        add(
            "tenancy_term",
            [
                ("site", site), ("tenancy", .key(tenancy.key)),
                ("company", .key(world.companies[tenancy.company].key)), ("from_day", .day(from)),
                ("to_day", to.map { .day($0) }), ("kind", .text(kind)),
                ("charged_seats", .count(tenancy.seats.count)),
            ] + more)
    }

    private mutating func writeSeats(_ tenancy: SampleTenancy) {
        guard let from = tenancy.movedIn else { return }
        for number in tenancy.seats {
            add(
                "seat_assignment",
                [
                    ("site", site), ("seat", .key(key(seat: number))),
                    ("tenancy", .key(tenancy.key)),
                    ("company", .key(world.companies[tenancy.company].key)),
                    ("from_day", .day(from)),
                    ("to_day", tenancy.movedOut.map { .day($0.adding(days: 1)) }),
                    ("state", .text(tenancy.movedOut == nil ? "confirmed" : "ended")),
                    ("confirmed_by", staff(0)), ("confirmed_on", .day(from)),
                ])
        }
    }

    // MARK: Money that companies raise

    mutating func writeRounds() {
        var left = count("funding_round")
        for tenancy in tenancies where tenancy.movedIn != nil && hasClosedRound(tenancy) {
            guard tenancy.stage != "closed" || world.companies[tenancy.company].standing == .left
            else { continue }
            let day = tenancy.movedOut?.adding(days: -30) ?? SampleDays.today.adding(days: -14)
            round(world.companies[tenancy.company], "a", "closed", day)
            left -= 1
        }
        // Rounds of residents that are closed ask for a decision each: the others' may be of any state.
        let raising = residents.filter {
            $0.isHouse && SampleHouse.funding($0.place).status == "raising"
        }
        for company in raising {
            round(company, "angel", "raising", nil)
            left -= 1
        }
        let others = companies.filter { $0.standing != .resident }
        guard left > 0, !others.isEmpty else { return }
        for number in 0..<left {
            let names = ["seed", "angel", "pre-a", "b"]
            var random = random("round", number)
            let status = random.weighted([
                ("closed", 55), ("raising", 25), ("term-sheet", 8), ("rumour", 7), ("failed", 5),
            ])
            let day = SampleDays.today.adding(days: -random.within(200...420))
            round(
                others[number % others.count], names[number / others.count % 4], status,
                status == "closed" ? day : nil)
        }
    }

    private mutating func round(
        _ company: SampleCompany, _ name: String, _ status: String, _ day: LocalDay?
    ) {
        var random = random("amount \(name)", company.index)
        let isDollar = random.chance(20)
        let millions: Int
        switch name {
        case "seed": millions = random.within(2...10)
        case "angel", "pre-a": millions = random.within(5...30)
        default: millions = random.within(30...150)
        }
        let isKnown = status != "rumour" && status != "failed"
        add(
            "funding_round",
            RecordKey(sample: "funding_round", "\(here.id.name)-\(name)", company.index),
            [
                ("site", site), ("company", .key(company.key)), ("round", .text(name)),
                ("status", .text(status)), ("closed_on", day.map { .day($0) }),
                (
                    "amount_fen",
                    isKnown ? .yuan(isDollar ? millions * 140_000 : millions * 1_000_000) : nil
                ),
                ("currency", isKnown ? .text(isDollar ? "USD" : "CNY") : nil),
                ("rate", isKnown && isDollar ? .count(71_500) : nil),
                ("rate_on", isKnown && isDollar ? .day(day ?? SampleDays.today) : nil),
                ("investors", day == nil ? nil : .set(["演示 LP-0\(1 + company.index % 9)"])),
                ("evidence", day == nil ? nil : .set(["投资协议摘要"])),
                ("is_public", .yes(random.chance(30))),
            ])
    }
}
