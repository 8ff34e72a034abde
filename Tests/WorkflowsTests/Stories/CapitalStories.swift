import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Stories about money that others know of too (K15, K16), and about cities and visitors (K17, K18).
struct CapitalStories {
    /// The hub with a second machine, and Anji; a company that all know.
    private func network() throws -> (Network, company: RecordKey) {
        let network = try Network("beijing", "anji")
        let company = try network.add("company", at: "beijing", "legal_name=演示·澜")
        try network.secondMachine(of: "beijing", as: "laptop")
        try network.meet()
        return (network, company)
    }

    private let hubs = ["beijing", "laptop"]

    @Test(arguments: [false, true])
    func `K15 one round told in yuan and recorded in dollars is suspected, linked, and counts once`(
        backwards: Bool
    ) throws {
        let (network, company) = try network()
        let told = try network.add(
            "funding_round", at: "anji", "company=\(company)", "round=A", "status=closed",
            "closed_on=2023-07-31", "amount_fen=50000000", "currency=CNY")
        let known = try network.add(
            "funding_round", at: "beijing", "site=beijing", "company=\(company)", "round=a",
            "status=closed", "closed_on=2023-07-28", "amount_fen=7000000", "currency=USD",
            "rate=7.1500", "rate_on=2023-07-28", "investors=甲,乙", "evidence=交割单")
        try network.meet(backwards: backwards)
        let finding = try #require(try network.findings(.oneRound, at: hubs).first)
        #expect(Set(finding.rows.map(\.key)) == [told, known])
        // Anji learns nothing of the sealed one, and keeps its number.
        #expect(try network["anji"].record("funding_round", known) == nil)
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        let before = try network["anji"].record("funding_round", told)?.version
        try network.decide(.oneRound, "same", at: hubs)
        #expect(try network["anji"].record("funding_round", told)?.version == before)
        for site in hubs {
            #expect(try network.shown(told, "amount_fen", at: site) == .integer(5_000_000_000))
            #expect(try network.shown(known, "amount_fen", at: site) == .integer(700_000_000))
            let rounds = try RuleFactQueries(network[site]).rows("funding_round", nil)
            #expect(RoundRule.classes(rounds).map { $0.map(\.key) } == [[known, told]])
        }
    }

    @Test func `K15 another round, another month or another order of magnitude is not suspected`()
        throws
    {
        let (network, company) = try network()
        func add(_ site: String, _ round: String, _ month: String, _ yuan: Int) throws {
            try network.add(
                "funding_round", at: site, "site=\(site)", "company=\(company)", "round=\(round)",
                "closed_on=2023-\(month)-10", "amount_fen=\(yuan)", "currency=CNY")
        }
        try add("anji", "A", "07", 50_000_000)
        try add("beijing", "B", "09", 50_000_000)
        try add("beijing", "A+", "07", 56_000_000)
        try network.meet()
        #expect(try network.findings(.oneRound, at: hubs).isEmpty)
        try add("beijing", "A 轮", "07", 54_000_000)
        try network.meet()
        let found = try network.findings(.oneRound, at: hubs)
        #expect(found.count == 2, "it is within a tenth of both")
        for _ in found { try decideFirst(network) }
        #expect(try network.findings(.oneRound, at: hubs).isEmpty)
    }

    private func decideFirst(_ network: Network) throws {
        let finding = try #require(try network.findings(.oneRound, at: hubs).first)
        _ = try ConflictInbox(network["beijing"]).resolve(
            finding, option: 2, author: "周凯", reason: nil)
        try network.meet()
    }

    @Test(arguments: [false, true])
    func
        `K16 the press and the term sheet differ: no conflict, and Anji never learns of the second`(
            backwards: Bool
        ) throws
    {
        let (network, company) = try network()
        let press = try network.add(
            "press_valuation", at: "anji", "company=\(company)", "as_of=2023-08-01",
            "amount_fen=500000000", "currency=CNY", "basis=press", "source=晚报")
        let sealed = try network.add(
            "valuation", at: "beijing", "company=\(company)", "as_of=2023-08-01",
            "amount_fen=320000000", "currency=CNY", "basis=round")
        try network.meet(backwards: backwards)
        for site in hubs {
            #expect(try ConflictInbox(network[site]).items().isEmpty)
            #expect(try network.shown(press, "basis", at: site) == .text("press"))
            #expect(try network.shown(sealed, "amount_fen", at: site) == .integer(32_000_000_000))
        }
        let anji = network["anji"]
        #expect(try ConflictInbox(anji).items().isEmpty)
        #expect(try anji.record("valuation", sealed) == nil)
        #expect(try anji.vector { $0 == .capital }.entries.isEmpty, "nor that there is any")
        #expect(try network.shown(press, "amount_fen", at: "anji") == .integer(50_000_000_000))
    }

