import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Two sites that are apart write about the same thing: what is shown afterwards, what a person is
/// asked, and what nobody loses. By the numbers of the conflict catalogue.
struct ApartStories {
    @Test(arguments: ["closed", "market-rent"])
    func
        `K06 closed at the hub and extended in Anji is disputed at both, and one command decides either way`(
            decided: String
        ) throws
    {
        let network = try Network("beijing", "anji")
        let sites = ["beijing", "anji"]
        let company = try network.add("company", at: "beijing", "legal_name=演示·青")
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "stage=moved-in")
        let seat = try network.add(
            "seat", at: "anji", "site=anji", "label=A-1", "kind=fixed", "state=in-service")
        let held = try network.add(
            "seat_assignment", at: "anji", "seat=\(seat)", "tenancy=\(tenancy)",
            "company=\(company)", "from_day=2023-05-08", "state=confirmed")
        try network.meet()
        for stage in ["notice", "moving-out"] {
            try network.edit(tenancy, at: "beijing", "stage=\(stage)")
        }
        try network.edit(tenancy, at: "beijing", "stage=closed", "exit_reason=outgrew")
        try network.edit(tenancy, at: "anji", "stage=market-rent", "planned_to=2024-06-30")
        try network.meet()
        let found = try network.findings(.closeOrExtend, at: sites)
        #expect(found.map(\.rows) == [[RowReference("tenancy", tenancy)]])
        #expect(
            found.map { $0.options.map(\.code) } == [["stage-closed", "stage-market-rent"]])
        for site in sites {
            #expect(try ConflictInbox(network[site]).items().count == 1)
            let stage = try #require(
                try network[site].record("tenancy", tenancy)?.cells.first { $0.name == "stage" })
            #expect(
                Set(stage.siblings.map(\.value)) == [.text("closed"), .text("market-rent")])
            // Disputed, so the seats stay taken for both.
            #expect(try SeatClaims(network[site]).standing(of: held) == .confirmed)
        }
        try network.decide(.closeOrExtend, "stage-\(decided)", at: sites)
        #expect(try network.shown(tenancy, "stage", at: sites) == .text(decided))
        // Why the hub had closed it, and what Anji had signed, stay told whoever was right.
        #expect(try network.shown(tenancy, "exit_reason", at: sites) == .text("outgrew"))
        #expect(try network.shown(tenancy, "planned_to", at: sites) == .text("2024-06-30"))
        for site in sites {
            #expect(try ConflictInbox(network[site]).items().isEmpty)
            let record = try #require(try network[site].record("tenancy", tenancy))
            let stages = try History(network[site]).writes(record, cell: "stage").map(\.value)
            #expect(Set(stages).isSuperset(of: [.text("closed"), .text("market-rent")]))
        }
    }
}

/// What the hub's capital team writes.
struct GateStories {
    /// What the hub learns of the reviewer while the review is signed.
    @Test(arguments: ["mandate_to=2023-07-31", "interest=yes"])
    func
        `K13 signed on the train while the hub ended the mandate or found an interest: kept, and the gate is held`(
            learnt: String
        ) throws
    {
        let network = try Network("beijing")
        let sites = ["beijing", "laptop"]
        let company = try network.add("company", at: "beijing", "legal_name=演示·青")
        let fund = try network.add("fund", at: "beijing", "name=竹海")
        let investment = try network.add(
            "investment", at: "beijing", "company=\(company)", "fund=\(fund)", "stage=gate-2")
        let review = try network.add(
            "gate_review", at: "beijing", "investment=\(investment)", "gate=1", "reviewer=王教授",
            "verdict=hold", "mandate_from=2023-01-01")
        try network.add(
            "gate_review", at: "beijing", "investment=\(investment)", "gate=2", "reviewer=赵总",
            "verdict=pass", "mandate_from=2023-01-01", "signed_on=2023-08-01")
        try network.secondMachine(of: "beijing", as: "laptop")
        try network.edit(review, at: "laptop", "verdict=pass", "signed_on=2023-08-01")
        try network.edit(review, at: "beijing", learnt)
        for site in sites { #expect(try ConflictInbox(network[site]).items().isEmpty) }
        try network.meet()
        let found = try network.findings(.gateNeedsReviewer, at: sites)
        #expect(found.map(\.rows) == [[RowReference("gate_review", review)]])
        #expect(try network.shown(review, "verdict", at: sites) == .text("pass"), "it is kept")
        // Without the hub's news it would go before the committee.
        for site in sites { try refusesCommittee(network, investment, site) }
        try network.decide(.gateNeedsReviewer, "hold", at: sites)
        try refusesCommittee(network, investment, "beijing")
        try network.add(
            "gate_review", at: "laptop", "investment=\(investment)", "gate=1", "reviewer=李教授",
            "verdict=pass", "mandate_from=2023-01-01", "signed_on=2023-08-09")
        try network.meet()
        try refusesCommittee(network, investment, "beijing")
        try network.edit(review, at: "beijing", "retired=聘期已止")
        try network.edit(investment, at: "beijing", "stage=committee")
    }

    private func refusesCommittee(
        _ network: Network, _ investment: RecordKey, _ site: String
    ) throws {
        do {
            try network.edit(investment, at: site, "stage=committee")
            Issue.record("the gate is held at \(site)")
        } catch let problem as Problem {
            #expect(problem.code == .rule)
            #expect(problem.json(in: .en)["details"]?["rule"]?.string == "X11")
        }
    }
}
