internal import Causality
internal import Domain

extension SampleAuthor {
    /// Policies, public funds, and what cities offer. All of it is the hub's.
    mutating func writeGovernment() {
        writePolicies()
        writePublicFunds()
        writeOffers()
    }

    private var keeper: (String, Value?) { ("kept_by", .text(SampleSite.hub.id.name)) }

    private static let news = "来源：新闻，2023-08"

    /// What newspapers told of that summer, then invented ones.
    private static let told:
        [(
            title: String, body: String, level: String, division: String, day: String,
            status: String
        )] = [
            ("重视通用人工智能发展（会议）", "中央会议", "national", "110000", "2023-04-28", "issued"),
            ("推动人工智能等前沿产业发展（会议）", "中央会议", "national", "110000", "2023-05-05", "issued"),
            ("北京人工智能创新发展文件之一", "北京市", "city", "110000", "2023-05-19", "issued"),
            ("北京人工智能创新发展文件之二", "北京市", "city", "110000", "2023-05-23", "issued"),
            ("北京人工智能创新发展文件之三", "北京市", "city", "110000", "2023-05-30", "issued"),
            ("深圳人工智能行动方案（2023—2024 年）", "深圳市", "city", "440300", "2023-05-31", "issued"),
            ("成都年度人工智能工作要点", "成都市", "city", "510100", "2023-05-16", "issued"),
            ("杭州人工智能发展意见（征求意见稿）", "杭州市经济和信息化局", "city", "330100", "2023-06-20", "draft"),
        ]

    private mutating func writePolicies() {
        for policy in SampleAuthor.told {
            add(
                "policy",
                [
                    ("title", .text(policy.title)), ("issuing_body", .text(policy.body)),
                    ("level", .text(policy.level)), ("division_code", .text(policy.division)),
                    ("issued_on", LocalDay(policy.day).map { .day($0) }),
                    ("status", .text(policy.status)),
                    (
                        "valid_to",
                        policy.division == "440300" ? LocalDay("2024-12-31").map { .day($0) } : nil
                    ),
                    ("sectors", .set(["大模型"])), keeper, ("note", .text(SampleAuthor.news)),
                ])
        }
        for number in SampleAuthor.told.count..<world.volumes.total("policy") {
            var random = random("policy", number)
            let city = SampleWords.cities[number % SampleWords.cities.count]
            let day = SampleDays.today.adding(days: -random.within(1...430))
            let status = random.weighted([
                ("issued", 70), ("draft", 15), ("amended", 8), ("expired", 7),
            ])
            add(
                "policy",
                [
                    ("title", .text("演示·\(city.name)扶持措施 \(number)")),
                    ("issuing_body", .text("演示·\(city.name)部门")),
                    ("document_number", .text("演示〔2023〕\(number) 号")),
                    ("level", .text(random.one(of: ["province", "city", "district"]))),
                    ("division_code", .text(city.code)), ("issued_on", .day(day)),
                    ("status", .text(status)),
                    ("valid_from", status == "draft" ? nil : .day(day)),
                    ("valid_to", status == "draft" ? nil : .day(day.adding(months: 24))),
                    (
                        "deadlines",
                        random.chance(40) ? .set([day.adding(months: 15).description]) : nil
                    ),
                    ("sectors", .set([random.one(of: SampleWords.sectors)])), keeper,
                ])
        }
    }

    private mutating func writePublicFunds() {
        let funds = [
            ("深圳千亿级人工智能基金群", "440300", 100_000_000_000, "2023-06-01"),
            ("安徽省人工智能母基金", "340000", 6_000_000_000, "2023-05-01"),
        ]
        for (name, division, size, day) in funds {
            add(
                "public_fund",
                [
                    ("name", .text(name)), ("division_code", .text(division)),
                    ("size_fen", .yuan(size)),
                    ("announced_on", LocalDay(day).map { .day($0) }), keeper,
                    ("note", .text(SampleAuthor.news)),
                ])
        }
    }

    /// The sealed offer of a city in the south-west that is not named, and what others have said.
    private mutating func writeOffers() {
        let text = "一万平方米孵化办公空间；启动资金与创投基金；头三年地方留存减免；每年增量 1.5 倍奖励；落地企业员工住房；子女国际学校"
        add(
            "city_offer",
            [
                // No place has this code.
                ("city", .text("519999")), ("city_name", .text("西南某市")), ("version", .count(1)),
                ("dated", .day(SampleDays.today.adding(days: -17))),
                ("space_area", .squareMetres(10_000)),
                ("startup_money_fen", nil), ("tax_years", .count(3)),
                ("growth_multiple", .count(150)),
                ("schooling", .text("国际学校")), ("other_clauses", .text("启动资金、创投基金与人才住房，数额未定")),
                ("clause_text", .text(text)), ("written_form", .text("spoken")),
                ("answer", .text("considering")), ("answer_reason", .text("人手不足")), keeper,
                ("note", .text(SampleAuthor.news)),
            ])
        for number in 1..<world.volumes.total("city_offer") {
            var random = random("offer", number)
            let (turn, city) = (number - 1).quotientAndRemainder(
                dividingBy: SampleWords.cities.count)
            let place = SampleWords.cities[city]
            let answer = random.weighted([
                ("considering", 30), ("negotiating", 20), ("accepted", 8), ("signed", 6),
                ("declined", 26),
                ("lapsed", 10),
            ])
            let isAccepted = answer == "accepted" || answer == "signed"
            add(
                "city_offer",
                [
                    ("city", .text(place.code)), ("city_name", .text(place.name)),
                    ("version", .count(turn + 1)),
                    ("dated", .day(SampleDays.first.adding(days: turn * 9 + random.below(9)))),
                    ("space_area", .squareMetres(random.within(5...120) * 100)),
                    ("space_years", .count(random.within(1...5))),
                    ("startup_money_fen", .yuan(random.within(5...100) * 100_000)),
                    ("tax_years", .count(random.within(1...5))),
                    ("tax_share_bp", .count(random.within(2...10) * 1_000)),
                    ("housing_units", .count(random.within(5...100))),
                    (
                        "written_form",
                        .text(isAccepted ? "stamped" : random.one(of: ["spoken", "draft"]))
                    ),
                    ("answer", .text(answer)),
                    ("answer_reason", answer == "declined" ? .text("产业方向不合") : nil),
                    ("stamped_document", isAccepted ? .text("档案盒 1-\(number % 30 + 1)") : nil),
                    keeper,
                ])
        }
    }
}
