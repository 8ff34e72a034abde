public import Sync
public import Wire

/// Why no snapshot could be fetched.
public enum SnapshotTrouble: Error, Sendable {
    /// The maker was not reached, or broke off, too often in a row.
    case unreachable(SyncFailure)
    /// It answered, and not with a snapshot.
    case refused(SyncFailure)
    /// A page for people answered.
    case webPage
    /// A manifest is not believed.
    case manifest(ManifestRefusal)
    /// What came under a chunk's name twice has another hash.
    case wrongChunk(Digest256)
    /// The maker went on to a newer snapshot again and again.
    case alwaysNewer
    /// The exchange after it did not bring all that the hub has, because it was trimmed meanwhile.
    case trimmedMeanwhile
    /// The exchange after it did not come to its end.
    case incomplete
    /// Another program is fetching into the same folder.
    case busy
    /// The daemon runs, or somebody else has the replica open.
    case inUse
    /// Where a folder of ours is to be there is a link, or a file.
    case notAFolder(path: String)
    /// The disk here.
    case disk(path: String, errno: Int32)
}
