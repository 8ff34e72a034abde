public import Causality

/// Drives a `SyncCaller` over a link: the only part of the engine that waits.
public struct SyncEngine: Sendable {
    public static let path = "/v1/sync"
    public static let contentType = "application/vnd.moso.sync"

    private let link: any PeerLink
    private let door: any ReplicaDoor
    private let policy: ScopePolicy

    public init(link: any PeerLink, door: any ReplicaDoor, policy: ScopePolicy) {
        self.link = link
        self.door = door
        self.policy = policy
    }

    /// Exchanges with the peer until both hold the same, or until something stops it. Failures of
    /// the network are part of the report; what is thrown is about our own replica.
    ///
    /// - Parameters:
    ///   - peer: the peer's site, if known from before.
    ///   - roundsMax: a bound that no honest exchange reaches.
    public func run(
        peer: SiteID?, roundsMax: Int = 10_000,
        progress: (@Sendable (SyncReport, TransferProgress) -> Void)? = nil
    ) async throws -> SyncReport {
        var caller = SyncCaller(policy: policy, peer: peer)
        var bytesSent = 0
        var bytesReceived = 0
        var step = SyncCaller.Step.again
        while step == .again, caller.report.rounds < roundsMax, !Task.isCancelled {
            let (asked, body) = try await door.withReplica { [caller] replica in
                var caller = caller
                let body = try caller.request(replica)
                return (caller, body)
            }
            let report = asked.report
            let reply = await link.perform(Self.request(body)) { moved in
                progress?(report, moved)
            }
            bytesSent += body.count
            bytesReceived += reply.body.count
            (caller, step) = try await door.withReplica { [asked] replica in
                var caller = asked
                let step = try caller.takeIn(reply, replica)
                return (caller, step)
            }
        }
        var report = caller.report
        report.bytesSent = bytesSent
        report.bytesReceived = bytesReceived
        return report
    }

    private static func request(_ body: [UInt8]) -> PeerRequest {
        PeerRequest(
            method: .post, path: path, headers: [("Content-Type", contentType)], body: body,
            replyBytesMax: SyncLimits.replyBytesMax)
    }
}
