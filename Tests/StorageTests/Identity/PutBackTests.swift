import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// A database is put back to a time before keys or grants changed. Its key files are those of today.
struct PutBackTests {
    private let world = KeyedSites()
    private var sites: Sites { world.sites }
    private let beijing = Sites.site("beijing")
    /// How long a key that was followed by another is taken.
    private static let month: UInt64 = 30 * 86_400_000

    private func federation() throws -> (hub: Replica, anji: Replica) {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        try world.enrol("beijing", at: anji)
        try world.enrol("anji", at: hub)
        try world.sync(anji, hub)
        return (hub, anji)
    }

    private func keep(_ name: String) {
        copy(replicaFiles, from: sites.path(name), to: sites.path(name) + "-kept")
    }

    /// Without its identity file, as on another disk.
    private func putBack(_ name: String) throws -> Replica {
        copy(replicaFiles, from: sites.path(name) + "-kept", to: sites.path(name))
        unlink(sites.path(name) + "/" + Replica.identityName)
        return try sites.open(name)
    }

    private func hubKey() throws -> PublicKey {
        try #require(try KeyFile(directory: sites.path("beijing")).read()).publicKey
    }

    /// Puts a key where a site's next one lies.
    private func keepAsNext(of name: String, _ seed: [UInt8]) throws -> PublicKey {
        let folder = sites.path(name) + "-next"
        mkdir(folder, 0o700)
        let key = try KeyFile(directory: folder).readMaking { _ in seed }
        let path = sites.path(name) + "/" + KeyFile.nextName
        #expect(rename(folder + "/" + KeyFile.name, path) == 0)
        return key.publicKey
    }

    // MARK: The hub

