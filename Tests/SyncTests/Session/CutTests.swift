import Causality
import Sync
import Testing
import Wire

/// A transfer that is cut at any byte goes on where it stopped.
@Suite struct CutTests {
    /// - Parameter noteBytes: of text that does not compress, in each of the hub's twelve transactions.
    private func pair(noteBytes: Int = 0) -> (site: ModelReplica, hub: ModelReplica) {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        var random = SplitMix64(seed: 9)
        site.write(.common)
        for number in 0..<12 {
            hub.write(.common, note: "news \(number)" + random.text(noteBytes))
        }
        return (site, hub)
    }

    @Test func `what a line changed before it broke is not believed`() throws {
        let (site, hub) = pair()
        let whole = DirectLine(site.copy(), hub.copy())
        try whole.sync()
        let length = whole.replies.map(\.count).max() ?? 0
        for bit in 0..<length * 8 {
            let line = DirectLine(site.copy(), hub.copy())
            line.onReply = { _, reply in
                guard reply.body.count == length else { return reply }
                var changed = reply
                changed.body[bit / 8] ^= 1 << (bit & 7)
                return changed.cut(after: length - 5)
            }
            try line.sync(roundsMax: 3)
            line.onReply = { $1 }
            try line.sync()
            #expect(line.caller.quarantined.isEmpty, "bit \(bit)")
            #expect(line.caller.everything == line.responder.everything, "bit \(bit)")
        }
    }

    @Test func `a reply cut at any byte counts as far as it came`() throws {
        let (site, hub) = pair()
        let whole = DirectLine(site.copy(), hub.copy())
        try whole.sync()
        let length = whole.replies.map(\.count).max() ?? 0
        #expect(length > 200)
        for cut in 0..<length {
            let line = DirectLine(site.copy(), hub.copy())
            line.onReply = { _, reply in reply.cut(after: min(cut, reply.body.count)) }
            let first = try line.sync(roundsMax: 3)
            #expect(first.failure != nil || first.rounds == 3, "cut at \(cut)")
            #expect(line.caller.held.isEmpty && line.caller.quarantined.isEmpty, "cut at \(cut)")
            line.onReply = { $1 }
            let second = try line.sync()
            #expect(second.isComplete, "cut at \(cut)")
            #expect(line.caller.everything == line.responder.everything, "cut at \(cut)")
            #expect(first.received + second.received == 12, "cut at \(cut)")
        }
    }

    @Test func `a sync goes on by itself as long as cut replies bring something`() throws {
        let site = ModelReplica("anji")
        let hub = ModelReplica("beijing")
        var random = SplitMix64(seed: 4)
        for _ in 0..<60 { hub.write(.common, note: random.text(20_000)) }
        let line = DirectLine(site, hub)
        // Never more than a fifth of what there is.
        line.onReply = { _, reply in
            reply.body.count > 250_000 ? reply.cut(after: 250_000) : reply
        }
        let report = try line.sync()
        #expect(report.isComplete && report.failure == nil)
        #expect(report.cuts > 2 && report.received == 60)
    }

    @Test func `a sync that cut replies bring nothing ends as failed`() throws {
        let (site, hub) = pair()
        let line = DirectLine(site, hub)
        line.onReply = { _, reply in reply.cut(after: 20) }
        let report = try line.sync()
        #expect(report.rounds == 1)
        #expect(report.failure == .link(LinkFailure(kind: .cut, detail: "cut after 20")))
    }

    @Test func `a line on which requests always break carries everything in the end`() throws {
        let (hub, site) = pair(noteBytes: 3_000)
        let line = DirectLine(site, hub)
        try line.sync(roundsMax: 1)
        line.breaksAfter = 16_000
        let report = try line.sync()
        #expect(report.isComplete && report.failure == nil && report.cuts > 1)
        #expect(hub.everything.order(against: site.everything) == .equal)
    }

    @Test(arguments: 1...SyncLimits.asksInVainMax)
    func `a peer that hears late that the line broke is asked again`(late: Int) throws {
        let (hub, site) = pair(noteBytes: 3_000)
        let line = DirectLine(site, hub)
        try line.sync(roundsMax: 1)
        (line.breaksAfter, line.hearsLate) = (16_000, late)
        let report = try line.sync()
        #expect(report.isComplete && report.failure == nil && report.cuts > 1)
        #expect(hub.everything.order(against: site.everything) == .equal)
    }

    @Test func `what a line took with it that was cut off hard is sent once more`() throws {
        let (hub, site) = pair(noteBytes: 3_000)
        let line = DirectLine(site, hub)
        try line.sync(roundsMax: 1)
        // The peer never hears of the first push, and takes in as much as came of the others.
        (line.breaksAfter, line.hearsLate) = (16_000, 1_000)
        line.onRequest = { round, request in
            if request.count > 16_000, round > 1 { line.hearsLate = 0 }
            return request
        }
        let report = try line.sync()
        #expect(report.isComplete && report.failure == nil && report.cuts > 1)
        #expect(hub.everything.order(against: site.everything) == .equal)
    }

    @Test func `the rests between two questions grow, and none is without a question in vain`() {
        let rests = (0...SyncLimits.asksInVainMax).map(SyncLimits.restMilliseconds)
        #expect(rests == [0, 20, 80, 320, 1_280])
    }

    @Test func `where nothing comes over, the sync ends with why`() throws {
        let (hub, site) = pair(noteBytes: 3_000)
        let line = DirectLine(site, hub)
        try line.sync(roundsMax: 1)
        line.breaksAfter = 2_000
        let report = try line.sync()
        #expect(
            report.rounds == (1 + SyncLimits.pushesInVainMax) * (2 + SyncLimits.asksInVainMax))
        #expect(report.failure == .link(LinkFailure(kind: .cut, detail: "no answer")))
    }

    @Test func `a request cut at any byte is taken as far as it came`() throws {
        let (hub, site) = pair(noteBytes: 30_000)
        let line = DirectLine(site, hub)
        try line.sync(roundsMax: 1)
        var session = SyncCaller(policy: .standard, peer: hub.me.origin.site)
        let request = try session.request(site)
        var most = 0
        for cut in stride(from: 0, to: request.count, by: 997) {
            let copy = hub.copy()
            var responder = SyncResponder(policy: .standard)
            try request.prefix(cut).withUnsafeBytes { try responder.feed($0) }
            #expect(throws: SyncProblem.self, "cut at \(cut)") { try responder.exchange() }
            guard var exchange = try? responder.exchange(cut: true) else { continue }
            while try exchange.advance(copy) == nil {}
            let taken = copy.log.count - hub.log.count
            #expect(taken >= most && copy.quarantined.isEmpty && copy.held.isEmpty)
            most = max(most, taken)
            try DirectLine(site.copy(), copy).sync()
            #expect(copy.everything.order(against: site.everything) == .equal, "cut at \(cut)")
        }
        // What lies behind the last checksum that came is not believed.
        #expect((4..<12).contains(most))
    }
}
