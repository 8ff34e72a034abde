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

    private func invite(_ name: String, secret: UInt8 = 9) throws -> Invitation {
        let until = sites.clock.milliseconds + 1_000
        let made = try #require(
            Invitation(
                expirySeconds: 0, hub: own, secret: [UInt8](repeating: secret, count: 16),
                site: site(name), address: "hub:7443"))
        try hub.invite(site(name), by: made.key.publicKey, expiresMilliseconds: until)
        return made
    }

    private func redeem(
        _ invitation: Invitation, _ key: PublicKey, at replica: Replica? = nil
    ) throws -> JoinFault? {
        let statement = invitation.statement(by: key)
        let proof = invitation.key.sign(statement.bytes)
        return try (replica ?? hub).redeem(statement, proof: proof)
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
}
