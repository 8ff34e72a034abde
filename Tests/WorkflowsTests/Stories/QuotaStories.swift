import Causality
import Domain
import Storage
import Testing
import Workflows

/// Quotas at sites that are apart (K11 and what follows from it). Amounts are in yuan.
struct QuotaStories {
    @Test func `K11 with a quota of 20 million the hub's own 20 million is refused when typed`()
        throws
    {
        let network = try funded("3000万")
        try network.lend("竹海", "2000万", from: "beijing", to: "anji")
        try network.meet()
        // Both are apart now. The traveller commits 20 million.
        try network.quotas(at: "anji").spend("竹海", "2000万", reason: "青")
        let refused = problem {
            try network.add(
                "investment", at: "beijing", "company=澜", "fund=竹海", "approved_fen=2000万")
        }
        #expect(refused?.code == .quotaShort)
        #expect(refused?.happened.en.contains("10000000.00 yuan here") == true)
        #expect(refused?.evidence.map(\.en) == ["anji.1 20000000.00 yuan"])
        try network.add(
            "investment", at: "beijing", "company=澜", "fund=竹海", "approved_fen=1000万")
        try network.meet()
        let pool = try network.pool("竹海", at: "beijing")
        #expect(pool.escrow.totalUsed == 3_000_000_000 && pool.escrow.capacity == 3_000_000_000)
        #expect(pool.disputes.isEmpty && pool.available == 0)
    }

