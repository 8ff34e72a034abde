import Causality
import Domain
import Storage
import Testing
import Workflows

/// Forecast, seat map, chains, free periods, market rent: what stands on seats and their days.
@Suite struct SpaceReportTests {
    private struct Hall {
        let network: Network
        let company: RecordKey
        let tenancy: RecordKey
    }

    /// Four seats at Anji; a resident since May with two of them, to the end of September.
    private func hall(_ more: String...) throws -> Hall {
        let network = try Network("beijing", "anji")
        try network.addSites()
        let company = try network.addCompany("演示·澜图", at: "anji", "sectors=AIGC")
        let tenancy = try network.add(
            "tenancy", at: "anji",
            [
                "company=\(company)", "number=AJ-1", "moved_in_on=2023-05-08",
                "planned_to=2023-09-30", "stage=signed",
            ] + more)
        try network.edit(tenancy, at: "anji", "stage=moved-in")
        for number in 1...4 {
            let seat = try network.add(
                "seat", at: "anji", "label=A-\(number)", "target_price_fen=\(1_000 + number * 10)")
            guard number < 3 else { continue }
            try network.add(
                "seat_assignment", at: "anji", "seat=\(seat)", "tenancy=\(tenancy)",
                "company=\(company)", "from_day=2023-05-08", "to_day=2023-10-01", "state=confirmed")
        }
        try network.meet()
        return Hall(network: network, company: company, tenancy: tenancy)
    }

    private func wait(
        _ hall: Hall, _ name: String, promised: String?, after tenancy: RecordKey? = nil
    ) throws -> RecordKey {
        let company = try hall.network.addCompany(name, at: "anji")
        let entry = try hall.network.add(
            "waitlist_entry", at: "anji",
            [
                "company=\(company)", "joined_on=2023-06-01", "seats_wanted=2",
                "depends_on=\(tenancy ?? hall.tenancy)",
            ] + (promised.map { ["promised_on=\($0)"] } ?? []))
        try hall.network.meet()
        return entry
    }

