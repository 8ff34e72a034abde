import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// A site's next key follows its old one without a person at any other site.
struct NextKeyTests {
    private let world = KeyedSites()
    private var sites: Sites { world.sites }
    private static let month: UInt64 = 30 * 86_400_000

    private func federation() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = try world.joined()
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        try world.sync(anji, hub)
        sites.clock.advance(1)
        return (hub, anji, hangzhou)
    }

    private func ownKey(_ name: String) throws -> PublicKey? {
        try KeyFile(directory: sites.path(name)).read()?.publicKey
    }

    /// A next key of the test's choice: its sites draw the same bytes each time.
    private func prepareNext(_ byte: UInt8, of name: String) throws {
        let folder = sites.path("key-\(byte)")
        mkdir(folder, 0o700)
        let file = KeyFile(directory: folder)
        _ = try file.readMaking { [UInt8](repeating: byte, count: $0) }
        rename(file.path, sites.path(name) + "/replica.key.next")
    }

    @Test func `the next key takes effect with the exchange that brings the hub's entry`() throws {
        let (hub, anji, hangzhou) = try federation()
        let old = try world.key(of: "anji").publicKey
        let next = try anji.requestNextKey(author: "李娜", reason: "once a year")
        #expect(try next != old && ownKey("anji") == old && anji.awaitsNextKey())
        #expect(
            try anji.requestNextKey(author: "李娜", reason: nil) == next, "until then it is the same")
        try world.company(anji, "C-1")
        #expect(try world.sync(anji, hub).refusedThere.isEmpty)
        #expect(try hub.enrolledKey(of: site("anji")) == next)
        #expect(try ownKey("anji") == next && !anji.awaitsNextKey())
        #expect(try anji.unsentUnderOldKey() == 0)
        try world.company(anji, "C-2")
        #expect(try world.sync(anji, hub).refusedThere.isEmpty)
        #expect(try world.sync(hangzhou, hub).unsigned.isEmpty)
        #expect(try hangzhou.enrolledKey(of: site("anji")) == next)
        for name in ["C-1", "C-2"] { #expect(try world.holds(hangzhou, name), "\(name)") }
        #expect(try hub.voidTransactions().isEmpty && hub.forks().isEmpty)
        let roster = try hub.siteKeys().filter { $0.site == site("anji") }
        #expect(roster.map(\.key) == [next, old] && roster.last?.reason == RosterReason.rotated)
    }

    @Test func `the old key is taken for thirty days beside the next one, and not longer`() throws {
        let (hub, anji, hangzhou) = try federation()
        let old = try world.key(of: "anji").publicKey
        let next = try anji.requestNextKey(author: "李娜", reason: nil)
        try world.sync(anji, hub)
        try world.sync(hangzhou, hub)
        for replica in [hub, hangzhou] {
            #expect(try replica.enrolledSite(of: old) == site("anji"))
            #expect(try replica.enrolledSite(of: next) == site("anji"))
            #expect(
                try replica.signers(of: site("anji"), from: site("wuxi"))?.contains(old) == true)
        }
        sites.clock.advance(Self.month + 2)
        for replica in [hub, hangzhou] {
            #expect(try replica.enrolledSite(of: old) == nil)
            #expect(try replica.enrolledSite(of: next) == site("anji"))
            #expect(
                try replica.signers(of: site("anji"), from: site("wuxi"))?.contains(old) == false)
        }
        // What was signed with it the hub gives on for good.
        #expect(
            try hangzhou.signers(of: site("anji"), from: site("beijing"))?.contains(old) == true)
    }

    @Test func `a key may be followed again and again, and work before and after counts`() throws {
        let (hub, anji, hangzhou) = try federation()
        for number in 1...3 {
            try world.company(anji, "C-\(number)")
            try prepareNext(UInt8(100 + number), of: "anji")
            _ = try anji.requestNextKey(author: "李娜", reason: nil)
            #expect(try world.sync(anji, hub).refusedThere.isEmpty)
            sites.clock.advance(Self.month / 2)
        }
        try world.company(anji, "C-4")
        try world.sync(anji, hub)
        try world.sync(hangzhou, hub)
        for number in 1...4 { #expect(try world.holds(hangzhou, "C-\(number)")) }
        #expect(try hub.siteKeys().count { $0.site == site("anji") } == 4)
        #expect(try hub.stateDigest(of: .common) == hangzhou.stateDigest(of: .common))
    }

    @Test func `T19: a revocation takes the key before with it, and who holds it gets no other`()
        throws
    {
        let (hub, anji, hangzhou) = try federation()
        let old = try world.key(of: "anji").publicKey
        let next = try anji.requestNextKey(author: "李娜", reason: nil)
        try world.sync(anji, hub)
        sites.clock.advance(1)
        try hub.revoke(site("anji"), author: "王芳", reason: "stolen")
        try world.sync(hangzhou, hub)
        for replica in [hub, hangzhou] {
            for key in [old, next] { #expect(try replica.enrolledSite(of: key) == nil) }
        }
        // The thief has not heard of it, and asks for a third.
        try prepareNext(120, of: "anji")
        let third = try anji.requestNextKey(author: "thief", reason: nil)
        try world.sync(anji, hub)
        #expect(try !hub.roster().keys.contains { $0.key == third })
        #expect(try hub.enrolledKey(of: site("anji")) == nil)
    }

    @Test func `a site that the hub does not know asks for nothing`() throws {
        let wuxi = try sites.make("wuxi")
        #expect(throws: StorageError.self) { try wuxi.requestNextKey(author: "李娜", reason: nil) }
        #expect(try !wuxi.awaitsNextKey())
    }
}
