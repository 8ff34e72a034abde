import Causality
import Domain
import Storage
import Testing
import Wire
import Workflows

/// Two people decide one conflict of a rule apart from each other.
struct DecisionStories {
    /// A seat that anji confirmed twice; both sites know of it.
    private func contested() throws -> (network: Network, first: RecordKey, second: RecordKey) {
        let network = try Network("anji", "beijing")
        let seat = try network.add("seat", at: "anji", "label=A-1", "kind=fixed")
        let claims = try ["澜", "青"].map { name in
            let company = try network.add("company", at: "anji", "legal_name=\(name)")
            let tenancy = try network.add(
                "tenancy", at: "anji", "site=anji", "company=\(company)")
            let claim = try network.add(
                "seat_assignment", at: "anji", "seat=\(seat)", "company=\(company)",
                "tenancy=\(tenancy)", "site=anji", "from_day=2023-08-14", "state=confirmed")
            network.wait(hours: 1)
            return claim
        }
        try network.meet()
        return (network, claims[0], claims[1])
    }

    private func items(_ network: Network, _ site: String) throws -> [InboxItem] {
        try ConflictInbox(network[site]).items()
    }

    private func decide(_ network: Network, at site: String, option: Int) throws -> ConflictID {
        let item = try #require(try items(network, site).first)
        guard case .rule(let finding) = item.content else { throw Unexpected() }
        _ = try ConflictInbox(network[site])
            .resolve(finding, option: option, shown: item.id, author: site, reason: "why")
        return item.id
    }

    private struct Unexpected: Error {}

    /// Anji lets the later claim give way, Beijing the earlier one.
    private func decidedApart(backwards: Bool = false) throws -> (
        network: Network, first: RecordKey, second: RecordKey, conflict: ConflictID
    ) {
        let (network, first, second) = try contested()
        let here = try decide(network, at: "anji", option: 1)
        let there = try decide(network, at: "beijing", option: 2)
        #expect(here == there)
        #expect(try items(network, "anji").isEmpty && items(network, "beijing").isEmpty)
        try network.meet(backwards: backwards)
        return (network, first, second, here)
    }

    @Test(arguments: [false, true])
    func `are told so, under one id at every site and in either order of arrival`(
        backwards: Bool
    ) throws {
        let (network, _, _, conflict) = try decidedApart(backwards: backwards)
        let open = try ["anji", "beijing"].map { try items(network, $0) }
        #expect(open.map(\.count) == [1, 1])
        #expect(open[0].map(\.id) == open[1].map(\.id))
        #expect(open[0].map(\.kind) == ["resolution"])
        // Whoever asks for what was decided is led there.
        let found = try ConflictInbox(network["beijing"]).find(conflict.description)
        #expect(found.id == open[0][0].id)
        // What is remembered agrees with the definition.
        _ = try network.findings(.decidedOnce, at: ["anji", "beijing"])
    }

    @Test(arguments: [1, 2])
    func `one of them is chosen, and the seat has the holder that it names`(option: Int) throws {
        let (network, first, second, _) = try decidedApart()
        let claims = SeatClaims(network["anji"])
        #expect(try claims.standing(of: first) == .displaced(by: nil))
        #expect(try claims.standing(of: second) == .displaced(by: nil))
        _ = try decide(network, at: "anji", option: option)
        try network.meet()
        let decisions = try DecisionLog(network["anji"]).decisions()
        let byAnji = decisions.first { $0.author == "anji" }?.key
        let holder = (byAnji == second) == (option == 1) ? first : second
        for replica in [network["anji"], network["beijing"]] {
            #expect(try SeatClaims(replica).standing(of: holder) == .confirmed)
            #expect(try ConflictInbox(replica).items().isEmpty)
        }
        _ = try network.findings(.decidedOnce, at: ["anji", "beijing"])
    }

    @Test func `both may be left to stand, and nothing asks again`() throws {
        let (network, first, second, _) = try decidedApart()
        _ = try decide(network, at: "anji", option: 3)
        try network.meet()
        for replica in [network["anji"], network["beijing"]] {
            #expect(try ConflictInbox(replica).items().isEmpty)
            for claim in [first, second] {
                #expect(try SeatClaims(replica).standing(of: claim) == .displaced(by: nil))
            }
        }
        _ = try network.findings(.decidedOnce, at: ["anji", "beijing"])
    }

    @Test func `one is taken back, and the other one stands`() throws {
        let (network, first, second, _) = try decidedApart()
        let dot = try #require(
            try DecisionLog(network["beijing"]).decisions().first { $0.author == "beijing" }?.dot)
        _ = try UndoDesk(network["anji"]).undo(
            dot.description, force: false, author: "anji", reason: nil)
        try network.meet()
        for replica in [network["anji"], network["beijing"]] {
            #expect(try ConflictInbox(replica).items().isEmpty)
        }
        let standing = try [first, second].map { try SeatClaims(network["anji"]).standing(of: $0) }
        #expect(standing.count { $0 == .confirmed } == 1)
    }

    @Test func `are told so also when one of them turns out to be from one of two copies`() throws {
        let (network, _, _) = try contested()
        try network.twin(of: "anji", as: "anji-copy")
        _ = try decide(network, at: "anji", option: 1)
        _ = try decide(network, at: "beijing", option: 2)
        try network.meet(among: "anji", "beijing")
        #expect(try network.findings(.decidedOnce, at: ["beijing"]).count == 1)
        // The copy has used the numbers of anji's decision: they get other names.
        try network.add("seat", at: "anji-copy", "label=A-2", "kind=fixed")
        try network.carry(from: "anji-copy", to: "beijing", most: 1_000, again: true)
        #expect(try !network["beijing"].forks().isEmpty)
        #expect(try network.findings(.decidedOnce, at: ["beijing"]).count == 1)
    }

    @Test func `two that decide alike have nothing to settle`() throws {
        let (network, _, _) = try contested()
        _ = try decide(network, at: "anji", option: 1)
        _ = try decide(network, at: "beijing", option: 1)
        try network.meet()
        #expect(try items(network, "anji").isEmpty && items(network, "beijing").isEmpty)
    }

    @Test func `are not asked about any more once what they wrote has been erased`() throws {
        let network = try Network("anji", "beijing")
        let hub = try network.add("company", at: "beijing", "legal_name=演示·澜图", "contact=兰 111")
        let branch = try network.add(
            "company", at: "anji", "legal_name=演示·澜图", "contact=兰 222")
        try network.meet()
        try network.edit(hub, at: "beijing", "aliases=\(branch)")
        try network.meet()
        _ = try decide(network, at: "anji", option: 1)
        _ = try decide(network, at: "beijing", option: 2)
        try network.meet()
        #expect(try network.findings(.decidedOnce, at: ["anji", "beijing"]).count == 1)
        for card in [hub, branch] {
            let work = EraseWork(network["anji"])
            let plan = try work.plan(card.text, fields: ["contact"], reason: "本人要求")
            try work.carryOut(plan, author: "anji", reason: "本人要求")
        }
        try network.meet()
        #expect(try network.findings(.decidedOnce, at: ["anji", "beijing"]).isEmpty)
    }
}
