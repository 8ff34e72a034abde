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

    @Test func `K03 two cards of one company are proposed at every site under one id`() throws {
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
        #expect(
            try inbox.items().map(\.kind).sorted() == ["duplicate", "rule"],
            "eight months of one company, and two names")
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

    /// What is asked about the cards of linked companies.
    private func differing(_ replica: Replica) throws -> [Finding] {
        try ConflictInbox(replica).items().compactMap { item in
            guard case .rule(let finding) = item.content, finding.rule == .linkedCardsAgree else {
                return nil
            }
            return finding
        }
    }

    /// Two cards that were filled in at two sites and linked: an action's dots with the two keys.
    private func linked() throws -> (Network, team: RecordKey, company: RecordKey, link: Dot) {
        let (network, team, company) = try registered()
        try network.edit(team, at: "beijing", "stage=A 轮", "sectors=芯片", "home_site=beijing")
        try network.edit(
            company, at: "anji", "stage=天使轮", "sectors=机器人", "funding_status=融资中",
            "funding_as_of=2023-08-01")
        try network.meet()
        let inbox = ConflictInbox(network["beijing"])
        guard case .rule(let finding) = try #require(try inbox.items().first).content,
            let same = finding.options.firstIndex(where: { $0.code == "same" })
        else { throw Missing() }
        let link = try inbox.resolve(finding, option: same + 1, author: "李娜", reason: "同一团队")
        try network.meet()
        return (network, team, company, try #require(link.first))
    }

    private struct Missing: Error {}

    /// What a card shows, by field, and when: all that unlinking has to bring back.
    private func cards(_ network: Network, _ keys: [RecordKey]) throws -> [String] {
        try ["beijing", "anji"].flatMap { site in
            try keys.map { key in
                let record = try #require(try network[site].record("company", key))
                let desk = RecordDesk(network[site])
                return ["legal_name", "stage", "sectors", "home_site", "funding_status"]
                    .map { "\(desk.values(record, $0))" }.joined(separator: " ")
            }
        }
    }

    @Test func `linked, each field that both fill in differently is asked about at every site`()
        throws
    {
        let (network, _, company, _) = try linked()
        let found = try ["beijing", "anji"].map { try differing(network[$0]) }
        #expect(Set(found[0].map(\.columns.first)) == ["legal_name", "stage"])
        #expect(found[0] == found[1])
        let ids = try ["beijing", "anji"].map { try open(network, $0).map(\.id) }
        #expect(ids[0] == ids[1])
        let desk = RecordDesk(network["anji"])
        let record = try #require(try desk.find(company.text))
        let picture = try #require(try CompanyClass(of: record, desk))
        #expect(picture.root == company && picture.cards.count == 2)
        let lines = Dictionary(
            uniqueKeysWithValues: picture.lines().map { ($0.field.name, $0.values.map(\.value)) })
        #expect(lines["stage"] == [.text("angel"), .text("a")])
        #expect(lines["home_site"] == [.text("beijing")], "what one fills in holds")
        #expect(lines["funding_status"] == [.text("raising")])
        #expect(
            lines["sectors"]?.first.map { Set(SetText.elements(of: $0)) } == ["芯片", "机器人"])
        #expect(picture.json["fields"]?["stage"]?.array?.count == 2)
    }

    @Test
    func `fields that one transaction wrote are asked about one by one, each under its own id`()
        throws
    {
        let network = try Network("beijing", "anji", "hangzhou")
        try network.add(
            "company", at: "anji", "legal_name=北京云杉科技有限公司", "stage=天使轮", "kind=team")
        try network.add(
            "company", at: "hangzhou", "legal_name=北京云杉科技", "stage=A 轮", "kind=company")
        try network.meet()
        let inbox = ConflictInbox(network["beijing"])
        guard case .rule(let finding) = try #require(try inbox.items().first).content,
            let same = finding.options.firstIndex(where: { $0.code == "same" })
        else { throw Missing() }
        _ = try inbox.resolve(finding, option: same + 1, author: "t", reason: nil)
        try network.meet()
        let fields = { (site: String) in
            Set(try self.differing(network[site]).compactMap(\.aspect))
        }
        for site in ["beijing", "anji", "hangzhou"] {
            #expect(try fields(site) == ["legal_name", "stage", "kind"])
            #expect(Set(try open(network, site).map(\.id)).count == 3)
        }
        // Decided at one site, the name is decided at all, and under its id nothing else is.
        let items = try open(network, "anji")
        let name = try #require(
            items.first { item in
                if case .rule(let finding) = item.content {
                    finding.aspect == "legal_name"
                } else {
                    false
                }
            })
        guard case .rule(let told) = name.content else { throw Missing() }
        _ = try ConflictInbox(network["anji"]).resolve(told, option: 1, author: "t", reason: nil)
        try network.meet()
        for site in ["beijing", "hangzhou"] {
            #expect(try fields(site) == ["stage", "kind"])
            #expect(throws: InboxProblem.self) {
                try ConflictInbox(network[site]).find(name.shortID)
            }
        }
    }

    @Test
    func `K04 a decision about the names of linked cards leaves the other among the former ones`()
        throws
    {
        let (network, team, company, _) = try linked()
        let hub = network["beijing"]
        let name = try #require(try differing(hub).first { $0.aspect == "legal_name" })
        let take = try #require(name.options.firstIndex { $0.code == "take-\(company)" })
        let dots = try ConflictInbox(hub).resolve(
            name, option: take + 1, author: "t", reason: nil)
        try network.meet()
        let former = { (site: String) in try network.shown(team, "former_names", at: site) }
        for site in ["beijing", "anji"] { #expect(try former(site) == .text("演示·澜图")) }
        for dot in dots { _ = try hub.undo(dot, author: "t", reason: nil) }
        #expect(try former("beijing") ?? .null == .null)
    }

    @Test func `decided for one field, the other stays open; the decision has its reason`() throws {
        let (network, team, company, _) = try linked()
        let anji = ConflictInbox(network["anji"])
        let stage = try #require(
            try differing(network["anji"]).first { $0.columns.first == "stage" })
        let take = try #require(
            stage.options.firstIndex { $0.label.zh.contains("A 轮") })
        let dots = try anji.resolve(stage, option: take + 1, author: "周凯", reason: "电话确认")
        try network.meet()
        for site in ["beijing", "anji"] {
            #expect(try differing(network[site]).map(\.columns.first) == ["legal_name"])
            for key in [team, company] {
                let record = try #require(try network[site].record("company", key))
                #expect(RecordDesk(network[site]).value(record, "stage") == .text("a"))
            }
        }
        let dot = try #require(dots.first)
        let made = try #require(try network["beijing"].transaction(dot))
        #expect(made.reason?.hasPrefix("decide D03 ") == true)
        #expect(made.reason?.hasSuffix(": 电话确认") == true)
    }

    @Test func `who unlinks is told what was decided meanwhile, and how it is taken back`() throws {
        let (network, team, company, _) = try linked()
        let before = try cards(network, [team, company])
        let hub = network["beijing"]
        let stage = try #require(try differing(hub).first { $0.columns.first == "stage" })
        let take = try #require(stage.options.firstIndex { $0.label.zh.contains("A 轮") })
        let decided = try ConflictInbox(hub).resolve(
            stage, option: take + 1, author: "t", reason: nil)
        let dot = try #require(decided.first)
        try network.meet()
        let told = try TradeDesk(hub, author: "t", milliseconds: 1_691_737_200_000)
            .unlink(team.text, company.text, reason: "两家")
        #expect(told.done.en.contains("stage on \(company)"), "\(told.done.en)")
        #expect(told.next?.en.contains("moso undo \(dot)") == true, "\(told.next?.en ?? "")")
        try network.meet()
        #expect(try cards(network, [team, company]) != before)
        guard case .done = try hub.undo(dot, author: "t", reason: nil) else {
            Issue.record("\(dot) is not undone")
            return
        }
        try network.meet()
        #expect(try cards(network, [team, company]) == before)
        for site in ["beijing", "anji"] { #expect(try open(network, site).isEmpty) }
    }

    @Test func `unlinked, both cards are as they were, and nothing is asked`() throws {
        let (network, team, company, link) = try linked()
        let before = try cards(network, [team, company])
        let titles = { (site: String) in
            let desk = RecordDesk(network[site])
            return try [team, company].map { key in
                let record = try #require(try desk.find(key.text))
                return try desk.title(record)
            }
        }
        #expect(try titles("anji") == ["演示澜图（安吉）有限公司", "演示澜图（安吉）有限公司"])
        let stage = try #require(
            try differing(network["beijing"]).first { $0.columns.first == "stage" })
        let decided = try ConflictInbox(network["beijing"])
            .resolve(stage, option: 1, author: "t", reason: nil)
        for dot in decided + [link] {
            guard case .done = try network["beijing"].undo(dot, author: "t", reason: nil) else {
                Issue.record("\(dot) is not undone")
                return
            }
        }
        try network.meet()
        #expect(try cards(network, [team, company]) == before)
        #expect(try titles("anji") == ["演示·澜图", "演示澜图（安吉）有限公司"])
        for site in ["beijing", "anji"] {
            #expect(try differing(network[site]).isEmpty)
            let desk = RecordDesk(network[site])
            let record = try #require(try desk.find(team.text))
            #expect(try CompanyClass(of: record, desk) == nil)
        }
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
        for site in ["beijing", "anji"] {
            #expect(try differing(network[site]).map(\.columns.first) == ["legal_name"])
            // Both are told: that the names differ, and that it was decided in two ways.
            let kinds = try ConflictInbox(network[site]).items().map(\.kind)
            #expect(kinds.sorted() == ["duplicate", "resolution"])
        }
        #expect(try CompanyAliases.index(network["anji"]).lines.count == 1)
    }
}
