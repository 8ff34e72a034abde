public import Causality
public import Wire

// Which keys stand for which sites.
//
// Between machines a site is its key: whoever proves to hold it in the handshake of a connection is
// that site, and nobody else is, whatever he calls himself. So this decides who is talked to, and whose
// signatures count.
//
// The hub takes and revokes keys in the roster, and what the roster says holds everywhere. A branch has its hub's
// key from a person, and may have others' so: these stand in `moso_site_key`, are this replica's own, and
// are not exchanged. From the first entry about a site on the roster alone says which key stands for it; a branch may
// still revoke one for itself.
//
// A branch that knows no key of a person's exchanges with nobody, whatever the roster says.

/// A key that this site knows, or knew, another site by.
public struct SiteKeyRecord: Sendable, Hashable {
    /// Where it is known from.
    public enum Source: String, Sendable, Hashable {
        /// A person here, or a code.
        case here
        /// The hub's roster.
        case roster
    }

    public let site: SiteID
    public let key: PublicKey
    public let sinceMilliseconds: UInt64
    /// `nil` while it is valid.
    public var revokedMilliseconds: UInt64?
    public var reason: String?
    public let source: Source
    /// Until when it is taken beside the site's next key; `nil` when none has followed it.
    public var acceptedMilliseconds: UInt64?
}

/// Why a key is not taken for a site's.
public enum TrustFault: Sendable, Hashable {
    /// The site is this one itself.
    case ownSite
    /// The key was revoked once; that is for good.
    case revoked(SiteID)
    /// The key is known as another site's, or as this one's own.
    case keyOfAnother(SiteID)
    /// The site has a valid key, and it is another one.
    case hasAnotherKey(SiteID)
    /// The hub's roster says which keys stand for the site, and does not name this one.
    case notInRoster(SiteID)
    /// The hub's key was replaced a short while ago, and not everybody may have heard of it.
    case replacedLately(untilMilliseconds: UInt64)
    /// The hub has a key on paper already.
    case hasRecoveryKey
    /// No such key on paper is known here, or it is another one.
    case notTheRecoveryKey
    /// Something later was said with the key on paper.
    case recoveredSince
}

extension Replica {
    /// Every key there ever was, by site, the valid one of a site first.
    public func siteKeys() throws -> [SiteKeyRecord] {
        try read {
            if let knownKeys { return knownKeys }
            let known = try allSiteKeys().sorted { a, b in
                if a.site != b.site { return a.site < b.site }
                let (isA, isB) = (a.revokedMilliseconds == nil, b.revokedMilliseconds == nil)
                if isA != isB { return isA }
                return a.sinceMilliseconds == b.sinceMilliseconds
                    ? a.key.hexadecimal < b.key.hexadecimal
                    : a.sinceMilliseconds < b.sinceMilliseconds
            }
            knownKeys = known
            return known
        }
    }

    private func allSiteKeys() throws -> [SiteKeyRecord] {
        let own = try ownSiteKeys()
        guard meta.site == meta.hub || !own.isEmpty else { return [] }
        let roster = try roster()
        var records: [PublicKey: SiteKeyRecord] = [:]
        for key in roster.keys where key.site != meta.site && key.site != meta.hub {
            records[key.key] = SiteKeyRecord(
                site: key.site, key: key.key,
                sinceMilliseconds: key.given.stamp.milliseconds,
                revokedMilliseconds: key.ended?.stamp.milliseconds,
                reason: key.ended?.reason ?? key.given.reason, source: .roster,
                acceptedMilliseconds: key.ended.flatMap { ended in
                    ended.entry.kind == .next
                        ? ended.stamp.milliseconds + SiteKeyRecord.overlapMilliseconds : nil
                })
        }
        for var record in own {
            if let said = records[record.key] {
                if let at = record.revokedMilliseconds,
                    said.revokedMilliseconds == nil || said.acceptedMilliseconds != nil
                {
                    records[record.key]?.revokedMilliseconds = at
                    records[record.key]?.acceptedMilliseconds = nil
                    records[record.key]?.reason = record.reason
                }
                continue
            }
            if record.site == meta.hub {
                record.acceptedMilliseconds = try acceptedUntil(record.key)
            }
            if let said = roster.keys.first(where: { $0.site == record.site }) {
                record.revokedMilliseconds =
                    record.revokedMilliseconds ?? said.given.stamp.milliseconds
            }
            records[record.key] = record
        }
        return Array(records.values)
    }

    /// The keys that a person here has taken or revoked.
    func ownSiteKeys() throws -> [SiteKeyRecord] {
        let select = try connection.prepare(
            "SELECT site, public_key, since_ms, revoked_ms, reason FROM moso_site_key")
        var all: [SiteKeyRecord] = []
        while try select.step() {
            guard let site = SiteID(select.text(0)), let key = PublicKey(bytes: select.blob(1))
            else { throw StorageError.damaged("moso_site_key") }
            all.append(
                SiteKeyRecord(
                    site: site, key: key, sinceMilliseconds: UInt64(select.integer(2)),
                    revokedMilliseconds: select.isNull(3) ? nil : UInt64(select.integer(3)),
                    reason: select.isNull(4) ? nil : select.text(4), source: .here))
        }
        return all
    }

    /// The key that stands for a site now; `nil` when none does.
    public func enrolledKey(of site: SiteID) throws -> PublicKey? {
        try siteKeys().first { $0.site == site && $0.revokedMilliseconds == nil }?.key
    }

