import Causality
import Sync
import Testing
import Wire

/// The same bytes twice do no harm.
@Suite struct RepetitionTests {
    @Test func `a request that comes again changes nothing`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        for _ in 0..<10 { site.write(.of("anji")) }
        let line = DirectLine(site, hub)
        try line.sync()
        let log = hub.log
        for request in line.requests + line.requests.reversed() {
            let outcome = try DirectLine.respond(request, hub)
            #expect(outcome.results.allSatisfy { $0.outcome == .duplicate })
        }
        #expect(hub.log == log && hub.held.isEmpty && hub.quarantined.isEmpty)
    }

    @Test func `a reply that comes again changes nothing`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        for _ in 0..<10 { hub.write(.common) }
        let line = DirectLine(site, hub)
        try line.sync()
        let log = site.log
        for reply in line.replies {
            var session = SyncCaller(policy: .standard, peer: .named("beijing"))
            _ = try session.request(site)
            _ = try session.takeIn(PeerReply(status: 200, body: reply), site)
        }
        #expect(site.log == log && site.held.isEmpty && site.quarantined.isEmpty)
    }

    @Test func `a wrong memory of the peer costs a round trip and no harm`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        for _ in 0..<10 { site.write(.of("anji")) }
        try DirectLine(site, hub).sync()
        // The peer has less than remembered: it was restored. Or more: others have told it.
        let restored = ModelReplica("beijing")
        restored.write(.common)
        let report = try DirectLine(site, restored).sync()
        #expect(report.isComplete && restored.everything == site.everything)
        site.forget()
        let again = try DirectLine(site, restored).sync()
        #expect(again.isComplete && again.sent == 0 && again.received == 0)
    }
}
