import Causality
import Domain
import Storage
import Testing
import Workflows

@Suite struct WaitlistReportTests {
    private func join(
        _ network: Network, _ name: String, _ joined: String, _ more: String...,
        at site: String = "anji"
    ) throws -> RecordKey {
        let company = try network.addCompany(name, at: site, "sectors=AIGC")
        return try network.add(
            "waitlist_entry", at: site, ["company=\(company)", "joined_on=\(joined)"] + more)
    }

    @Test func `the queue has its order, and each site its own places`() throws {
        let network = try Network("beijing", "anji")
        _ = try join(network, "乙", "2023-06-01", "seats_wanted=4", "rating=b")
        _ = try join(network, "甲", "2023-07-01", "seats_wanted=2", "rating=a")
        _ = try join(network, "丙", "2023-08-10", "priority=favoured")
        _ = try join(network, "丁", "2023-05-01", "state=withdrawn")
        _ = try join(network, "戊", "2023-08-12")
        _ = try join(network, "己", "2023-05-01", at: "beijing")
        try network.meet()
        let report = try network.report(.waitlist, day: "2023-08-11")
        #expect(try report.texts("company") == ["丙", "甲", "乙", "己"])
        #expect(try report.texts("place") == ["1", "2", "3", "1"])
        #expect(try report.texts("waited") == ["1", "41", "71", "102"])
        #expect(try report.texts("sectors").first == "AIGC")
        #expect(try report.figure("waiting") == 4)
        #expect(try report.figure("seats_wanted") == 6)
        #expect(try report.keys("waiting").count == 4)
        #expect(try network.report(.waitlist, at: "anji", day: "2023-08-11").rows.count == 3)
        #expect(try network.report(.waitlist, day: "2023-06-15").rows.count == 2)
    }

    @Test func `slip runs from the first promise to the last, overdue from the last to the day`()
        throws
    {
        let network = try Network("beijing", "anji")
        let entry = try join(network, "甲", "2023-06-01")
        for (made, day) in [("2023-06-10", "2023-07-01"), ("2023-07-02", "2023-08-01")] {
            try network.add(
                "promise", at: "anji", "waitlist_entry=\(entry)", "promised_day=\(day)",
                "made_on=\(made)")
            try network.edit(entry, at: "anji", "promised_on=\(day)")
        }
        try network.add(
            "record_note", at: "anji", "about=\(entry)", "kind=complaint", "happened_on=2023-08-02")
        try network.add(
            "record_note", at: "anji", "about=\(entry)", "kind=decision", "happened_on=2023-08-09")
        try network.meet()
        let report = try network.report(.waitlist, day: "2023-08-11")
        #expect(try report.texts("slip") == ["31"])
        #expect(try report.texts("overdue") == ["10"])
        #expect(try report.texts("last_contact") == ["2023-08-02"])
        #expect(try report.keys("slipped") == [entry.text] && report.keys("late") == [entry.text])
    }

    @Test func `an undecided promise gives a range of days, and both of them`() throws {
        let network = try Network("beijing", "anji")
        let entry = try join(network, "甲", "2023-06-01", "promised_on=2023-07-01")
        try network.meet()
        try network.edit(entry, at: "anji", "promised_on=2023-08-01")
        try network.edit(entry, at: "beijing", "promised_on=2023-08-20")
        try network.meet()
        for site in ["beijing", "anji"] {
            let report = try network.report(.waitlist, at: site, day: "2023-08-11")
            #expect(try report.number(entry.text, "overdue") == Range64(0, 10))
            #expect(try report.texts("promised") == ["2023-08-01 or 2023-08-20, undecided"])
            #expect(try report.figure("late") == Range64(0, 1))
        }
    }

    @Test func `who may have left is listed as undecided`() throws {
        let network = try Network("beijing", "anji")
        let entry = try join(network, "甲", "2023-06-01", "state=waiting")
        try network.meet()
        try network.edit(entry, at: "anji", "state=offered")
        try network.edit(entry, at: "anji", "state=accepted")
        try network.edit(entry, at: "beijing", "state=withdrawn")
        try network.meet()
        let report = try network.report(.waitlist, day: "2023-08-11")
        #expect(report.rows.map(\.isCertain) == [false])
        #expect(try report.figure("waiting") == Range64(0, 1))
        #expect(try report.cell(entry.text, "state").isUndecided)
    }
}
