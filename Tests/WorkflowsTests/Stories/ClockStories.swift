import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Stories about a clock that is wrong (K24, and what it makes of K02).
struct ClockStories {
    private let sites = ["beijing", "anji", "laptop"]

    /// The hub, a site, and a laptop at that site's counter.
    private func counter() throws -> (Network, company: RecordKey) {
        let network = try Network("beijing", "anji")
        let company = try network.add("company", at: "anji", "legal_name=演示·澜")
        try network.secondMachine(of: "anji", as: "laptop")
        try network.meet()
        return (network, company)
    }

    @Test(arguments: [false, true])
    func `K24 a laptop says 2026: its edits count from their receipt, it is told, nothing is lost`(
        backwards: Bool
    ) throws {
        let (network, company) = try counter()
        network.setClock(of: "laptop", daysAhead: 900)
        try network.edit(company, at: "laptop", "display_name=澜（笔记本）")
        let visit = try network.add(
            "visit", at: "laptop", "arrived_at=2023-08-11 10:00", "kind=startup")
        try network.meet(among: "beijing", "laptop")
        network.wait(hours: 1)
        // Anji has not seen it, and writes an hour later.
        try network.edit(company, at: "anji", "display_name=澜图")
        try network.meet(backwards: backwards)
        #expect(try network.shown(company, "display_name", at: sites) == .text("澜图"))
        #expect(try network.shown(visit, "kind", at: sites) == .text("startup"))
        for site in sites {
            // What it wrote is in the history, with when it was received.
            let record = try #require(try network[site].record("company", company))
            let writes = try History(network[site]).writes(record, cell: "display_name")
            let odd = try #require(writes.first { $0.value == .text("澜（笔记本）") })
            let effective = try #require(try network[site].effectiveStamp(of: odd.dot))
            let made = try #require(try network[site].transaction(odd.dot))
            #expect(effective < made.stamp)
            // The hub and the laptop itself say so.
            let off = try network[site].clockOffsets().map(\.site.name)
            #expect(off == (site == "anji" ? [] : ["anji"]), "\(site)")
        }
        // Seen by whoever writes next, it wins nothing more.
        try network.edit(company, at: "beijing", "display_name=澜图智能")
        try network.meet()
        #expect(try network.shown(company, "display_name", at: sites) == .text("澜图智能"))
        for site in sites { #expect(try ConflictInbox(network[site]).items().isEmpty) }
    }

    @Test(arguments: [false, true])
    func `K02 one seat confirmed twice where a clock is suspect: neither has it until Anji decides`(
        backwards: Bool
    ) throws {
        let (network, lan) = try counter()
        let qing = try network.add("company", at: "anji", "legal_name=演示·青")
        let seats = try (1...2).map { number in
            try network.add(
                "seat", at: "anji", "label=A-\(number)", "kind=fixed", "state=in-service")
        }
        try network.meet()
        network.setClock(of: "laptop", daysAhead: 900)
        func give(_ site: String, _ company: RecordKey) throws -> RecordKey {
            try network.add(
                "seat_assignment", at: site, "seat=\(seats[0])", "company=\(company)",
                "tenancy=T-\(company)", "from_day=2023-09-01", "state=confirmed")
        }
        let first = try give("anji", lan)
        let second = try give("laptop", qing)
        try network.meet(backwards: backwards)
        for site in sites {
            let claims = SeatClaims(network[site])
            #expect(try claims.standing(of: first) == .disputed(with: second))
            #expect(try claims.standing(of: second) == .disputed(with: first))
            // Nobody else is offered it meanwhile.
            let claim = try #require(try claims.all().first { $0.claim.key == first })
            #expect(try claims.nearestFree(to: claim.claim).map(\.label) == ["A-2"])
            #expect(try ConflictInbox(network[site]).items().map(\.kind) == ["clock"])
        }
        let finding = try #require(try network.findings(.noClockDecides, at: sites).first)
        #expect(finding.detail.en.contains("澜") && finding.detail.en.contains("青"))
        let option = try #require(
            finding.options.first { $0.writes.map(\.row.key) == [second] })
        try network.decide(.noClockDecides, option.code, at: ["anji", "beijing", "laptop"])
        for site in sites {
            #expect(try SeatClaims(network[site]).standing(of: first) == .confirmed)
            #expect(try SeatClaims(network[site]).standing(of: second) == .displaced(by: nil))
        }
    }
}
