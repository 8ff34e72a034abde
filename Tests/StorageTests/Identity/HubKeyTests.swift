import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// The hub's own key is followed by another, or named anew by the key on paper, and sites learn of it without a telephone.
struct HubKeyTests {
    private let world = KeyedSites()
    private var sites: Sites { world.sites }
    private let beijing = Sites.site("beijing")
    private static let month: UInt64 = 30 * 86_400_000
    private static let paper = RecoveryCode(secret: [UInt8](repeating: 31, count: 16))

    private func federation() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = try world.joined()
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        try world.sync(anji, hub)
        sites.clock.advance(1)
        return (hub, anji, hangzhou)
    }

    private func secret(_ byte: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: [UInt8](repeating: byte, count: 32)))
    }

    private func hubKey() throws -> PublicKey {
        try #require(try KeyFile(directory: sites.path("beijing")).read()).publicKey
    }

    private func fault(_ body: () throws -> Void) -> TrustFault? {
        do {
            try body()
            return nil
        } catch StorageError.notTrusted(let fault) {
            return fault
        } catch { return nil }
    }

    /// A roster entry as from the hub, past every signature.
    private func say(_ entry: RosterEntry, to replica: Replica, epoch: UInt32) throws {
        var forge = Forge("beijing", scope: .roster, epoch: epoch)
        let record = forge.next([entry.operation])
        let key = try secret(77)
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: record.bytes), by: key)
        let signed = ReceivedChains([record], signedBy: [head])
            .verified([head]) { _ in [key.publicKey] }
        let results = try replica.apply([record], from: beijing, signed) { _ in true }
        #expect(results.map(\.outcome) == [.applied])
    }

    // MARK: Another key, said with the present one

    @Test func `each site follows the hub's next key with its next exchange`() throws {
        let (hub, anji, hangzhou) = try federation()
        let old = try hubKey()
        try world.company(hub, "C-1")
        let next = try hub.requestNextKey(author: "王芳", reason: "once a year")
        #expect(try next != old && hubKey() == next, "at once")
        try world.company(hub, "C-2")
        #expect(try anji.enrolledKey(of: beijing) == old)
        for branch in [anji, hangzhou] {
            #expect(try world.sync(branch, hub).unsigned.isEmpty)
            #expect(try branch.enrolledKey(of: beijing) == next)
            for name in ["C-1", "C-2"] { #expect(try world.holds(branch, name)) }
        }
        // Between branches, too, under either.
        #expect(try world.sync(hangzhou, anji).unsigned.isEmpty)
        let told = try anji.siteKeys().filter { $0.site == beijing }
        #expect(told.map(\.key) == [next, old] && told[1].reason == RosterReason.rotated)
        #expect(try hub.stateDigest(of: .common) == anji.stateDigest(of: .common))
    }

    @Test func `the hub's former key is taken for thirty days, and replaced again only then`()
        throws
    {
        let (hub, anji, _) = try federation()
        let old = try hubKey()
        _ = try hub.requestNextKey(author: "王芳", reason: nil)
        try world.sync(anji, hub)
        #expect(try anji.enrolledSite(of: old) == beijing)
        #expect(try anji.signers(of: beijing, from: site("wuxi"))?.contains(old) == true)
        let again = fault { _ = try hub.requestNextKey(author: "王芳", reason: nil) }
        guard case .replacedLately(let until) = again else {
            Issue.record("\(String(describing: again))")
            return
        }
        sites.clock.advance(until - sites.clock.milliseconds)
        #expect(try anji.enrolledSite(of: old) == nil)
        for peer in [beijing, site("wuxi")] {
            #expect(try anji.signers(of: beijing, from: peer)?.contains(old) == false)
        }
        #expect(
            try KeyFile.former(in: sites.path("beijing"), wallMilliseconds: until) == nil)
    }

    @Test func `of two keys that follow one the second is nobody's, whatever its time`() throws {
        let (hub, anji, _) = try federation()
        let old = try world.key(of: "beijing")
        let next = try hub.requestNextKey(author: "王芳", reason: nil)
        try world.sync(anji, hub)
        // Its time is long before the first one's.
        let thief = RosterEntry(KeyChange(of: beijing, from: old, to: try secret(66)))
        try say(thief, to: anji, epoch: 2)
        #expect(try anji.enrolledKey(of: beijing) == next)
        #expect(try anji.enrolledSite(of: secret(66).publicKey) == nil)
    }

    @Test func `a site that takes no key of a person heeds nothing, and the chain begins there`()
        throws
    {
        let (hub, _, _) = try federation()
        let old = try hubKey()
        let next = try hub.requestNextKey(author: "王芳", reason: nil)
        let wuxi = try sites.make("wuxi")
        try world.sync(wuxi, hub)
        #expect(try wuxi.siteKeys().isEmpty)
        try wuxi.trust(old, of: beijing, ownKey: try world.key(of: "wuxi").publicKey)
        #expect(try wuxi.enrolledKey(of: beijing) == next)
        let jiaxing = try sites.make("jiaxing")
        try world.sync(jiaxing, hub)
        let other = try secret(55).publicKey
        try jiaxing.trust(other, of: beijing, ownKey: try world.key(of: "jiaxing").publicKey)
        #expect(try jiaxing.enrolledKey(of: beijing) == other)
    }

    @Test func `a crash between the entry and the file is made good at the next start`() throws {
        let (hub, anji, _) = try federation()
        let old = try world.key(of: "beijing")
        let next = try hub.requestNextKey(author: "王芳", reason: nil)
        // The files as they were before the last step.
        let path = sites.path("beijing")
        rename(path + "/replica.key", path + "/replica.key.next")
        unlink(path + "/replica.key.former")
        let file = KeyFile(directory: path)
        _ = try file.readMaking { _ in old.seed }
        let again = try sites.open("beijing")
        #expect(try hubKey() == next)
        #expect(
            try KeyFile.former(in: path, wallMilliseconds: sites.clock.milliseconds)?.key
                .publicKey == old.publicKey)
        #expect(try world.sync(anji, again).unsigned.isEmpty)
        #expect(try anji.enrolledKey(of: beijing) == next)
    }

    // MARK: Another key, said with the one on paper

    private func recovered() throws -> (
        hub: Replica, anji: Replica, hangzhou: Replica, thief: Replica, old: PublicKey
    ) {
        let (hub, anji, hangzhou) = try federation()
        let paper = try #require(Self.paper)
        try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: "at installation")
        for branch in [anji, hangzhou] {
            try world.sync(branch, hub)
            #expect(try branch.recoveryKey() == paper.key.publicKey)
        }
        let old = try hubKey()
        let thief = try sites.twin(of: "beijing", as: "thief")
        _ = try world.key(of: "beijing", in: "thief")
        sites.clock.advance(1)
        return (hub, anji, hangzhou, thief, old)
    }

    @Test
    func `T19: a stolen key of the hub is worth nothing where the recovery has been heard of`()
        throws
    {
        let (hub, anji, hangzhou, thief, old) = try recovered()
        let paper = try #require(Self.paper)
        let said = try hub.recoverHubKey(by: paper, author: "王芳", reason: "stolen")
        #expect(try hubKey() == said.new)
        try world.company(hub, "C-1")
        #expect(try world.sync(anji, hub).unsigned.isEmpty)
        #expect(try anji.enrolledKey(of: beijing) == said.new && world.holds(anji, "C-1"))
        #expect(try anji.enrolledSite(of: old) == nil)
        for peer in [beijing, site("hangzhou")] {
            #expect(try anji.signers(of: beijing, from: peer) == [said.new])
        }
        // The thief's work comes by a branch that has not heard yet, which the key still convinces.
        sites.clock.advance(1)
        try world.company(thief, "C-666")
        try world.sync(hangzhou, thief)
        #expect(try world.holds(hangzhou, "C-666"))
        for honest in [anji, hub] {
            #expect(try !world.sync(hangzhou, honest).refusedThere.isEmpty)
            #expect(try !world.holds(honest, "C-666"))
        }
        #expect(try hangzhou.enrolledKey(of: beijing) == said.new)
    }

    @Test func `a site that cannot reach the hub takes the line that a person brings`() throws {
        let (hub, anji, _, _, old) = try recovered()
        let paper = try #require(Self.paper)
        let said = try hub.recoverHubKey(by: paper, author: "王芳", reason: "lost")
        #expect(try hub.lastRecovery() == said)
        let carried = try #require(HubRecovery(carried: said.carriedText))
        #expect(try anji.follow(carried) && !anji.follow(carried))
        #expect(try anji.enrolledKey(of: beijing) == said.new)
        #expect(try world.sync(anji, hub).unsigned.isEmpty)
        let wrong = try #require(RecoveryCode(secret: [UInt8](repeating: 32, count: 16)))
        let forged = HubRecovery(of: beijing, to: try secret(66), by: wrong, at: 1 << 45)
        #expect(fault { _ = try anji.follow(forged) } == .notTheRecoveryKey)
        let other = HubRecovery(of: site("wuxi"), to: try secret(66), by: paper, at: 1 << 45)
        #expect(fault { _ = try anji.follow(other) } == .notTheRecoveryKey)
        let older = HubRecovery(of: beijing, to: try secret(66), by: paper, at: 1)
        #expect(fault { _ = try anji.follow(older) } == .recoveredSince)
        #expect(fault { _ = try hub.follow(said) } == .notTheRecoveryKey)
        #expect(try anji.enrolledKey(of: beijing) == said.new && anji.enrolledSite(of: old) == nil)
    }

    @Test func `the key on paper that is heard of first is the one`() throws {
        let (hub, anji, _, _, _) = try recovered()
        let paper = try #require(Self.paper)
        let theirs = try #require(RecoveryCode(secret: [UInt8](repeating: 66, count: 16)))
        try say(RosterEntry(.recovery, theirs.key.publicKey, of: beijing), to: anji, epoch: 2)
        let forged = HubRecovery(of: beijing, to: try secret(66), by: theirs, at: 1 << 45)
        try say(RosterEntry(forged), to: anji, epoch: 3)
        #expect(try anji.recoveryKey() == paper.key.publicKey)
        #expect(try anji.enrolledKey(of: beijing) == hubKey())
        #expect(
            fault {
                try hub.setRecoveryKey(theirs.key.publicKey, author: "王芳", reason: nil)
            } == .hasRecoveryKey)
        #expect(
            fault { _ = try hub.recoverHubKey(by: theirs, author: "王芳", reason: nil) }
                == .notTheRecoveryKey)
    }

    @Test func `after a recovery no key follows one from before it`() throws {
        let (hub, anji, _, _, _) = try recovered()
        let old = try world.key(of: "beijing")
        let said = try hub.recoverHubKey(
            by: try #require(Self.paper), author: "王芳", reason: "stolen")
        try world.sync(anji, hub)
        let thief = RosterEntry(KeyChange(of: beijing, from: old, to: try secret(66)))
        try say(thief, to: anji, epoch: 2)
        #expect(try anji.enrolledKey(of: beijing) == said.new)
    }

    @Test func `a replica that takes the place of another knows what that had heard`() throws {
        let (hub, anji, hangzhou, _, old) = try recovered()
        let next = try hub.requestNextKey(author: "王芳", reason: nil)
        try world.sync(anji, hub)
        let new = try sites.make("other")
        try new.adoptTrust(from: anji)
        #expect(try new.siteKeys().map(\.key) == [next, old])
        #expect(try new.recoveryKey() == anji.recoveryKey())
        #expect(try new.enrolledSite(of: old) == beijing)
        // A person's word about the hub's key begins anew.
        try hangzhou.revoke(beijing, reason: "told by telephone")
        #expect(try hangzhou.recoveryKey() == nil)
    }

    @Test func `codes that are out name the former key, and are void with it`() throws {
        let (hub, _, _) = try federation()
        let invitation = try #require(
            Invitation(
                expirySeconds: UInt32(sites.clock.milliseconds / 1_000 + 3_600), hub: try hubKey(),
                secret: [UInt8](repeating: 5, count: 16), site: site("wuxi"), address: "h:1"))
        try hub.invite(
            site("wuxi"), by: invitation.key.publicKey,
            expiresMilliseconds: UInt64(invitation.expirySeconds) * 1_000)
        _ = try hub.requestNextKey(author: "王芳", reason: nil)
        #expect(try !hub.expectsGuests())
    }
}
