import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// What is refused for want of a share is asked for by itself. Amounts are in yuan.
struct QuotaAskStories {
    /// A budget of 100, of which Anji has 30 and Hangzhou 10.
    private func network() throws -> Network {
        let network = try Network("beijing", "anji", "hangzhou")
        for name in ["澜", "青"] { try network.add("company", at: "beijing", "legal_name=\(name)") }
        for site in ["anji", "hangzhou"] { try network.add("seat", at: site, "label=A-1") }
        try network.meet()
        try network.add("subsidy_budget", at: "beijing", "name=春补", "amount_fen=100")
        _ = try network.quotas(at: "beijing").grant("春补", "100", nil)
        try network.lend("春补", "30", from: "beijing", to: "anji")
        try network.lend("春补", "10", from: "beijing", to: "hangzhou")
        try network.meet()
        return network
    }

    private func asks(_ network: Network, at site: String) throws -> [Int64] {
        try network.pool("春补", at: site).openAsks.map(\.amount)
    }

    private func give(_ network: Network, _ amount: String, at site: String = "anji") throws {
        try network.add("subsidy", at: site, "company=青", "budget=春补", "amount_fen=\(amount)")
    }

    @Test
    func `a subsidy refused for want of a share is asked for, and goes in after the next sync`()
        throws
    {
        let network = try network()
        let refused = problem { try give(network, "50") }
        #expect(refused?.code == .quotaShort)
        #expect(refused?.details["asked"] == .integer(2_000))
        #expect(refused?.safety.en.contains("20.00 yuan are asked for") == true)
        #expect(try asks(network, at: "anji") == [2_000])
        let made = try network["anji"].select("SELECT count(*) FROM subsidy")
        #expect(made == [[.integer(0)]], "nothing else is kept")
        try network.settle()
        #expect(try asks(network, at: "anji").isEmpty && asks(network, at: "beijing").isEmpty)
        #expect(try network.pool("春补", at: "anji").available == 5_000)
        try give(network, "50")
        #expect(try network.pool("春补", at: "beijing").available == 4_000)
    }

    @Test func `what is asked for already is not asked for twice; what was wanted last counts`()
        throws
    {
        let network = try network()
        for amount in ["50", "50"] {
            #expect(problem { try give(network, amount) }?.details["asked"] == .integer(2_000))
        }
        #expect(try network.pool("春补", at: "anji").entries.filter { $0.kind == .ask }.count == 1)
        #expect(try asks(network, at: "anji") == [2_000])
        #expect(
            problem { try network.quotas(at: "anji").spend("春补", "55", reason: nil) }?
                .details["asked"] == .integer(2_500))
        #expect(try asks(network, at: "anji") == [2_500])
        try network.settle()
        #expect(try asks(network, at: "anji").isEmpty)
        #expect(try network.pool("春补", at: "anji").available == 5_500)
        // Answered, and short again: asked for again.
        #expect(problem { try give(network, "60") }?.details["asked"] == .integer(500))
        #expect(try asks(network, at: "anji") == [500])
    }

    @Test
    func `an amount that was mistyped is not asked for any more once the right one was typed`()
        throws
    {
        let network = try network()
        #expect(problem { try give(network, "95") }?.details["asked"] == .integer(6_500))
        #expect(problem { try give(network, "35") }?.details["asked"] == .integer(500))
        #expect(try asks(network, at: "anji") == [500])
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 3_500)
        #expect(try asks(network, at: "beijing").isEmpty)
        // A hundred times too much is more than there is at all: the hub gives nothing of what it has.
        #expect(problem { try give(network, "4000") }?.details["asked"] == .integer(396_500))
        try network.settle()
        #expect(try asks(network, at: "anji").isEmpty)
        #expect(try network.pool("春补", at: "anji").available == 3_500)
        #expect(try network.pool("春补", at: "beijing").available == 5_500)
    }

    @Test func `an ask is taken back, and a newer one takes the place of an older`() throws {
        let network = try network()
        let anji = network.quotas(at: "anji")
        try network.ask("春补", "40", at: "anji")
        try network.ask("春补", "4", at: "anji")
        #expect(try asks(network, at: "anji") == [400])
        // What somebody typed is not lowered by a refusal.
        #expect(problem { try give(network, "33") }?.details["asked"] == .integer(400))
        #expect(problem { try give(network, "36") }?.details["asked"] == .integer(600))
        #expect(try asks(network, at: "anji") == [400, 200])
        _ = try anji.withdrawAsk("春补", of: nil, reason: nil)
        #expect(try asks(network, at: "anji").isEmpty)
        #expect(
            problem { _ = try anji.withdrawAsk("春补", of: nil, reason: nil) }?.code == .quotaMove)
        try network.settle()
        #expect(
            try network.pool("春补", at: "anji").available == 3_000, "nothing was asked of the hub")
        #expect(
            problem { _ = try network.ask("春补", "101", at: "beijing", of: "anji") }?.code
                == .quotaMove)
        // Taken back while an answer is under way: the loan stands, and nothing is counted twice.
        try network.ask("春补", "10", at: "anji")
        try network.meet()
        try QuotaHousekeeping(network["beijing"]).run()
        _ = try anji.withdrawAsk("春补", of: nil, reason: nil)
        try network.settle()
        #expect(try network.pool("春补", at: "anji").available == 4_000)
        #expect(try network.pool("春补", at: "beijing").available == 5_000)
        #expect(try network.pool("春补", at: "beijing").disputes.isEmpty)
    }

    @Test func `an edit that draws more asks as well, a rehearsal never does`() throws {
        let network = try network()
        let key = try network.add(
            "subsidy", at: "anji", "company=青", "budget=春补", "amount_fen=30")
        let before = try network["anji"].vector { _ in true }
        #expect(
            problem {
                try QuotaDesk(network["anji"], author: "t", isRehearsal: true)
                    .spend("春补", "20", reason: nil)
            }?.details["asked"] == .null)
        #expect(
            problem {
                try Rehearsal.of(network["anji"]) {
                    _ = try network.edit(key, at: "anji", "amount_fen=40")
                }
            }?.details["asked"] == .null)
        #expect(try network["anji"].vector { _ in true } == before)
        #expect(
            problem { try network.edit(key, at: "anji", "amount_fen=40") }?.details["asked"]
                == .integer(1_000))
        #expect(try network.shown(key, "amount_fen", at: "anji") == .integer(3_000))
        try network.settle()
        try network.edit(key, at: "anji", "amount_fen=40")
        #expect(try network.shown(key, "amount_fen", at: "anji") == .integer(4_000))
    }

    @Test func `an ask is in the asker's book alone, and the hub asks nobody by itself`() throws {
        let network = try network()
        let before = try network["hangzhou"].vector { _ in true }
        #expect(problem { try give(network, "50") } != nil)
        let ask = try #require(try network.pool("春补", at: "anji").openAsks.first)
        #expect(ask.book.owner?.name == "anji")
        try network.meet()
        #expect(try network["hangzhou"].vector { _ in true } == before)
        #expect(try network.pool("春补", at: "hangzhou").openAsks.isEmpty)
        #expect(
            problem { try network.quotas(at: "beijing").spend("春补", "61", reason: nil) }?
                .details["asked"] == .null)
        #expect(try asks(network, at: "beijing") == [2_000])
    }
}
