import Causality
import Sync
import Testing
import Wire

/// One bad item blocks nothing but what builds on it, and no exchange goes on for ever about it.
@Suite struct BadItemTests {
    @Test func `a poisoned transaction is put aside and the rest goes on`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        site.write(.of("anji"))
        let poison = site.write(.of("anji"), author: "poison")
        site.write(.of("anji"))
        site.write(.common)
        let line = DirectLine(site, hub)
        let report = try line.sync()
        #expect(report.isComplete && report.failure == nil && report.rounds <= 4)
        #expect(report.sent == 2)
        #expect(
            report.refusedThere.contains(
                ItemNotice(kind: .quarantined, dot: poison.description, detail: "poison")))
        #expect(hub.everything[Stream(origin: site.me.origin, scope: .common)] == 1)
        #expect(hub.everything[poison.stream] == 1)
        let again = try DirectLine(site, hub).sync()
        #expect(again.isComplete && again.rounds <= 2)
    }

    @Test func `what a peer has put aside is not sent again, and the rest still is`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        let poison = site.write(.of("anji"), author: "poison")
        let line = DirectLine(site, hub)
        let first = try line.sync()
        #expect(first.refusals.dots == [poison])
        let behind = site.write(.of("anji"))
        site.write(.common)
        let round = line.requests.count
        let second = try line.sync(refusals: first.refusals)
        #expect(second.isComplete && second.refusals.dots == [poison])
        let sent = try line.requests[round...].flatMap(transactions)
        #expect(sent.map(\.stream.scope) == [.common])
        #expect(!hub.held.keys.contains(behind))
        #expect(try line.sync(refusals: second.refusals).rounds == 1)
    }

    @Test func `a peer of another epoch is asked again to take what it had put aside`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        let poison = site.write(.of("anji"), author: "poison")
        let first = try DirectLine(site, hub).sync()
        let line = DirectLine(site, ModelReplica("beijing", epoch: 2))
        try line.sync(refusals: first.refusals)
        #expect(try line.requests.flatMap(transactions) == [poison])
    }

    @Test func `a peer cannot stop a stream that is not ours to send`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        site.write(.common)
        let line = DirectLine(site, hub)
        let stranger = Dot(
            stream: Stream(origin: Origin(site: .named("hangzhou"), epoch: 1), scope: .common),
            seq: 4)
        line.onReply = { _, reply in
            var encoder = FrameEncoder()
            for case .hello(let hello) in (try? frames(reply.body)) ?? [] { encoder.append(hello) }
            encoder.append(
                ItemNotice(kind: .quarantined, dot: stranger.description, detail: "so it says"))
            return PeerReply(status: 200, body: encoder.finish(more: false))
        }
        #expect(try line.sync().refusals.isEmpty)
    }

    /// The transactions in a body, by their dots.
    private func transactions(_ body: [UInt8]) throws -> [Dot] {
        try frames(body).compactMap { frame in
            guard case .transaction(let bytes, nil, _) = frame else { return nil }
            return try bytes.withUnsafeBytes { try TransactionReader($0).header.dot }
        }
    }

    @Test func `a poisoned transaction of the hub stops nobody else`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        hub.write(.common, author: "poison")
        hub.write(.of("anji"), having: [])
        let report = try DirectLine(site, hub).sync()
        #expect(report.isComplete && report.rounds <= 4)
        #expect(report.quarantined.count == 1)
        #expect(report.received + report.held.count == 1)
    }

    @Test func `a transaction that waits is named with what it lacks, and waits once`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        let missing = Dot(
            stream: Stream(origin: Origin(site: .named("hangzhou"), epoch: 1), scope: .common),
            seq: 9)
        let waiting = site.write(.of("anji"), having: [missing])
        let report = try DirectLine(site, hub).sync()
        #expect(report.isComplete && report.rounds <= 3)
        #expect(
            report.refusedThere == [
                ItemNotice(kind: .held, dot: waiting.description, detail: missing.description)
            ])
        #expect(hub.held.keys.contains(waiting))
    }

    @Test func `what cannot be read is put aside, and the rest goes on`() throws {
        let hub = ModelReplica("beijing")
        let site = ModelReplica("anji")
        let sound = site.write(.of("anji"))
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: site.me.origin, hub: site.me.hub, schemaVersion: 1, vector: .full([])))
        encoder.append(bytes: [1, 2, 3], expandedCount: nil)
        encoder.append(bytes: [], expandedCount: nil)
        encoder.append(bytes: [1, 2, 3], expandedCount: 77)
        encoder.append(bytes: site.log[0].record.bytes, expandedCount: nil)
        let outcome = try DirectLine.respond(encoder.finish(more: false), hub)
        #expect(outcome.results.count == 4)
        #expect(outcome.results.last == ItemResult(dot: sound, outcome: .applied))
        let notices = try frames(outcome.reply).filter {
            if case .notice = $0 { true } else { false }
        }
        #expect(notices.count == 3)
    }

    @Test func `a transaction too large for any body is named and passed over`() throws {
        let hub = ModelReplica("beijing")
        let site = ModelReplica("anji")
        var random = SplitMix64(seed: 8)
        site.write(.of("anji"), note: random.text(200_000))
        site.write(.common)
        let monster = ModelReplica("anji", epoch: 2)
        let dot = monster.write(.of("anji"), note: random.text(5 << 20))
        monster.write(.common)
        let report = try DirectLine(monster, hub).sync()
        #expect(report.isComplete && report.sent == 1)
        #expect(report.findings == [.tooLargeToSend(dot)])
        #expect(try DirectLine(site, hub).sync().sent == 2)
    }

    @Test func `a peer that always promises more is not believed`() throws {
        let hub = ModelReplica("beijing")
        let site = ModelReplica("anji")
        var session = SyncCaller(policy: .standard, peer: .named("beijing"))
        var step = SyncCaller.Step.again
        while step == .again, session.report.rounds < 100 {
            _ = try session.request(site)
            var encoder = FrameEncoder()
            let stream = Stream(origin: hub.me.origin, scope: .common)
            encoder.append(
                Hello(
                    identity: hub.me.origin, hub: hub.me.hub, schemaVersion: 1,
                    vector: .full([StreamClaim(stream: stream, seq: 1 << 61, head: 1)])))
            step = try session.takeIn(
                PeerReply(status: 200, body: encoder.finish(more: true)), site)
        }
        #expect(step == .done && session.report.rounds <= 3)
    }
}
