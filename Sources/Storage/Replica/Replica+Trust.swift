public import Causality
public import Wire

// Which keys stand for which sites.
//
// Between machines a site is its key: whoever proves to hold it in the handshake of a connection is
// that site, and nobody else is, whatever he calls himself. So this table decides who is talked to.
// It is this replica's own and is not exchanged.
//
// A replica that knows no key exchanges with nobody.

/// A key that this site knows, or knew, another site by.
public struct SiteKeyRecord: Sendable, Hashable {
    public let site: SiteID
    public let key: PublicKey
    public let sinceMilliseconds: UInt64
    /// `nil` while it is valid.
    public let revokedMilliseconds: UInt64?
    public let reason: String?
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
}

extension Replica {
    /// Every key there ever was, by site, the valid one of a site first.
    public func siteKeys() throws -> [SiteKeyRecord] {
        try read {
            let select = try connection.prepare(
                """
                SELECT site, public_key, since_ms, revoked_ms, reason FROM moso_site_key
                ORDER BY site, revoked_ms IS NOT NULL, since_ms, public_key
                """)
            var all: [SiteKeyRecord] = []
            while try select.step() {
                guard let site = SiteID(select.text(0)), let key = PublicKey(bytes: select.blob(1))
                else { throw StorageError.damaged("moso_site_key") }
                all.append(
                    SiteKeyRecord(
                        site: site, key: key, sinceMilliseconds: UInt64(select.integer(2)),
                        revokedMilliseconds: select.isNull(3) ? nil : UInt64(select.integer(3)),
                        reason: select.isNull(4) ? nil : select.text(4)))
            }
            return all
        }
    }

    /// The key that stands for a site now; `nil` when none does.
    public func enrolledKey(of site: SiteID) throws -> PublicKey? {
        try siteKeys().first { $0.site == site && $0.revokedMilliseconds == nil }?.key
    }

    /// The site that a key stands for now; `nil` when it stands for none.
    public func enrolledSite(of key: PublicKey) throws -> SiteID? {
        try siteKeys().first { $0.key == key && $0.revokedMilliseconds == nil }?.site
    }

    /// Takes a key for a site's; once more changes nothing.
    ///
    /// - Parameter ownKey: this site's own, which stands for no other.
    /// - Throws: `StorageError.notTrusted`, with nothing changed.
    public func trust(_ key: PublicKey, of site: SiteID, ownKey: PublicKey) throws {
        guard site != meta.site else { throw StorageError.notTrusted(.ownSite) }
        guard key != ownKey else { throw StorageError.notTrusted(.keyOfAnother(meta.site)) }
        try write {
            let known = try siteKeys()
            if let same = known.first(where: { $0.key == key }) {
                guard same.revokedMilliseconds == nil else {
                    throw StorageError.notTrusted(.revoked(same.site))
                }
                guard same.site == site else {
                    throw StorageError.notTrusted(.keyOfAnother(same.site))
                }
                return
            }
            guard !known.contains(where: { $0.site == site && $0.revokedMilliseconds == nil })
            else { throw StorageError.notTrusted(.hasAnotherKey(site)) }
            try insert(key, site)
        }
    }

    private func insert(_ key: PublicKey, _ site: SiteID) throws {
        let insert = try connection.prepare(
            "INSERT INTO moso_site_key(public_key, site, since_ms) VALUES(?1, ?2, ?3)")
        insert.bind(1, blob: key.bytes)
        insert.bind(2, text: site.name)
        insert.bind(3, integer: Int64(environment.wallMilliseconds()))
        try insert.run()
        knownSigners = nil
        // What waits came before anybody asked for its author's signature. It comes again.
        try waiting.dropAll()
    }

    /// Trusts a site's key no more, for good. Returns whether there was one.
    @discardableResult
    public func revoke(_ site: SiteID, reason: String?) throws -> Bool {
        try write {
            let update = try connection.prepare(
                """
                UPDATE moso_site_key SET revoked_ms = ?2, reason = ?3
                WHERE site = ?1 AND revoked_ms IS NULL
                """)
            update.bind(1, text: site.name)
            update.bind(2, integer: Int64(environment.wallMilliseconds()))
            update.bind(3, reason.map { .text($0) } ?? .null)
            try update.run()
            knownSigners = nil
            return connection.changes > 0
        }
    }

    /// Takes over what another replica of this site knew, before this one knew any key.
    public func adoptTrust(from old: Replica) throws {
        let keys = try old.siteKeys()
        try write {
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
            knownSigners = nil
        }
    }
}
