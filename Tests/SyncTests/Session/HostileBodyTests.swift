import Causality
import Sync
import Testing
import Wire

/// A body that is broken, changed or a bomb is refused, and nothing has happened.
@Suite struct HostileBodyTests {
    private func request() throws -> (bytes: [UInt8], hub: ModelReplica) {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        site.write(.common)
        try DirectLine(site, hub).sync()
        for number in 0..<3 { site.write(.common, note: "edit \(number)") }
        var session = SyncCaller(policy: .standard, peer: .named("beijing"))
        return (try session.request(site), hub)
    }

    private func refusal(_ body: [UInt8], _ hub: ModelReplica) -> SyncProblem.Code? {
        do {
            _ = try DirectLine.respond(body, hub)
            return nil
        } catch let problem as SyncProblem { return problem.code } catch { return nil }
    }

    @Test func `a request cut at any byte is refused, and the replica unchanged`() throws {
        let (bytes, hub) = try request()
        for cut in 0..<bytes.count {
            #expect(refusal(Array(bytes[..<cut]), hub) == .truncated, "cut at \(cut)")
        }
        #expect(hub.log.count == 1 && hub.held.isEmpty && hub.quarantined.isEmpty)
    }

    @Test func `a request with any bit flipped is refused, or the bit says nothing`() throws {
        let (bytes, hub) = try request()
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let copy = hub.copy()
            if refusal(flipped, copy) == nil {
                #expect(copy.log.count == 4 && copy.quarantined.isEmpty, "bit \(bit)")
            } else {
                #expect(copy.log == hub.log && copy.held.isEmpty, "bit \(bit)")
            }
        }
    }

    @Test func `a reply with any bit flipped brings nothing, or the bit says nothing`() throws {
        let hub = ModelReplica("beijing")
        let site = ModelReplica("anji")
        for number in 0..<3 { hub.write(.common, note: "news \(number)") }
        try site.remember(peer: hub.me.origin, vector: VersionVector())
        var session = SyncCaller(policy: .standard, peer: .named("beijing"))
        let asking = try session.request(site)
        let reply = try DirectLine.respond(asking, hub).reply
        for bit in 0..<reply.count * 8 {
            var flipped = reply
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let copy = site.copy()
            var session = SyncCaller(policy: .standard, peer: .named("beijing"))
            _ = try session.request(copy)
            let step = try session.takeIn(PeerReply(status: 200, body: flipped), copy)
            #expect(copy.quarantined.isEmpty, "bit \(bit)")
            #expect(copy.log.count == 3 || step == .failed, "bit \(bit)")
            #expect(copy.log == Array(hub.log.prefix(copy.log.count)), "bit \(bit)")
        }
    }

    @Test func `a bomb is refused as such, both ways`() throws {
        let bomb = ZstdCompressor(level: 3).compress([UInt8](repeating: 0, count: 30 << 20))
        let (_, hub) = try request()
        #expect(bomb.count < 10_000)
        #expect(refusal(bomb, hub) == .malformed, "it does not even begin as a body")
        let begun = Array("MOSO".utf8) + [1, 99, 0x80, 0x80, 0x40]
        let long = ZstdCompressor(level: 3).compress(
            begun + [UInt8](repeating: 0, count: 30 << 20))
        #expect(refusal(long, hub) == .compressionBomb)
        let site = ModelReplica("anji")
        var session = SyncCaller(policy: .standard, peer: .named("beijing"))
        _ = try session.request(site)
        #expect(try session.takeIn(PeerReply(status: 200, body: long), site) == .failed)
        guard case .reply(let problem) = session.report.failure else { return }
        #expect(problem.code == .compressionBomb)
    }

    @Test func `what is no body at all is refused`() throws {
        let (_, hub) = try request()
        #expect(refusal([], hub) == .truncated)
        #expect(refusal(Array("<html>".utf8), hub) == .malformed)
        #expect(refusal([UInt8](repeating: 0, count: 100), hub) == .malformed)
        let large = [UInt8](repeating: 0, count: WireLimits.bodyBytesMax + 1)
        #expect(refusal(large, hub) == .tooLarge)
    }

    @Test func `after a refusal nothing more is taken`() throws {
        let (bytes, hub) = try request()
        var responder = SyncResponder(policy: .standard)
        #expect(throws: SyncProblem.self) {
            try Array("<html>".utf8).withUnsafeBytes { try responder.feed($0) }
        }
        #expect(throws: SyncProblem.self) { try bytes.withUnsafeBytes { try responder.feed($0) } }
        #expect(throws: SyncProblem.self) { try responder.exchange(cut: true) }
        #expect(hub.log.count == 1)
    }

    @Test func `a problem names the item`() throws {
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: Origin(site: .named("anji"), epoch: 1), hub: .named("beijing"),
                schemaVersion: 1, vector: .full([])))
        encoder.append(bytes: [1], expandedCount: nil)
        encoder.append(bytes: [1], expandedCount: WireLimits.transactionBytesMax + 1)
        do {
            _ = try DirectLine.respond(encoder.finish(more: false), ModelReplica("beijing"))
            Issue.record("it was taken")
        } catch let problem as SyncProblem {
            #expect(problem.item == 2 && problem.code == .tooLarge)
        }
    }
}
