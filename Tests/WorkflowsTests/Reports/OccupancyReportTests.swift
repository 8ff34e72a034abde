import Causality
import Domain
import Storage
import Testing
import Workflows

@Suite struct OccupancyReportTests {
    /// A seat as the test means it, from which the expected figures are counted without the program.
    private struct Desk {
        let label: String
        var state = "in-service"
        var since: String?
        /// The days of a confirmed assignment, the second exclusive.
        var held: (from: String, to: String?)?
    }

    private static let desks = [
        Desk(label: "A-1"), Desk(label: "A-2", held: ("2023-08-01", nil)),
        Desk(label: "A-3", held: ("2023-08-11", "2023-08-12")),
        Desk(label: "A-4", held: ("2023-08-12", nil)),
        Desk(label: "A-5", held: ("2023-07-01", "2023-08-11")),
        Desk(label: "A-6", state: "blocked", since: "2023-08-11"),
        Desk(label: "A-7", state: "blocked", since: "2023-08-12"),
        Desk(label: "A-8", state: "blocked", since: "2023-08-01", held: ("2023-08-01", nil)),
        Desk(label: "A-9", state: "removed", since: "2023-08-02"),
    ]

    private func world() throws -> Network {
        let network = try Network("beijing", "anji")
        try network.addSites()
        let company = try network.addCompany("演示·澜图")
        try network.meet()
        let tenancy = try network.add("tenancy", at: "anji", "company=\(company)", "number=AJ-1")
        for desk in Self.desks {
            let key = try network.add("seat", at: "anji", "label=\(desk.label)")
            if let held = desk.held {
                try network.add(
                    "seat_assignment", at: "anji",
                    [
                        "seat=\(key)", "tenancy=\(tenancy)", "company=\(company)",
                        "from_day=\(held.from)", "state=confirmed",
                    ] + (held.to.map { ["to_day=\($0)"] } ?? []))
            }
            guard desk.state != "in-service" else { continue }
            // As another program writes it: the desk would refuse to block a seat that is held.
            try network["anji"].edit(author: "sqlite3") { draft in
                try draft.set(
                    "seat", key,
                    [
                        "state": .text(desk.state),
                        "state_since": desk.since.map { .text($0) } ?? .null,
                    ])
            }
        }
        try network.meet()
        return network
    }

    private func expected(on day: String) -> (
        service: Int64, assigned: Int64, free: Int64, blocked: Int64
    ) {
        var counts: (service: Int64, assigned: Int64, free: Int64, blocked: Int64) = (0, 0, 0, 0)
        for desk in Self.desks {
            let isOut = desk.state != "in-service" && desk.since.map { $0 <= day } ?? true
            if isOut {
                if desk.state == "blocked" { counts.blocked += 1 }
                continue
            }
            counts.service += 1
            let isHeld =
                desk.held.map { $0.from <= day && ($0.to.map { day < $0 } ?? true) } ?? false
            if isHeld { counts.assigned += 1 } else { counts.free += 1 }
        }
        return counts
    }

    @Test(arguments: ["2023-07-15", "2023-08-10", "2023-08-11", "2023-08-12", "2023-09-30"])
    func `each seat counts once, by what it is on the day`(day: String) throws {
        let network = try world()
        let want = expected(on: day)
        for site in ["beijing", "anji"] {
            let report = try network.report(.occupancy, at: site, day: day)
            #expect(try report.number("anji", "in_service") == Range64(want.service, want.service))
            #expect(try report.number("anji", "assigned") == Range64(want.assigned, want.assigned))
            #expect(try report.number("anji", "free") == Range64(want.free, want.free))
            #expect(try report.number("anji", "blocked") == Range64(want.blocked, want.blocked))
            #expect(try report.total("free") == Range64(want.free, want.free))
            for column in ["in_service", "assigned", "free", "blocked"] {
                let count = try report.number("anji", column)?.low ?? 0
                #expect(try report.keys("anji/\(column)").count == Int(count), "\(column)")
            }
        }
    }

