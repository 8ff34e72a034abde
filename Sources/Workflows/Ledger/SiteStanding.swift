internal import Causality
internal import Domain
public import Storage

extension LedgerDesk {
    /// How many transactions are here in the scopes whose records a role may see. It rises with each of them, wherever
    /// it was written, and with no other.
    public static func operations(_ replica: Replica, for role: Role) throws -> Int64 {
        try replica.vector { role.may(.see, Area(of: $0)) }.entries
            .reduce(0) { $0 + Int64(clamping: $1.seq) }
    }
}

/// How a site stands with the others, in the one sentence that every page has.
public enum SiteStanding: Sendable, Hashable {
    /// It exchanges with nobody.
    case alone
    /// Everything has been sent; the time of the last exchange.
    case synced(milliseconds: UInt64?)
    case waiting(Int)
    case syncing
    /// No exchange since then.
    case offline(milliseconds: UInt64)

    /// - Parameters:
    ///   - role: of whoever is told: what they may not see does not count.
    ///   - isSyncing: whether an exchange goes on at this moment.
    public init(_ replica: Replica, for role: Role, isSyncing: Bool) throws {
        let peers = try replica.peerRecords().filter { !$0.isPaused }
        let sites = Set(peers.compactMap(\.site)).union(try replica.sitesMet().keys)
        guard !peers.isEmpty || !sites.isEmpty else {
            self = .alone
            return
        }
        if isSyncing {
            self = .syncing
            return
        }
        // Of several ways one that works is enough.
        if !peers.isEmpty, peers.allSatisfy({ $0.lastError != nil || $0.lastOKMilliseconds == nil })
        {
            let since = peers.map { $0.lastOKMilliseconds ?? $0.addedMilliseconds }.max()
            self = .offline(milliseconds: since ?? 0)
            return
        }
        let unsent = try Outbox(replica, for: role).count
        self =
            unsent > 0
            ? .waiting(unsent) : .synced(milliseconds: peers.compactMap(\.lastOKMilliseconds).max())
    }

    public func told(nowMilliseconds now: UInt64) -> Phrase {
        typealias Words = Catalogue.Live
        return switch self {
        case .alone: Words.alone
        case .synced(nil): Words.syncedNow
        case .synced(let at?):
            Words.synced(TimeText.ago(Int64(clamping: at), now: Int64(clamping: now)))
        case .waiting(let count): Words.waiting(count)
        case .syncing: Words.syncing
        case .offline(let since):
            Words.offline(TimeText.age(from: Int64(clamping: since), to: Int64(clamping: now)))
        }
    }
}
