public import Causality
internal import Wire

/// The long poll: "tell me when you hold something that I have not seen".
///
/// The asking site sends the digest of the claims both ends agreed on last. The answering one
/// compares it with its own, at once and after each change.
public enum Watch {
    public static let path = "/v1/watch"

    /// The path to ask for.
    public static func request(site: SiteID, digest: UInt64) -> PeerRequest {
        PeerRequest(
            method: .get, path: "\(path)?site=\(site)&since=\(digest)", replyBytesMax: 4_096,
            silenceSecondsMax: SyncLimits.watchSeconds + 20)
    }

    /// The digest of what this replica shares with a site.
    public static func digest(
        _ replica: any ReplicaPort, with site: SiteID, policy: ScopePolicy
    ) throws -> UInt64 {
        let me = try replica.identity()
        return try PeerClaims(of: replica, policy.shared(me.origin.site, site, hub: me.hub)).digest
    }
}
