import Causality
import Domain
import Storage
import Sync
import Testing

@testable import Workflows

/// K11 where the fund has no quota: two commitments that it cannot bear. Amounts are in yuan.
struct CommitmentStories {
    private let hubs = ["beijing", "laptop"]

    /// The hub with a second machine, and Anji; a fund of 50 million of which 20 are committed.
    private func network() throws -> (Network, fund: RecordKey) {
        let network = try Network("beijing", "anji")
        for name in ["澜", "青", "观岳"] {
            try network.add("company", at: "beijing", "legal_name=演示·\(name)")
        }
        let fund = try network.add("fund", at: "beijing", "name=竹海", "size_fen=5000万")
        try network.commit("2000万", for: "观岳", at: "beijing")
        try network.secondMachine(of: "beijing", as: "laptop")
        try network.meet()
        network.wait(hours: 1)
        return (network, fund)
    }

    /// Both commit 20 of the 30 million that are left, `first` an hour before the other.
    private func apart(
        _ network: Network, first: String, backwards: Bool = false
    ) throws -> (stands: RecordKey, proposed: RecordKey) {
        let one = try network.commit("2000万", for: "澜", at: first)
        network.wait(hours: 1)
        let two = try network.commit(
            "2000万", for: "青", at: first == "beijing" ? "laptop" : "beijing")
        try network.meet(backwards: backwards)
        return (one, two)
    }