    @Test func `a blocked seat that somebody sits at is told, and counts as occupied`() throws {
        let report = try world().report(.occupancy, day: "2023-08-11")
        #expect(try report.number("anji", "stranded") == 1)
        #expect(try report.keys("stranded") == ["S-anji-A-8"])
        // 2 of those in service and the stranded one, of 6 in service.
        #expect(try report.number("anji", "in_service") == 6)
        #expect(try report.number("anji", "occupancy") == 5_000)
        #expect(try report.number("anji", "area_per_seat") == 30_000)
        #expect(
            try report.keys("vacant") == ["S-anji-A-1", "S-anji-A-4", "S-anji-A-5", "S-anji-A-7"])
    }

    @Test func `a seat whose days are undecided makes a range, and the list has it on both sides`()
        throws
    {
        let network = try world()
        let day = "2023-08-11"
        let before = try network.report(.occupancy, day: day)
        let key = try #require(
            try network["anji"].select(
                "SELECT id FROM seat_assignment WHERE seat = 'S-anji-A-2'"
            ).first?[0].text)
        let assignment = try #require(RecordKey(key))
        try network.edit(assignment, at: "anji", "to_day=2023-08-05")
        try network.edit(assignment, at: "beijing", "to_day=2023-12-01")
        try network.meet()
        for site in ["beijing", "anji"] {
            let report = try network.report(.occupancy, at: site, day: day)
            let (held, free) = (
                try before.number("anji", "assigned")?.low ?? 0,
                try before.number("anji", "free")?.low ?? 0
            )
            #expect(try report.number("anji", "assigned") == Range64(held - 1, held))
            #expect(try report.number("anji", "free") == Range64(free, free + 1))
            #expect(try report.keys("anji/assigned").contains("S-anji-A-2"))
            #expect(try report.keys("anji/free").contains("S-anji-A-2"))
            #expect(try report.cell("anji", "assigned").isUndecided)
            #expect(ReportText(report, .en).parts()[0].table.rows[0].map(\.text).contains("1–2"))
        }
    }

    @Test func `a silent site is grey and in the total, never left out`() throws {
        let network = try world()
        for (hours, freshness) in [
            (UInt64(0), Report.Freshness.fresh), (25, .late), (73, .silent),
        ] {
            let report = try network.report(.occupancy, day: "2023-08-20", hours: hours)
            #expect(report.source("anji")?.freshness == freshness, "\(hours)")
            #expect(report.source("beijing")?.freshness == .fresh)
            #expect(try report.total("in_service") == 5)
            let lines = ReportText(report, .zh).foot.map { $0.text(.zh) }
            #expect(lines.contains { $0.contains("anji") } == (freshness != .fresh))
            let first = try #require(
                ReportText(report, .zh).parts()[0].table.rows.first { $0[0].text.contains("anji") })
            #expect(first.allSatisfy { $0.style == .faint } == (freshness == .silent))
        }
        // A day that is over: what was said since does not lack in it.
        let past = try network.report(.occupancy, day: "2023-08-01", hours: 500)
        #expect(past.source("anji")?.freshness == .fresh)
    }

    @Test func `a branch reports on itself and says so`() throws {
        let network = try world()
        let branch = try network.report(.occupancy, at: "anji")
        #expect(branch.sources.map(\.site) == ["anji"] && branch.rows.map(\.name) == ["anji"])
        #expect(branch.remarks.contains(Catalogue.Report.branchOnly))
        let hub = try network.report(.occupancy)
        #expect(hub.sources.map(\.site) == ["anji", "beijing"])
        #expect(!hub.remarks.contains(Catalogue.Report.branchOnly))
        #expect(try network.report(.occupancy, only: "anji").rows.map(\.name) == ["anji"])
        #expect(problem { _ = try network.report(.occupancy, only: "anjo") }?.code == .noReportSite)
        #expect(
            problem { _ = try network.report(.occupancy, at: "anji", only: "beijing") }?.code
                == .noReportSite)
    }

    @Test func `seats in open offers are counted, not those that were answered`() throws {
        let network = try world()
        for (name, state) in [("甲", "offered"), ("乙", "withdrawn")] {
            let company = try network.addCompany(name, at: "anji")
            let entry = try network.add(
                "waitlist_entry", at: "anji", "company=\(company)", "joined_on=2023-08-01",
                "state=waiting")
            try network.edit(
                entry, at: "anji", "state=offered", "offered_seats=1", "offered_on=2023-08-10",
                "answer_by=2023-08-14")
            if state != "offered" { try network.edit(entry, at: "anji", "state=\(state)") }
        }
        try network.meet()
        #expect(try network.report(.occupancy).number("anji", "offered") == 1)
    }
}
