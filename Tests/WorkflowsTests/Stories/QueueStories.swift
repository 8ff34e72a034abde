import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Stories about who gets the next seats (K08, K09).
struct QueueStories {
    private func trade(_ network: Network, _ site: String) -> TradeDesk {
        TradeDesk(
            network[site], author: "李娜",
            milliseconds: network[site].environment.wallMilliseconds())
    }

    private func seats(_ network: Network, _ site: String, _ count: Int) throws {
        for number in 1...count {
            try network.add(
                "seat", at: site, "site=\(site)", "label=A-\(number)", "kind=fixed",
                "state=in-service")
        }
    }

    @Test(arguments: [false, true])
    func `X17 seats of a company that was told to leave are free from the day after, at both sites`(
        backwards: Bool
    ) throws {
        let network = try Network("beijing", "anji")
        let lan = try network.add("company", at: "beijing", "legal_name=演示·澜")
        let zhu = try network.add("company", at: "beijing", "legal_name=演示·竹")
        try network.meet()
        let tenancy = try network.add(
            "tenancy", at: "anji", "company=\(lan)", "number=AJ-1", "stage=moved-in",
            "moved_in_on=2023-05-08")
        try seats(network, "anji", 8)
        for seat in try network["anji"].keys(of: "seat", prefix: "", limit: 9) {
            try network.add(
                "seat_assignment", at: "anji", "seat=\(seat)", "tenancy=\(tenancy)",
                "company=\(lan)", "from_day=2023-05-08", "state=confirmed")
        }
        let entry = try network.add(
            "waitlist_entry", at: "anji", "company=\(zhu)", "joined_on=2023-06-01",
            "seats_wanted=8", "state=waiting")
        try network.edit(
            tenancy, at: "anji", "stage=notice", "notice_on=2023-08-01", "leave_by=2023-08-31")
        try network.meet(backwards: backwards)
        try network.edit(
            entry, at: "anji", "state=offered", "offered_seats=8", "offered_on=2023-08-11",
            "answer_by=2023-08-20", "offered_from=2023-09-01")
        // Head office, not knowing of the offer, lets them stay longer.
        try network.edit(tenancy, at: "beijing", "leave_by=2023-09-30")
        let sites = ["beijing", "anji"]
        #expect(try network.findings(.offersWithinSeats, at: sites).isEmpty)
        try network.meet(backwards: backwards)
        let finding = try #require(try network.findings(.offersWithinSeats, at: sites).first)
        #expect(finding.rows.map(\.key) == [entry])
        #expect(finding.detail.en.contains("8 seats offered, and 0 are free then"))
        try network.edit(tenancy, at: "anji", "leave_by=2023-08-31")
        try network.meet(backwards: backwards)
        #expect(try network.findings(.offersWithinSeats, at: sites).isEmpty)
    }

    @Test(arguments: [false, true])
    func `K08 accepted at two sites: both stand until the founder was asked, then one lapses`(
        backwards: Bool
    ) throws {
        let network = try Network("beijing", "anji")
        try seats(network, "beijing", 10)
        try seats(network, "anji", 8)
        let qing = try network.add("company", at: "beijing", "legal_name=演示·青")
        let zhu = try network.add("company", at: "anji", "legal_name=演示·竹")
        func wait(_ company: RecordKey, _ site: String) throws -> RecordKey {
            try network.add(
                "waitlist_entry", at: site, "site=\(site)", "company=\(company)",
                "joined_on=2023-06-01", "seats_wanted=8", "state=waiting")
        }
        let here = try wait(qing, "beijing")
        let there = try wait(qing, "anji")
        let next = try wait(zhu, "anji")
        try network.secondMachine(of: "beijing", as: "laptop")
        try network.meet()
        func offer(_ entry: RecordKey, _ site: String, _ seats: Int, _ day: Int) throws {
            try network.edit(
                entry, at: site, "state=offered", "offered_seats=\(seats)",
                "offered_on=2023-08-\(day)", "answer_by=2023-08-20", "offered_from=2023-09-01")
            try network.edit(entry, at: site, "state=accepted")
        }
        try offer(here, "beijing", 10, 10)
        try offer(there, "anji", 8, 11)
        try network.meet(backwards: backwards)
        // The company is one: whoever holds both sees it. Anji knows nothing of Beijing's queue.
        let hubs = ["beijing", "laptop"]
        let finding = try #require(try network.findings(.acceptedOnce, at: hubs).first)
        #expect(Set(finding.rows.map(\.key)) == [here, there])
        #expect(finding.options.map(\.code) == ["keep-beijing", "keep-anji"])
        #expect(finding.detail.en.contains("after 2023-08-20 the later lapses"))
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        #expect(try network["anji"].record("waitlist_entry", here) == nil)
        // Frozen: both stand, and the seats of both are kept.
        #expect(try network.shown(here, "state", at: hubs) == .text("accepted"))
        #expect(try network.shown(there, "state", at: hubs + ["anji"]) == .text("accepted"))
        #expect(throws: Problem.self) { try offer(next, "anji", 8, 12) }
        try network.decide(.acceptedOnce, "keep-beijing", at: hubs)
        #expect(try network.shown(there, "state", at: hubs + ["anji"]) == .text("lapsed"))
        #expect(try network.shown(here, "state", at: hubs) == .text("accepted"))
        // The seats go to the next in line.
        #expect(try trade(network, "anji").next(seats: 8)?.entry == next)
        try offer(next, "anji", 8, 12)
    }

