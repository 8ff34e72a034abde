import Causality
import Domain
import Storage
import Testing
import Workflows

/// Conflict stories about seats (K01, K02): two nodes were apart, they meet, and the outcome is the
/// same on all of them.
struct SeatStories {
    @Test func `K01 the owner's claim stands against the hub's proposal, and Lan is offered seats`()
        throws
    {
        let (network, seats) = try hall()
        let lan = try claim(network, "beijing", seats[1], "澜", "proposed")
        network.wait(hours: 1)
        let qing = try claim(network, "anji", seats[1], "青", "confirmed")
        try network.meet()
        for replica in network.all {
            let claims = SeatClaims(replica)
            #expect(try claims.standing(of: lan) == .displaced(by: qing))
            #expect(try claims.standing(of: qing) == .confirmed)
            let wanted = try #require(try claims.all().first { $0.claim.key == lan })
            #expect(try claims.nearestFree(to: wanted.claim).map(\.label) == ["A-1", "A-3", "A-4"])
            // Its record is as it was.
            #expect(wanted.claim.state == .proposed)
        }
    }

    @Test func `K02 of two confirmations of the owner's the earlier stands, at every site`() throws
    {
        let (network, seats) = try hall()
        let first = try claim(network, "anji", seats[0], "澜", "confirmed")
        network.wait(hours: 1)
        let second = try claim(network, "anji", seats[0], "青", "confirmed")
        try network.meet()
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: first) == .confirmed)
            #expect(try SeatClaims(replica).standing(of: second) == .displaced(by: first))
            // A person is still told: the two were both confirmed on paper.
            #expect(try ConflictInbox(replica).items().map(\.kind) == ["overlap"])
        }
    }

    @Test func `a claim that was ended by mistake is as old as it was once that is taken back`()
        throws
    {
        let (network, seats) = try hall()
        let first = try claim(network, "anji", seats[0], "澜", "confirmed")
        network.wait(hours: 1)
        let second = try claim(network, "anji", seats[0], "青", "confirmed")
        try network.meet()
        let ended = try #require(try network.edit(first, at: "anji", "state=ended").first)
        #expect(try SeatClaims(network["anji"]).standing(of: second) == .confirmed)
        let undone = try UndoDesk(network["anji"]).undo(
            ended.description, force: false, author: "t", reason: nil)
        try network.meet()
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: first) == .confirmed)
            #expect(try SeatClaims(replica).standing(of: second) == .displaced(by: first))
        }
        // The same when the undo is itself undone, and that, too.
        var last = try #require(undone.dots.first)
        for _ in 0..<2 {
            last = try #require(
                try UndoDesk(network["anji"]).undo(
                    last.description, force: false, author: "t", reason: nil
                ).dots.first)
        }
        #expect(try SeatClaims(network["anji"]).standing(of: first) == .confirmed)
    }

    @Test func `a seat whose addition is undone under a confirmed claim is asked about`() throws {
        let (network, seats) = try hall()
        let held = try claim(network, "anji", seats[1], "青", "confirmed")
        try network.meet()
        let replica = network["anji"]
        let seat = try #require(try replica.record("seat", seats[1]))
        let added = try #require(try History(replica).writes(seat).first?.dot)
        guard case .done(let undo, _) = try replica.undo(added, author: "t", reason: nil) else {
            Issue.record("not undone")
            return
        }
        #expect(try network.findings(.assignedSeatInService, at: ["anji"]).count == 1)
        try network.meet()
        let found = try network.findings(.assignedSeatInService, at: ["anji", "beijing"])
        #expect(found.first?.options.map(\.code) == ["displace", "end"])
        #expect(found.first?.rows.map(\.key) == [held])
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: held) == .unavailable)
        }
        _ = try replica.undo(try #require(undo.first), author: "t", reason: nil)
        try network.meet()
        #expect(try network.findings(.assignedSeatInService, at: ["anji", "beijing"]).isEmpty)
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: held) == .confirmed)
        }
    }

    @Test(arguments: [false, true])
    func `after a forced take-over exactly one of two confirmations survives, and both are told`(
        backwards: Bool
    ) throws {
        let (network, seats) = try hall()
        // Another machine goes on as anji, while the first one is thought to be lost and is not.
        try network.secondMachine(of: "anji", as: "anji-new")
        let old = try claim(network, "anji", seats[0], "澜", "confirmed")
        network.wait(hours: 1)
        let new = try claim(network, "anji-new", seats[0], "青", "confirmed")
        try network.meet(backwards: backwards)
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: old) == .confirmed)
            #expect(try SeatClaims(replica).standing(of: new) == .displaced(by: old))
            #expect(try ConflictInbox(replica).items().map(\.kind) == ["overlap"])
        }
    }

    @Test func `another site than the owner cannot confirm`() throws {
        let (network, seats) = try hall()
        #expect(throws: Problem.self) {
            try claim(network, "beijing", seats[0], "澜", "confirmed")
        }
        let proposed = try claim(network, "beijing", seats[0], "澜", "proposed")
        #expect(throws: Problem.self) {
            try network.edit(proposed, at: "beijing", "state=confirmed")
        }
    }

    @Test
    func `an assignment lies at its seat's site, wherever it is typed, and the owner hears of it`()
        throws
    {
        let (network, seats) = try hall()
        let lan = try propose(network, "beijing", seats[0], "澜")
        #expect(try network["beijing"].record("seat_assignment", lan)?.scope.name == "site/anji")
        try network.meet()
        #expect(try SeatClaims(network["anji"]).standing(of: lan) == .proposed)
        try network.edit(lan, at: "anji", "state=confirmed")
        try network.meet()
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: lan) == .confirmed)
        }
    }

    @Test func `a site that is not the seat's is refused, and so are its own confirmations`() throws
    {
        let (network, seats) = try hall()
        for (assignments, code) in [
            (["site=beijing"], ProblemCode.siteFollows),
            (["site=beijing", "state=confirmed"], .siteFollows),
            (["state=confirmed"], .claimNotOwner),
        ] {
            #expect(
                problem { try propose(network, "beijing", seats[0], "澜", assignments) }?.code
                    == code)
        }
        #expect(try SeatClaims(network["beijing"]).all().isEmpty)
        let tenancy = try tenancy(network, "beijing", "澜")
        let term = [
            "tenancy=\(tenancy)", "company=澜", "from_day=2023-09-01", "kind=market",
        ]
        #expect(
            problem { try network.add("tenancy_term", at: "beijing", term + ["site=beijing"]) }?
                .code == .siteFollows)
        let key = try network.add("tenancy_term", at: "beijing", term)
        #expect(try network["beijing"].record("tenancy_term", key)?.scope.name == "site/anji")
    }

    @Test func `a confirmation written into another scope holds no seat, and a rule finds it`()
        throws
    {
        let (network, seats) = try hall()
        // As another program would write it: it never reaches Anji.
        let astray = try #require(RecordKey("A-astray"))
        try network["beijing"].edit(author: "sqlite3") { draft in
            try draft.insert(
                "seat_assignment", astray,
                [
                    "site": .text("beijing"), "seat": .text(seats[0].text), "company": .text("澜"),
                    "from_day": .text("2023-09-01"), "state": .text("confirmed"),
                ])
        }
        let hub = SeatClaims(network["beijing"])
        #expect(try hub.standing(of: astray) == .proposed)
        #expect(try hub.all().map(\.claim.owner.name) == ["anji"])
        let item = try #require(try ConflictInbox(network["beijing"]).items().first)
        guard case .rule(let finding) = item.content else {
            Issue.record("no rule")
            return
        }
        #expect(finding.rule == .oneSeatOneAssignment && finding.rows.map(\.key) == [astray])
        #expect(
            problem { try network.edit(astray, at: "beijing", "state=confirmed") }?.code
                == .claimNotOwner)

        network.wait(hours: 1)
        let qing = try claim(network, "anji", seats[0], "青", "confirmed")
        try network.meet()
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: qing) == .confirmed)
            #expect(try overview(replica) == 1)
        }
        #expect(try hub.standing(of: astray) == .displaced(by: qing))
        _ = try ConflictInbox(network["beijing"]).resolve(
            finding, option: 1, author: "t", reason: nil)
        #expect(try ConflictInbox(network["beijing"]).items().isEmpty)
    }

    @Test(arguments: ["removed", "blocked", "retired"])
    func `nobody has a seat that is out of service, and a rule says who was to have it`(
        _ outage: String
    ) throws {
        let (network, seats) = try hall()
        let key = try claim(network, "anji", seats[0], "青", "confirmed")
        try network.meet()
        try network.edit(
            seats[0], at: "anji", outage == "retired" ? "retired=拆墙" : "state=\(outage)")
        try network.meet()
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: key) == .unavailable)
            let items = try ConflictInbox(replica).items()
            guard case .rule(let finding)? = items.first?.content else {
                Issue.record("no finding")
                return
            }
            #expect(items.count == 1 && finding.rule == .assignedSeatInService)
            #expect(finding.options.map(\.code) == ["displace", "end"])
        }
        // At the desk it cannot be given away; a proposal may wait for one that is only blocked.
        #expect(
            problem { try claim(network, "anji", seats[0], "澜", "confirmed") }?.code
                == .seatOutOfService)
        let proposal = problem { try propose(network, "beijing", seats[0], "澜") }
        #expect(proposal?.code == (outage == "blocked" ? nil : .seatOutOfService))
        try network.edit(key, at: "anji", "state=ended")
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
    }

    @Test func `a proposal for a seat that is removed is found, though nobody typed its state`()
        throws
    {
        let (network, seats) = try hall()
        let lan = try propose(network, "beijing", seats[0], "澜")
        try network.meet()
        try network.edit(seats[0], at: "anji", "state=blocked")
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        try network.edit(seats[0], at: "anji", "state=removed")
        #expect(try SeatClaims(network["anji"]).standing(of: lan) == .unavailable)
        #expect(try ConflictInbox(network["anji"]).items().map(\.kind) == ["rule"])
    }

    @Test func `what ends before the seat goes is kept`() throws {
        let (network, seats) = try hall()
        let key = try claim(network, "anji", seats[0], "青", "confirmed")
        try network.edit(seats[0], at: "anji", "state=removed", "state_since=2024-03-01")
        #expect(try SeatClaims(network["anji"]).standing(of: key) == .confirmed)
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        try network.edit(seats[0], at: "anji", "state_since=2024-02-29")
        #expect(try SeatClaims(network["anji"]).standing(of: key) == .unavailable)
        #expect(try ConflictInbox(network["anji"]).items().count == 1)
    }

    @Test func `a file's rows are held to the same, and refused alone`() throws {
        let (network, seats) = try hall()
        try network.edit(seats[3], at: "anji", "state=removed")
        try network.meet()
        let tenancy = try tenancy(network, "beijing", "澜")
        let rows = [
            ("", 0, ""), ("beijing", 1, ""), ("", 1, "confirmed"), ("", 3, "proposed"),
            ("anji", 2, "proposed"),
        ]
        let text =
            "site,seat,tenancy,company,from_day,state\r\n"
            + rows.map { "\($0),\(seats[$1]),\(tenancy),澜,2023-09-01,\($2)\r\n" }.joined()
        let kind = try #require(NetworkSchema.kind("seat_assignment"))
        let file = try KindImport.read(Array(text.utf8), fields: KindPlan.fields(of: kind))
        let plan = try KindPlan(file, kind: kind, in: network["beijing"])
        #expect(plan.refused.map(\.line) == [3, 4, 5])
        #expect(plan.refused.map(\.reason) == [.otherSite, .notOwner, .seatOut])
        try ImportWork(network["beijing"], plan.records, same: plan.same)
            .apply(author: "t", file: "a.csv")
        try network.meet()
        #expect(try SeatClaims(network["anji"]).all().map(\.standing) == [.proposed, .proposed])
    }

    /// How many seats of Anji's the overview counts as assigned on 2023-09-02, at most.
    private func overview(_ replica: Replica) throws -> Int64? {
        let sites = try Overview(replica, nowMilliseconds: 1_693_620_000_000).sites
        return sites.first { $0.site.name == "anji" }?.seatsAssigned.high
    }

    @discardableResult
    private func propose(
        _ network: Network, _ site: String, _ seat: RecordKey, _ company: String,
        _ more: [String] = []
    ) throws -> RecordKey {
        let key = try #require(try RecordDesk(network[site]).find(company, in: "company")).key
        return try network.add(
            "seat_assignment", at: site,
            [
                "seat=\(seat)", "company=\(key)",
                "tenancy=\(try tenancy(network, site, company))", "from_day=2023-09-01",
                "to_day=2024-03-01",
            ] + more)
    }

    private func tenancy(_ network: Network, _ site: String, _ company: String) throws -> String {
        let key = try #require(try RecordDesk(network[site]).find(company, in: "company")).key
        return try #require(
            try network[site].select(
                "SELECT id FROM tenancy WHERE company = ?1", [.text(key.text)]
            ).first?.first?.text)
    }

    private func hall() throws -> (Network, [RecordKey]) {
        let network = try Network("beijing", "anji")
        let seats = try (1...5).map {
            try network.add("seat", at: "anji", "label=A-\($0)", "kind=fixed")
        }
        for name in ["澜", "青"] {
            try network.add("company", at: "beijing", "legal_name=\(name)")
            try network.add("tenancy", at: "beijing", "site=anji", "company=\(name)")
        }
        try network.meet()
        return (network, seats)
    }

    @discardableResult
    private func claim(
        _ network: Network, _ site: String, _ seat: RecordKey, _ company: String, _ state: String
    ) throws -> RecordKey {
        try propose(network, site, seat, company, ["site=anji", "state=\(state)"])
    }
}