    @Test(arguments: [false, true])
    func `K17 one delegation written down by host and companion counts once, notes stay apart`(
        backwards: Bool
    ) throws {
        let (network, _) = try network()
        let host = try network.add(
            "visit", at: "beijing", "site=beijing", "arrived_at=2023-08-11 09:30",
            "kind=government", "organisation=演示市科技局", "people=12", "hosts=王总", "note=谈税收")
        let companion = try network.add(
            "visit", at: "anji", "arrived_at=2023-08-11 10:00", "kind=government",
            "organisation=演示市科技局", "people=14", "hosts=李娜", "note=看场地")
        try network.add(
            "visit", at: "anji", "arrived_at=2023-08-12 10:00", "kind=government",
            "organisation=演示市科技局", "people=3")
        try network.meet(backwards: backwards)
        func counted(_ site: String) throws -> [CountedVisit] {
            VisitRule.once(try RuleFactQueries(network[site]).rows("visit", nil))
        }
        for site in hubs {
            let visits = try counted(site)
            #expect(visits.map { Set($0.rows.map(\.key)) }.first == [host, companion])
            #expect(visits.map(\.people) == [14, 3])
            #expect(visits.first?.hosts == ["李娜", "王总"])
            #expect(try ConflictInbox(network[site]).items().isEmpty, "nothing is asked")
        }
        #expect(try counted("anji").map(\.people) == [14, 3])
        #expect(try network["anji"].record("visit", host) == nil)
        #expect(try network.shown(companion, "note", at: "beijing") == .text("看场地"))
        #expect(try network.shown(host, "note", at: "beijing") == .text("谈税收"))
    }

    @Test(arguments: [false, true], ["as-answered", "into-2"])
    func
        `K18 an answered version stands; what a colleague changed in it is offered as a difference`(
            backwards: Bool, way: String
        ) throws
    {
        let (network, _) = try network()
        let first = try network.add(
            "city_offer", at: "beijing", "city=510107", "city_name=演示市", "version=1",
            "fund_size_fen=300000000", "clause_text=三亿\n两年")
        try network.meet()
        try network.edit(first, at: "beijing", "answer=negotiating")
        let second = try network.add(
            "city_offer", at: "beijing", "city=510107", "city_name=演示市", "version=2",
            "fund_size_fen=500000000")
        // Whoever knows of the answer is refused.
        #expect(throws: Problem.self) {
            try network.edit(first, at: "beijing", "fund_size_fen=400000000")
        }
        try network.edit(first, at: "laptop", "fund_size_fen=400000000")
        try network.meet(backwards: backwards)
        let finding = try #require(try network.findings(.answeredOfferStands, at: hubs).first)
        #expect(Set(finding.rows.map(\.key)) == [first, second])
        #expect(
            finding.detail.en
                == "version 1 was answered, and there is a version 1b: fund size 300000000.00 → "
                + "400000000.00")
        try network.decide(.answeredOfferStands, way, at: hubs)
        let million = { (count: Int64) in Value.integer(count * 100_000_000) }
        #expect(try network.shown(first, "fund_size_fen", at: hubs) == million(300))
        #expect(
            try network.shown(second, "fund_size_fen", at: hubs)
                == million(way == "into-2" ? 400 : 500))
        #expect(try network.shown(first, "clause_text", at: hubs) == .text("三亿\n两年"))
        let record = try #require(try network["laptop"].record("city_offer", first))
        let values = try History(network["laptop"]).writes(record, cell: "fund_size_fen")
            .map(\.value)
        #expect(values.contains(million(400)), "1b is in the history")
        #expect(try network["anji"].record("city_offer", first) == nil)
    }
}
