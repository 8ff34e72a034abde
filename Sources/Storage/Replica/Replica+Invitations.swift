public import Causality
public import Wire

// Codes that work once.
//
// Whether a code is still good, and that from now on it is not, is one commit together with taking the
// key that came with it. So of two sites that come with the same code at the same moment one is
// enrolled, and the other is told that the code was used. A site that did not hear the answer comes
// again with the same key, and hears it then.
//
// Some codes only ask: the first who comes is written down with its key, and a person here says whether
// that key is enrolled. The code is used up by the asking, for everybody but that key, so the one that was asked
// about is the one that is enrolled, whoever else has the code.

/// A code that was given out.
public struct InvitationRecord: Sendable, Hashable {
    /// Who came with a code that a person has to confirm.
    public struct Asking: Sendable, Hashable {
        public let key: PublicKey
        public let milliseconds: UInt64
        /// The address that the connection came from; `nil` when it was not known.
        public let from: String?
        /// When a person decided about it; `nil` while it waits.
        public let decidedMilliseconds: UInt64?
        /// Why a person refused it; `nil` when nobody has.
        public let refusal: String?
    }

    public let key: PublicKey
    public let site: SiteID
    public let expiresMilliseconds: UInt64
    /// Tries with a wrong proof.
    public let failures: Int
    public let usedBy: PublicKey?
    /// Whether a person has to confirm who comes with it.
    public let confirms: Bool
    /// `nil` while nobody has come with it, and where nobody has to confirm.
    public let asking: Asking?

    /// So many wrong tries burn a code.
    public static let failuresMax = 5
    public static let graceMilliseconds = UInt64(Invitation.graceSeconds) * 1_000

    public func isOpen(at milliseconds: UInt64) -> Bool {
        usedBy == nil && asking == nil && failures < InvitationRecord.failuresMax
            && milliseconds < expiresMilliseconds
    }

    /// Until when what waits can be confirmed.
    public var confirmableMilliseconds: UInt64 {
        expiresMilliseconds + InvitationRecord.graceMilliseconds
    }

    /// Whether somebody came with it, and a person can still decide about that.
    public func isWaiting(at milliseconds: UInt64) -> Bool {
        asking.map { $0.decidedMilliseconds == nil } ?? false
            && milliseconds < confirmableMilliseconds
    }

    /// Until when whoever came with it may hear what has become of it.
    var endMilliseconds: UInt64 {
        guard let asking else { return expiresMilliseconds }
        return max(expiresMilliseconds, asking.decidedMilliseconds ?? 0)
            + InvitationRecord.graceMilliseconds
    }
}

extension Replica {
    /// Notes a code. Earlier ones for the same site are worth nothing from then on, and what waits by them is gone.
    ///
    /// - Parameter confirms: whether a person here has to confirm who comes with it.
    /// - Throws: `StorageError.hubOnly` anywhere else, `StorageError.notTrusted` for a site that has a
    ///   valid key, or for this one.
    public func invite(
        _ site: SiteID, by key: PublicKey, expiresMilliseconds: UInt64, confirms: Bool = false
    ) throws {
        guard meta.site == meta.hub else { throw StorageError.hubOnly(meta.hub) }
        guard site != meta.site else { throw StorageError.notTrusted(.ownSite) }
        try write {
            guard try enrolledKey(of: site) == nil else {
                throw StorageError.notTrusted(.hasAnotherKey(site))
            }
            let now = environment.wallMilliseconds()
            for old in try invitations()
            where old.endMilliseconds <= now || (old.site == site && old.usedBy == nil) {
                let delete = try connection.prepare(
                    "DELETE FROM moso_invitation WHERE public_key = ?1")
                delete.bind(1, blob: old.key.bytes)
                try delete.run()
            }
            let insert = try connection.prepare(
                """
                INSERT INTO moso_invitation(public_key, site, made_ms, expires_ms, confirms)
                VALUES(?1, ?2, ?3, ?4, ?5)
                """)
            insert.bind(1, blob: key.bytes)
            insert.bind(2, text: site.name)
            insert.bind(3, integer: Int64(now))
            insert.bind(4, integer: Int64(expiresMilliseconds))
            insert.bind(5, integer: confirms ? 1 : 0)
            try insert.run()
        }
    }

    /// Every code that is remembered, by site.
    public func invitations() throws -> [InvitationRecord] {
        try read {
            let select = try connection.prepare(
                """
                SELECT public_key, site, expires_ms, failures, used_by, confirms, asked_by, asked_ms,
                    asked_from, decided_ms, refused
                FROM moso_invitation ORDER BY site, expires_ms, public_key
                """)
            var all: [InvitationRecord] = []
            while try select.step() {
                guard let key = PublicKey(bytes: select.blob(0)), let site = SiteID(select.text(1))
                else { throw StorageError.damaged("moso_invitation") }
                let asker = select.isNull(6) ? nil : PublicKey(bytes: select.blob(6))
                all.append(
                    InvitationRecord(
                        key: key, site: site, expiresMilliseconds: UInt64(select.integer(2)),
                        failures: Int(select.integer(3)),
                        usedBy: select.isNull(4) ? nil : PublicKey(bytes: select.blob(4)),
                        confirms: select.integer(5) != 0,
                        asking: asker.map { key in
                            InvitationRecord.Asking(
                                key: key, milliseconds: UInt64(select.integer(7)),
                                from: select.isNull(8) ? nil : select.text(8),
                                decidedMilliseconds: select.isNull(9)
                                    ? nil : UInt64(select.integer(9)),
                                refusal: select.isNull(10) ? nil : select.text(10))
                        }))
            }
            return all
        }
    }

