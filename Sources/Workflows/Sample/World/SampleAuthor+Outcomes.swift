internal import Causality
internal import Domain

extension SampleAuthor {
    /// Milestones, papers and the yearly figures.
    mutating func writeOutcomes() {
        let known = companies.filter { $0.standing == .resident || $0.standing == .left }
        guard !known.isEmpty else { return }
        writeMilestones(known)
        writeDocuments(known)
        writeYears(known)
    }

    private static let milestones: [(code: String, word: String, weight: Int)] = [
        ("patent-filed", "发明专利申请", 25), ("patent-granted", "发明专利授权", 12), ("software", "软件著作权", 25),
        ("model-release", "模型发布", 8), ("product", "产品发布", 12), ("paper", "论文", 8),
        ("contract", "首份合同", 8), ("award", "获奖", 2),
    ]

    private mutating func writeMilestones(_ known: [SampleCompany]) {
        var left = count("milestone")
        if isHub, let first = residents.first {
            // The two models that were finished in the roadshow room.
            for (size, day) in [("7B", "2023-06-15"), ("13B", "2023-07-11")] {
                guard let day = LocalDay(day) else { continue }
                milestone(first, "model-release", "开源模型 \(size)", day, nil)
                left -= 1
            }
        }
        for number in 0..<max(0, left) {
            var random = random("milestone", number)
            let kind = random.weighted(SampleAuthor.milestones.map { ($0, $0.weight) })
            milestone(
                known[number % known.count], kind.code, "\(kind.word) \(number / known.count + 1)",
                SampleDays.today.adding(days: -random.within(1...400)),
                "SAMPLE-\(here.numberPrefix)-\(number.padded(to: 5))")
        }
    }

    private mutating func milestone(
        _ company: SampleCompany, _ kind: String, _ title: String, _ day: LocalDay,
        _ identifier: String?
    ) {
        add(
            "milestone",
            [
                ("site", site), ("company", .key(company.key)), ("kind", .text(kind)),
                ("happened_on", .day(day)), ("title", .text(title)),
                ("identifier", identifier.map { .text($0) }), ("is_public", .yes(true)),
            ])
    }