    /// The site that a key stands for now, or stood for until a while ago; `nil` when it stands for none.
    public func enrolledSite(of key: PublicKey) throws -> SiteID? {
        try siteKeys().first { $0.key == key && ($0.revokedMilliseconds == nil || isAccepted($0)) }?
            .site
    }

    /// Whether a key that its site has replaced is still taken.
    func isAccepted(_ record: SiteKeyRecord) -> Bool {
        record.acceptedMilliseconds.map { environment.wallMilliseconds() < $0 } ?? false
    }

    /// Takes a key for a site's; once more changes nothing. At the hub every site comes to know it.
    ///
    /// - Parameters:
    ///   - ownKey: this site's own, which stands for no other.
    ///   - author: the person who says so.
    /// - Throws: `StorageError.notTrusted`, with nothing changed.
    public func trust(
        _ key: PublicKey, of site: SiteID, ownKey: PublicKey, author: String = "moso",
        reason: String? = nil
    ) throws {
        try write {
            guard try !isTrusted(key, of: site, ownKey: ownKey) else { return }
            if meta.site == meta.hub {
                return try seal(RosterEntry(.key, key, of: site), author: author, reason: reason)
            }
            guard try !siteKeys().contains(where: { $0.site == site && $0.source == .roster })
            else {
                throw StorageError.notTrusted(.notInRoster(site))
            }
            try insert(key, site)
            // What stands in the log was anybody's word until now.
            if site == meta.hub { try heedHubKeys() }
        }
    }

    /// Whether a key stands for a site already.
    ///
    /// - Throws: `StorageError.notTrusted` where it never may.
    func isTrusted(_ key: PublicKey, of site: SiteID, ownKey: PublicKey) throws -> Bool {
        guard site != meta.site else { throw StorageError.notTrusted(.ownSite) }
        guard key != ownKey else { throw StorageError.notTrusted(.keyOfAnother(meta.site)) }
        let known = try siteKeys()
        if let same = known.first(where: { $0.key == key }) {
            guard same.revokedMilliseconds == nil else {
                throw StorageError.notTrusted(.revoked(same.site))
            }
            guard same.site == site else {
                throw StorageError.notTrusted(.keyOfAnother(same.site))
            }
            return true
        }
        guard !known.contains(where: { $0.site == site && $0.revokedMilliseconds == nil })
        else { throw StorageError.notTrusted(.hasAnotherKey(site)) }
        return false
    }

    func insert(_ key: PublicKey, _ site: SiteID) throws {
        let insert = try connection.prepare(
            "INSERT INTO moso_site_key(public_key, site, since_ms) VALUES(?1, ?2, ?3)")
        insert.bind(1, blob: key.bytes)
        insert.bind(2, text: site.name)
        insert.bind(3, integer: Int64(environment.wallMilliseconds()))
        try insert.run()
        forgetKeys()
        // What waits came before anybody asked for its author's signature. It comes again.
        try waiting.dropAll()
    }

    /// Trusts a site's key no more, for good; at the hub, for everybody. Returns whether there was one.
    @discardableResult
    public func revoke(_ site: SiteID, author: String = "moso", reason: String?) throws -> Bool {
        try write {
            guard let key = try enrolledKey(of: site) else { return false }
            if meta.site == meta.hub {
                // Those before it are still taken, and whoever took the one may have the other.
                let before = try siteKeys().filter {
                    $0.site == site && $0.acceptedMilliseconds != nil
                }.map(\.key)
                for key in [key] + before {
                    try seal(RosterEntry(.revoked, key, of: site), author: author, reason: reason)
                }
                try sealCuts(of: site, author: author, reason: reason)
                return true
            }
            let revoke = try connection.prepare(
                """
                INSERT INTO moso_site_key(public_key, site, since_ms, revoked_ms, reason)
                VALUES(?1, ?2, ?3, ?3, ?4)
                ON CONFLICT(public_key) DO UPDATE
                    SET revoked_ms = excluded.revoked_ms, reason = excluded.reason
                """)
            revoke.bind(1, blob: key.bytes)
            revoke.bind(2, text: site.name)
            revoke.bind(3, integer: Int64(environment.wallMilliseconds()))
            revoke.bind(4, reason.map { .text($0) } ?? .null)
            try revoke.run()
            if site == meta.hub { try forgetHubKeys() }
            forgetKeys()
            return true
        }
    }

    /// Takes over what another replica of this site knew by itself, before this one knew any key.
    public func adoptTrust(from old: Replica) throws {
        let keys = try old.read { try old.ownSiteKeys() }
        try write {
            try connection.execute("DELETE FROM moso_site_key")
            let insert = try connection.prepare(
                """
                INSERT INTO moso_site_key(public_key, site, since_ms, revoked_ms, reason)
                VALUES(?1, ?2, ?3, ?4, ?5)
                """)
            for record in keys {
                insert.bind(1, blob: record.key.bytes)
                insert.bind(2, text: record.site.name)
                insert.bind(3, integer: Int64(record.sinceMilliseconds))
                insert.bind(4, record.revokedMilliseconds.map { .integer(Int64($0)) } ?? .null)
                insert.bind(5, record.reason.map { .text($0) } ?? .null)
                try insert.run()
            }
            try forgetHubKeys()
            for (name, value) in try old.read({ try old.hubKeyNotes() }) {
                try setMeta(name, value)
            }
            forgetKeys()
            // What the hub has said since the other heard of it last.
            try heedHubKeys()
        }
    }
}