    /// Whether somebody who is not known may come with a code just now. One that was used counts as
    /// long as it would have held, so that who comes second is told so; one by which somebody waits, as long as
    /// that can hear the answer.
    public func expectsGuests() throws -> Bool {
        let now = environment.wallMilliseconds()
        return try invitations().contains { now < $0.endMilliseconds }
    }

    /// Takes the key of a site that proves to have been invited, and marks the code used, in one commit.
    ///
    /// - Parameters:
    ///   - statement: names the key that the other end of the connection has proved to hold, and this
    ///     site's own.
    ///   - proof: its signature by the invitation's key.
    ///   - address: where it came from, for whoever has to confirm it.
    /// - Returns: why not; `nil` when the site is enrolled.
    public func redeem(
        _ statement: JoinStatement, proof: [UInt8], from address: String? = nil
    ) throws -> JoinFault? {
        try write {
            guard let record = try invitations().first(where: { $0.key == statement.invitation })
            else { return .unknown }
            if record.usedBy == statement.siteKey, record.site == statement.site {
                return nil
            }
            guard record.usedBy == nil else { return .used }
            if let asking = record.asking {
                return answer(to: statement, asking, record)
            }
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
                guard try !record.confirms || isTrusted(statement) else {
                    try keep(statement, from: address)
                    return .waits
                }
                try trust(
                    statement.siteKey, of: statement.site, ownKey: statement.hub,
                    reason: RosterReason.joined)
            } catch StorageError.notTrusted {
                return .keyRefused
            }
            try markUsed(record, by: statement.siteKey)
            return nil
        }
    }

    private func isTrusted(_ statement: JoinStatement) throws -> Bool {
        try isTrusted(statement.siteKey, of: statement.site, ownKey: statement.hub)
    }

    /// What a code says that somebody has asked by.
    private func answer(
        to statement: JoinStatement, _ asking: InvitationRecord.Asking, _ record: InvitationRecord
    ) -> JoinFault {
        guard asking.key == statement.siteKey, record.site == statement.site else { return .used }
        if asking.refusal != nil { return .refused }
        return record.isWaiting(at: environment.wallMilliseconds()) ? .waits : .expired
    }

    private func keep(_ statement: JoinStatement, from address: String?) throws {
        let update = try connection.prepare(
            """
            UPDATE moso_invitation SET asked_by = ?2, asked_ms = ?3, asked_from = ?4
            WHERE public_key = ?1
            """)
        update.bind(1, blob: statement.invitation.bytes)
        update.bind(2, blob: statement.siteKey.bytes)
        update.bind(3, integer: Int64(environment.wallMilliseconds()))
        update.bind(4, address.map { .text($0) } ?? .null)
        try update.run()
    }

    private func markUsed(_ record: InvitationRecord, by key: PublicKey) throws {
        let update = try connection.prepare(
            "UPDATE moso_invitation SET used_by = ?2, decided_ms = ?3 WHERE public_key = ?1")
        update.bind(1, blob: record.key.bytes)
        update.bind(2, blob: key.bytes)
        update.bind(3, integer: Int64(environment.wallMilliseconds()))
        try update.run()
    }

    // MARK: What a person says

    /// Enrols who waits, and marks the code used, in one commit.
    ///
    /// - Parameters:
    ///   - record: what the person has looked at.
    ///   - ownKey: this site's own.
    /// - Returns: whether it still waited.
    /// - Throws: `StorageError.notTrusted` when the key was revoked meanwhile, or the site has another.
    public func confirmJoin(
        _ record: InvitationRecord, ownKey: PublicKey, author: String
    ) throws -> Bool {
        try write {
            guard let asking = record.asking, try isStillWaiting(record) else { return false }
            try trust(
                asking.key, of: record.site, ownKey: ownKey, author: author,
                reason: RosterReason.joined)
            try markUsed(record, by: asking.key)
            return true
        }
    }

    /// Says no to who waits; the code is of no use to anybody from then on.
    ///
    /// - Returns: whether it still waited.
    public func refuseJoin(_ record: InvitationRecord, reason: String) throws -> Bool {
        try write {
            guard try isStillWaiting(record) else { return false }
            let update = try connection.prepare(
                "UPDATE moso_invitation SET refused = ?2, decided_ms = ?3 WHERE public_key = ?1")
            update.bind(1, blob: record.key.bytes)
            update.bind(2, text: reason)
            update.bind(3, integer: Int64(environment.wallMilliseconds()))
            try update.run()
            return true
        }
    }

    private func isStillWaiting(_ record: InvitationRecord) throws -> Bool {
        let now = environment.wallMilliseconds()
        return try invitations().contains {
            $0.key == record.key && $0.asking == record.asking && $0.isWaiting(at: now)
        }
    }
}
