public import Causality

// The roster: which keys stand for which sites, as the hub says.
//
// Its entries are transactions of the hub in the scope `roster`, which every site holds. So they are signed and
// chained like all others, come to every site by whatever way, and are in the context of whatever is written
// after them. What follows from them depends on their set alone:
//
// * A site's next key counts where the key that it follows is the site's, by an entry before.
// * A key belongs to the site that the first entry gives it to, in the order of timestamps and dots.
// * A key that any entry revokes is revoked, whatever else is said of it, before or afterwards.
// * What is said of the hub's own key, and of the one on paper, gives no site anything here (`HubRecovery`).
// * Of a site's keys that are left the last one stands for it. The hub gives a site a second key only after it has revoked
//   the first, so there is more than one only where two copies of the hub were at work.

/// The entries that have been applied, and what follows from them.
public struct Roster: Sendable {
    /// An entry with the transaction that made it.
    public struct Entry: Hashable, Sendable {
        public let entry: RosterEntry
        public let dot: Dot
        public let stamp: HybridTimestamp
        /// Why it was made, in the words of whoever made it.
        public let reason: String?

        public init(_ entry: RosterEntry, dot: Dot, stamp: HybridTimestamp, reason: String?) {
            self.entry = entry
            self.dot = dot
            self.stamp = stamp
            self.reason = reason
        }
    }

    /// A key and what is said of it.
    public struct Key: Hashable, Sendable {
        public let key: PublicKey
        public let site: SiteID
        /// The entry that gives it to the site.
        public let given: Entry
        /// The entry that takes it away: a revocation, or the key that followed it; `nil` while it stands
        /// for its site.
        public fileprivate(set) var ended: Entry?
    }

    /// By site and then in their order.
    public let keys: [Key]
    /// The entries that give a key to a site, in their order: a hub that was put back may give one twice.
    public let gifts: [Entry]

    public init(_ entries: some Sequence<Entry>) {
        let ordered = Roster.ordered(entries).filter {
            $0.entry.kind != .recovery && $0.entry.kind != .recovered
        }
        // A next key is none: what lies behind a cut does not count again because who holds the old key has another.
        gifts = ordered.filter { $0.entry.kind == .key }
        var revocations: [PublicKey: Entry] = [:]
        for entry in ordered where entry.entry.kind == .revoked {
            revocations[entry.entry.key] = revocations[entry.entry.key] ?? entry
        }
        var keys: [Key] = []
        var known: Set<PublicKey> = []
        for entry in ordered {
            if let change = entry.entry.change {
                let follows = keys.contains { $0.key == change.old && $0.site == change.site }
                guard follows else { continue }
            }
            guard known.insert(entry.entry.key).inserted else { continue }
            // Who revokes a key says whose it was, too.
            let said = entry.entry
            keys.append(
                Key(key: said.key, site: said.site, given: entry, ended: revocations[said.key]))
        }
        var standing: [SiteID: Entry] = [:]
        for at in keys.indices.reversed() where keys[at].ended == nil {
            keys[at].ended = standing[keys[at].site]
            standing[keys[at].site] = keys[at].given
        }
        self.keys = keys.enumerated().sorted { a, b in
            a.element.site == b.element.site
                ? a.offset < b.offset : a.element.site < b.element.site
        }.map(\.element)
    }

    /// Entries in the order in which they count: of timestamps and then of dots.
    public static func ordered(_ entries: some Sequence<Entry>) -> [Entry] {
        entries.sorted { a, b in
            if a.stamp != b.stamp { return a.stamp < b.stamp }
            return a.dot == b.dot ? a.entry.site < b.entry.site : a.dot < b.dot
        }
    }

    /// Whether one who has seen so much has seen that a site got a key after a moment, other than `but`. Any entry
    /// that says so is as good as another: which of two came first to this replica is nothing to go by.
    public func gives(
        _ site: SiteID, after stamp: HybridTimestamp, but key: PublicKey? = nil,
        seen: VersionVector
    ) -> Bool {
        gifts.contains {
            $0.entry.site == site && $0.stamp > stamp && $0.entry.key != key
                && seen.contains($0.dot)
        }
    }

    /// The key that stands for a site; `nil` when none does.
    public func key(of site: SiteID) -> PublicKey? {
        keys.first { $0.site == site && $0.ended == nil }?.key
    }
}
