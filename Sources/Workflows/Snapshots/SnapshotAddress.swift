public import Causality
public import Wire

/// The addresses of snapshots, for whoever asks and whoever answers.
public enum SnapshotAddress {
    public static let manifests = "/v1/snapshot/"
    public static let chunks = "/v1/chunk/"
    public static let manifestType = "application/vnd.moso.snapshot"
    /// The highest epoch of the asking site that the maker knows, with each manifest: a snapshot may be
    /// older than that.
    public static let epochHeader = "moso-epoch"
    /// One request fetches so much of a chunk: what came is on disk before the next is asked for.
    public static let pieceBytes = 256 << 10

    /// - Parameter cut: the manifest of this cut and no other.
    public static func manifest(
        of scope: ScopeID, for site: SiteID, cut: Digest256? = nil
    ) -> String {
        "\(manifests)\(scope)?site=\(site)" + (cut.map { "&cut=\($0)" } ?? "")
    }

    public static func chunk(_ name: Digest256, for site: SiteID) -> String {
        "\(chunks)\(name)?site=\(site)"
    }
}
