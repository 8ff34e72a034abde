import Causality
import Storage
import Sync
import Testing
import Wire

/// What the hub says of keys is known at every site, before anything is taken in that they sign.
struct RosterTests {
    private let world = KeyedSites()
    private var sites: Sites { world.sites }

    @Test func `a key that the hub takes is known at a branch with the first work that it signs`()
        throws
    {
        let (hub, anji, hangzhou) = try world.joined()
        #expect(try hangzhou.enrolledKey(of: site("anji")) == nil)
        try world.company(anji, "C-1")
        try world.sync(anji, hub)
        let report = try world.sync(hangzhou, hub)
        // Two entries and the work, in one body, and its signature was looked at and kept.
        #expect(report.received == 3 && report.rounds == 1 && report.unsigned.isEmpty)
        #expect(try hangzhou.enrolledKey(of: site("anji")) == world.key(of: "anji").publicKey)
        #expect(try hangzhou.unsignedEnds { _ in true }.isEmpty)
        let record = try #require(try hangzhou.siteKeys().first { $0.site == site("anji") })
        #expect(record.source == .roster && record.revokedMilliseconds == nil)
    }

    @Test func `T03: what the hub makes up is not taken in with the very body that brings the key`()
        throws
    {
        let (hub, _, hangzhou) = try world.joined()
        var forge = Forge("anji", scope: .common, epoch: 2)
        let forged = forge.next([])
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: forged.bytes),
            by: try world.key(of: "beijing"))
        let report = try world.sync(hangzhou, hub) { reply in
            try world.appending(forged, head, to: reply)
        }
        #expect(report.received == 2 && report.unsigned.map(\.dot) == [forge.dot])
        #expect(try hangzhou.vector { _ in true }[forge.stream] == 0)
    }

    @Test
    func `T19: a key that the hub revokes is worth nothing at a branch from its next sync on`()
        throws
    {
        let (hub, anji, hangzhou) = try world.joined()
        try world.company(anji, "C-1")
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        let key = try world.key(of: "anji").publicKey
        #expect(try hangzhou.enrolledSite(of: key) == site("anji"))
        try hub.revoke(site("anji"), author: "王芳", reason: "stolen")
        #expect(try hub.enrolledSite(of: key) == nil)
        try world.sync(hangzhou, hub)
        #expect(try hangzhou.enrolledSite(of: key) == nil)
        let record = try #require(try hangzhou.siteKeys().first { $0.site == site("anji") })
        #expect(record.reason == "stolen" && record.revokedMilliseconds != nil)
        // What it writes now is nobody's, whoever brings it.
        try world.company(anji, "C-2")
        try world.sync(anji, hangzhou)
        #expect(try hangzhou.voidTransactions() == [site("anji"): 1])
        #expect(try world.holds(hangzhou, "C-1") && !world.holds(hangzhou, "C-2"))
    }

    @Test func `a database that is put back does not bring trust back`() throws {
        let (hub, anji, hangzhou) = try world.joined()
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        let old = try sites.twin(of: "hangzhou", as: "old")
        try hub.revoke(site("anji"), reason: "stolen")
        try world.sync(hangzhou, hub)
        let key = try world.key(of: "anji").publicKey
        #expect(try old.enrolledSite(of: key) == site("anji"))
        try world.company(hub, "C-1")
        _ = try world.key(of: "hangzhou", in: "old")
        try world.sync(old, hub)
        #expect(try old.enrolledSite(of: key) == nil)
    }

    @Test func `a hub that is put back hears from its branches what it had revoked`() throws {
        let (hub, anji, hangzhou) = try world.joined()
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        let old = try sites.twin(of: "beijing", as: "old")
        try hub.revoke(site("anji"), reason: "stolen")
        try world.sync(hangzhou, hub)
        _ = try world.key(of: "beijing", in: "old")
        let key = try world.key(of: "anji").publicKey
        #expect(try old.enrolledSite(of: key) == site("anji"))
        try world.sync(hangzhou, old)
        #expect(try old.enrolledSite(of: key) == nil && old.siteKeys().count == 2)
    }

    @Test func `the roster says nothing of a site's own key and of the hub's`() throws {
        let (hub, anji, _) = try world.joined()
        try world.sync(anji, hub)
        let own = try world.key(of: "anji").publicKey
        #expect(try anji.siteKeys().map(\.site) == [site("beijing"), site("hangzhou")])
        #expect(try anji.siteKeys().map(\.source) == [.here, .roster])
        #expect(try anji.enrolledSite(of: own) == nil)
        // Revoked, a site still knows itself and the hub.
        try hub.revoke(site("anji"), reason: "by mistake")
        try world.sync(anji, hub)
        #expect(
            try anji.enrolledKey(of: site("beijing")) == world.key(of: "beijing").publicKey)
    }

    private func key(_ number: UInt8) throws -> PublicKey {
        try #require(SigningKey(seed: [UInt8](repeating: number, count: 32))).publicKey
    }

    @Test func `a branch does not know better than the roster which key stands for a site`() throws
    {
        let (hub, anji, _) = try world.joined()
        let own = try world.key(of: "anji").publicKey
        let wuxi = site("wuxi")
        try anji.trust(try key(71), of: wuxi, ownKey: own)
        #expect(try anji.enrolledKey(of: wuxi) == key(71))
        try hub.trust(try key(72), of: wuxi, ownKey: try world.key(of: "beijing").publicKey)
        try world.sync(anji, hub)
        #expect(try anji.enrolledKey(of: wuxi) == key(72) && anji.enrolledSite(of: key(71)) == nil)
        try hub.revoke(wuxi, reason: "lost")
        try world.sync(anji, hub)
        #expect(try anji.enrolledKey(of: wuxi) == nil)
        #expect {
            try anji.trust(try key(73), of: wuxi, ownKey: own)
        } throws: { error in
            guard case .notTrusted(.notInRoster(let named))? = error as? StorageError else {
                return false
            }
            return named == wuxi
        }
    }

    @Test func `a branch may revoke for itself what the roster holds`() throws {
        let (hub, anji, _) = try world.joined()
        try world.sync(anji, hub)
        let other = site("hangzhou")
        #expect(try anji.revoke(other, reason: "told by telephone"))
        #expect(try anji.enrolledKey(of: other) == nil)
        let record = try #require(try anji.siteKeys().first { $0.site == other })
        #expect(record.reason == "told by telephone" && record.source == .roster)
        #expect(try hub.enrolledKey(of: other) == world.key(of: "hangzhou").publicKey)
    }

    @Test func `a branch that has its hub's key from nobody trusts nobody`() throws {
        let (hub, _, _) = try world.joined()
        let wuxi = try sites.make("wuxi")
        try world.sync(wuxi, hub)
        #expect(try wuxi.roster().keys.count == 2 && wuxi.siteKeys().isEmpty)
        #expect(try wuxi.signers(of: site("anji"), from: hub.meta.site) == nil)
    }

    @Test func `entries are the hub's alone, and in the roster alone`() throws {
        let (hub, anji, hangzhou) = try world.joined()
        let entry = RosterEntry(
            .revoked, try world.key(of: "hangzhou").publicKey, of: site("hangzhou"))
        var common = Forge("beijing", scope: .common, epoch: 2)
        var others = Forge("anji", scope: .roster)
        try anji.take([common.next([entry.operation])], from: "beijing")
        try hub.take([others.next([entry.operation])], from: "anji")
        try world.sync(anji, hub)
        for replica in [hub, anji] {
            #expect(
                try replica.enrolledKey(of: site("hangzhou"))
                    == world.key(of: "hangzhou").publicKey)
        }
        #expect(try hangzhou.roster().keys.isEmpty)
    }

    @Test func `what waited of a site before its key was known comes again, signed`() throws {
        let (hub, anji, hangzhou) = try world.joined()
        try world.sync(anji, hub)
        var forge = Forge("anji", scope: .common, epoch: 7)
        _ = forge.next([])
        try hangzhou.take([forge.next([])], from: "beijing")
        #expect(try hangzhou.heldTransactions().count == 1)
        try world.sync(hangzhou, hub)
        #expect(try hangzhou.heldTransactions().isEmpty)
    }

    @Test func `the roster waits for nothing, and everything waits for it`() throws {
        let (hub, anji, _) = try world.joined()
        try world.company(hub, "C-1")
        try hub.trust(
            try #require(SigningKey(seed: [UInt8](repeating: 77, count: 32))).publicKey,
            of: site("wuxi"), ownKey: try world.key(of: "beijing").publicKey)
        try world.company(hub, "C-2")
        var order: [Dot] = []
        try world.sync(anji, hub)
        try anji.forEachTransaction { _, transaction in
            order.append(transaction.dot)
            let scopes = Set(transaction.context.entries.map(\.stream.scope))
            if transaction.dot.stream.scope == .roster {
                #expect(scopes.isSubset(of: [.roster]))
            }
        }
        #expect(order.map(\.stream.scope) == [.roster, .roster, .roster, .common, .common])
        let last = try #require(try anji.transaction(order[4]))
        let roster = order[0].stream
        #expect(order[4].seq == 2 && last.context[roster] == 3)
    }

    // MARK: New sites, and files from before

    @Test func `a site that starts from a snapshot knows the roster from its first day on`() throws
    {
        let (hub, _, _) = try world.joined()
        let snapshot = try TakenSnapshot(hub, of: [.common, .roster, .site(site("wuxi"))])
        let wuxi = try sites.start("wuxi", from: snapshot)
        try world.enrol("beijing", at: wuxi)
        #expect(
            try wuxi.siteKeys().map(\.site) == [site("anji"), site("beijing"), site("hangzhou")])
        #expect(try wuxi.enrolledKey(of: site("anji")) == world.key(of: "anji").publicKey)
    }

    /// Makes of a replica's file one of the format before there was a roster.
    private func putBack(_ name: String, _ more: String = "") {
        OtherTool(sites.path(name) + "/replica.db").run(
            """
            DROP TABLE moso_roster; DROP TABLE moso_cut; DROP TABLE moso_void;
            PRAGMA user_version = 9; \(more)
            """)
    }

    @Test func `a hub's file from before gets a roster of the keys that it knew`() throws {
        _ = try sites.make("beijing")
        let (one, two) = (String(repeating: "11", count: 32), String(repeating: "22", count: 32))
        putBack(
            "beijing",
            """
            INSERT INTO moso_site_key VALUES(x'\(one)', 'anji', 5, 7, 'stolen');
            INSERT INTO moso_site_key VALUES(x'\(two)', 'anji', 8, NULL, NULL);
            """)
        for _ in 0..<2 {
            let hub = try sites.open("beijing")
            #expect(
                try hub.siteKeys().map(\.key.hexadecimal) == [two, one]
                    && hub.siteKeys().map(\.reason) == ["known before", "stolen"])
            #expect(try hub.siteKeys().allSatisfy { $0.source == .roster })
            #expect(try hub.vector { $0 == .roster }.entries.map(\.seq) == [3])
        }
    }

    @Test func `a branch's file from before finds the entries that it had taken for unknown`()
        throws
    {
        let (hub, anji, _) = try world.joined()
        try world.sync(anji, hub)
        let known = try anji.siteKeys()
        putBack("anji")
        let again = try sites.open("anji")
        #expect(try again.siteKeys() == known && known.count == 2)
        #expect(try again.verify().findings.isEmpty)
    }
}
