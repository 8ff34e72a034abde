import Causality
import Domain
import Storage
import Testing
import Workflows

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

    @Test
    func `K14 a delegation and a rehearsal in one room: the delegation has it, nothing is lost`()
        throws
    {
        let (network, company) = try network()
        let room = try network.add(
            "space", at: "anji", "site=anji", "path=路演厅", "kind=roadshow-room")
        try network.meet()
        let rehearsal = try network.add(
            "booking", at: "anji", "space=\(room)", "company=\(company)",
            "from_at=2023-08-14 14:00", "to_at=2023-08-14 16:00", "state=confirmed",
            "priority=roadshow")
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
            #expect(finding.rows.map(\.key).contains(rehearsal))
            #expect(finding.rows.map(\.key).contains(delegation))
            #expect(try network.shown(rehearsal, "state", at: site) == .text("confirmed"))
        }
    }

    @Test func `K23 the hub closes a tenancy as graduated, the site grants another free term`()
        throws
    {
        let (network, company) = try network()
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "stage=moving-out",
            "moved_in_on=2023-03-01")
        try network.meet()
        try network.edit(
            tenancy, at: "beijing", "stage=closed", "moved_out_on=2023-08-31",
            "exit_reason=graduated-funded", "graduation_evidence=TS-7")
        try network.add(
            "tenancy_term", at: "anji", "tenancy=\(tenancy)", "company=\(company)", "kind=free",
            "from_day=2023-09-01", "to_day=2023-11-01")
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(try inbox(network, site) == [.closeOrExtend])
        }
    }

    @Test func `K25 one demand matched with two companies is two matches and no conflict`() throws {
        let (network, qing) = try network()
        let lan = try network.add("company", at: "anji", "legal_name=演示·澜")
        let demand = try network.add(
            "demand", at: "anji", "site=anji", "asker=竹业公司", "problem=竹笋分级")
        try network.meet()
        try network.add(
            "demand_match", at: "anji", "demand=\(demand)", "company=\(lan)", "state=pilot")
        try network.add(
            "demand_match", at: "beijing", "demand=\(demand)", "company=\(qing)", "state=pilot")
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(try ConflictInbox(network[site]).items().isEmpty)
            #expect(
                try network[site].select("SELECT count(*) FROM demand_match") == [[.integer(2)]])
        }
    }
}