    private mutating func writeDocuments(_ known: [SampleCompany]) {
        for number in 0..<count("document") {
            var random = random("document", number)
            let kind = random.weighted([
                ("agreement", 55), ("report", 20), ("photo", 15), ("other", 10),
            ])
            let state = random.weighted([
                ("filed", 60), ("stamped", 20), ("signed", 12), ("draft", 8),
            ])
            let hash = (0..<4).map { _ in
                let digits = String(random.next(), radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }
            add(
                "document",
                [
                    ("site", site), ("title", .text("演示文件 \(here.numberPrefix)-\(number)")),
                    ("kind", .text(kind)), ("sha256", .text(hash.joined())),
                    ("bytes", .count(random.within(20_000...4_000_000))),
                    ("pages", .count(random.within(1...24))),
                    (
                        "box",
                        state == "filed" ? .text("档案盒 \(number / 30 + 1)-\(number % 30 + 1)") : nil
                    ),
                    ("state", .text(state)), ("about", .key(known[number % known.count].key)),
                ])
        }
    }

    /// The last year of each company, then the years before as far back as it was founded.
    private mutating func writeYears(_ known: [SampleCompany]) {
        let stories = [2022, 2021, 2020].flatMap { year in
            known.filter { $0.founded < SampleDays.firstDay(of: year + 1) }.map { ($0, year) }
        }
        let wanted = world.volumes.bySite("company_year", withHub: false)[at]
        for (number, (company, year)) in stories.prefix(wanted).enumerated() {
            var random = random("year", number)
            let revenue = random.weighted([
                (0, 30), (random.within(20...400), 50), (random.within(400...3_000), 20),
            ])
            let isGain = random.chance(25)
            let people = random.within(3...40)
            let filed = random.within(0...8)
            let figures: [(String, Value?)] = [
                ("revenue_fen", .yuan(revenue * 10_000)),
                ("profit_fen", isGain ? .yuan(revenue * 800) : nil),
                ("loss_fen", isGain ? nil : .yuan(random.within(10...500) * 10_000)),
                ("research_fen", .yuan(random.within(20...600) * 10_000)),
                ("tax_fen", .yuan(revenue * 300)), ("exports_fen", .yuan(0)),
                ("grants_fen", .yuan(random.within(0...50) * 10_000)),
                ("investment_fen", .yuan(random.within(0...800) * 10_000)),
                ("people", .count(people)),
                ("ip_applied", .count(filed)), ("ip_granted", .count(filed / 2)),
                ("ip_held", .count(filed / 2 + 1)),
                ("technology_contracts", .count(random.within(0...4))),
            ]
            let told = Dictionary(figures.map { ($0.0, $0.1) }) { $1 }
            let isStamped = year == 2022
            addDerived(
                "company_year",
                [
                    ("site", site), ("company", .key(company.key)),
                    ("year", .count(year)),
                ] + figures + [
                    ("signed_by", .text("\(company.displayName)财务")),
                    (
                        "state",
                        .text(isStamped ? "stamped" : random.one(of: ["collected", "checked"]))
                    ),
                    (
                        "stamped_figures",
                        isStamped ? .text(PaperRules.stamp { told[$0] ?? nil }) : nil
                    ),
                    ("stamped_on", isStamped ? LocalDay("2023-01-20").map { .day($0) } : nil),
                ])
        }
    }

    // MARK: What industry asks for

    mutating func writeDemands() {
        let demands = isHub ? writeMiningDemand() : 0
        let total = count("demand")
        for number in demands..<max(demands, total) { writeDemand(number) }
        let able = companies.filter { $0.standing == .resident || $0.standing == .waiting }
        guard total > 0, !able.isEmpty else { return }
        let matches = min(count("demand_match"), total * able.count)
        for number in 0..<matches {
            var random = random("match", number)
            let (turn, demand) = number.quotientAndRemainder(dividingBy: total)
            let first =
                isHub && number == 0 ? able.first { $0.standing == .waiting && $0.place == 1 } : nil
            let company = first ?? able[(demand * 3 + turn + (isHub ? 2 : 0)) % able.count]
            let isFirst = first != nil
            addDerived(
                "demand_match",
                [
                    ("site", site),
                    ("demand", .key(RecordKey(sample: "demand", here.id.name, demand))),
                    ("company", .key(company.key)), ("proposed_by", staff(1)),
                    ("proposed_on", .day(SampleDays.today.adding(days: -random.within(1...150)))),
                    ("score", .count(random.within(2...5))),
                    (
                        "state",
                        // The loop has not closed once: it is too early.
                        .text(
                            isFirst
                                ? "interested"
                                : random.weighted([
                                    ("proposed", 40), ("interested", 25), ("meeting", 20),
                                    ("pilot", 10),
                                    ("failed", 5),
                                ]))
                    ),
                ])
        }
    }

    private mutating func writeMiningDemand() -> Int {
        add(
            "demand",
            [
                ("site", site), ("asker", .text("演示·矿业公司")), ("industry", .text("采矿")),
                ("problem", .text(SampleWords.problems[0])), ("severity", .count(1)),
                ("urgency", .count(1)), ("technology_wanted", .set(["风险预警", "传感数据分析"])),
                ("maturity_gap", .count(4)), ("state", .text("matched")),
                ("note", .text("已多次来访")),
            ])
        return 1
    }

    private mutating func writeDemand(_ number: Int) {
        var random = random("demand", number)
        add(
            "demand",
            [
                ("site", site), ("asker", .text("演示·\(here.place)产业单位\(number.padded(to: 3))")),
                ("industry", .text(random.one(of: SampleWords.industries))),
                ("problem", .text(random.one(of: SampleWords.problems))),
                ("severity", .count(random.within(1...4))),
                ("urgency", .count(random.within(1...4))),
                ("budget_fen", random.chance(60) ? .yuan(random.within(5...200) * 10_000) : nil),
                ("maturity_gap", .count(random.within(1...5))),
                (
                    "state",
                    .text(
                        random.weighted([
                            ("raised", 25), ("clarified", 20), ("published", 15), ("matched", 40),
                        ]))
                ),
            ])
    }
}
