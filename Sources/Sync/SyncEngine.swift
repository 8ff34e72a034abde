public import Causality

/// Drives the two ends of an exchange over a link and a door: the only part of the engine that waits.
///
/// The replica is asked for as short a time as possible. Compressing, decompressing and waiting for
/// the network happen while others use it, and what arrives is applied batch by batch.
public struct SyncEngine: Sendable {
    public static let path = "/v1/sync"
    public static let contentType = "application/vnd.moso.sync"

    private let link: any PeerLink
    private let door: any ReplicaDoor
    private let policy: ScopePolicy
    private let budget: ProcessorBudget
    private let rest: @Sendable (_ milliseconds: Int) async -> Void

    /// - Parameters:
    ///   - budget: what taking in one reply may cost in processor time.
    ///   - rest: waits, or returns at once when the task is cancelled.
    public init(
        link: any PeerLink, door: any ReplicaDoor, policy: ScopePolicy,
        budget: ProcessorBudget = .unbounded,
        rest: @escaping @Sendable (_ milliseconds: Int) async -> Void = {
            try? await Task.sleep(for: .milliseconds($0))
        }
    ) {
        self.link = link
        self.door = door
        self.policy = policy
        self.budget = budget
        self.rest = rest
    }

    /// Exchanges with the peer until both hold the same, or until something stops it. Failures of
    /// the network are part of the report; what is thrown is about our own replica.
    ///
    /// - Parameters:
    ///   - peer: the peer's site, if known from before.
    ///   - refusals: of the last report about this peer.
    ///   - roundsMax: a bound that no honest exchange reaches.
    public func run(
        peer: SiteID?, refusals: Refusals = Refusals(), roundsMax: Int = 10_000,
        progress: (@Sendable (SyncReport, TransferProgress) -> Void)? = nil
    ) async throws -> SyncReport {
        var caller = SyncCaller(
            policy: policy, peer: peer, refusals: refusals, budget: budget)
        var step = SyncCaller.Step.again
        while step == .again, caller.report.rounds < roundsMax {
            if Task.isCancelled {
                caller.report.failure = .link(LinkFailure(kind: .cancelled, detail: "cancelled"))
                break
            }
            step = try await round(&caller, progress)
            if step == .again, caller.restMilliseconds > 0 { await rest(caller.restMilliseconds) }
        }
        return caller.report
    }

    private func round(
        _ caller: inout SyncCaller,
        _ progress: (@Sendable (SyncReport, TransferProgress) -> Void)?
    ) async throws -> SyncCaller.Step {
        let draft: SyncCaller.Draft
        (caller, draft) = try await door.withReplica { [caller] replica in
            var caller = caller
            let draft = try caller.draft(replica)
            return (caller, draft)
        }
        let body = draft.finish()
        let report = caller.report
        let reply = await link.perform(Self.request(body)) { moved in progress?(report, moved) }
        caller.report.bytesSent += body.count
        var step = caller.read(reply)
        while step == nil {
            (caller, step) = try await door.withReplica { [caller] replica in
                var caller = caller
                let step = try caller.advance(replica)
                return (caller, step)
            }
        }
        return step ?? .failed
    }

    /// Answers an exchange that a caller began. Throws a `SyncProblem` when it is refused, with
    /// nothing applied, or what the replica throws.
    public static func answer(
        _ exchange: SyncExchange, door: any ReplicaDoor
    ) async throws -> SyncResponder.Outcome {
        var exchange = exchange
        while true {
            let answer: SyncExchange.Answer?
            (exchange, answer) = try await door.withReplica { [exchange] replica in
                var exchange = exchange
                let answer = try exchange.advance(replica)
                return (exchange, answer)
            }
            if let answer { return answer.finish() }
        }
    }

    private static func request(_ body: [UInt8]) -> PeerRequest {
        PeerRequest(
            method: .post, path: path, headers: [("Content-Type", contentType)], body: body,
            replyBytesMax: SyncLimits.replyBytesMax)
    }
}
