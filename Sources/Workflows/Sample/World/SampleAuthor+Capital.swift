internal import Causality
internal import Domain

extension SampleAuthor {
    /// Funds, investors, investments and their gates: the capital team's, so the hub's alone.
    mutating func writeCapital() {
        writeFunds()
        let investments = (0..<world.volumes.total("investment")).map(investment)
        for investment in investments { write(investment) }
        writeReviews(investments)
        writeFollowOns(investments)
        writeMovements(investments)
        writeValuations(investments)
    }

    private var keeper: (String, Value?) { ("kept_by", .text(SampleSite.hub.id.name)) }

    private struct Investment {
        let number: Int
        let key: RecordKey
        let company: RecordKey
        let fund: RecordKey
        let stage: String
        let approvedYuan: Int
        let committee: LocalDay?
        var isPaid: Bool { ["closed", "post", "exited"].contains(stage) }
    }

    private static let reviewed = [
        "gate-2", "committee", "term-sheet", "dd", "signed", "closed", "post", "exited",
    ]

    private func investment(_ number: Int) -> Investment {
        var random = random("investment", number)
        let isResidents = number < 10
        // The capital team looks at residents first, then at those who wait and have left: at the hub's own, so that
        // its records stand by themselves where no other site has come yet.
        let pool = world.companies.filter {
            isResidents
                ? $0.isHouse : $0.site == 0 && $0.standing != .outside && $0.standing != .declined
        }
        let company = pool[isResidents ? number : (number * 11) % pool.count]
        let stage = random.weighted([
            ("screened", 4), ("gate-1", 18), ("gate-2", 14), ("committee", 6), ("term-sheet", 5),
            ("dd", 6), ("signed", 4), ("closed", 6), ("post", 14), ("exited", 2), ("held", 6),
            ("passed", 15),
        ])
        let isDecided = SampleAuthor.reviewed.dropFirst().contains(stage)
        return Investment(
            number: number, key: RecordKey(sample: "investment", here.id.name, number),
            company: company.key, fund: RecordKey(sample: "fund", here.id.name, number % 3),
            stage: stage,
            approvedYuan: random.within(3...30) * 1_000_000,
            committee: isDecided ? SampleDays.today.adding(days: -random.within(20...300)) : nil)
    }

    private mutating func writeFunds() {
        for (place, millions) in [1_500, 2_500, 4_000].enumerated() {
            add(
                "fund",
                [
                    ("name", .text("演示资本\(["一", "二", "三"][place])期")),
                    ("vintage", .count(2021 + place)),
                    ("size_fen", .yuan(millions * 100_000 * max(10, world.volumes.tenths))),
                    ("currency", .text("CNY")),
                    ("reserve_bp", .count(2_000)), keeper,
                ])
        }
        let kinds = ["institution", "corporate", "government-fund", "fund-of-funds", "usd-fund"]
        for number in 0..<world.volumes.total("lp") {
            add(
                "lp",
                [
                    ("name", .text("演示 LP-\((number + 1).padded(to: 2))")),
                    ("kind", .text(kinds[number % 5])),
                    ("fund", .key(RecordKey(sample: "fund", here.id.name, number % 3))),
                    ("commitment_fen", .yuan((number % 6 + 2) * 20_000_000)),
                    ("currency", .text("CNY")), keeper,
                ])
        }
    }

    private mutating func write(_ investment: Investment) {
        let isApproved = investment.committee != nil
        add(
            "investment", investment.key,
            [
                ("company", .key(investment.company)), ("fund", .key(investment.fund)),
                ("lead_partner", .text("演示·投资经理\(investment.number % 5 + 1)")),
                ("round", .text("S\(investment.number)")), ("stage", .text(investment.stage)),
                ("asked_fen", .yuan(investment.approvedYuan * 2)),
                ("planned_fen", .yuan(investment.approvedYuan)),
                ("approved_fen", isApproved ? .yuan(investment.approvedYuan) : nil),
                ("currency", .text("CNY")),
                ("ownership_bp", isApproved ? .count(300 + investment.number % 900) : nil),
                ("committee_on", investment.committee.map { .day($0) }),
                ("pass_reason", investment.stage == "passed" ? .text("商业价值不足") : nil), keeper,
            ])
    }

    // MARK: Gates

    /// Two scientists and one of the capital team each; more of the second gate until there are enough.
    private mutating func writeReviews(_ investments: [Investment]) {
        let reviewed = investments.filter { $0.stage != "screened" }
        for investment in reviewed {
            for place in 0..<2 { review(investment, gate: 1, place) }
            review(investment, gate: 2, 0)
        }
        let more = world.volumes.total("gate_review") - 3 * reviewed.count
        guard more > 0, !reviewed.isEmpty else { return }
        for number in 0..<more {
            review(reviewed[number % reviewed.count], gate: 2, 1 + number / reviewed.count)
        }
    }

