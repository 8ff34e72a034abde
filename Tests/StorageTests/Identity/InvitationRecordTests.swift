import Causality
import Storage
import Testing
import Wire

/// That a code enrols one site, once, in its time.
struct InvitationRecordTests {
    private let sites = Sites()
    private let hub: Replica
    private let own: PublicKey

    init() throws {
        hub = try sites.make("beijing")
        own = try Self.key(1).publicKey
    }

    private static func key(_ number: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: [UInt8](repeating: number, count: 32)))
    }

    private func invite(
        _ name: String, secret: UInt8 = 9, confirms: Bool = false
    ) throws -> Invitation {
        let until = sites.clock.milliseconds + 1_000
        let made = try #require(
            Invitation(
                expirySeconds: 0, hub: own, secret: [UInt8](repeating: secret, count: 16),
                site: site(name), address: "hub:7443"))
        try hub.invite(
            site(name), by: made.key.publicKey, expiresMilliseconds: until, confirms: confirms)
        return made
    }

    private func redeem(
        _ invitation: Invitation, _ key: PublicKey, at replica: Replica? = nil
    ) throws -> JoinFault? {
        let statement = invitation.statement(by: key)
        let proof = invitation.key.sign(statement.bytes)
        return try (replica ?? hub).redeem(statement, proof: proof, from: "203.0.113.7")
    }

    private func waiting(at replica: Replica? = nil) throws -> InvitationRecord {
        try #require(
            (replica ?? hub).invitations().first { $0.isWaiting(at: sites.clock.milliseconds) })
    }

    private func confirm(_ record: InvitationRecord, at replica: Replica? = nil) throws -> Bool {
        try (replica ?? hub).confirmJoin(record, ownKey: own, author: "li")
    }

    @Test func `of two that come with one code the first is enrolled, at whichever connection`()
        throws
    {
        let invitation = try invite("anji")
        let other = try sites.open("beijing")
        let (first, second) = (try Self.key(2).publicKey, try Self.key(3).publicKey)
        #expect(try redeem(invitation, first) == nil)
        #expect(try redeem(invitation, second, at: other) == .used)
        #expect(try redeem(invitation, first, at: other) == nil)
        #expect(try other.enrolledKey(of: site("anji")) == first)
        #expect(try other.siteKeys().count == 1)
    }

    @Test func `a code ends with its time, and with the next one for the same site`() throws {
        let key = try Self.key(2).publicKey
        let early = try invite("anji", secret: 1)
        let late = try invite("anji", secret: 2)
        #expect(try redeem(early, key) == .unknown)
        #expect(try hub.expectsGuests())
        sites.clock.advance(1_000)
        #expect(try redeem(late, key) == .expired)
        #expect(try !hub.expectsGuests() && hub.siteKeys().isEmpty)
    }

    @Test func `five wrong proofs burn a code, and none of them enrols`() throws {
        let invitation = try invite("anji")
        let statement = invitation.statement(by: try Self.key(2).publicKey)
        let proof = try Self.key(7).sign(statement.bytes)
        for _ in 0..<5 { #expect(try hub.redeem(statement, proof: proof) == .wrongProof) }
        #expect(try redeem(invitation, try Self.key(2).publicKey) == .burnt)
        #expect(try hub.siteKeys().isEmpty)
    }

    @Test func `a key that was revoked does not come back by a code`() throws {
        let key = try Self.key(2).publicKey
        try hub.trust(key, of: site("anji"), ownKey: own)
        #expect(throws: StorageError.self) { try invite("anji") }
        try hub.revoke(site("anji"), reason: nil)
        let invitation = try invite("anji")
        #expect(try redeem(invitation, key) == .keyRefused)
        #expect(try redeem(invitation, try Self.key(3).publicKey) == nil)
    }

    @Test func `only the hub invites, and not itself`() throws {
        #expect(throws: StorageError.self) { try invite("beijing") }
        let anji = try sites.make("anji")
        #expect(throws: StorageError.self) {
            try anji.invite(site("wuxi"), by: try Self.key(4).publicKey, expiresMilliseconds: 1)
        }
    }

    // MARK: A person confirms

    @Test func `who comes with a code that a person confirms is enrolled by that alone`() throws {
        let invitation = try invite("anji", confirms: true)
        let (first, second) = (try Self.key(2).publicKey, try Self.key(3).publicKey)
        let other = try sites.open("beijing")
        #expect(try redeem(invitation, first) == .waits)
        #expect(try redeem(invitation, second, at: other) == .used)
        #expect(try redeem(invitation, first, at: other) == .waits)
        #expect(try hub.siteKeys().isEmpty)
        let record = try waiting(at: other)
        #expect(record.asking?.key == first && record.asking?.from == "203.0.113.7")
        #expect(try confirm(record, at: other))
        #expect(try hub.enrolledKey(of: site("anji")) == first)
        #expect(try redeem(invitation, first) == nil)
        #expect(try redeem(invitation, second) == .used)
        #expect(try !confirm(record))
    }

    @Test func `whom a person refuses is not enrolled, and nobody else is by that code`() throws {
        let invitation = try invite("anji", confirms: true)
        let (first, second) = (try Self.key(2).publicKey, try Self.key(3).publicKey)
        #expect(try redeem(invitation, first) == .waits)
        let record = try waiting()
        #expect(try hub.refuseJoin(record, reason: "the words differ"))
        #expect(try redeem(invitation, first) == .refused)
        #expect(try redeem(invitation, second) == .used)
        #expect(try !confirm(record) && hub.siteKeys().isEmpty)
        let again = try invite("anji", secret: 2, confirms: true)
        #expect(try redeem(invitation, first) == .unknown)
        #expect(try redeem(again, second) == .waits)
        #expect(try confirm(waiting()))
        #expect(try hub.enrolledKey(of: site("anji")) == second)
    }

    @Test
    func `what waits can be confirmed for a day after the code's end, and heard of for another`()
        throws
    {
        let grace = InvitationRecord.graceMilliseconds
        let key = try Self.key(2).publicKey
        let early = try invite("anji", confirms: true)
        #expect(try redeem(early, key) == .waits)
        sites.clock.advance(1_000 + grace - 1)
        #expect(try redeem(early, key) == .waits && hub.expectsGuests())
        let record = try waiting()
        #expect(try confirm(record))
        sites.clock.advance(grace - 1)
        #expect(try hub.expectsGuests() && redeem(early, key) == nil)
        let late = try invite("wuxi", secret: 2, confirms: true)
        let other = try Self.key(3).publicKey
        #expect(try redeem(late, other) == .waits)
        let lapsing = try waiting()
        sites.clock.advance(1_000 + grace)
        #expect(try redeem(late, other) == .expired)
        #expect(try !confirm(lapsing) && hub.enrolledKey(of: site("wuxi")) == nil)
    }

    @Test func `a new code makes the one void by which somebody waits`() throws {
        let key = try Self.key(2).publicKey
        let old = try invite("anji", confirms: true)
        #expect(try redeem(old, key) == .waits)
        let record = try waiting()
        _ = try invite("anji", secret: 2, confirms: true)
        #expect(try redeem(old, key) == .unknown)
        #expect(try !confirm(record) && hub.siteKeys().isEmpty)
    }

    @Test func `a key that was revoked does not get as far as to wait, or to be confirmed`() throws
    {
        let (gone, key) = (try Self.key(2).publicKey, try Self.key(3).publicKey)
        try hub.trust(gone, of: site("anji"), ownKey: own)
        try hub.revoke(site("anji"), reason: nil)
        let invitation = try invite("anji", confirms: true)
        #expect(try redeem(invitation, gone) == .keyRefused)
        #expect(try redeem(invitation, key) == .waits)
        let record = try waiting()
        // Meanwhile it is said to be another site's.
        try hub.trust(key, of: site("wuxi"), ownKey: own)
        #expect(throws: StorageError.self) { try confirm(record) }
        #expect(try hub.enrolledKey(of: site("anji")) == nil && waiting() == record)
    }

    @Test func `codes in a file from before anybody had to confirm work as they did`() throws {
        let invitation = try invite("anji")
        let columns = ["confirms", "asked_by", "asked_ms", "asked_from", "decided_ms", "refused"]
        OtherTool(hub.databasePath).run(
            columns.map { "ALTER TABLE moso_invitation DROP COLUMN \($0);" }.joined()
                + "PRAGMA user_version = 13;")
        let again = try sites.open("beijing")
        #expect(try redeem(invitation, Self.key(2).publicKey, at: again) == nil)
        #expect(try again.enrolledKey(of: site("anji")) == Self.key(2).publicKey)
    }
}
