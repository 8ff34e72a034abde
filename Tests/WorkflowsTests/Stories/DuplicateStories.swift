import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// K03: the hub registers a team without a credit code, a branch the same people with a fresh one.
struct DuplicateStories {
    private static let code = "91330523XU0010005G"

    private func registered() throws -> (Network, team: RecordKey, company: RecordKey) {
        let network = try Network("beijing", "anji")
        let team = try network.add(
            "company", at: "beijing", "legal_name=演示·澜图", "kind=team", "contact=吴倩")
        let company = try network.add(
            "company", at: "anji", "legal_name=演示澜图（安吉）有限公司", "credit_code=\(Self.code)")
        try network.meet()
        return (network, team, company)
    }

    private func open(_ network: Network, _ site: String) throws -> [InboxItem] {
        try ConflictInbox(network[site]).items()
    }

    @Test func `two cards of one company are proposed at every site under one id`() throws {
        let (network, _, company) = try registered()
        #expect(company.text == "C-\(Self.code)")
        let (hub, branch) = (try open(network, "beijing"), try open(network, "anji"))
        #expect(hub.map(\.kind) == ["duplicate"] && hub.map(\.id) == branch.map(\.id))
    }

    @Test func `linked, their free months are one company's; unlinked, two companies' again`()
        throws
    {
        let (network, team, company) = try registered()
        for (site, card, from, to) in [
            ("beijing", team, "2023-01-01", "2023-05-01"),
            ("anji", company, "2023-06-01", "2023-10-01"),
        ] {
            let tenancy = try network.add("tenancy", at: site, "company=\(card)", "site=\(site)")
            try network.add(
                "tenancy_term", at: site, "site=\(site)", "tenancy=\(tenancy)", "company=\(card)",
                "kind=free", "from_day=\(from)", "to_day=\(to)")
        }
        try network.meet()
        let inbox = ConflictInbox(network["beijing"])
        let item = try #require(try inbox.items().first)
        guard case .rule(let finding) = item.content, try inbox.items().count == 1 else {
            Issue.record("four and four months of two companies break no rule")
            return
        }
        let same = try #require(finding.options.firstIndex { $0.code == "same" })
        let link = try inbox.resolve(finding, option: same + 1, author: "李娜", reason: "同一团队")
        #expect(try inbox.items().map(\.kind) == ["rule"], "eight months of one company")
        _ = try network["beijing"].undo(try #require(link.first), author: "李娜", reason: nil)
        #expect(try inbox.items().map(\.kind) == ["duplicate"], "as it was before the link")
        #expect(try inbox.find(item.shortID).kind == "duplicate", "and the old id leads to it")
    }

    @Test func `linked, both are called by the class's name wherever they are named`() throws {
        let (network, team, company) = try registered()
        let hub = network["beijing"]
        let desk = RecordDesk(hub)
        let tenancy = try network.add("tenancy", at: "beijing", "company=\(team)", "number=1")
        try network.add(
            "waitlist_entry", at: "beijing", "company=\(team)", "joined_on=2023-01-01",
            "state=waiting")
        let title = { try desk.title(try #require(try desk.find(tenancy.text))) }
        let overview = { try Overview(hub, nowMilliseconds: 1_700_000_000_000).waitlist }
        let filter = try RecordFilter(
            "company=\(company)", of: desk.kind("tenancy"), desk)
        #expect(try title().hasPrefix("演示·澜图"))
        let inbox = ConflictInbox(hub)
        guard case .rule(let finding) = try #require(try inbox.items().first).content,
            let same = finding.options.firstIndex(where: { $0.code == "same" })
        else {
            Issue.record("a proposal")
            return
        }
        let record = try #require(try desk.find(tenancy.text))
        #expect(try !filter.matches(record))
        let link = try inbox.resolve(finding, option: same + 1, author: "t", reason: "t")
        #expect(try title().hasPrefix("演示澜图（安吉）有限公司"))
        #expect(try overview().map(\.company) == ["演示澜图（安吉）有限公司"])
        #expect(try filter.matches(record))
        _ = try hub.undo(try #require(link.first), author: "t", reason: nil)
        #expect(try title().hasPrefix("演示·澜图"))
        #expect(try overview().map(\.company) == ["演示·澜图"])
        #expect(try !filter.matches(record))
    }

    @Test func `told apart at one site while linked at the other, the link's company is one`()
        throws
    {
        let (network, _, _) = try registered()
        for (site, code) in [("beijing", "same"), ("anji", "different")] {
            let inbox = ConflictInbox(network[site])
            guard case .rule(let finding) = try #require(try inbox.items().first).content,
                let option = finding.options.firstIndex(where: { $0.code == code })
            else {
                Issue.record("a proposal")
                return
            }
            _ = try inbox.resolve(finding, option: option + 1, author: "t", reason: "t")
        }
        try network.meet()
        #expect(try open(network, "beijing").isEmpty && open(network, "anji").isEmpty)
        #expect(try CompanyAliases.index(network["anji"]).lines.count == 1)
    }
}
