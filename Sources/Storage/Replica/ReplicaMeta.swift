public import Causality

/// Facts about the replica that stand in `moso_meta`.
public struct ReplicaMeta: Sendable, Hashable {
    public let site: SiteID
    public let hub: SiteID
    public var epoch: UInt32
    public var schemaVersion: UInt32
    public let createdMilliseconds: UInt64

    static func load(_ connection: Connection) throws -> ReplicaMeta {
        let word = { (name: String) throws in
            try connection.word("SELECT value FROM moso_meta WHERE name = '\(name)'") ?? ""
        }
        guard let site = SiteID(try word("site")), let hub = SiteID(try word("hub")),
            let epoch = UInt32(try word("epoch")), epoch > 0,
            let version = UInt32(try word("schema_version"))
        else { throw StorageError.damaged("moso_meta") }
        return ReplicaMeta(
            site: site, hub: hub, epoch: epoch, schemaVersion: version,
            createdMilliseconds: UInt64(try word("created_ms")) ?? 0)
    }
}

/// A new epoch that opening the replica has started, and why.
public struct EpochChange: Sendable, Hashable {
    public enum Reason: String, Sendable {
        /// There was no identity file, or it was torn.
        case missing
        /// It names another site or epoch than the database.
        case otherIdentity = "other-identity"
        /// It was written on another machine.
        case otherMachine = "other-machine"
        /// The database is another file than the one it was written for: a copy.
        case otherFile = "other-file"
        /// The database lacks a transaction that was sealed here: an older copy was put back.
        case wentBack = "went-back"
        /// A peer holds transactions of this site that are not here: an older copy was put back
        /// together with its identity file, or a copy of this machine is at work elsewhere.
        case rolledBack = "rolled-back"
        /// A peer holds another transaction under a number that was used here.
        case forked
        /// A scope was withdrawn: which numbers were used in it is not known here any more.
        case withdrawn
    }

    /// The reason of the first transaction of the epoch; it stands in logs.
    static func said(_ why: Reason) -> String { "new epoch: \(why.rawValue)" }

    /// What `said` has said; `nil` for any other reason.
    public static func why(said reason: String) -> Reason? {
        let prefix = "new epoch: "
        guard reason.hasPrefix(prefix) else { return nil }
        return Reason(rawValue: String(reason.dropFirst(prefix.count)))
    }

    public let why: Reason
    public let from: UInt32
    public let to: UInt32
}
