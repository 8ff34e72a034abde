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
}
