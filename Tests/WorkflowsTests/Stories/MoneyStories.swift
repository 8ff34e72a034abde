import Causality
import Domain
import Storage
import Testing
import Workflows

/// Stories about what a company pays (K05, K10).
struct MoneyStories {
    private let network: Network

    init() throws { network = try Network("beijing", "anji") }

    @Test func `K05 a promise of 900 and a market rent of 1,100 are both kept until one is picked`()
        throws
    {
        let company = try network.add("company", at: "beijing", "legal_name=演示·澜图")
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "rent_fen=1000")
        try network.meet()
        try network.edit(tenancy, at: "anji", "rent_fen=900")
        network.wait(hours: 1)
        try network.edit(tenancy, at: "beijing", "rent_fen=1100")
        try network.meet()
        var ids: Set<String> = []
        for replica in network.all {
            let items = try ConflictInbox(replica).items()
            #expect(items.map(\.kind) == ["field"])
            guard case .cell(let conflict) = try #require(items.first).content else { return }
            ids.insert("\(conflict.id)")
            #expect(Set(conflict.siblings.map(\.value)) == [.integer(90_000), .integer(110_000)])
            #expect(conflict.shown == .integer(90_000), "the tenancy's own site works on")
            // The base value is at hand.
            let record = try #require(try replica.record("tenancy", tenancy))
            let values = try History(replica).writes(record, cell: "rent_fen").map(\.value)
            #expect(values.contains(.integer(100_000)))
        }
        #expect(ids.count == 1)
        let inbox = ConflictInbox(network["beijing"])
        guard case .cell(let conflict) = try #require(try inbox.items().first).content else {
            return
        }
        try _ = inbox.resolve(conflict, to: .integer(110_000), author: "王总", reason: "按楼宇市场价")
        try network.meet()
        for replica in network.all {
            #expect(try ConflictInbox(replica).items().isEmpty)
            let record = try #require(try replica.record("tenancy", tenancy))
            #expect(RecordDesk(replica).value(record, "rent_fen") == .integer(110_000))
            let values = try History(replica).writes(record, cell: "rent_fen").map(\.value)
            #expect(values.contains(.integer(90_000)), "the other one goes to history")
        }
    }

    @Test func `K10 six months in Beijing and six at Anji are over six, unless a director signs`()
        throws
    {
        let company = try network.add("company", at: "beijing", "legal_name=演示·澜图")
        try network.meet()
        let here = try free(company, "beijing", "2023-03-01", "2023-09-01")
        let there = try free(company, "anji", "2023-10-01", "2024-04-01")
        #expect(here != there)
        // Neither site knew of the other's: neither was refused.
        try network.meet()
        // Beijing holds both; Anji sees its own only, and is told nothing of the hub's scope.
        let items = try ConflictInbox(network["beijing"]).items()
        #expect(items.map(\.kind) == ["rule"])
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        // Until somebody decides, the excess is neither free nor paid for in what is added up.
        let used = { try self.network.report(.freePeriods, day: "2023-08-11").texts("used") }
        #expect(try used() == ["6 months 0 d or 12 months 0 d, undecided"])
        try network.edit(there, at: "beijing", "exception=落地合作城市")
        #expect(try ConflictInbox(network["beijing"]).items().isEmpty)
        #expect(try used() == ["12 months 0 d"])
        try network.meet()
        #expect(try network.shown(there, "exception", at: "anji") == .text("落地合作城市"))
    }

    private func free(
        _ company: RecordKey, _ site: String, _ from: String, _ to: String
    ) throws -> RecordKey {
        let tenancy = try network.add("tenancy", at: site, "company=\(company)", "site=\(site)")
        return try network.add(
            "tenancy_term", at: site, "site=\(site)", "tenancy=\(tenancy)", "company=\(company)",
            "kind=free", "from_day=\(from)", "to_day=\(to)")
    }
}
