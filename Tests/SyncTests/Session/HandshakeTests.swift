import Causality
import Sync
import Testing
import Wire

/// Who may talk to whom, and what the two ends find out about each other.
@Suite struct HandshakeTests {
    private func refusal(_ caller: ModelReplica, _ responder: ModelReplica) throws -> SyncFailure? {
        caller.write(.common)
        responder.write(.common)
        let logs = (caller.log, responder.log)
        let report = try DirectLine(caller, responder).sync()
        #expect(caller.log == logs.0 && responder.log == logs.1, "nothing has changed")
        return report.failure
    }

    @Test func `two ends of the same name are refused`() throws {
        #expect(
            try refusal(ModelReplica("anji"), ModelReplica("anji", epoch: 2))
                == .status(409, retryAfter: nil, detail: "same-site"))
    }

    @Test func `another federation is refused`() throws {
        #expect(
            try refusal(ModelReplica("anji"), ModelReplica("shanghai", hub: "shanghai"))
                == .status(409, retryAfter: nil, detail: "other-federation"))
    }

    @Test func `what is meant for another site is refused, and nothing of it kept`() throws {
        let anji = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        anji.write(.common)
        try DirectLine(anji, hub).sync()
        anji.write(.of("anji"))
        let wrong = ModelReplica("hangzhou")
        var session = SyncCaller(policy: .standard, peer: .named("beijing"))
        let request = try session.request(anji)
        #expect {
            try DirectLine.respond(request, wrong)
        } throws: {
            ($0 as? SyncProblem)?.code == .wrongSite
        }
        #expect(wrong.log.isEmpty && wrong.quarantined.isEmpty && wrong.remembered.isEmpty)
    }

    @Test func `an answer from another site than the one called is refused`() throws {
        let anji = ModelReplica("anji")
        let hangzhou = ModelReplica("hangzhou")
        hangzhou.write(.common)
        var session = SyncCaller(policy: .standard, peer: .named("beijing"))
        _ = try session.request(anji)
        var other = SyncCaller(policy: .standard, peer: .named("hangzhou"))
        let reply = try DirectLine.respond(try other.request(anji), hangzhou).reply
        #expect(try session.takeIn(PeerReply(status: 200, body: reply), anji) == .failed)
        guard case .reply(let problem) = session.report.failure else {
            Issue.record("\(String(describing: session.report.failure))")
            return
        }
        #expect(problem.code == .wrongSite && anji.log.isEmpty)
    }

    @Test func `a peer without a common protocol version is refused`() throws {
        let anji = ModelReplica("anji")
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: anji.me.origin, hub: anji.me.hub, protocols: 2...5, schemaVersion: 1,
                vector: .unknown))
        #expect {
            try DirectLine.respond(encoder.finish(more: false), ModelReplica("beijing"))
        } throws: {
            ($0 as? SyncProblem)?.status == 426
        }
    }

    @Test func `a restored copy learns at once that it is older, and loses nothing`() throws {
        let anji = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        let stream = Stream(origin: anji.me.origin, scope: .of("anji"))
        for _ in 0..<3 { anji.write(.of("anji")) }
        let backup = anji.copy()
        for _ in 0..<2 { anji.write(.of("anji")) }
        try DirectLine(anji, hub).sync()
        let called = try DirectLine(backup.copy(), hub).sync()
        #expect(called.findings == [.rolledBack(stream, here: 3, there: 5)])
        let line = DirectLine(hub, backup)
        try line.sync()
        #expect(line.outcomes.flatMap(\.findings) == [.rolledBack(stream, here: 3, there: 5)])
        #expect(backup.holdings { _ in true } == anji.holdings { _ in true })
    }

    @Test func `an older copy writes nothing more under an epoch that is used elsewhere`() throws {
        for hubCalls in [false, true] {
            let anji = ModelReplica("anji")
            let hub = ModelReplica("beijing")
            for _ in 0..<3 { anji.write(.of("anji")) }
            let backup = anji.copy()
            anji.write(.of("anji"))
            try DirectLine(anji, hub).sync()
            let line = hubCalls ? DirectLine(hub, backup) : DirectLine(backup, hub)
            try line.sync()
            #expect(backup.endings == [.rolledBack] && hub.endings.isEmpty)
            #expect(backup.write(.of("anji")).stream.origin.epoch == 2)
            try line.sync()
            #expect(hub.holdings { _ in true } == backup.holdings { _ in true })
        }
    }

    @Test func `a copy that was written to is found as a fork, and its stream left alone`() throws {
        let anji = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        anji.write(.of("anji"))
        let clone = anji.copy()
        anji.write(.of("anji"), note: "here")
        try DirectLine(anji, hub).sync()
        let forked = clone.write(.of("anji"), note: "there")
        clone.write(.of("anji"))
        clone.write(.common)
        let line = DirectLine(clone, hub)
        let report = try line.sync()
        #expect(report.findings.contains(.fork(Dot(stream: forked.stream, seq: 2))))
        #expect(report.isComplete && report.sent == 1, "the other stream goes on")
        #expect(hub.quarantined.isEmpty && hub.everything[forked.stream] == 2)
    }

    @Test func `equal vectors with different heads are not taken for equal`() throws {
        let anji = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        anji.write(.of("anji"))
        let clone = anji.copy()
        try DirectLine(anji, hub).sync()
        anji.write(.of("anji"), note: "here")
        clone.write(.of("anji"), note: "there")
        try DirectLine(anji, hub).sync()
        try clone.remember(
            peer: hub.me.origin, vector: try hub.vector { $0 == .of("anji") })
        let report = try DirectLine(clone, hub).sync()
        #expect(report.findings.count == 1)
    }

    @Test func `the caller takes note of what the clock of the other end showed`() throws {
        let (anji, hub) = (ModelReplica("anji"), ModelReplica("beijing"))
        anji.write(.common)
        let line = DirectLine(anji, hub)
        line.onReply = { _, reply in
            var dated = reply
            dated.headers["date"] = "Sun, 06 Nov 1994 08:49:37 GMT"
            return dated
        }
        try line.sync()
        #expect(anji.clocks == [.named("beijing"): 784_111_777_000])
        #expect(hub.clocks.isEmpty)
    }
}
