import Causality
import Domain
import Storage
import Testing
import Workflows

/// Visits, offers, policies, experts, demands, repairs, conflicts, freshness, graduation.
@Suite struct ServiceReportTests {
    private func resident(_ network: Network, _ name: String, since day: String = "2023-05-08")
        throws
        -> (company: RecordKey, tenancy: RecordKey)
    {
        let company = try network.addCompany(name, at: "anji", "sectors=AIGC")
        let tenancy = try network.add(
            "tenancy", at: "anji", "company=\(company)", "number=\(name)", "moved_in_on=\(day)")
        return (company, tenancy)
    }

    @Test func `visits are counted by week and kind, one delegation once`() throws {
        let network = try Network("beijing", "anji")
        let first = try network.add(
            "visit", at: "anji", "arrived_at=2023-08-09 09:00", "kind=government", "people=4",
            "host_minutes=60", "city=510100", "is_planned=no")
        for (at, kind, people) in [
            ("2023-08-07 00:00", "press", 2), ("2023-08-06 23:59", "press", 1),
            ("2023-08-12 10:00", "press", 9),
        ] {
            try network.add(
                "visit", at: "anji", "arrived_at=\(at)", "kind=\(kind)", "people=\(people)")
        }
        try network.meet()
        // The hub wrote the same delegation down.
        try network.add(
            "visit", at: "beijing", "arrived_at=2023-08-09 09:00", "kind=government", "people=6",
            "host_minutes=90", "city=510100", "same_visit=\(first)")
        try network.meet()
        let report = try network.report(.visits, day: "2023-08-11")
        #expect(report.rows.map(\.name).prefix(2) == ["2023-W32", "2023-W31"])
        #expect(report.rows.count == 12)
        #expect(try report.number("2023-W32", "groups") == 2)
        #expect(try report.number("2023-W32", "people") == 8)
        #expect(try report.number("2023-W32", "hours") == 15)
        #expect(
            try report.number("2023-W32", "government") == 1
                && report.number("2023-W32", "press") == 1)
        #expect(
            try report.number("2023-W32", "walk_ins") == 1
                && report.number("2023-W32", "cities") == 1)
        #expect(try report.number("2023-W31", "groups") == 1)
        #expect(try report.figure("groups") == 3 && report.figure("government_share") == 3_333)
        #expect(
            try network.report(.visits, at: "anji", day: "2023-08-11").number("2023-W32", "people")
                == 6)
    }

    @Test func `one organisation on one day is one delegation, on two days two`() throws {
        let network = try Network("beijing", "anji")
        for (site, at, who) in [
            ("anji", "2023-08-09 09:00", "演示·经信局"), ("beijing", "2023-08-09 10:00", "演示·经信局 "),
            ("beijing", "2023-08-10 09:00", "演示·经信局"), ("beijing", "2023-08-10 09:00", "演示·科技局"),
        ] {
            try network.add(
                "visit", at: site, "arrived_at=\(at)", "kind=government", "organisation=\(who)")
        }
        try network.meet()
        let report = try network.report(.visits, day: "2023-08-11")
        #expect(try report.number("2023-W32", "groups") == 3)
    }

    @Test func `of each city the last offer is shown, and what is undecided is a range`() throws {
        let network = try Network("beijing")
        for (version, area, dated) in [
            (1, 5_000, "2023-07-01"), (2, 10_000, "2023-08-01"), (3, 12_000, "2023-09-01"),
        ] {
            try network.add(
                "city_offer", at: "beijing", "city=510100", "city_name=西南某市", "version=\(version)",
                "dated=\(dated)", "space_area=\(area)", "startup_money_fen=5000000",
                "valid_until=2023-09-30")
        }
        let report = try network.report(.offers, day: "2023-08-11")
        #expect(report.rows.count == 1)
        let row = report.rows[0].name
        #expect(
            try report.number(row, "version") == 2 && report.number(row, "space_area") == 1_000_000)
        #expect(
            try report.texts("startup_money_fen") == ["500"] && report.figure("unanswered") == 1)
        #expect(
            try network.report(.offers, day: "2023-10-01").cell(
                network.report(.offers, day: "2023-10-01").rows[0].name, "valid_until"
            ).mark == .attention)
    }

    @Test func `a draft is never in force, and the next deadline comes first`() throws {
        let network = try Network("beijing", "anji")
        _ = try resident(network, "甲")
        for (title, status, more) in [
            ("草案", "draft", "deadlines=2023-08-20"),
            ("已发", "issued", "deadlines=2023-08-01,2023-09-01"),
            ("过期", "issued", "valid_to=2023-08-10"), ("未到", "issued", "valid_from=2023-08-12"),
        ] {
            try network.add(
                "policy", at: "beijing", "title=\(title)", "status=\(status)",
                "issued_on=2023-06-01", more,
                "sectors=\(title == "已发" ? "AIGC" : "EDA")")
        }
        try network.meet()
        let report = try network.report(.policies, day: "2023-08-11")
        #expect(try report.texts("title").prefix(2) == ["草案", "已发"])
        #expect(try report.texts("deadline").prefix(2) == ["2023-08-20", "2023-09-01"])
        #expect(try report.texts("in_force").prefix(2) == ["no", "yes"])
        #expect(try report.figure("in_force") == 1 && report.figure("drafts") == 1)
        #expect(try report.texts("fits").prefix(2) == ["0", "1"])
    }

    @Test func `residents without help for 60 days are named, the longest first`() throws {
        let network = try Network("beijing", "anji")
        let (helped, _) = try resident(network, "甲")
        let (late, lateStay) = try resident(network, "乙")
        let (_, neverStay) = try resident(network, "丙")
        let expert = try network.add("expert", at: "beijing", "name=教授")
        try network.meet()
        for (company, at, minutes, outcome) in [
            (helped, "2023-08-01 10:00", 5, "solved"), (helped, "2023-07-01 10:00", 30, "open"),
            (late, "2023-06-11 10:00", 25, "solved"), (late, "2023-08-12 10:00", 99, "solved"),
        ] {
            try network.add(
                "expert_session", at: "anji", "company=\(company)", "expert=\(expert)",
                "held_at=\(at)",
                "minutes=\(minutes)", "outcome=\(outcome)")
        }
        try network.meet()
        let report = try network.report(.experts, day: "2023-08-11")
        #expect(try report.keys("neglected") == [lateStay.text, neverStay.text].sorted())
        #expect(report.rows(of: "neglected").map { $0.records[0].key } == [neverStay, lateStay])
        #expect(try report.figure("sessions") == 3 && report.figure("minutes") == 60)
        #expect(try report.figure("solved_share") == 6_666)
        #expect(try report.number("expert-\(expert)", "solved") == 2)
    }

    @Test func `a demand without a match stands first, and no closed loop is a zero`() throws {
        let network = try Network("beijing", "anji")
        let company = try network.addCompany("甲", at: "anji")
        let visit = try network.add(
            "visit", at: "anji", "arrived_at=2023-06-01 09:00", "kind=industry")
        let matched = try network.add(
            "demand", at: "anji", "asker=矿企", "problem=塌方", "state=raised", "visits=\(visit)")
        let waiting = try network.add(
            "demand", at: "anji", "asker=药企", "problem=筛选", "state=raised")
        try network.add(
            "demand_match", at: "anji", "demand=\(matched)", "company=\(company)", "state=proposed",
            "proposed_on=2023-07-01")
        try network.meet()
        let report = try network.report(.demands, day: "2023-08-11")
        #expect(report.rows.map(\.name) == [waiting.text, matched.text])
        #expect(try report.texts("first_heard") == ["", "2023-06-01"])
        #expect(try report.figure("matches_all") == 1 && report.figure("closed_loops") == 0)
        #expect(try report.figure("raised") == 2 && report.figure("delivered") == 0)
        #expect(try network.report(.demands, day: "2023-06-30").figure("matches_all") == 0)
    }

    @Test func `repairs stand by severity, with the time that fixing took`() throws {
        let network = try Network("beijing", "anji")
        let room = try network.add("space", at: "anji", "path=路演厅")
        func order(_ severity: Int, _ at: String, done: String? = nil) throws -> RecordKey {
            let key = try network.add(
                "work_order", at: "anji", "category=ac", "severity=\(severity)",
                "reported_at=\(at)",
                "space=\(room)")
            if let done { try network.edit(key, at: "anji", "state=done", "done_at=\(done)") }
            return key
        }
        let slow = try order(3, "2023-08-01 09:00")
        let danger = try order(1, "2023-08-10 09:00")
        let fixed = try order(2, "2023-08-02 09:00", done: "2023-08-02 21:00")
        let later = try order(2, "2023-08-03 09:00", done: "2023-08-12 09:00")
        try network.add(
            "record_note", at: "anji", "about=\(fixed)", "kind=cost", "happened_on=2023-08-03",
            "amount_fen=350.50")
        try network.meet()
        let report = try network.report(.repairs, day: "2023-08-11")
        #expect(report.rows.map(\.name) == [danger.text, later.text, slow.text])
        #expect(try report.figure("severity_1") == 1 && report.figure("severity_2") == 1)
        #expect(try report.figure("fix_hours") == 120 && report.keys("fix_hours") == [fixed.text])
        #expect(try report.figure("spent") == 35_050)
        #expect(try report.number(danger.text, "again") == 4)
        #expect(try report.figure("unconfirmed") == 2)
    }

    @Test func `the conflict queue and the age of each site are reports too`() throws {
        let network = try Network("beijing", "anji")
        try network.addSites()
        let (_, tenancy) = try resident(network, "甲")
        try network.meet()
        try network.edit(tenancy, at: "anji", "seat_count=2")
        try network.edit(tenancy, at: "beijing", "seat_count=3")
        try network.meet()
        let items = try ConflictInbox(network["beijing"]).items()
        let report = try network.report(.conflicts, day: "2023-08-20")
        #expect(report.rows.map(\.name).sorted() == items.map(\.shortID).sorted())
        #expect(try report.keys("open") == [tenancy.text])
        let ages = try network.report(.freshness, day: "2023-08-20", hours: 80)
        #expect(ages.rows.map(\.name) == ["anji", "beijing"])
        #expect(try ages.figure("silent") == 1 && ages.figure("fresh") == 1)
    }

    @Test func `residents stand by how they leave, and reasons are those of the year`() throws {
        let network = try Network("beijing", "anji")
        let (raising, _) = try resident(network, "甲")
        let (funded, fundedStay) = try resident(network, "乙")
        try network.edit(raising, at: "anji", "funding_status=raising", "funding_as_of=2023-08-01")
        try network.add(
            "funding_round", at: "anji", "company=\(funded)", "round=A", "status=closed",
            "closed_on=2023-07-20", "evidence=合同")
        for (name, out) in [("丙", "2023-08-01"), ("丁", "2022-08-01")] {
            let company = try network.addCompany(name, at: "anji")
            try network.add(
                "tenancy", at: "anji", "company=\(company)", "number=\(name)",
                "moved_in_on=2022-01-01",
                "moved_out_on=\(out)", "exit_reason=failed")
        }
        try network.meet()
        let report = try network.report(.graduation, day: "2023-08-11")
        #expect(try report.figure("raising") == 1 && report.figure("closed") == 1)
        #expect(try report.keys("leave_due").contains(fundedStay.text))
        #expect(try report.figure("left") == 1 && report.figure("left_failed") == 1)
        #expect(try network.report(.graduation, day: "2023-07-19").figure("leave_due") == 0)
    }
}
