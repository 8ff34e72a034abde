import Causality
import Domain
import Storage
import Testing
import Workflows

@Suite struct TorchReportTests {
    /// A company as the test means it, from which the figures are counted without the program.
    private struct Team {
        let name: String
        let inOn: String
        var outOn: String?
        var reason: String?
        /// Day and number of each head-count.
        var heads: [(String, Int)] = []
    }

    private static let teams = [
        Team(name: "甲", inOn: "2022-05-08", heads: [("2022-12-01", 7), ("2023-06-01", 9)]),
        Team(name: "乙", inOn: "2023-02-01", heads: [("2023-03-01", 4), ("2023-09-21", 40)]),
        Team(
            name: "丙", inOn: "2022-02-01", outOn: "2023-03-01", reason: "graduated-funded",
            heads: [("2022-06-01", 12)]),
        Team(name: "丁", inOn: "2023-09-21"),
        Team(name: "戊", inOn: "2021-02-01", outOn: "2022-06-01", reason: "failed"),
    ]

    private func world() throws -> (network: Network, keys: [String: RecordKey]) {
        let network = try Network("beijing", "anji")
        try network.addSites()
        var keys: [String: RecordKey] = [:]
        for team in Self.teams {
            let company = try network.addCompany(team.name, at: "anji")
            keys[team.name] = company
            let tenancy = try network.add(
                "tenancy", at: "anji",
                ["company=\(company)", "number=\(team.name)", "moved_in_on=\(team.inOn)"]
                    + (team.outOn.map { ["moved_out_on=\($0)"] } ?? []))
            if let reason = team.reason {
                // As another program writes it: the desk would ask for evidence.
                try network["anji"].edit(author: "sqlite3") { draft in
                    try draft.set("tenancy", tenancy, ["exit_reason": .text(reason)])
                }
            }
            for (day, number) in team.heads {
                try network.add(
                    "headcount_fact", at: "anji", "company=\(company)", "counted_on=\(day)",
                    "total=\(number)")
            }
        }
        try network.meet()
        return (network, keys)
    }

    private func lives(_ team: Team, on day: String) -> Bool {
        team.inOn <= day && (team.outOn.map { day < $0 } ?? true)
    }

