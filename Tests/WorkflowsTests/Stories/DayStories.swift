import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// What happens on an ordinary day at two sites that are apart: rooms, seats, closings, figures, demands. By
/// the numbers of the conflict catalogue.
struct DayStories {
    private func inbox(_ network: Network, _ site: String) throws -> [RuleID] {
        try ConflictInbox(network[site]).items().compactMap { item in
            guard case .rule(let finding) = item.content else { return nil }
            return finding.rule
        }
    }

    private func network() throws -> (Network, company: RecordKey) {
        let network = try Network("beijing", "anji")
        let company = try network.add("company", at: "beijing", "legal_name=演示·青")
        try network.meet()
        return (network, company)
    }

    @Test
    func
        `K07 a seat is blocked while it is given away: that one assignment waits, the others stand`()
        throws
    {
        let (network, company) = try network()
        let space = try network.add("space", at: "anji", "site=anji", "path=三层")
        let seats = try (1...4).map { number in
            try network.add(
                "seat", at: "anji", "site=anji", "label=A-\(number)", "space=\(space)",
                "kind=fixed", "state=in-service")
        }
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "stage=signed")
        try network.meet()
        let given = try seats.prefix(3).map { seat in
            try network.add(
                "seat_assignment", at: "anji", "seat=\(seat)", "tenancy=\(tenancy)",
                "company=\(company)", "from_day=2023-09-01", "state=confirmed")
        }
        try network.edit(seats[1], at: "beijing", "state=blocked")
        try network.meet()
        for site in ["beijing", "anji"] {
            let claims = SeatClaims(network[site])
            #expect(try claims.standing(of: given[0]) == .confirmed)
            #expect(try claims.standing(of: given[1]) == .unavailable)
            #expect(try claims.standing(of: given[2]) == .confirmed)
            let without = try #require(try claims.all().first { $0.claim.key == given[1] })
            #expect(try claims.nearestFree(to: without.claim).map(\.label) == ["A-4"])
            #expect(try inbox(network, site) == [.assignedSeatInService])
            #expect(try network.shown(tenancy, "stage", at: site) == .text("signed"))
        }
    }

    @Test func `K12 one reviewer passes and one fails: both stand, and the gate is held`() throws {
        let (network, company) = try network()
        let fund = try network.add("fund", at: "beijing", "name=竹海")
        let investment = try network.add(
            "investment", at: "beijing", "company=\(company)", "fund=\(fund)", "stage=gate-2")
        func review(_ gate: Int, _ reviewer: String, _ verdict: String, _ day: String) throws {
            try network.add(
                "gate_review", at: "beijing", "investment=\(investment)", "gate=\(gate)",
                "reviewer=\(reviewer)", "verdict=\(verdict)", "mandate_from=2023-01-01",
                "signed_on=\(day)", "interest=no")
        }
        try review(1, "王教授", "pass", "2023-08-01")
        try review(1, "李教授", "fail", "2023-08-01")
        try review(2, "赵总", "pass", "2023-08-02")
        #expect(throws: Problem.self) {
            try network.edit(investment, at: "beijing", "stage=committee")
        }
        #expect(
            try network["beijing"].select("SELECT count(*) FROM gate_review")
                == [[.integer(3)]])
        // A later one of whoever failed it resolves it.
        try review(1, "李教授", "pass", "2023-08-09")
        try network.edit(investment, at: "beijing", "stage=committee")
    }

    @Test(arguments: ["displace", "displace-other", "room", "later"])
    func
        `K14 a delegation and a rehearsal in one room: the delegation has it, the rehearsal two ways out`(
            option: String
        ) throws
    {
        let (network, company) = try network()
        let room = try network.add(
            "space", at: "anji", "site=anji", "path=路演厅", "kind=roadshow-room")
        // Another room is free then, one is taken, one is too small, and one is no room to book.
        let rooms = try [("2/会议室", 20), ("1/会议室", 30), ("3/小间", 4)].map { path, people in
            try network.add(
                "space", at: "anji", "site=anji", "path=\(path)", "kind=meeting-room",
                "capacity_people=\(people)")
        }
        try network.add("space", at: "anji", "site=anji", "path=0/机房", "kind=server-room")
        try network.add(
            "booking", at: "anji", "space=\(rooms[0])", "organiser=周凯",
            "from_at=2023-08-14 15:30", "to_at=2023-08-14 16:30", "state=confirmed")
        try network.meet()
        let rehearsal = try network.add(
            "booking", at: "anji", "space=\(room)", "company=\(company)",
            "from_at=2023-08-14 14:00", "to_at=2023-08-14 16:00", "state=confirmed",
            "priority=roadshow", "people=12")
        network.wait(hours: 1)
        let delegation = try network.add(
            "booking", at: "beijing", "space=\(room)", "from_at=2023-08-14 15:00",
            "to_at=2023-08-14 17:00", "state=confirmed", "priority=delegation")
        try network.meet()
        for site in ["beijing", "anji"] {
            let items = try ConflictInbox(network[site]).items()
            guard case .rule(let finding) = try #require(items.first).content else {
                Issue.record("a finding")
                return
            }
            #expect(finding.rule == .oneRoomOneBooking && items.count == 1)
            // The delegation has the room though it was confirmed later: the rehearsal gives way to it.
            #expect(Set(finding.rows.map(\.key)) == [rehearsal, delegation])
            #expect(
                finding.options.map(\.code) == ["displace", "displace-other", "room", "later"])
            #expect(
                finding.options.map { Set($0.writes.map(\.row.key)) }
                    == [[rehearsal], [delegation], [rehearsal], [rehearsal]])
            #expect(
                finding.options.suffix(2).map(\.label.en) == [
                    "演示·青 moves to 1/会议室, at the same time",
                    "演示·青 moves to 2023-08-14 17:00–19:00",
                ])
            #expect(try network.shown(rehearsal, "state", at: site) == .text("confirmed"))
        }
        let sites = ["anji", "beijing"]
        try network.decide(.oneRoomOneBooking, option, at: sites)
        let left = option == "displace-other" ? delegation : option == "displace" ? rehearsal : nil
        for key in [rehearsal, delegation] {
            #expect(
                try network.shown(key, "state", at: sites)
                    == .text(key == left ? "displaced" : "confirmed"))
        }
        // Who has the room at three is one of them; the other is elsewhere, or at another time, or nowhere.
        let (has, begins) = option == "later" ? (room, "17:00") : (room, "14:00")
        #expect(
            try network.shown(rehearsal, "space", at: sites)
                == .text((option == "room" ? rooms[1] : has).text))
        #expect(
            try network.shown(rehearsal, "from_at", at: sites) == .text("2023-08-14T\(begins)"))
        #expect(try network.shown(delegation, "space", at: sites) == .text(room.text))
    }

    @Test func `K14 a number that was read never comes to mean another room`() throws {
        let (network, company) = try network()
        let room = try network.add(
            "space", at: "anji", "site=anji", "path=路演厅", "kind=roadshow-room")
        let others = try ["1/会议室", "2/会议室"].map { path in
            try network.add("space", at: "anji", "site=anji", "path=\(path)", "kind=meeting-room")
        }
        try network.meet()
        let rehearsal = try network.add(
            "booking", at: "anji", "space=\(room)", "company=\(company)",
            "from_at=2023-08-14 14:00", "to_at=2023-08-14 16:00", "state=confirmed")
        try network.add(
            "booking", at: "beijing", "space=\(room)", "from_at=2023-08-14 15:00",
            "to_at=2023-08-14 17:00", "state=confirmed", "priority=delegation")
        try network.meet()
        let inbox = ConflictInbox(network["anji"])
        let item = try #require(try inbox.items().first)
        let before = try #require(try network.findings(.oneRoomOneBooking, at: ["anji"]).first)
        // What each number stands for is the same at both sites.
        #expect(
            try network.findings(.oneRoomOneBooking, at: ["beijing", "anji"]).map(\.numbers)
                == [before.numbers])
        #expect(before.options.map(\.code) == ["displace", "displace-other", "room", "later"])
        #expect(before.numbers.prefix(2) == [1, 2])
        let number = before.numbers[2]
        #expect(before.options[2].label.en.contains("1/会议室"))
        // Somebody books the room that was offered. The conflict keeps its name.
        let taken = try network.add(
            "booking", at: "anji", "space=\(others[0])", "organiser=周凯",
            "from_at=2023-08-14 15:30", "to_at=2023-08-14 16:30", "state=confirmed")
        #expect(try inbox.items().map(\.id) == [item.id])
        let after = try #require(try network.findings(.oneRoomOneBooking, at: ["anji"]).first)
        #expect(after.options[2].label.en.contains("2/会议室"))
        #expect(after.option(numbered: number) == nil, "neither another room nor anything else")
        #expect(after.option(numbered: before.numbers[3]) == before.options[3])
        #expect(throws: Problem.self) {
            try ConflictChooser(inbox, .en).choice(
                try #require(try inbox.items().first), ChoiceFlags(option: number))
        }
        // Nor is what somebody has on the screen written any more.
        #expect(throws: StorageError.self) {
            try inbox.resolve(
                before, option: number, shown: item.id, author: "t", reason: nil)
        }
        #expect(try network.shown(rehearsal, "space", at: "anji") == .text(room.text))
        try network.edit(taken, at: "anji", "state=cancelled")
        _ = try inbox.resolve(before, option: number, shown: item.id, author: "t", reason: nil)
        #expect(try network.shown(rehearsal, "space", at: "anji") == .text(others[0].text))
    }

    @Test
    func `K14 where no other room is free, the hours are offered later and on the next free day`()
        throws
    {
        let (network, company) = try network()
        let room = try network.add(
            "space", at: "anji", "site=anji", "path=路演厅", "kind=roadshow-room")
        // The next day is taken at that time.
        try network.add(
            "booking", at: "anji", "space=\(room)", "organiser=周凯",
            "from_at=2023-08-15 13:00", "to_at=2023-08-15 14:30", "state=confirmed")
        try network.meet()
        try network.add(
            "booking", at: "anji", "space=\(room)", "company=\(company)",
            "from_at=2023-08-14 14:00", "to_at=2023-08-14 16:00", "state=confirmed")
        try network.add(
            "booking", at: "beijing", "space=\(room)", "from_at=2023-08-14 15:00",
            "to_at=2023-08-14 20:30", "state=confirmed", "priority=delegation")
        try network.meet()
        let finding = try #require(
            try network.findings(.oneRoomOneBooking, at: ["anji", "beijing"]).first)
        // Later on that day it would be after ten.
        #expect(finding.options.map(\.code) == ["displace", "displace-other", "next-day"])
        #expect(finding.options.last?.label.en.hasSuffix("2023-08-16 14:00–16:00") == true)
    }

    @Test
    func
        `K23 called graduated while the money has not come: only claimed, and no leave clock before it has`()
        throws
    {
        let (network, company) = try network()
        let sites = ["beijing", "anji"]
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "stage=moved-in",
            "moved_in_on=2023-03-01")
        let round = try network.add(
            "funding_round", at: "anji", "site=anji", "company=\(company)", "round=A",
            "status=term-sheet")
        try network.meet()
        #expect(throws: Problem.self, "at the desk it is refused") {
            try network.edit(tenancy, at: "beijing", "exit_reason=graduated-funded")
        }
        // What another tool writes is not, and the site goes on as before.
        try network["beijing"].edit(author: "sqlite3") { draft in
            try draft.set("tenancy", tenancy, ["exit_reason": .text("graduated-funded")])
        }
        try network.add(
            "tenancy_term", at: "anji", "tenancy=\(tenancy)", "company=\(company)", "kind=free",
            "from_day=2023-09-01", "to_day=2023-11-01")
        try network.meet()
        let claimed = try network.findings(.graduationNeedsEvidence, at: sites)
        #expect(claimed.map(\.rows) == [[RowReference("tenancy", tenancy)]])
        #expect(claimed.map { $0.options.map(\.code) } == [["outgrew", "expired"]])
        #expect(try network.shown(tenancy, "graduation_evidence", at: sites) == .null)
        for site in sites {
            #expect(try inbox(network, site) == [.graduationNeedsEvidence], "no leave is due")
            #expect(try network.shown(tenancy, "stage", at: site) == .text("moved-in"))
        }
        // The money comes: the graduation has its evidence, and only now it is asked who leaves.
        try network.edit(round, at: "anji", "status=closed", "evidence=交割单")
        try network.meet()
        for site in sites { #expect(try inbox(network, site) == [.leaveDecision]) }
        #expect(
            try network.findings(.leaveDecision, at: sites).map(\.rows)
                == [[RowReference("funding_round", round), RowReference("tenancy", tenancy)]])
    }

    @Test func `K25 one demand matched with two companies is two matches and no conflict`() throws {
        let (network, qing) = try network()
        let lan = try network.add("company", at: "anji", "legal_name=演示·澜")
        let demand = try network.add(
            "demand", at: "anji", "site=anji", "asker=竹业公司", "problem=竹笋分级")
        try network.meet()
        let match = try network.add(
            "demand_match", at: "anji", "demand=\(demand)", "company=\(lan)", "state=pilot")
        try network.add(
            "demand_match", at: "beijing", "demand=\(demand)", "company=\(qing)", "state=pilot")
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(try ConflictInbox(network[site]).items().isEmpty)
            #expect(
                try network[site].select("SELECT count(*) FROM demand_match") == [[.integer(2)]])
        }
        // The same pair, from a sheet at either site, is one match and no third.
        let kind = try #require(NetworkSchema.kind("demand_match"))
        for (site, score) in [("anji", "3"), ("beijing", "4")] {
            let bytes = try DelimitedWriter().write(
                header: ["demand", "company", "score"],
                rows: [["\(demand)", "\(lan)", score].map(Cell.text)])
            let file = try KindImport.read(bytes, fields: KindPlan.fields(of: kind))
            let plan = try KindPlan(file, kind: kind, in: network[site])
            let work = try ImportWork(network[site], plan.records, same: plan.same)
            #expect(work.added.isEmpty && work.changed.map(\.record.key) == [match])
            try work.apply(author: site, file: "matches.csv")
            network.wait(hours: 1)
        }
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(
                try network[site].select("SELECT count(*) FROM demand_match") == [[.integer(2)]])
            #expect(try network.shown(match, "score", at: site) == .integer(4))
        }
    }
}