    @Test(arguments: ["beijing", "laptop"], [false, true])
    func `K11 of two commitments apart the second counts as proposed, and both are named`(
        first: String, backwards: Bool
    ) throws {
        let (network, _) = try network()
        let keys = try apart(network, first: first, backwards: backwards)
        let finding = try #require(try network.findings(.quotaCovers, at: hubs).first)
        #expect(Set(finding.rows.map(\.key)) == [keys.stands, keys.proposed])
        #expect(
            finding.detail.en
                == "\"竹海\" is 50000000.00 yuan, and 10000000.00 yuan are available: 20000000.00 yuan "
                + "for 演示·澜 stand; 20000000.00 yuan for 演示·青 count as proposed")
        #expect(
            finding.options.map(\.code) == [
                "withdraw", "withdraw-other", "lower", "lower-other",
            ])
        // Both are kept as they were typed, and no branch hears of it.
        for key in [keys.stands, keys.proposed] {
            #expect(
                try network.shown(key, "approved_fen", at: hubs) == .integer(2_000_000_000))
        }
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
    }

    @Test func `a number that was read never comes to mean another choice`() throws {
        let (network, _) = try network()
        _ = try apart(network, first: "beijing")
        let before = try #require(try network.findings(.quotaCovers, at: hubs).first)
        network.wait(hours: 1)
        // A smaller one takes what is left, so that there is no part for either.
        try network.commit("1000万", for: "澜", at: "laptop")
        try network.meet()
        let after = try #require(
            try network.findings(.quotaCovers, at: hubs).first { $0.rows == before.rows })
        #expect(before.options.count == 4)
        #expect(after.options.map(\.code) == ["withdraw", "withdraw-other"])
        for (old, new) in zip(before.options, after.options) { #expect(old == new) }
    }

    @Test func `an amount that was read is the amount that is written, or nothing is`() throws {
        let (network, _) = try network()
        _ = try apart(network, first: "beijing")
        let inbox = ConflictInbox(network["beijing"])
        let item = try #require(try inbox.items().first)
        guard case .rule(let finding) = item.content,
            let at = finding.options.firstIndex(where: { $0.code == "lower" })
        else {
            Issue.record("no rule")
            return
        }
        // Less is left by now: neither the number nor the option that was shown means another amount.
        network.wait(hours: 1)
        try network.commit("400万", for: "澜", at: "beijing")
        let now = try #require(
            try network.findings(.quotaCovers, at: ["beijing"]).first { $0.rows == finding.rows })
        #expect(now.options.map(\.code) == finding.options.map(\.code))
        #expect(now.option(numbered: finding.numbers[at]) == nil)
        #expect(throws: StorageError.self) {
            try inbox.resolve(
                finding, option: finding.numbers[at], shown: item.id, author: "t", reason: nil)
        }
    }

    @Test func `of several commitments too many one is lowered by itself, and none is raised`()
        throws
    {
        let (network, _) = try network()
        // All fifty million, and twenty more of which nobody had heard.
        let one = try network.commit("2000万", for: "澜", at: "beijing")
        try network.commit("1000万", for: "青", at: "beijing")
        network.wait(hours: 1)
        let two = try network.commit("2000万", for: "青", at: "laptop")
        try network.meet()
        #expect(try network.findings(.quotaCovers, at: hubs).count == 1)
        // Still too much, and now it is this one that is not covered: less is wrong than before.
        try network.edit(one, at: "beijing", "approved_fen=1500万")
        let finding = try #require(try network.findings(.quotaCovers, at: ["beijing"]).first)
        #expect(Set(finding.rows.map(\.key)) == [one, two])
        // The same two records, and more is wrong than before.
        #expect(
            problem { try network.edit(one, at: "beijing", "approved_fen=1600万") }?.code == .rule)
        #expect(
            problem { try network.commit("100万", for: "澜", at: "beijing") }?.code == .rule)
        try network.edit(two, at: "beijing", "approved_fen=500万")
        try network.meet()
        #expect(try network.findings(.quotaCovers, at: hubs).isEmpty)
        #expect(try network.shown(one, "approved_fen", at: hubs) == .integer(1_500_000_000))
    }

    @Test
    func `X12 without a quota is looked at by head office alone, also where capital is granted`()
        throws
    {
        let (network, _) = try network()
        _ = try apart(network, first: "beijing")
        // Anji is granted capital, and gets all of it.
        let (hub, anji) = (network["beijing"], network["anji"])
        var records: [LogRecord] = []
        _ = try hub.extract(beyond: try anji.vector { _ in true }, { _ in true }) { record in
            records.append(record)
            return true
        }
        _ = try anji.apply(records, from: hub.meta.site) { _ in true }
        #expect(
            try anji.select("SELECT count(*) FROM investment WHERE approved_fen > 0")
                == [[.integer(3)]])
        #expect(try network.findings(.quotaCovers, at: hubs).count == 1)
        #expect(try network.findings(.quotaCovers, at: ["anji"]).isEmpty)
        // What a quota at the hub covers is nothing for Anji to refuse.
        try network.commit("4000万", for: "澜", at: "anji")
    }

    @Test(arguments: ["lower", "withdraw", "lower-other", "withdraw-other"])
    func `K11 each way out is one decision, after which nothing is open`(option: String) throws {
        let (network, _) = try network()
        let keys = try apart(network, first: "laptop")
        let item = try #require(try ConflictInbox(network["beijing"]).items().first)
        guard case .rule(let finding) = item.content else {
            Issue.record("no rule")
            return
        }
        let today = try #require(LocalDay("2023-08-11"))
        let outlook = try ConflictInbox(network["beijing"]).outlook(finding, today: today)
        #expect(outlook.map(\.broken.count) == [0, 0, 0, 0])
        try network.decide(.quotaCovers, option, at: hubs)
        let changed = option.hasSuffix("other") ? keys.stands : keys.proposed
        let left: Value = option.hasPrefix("lower") ? .integer(1_000_000_000) : .null
        #expect(try network.shown(changed, "approved_fen", at: hubs) ?? .null == left)
    }

    @Test func `K11 it closes by itself when the cause is gone, and comes back with it`() throws {
        let (network, fund) = try network()
        let keys = try apart(network, first: "beijing")
        try network.edit(keys.stands, at: "laptop", "stage=passed")
        try network.meet()
        #expect(try network.findings(.quotaCovers, at: hubs).isEmpty)
        // A fee that leaves less than is committed.
        for (kind, count) in [("fee", 1), ("pay", 1)] {
            try network.add(
                "fund_movement", at: "beijing", "fund=\(fund)", "kind=\(kind)",
                "moved_on=2023-08-11", "amount_fen=1500万")
            try network.meet()
            #expect(try network.findings(.quotaCovers, at: hubs).count == count)
        }
        try network.edit(fund, at: "beijing", "size_fen=6000万")
        try network.meet()
        #expect(try network.findings(.quotaCovers, at: hubs).isEmpty)
    }

    @Test func `a quota takes over from the rule, and draws what was committed`() throws {
        let (network, _) = try network()
        _ = try network.quotas(at: "beijing").grant("竹海", "4000万", nil)
        try network.meet()
        #expect(
            problem { try network.commit("3000万", for: "澜", at: "beijing") }?.code == .quotaShort)
        let (other, fund) = try self.network()
        _ = try apart(other, first: "beijing")
        #expect(
            problem { _ = try other.quotas(at: "beijing").grant("竹海", "5000万", nil) }?.code
                == .quotaShort)
        try other.edit(fund, at: "beijing", "size_fen=6000万")
        _ = try other.quotas(at: "beijing").grant("竹海", "6000万", nil)
        try other.meet()
        #expect(try other.findings(.quotaCovers, at: hubs).isEmpty)
    }

    @Test func `what the fund cannot bear is refused when it is typed, and nothing of it is kept`()
        throws
    {
        let (network, fund) = try network()
        let refused = problem { try network.commit("4000万", for: "澜", at: "beijing") }
        #expect(refused?.code == .rule)
        #expect(refused?.details["rule"] == .string("X12"))
        #expect(refused?.evidence.first?.en.contains("30000000.00 yuan are available") == true)
        let key = try network.commit("3000万", for: "澜", at: "beijing")
        #expect(
            problem { try network.edit(key, at: "beijing", "approved_fen=3000.01万") }?.code
                == .rule)
        #expect(try network.shown(key, "approved_fen", at: "beijing") == .integer(3_000_000_000))
        // Passed over it holds nothing, and other money is not compared.
        try network.edit(key, at: "beijing", "stage=passed")
        try network.commit("3000万", for: "青", at: "beijing")
        try network.add(
            "investment", at: "beijing", "company=演示·澜", "fund=竹海", "round=B",
            "approved_fen=9000万", "currency=USD")
        // What is lowered under it is told, not refused.
        try network.edit(fund, at: "beijing", "size_fen=4000万")
        try network.meet()
        #expect(try network.findings(.quotaCovers, at: hubs).count == 1)
    }
}

extension Network {
    @discardableResult
    fileprivate func commit(_ amount: String, for company: String, at site: String) throws
        -> RecordKey
    {
        try add(
            "investment", at: site, "company=演示·\(company)", "fund=竹海", "approved_fen=\(amount)")
    }
}
