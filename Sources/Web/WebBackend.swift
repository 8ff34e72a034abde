public import Causality
public import Sync
public import Wire
public import Workflows

/// What the routes need of the program around them: the replica, by what is done with it.
///
/// The daemon implements it over its `ReplicaStore`; tests over plain values. So nothing in `Web`
/// knows where records are kept.
public protocol WebBackend: PageBackend {
    /// Who answers here.
    func identity() async throws -> ReplicaIdentity

    /// Figures about the site for the monitoring, in the text format of Prometheus.
    func metrics() async throws -> String

    /// Which scopes may pass to whom.
    var policy: ScopePolicy { get }

    /// What one exchange may cost in processor time.
    var budget: ProcessorBudget { get }

    /// The site that a key stands for; `nil` when it stands for none.
    func site(of key: PublicKey) async throws -> SiteID?

    /// Enrols a site that comes with a code; the reason why not, else `nil`.
    func enrol(
        _ statement: JoinStatement, proof: [UInt8], from address: String?
    ) async throws -> JoinFault?

    /// Does an exchange whose body has come in, and wakes whoever waits for changes if it brought
    /// any. Throws a `SyncProblem` when it is refused, with nothing applied.
    func answer(_ exchange: SyncExchange) async throws -> SyncResponder.Outcome

    /// Why a site is told nothing at all; `nil` when it is served.
    func reasonNotToServe(_ site: SiteID) async throws -> String?

    /// The digest of what this replica shares with a site: what the long poll compares.
    func watchDigest(with site: SiteID) async throws -> UInt64

    /// What `moso verify PEER` compares; `nil` for a scope that the site may not hold, which is
    /// also the answer for a scope that is not there: the two must look alike.
    func digests(of scope: ScopeID, for site: SiteID) async throws -> ScopeDigests?

    /// The digests of a range of keys of a shared scope; `nil` as for `digests`.
    func keyRuns(_ range: KeyRange, for site: SiteID) async throws -> [KeyRun]?

    /// One row of a shared scope, inside `Optional` because it may not be there; `nil` as for
    /// `digests`.
    func row(
        _ table: String, _ key: RecordKey, in scope: ScopeID, for site: SiteID
    ) async throws -> RowPicture??

    /// The signed manifest of a scope for a site that starts from a snapshot: of the newest one, or of
    /// a certain cut. `nil` as for `digests`, and where no snapshots are given out.
    func snapshot(
        of scope: ScopeID, for site: SiteID, cut: Digest256?
    ) async throws -> SnapshotShelf.Answer?

    /// The highest epoch of a site of which anything has been heard; 0 when nothing has.
    func epoch(of site: SiteID) async throws -> UInt32

    /// A piece of a snapshot; `nil` when there is none of that name that the site may have.
    func chunk(_ name: Digest256, for site: SiteID) async throws -> [UInt8]?
}

/// How far a scope has been applied and what it then shows, in a form that two sites can compare.
public struct ScopeDigests: Sendable, Hashable {
    public let vector: VersionVector
    public let state: Digest256

    public init(vector: VersionVector, state: Digest256) {
        self.vector = vector
        self.state = state
    }
}

/// Why a replica cannot do what it is asked just now. What was asked may be asked again later; nothing
/// of it was kept.
public enum WebBackendFailure: Error, Sendable {
    /// There is no room on the disk.
    case diskFull
    /// Another program keeps the replica locked, or the disk does not do its work.
    case unavailable
}
