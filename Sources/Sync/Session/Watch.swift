public import Causality

/// The long poll: "tell me when you hold something else than you last told me".
///
/// The asking site sends the digest of what the other end claimed at the end of their last exchange
/// (`SyncReport.peerDigest`), not of what it holds itself: where the two differ because something is
/// held or refused, they would differ at once again, and the poll would spin. The answering end
/// compares it with its own claims, at once and after each change: 200 when they differ, 204 when the
/// time is up.
public enum Watch {
    public static let path = "/v1/watch"

    /// What to ask for.
    public static func request(site: SiteID, digest: UInt64) -> PeerRequest {
        PeerRequest(
            method: .get, path: "\(path)?site=\(site)&since=\(digest)", replyBytesMax: 4_096,
            silenceSecondsMax: SyncLimits.watchSeconds + 20)
    }

    /// Reads the query `site=…&since=…` back, in any order; `nil` when it is not of that form.
    public static func parse(query: some StringProtocol) -> (site: SiteID, digest: UInt64)? {
        var fields: [Substring: Substring] = [:]
        for part in Substring(query).split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, fields.updateValue(pair[1], forKey: pair[0]) == nil else {
                return nil
            }
        }
        guard let site = fields["site"].flatMap({ SiteID(String($0)) }),
            let digest = fields["since"].flatMap({ UInt64($0) })
        else { return nil }
        return (site, digest)
    }

    /// The digest of what this replica shares with a site.
    public static func digest(
        _ replica: any ReplicaPort, with site: SiteID, policy: ScopePolicy
    ) throws -> UInt64 {
        try PeerClaims(of: replica, policy.shared(replica, with: site)).digest
    }
}
