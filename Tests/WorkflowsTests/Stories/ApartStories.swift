import Causality
import Domain
import Storage
import Testing
import Workflows

/// Two sites that are apart write about the same thing: what is shown afterwards, what a person is
/// asked, and what nobody loses. By the numbers of the conflict catalogue.
struct ApartStories {
    /// Sites that have met, with a company and its tenancy in Anji.
    private func moved() throws -> (Network, tenancy: RecordKey) {
        let network = try Network("beijing", "anji")
        let company = try network.add("company", at: "beijing", "legal_name=演示·青")
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "stage=moved-in")
        try network.meet()
        return (network, tenancy)
    }

    @Test
    func
        `K06 closed at the hub and extended in Anji: both stand side by side, and a person may overrule`()
        throws
    {
        let (network, tenancy) = try moved()
        for stage in ["notice", "moving-out"] {
            try network.edit(tenancy, at: "beijing", "stage=\(stage)")
        }
        try network.edit(tenancy, at: "beijing", "stage=closed", "exit_reason=outgrew")
        try network.edit(tenancy, at: "anji", "stage=market-rent", "planned_to=2024-06-30")
        try network.meet()
        for site in ["beijing", "anji"] {
            let stage = try #require(
                try network[site].record("tenancy", tenancy)?.cells.first { $0.name == "stage" })
            #expect(stage.standing == .settled)
            #expect(
                Set(stage.siblings.map(\.value)) == [.text("closed"), .text("market-rent")])
        }
        // The extension wins; why the hub had closed it stays told.
        try network.edit(tenancy, at: "beijing", "stage=market-rent")
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(try network.shown(tenancy, "stage", at: site) == .text("market-rent"))
            #expect(
                try network.shown(tenancy, "exit_reason", at: site) == .text("outgrew"))
            #expect(try network.shown(tenancy, "planned_to", at: site) == .text("2024-06-30"))
        }
    }
}

/// What the hub's capital team writes.
struct GateStories {
    @Test func `K13 a pass signed after the mandate ended is kept, and the gate asked about`()
        throws
    {
        let network = try Network("beijing")
        let company = try network.add("company", at: "beijing", "legal_name=演示·青")
        let fund = try network.add("fund", at: "beijing", "name=竹海")
        let investment = try network.add(
            "investment", at: "beijing", "company=\(company)", "fund=\(fund)")
        try network.add(
            "gate_review", at: "beijing", "investment=\(investment)", "gate=1", "reviewer=王教授",
            "verdict=pass", "mandate_from=2023-01-01", "mandate_to=2023-07-31",
            "signed_on=2023-08-01")
        let items = try ConflictInbox(network["beijing"]).items()
        guard case .rule(let finding) = try #require(items.first).content else {
            Issue.record("a finding")
            return
        }
        #expect(finding.rule == .gateNeedsReviewer)
        #expect(
            try network["beijing"].select("SELECT verdict FROM gate_review") == [[.text("pass")]])
    }
}