    private mutating func review(_ investment: Investment, gate: Int, _ place: Int) {
        var random = random("gate \(gate) \(place)", investment.number)
        let mustPass = investment.committee != nil || gate == 1 && investment.stage == "gate-2"
        let verdict =
            mustPass
            ? random.weighted([("pass", 80), ("conditional", 20)])
            : gate == 1
                ? random.weighted([("pass", 38), ("conditional", 12), ("hold", 25), ("fail", 25)])
                : random.weighted([("pass", 15), ("conditional", 12), ("hold", 38), ("fail", 35)])
        let last = investment.committee ?? SampleDays.today
        let signed = last.adding(days: -random.within(3...60))
        let who =
            gate == 1 ? (investment.number * 3 + place * 7) % 20 : investment.number % 5 + place * 5
        add(
            "gate_review",
            [
                ("investment", .key(investment.key)), ("gate", .text("\(gate)")),
                ("reviewer", .text(gate == 1 ? "演示·专家\(who.padded(to: 3))" : "演示·投资经理\(who + 1)")),
                ("organisation", .text(gate == 1 ? "演示智能研究院" : "演示资本")),
                ("mandate_from", .day(SampleDays.first)), ("mandate_to", .day(SampleDays.last)),
                ("verdict", .text(verdict)),
                ("scores", .text("技术 \(random.within(2...5))，团队 \(random.within(2...5))")),
                ("opinion", .text(verdict == "fail" ? "暂不具备条件" : "可以继续")),
                ("conditions", verdict == "conditional" ? .text("补充对比实验") : nil),
                ("interest", .yes(false)),
                ("signed_on", .day(signed)),
            ])
    }

    // MARK: Money

    private mutating func writeFollowOns(_ investments: [Investment]) {
        let states = ["interested", "nda", "dd", "committed", "closed", "declined"]
        let lps = world.volumes.total("lp")
        for number in 0..<world.volumes.total("lp_follow_on") {
            let investment = investments[number % investments.count]
            let state = states[number % states.count]
            let isBound = ["nda", "dd", "committed", "closed"].contains(state)
            add(
                "lp_follow_on",
                [
                    ("investment", .key(investment.key)),
                    ("lp", .key(RecordKey(sample: "lp", here.id.name, number * 7 % lps))),
                    ("round", .text("A")), ("state", .text(state)),
                    (
                        "amount_fen",
                        ["committed", "closed"].contains(state)
                            ? .yuan((number % 9 + 1) * 1_000_000) : nil
                    ),
                    ("currency", .text("CNY")),
                    (
                        "nda_on",
                        isBound ? .day(SampleDays.today.adding(days: -60 - number % 90)) : nil
                    ),
                    (
                        "documents_shared",
                        isBound && state != "nda" ? .set(["数据包 \(investment.number)"]) : nil
                    ),
                ])
        }
    }

    /// What was paid is within what was approved; the rest are calls from investors and fees.
    private mutating func writeMovements(_ investments: [Investment]) {
        var left = world.volumes.total("fund_movement")
        for investment in investments.filter(\.isPaid) where left >= 3 {
            guard let day = investment.committee else { continue }
            let half = investment.approvedYuan / 2
            movement(investment.fund, investment.key, "commit", day, investment.approvedYuan)
            movement(investment.fund, investment.key, "pay", day.adding(days: 15), half)
            movement(investment.fund, investment.key, "pay", day.adding(days: 18), half)
            left -= 3
        }
        for number in 0..<max(0, left) {
            movement(
                RecordKey(sample: "fund", here.id.name, number % 3), nil,
                number % 4 == 3 ? "fee" : "call",
                SampleDays.first.adding(days: number / 3 % 430),
                number % 4 == 3 ? 50_000 : 2_000_000)
        }
    }

    private mutating func movement(
        _ fund: RecordKey, _ investment: RecordKey?, _ kind: String, _ day: LocalDay, _ yuan: Int
    ) {
        add(
            "fund_movement",
            [
                ("fund", .key(fund)), ("investment", investment.map { .key($0) }),
                ("kind", .text(kind)),
                ("moved_on", .day(day)), ("amount_fen", .yuan(yuan)), ("currency", .text("CNY")),
                keeper,
            ])
    }

    /// A value at cost and one lately; the median multiple is 1.6, one company stands near ten times after
    /// fourteen months.
    private mutating func writeValuations(_ investments: [Investment]) {
        let multiples = [60, 90, 110, 130, 150, 160, 170, 200, 240, 300, 420, 800]
        var left = world.volumes.total("valuation")
        for (place, investment) in investments.filter({ $0.committee != nil }).enumerated()
        where left >= 2 {
            var random = random("valuation", investment.number)
            let cost = investment.approvedYuan * random.within(6...15)
            let (multiple, months) =
                place == 0 ? (970, 14) : (random.one(of: multiples), random.within(3...15))
            value(investment.company, SampleDays.today.adding(months: -months), cost, "round")
            value(investment.company, SampleDays.today, cost / 100 * multiple, "internal-mark")
            left -= 2
        }
        for number in 0..<max(0, left) {
            var random = random("mark", number)
            let company = world.companies[(number * 13) % world.companies.count]
            value(
                company.key, SampleDays.today.adding(days: -1 - number / 3 % 300),
                random.within(20...900) * 1_000_000,
                number % 3 == 0 ? "secondary" : "internal-mark")
        }
    }

    private mutating func value(_ company: RecordKey, _ day: LocalDay, _ yuan: Int, _ basis: String)
    {
        add(
            "valuation",
            [
                ("company", .key(company)), ("as_of", .day(day)), ("amount_fen", .yuan(yuan)),
                ("currency", .text("CNY")), ("basis", .text(basis)),
                ("recorded_by", .text("演示·投资经理1")),
                keeper,
            ])
    }
}
