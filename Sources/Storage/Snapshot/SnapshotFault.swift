public import Causality

/// Why no replica can be built from a snapshot, however often it is fetched again.
public enum SnapshotFault: Error, Hashable, Sendable {
    /// It belongs to another federation.
    case otherHub(SiteID)
    /// Its maker is not the hub, whose word it would have to be.
    case notOfTheHub(SiteID)
    /// The maker's schema is newer than ours.
    case newerSchema(found: UInt32, known: UInt32)
    /// It brings a scope that the site may not hold, or lacks one, or mixes several moments.
    case scopes(String)
    /// A chunk, or what is in it, is not what the manifest promised.
    case content(ScopeID, String)
    /// What was built from it has another digest than the maker's replica.
    case otherState(ScopeID)
}
