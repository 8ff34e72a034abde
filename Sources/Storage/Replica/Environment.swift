public import Causality

/// What the replica takes from the machine it runs on, handed in so that a simulator can hand in
/// another.
public struct ReplicaEnvironment: Sendable {
    /// Milliseconds since 1970 UTC by the wall clock.
    public var wallMilliseconds: @Sendable () -> UInt64
    /// That many random bytes.
    public var randomBytes: @Sendable (Int) -> [UInt8]
    /// What tells this machine from others, such as the content of `/etc/machine-id`.
    public var machineID: String
    /// How long a writer waits for another process that is writing.
    public var busyMilliseconds: Int32
    /// The VFS through which SQLite reaches the disk; `nil` for the machine's own.
    public var vfs: String?
    /// What the hub takes in of each member's own work in a day.
    public var allowance: MemberAllowance
    /// Whether a site may hold, and so write, records of a scope. What it may not hold would never
    /// be sent from it, so an edit of such a scope is refused before it is acknowledged.
    public var holds: @Sendable (_ site: SiteID, _ hub: SiteID, _ scope: ScopeID) -> Bool

    public init(
        wallMilliseconds: @escaping @Sendable () -> UInt64,
        randomBytes: @escaping @Sendable (Int) -> [UInt8], machineID: String,
        busyMilliseconds: Int32 = 5_000, vfs: String? = nil,
        allowance: MemberAllowance = .standard,
        holds: @escaping @Sendable (SiteID, SiteID, ScopeID) -> Bool = { _, _, _ in true }
    ) {
        self.wallMilliseconds = wallMilliseconds
        self.randomBytes = randomBytes
        self.machineID = machineID
        self.busyMilliseconds = busyMilliseconds
        self.vfs = vfs
        self.allowance = allowance
        self.holds = holds
    }
}
