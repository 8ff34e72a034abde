import Causality
import Storage
import Testing

@testable import Workflows

/// How old what head office sees of a site is.
struct AgeStories {
    private func heard(_ network: Network, _ site: String, at place: String) throws -> UInt64? {
        try network[place].lastHeard()[try #require(SiteID(site))]
    }

    @Test
    func `a quiet site that was in an exchange is as old as the exchange, not as its last write`()
        throws
    {
        let network = try Network("beijing", "anji")
        try network.add("seat", at: "anji", "label=A-1", "kind=fixed", "state=in-service")
        try network.meet()
        let anji = try #require(SiteID("anji"))
        let claim = try network["anji"].vector { _ in true }
        let written = try #require(try heard(network, "anji", at: "beijing"))
        // The same claim again and again: nothing new is written at Anji.
        for hours in 1...3 as ClosedRange<UInt64> {
            network.wait(hours: hours)
            try network["beijing"].remember(peer: Origin(site: anji, epoch: 1), vector: claim)
            let now = network["beijing"].environment.wallMilliseconds()
            #expect(try heard(network, "anji", at: "beijing") == now && now > written)
        }
    }

    @Test func `what a site claimed to have written and is not here keeps its age`() throws {
        let network = try Network("beijing", "anji")
        try network.add("seat", at: "anji", "label=A-1", "kind=fixed", "state=in-service")
        try network.meet()
        let before = try #require(try heard(network, "anji", at: "beijing"))
        network.wait(hours: 5)
        try network.add("seat", at: "anji", "label=A-2", "kind=fixed", "state=in-service")
        let anji = try #require(SiteID("anji"))
        // The line broke behind the head of the exchange.
        try network["beijing"].remember(
            peer: Origin(site: anji, epoch: 1), vector: try network["anji"].vector { _ in true })
        #expect(try heard(network, "anji", at: "beijing") == before)
        #expect(try network["beijing"].sitesMet()[anji] ?? 0 > before)
    }
}
