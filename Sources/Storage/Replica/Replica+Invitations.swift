public import Causality
public import Wire

// Codes that work once.
//
// Whether a code is still good, and that from now on it is not, is one commit together with taking the
// key that came with it. So of two sites that come with the same code at the same moment one is
// enrolled, and the other is told that the code was used. A site that did not hear the answer comes
// again with the same key, and hears it then.

/// A code that was given out.
public struct InvitationRecord: Sendable, Hashable {
    public let key: PublicKey
    public let site: SiteID
    public let expiresMilliseconds: UInt64
    /// Tries with a wrong proof.
    public let failures: Int
    public let usedBy: PublicKey?

    /// So many wrong tries burn a code.
    public static let failuresMax = 5

    public func isOpen(at milliseconds: UInt64) -> Bool {
        usedBy == nil && failures < InvitationRecord.failuresMax
            && milliseconds < expiresMilliseconds
    }
}

extension Replica {
    /// Notes a code. Earlier ones for the same site are worth nothing from then on.
    ///
    /// - Throws: `StorageError.hubOnly` anywhere else, `StorageError.notTrusted` for a site that has a
    ///   valid key, or for this one.
    public func invite(_ site: SiteID, by key: PublicKey, expiresMilliseconds: UInt64) throws {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        guard site != meta.site else { throw StorageError.notTrusted(.ownSite) }
        try write {
            guard try enrolledKey(of: site) == nil else {
                throw StorageError.notTrusted(.hasAnotherKey(site))
            }
            let now = Int64(environment.wallMilliseconds())
            let old = try connection.prepare(
                "DELETE FROM moso_invitation WHERE expires_ms <= ?1 OR (site = ?2 AND used_by IS NULL)"
            )
            old.bind(1, integer: now)
            old.bind(2, text: site.name)
            try old.run()
            let insert = try connection.prepare(
                "INSERT INTO moso_invitation(public_key, site, made_ms, expires_ms) VALUES(?1, ?2, ?3, ?4)"
            )
            insert.bind(1, blob: key.bytes)
            insert.bind(2, text: site.name)
            insert.bind(3, integer: now)
            insert.bind(4, integer: Int64(expiresMilliseconds))
            try insert.run()
        }
    }

    /// Every code that is remembered, by site.
    public func invitations() throws -> [InvitationRecord] {
        try read {
            let select = try connection.prepare(
                """
                SELECT public_key, site, expires_ms, failures, used_by FROM moso_invitation
                ORDER BY site, expires_ms, public_key
                """)
            var all: [InvitationRecord] = []
            while try select.step() {
                guard let key = PublicKey(bytes: select.blob(0)), let site = SiteID(select.text(1))
                else { throw StorageError.damaged("moso_invitation") }
                all.append(
                    InvitationRecord(
                        key: key, site: site, expiresMilliseconds: UInt64(select.integer(2)),
                        failures: Int(select.integer(3)),
                        usedBy: select.isNull(4) ? nil : PublicKey(bytes: select.blob(4))))
            }
            return all
        }
    }

    /// Whether somebody who is not known may come with a code just now. One that was used counts as
    /// long as it would have held, so that who comes second is told so.
    public func expectsGuests() throws -> Bool {
        let now = environment.wallMilliseconds()
        return try invitations().contains { now < $0.expiresMilliseconds }
    }

    /// Takes the key of a site that proves to have been invited, and marks the code used, in one commit.
    ///
    /// - Parameters:
    ///   - statement: names the key that the other end of the connection has proved to hold, and this
    ///     site's own.
    ///   - proof: its signature by the invitation's key.
    /// - Returns: why not; `nil` when the site is enrolled.
    public func redeem(_ statement: JoinStatement, proof: [UInt8]) throws -> JoinFault? {
        try write {
            guard let record = try invitations().first(where: { $0.key == statement.invitation })
            else { return .unknown }
            if record.usedBy == statement.siteKey, record.site == statement.site {
                return nil
            }
            guard record.usedBy == nil else { return .used }
            guard record.failures < InvitationRecord.failuresMax else { return .burnt }
            guard environment.wallMilliseconds() < record.expiresMilliseconds else {
                return .expired
            }
            guard statement.invitation.accepts(proof, over: statement.bytes) else {
                let update = try connection.prepare(
                    "UPDATE moso_invitation SET failures = failures + 1 WHERE public_key = ?1")
                update.bind(1, blob: record.key.bytes)
                try update.run()
                return .wrongProof
            }
            guard record.site == statement.site else { return .otherSite }
            do {
                try trust(
                    statement.siteKey, of: statement.site, ownKey: statement.hub,
                    reason: RosterReason.joined)
            } catch StorageError.notTrusted {
                return .keyRefused
            }
            let update = try connection.prepare(
                "UPDATE moso_invitation SET used_by = ?2 WHERE public_key = ?1")
            update.bind(1, blob: record.key.bytes)
            update.bind(2, blob: statement.siteKey.bytes)
            try update.run()
            return nil
        }
    }
}