    @Test(arguments: [false, true])
    func `K09 admitted offline while the hub moved another up: it stands, and is told`(
        backwards: Bool
    ) throws {
        let network = try Network("beijing", "anji")
        try seats(network, "anji", 2)
        func wait(_ name: String, _ day: Int) throws -> (RecordKey, entry: RecordKey) {
            let company = try network.add("company", at: "anji", "legal_name=\(name)")
            let entry = try network.add(
                "waitlist_entry", at: "anji", "site=anji", "company=\(company)",
                "joined_on=2023-06-0\(day)", "seats_wanted=1", "state=waiting")
            return (company, entry)
        }
        let (_, first) = try wait("演示·澜", 1)
        let (_, second) = try wait("演示·竹", 2)
        let (_, favoured) = try wait("演示·观岳", 3)
        try network.meet()
        try network.edit(
            favoured, at: "beijing", "priority=favoured", "priority_by=周凯", "priority_reason=算力")
        #expect(try trade(network, "anji").next(seats: 1)?.entry == first)
        for state in ["offered", "accepted", "admitted"] {
            try network.edit(first, at: "anji", "state=\(state)")
        }
        try network.meet(backwards: backwards)
        for site in ["beijing", "anji"] {
            #expect(try network.shown(first, "state", at: site) == .text("admitted"))
            #expect(try network.shown(favoured, "priority", at: site) == .text("favoured"))
            #expect(try network.shown(favoured, "priority_by", at: site) == .text("周凯"))
            #expect(try ConflictInbox(network[site]).items().isEmpty, "nobody has to decide")
        }
        let queue = try trade(network, "anji").queue()
        #expect(queue.map(\.entry) == [favoured, second])
        #expect(queue.map(\.overtakenBy) == [["演示·澜"], []])
        // An admission that knew of the jump has overtaken nobody.
        for state in ["offered", "accepted", "admitted"] {
            try network.edit(second, at: "anji", "state=\(state)")
        }
        #expect(try trade(network, "anji").queue().map(\.overtakenBy) == [["演示·澜"]])
    }

    /// A team that the hub wrote down, and the same people with a code at Anji; each has an entry in Anji's
    /// queue, and another company joined between the two.
    private func twice() throws -> (
        Network, team: RecordKey, company: RecordKey, early: RecordKey, late: RecordKey,
        between: RecordKey
    ) {
        let network = try Network("beijing", "anji")
        let team = try network.add("company", at: "beijing", "legal_name=演示·澜图", "kind=team")
        let company = try network.add(
            "company", at: "anji", "legal_name=澜图智能", "credit_code=91330523XU0010005G")
        let other = try network.add("company", at: "anji", "legal_name=演示·竹")
        try seats(network, "anji", 5)
        try network.meet()
        func wait(_ company: RecordKey, _ day: Int, at site: String) throws -> RecordKey {
            try network.add(
                "waitlist_entry", at: site, "site=anji", "company=\(company)",
                "joined_on=2023-06-0\(day)", "seats_wanted=\(day)", "state=waiting")
        }
        let early = try wait(team, 1, at: "beijing")
        let between = try wait(other, 3, at: "anji")
        let late = try wait(company, 5, at: "anji")
        try network.meet()
        return (network, team, company, early, late, between)
    }

    @Test func `K03 linked, a company has one place, by its earliest day; unlinked, each its own`()
        throws
    {
        let (network, team, company, early, late, between) = try twice()
        let joined = { (site: String) in
            try trade(network, site).queue().map { $0.joined?.description ?? "" }
        }
        let overview = {
            try Overview(network["beijing"], nowMilliseconds: 1_691_737_200_000).waitlist
        }
        let before = ["2023-06-01", "2023-06-03", "2023-06-05"]
        #expect(try joined("anji") == before)
        _ = try trade(network, "beijing").link(team.text, company.text, reason: nil)
        try network.meet()
        let queue = try trade(network, "anji").queue()
        #expect(queue.map(\.entry) == [early, between])
        #expect(queue.map(\.others) == [[late], []])
        #expect(try joined("anji") == ["2023-06-01", "2023-06-03"])
        #expect(try overview().map(\.joinedOn) == ["2023-06-01", "2023-06-03"])
        #expect(try overview().map(\.others) == [[late], []])
        for site in ["beijing", "anji"] {
            let report = try network.report(.waitlist, at: site, day: "2023-08-11")
            #expect(try report.texts("waited") == ["71", "69"])
            #expect(try report.figure("waiting") == 2)
            #expect(try report.keys("waiting") == [early, late, between].map(\.text).sorted())
            #expect(report.remarks.contains { $0.en.contains("\(late) wait as well") })
        }
        // Nothing was written in the entries.
        #expect(
            try network.shown(late, "joined_on", at: ["beijing", "anji"]) == .text("2023-06-05"))
        _ = try trade(network, "anji").unlink(team.text, company.text, reason: "两家")
        try network.meet()
        #expect(try joined("anji") == before)
        #expect(try overview().map(\.joinedOn) == before)
        #expect(try network.report(.waitlist, day: "2023-08-11").rows.count == 3)
    }

    @Test func `K03 one place is left at once, and stands by the entry that is furthest on`() throws
    {
        let (network, team, company, early, late, between) = try twice()
        _ = try trade(network, "anji").link(team.text, company.text, reason: nil)
        try network.edit(
            late, at: "anji", "state=offered", "offered_seats=5", "offered_on=2023-08-10",
            "answer_by=2023-08-20", "offered_from=2023-09-01")
        let desk = trade(network, "anji")
        #expect(try desk.queue().map(\.entry) == [late, between])
        #expect(try desk.queue().first?.joined == LocalDay("2023-06-01"))
        let left = try desk.leaveQueue(team.text, reason: "不来了")
        #expect(try desk.queue().map(\.entry) == [between])
        for dot in left.dots { _ = try network["anji"].undo(dot, author: "t", reason: nil) }
        #expect(try desk.queue().map(\.others) == [[early], []])
    }
}
