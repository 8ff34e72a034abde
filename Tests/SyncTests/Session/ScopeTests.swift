import Causality
import Sync
import Testing
import Wire

/// What a site may not hold never reaches it: no record, no name, no count.
@Suite struct ScopeTests {
    /// Everything readable in a body, packed transactions expanded.
    private func text(_ body: [UInt8]) throws -> String {
        var bytes: [UInt8] = []
        let decoder = ZstdStreamDecoder()
        try body.withUnsafeBytes { buffer in
            try decoder.feed(buffer) { (piece) throws(WireError) in bytes += piece }
        }
        for case .transaction(let packed, let count?, _) in try frames(body) {
            bytes += try ZstdDecompressor().expand(packed, to: count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [true, false]) func `nothing of another scope is in what a site is sent`(
        hubCalls: Bool
    ) throws {
        let hub = ModelReplica("beijing")
        let hangzhou = ModelReplica("hangzhou")
        let anji = ModelReplica("anji")
        let secret = "CANARY" + String(repeating: "secret ", count: 1_000)
        hub.write(.capital, author: "CANARY", note: secret)
        hub.write(.of("hangzhou"), author: "CANARY", note: secret)
        hangzhou.write(.of("hangzhou"), author: "CANARY", note: secret)
        try DirectLine(hangzhou, hub).sync()
        hub.write(.common, note: "for all")
        hub.write(.of("anji"), note: "for anji")
        anji.write(.of("anji"), note: "of anji")
        let line = hubCalls ? DirectLine(hub, anji) : DirectLine(anji, hub)
        let report = try line.sync(knowing: false)
        #expect(report.isComplete)
        #expect(anji.log.count == 3)
        for body in hubCalls ? line.requests : line.replies {
            let text = try text(body)
            #expect(!text.contains("CANARY"))
            #expect(!text.contains("hangzhou"))
            #expect(!text.contains("capital"))
        }
    }

    @Test func `a record of a scope that is not the sender's is refused`() throws {
        let hub = ModelReplica("beijing")
        let anji = ModelReplica("anji")
        // A site that writes where it may not, and pushes it as if it might.
        let foreign = ModelReplica("anji")
        foreign.write(.of("hangzhou"))
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: anji.me.origin, hub: anji.me.hub, schemaVersion: 1, vector: .full([])))
        encoder.append(bytes: foreign.log[0].record.bytes, expandedCount: nil)
        let outcome = try DirectLine.respond(encoder.finish(more: false), hub)
        #expect(outcome.results.map(\.outcome) == [.quarantined(why: "not the sender's")])
        #expect(hub.log.isEmpty)
    }

    @Test func `a site's claims about other scopes are not looked at`() throws {
        let hub = ModelReplica("beijing")
        hub.write(.capital)
        let stream = Stream(origin: hub.me.origin, scope: .capital)
        let anji = ModelReplica("anji")
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: anji.me.origin, hub: anji.me.hub, schemaVersion: 1,
                vector: .full([StreamClaim(stream: stream, seq: 1, head: 12)])))
        let outcome = try DirectLine.respond(encoder.finish(more: false), hub)
        // A finding would tell a guesser whether it guessed right.
        #expect(outcome.findings.isEmpty && outcome.sent == 0)
        #expect(hub.remembered[.named("anji")] == VersionVector())
    }

    @Test func `two sites that are not the hub share what all share`() throws {
        let anji = ModelReplica("anji")
        let hangzhou = ModelReplica("hangzhou")
        anji.write(.of("anji"))
        anji.write(.common)
        try DirectLine(anji, hangzhou).sync()
        #expect(hangzhou.log.map(\.dot.stream.scope) == [.common])
    }
}
