import Causality
import Storage
import Testing
import Wire

/// Which keys stand for which sites, and that nothing brings a revoked one back.
struct TrustTests {
    private let sites = Sites()

    private static func key(_ number: UInt8) throws -> PublicKey {
        try #require(SigningKey(seed: [UInt8](repeating: number, count: 32))).publicKey
    }

    private func refusal(_ body: () throws -> Void) -> TrustFault? {
        do {
            try body()
            return nil
        } catch {
            guard case .notTrusted(let fault)? = error as? StorageError else { return nil }
            return fault
        }
    }

    @Test func `a key stands for its site until it is revoked, at every connection`() throws {
        let hub = try sites.make("beijing")
        let (own, key) = (try Self.key(1), try Self.key(2))
        try hub.trust(key, of: site("anji"), ownKey: own)
        try hub.trust(key, of: site("anji"), ownKey: own)
        let other = try sites.open("beijing")
        #expect(
            try other.enrolledSite(of: key) == site("anji")
                && other.enrolledKey(of: site("anji")) == key)
        #expect(try hub.siteKeys().count == 1)
        #expect(try hub.revoke(site("anji"), reason: "stolen"))
        #expect(
            try other.enrolledSite(of: key) == nil && other.enrolledKey(of: site("anji")) == nil)
        let record = try #require(try other.siteKeys().first)
        #expect(record.reason == "stolen" && record.revokedMilliseconds != nil)
        #expect(try !hub.revoke(site("anji"), reason: "again"))
    }

    @Test func `a revoked key stands for no site again, and a site may have another`() throws {
        let hub = try sites.make("beijing")
        let own = try Self.key(1)
        try hub.trust(try Self.key(2), of: site("anji"), ownKey: own)
        try hub.revoke(site("anji"), reason: nil)
        for name in ["anji", "hangzhou"] {
            let fault = refusal { try hub.trust(try Self.key(2), of: site(name), ownKey: own) }
            #expect(fault == .revoked(site("anji")))
        }
        try hub.trust(try Self.key(3), of: site("anji"), ownKey: own)
        #expect(try hub.enrolledKey(of: site("anji")) == Self.key(3))
    }

    @Test func `neither two keys for a site, nor two sites for a key, nor one's own`() throws {
        let hub = try sites.make("beijing")
        let own = try Self.key(1)
        try hub.trust(try Self.key(2), of: site("anji"), ownKey: own)
        let tries: [(UInt8, String, TrustFault)] = [
            (3, "anji", .hasAnotherKey(site("anji"))), (2, "wuxi", .keyOfAnother(site("anji"))),
            (1, "wuxi", .keyOfAnother(site("beijing"))), (3, "beijing", .ownSite),
        ]
        for (number, name, fault) in tries {
            let found = refusal { try hub.trust(try Self.key(number), of: site(name), ownKey: own) }
            #expect(found == fault)
        }
        #expect(try hub.siteKeys().count == 1)
    }

    @Test func `a replica that takes the place of another keeps what that trusted and revoked`()
        throws
    {
        let old = try sites.make("anji")
        let own = try Self.key(1)
        try old.trust(try Self.key(2), of: site("beijing"), ownKey: own)
        try old.trust(try Self.key(3), of: site("wuxi"), ownKey: own)
        try old.revoke(site("wuxi"), reason: "closed")
        let new = try sites.make("other")
        try new.adoptTrust(from: old)
        #expect(try new.siteKeys() == old.siteKeys())
    }
}