    @Test func `people whom nobody counted are those of the year's sheet`() throws {
        let (network, keys) = try world()
        for (name, people) in [("甲", 99), ("丁", 5), ("丙", 7)] {
            let company = try #require(keys[name])
            try network.add(
                "company_year", at: "anji", "company=\(company)", "year=2022", "people=\(people)")
        }
        try network.meet()
        // 甲 and 乙 were counted, 丙 has left, 丁 comes on the last of these days.
        #expect(
            try network.report(.torch, day: "2023-09-20").number("people_total", "value")
                == Range64(13, 13))
        #expect(
            try network.report(.torch, day: "2023-09-21").number("people_total", "value")
                == Range64(54, 54))
    }

    @Test(arguments: [
        "2022-03-31", "2022-12-31", "2023-03-01", "2023-09-20", "2023-09-21", "2023-12-31",
    ])
    func `the form of any day says what was so on it`(day: String) throws {
        let (network, _) = try world()
        let report = try network.report(.torch, day: day)
        let eve = "\((Int(day.prefix(4)) ?? 0) - 1)-12-31"
        let now = Self.teams.filter { lives($0, on: day) }
        let before = Self.teams.filter { lives($0, on: eve) }
        func expect(_ cell: String, _ number: Int) throws {
            #expect(
                try report.number(cell, "value") == Range64(Int64(number), Int64(number)), "\(cell)"
            )
        }
        try expect("companies", now.count)
        try expect("companies_before", before.count)
        try expect("companies_new", now.filter { !lives($0, on: eve) }.count)
        try expect("companies_left", before.filter { !lives($0, on: day) }.count)
        try expect(
            "people_total",
            now.reduce(0) { sum, team in sum + (team.heads.last { $0.0 <= day }?.1 ?? 0) })
        let graduated = Self.teams.filter {
            $0.reason == "graduated-funded" && $0.outOn ?? "9" <= day
        }
        try expect("graduates_ever", graduated.count)
        try expect("graduates", graduated.filter { ($0.outOn ?? "") > eve }.count)
        try expect("ever", Self.teams.filter { $0.inOn <= day }.count)
        #expect(try report.number("area_total", "value") == Range64(285_000, 285_000))
        #expect(report.checks.first { $0.name == "check_balance" }?.verdict == .holds)
        #expect(try report.keys("companies/value").count == now.count)
        // What is learned later changes nothing of the day.
        try network.add(
            "headcount_fact", at: "anji",
            "company=\(try #require(report.records(of: "ever")?.first).key)",
            "counted_on=2024-01-05", "total=500")
        #expect(
            try network.report(.torch, at: "anji", day: day).texts("value").dropFirst(3)
                == network.report(.torch, day: day, only: "anji").texts("value").dropFirst(3))
    }

    @Test func `a stamped year stands, and an adjustment counts from its own day on`() throws {
        let (network, keys) = try world()
        let company = try #require(keys["甲"])
        let year = try network.add(
            "company_year", at: "anji", "company=\(company)", "year=2022", "revenue_fen=1000000",
            "ip_held=3", "ip_granted=1", "state=collected")
        try network["anji"].edit(author: "站长") { draft in
            try draft.set(
                "company_year", year,
                [
                    "state": .text("stamped"), "stamped_on": .text("2023-01-15"),
                    "stamped_figures": .text("revenue_fen=100000000 ip_held=3 ip_granted=1"),
                ])
        }
        try network.add(
            "year_adjustment", at: "anji", "company_year=\(year)", "figure=revenue_fen",
            "difference=-25000000", "adjusted_on=2023-05-01", "reason=审计")
        // As another program overwrites it: the stamp holds.
        try network["anji"].edit(author: "sqlite3") { draft in
            try draft.set("company_year", year, ["revenue_fen": .integer(999)])
        }
        try network.meet()
        for (day, value) in [("2023-04-30", Int64(100_000_000)), ("2023-05-01", 75_000_000)] {
            let report = try network.report(.torch, day: day)
            #expect(try report.number("revenue_fen", "value") == Range64(value, value))
            #expect(try report.number("revenue_fen", "stamped") == 100_000_000)
            #expect(
                try report.number("revenue_fen", "adjusted")
                    == Range64(value - 100_000_000, value - 100_000_000))
        }
        let report = try network.report(.torch, day: "2023-05-01")
        #expect(ReportWords(.en).text(try report.cell("revenue_fen", "value"), .count) == "750")
        #expect(report.checks.first { $0.name == "check_granted" }?.verdict == .holds)
        #expect(try report.keys("revenue_fen").count == 2)
    }

    @Test func `a round that two sites wrote down counts once, as the documented one says`() throws
    {
        let (network, keys) = try world()
        let company = try #require(keys["乙"])
        let round = { (site: String, amount: String, more: [String]) in
            try network.add(
                "funding_round", at: site,
                [
                    "company=\(company)", "round=A", "status=closed", "closed_on=2023-07-28",
                    "amount_fen=\(amount)",
                ] + more)
        }
        let told = try round("anji", "50000000", [])
        try network.meet()
        _ = try round("beijing", "49800000", ["evidence=交割单", "same_as=\(told)"])
        try network.meet()
        let report = try network.report(.torch, day: "2023-09-20")
        #expect(try report.number("financed", "value") == Range64(1, 1))
        #expect(
            try report.number("financed_amount", "value") == Range64(4_980_000_000, 4_980_000_000))
    }

    @Test func `cells that do not agree are told, and undecided ones are open`() throws {
        let (network, keys) = try world()
        let company = try #require(keys["甲"])
        let year = try network.add(
            "company_year", at: "anji", "company=\(company)", "year=2022", "ip_held=3",
            "ip_granted=4",
            "revenue_fen=200000000000")
        try network.meet()
        func verdict(_ name: String) throws -> Report.Check.Verdict? {
            try network.report(.torch, day: "2023-08-11").checks.first { $0.name == name }?.verdict
        }
        #expect(try verdict("check_granted") == .fails && verdict("check_plausible") == .fails)
        try network.edit(year, at: "anji", "ip_granted=2", "revenue_fen=2000")
        try network.edit(year, at: "beijing", "ip_granted=5", "revenue_fen=3000")
        try network.meet()
        #expect(try verdict("check_granted") == .open && verdict("check_plausible") == .holds)
        let report = try network.report(.torch, day: "2023-08-11")
        #expect(try report.number("ip_granted", "value") == Range64(2, 5))
    }

    @Test func `a site is measured against the criteria, and what no record tells is unknown`()
        throws
    {
        let (network, _) = try world()
        try network.edit(try #require(RecordKey("anji")), at: "anji", "opened_on=2021-01-01")
        try network.meet()
        let report = try network.report(.gap, day: "2023-08-11", only: "anji")
        func verdict(_ row: String) throws -> String {
            ReportWords(.en).text(try report.cell(row, "verdict"), .text)
        }
        // 31 months; 1,800 of 500 m²; nobody knows the staff.
        #expect(
            try verdict("anji-makerspace-age") == "met" && verdict("anji-makerspace-area") == "met")
        #expect(try verdict("anji-makerspace-seats") == "met")
        #expect(try verdict("anji-makerspace-staff") == "unknown")
        #expect(try verdict("anji-makerspace-residents") == "not met")
        #expect(try verdict("anji-incubator-age") == "not met")
        #expect(try report.number("anji-incubator-area", "missing") == 820_000)
        // Two companies on 1,800 m².
        #expect(try report.number("anji-incubator-density", "have") == 11)
        #expect(try report.number("anji-incubator-companies", "missing") == 48)
    }
}