    @Test func `ahead counts who is signed on that day`() throws {
        let hall = try hall()
        let report = try hall.network.report(.forecast, day: "2023-08-11")
        // 30 days on is 10 September, 60 is 10 October: the assignment ends on 1 October.
        for (days, held) in [(0, 2), (30, 2), (60, 0), (90, 0)] {
            #expect(try report.number("anji", "held_\(days)") == Range64(Int64(held), Int64(held)))
            #expect(
                try report.number("anji", "free_\(days)")
                    == Range64(Int64(4 - held), Int64(4 - held)))
        }
        #expect(try report.number("anji", "leaving") == 2 && report.number("anji", "arriving") == 0)
        #expect(try report.keys("free_in_90").count == 4)
        #expect(
            try hall.network.report(.forecast, day: "2023-05-01").number("anji", "arriving") == 2)
    }

    @Test func `the seat map tells what each seat is`() throws {
        let hall = try hall()
        try hall.network.add(
            "tenancy_term", at: "anji", "tenancy=\(hall.tenancy)", "company=\(hall.company)",
            "from_day=2023-05-08", "to_day=2023-09-01", "kind=free")
        try hall.network.meet()
        func states(_ day: String) throws -> [String] {
            try hall.network.report(.seats, day: day).texts("state")
        }
        #expect(try states("2023-08-11") == ["Free period", "Free period", "Free", "Free"])
        #expect(
            try states("2023-09-01") == [
                "Leaving within 30 d", "Leaving within 30 d", "Free", "Free",
            ])
        #expect(try states("2023-10-01") == ["Free", "Free", "Free", "Free"])
        let other = try hall.network.addCompany("青", at: "anji")
        try hall.network["anji"].edit(author: "sqlite3") { draft in
            try draft.insert(
                "seat_assignment", try #require(RecordKey("A-twice")),
                [
                    "site": .text("anji"), "seat": .text("S-anji-A-1"),
                    "company": .text(other.text),
                    "tenancy": .text(hall.tenancy.text), "from_day": .text("2023-06-01"),
                    "state": .text("confirmed"),
                ])
        }
        let report = try hall.network.report(.seats, at: "anji", day: "2023-08-11")
        #expect(try report.keys("disputed") == ["S-anji-A-1"])
        #expect(try report.texts("company")[0].contains("青"))
    }

    @Test func `a promise before the other leaves breaks the chain, and stands first`() throws {
        let hall = try hall()
        let good = try wait(hall, "甲", promised: "2023-10-01")
        let bad = try wait(hall, "乙", promised: "2023-09-30")
        let report = try hall.network.report(.chains, day: "2023-08-11")
        #expect(try report.texts("state") == ["broken", "holds"])
        #expect(try report.texts("gap") == ["0", "1"])
        #expect(try report.keys("broken") == [hall.tenancy.text, bad.text].sorted())
        #expect(try report.keys("holds").contains(good.text))
        #expect(try report.number("\(hall.tenancy)>\(good)", "seats") == 2)
        #expect(try report.texts("confidence") == ["planned only", "planned only"])
    }

    @Test func `who leaves without anybody waiting is told, and an undecided day is a range`()
        throws
    {
        let hall = try hall()
        try hall.network.edit(hall.tenancy, at: "anji", "stage=notice", "leave_by=2023-09-10")
        try hall.network.meet()
        let alone = try hall.network.report(.chains, day: "2023-08-11")
        #expect(
            try alone.texts("state") == ["nobody waits"]
                && alone.texts("leaves_on") == ["2023-09-10"])
        let entry = try wait(hall, "甲", promised: nil)
        #expect(try hall.network.report(.chains, day: "2023-08-11").texts("state") == ["holds"])
        try hall.network.edit(entry, at: "anji", "promised_on=2023-09-12")
        try hall.network.edit(entry, at: "beijing", "promised_on=2023-09-20")
        try hall.network.meet()
        let report = try hall.network.report(.chains, day: "2023-08-11")
        #expect(report.rows.map { $0.cells[9].number } == [Range64(2, 10)])
    }

    @Test func `free periods count the months of all sites, the urgent and undecided first`() throws
    {
        let hall = try hall()
        let network = hall.network
        func free(_ from: String, _ to: String, at site: String, of tenancy: RecordKey) throws
            -> RecordKey
        {
            try network.add(
                "tenancy_term", at: site, "tenancy=\(tenancy)", "company=\(hall.company)",
                "from_day=\(from)", "to_day=\(to)", "kind=free")
        }
        let elsewhere = try network.add(
            "tenancy", at: "beijing", "company=\(hall.company)", "number=BJ-1", "stage=signed")
        _ = try free("2023-01-01", "2023-03-01", at: "beijing", of: elsewhere)
        let here = try free("2023-05-08", "2023-09-01", at: "anji", of: hall.tenancy)
        try network.meet()
        let report = try network.report(.freePeriods, day: "2023-08-11")
        #expect(report.rows.map(\.name) == [here.text])
        // 31 August is 20 days on; two months in Beijing, three months and 24 days here.
        #expect(try report.number(here.text, "days_left") == 20)
        #expect(try report.texts("used") == ["5 months 24 d"])
        #expect(try report.figure("within_30") == 1 && report.figure("undecided") == 1)
        try network.edit(
            hall.tenancy, at: "anji", "leave_decision=leave", "leave_decided_by=站长",
            "leave_decided_on=2023-08-10")
        #expect(
            try network.report(.freePeriods, at: "anji", day: "2023-08-11").figure("undecided") == 0
        )
        try network.meet()
        try network.edit(here, at: "anji", "to_day=2023-08-21")
        try network.edit(here, at: "beijing", "to_day=2023-10-21")
        try network.meet()
        let range = try network.report(.freePeriods, day: "2023-08-11")
        #expect(try range.number(here.text, "days_left") == Range64(9, 70))
        #expect(try range.figure("within_30") == Range64(0, 1) && range.figure("within_90") == 1)
    }

    @Test func `a request to stay names what it offers and who would wait`() throws {
        let hall = try hall()
        _ = try wait(hall, "甲", promised: nil)
        try hall.network.edit(
            hall.tenancy, at: "anji", "market_asked_on=2023-08-01", "market_offer_fen=1200")
        try hall.network.meet()
        let report = try hall.network.report(.market, day: "2023-08-11")
        let row = hall.tenancy.text
        #expect(try report.number(row, "offer") == 120_000)
        // The mean of 1010 and 1020 yuan.
        #expect(try report.number(row, "market") == 101_500)
        #expect(try report.number(row, "seats") == 2 && report.number(row, "waiting") == 1)
        #expect(try report.texts("who") == ["甲"] && report.keys("undecided") == [row])
    }
}
