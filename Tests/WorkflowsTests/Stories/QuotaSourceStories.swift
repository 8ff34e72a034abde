import Causality
import Domain
import Storage
import Testing
import Workflows

/// A quota and what it is granted out of, changed from either side. Amounts are in yuan.
struct QuotaSourceStories {
    @Test func `an amount does not leave its quota by changing its currency`() throws {
        let (network, fund) = try funded()
        let key = try network.add(
            "investment", at: "beijing", "company=澜", "fund=\(fund)", "approved_fen=900",
            "currency=CNY")
        let refused = problem { try network.edit(key, at: "beijing", "currency=USD") }
        #expect(refused?.code == .quotaMove)
        #expect(refused?.happened.en.contains("is in CNY, the record's amount in USD") == true)
        #expect(try network.shown(key, "currency", at: "beijing") == .text("CNY"))
        #expect(
            problem { try network.edit(key, at: "beijing", "currency=USD", "approved_fen=1") }?
                .code == .quotaMove)
        // What draws nothing may be in any currency.
        try network.edit(key, at: "beijing", "currency=USD", "approved_fen=0")
        #expect(try network.pool(fund.text, at: "beijing").drawn(by: key) == 0)
    }

    @Test func `a currency that another program changed is found, and an edit beside it goes on`()
        throws
    {
        let (network, fund) = try funded()
        let hub = network["beijing"]
        let key = try network.add(
            "investment", at: "beijing", "company=澜", "fund=\(fund)", "approved_fen=900")
        try hub.edit(author: "sqlite3") { draft in
            try draft.set("investment", key, ["currency": .text("USD")])
        }
        let finding = try #require(try onlyFinding(hub))
        #expect(finding.rule == .quotaCovers && finding.rows.map(\.key) == [key])
        #expect(finding.detail.en.contains("in USD"))
        #expect(finding.options.map(\.code) == ["currency", "withdraw"])
        try network.edit(key, at: "beijing", "observer=赵")
        _ = try ConflictInbox(hub).resolve(finding, option: 1, author: "t", reason: nil)
        #expect(try onlyFinding(hub) == nil)
        #expect(try network.shown(key, "currency", at: "beijing") == .text("CNY"))
    }

    @Test(arguments: [
        ("size_fen=999.99", ProblemCode.quotaSize), ("currency=USD", .quotaMove),
        ("retired=清算", .quotaMove),
    ])
    func `a fund with a quota is not changed under it`(
        _ typed: String, _ code: ProblemCode
    ) throws {
        let (network, fund) = try funded()
        #expect(problem { try network.edit(fund, at: "beijing", typed) }?.code == code)
        try network.edit(fund, at: "beijing", "size_fen=1000", "note=刚好")
        _ = try network.quotas(at: "beijing").withdraw(fund.text, "1000", reason: nil)
        try network.edit(fund, at: "beijing", typed)
    }

    @Test func `a budget is not made smaller than its quota, and an undo not either`() throws {
        let network = try city()
        let budget = try network.add(
            "subsidy_budget", at: "beijing", "name=春补", "amount_fen=50")
        let raise = try network.edit(budget, at: "beijing", "amount_fen=100")
        _ = try network.quotas(at: "beijing").grant("春补", "70", nil)
        #expect(
            problem { try network.edit(budget, at: "beijing", "amount_fen=69") }?.code == .quotaSize
        )
        #expect(
            problem {
                _ = try UndoDesk(network["beijing"]).undo(
                    "\(raise[0])", force: false, author: "t", reason: nil)
            }?.code == .quotaSize)
        try network.edit(budget, at: "beijing", "amount_fen=70")
        #expect(
            problem { try network.edit(budget, at: "beijing", "retired=x") }?.code == .quotaMove)
    }

    @Test(arguments: [
        ("size_fen", Value.integer(10), "raise"), ("currency", .text("USD"), "currency"),
        ("retired", .text("清算"), "restore"),
    ])
    func `a fund that another program changed under its quota is found`(
        _ column: String, _ value: Value, _ option: String
    ) throws {
        let (network, fund) = try funded()
        let hub = network["beijing"]
        #expect(try onlyFinding(hub) == nil)
        try hub.edit(author: "sqlite3") { try $0.set("fund", fund, [column: value]) }
        let finding = try #require(try onlyFinding(hub))
        #expect(finding.rule == .quotaCovers && finding.rows.map(\.key) == [fund])
        #expect(finding.options.map(\.code) == [option])
        if column == "retired" {
            #expect(
                problem {
                    try network.add(
                        "investment", at: "beijing", "company=澜", "fund=\(fund)",
                        "approved_fen=1")
                }?.code == .quotaMove)
        }
        _ = try ConflictInbox(hub).resolve(finding, option: 1, author: "t", reason: nil)
        #expect(try onlyFinding(hub) == nil)
    }

    @Test func `rows of a file beyond the share are refused alone, the first served first`() throws
    {
        let network = try city()
        try network.add("subsidy_budget", at: "beijing", "name=春补", "amount_fen=100")
        _ = try network.quotas(at: "beijing").grant("春补", "100", nil)
        let known = try network.add(
            "subsidy", at: "beijing", "company=澜", "budget=春补", "amount_fen=30")
        let rows = [
            "Z-1,春补,60", "Z-2,春补,40", "Z-3,夏补,1", "Z-4,春补,20", "\(known),春补,10",
        ]
        let text =
            "id,company,budget,amount_fen\r\n"
            + rows.map { row in
                let cells = row.split(separator: ",")
                return "\(cells[0]),澜,\(cells[1]),\(cells[2])\r\n"
            }.joined()
        let kind = try #require(NetworkSchema.kind("subsidy"))
        let file = try KindImport.read(Array(text.utf8), fields: KindPlan.fields(of: kind))
        var plan = try KindPlan(file, kind: kind, in: network["beijing"])
        let work = try ImportWork(network["beijing"], plan.records, same: plan.same)
        plan.refuse(work.beyondShare, of: file)
        // What the last row gives back is there for the first ones.
        #expect(plan.refused.map(\.line) == [3, 4])
        #expect(plan.refused.map(\.reason) == [.quotaShort, .quotaNone])
        #expect(plan.refused.first?.faults.first?.detail == "30.00")
        try work.apply(author: "t", file: "s.csv")
        let pool = try network.pool("春补", at: "beijing")
        #expect(pool.escrow.totalUsed == 9_000 && pool.available == 1_000)
        #expect(try network["beijing"].select("SELECT count(*) FROM subsidy") == [[.integer(3)]])
        #expect(try onlyFinding(network["beijing"]) == nil)
    }

    @Test func `a site that has synced and written nothing is told from one never heard of`() throws
    {
        let network = try city()
        try network.add("subsidy_budget", at: "beijing", "name=春补", "amount_fen=100")
        _ = try network.quotas(at: "beijing").grant("春补", "100", nil)
        let lend = { problem { try network.lend("春补", "1", from: "beijing", to: "anji") } }
        #expect(lend()?.happened.en.contains("nothing has been heard") == true)
        let anji = network["anji"]
        try network["beijing"].remember(peer: anji.origin, vector: anji.vector { _ in true })
        #expect(lend()?.happened.en.contains("has synced, but has written nothing") == true)
        try network.add("seat", at: "anji", "label=A-1")
        try network.meet()
        #expect(lend() == nil)
    }

    private func onlyFinding(_ replica: Replica) throws -> Finding? {
        let items = try ConflictInbox(replica).items()
        #expect(items.count <= 1)
        guard case .rule(let finding)? = items.first?.content else { return nil }
        return finding
    }

    private func city() throws -> Network {
        let network = try Network("beijing", "anji")
        try network.add("company", at: "beijing", "legal_name=澜")
        return network
    }

    /// A fund of 1,000 with a quota as large.
    private func funded() throws -> (Network, RecordKey) {
        let network = try city()
        let fund = try network.add(
            "fund", at: "beijing", "name=竹海", "size_fen=1000", "currency=CNY")
        _ = try network.quotas(at: "beijing").grant("竹海", "1000", nil)
        return (network, fund)
    }
}
