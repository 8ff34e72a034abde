import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

struct StateMoveTests {
    private func problem(_ body: () throws -> Void) -> Problem? {
        do {
            try body()
            return nil
        } catch let problem as Problem {
            return problem
        } catch {
            Issue.record(error)
            return nil
        }
    }

    private func tenancy(_ network: Network, _ stage: String) throws -> RecordKey {
        let company = try network.add("company", at: "beijing", "legal_name=演示·青")
        let key = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "stage=\(stage)")
        try network.meet()
        return key
    }

    @Test func `a state that does not follow is refused, and what follows is told`() throws {
        let network = try Network("beijing", "anji")
        let key = try tenancy(network, "signed")
        let refused = problem { try network.edit(key, at: "anji", "stage=closed") }
        #expect(refused?.code == .move)
        #expect(refused?.happened.zh.contains("已签约") == true)
        #expect(refused?.json(in: .en)["details"]?["allowed"]?.array == ["moved-in", "displaced"])
        try network.edit(key, at: "anji", "stage=moved-in")
        #expect(try network.shown(key, "stage", at: "anji") == .text("moved-in"))
    }

    @Test func `from the last state nothing follows, and undoing the step is offered`() throws {
        let network = try Network("beijing", "anji")
        let key = try tenancy(network, "moving-out")
        try network.edit(key, at: "anji", "stage=closed")
        let refused = problem { try network.edit(key, at: "anji", "stage=market-rent") }
        #expect(refused?.code == .move && refused?.remedies.isEmpty == false)
        #expect(refused?.json(in: .zh)["try"]?.array?.first?.string?.contains("撤销") == true)
    }

    @Test func `moved apart, a record stands where both sides last agreed until a person decides`()
        throws
    {
        let network = try Network("beijing", "anji")
        let key = try tenancy(network, "moved-in")
        try network.edit(key, at: "beijing", "stage=notice")
        try network.edit(key, at: "anji", "stage=market-rent")
        try network.meet()
        var ids: Set<ConflictID> = []
        for site in ["beijing", "anji"] {
            let record = try #require(try network[site].record("tenancy", key))
            #expect(try RecordDesk(network[site]).agreedState(record, "stage") == "moved-in")
            let refused = problem { try network.edit(key, at: site, "stage=moving-out") }
            #expect(refused?.code == .stateUndecided)
            #expect(refused?.happened.en.contains("moved in (free)") == true)
            let inbox = ConflictInbox(network[site])
            let item = try #require(try inbox.items().first { $0.kind == "field" })
            ids.insert(item.id)
        }
        #expect(ids.count == 1)
        let inbox = ConflictInbox(network["beijing"])
        let item = try #require(try inbox.items().first { $0.kind == "field" })
        guard case .cell(let cell) = item.content else { return }
        _ = try inbox.resolve(cell, to: .text("market-rent"), author: "李娜", reason: "已签补充协议")
        try network.meet()
        try network.edit(key, at: "anji", "stage=moving-out")
        #expect(try network.shown(key, "stage", at: "anji") == .text("moving-out"))
    }
}
