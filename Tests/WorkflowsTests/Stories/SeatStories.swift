import Causality
import Domain
import Storage
import Testing
import Workflows

/// Conflict stories about seats (K01, K02): two nodes were apart, they meet, and the outcome is the
/// same on all of them.
struct SeatStories {
    @Test func `K01 the owner's claim stands against the hub's proposal, and Lan is offered seats`()
        throws
    {
        let (network, seats) = try hall()
        let lan = try claim(network, "beijing", seats[1], "澜", "proposed")
        network.wait(hours: 1)
        let qing = try claim(network, "anji", seats[1], "青", "confirmed")
        try network.meet()
        for replica in network.all {
            let claims = SeatClaims(replica)
            #expect(try claims.standing(of: lan) == .displaced(by: qing))
            #expect(try claims.standing(of: qing) == .confirmed)
            let wanted = try #require(try claims.all().first { $0.claim.key == lan })
            #expect(try claims.nearestFree(to: wanted.claim).map(\.label) == ["A-1", "A-3", "A-4"])
            // Its record is as it was.
            #expect(wanted.claim.state == .proposed)
        }
    }

    @Test func `K02 of two confirmations of the owner's the earlier stands, at every site`() throws
    {
        let (network, seats) = try hall()
        let first = try claim(network, "anji", seats[0], "澜", "confirmed")
        network.wait(hours: 1)
        let second = try claim(network, "anji", seats[0], "青", "confirmed")
        try network.meet()
        for replica in network.all {
            #expect(try SeatClaims(replica).standing(of: first) == .confirmed)
            #expect(try SeatClaims(replica).standing(of: second) == .displaced(by: first))
            // A person is still told: the two were both confirmed on paper.
            #expect(try ConflictInbox(replica).items().map(\.kind) == ["rule"])
        }
    }

    @Test func `another site than the owner cannot confirm`() throws {
        let (network, seats) = try hall()
        #expect(throws: Problem.self) {
            try claim(network, "beijing", seats[0], "澜", "confirmed")
        }
        let proposed = try claim(network, "beijing", seats[0], "澜", "proposed")
        #expect(throws: Problem.self) {
            try network.edit(proposed, at: "beijing", "state=confirmed")
        }
    }

    private func hall() throws -> (Network, [RecordKey]) {
        let network = try Network("beijing", "anji")
        let seats = try (1...5).map {
            try network.add("seat", at: "anji", "label=A-\($0)", "kind=fixed")
        }
        for name in ["澜", "青"] {
            try network.add("company", at: "beijing", "legal_name=\(name)")
            try network.add("tenancy", at: "beijing", "site=anji", "company=\(name)")
        }
        try network.meet()
        return (network, seats)
    }

    @discardableResult
    private func claim(
        _ network: Network, _ site: String, _ seat: RecordKey, _ company: String, _ state: String
    ) throws -> RecordKey {
        let key = try #require(try RecordDesk(network[site]).find(company, in: "company")).key
        let tenancy = try #require(
            try network[site].select(
                "SELECT id FROM tenancy WHERE company = ?1", [.text(key.text)]
            ).first?.first?.text)
        return try network.add(
            "seat_assignment", at: site, "site=anji", "seat=\(seat)", "company=\(key)",
            "tenancy=\(tenancy)", "from_day=2023-09-01", "to_day=2024-03-01", "state=\(state)")
    }
}