    @Test func `a hub gets back what it wrote under a key that its database does not know`() throws
    {
        do {
            let (hub, anji) = try federation()
            keep("beijing")
            try world.company(hub, "C-1")
            // Anji has this under the former key alone.
            try world.sync(anji, hub)
            _ = try hub.requestNextKey(author: "王芳", reason: nil)
            try world.company(hub, "C-2")
            try world.sync(anji, hub)
        }
        let (hub, anji) = (try putBack("beijing"), try sites.open("anji"))
        #expect(hub.epochChange != nil)
        for _ in 0..<2 { #expect(try world.sync(anji, hub).refusedThere.isEmpty) }
        for name in ["C-1", "C-2"] { #expect(try world.holds(hub, name), "\(name)") }
        #expect(try hub.vector { _ in true } == anji.vector { _ in true })
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `what a hub wrote under a key that the one on paper took from it stays away`() throws
    {
        let paper = try #require(RecoveryCode(secret: [UInt8](repeating: 31, count: 16)))
        do {
            let (hub, anji) = try federation()
            try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: nil)
            try world.sync(anji, hub)
            keep("beijing")
            try world.company(hub, "C-1")
            try world.sync(anji, hub)
            _ = try hub.recoverHubKey(by: paper, author: "王芳", reason: "stolen")
            try world.sync(anji, hub)
        }
        let (hub, anji) = (try putBack("beijing"), try sites.open("anji"))
        #expect(try !world.sync(anji, hub).refusedThere.isEmpty)
        #expect(try !world.holds(hub, "C-1"))
    }

    @Test func `nobody writes into the hub's present epoch with a key that it had before`() throws {
        let (hub, anji) = try federation()
        let old = try world.key(of: "beijing")
        _ = try hub.requestNextKey(author: "王芳", reason: nil)
        #expect(
            try hub.signers(of: beijing, from: anji.meta.site)?.contains(old.publicKey) == true)
        var forge = Forge("beijing", scope: .common, epoch: hub.origin.epoch)
        let record = forge.next([
            .init(table: "company", key: key("C-666"), change: .insert([]))
        ])
        let hash = Digest256(of: record.bytes)
        for (signer, isTaken) in [(old, false), (try present(), true)] {
            let head = SignedHead(stream: forge.stream, seq: 1, hash: hash, by: signer)
            let signed = try ReceivedChains([record], signedBy: [head])
                .verified([head]) { try hub.signers(of: $0, from: anji.meta.site) }
            let results = try hub.apply([record], from: anji.meta.site, signed) { _ in true }
            #expect((results.map(\.outcome) == [.applied]) == isTaken, "\(results)")
        }
    }

    private func present() throws -> SigningKey {
        try #require(try KeyFile(directory: sites.path("beijing")).read())
    }

    @Test func `a hub says once more which key is its own, before anybody else has heard of it`()
        throws
    {
        let old: PublicKey
        do {
            let (hub, _) = try federation()
            old = try hubKey()
            keep("beijing")
            _ = try hub.requestNextKey(author: "王芳", reason: nil)
        }
        let (hub, anji) = (try putBack("beijing"), try sites.open("anji"))
        #expect(try hubKey() != old && anji.enrolledKey(of: beijing) == old)
        try world.sync(anji, hub)
        #expect(try anji.enrolledKey(of: beijing) == hubKey())
        let said = try hub.vector { $0 == .roster }
        #expect(try sites.open("beijing").vector { $0 == .roster } == said, "and only once")
    }

    @Test(arguments: ["above", "below"])
    func `a former key of the hub is nobody's after thirty days, in any epoch`(
        where place: String
    ) throws {
        let (hub, anji) = try federation()
        let old = try world.key(of: "beijing")
        let thief = try #require(SigningKey(seed: [UInt8](repeating: 66, count: 32)))
        _ = try hub.requestNextKey(author: "王芳", reason: nil)
        try world.sync(anji, hub)
        sites.clock.advance(Self.month + 1)
        if place == "below" { try hub.closeEpoch(because: .rolledBack, above: 60) }
        var forge = Forge("beijing", scope: .roster, epoch: place == "below" ? 7 : 2)
        let record = forge.next([RosterEntry(.key, thief.publicKey, of: site("wuxi")).operation])
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: record.bytes), by: old)
        let signed = try ReceivedChains([record], signedBy: [head])
            .verified([head]) { try hub.signers(of: $0, from: anji.meta.site) }
        let results = try hub.apply([record], from: anji.meta.site, signed) { _ in true }
        #expect(results.map(\.outcome) != [.applied])
        #expect(try hub.enrolledSite(of: thief.publicKey) == nil)
    }

    @Test(arguments: ["readable", "garbled"], [KeyFile.formerName, KeyFile.name])
    func `the hub opens whatever has become of its key files`(
        how: String, name: String
    ) throws {
        do {
            let (hub, _) = try federation()
            _ = try hub.requestNextKey(author: "王芳", reason: nil)
        }
        sites.clock.advance(Self.month + 1)
        let path = sites.path("beijing") + "/" + name
        if how == "readable" {
            chmod(path, 0o644)
        } else {
            write([], to: path)
        }
        #expect(throws: Never.self) { _ = try sites.open("beijing") }
    }

    // MARK: A branch

    @Test func `a branch gets back what it wrote in a later epoch under a key that it had`() throws
    {
        do {
            let (hub, anji) = try federation()
            keep("anji")
            unlink(sites.path("anji") + "/" + Replica.identityName)
            _ = anji
            let later = try sites.open("anji")
            try later.closeEpoch(because: .rolledBack, above: later.origin.epoch + 40)
            try world.company(later, "C-1")
            try world.sync(later, hub)
            _ = try later.requestNextKey(author: "李娜", reason: nil)
            for _ in 0..<2 { try world.sync(later, hub) }
        }
        let (hub, anji) = (try sites.open("beijing"), try putBack("anji"))
        let before = try hub.vector { $0.owner == nil || $0.owner == site("anji") }
        #expect(before.entries.contains { $0.stream.origin.epoch > anji.origin.epoch })
        for _ in 0..<3 { #expect(try world.sync(anji, hub).unsigned.isEmpty) }
        #expect(try world.holds(anji, "C-1"))
        #expect(try anji.verify().findings.isEmpty)
    }

    // MARK: People

    @Test func `a person's word for the hub's key stands when the log tells how it came to that`()
        throws
    {
        let paper = try #require(RecoveryCode(secret: [UInt8](repeating: 31, count: 16)))
        let (hub, anji) = try federation()
        try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: nil)
        try world.sync(anji, hub)
        _ = try hub.recoverHubKey(by: paper, author: "王芳", reason: "stolen")
        sites.clock.advance(Self.month + 1)
        // Chance is always the same in these tests, and has made one key already.
        let other = try keepAsNext(of: "beijing", [UInt8](repeating: 98, count: 32))
        let newest = try hub.requestNextKey(author: "王芳", reason: nil)
        #expect(newest == other)
        // Anji was away all the time, and is told by telephone.
        let own = try world.key(of: "anji").publicKey
        try anji.revoke(beijing, reason: "told by telephone")
        try anji.trust(newest, of: beijing, ownKey: own)
        #expect(try world.sync(anji, hub).unsigned.isEmpty)
        #expect(try anji.enrolledKey(of: beijing) == newest)
        try world.company(hub, "C-1")
        try world.sync(anji, hub)
        #expect(try world.holds(anji, "C-1"))
    }

    @Test func `of several recoveries that come at once the last one counts, as a person has said`()
        throws
    {
        let paper = try #require(RecoveryCode(secret: [UInt8](repeating: 31, count: 16)))
        let (hub, anji) = try federation()
        try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: nil)
        try world.sync(anji, hub)
        for seed in [UInt8(91), 92, 93] {
            sites.clock.advance(1_000)
            _ = try keepAsNext(of: "beijing", [UInt8](repeating: seed, count: 32))
            _ = try hub.recoverHubKey(by: paper, author: "王芳", reason: "lost")
        }
        let newest = try hubKey()
        let own = try world.key(of: "anji").publicKey
        try anji.revoke(beijing, reason: "told by telephone")
        try anji.trust(newest, of: beijing, ownKey: own)
        try world.sync(anji, hub)
        #expect(try anji.enrolledKey(of: beijing) == newest)
    }

    @Test(arguments: ["followed", "taken away"])
    func `an older recovery does not come back where the last one's key has ended`(
        how: String
    ) throws {
        let paper = try #require(RecoveryCode(secret: [UInt8](repeating: 31, count: 16)))
        let (hub, anji) = try federation()
        try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: nil)
        try world.sync(anji, hub)
        for seed in [UInt8(91), 92] {
            sites.clock.advance(1_000)
            _ = try keepAsNext(of: "beijing", [UInt8](repeating: seed, count: 32))
            _ = try hub.recoverHubKey(by: paper, author: "王芳", reason: "stolen")
        }
        let own = try world.key(of: "anji").publicKey
        try anji.revoke(beijing, reason: "told by telephone")
        try anji.trust(hubKey(), of: beijing, ownKey: own)
        let last: PublicKey
        if how == "followed" {
            sites.clock.advance(Self.month + 1)
            _ = try keepAsNext(of: "beijing", [UInt8](repeating: 93, count: 32))
            last = try hub.requestNextKey(author: "王芳", reason: nil)
            try world.sync(anji, hub)
        } else {
            try world.sync(anji, hub)
            last = try #require(SigningKey(seed: [UInt8](repeating: 94, count: 32))).publicKey
            try anji.revoke(beijing, reason: "told by telephone")
            try anji.trust(last, of: beijing, ownKey: own)
        }
        #expect(try anji.enrolledKey(of: beijing) == last)
    }

    @Test func `a person's word stands also where the log comes in parts`() throws {
        let paper = try #require(RecoveryCode(secret: [UInt8](repeating: 31, count: 16)))
        let (hub, anji) = try federation()
        try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: nil)
        try world.sync(anji, hub)
        _ = try hub.recoverHubKey(by: paper, author: "王芳", reason: "stolen")
        sites.clock.advance(Self.month + 1)
        _ = try keepAsNext(of: "beijing", [UInt8](repeating: 98, count: 32))
        let newest = try hub.requestNextKey(author: "王芳", reason: nil)
        try anji.revoke(beijing, reason: "told by telephone")
        try anji.trust(newest, of: beijing, ownKey: try world.key(of: "anji").publicKey)
        var records: [LogRecord] = []
        _ = try hub.extract(beyond: VersionVector(), { $0 == .roster }) {
            records.append($0)
            return true
        }
        for record in records {
            let link = try #require(ChainLink(record))
            let head = SignedHead(
                stream: link.dot.stream, seq: link.dot.seq, hash: link.hash, by: try present())
            let signed = ReceivedChains([record], signedBy: [head])
                .verified([head]) { _ in [newest] }
            _ = try anji.apply([record], from: beijing, signed) { _ in true }
        }
        #expect(try anji.enrolledKey(of: beijing) == newest)
        try world.company(hub, "C-1")
        try world.sync(anji, hub)
        #expect(try world.holds(anji, "C-1"))
    }

    @Test func `a person's word stands although older keys of the hub ended by being followed`()
        throws
    {
        let paper = try #require(RecoveryCode(secret: [UInt8](repeating: 31, count: 16)))
        let (hub, anji) = try federation()
        try hub.setRecoveryKey(paper.key.publicKey, author: "王芳", reason: nil)
        try world.sync(anji, hub)
        _ = try hub.recoverHubKey(by: paper, author: "王芳", reason: "lost")
        try world.sync(anji, hub)
        sites.clock.advance(Self.month + 1)
        _ = try keepAsNext(of: "beijing", [UInt8](repeating: 98, count: 32))
        _ = try hub.requestNextKey(author: "王芳", reason: nil)
        try world.sync(anji, hub)
        // That one is stolen, and so is the paper: the hub is enrolled anew.
        let third = try #require(SigningKey(seed: [UInt8](repeating: 97, count: 32))).publicKey
        let own = try world.key(of: "anji").publicKey
        try anji.revoke(beijing, reason: "stolen, told by telephone")
        try anji.trust(third, of: beijing, ownKey: own)
        #expect(try anji.enrolledKey(of: beijing) == third)
    }

    @Test func `a key of the hub that a person has taken away comes back by nobody's word`() throws
    {
        let (hub, anji) = try federation()
        let other = try #require(SigningKey(seed: [UInt8](repeating: 99, count: 32)))
        let own = try world.key(of: "anji").publicKey
        let old = try world.key(of: "beijing")
        try anji.revoke(beijing, reason: "told by telephone")
        try anji.trust(other.publicKey, of: beijing, ownKey: own)
        var forge = Forge("beijing", scope: .roster, epoch: 9)
        let entry = RosterEntry(KeyChange(of: beijing, from: other, to: old))
        let record = forge.next([entry.operation])
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: record.bytes), by: other)
        let signed = try ReceivedChains([record], signedBy: [head])
            .verified([head]) { try anji.signers(of: $0, from: beijing) }
        let results = try anji.apply([record], from: beijing, signed) { _ in true }
        #expect(results.map(\.outcome) == [.applied])
        #expect(try anji.enrolledKey(of: beijing) == other.publicKey)
        _ = hub
    }
}