    @Test
    func `what an investment draws follows its amount, and nothing of a refused edit is kept`()
        throws
    {
        let network = try funded("100")
        let key = try network.add(
            "investment", at: "beijing", "company=澜", "fund=竹海", "approved_fen=60")
        let drawn = { try network.pool("竹海", at: "beijing").drawn(by: key) }
        #expect(try drawn() == 6_000)
        #expect(
            problem { try network.edit(key, at: "beijing", "approved_fen=101") }?.code
                == .quotaShort)
        #expect(try network.shown(key, "approved_fen", at: "beijing") == .integer(6_000))
        try network.edit(key, at: "beijing", "approved_fen=100")
        #expect(try drawn() == 10_000)
        let less = try network.edit(key, at: "beijing", "approved_fen=20")
        #expect(try drawn() == 2_000)
        // The undo of the edit draws again.
        _ = try UndoDesk(network["beijing"]).undo(
            "\(less[0])", force: false, author: "t", reason: nil)
        #expect(try drawn() == 10_000)
        let passed = try network.edit(key, at: "beijing", "stage=passed")
        #expect(try drawn() == 0)
        // What was passed over by mistake is undone: no state follows from it.
        _ = try UndoDesk(network["beijing"]).undo(
            "\(passed[0])", force: false, author: "t", reason: nil)
        try network.edit(key, at: "beijing", "retired=x")
        #expect(try drawn() == 0)
        try network.edit(key, at: "beijing", "retired=")
        #expect(try drawn() == 10_000)
        #expect(try network.pool("竹海", at: "beijing").disputes.isEmpty)
    }

    @Test func `an investment in a fund that has neither a quota nor a size is not bounded`() throws
    {
        let network = try city()
        try network.add("fund", at: "beijing", "name=竹海")
        try network.add(
            "investment", at: "beijing", "company=澜", "fund=竹海", "approved_fen=10亿")
        #expect(try QuotaBooks(network["beijing"]).pools().isEmpty)
    }

    @Test func `what was committed before there was a quota is drawn by the grant`() throws {
        let network = try city()
        try network.add("fund", at: "beijing", "name=竹海", "size_fen=1000")
        let key = try network.add(
            "investment", at: "beijing", "company=澜", "fund=竹海", "approved_fen=300")
        let grant = { try network.quotas(at: "beijing").grant("竹海", $0, nil) }
        #expect(problem { _ = try grant("200") }?.code == .quotaShort)
        #expect(try QuotaBooks(network["beijing"]).pools().isEmpty)
        #expect(problem { _ = try grant("1001") }?.code == .quotaSize)
        #expect(try grant("1000").drawn(by: key) == 30_000)
        #expect(problem { _ = try grant("1") }?.code == .quotaSize)
    }

    @Test func `a branch knows its own share of a quota and nothing else of it`() throws {
        let network = try funded("100", "anji", "hangzhou")
        try network.lend("竹海", "30", from: "beijing", to: "anji")
        try network.meet()
        let pool = try network.pool("竹海", at: "anji")
        #expect(pool.available == 3_000 && pool.escrow.capacity == 0)
        #expect(pool.escrow.shares.keys.map(\.site.name) == ["anji"])
        #expect(pool.entries.allSatisfy { $0.book == .site(pool.me.site) })
        #expect(try QuotaBooks(network["hangzhou"]).pools().isEmpty)
        #expect(
            try network["hangzhou"].select("SELECT count(*) FROM quota_move") == [[.integer(0)]])
        let refused = problem { try network.quotas(at: "anji").spend("竹海", "31", reason: nil) }
        #expect(refused?.evidence.map(\.en) == ["head office: how much is not told here"])
    }

    @Test func `a subsidy draws from the share of the site that gives it`() throws {
        let network = try budgeted()
        let key = try network.add(
            "subsidy", at: "anji", "company=青", "budget=春补", "amount_fen=20")
        #expect(
            problem {
                try network.add("subsidy", at: "anji", "company=澜", "budget=春补", "amount_fen=11")
            }?.code == .quotaShort)
        #expect(
            problem {
                try network.add("subsidy", at: "anji", "company=澜", "budget=别的", "amount_fen=1")
            }?.code == .noQuota)
        try network.meet()
        #expect(try network.pool("春补", at: "beijing").drawn(by: key) == 2_000)
        // The hub raises it out of its own share; Anji sees that it is covered.
        try network.edit(key, at: "beijing", "amount_fen=25")
        try network.meet()
        for site in ["anji", "beijing"] {
            #expect(try network.pool("春补", at: site).drawn(by: key) == 2_500)
        }
        // The hub lowers it: what Anji drew, Anji gives back.
        try network.edit(key, at: "beijing", "amount_fen=5")
        #expect(try network.pool("春补", at: "beijing").drawn(by: key) == 2_000)
        try network.settle()
        for site in ["anji", "beijing"] {
            #expect(try network.pool("春补", at: site).drawn(by: key) == 500)
        }
        // What the refused one lacked has been asked for, and lent.
        #expect(try network.pool("春补", at: "anji").available == 2_600)
    }

    @Test func `a site that is short asks, and is lent half of what is there at the next sync`()
        throws
    {
        let network = try budgeted()
        try network.ask("春补", "60", at: "anji")
        // Offline nothing happens.
        #expect(try network.pool("春补", at: "anji").available == 3_000)
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 6_500)
        #expect(try network.pool("春补", at: "beijing").available == 3_500)
        // Answered once; asked again, again.
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 6_500)
        try network.ask("春补", "5", at: "anji")
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 7_000)
    }

    @Test func `the hub asks a branch, which lends half of what it has, or says that it cannot`()
        throws
    {
        let network = try budgeted()
        try network.ask("春补", "100", at: "beijing", of: "anji")
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 1_500)
        #expect(try network.pool("春补", at: "beijing").available == 8_500)
        try network.quotas(at: "anji").spend("春补", "14.99", reason: nil)
        try network.ask("春补", "100", at: "beijing", of: "anji")
        try network.settle()
        let pool = try network.pool("春补", at: "beijing")
        #expect(pool.openAsks.isEmpty && pool.available == 8_500)
        #expect(pool.entries.last { $0.by.site.name == "anji" }?.kind == .decline)
    }

    @Test func `a share is handed back, a spend is given back`() throws {
        let network = try budgeted()
        let spent = try network.quotas(at: "anji").spend("春补", "20", reason: "展会")
        let key = try #require(spent.entries.last { $0.kind == .spend }).key
        #expect(
            problem { try network.lend("春补", "11", from: "anji", to: "beijing") }?.code
                == .quotaShort)
        #expect(
            problem { try network.lend("春补", "1", from: "anji", to: "hangzhou") }?.code
                == .quotaMove)
        try network.lend("春补", "10", from: "anji", to: "beijing")
        _ = try network.quotas(at: "anji").release(key, "5", reason: nil)
        #expect(
            problem { _ = try network.quotas(at: "anji").release(key, "16", reason: nil) }?.code
                == .quotaMove)
        try network.meet()
        let pool = try network.pool("春补", at: "beijing")
        #expect(pool.escrow.totalUsed == 1_500 && pool.available == 8_000)
        #expect(
            problem { _ = try network.quotas(at: "beijing").release(key, "5", reason: nil) } != nil)
    }

    @Test func `a rehearsal says what would be and writes nothing`() throws {
        let network = try budgeted()
        let before = try network["anji"].vector { _ in true }
        let pool = try QuotaDesk(network["anji"], author: "t", isRehearsal: true)
            .spend("春补", "20", reason: nil)
        #expect(pool.available == 1_000)
        #expect(try network["anji"].vector { _ in true } == before)
        #expect(try network.pool("春补", at: "anji").available == 3_000)
        #expect(try network["anji"].verify().findings.isEmpty)
    }

    @Test
    func `only the hub grants, and a quota that is neither fund nor budget has a name and a unit`()
        throws
    {
        let network = try city()
        #expect(
            problem { _ = try network.quotas(at: "anji").grant("x", "1", nil) }?.code
                == .quotaHubOnly)
        #expect(
            problem { _ = try network.quotas(at: "beijing").grant("x", "1", nil) }?.code == .noQuota
        )
        let pool = try network.quotas(at: "beijing").grant(
            "hot-desks", "20", .init(name: "流动工位", unit: .count))
        #expect(pool.available == 20 && pool.unit.phrase(20).en == "20")
        #expect(
            problem { _ = try network.quotas(at: "beijing").spend("流动工位", "2.5", reason: nil) }?
                .code == .value)
        #expect(
            try network.quotas(at: "beijing").withdraw("流动工位", "5", reason: nil).escrow.capacity
                == 15)
    }

    @Test func `moves are no records to edit, and are not undone`() throws {
        let network = try budgeted()
        let dot = try #require(network.pool("春补", at: "anji").entries.first).name.dot
        #expect(
            problem {
                try network.add("quota_move", at: "anji", "pool=x", "kind=grant", "amount=9")
            }?
            .code == .entry)
        let entry = try #require(network.pool("春补", at: "anji").entries.first)
        let key = try #require(RecordKey(entry.key))
        #expect(problem { try network.edit(key, at: "anji", "note=x") }?.code == .entry)
        #expect(throws: UndoProblem.self) {
            try UndoDesk(network["beijing"]).undo(
                "\(dot)", force: true, author: "t", reason: nil)
        }
    }

    @Test
    func `what another program wrote without drawing is found, everywhere alike, and decided`()
        throws
    {
        let network = try budgeted()
        let company = try #require(try RecordDesk(network["anji"]).find("青", in: "company")).key
        let key = try #require(RecordKey("Z-1"))
        try network["anji"].edit(author: "sqlite") { draft in
            try draft.insert(
                "subsidy", key,
                [
                    "site": .text("anji"), "company": .text(company.text), "budget": .text("春补"),
                    "amount_fen": .integer(900_000),
                ])
        }
        try network.meet()
        let items = try network.all.map { try ConflictInbox($0).items() }
        #expect(items[0].count == 1 && items[0].map(\.id) == items[1].map(\.id))
        guard case .rule(let finding) = items[0][0].content else {
            Issue.record("not a rule")
            return
        }
        #expect(finding.rule == .quotaCovers && finding.detail.en.contains("covers 0.00"))
        // Raised to what the share covers it is drawn at the desk, and the conflict is gone.
        try network.edit(key, at: "anji", "amount_fen=30")
        try network.meet()
        for replica in network.all { #expect(try ConflictInbox(replica).items().isEmpty) }
        #expect(try network.pool("春补", at: "beijing").drawn(by: key) == 3_000)
        // Lowered by the option it draws as much as the option says.
        try network["anji"].edit(author: "sqlite") {
            try $0.set("subsidy", key, ["amount_fen": .integer(7_000)])
        }
        let inbox = ConflictInbox(network["anji"])
        guard case .rule(let again)? = try inbox.items().first?.content else {
            Issue.record("not found")
            return
        }
        _ = try inbox.resolve(again, option: 1, author: "t", reason: nil)
        #expect(try inbox.items().isEmpty)
        #expect(try network.shown(key, "amount_fen", at: "anji") == .integer(3_000))
    }

    // MARK: Scenes

    /// A quota of which another epoch and another site hold some.
    static func pool(at site: String) throws -> QuotaPool {
        try QuotaStories().budgeted().pool("春补", at: site)
    }

    private func city(_ branches: String...) throws -> Network {
        try city(branches.isEmpty ? ["anji"] : branches)
    }

    private func city(_ branches: [String]) throws -> Network {
        let network = try Network(["beijing"] + branches)
        for name in ["澜", "青"] { try network.add("company", at: "beijing", "legal_name=\(name)") }
        for branch in branches { try network.add("seat", at: branch, "label=A-1") }
        try network.meet()
        return network
    }

    private func funded(_ amount: String, _ branches: String...) throws -> Network {
        let network = try city(branches.isEmpty ? ["anji"] : branches)
        try network.add("fund", at: "beijing", "name=竹海", "size_fen=1亿")
        _ = try network.quotas(at: "beijing").grant("竹海", amount, nil)
        return network
    }

    /// A budget of 100, of which Anji has 30.
    fileprivate func budgeted() throws -> Network {
        let network = try city()
        try network.add("subsidy_budget", at: "beijing", "name=春补", "amount_fen=100")
        _ = try network.quotas(at: "beijing").grant("春补", "100", nil)
        try network.lend("春补", "30", from: "beijing", to: "anji")
        try network.meet()
        return network
    }
}
