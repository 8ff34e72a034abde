import Causality
import Domain
import Storage
import Testing
import Workflows

/// What becomes of a share when the database that held it is lost, restored or copied.
struct QuotaEpochStories {
    @Test func `a site without its identity file has nothing until the hub has witnessed`() throws {
        let network = try lent()
        try network.quotas(at: "anji").spend("春补", "10", reason: nil)
        try network.loseIdentity(of: "anji")
        let refused = problem { try network.quotas(at: "anji").spend("春补", "1", reason: nil) }
        #expect(refused?.code == .quotaShort)
        #expect(refused?.evidence.first?.en.contains("anji.1 20.00 yuan") == true)
        // The hub has not heard of the new epoch: it must not close the old one.
        #expect(problem { try witness(network, "anji.1") }?.code == .quotaMove)
        // At the next sync the site claims the share, and with the claim comes all it knew.
        try network.settle()
        try network.settle()
        #expect(try network.pool("春补", at: "beijing").escrow.totalUsed == 1_000)
        try witness(network, "anji.1")
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 2_000)
        #expect(try network.pool("春补", at: "anji").entries.filter { $0.kind == .claim }.count == 1)
        try network.quotas(at: "anji").spend("春补", "20", reason: nil)
        try network.meet()
        let pool = try network.pool("春补", at: "beijing")
        #expect(pool.escrow.totalUsed == 3_000 && pool.disputes.isEmpty)
    }

    @Test func `what an earlier epoch had drawn for a record, the present one gives back`() throws {
        let network = try lent()
        let key = try network.add(
            "subsidy", at: "anji", "company=青", "budget=春补", "amount_fen=10")
        try network.loseIdentity(of: "anji")
        try network.edit(key, at: "anji", "amount_fen=4")
        #expect(try network.pool("春补", at: "anji").drawn(by: key) == 1_000)
        try network.settle()
        try witness(network, "anji.1")
        try network.settle()
        for site in ["anji", "beijing"] {
            #expect(try network.pool("春补", at: site).drawn(by: key) == 400)
        }
        #expect(try network.pool("春补", at: "anji").available == 2_600)
    }

    @Test func `of a copied folder the first goes on with its share, and the copy has none`() throws
    {
        let network = try lent()
        try network.copy("anji", as: "huzhou")
        try network.quotas(at: "anji").spend("春补", "25", reason: nil)
        #expect(
            problem { try network.quotas(at: "huzhou").spend("春补", "1", reason: nil) }?.code
                == .quotaShort)
        try network.settle()
        let pool = try network.pool("春补", at: "beijing")
        #expect(pool.escrow.totalUsed == 2_500 && pool.disputes.isEmpty)
    }

    @Test func `what is lent to a copy is no earlier epoch's where it was copied`() throws {
        let network = try lent()
        try network.copy("anji", as: "huzhou")
        try network.add("seat", at: "huzhou", "label=B-1")
        try network.settle()
        try network.lend("春补", "5", from: "beijing", to: "anji")
        try network.settle()
        let (first, copy) = (network["anji"].origin, network["huzhou"].origin)
        let pool = try network.pool("春补", at: "anji")
        #expect(pool.escrow.shares[copy] == 500, "the later one is lent to")
        #expect(pool.unwitnessed.isEmpty)
        #expect(pool.entries.allSatisfy { $0.kind != .claim || $0.by != first })
        #expect(
            try network.pool("春补", at: "huzhou").unwitnessed.map(\.origin) == [first])
    }

    @Test
    func `a copy that lives on after it was closed is disputed, named, and put aside by the hub`()
        throws
    {
        let network = try lent()
        try network.copy("anji", as: "huzhou")
        let (old, fresh) = ("anji", "huzhou")
        // The copy syncs, the first does not; people at the hub believe that it is gone.
        try network.meet(among: "beijing", fresh)
        _ = try QuotaHousekeeping(network[fresh]).run()
        try network.meet(among: "beijing", fresh)
        try witness(network, "anji.1")
        try network.quotas(at: old).spend("春补", "25", reason: nil)
        try network.meet()
        try network.quotas(at: fresh).spend("春补", "30", reason: nil)
        try network.meet()
        for site in ["beijing", old, fresh] {
            let pool = try network.pool("春补", at: site)
            #expect(pool.disputes.map(\.reason) == [.afterWitness])
            #expect(pool.disputes.map(\.move.by.description) == ["anji.1"])
            #expect(pool.escrow.totalUsed == 3_000)
        }
        let items = try network.all.map { try ConflictInbox($0).items() }
        #expect(Set(items.map { $0.map(\.id) }).count == 1 && items[0].map(\.kind) == ["quota"])
        #expect(
            problem { try network.quotas(at: old).spend("春补", "1", reason: nil) }?.code
                == .quotaShort)
        let move = try #require(network.pool("春补", at: "beijing").disputes.first).move
        try network.quotas(at: "beijing").dismiss(QuotaEntry.key(move.name), reason: "x")
        try network.meet()
        for site in ["beijing", old, fresh] {
            #expect(try network.pool("春补", at: site).disputes.isEmpty)
            #expect(try network.pool("春补", at: site).escrow.totalUsed == 3_000)
            #expect(try ConflictInbox(network[site]).items().isEmpty)
        }
    }

    @Test func `the hub itself has nothing in a new epoch until it has witnessed its own`() throws {
        let network = try lent()
        try network.loseIdentity(of: "beijing")
        #expect(
            problem { try network.quotas(at: "beijing").spend("春补", "1", reason: nil) }?.code
                == .quotaShort)
        try network.quotas(at: "anji").spend("春补", "10", reason: nil)
        // Anji may know of a loan that this copy of the hub lacks.
        #expect(
            problem { try witness(network, "beijing.1") }?.happened.en.contains(
                "not synced since this epoch began: anji") == true)
        try network.meet()
        #expect(
            problem { try witness(network, "\(network["beijing"].origin)") }?.happened.en.contains(
                "no earlier")
                == true)
        try witness(network, "beijing.1")
        #expect(try network.pool("春补", at: "beijing").available == 7_000)
        // What it had lent is still lent, and what is handed back goes to the present epoch.
        try network.meet()
        try network.lend("春补", "5", from: "anji", to: "beijing")
        try network.meet()
        #expect(try network.pool("春补", at: "beijing").available == 7_500)
        #expect(try network.pool("春补", at: "beijing").disputes.isEmpty)
        #expect(try network.pool("春补", at: "anji").available == 1_500)
    }

    @Test func `an epoch of the hub's is closed without a site that will not come any more`() throws
    {
        let network = try lent()
        try network.loseIdentity(of: "beijing")
        try network.quotas(at: "beijing").witness(
            "beijing.1", toHub: false, unheard: true, reason: "anji is closed")
        #expect(try network.pool("春补", at: "beijing").available == 7_000)
    }

    @Test func `the share of a site that is gone for good goes to the hub`() throws {
        let network = try lent()
        try network.quotas(at: "beijing").witness("anji.1", toHub: true, reason: "x")
        #expect(try network.pool("春补", at: "beijing").available == 10_000)
        try network.meet()
        #expect(
            problem { try network.quotas(at: "anji").spend("春补", "1", reason: nil) }?.code
                == .quotaShort)
    }

    private func witness(_ network: Network, _ origin: String) throws {
        try network.quotas(at: "beijing").witness(origin, toHub: false, reason: "checked")
    }

    /// A budget of 100, of which Anji has 30.
    private func lent() throws -> Network {
        let network = try Network("beijing", "anji")
        try network.add("company", at: "beijing", "legal_name=青")
        try network.add("seat", at: "anji", "label=A-1")
        try network.add("subsidy_budget", at: "beijing", "name=春补", "amount_fen=100")
        try network.meet()
        try network.quotas(at: "beijing").grant("春补", "100", nil)
        try network.lend("春补", "30", from: "beijing", to: "anji")
        try network.meet()
        return network
    }
}
