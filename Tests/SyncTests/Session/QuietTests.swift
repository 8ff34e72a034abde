import Causality
import Sync
import Testing
import Wire

/// Where there is nothing to do, next to nothing is sent.
@Suite struct QuietTests {
    private func even() throws -> (site: ModelReplica, hub: ModelReplica) {
        let hub = ModelReplica("beijing")
        let sites = [ModelReplica("anji"), ModelReplica("hangzhou")]
        hub.write(.roster)
        for site in sites {
            site.write(.common)
            site.write(.site(site.me.origin.site))
            hub.write(.site(site.me.origin.site))
        }
        hub.write(.capital)
        for _ in 0..<2 { for site in sites { try DirectLine(site, hub).sync() } }
        return (sites[0], hub)
    }

    @Test func `nothing to do costs one round trip and under 300 bytes each way`() throws {
        let (site, hub) = try even()
        let line = DirectLine(site, hub)
        let report = try line.sync()
        #expect(report.rounds == 1 && report.isComplete)
        let (up, down) = (line.requests[0].count, line.replies[0].count)
        print("an empty exchange between three sites: \(up) bytes up, \(down) bytes down")
        #expect(up < 300 && down < 300)
    }

    @Test func `the full vectors of three sites cost under 1 KB each way`() throws {
        let (site, hub) = try even()
        site.forget()
        let line = DirectLine(site, hub)
        try line.sync(knowing: false)
        let (up, down) = (line.requests.map(\.count), line.replies.map(\.count))
        print("an exchange with a stranger: \(up) bytes up, \(down) bytes down")
        #expect(up.allSatisfy { $0 < 1_000 } && down.allSatisfy { $0 < 1_000 })
    }

    @Test func `the full vectors of 200 sites cost under 8 KB`() throws {
        let hub = ModelReplica("beijing")
        for number in 0..<200 {
            let site = ModelReplica("site-\(number)")
            site.write(.common)
            site.write(.site(site.me.origin.site))
            _ = try hub.apply(site.log.map(\.record), from: site.me.origin.site) { _ in true }
        }
        let line = DirectLine(ModelReplica("anji"), hub)
        try line.sync()
        print("full vectors of 200 sites: \(line.replies.map(\.count)) bytes down")
        let again = DirectLine(line.caller, hub)
        try again.sync()
        #expect(line.replies.allSatisfy { $0.count < 8_192 })
        #expect(again.requests[0].count < 300 && again.replies[0].count < 300)
    }

    @Test func `news after a quiet exchange comes in one round trip`() throws {
        let (site, hub) = try even()
        try DirectLine(site, hub).sync()
        hub.write(.common, note: "news")
        let line = DirectLine(site, hub)
        let report = try line.sync()
        #expect(report.received == 1 && report.rounds == 1)
        #expect(line.requests[0].count < 300)
    }

    @Test func `an edit after a quiet exchange goes in one round trip`() throws {
        let (site, hub) = try even()
        site.write(.of("anji"), note: "an edit")
        let report = try DirectLine(site, hub).sync()
        #expect(report.sent == 1 && report.rounds == 1)
    }

    @Test func `an edit made while the request is out is not left behind`() throws {
        let (site, hub) = try even()
        let line = DirectLine(site, hub)
        line.onReply = { round, reply in
            if round == 0 { site.write(.of("anji"), note: "meanwhile") }
            return reply
        }
        let report = try line.sync()
        #expect(report.sent == 1 && report.rounds == 2)
        #expect(hub.holdings { $0 == .of("anji") } == site.holdings { $0 == .of("anji") })
    }
}
