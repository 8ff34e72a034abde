import Causality
import Domain
import Storage
import Testing
import Workflows

@Suite struct TodayReportTests {
    @Test func `the page has what is of the day and what is due, and nothing else`() throws {
        let network = try Network("beijing", "anji")
        let company = try network.addCompany("演示·青桐", at: "anji")
        for (at, who) in [
            ("2023-08-11 14:00", "律所"), ("2023-08-10 23:59", "昨天"), ("2023-08-12 00:00", "明天"),
        ] {
            try network.add(
                "visit", at: "anji", "arrived_at=\(at)", "kind=government", "organisation=\(who)")
        }
        let arriving = try network.add(
            "tenancy", at: "anji", "company=\(company)", "number=1", "planned_from=2023-08-11")
        let gone = try network.add(
            "tenancy", at: "anji", "company=\(company)", "number=2", "moved_in_on=2023-01-01",
            "moved_out_on=2023-08-11")
        let entry = try network.add(
            "waitlist_entry", at: "anji", "company=\(company)", "joined_on=2023-06-01",
            "promised_on=2023-08-11")
        let step = try network.add(
            "record_note", at: "anji", "about=\(entry)", "kind=next-step", "happened_on=2023-08-01",
            "due_on=2023-08-05", "content=回电")
        try network.add(
            "record_note", at: "anji", "about=\(entry)", "kind=next-step", "happened_on=2023-08-01",
            "due_on=2023-08-05", "done_on=2023-08-04", "content=已办")
        let leak = try network.add(
            "work_order", at: "anji", "category=ac-leak", "severity=2",
            "reported_at=2023-08-09 09:00")
        try network.add(
            "work_order", at: "anji", "category=paint", "severity=3", "reported_at=2023-08-09 09:00"
        )
        try network.meet()
        for site in ["anji", "beijing"] {
            let report = try network.report(.today, at: site, day: "2023-08-11")
            #expect(report.rows(of: "visits").count == 1)
            #expect(try report.figure("visits") == 1)
            #expect(try report.keys("move_ins") == [arriving.text])
            #expect(try report.keys("move_outs") == [gone.text])
            #expect(try report.keys("promises") == [entry.text])
            #expect(try report.keys("next_steps") == [step.text])
            #expect(try report.keys("repairs") == [leak.text])
            #expect(try report.figure("gates") == 0 && report.figure("answers") == 0)
        }
        #expect(try network.report(.today, day: "2023-08-01").rows(of: "visits").isEmpty)
    }

    @Test func `a gate is due until a review of that gate is signed`() throws {
        let network = try Network("beijing")
        let company = try network.addCompany("演示·青桐")
        let project = try network.add(
            "investment", at: "beijing", "company=\(company)", "stage=sourced")
        try network.edit(project, at: "beijing", "stage=screened")
        try network.edit(project, at: "beijing", "stage=gate-1")
        #expect(try network.report(.today, day: "2023-08-11").keys("gates") == [project.text])
        try network.add(
            "gate_review", at: "beijing", "investment=\(project)", "gate=1", "reviewer=周",
            "verdict=pass", "signed_on=2023-08-10")
        #expect(try network.report(.today, day: "2023-08-11").keys("gates").isEmpty)
        #expect(try network.report(.today, day: "2023-08-09").keys("gates") == [project.text])
    }

    @Test func `a move whose plan is undecided may be today's`() throws {
        let network = try Network("beijing", "anji")
        let company = try network.addCompany("演示·青桐", at: "anji")
        let tenancy = try network.add(
            "tenancy", at: "anji", "company=\(company)", "number=1", "planned_from=2023-08-01")
        try network.meet()
        try network.edit(tenancy, at: "anji", "planned_from=2023-08-11")
        try network.edit(tenancy, at: "beijing", "planned_from=2023-08-21")
        try network.meet()
        for site in ["anji", "beijing"] {
            let report = try network.report(.today, at: site, day: "2023-08-11")
            #expect(try report.figure("move_ins") == Range64(0, 1))
            #expect(report.rows(of: "move_ins").map(\.isCertain) == [false])
            #expect(try report.figure("conflicts")?.low == 1)
        }
    }

    @Test func `a silent site stands on the page`() throws {
        let network = try Network("beijing", "anji")
        try network.addSites()
        #expect(try network.report(.today, day: "2023-08-20").rows(of: "silent").isEmpty)
        let later = try network.report(.today, day: "2023-08-20", hours: 30)
        #expect(later.rows(of: "silent").map(\.site) == ["anji"])
    }
}
