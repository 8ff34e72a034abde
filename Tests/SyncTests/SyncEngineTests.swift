import Causality
import Sync
import Testing
import Wire

/// The engine with doors and links, as the programs use it.
@Suite struct SyncEngineTests {
    /// A replica with an owner.
    private actor Store: ReplicaDoor {
        private let replica: ModelReplica

        init(_ site: String, _ prepare: @Sendable (ModelReplica) -> Void = { _ in }) {
            replica = ModelReplica(site)
            prepare(replica)
        }

        func withReplica<Result: Sendable>(
            _ body: @escaping @Sendable (any ReplicaPort) throws -> Result
        ) async throws -> Result { try body(replica) }

        var vector: VersionVector { replica.everything }
        var batches: [Int] { replica.batches }
        func write(_ scope: ScopeID) { replica.write(scope) }
    }

    /// A link that answers by an exchange with another store.
    private struct StoreLink: PeerLink {
        let store: Store

        func perform(
            _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
        ) async -> PeerReply {
            progress?(TransferProgress(sent: request.body.count, received: 0))
            guard request.path == SyncEngine.path, request.method == .post else {
                return PeerReply(status: 404)
            }
            do {
                var responder = SyncResponder(policy: .standard)
                try request.body.withUnsafeBytes { try responder.feed($0) }
                let exchange = try responder.exchange()
                let outcome = try await SyncEngine.answer(exchange, door: store)
                return PeerReply(status: 200, body: outcome.reply)
            } catch { return PeerReply(status: 500) }
        }
    }

    /// A link that gives the same reply to everything.
    private struct FixedLink: PeerLink {
        let reply: PeerReply

        func perform(
            _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
        ) async -> PeerReply { reply }
    }

    private func run(_ reply: PeerReply) async throws -> SyncReport {
        try await SyncEngine(link: FixedLink(reply: reply), door: Store("anji"), policy: .standard)
            .run(peer: .named("beijing"))
    }

    @Test func `both ends come to hold the same`() async throws {
        let site = Store("anji") { replica in
            for _ in 0..<600 {
                replica.write(.of("anji"), note: String(repeating: "x", count: 900))
            }
        }
        let hub = Store("beijing") { replica in for _ in 0..<30 { replica.write(.common) } }
        let engine = SyncEngine(link: StoreLink(store: hub), door: site, policy: .standard)
        let report = try await engine.run(peer: nil)
        #expect(report.isComplete && report.sent == 600 && report.received == 30)
        #expect(report.bytesSent > 0 && report.bytesReceived > 0)
        #expect(report.peer?.site == .named("beijing"))
        #expect(await site.vector == hub.vector)
        #expect(await hub.batches.count > 2, "others get their turn between two batches")
    }

    @Test func `a refusal is reported with what the peer said about trying again`() async throws {
        let report = try await run(
            PeerReply(
                status: 503, headers: ["retry-after": "7"], body: Array("busy".utf8),
                failure: LinkFailure(kind: .cut, detail: "it hung up")))
        #expect(report.failure == .status(503, retryAfter: "7", detail: "busy"))
        let reply = try #require(report.failedReply)
        #expect(RetryVerdict(reply, wallSeconds: 0) == .retry(afterSeconds: 7))
        #expect(!report.isComplete && report.rounds == 1)
    }

    @Test func `a broken line is reported as such`() async throws {
        let failure = LinkFailure(kind: .connect, detail: "refused")
        let report = try await run(PeerReply(status: 0, failure: failure))
        #expect(report.failure == .link(failure))
    }

    /// A link that breaks in every request with a body of more than so many bytes.
    private struct BreakingLink: PeerLink {
        let link: StoreLink
        let bytesMax: Int

        func perform(
            _ request: PeerRequest, progress: (@Sendable (TransferProgress) -> Void)?
        ) async -> PeerReply {
            guard request.body.count <= bytesMax else {
                return PeerReply(status: 0, failure: LinkFailure(kind: .cut, detail: "broke"))
            }
            return await link.perform(request, progress: progress)
        }
    }

    private actor Rests {
        private(set) var all: [Int] = []
        func add(_ one: Int) { all.append(one) }
    }

    @Test func `between two questions what came of a broken request, the caller rests`()
        async throws
    {
        let site = Store("anji") { replica in
            for _ in 0..<60 { replica.write(.common, note: String(repeating: "x", count: 900)) }
        }
        let rests = Rests()
        let link = BreakingLink(link: StoreLink(store: Store("beijing")), bytesMax: 600)
        let engine = SyncEngine(link: link, door: site, policy: .standard) { await rests.add($0) }
        let report = try await engine.run(peer: nil)
        #expect(report.failure == .link(LinkFailure(kind: .cut, detail: "broke")))
        let once = (1...SyncLimits.asksInVainMax).map(SyncLimits.restMilliseconds)
        #expect(await rests.all == once + once + once)
    }

    @Test func `a page instead of a reply is refused`() async throws {
        let report = try await run(PeerReply(status: 200, body: Array("<html>".utf8)))
        guard case .reply(let problem) = report.failure else {
            Issue.record("\(String(describing: report.failure))")
            return
        }
        #expect(problem.code == .malformed)
    }

    @Test func `a cancelled sync ends and says so`() async throws {
        let hub = Store("beijing") { replica in
            for _ in 0..<2_000 { replica.write(.common) }
        }
        let engine = SyncEngine(
            link: StoreLink(store: hub), door: Store("anji"), policy: .standard)
        let report = try await withThrowingTaskGroup(of: SyncReport.self) { group in
            group.addTask {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await engine.run(peer: .named("beijing"))
            }
            return try await group.next()
        }
        #expect(report?.failure == .link(LinkFailure(kind: .cancelled, detail: "cancelled")))
    }

    @Test func `the rounds are bounded`() async throws {
        let hub = Store("beijing") { replica in for _ in 0..<2_000 { replica.write(.common) } }
        let engine = SyncEngine(
            link: StoreLink(store: hub), door: Store("anji"), policy: .standard)
        let report = try await engine.run(peer: .named("beijing"), roundsMax: 2)
        #expect(report.rounds == 2 && !report.isComplete && report.failure == nil)
    }
}
