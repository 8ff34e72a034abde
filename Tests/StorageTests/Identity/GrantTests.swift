import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// Scopes that a site holds because the hub has granted them.
struct GrantTests {
    private let world: GrantedSites
    private let capital = GrantedSites.capital

    init() throws { world = try GrantedSites() }

    private func anji() throws -> Replica { try world.branch("anji") }

    @Test func `a grant is read back from both its copies, and nothing else is one`() throws {
        let stream = Causality.Stream(
            origin: Origin(site: site("anji"), epoch: 2), scope: capital)
        let end = RevocationCut.End(stream: stream, seq: 7, hash: Digest256(of: [1]))
        for word in [ScopeGrant.Word.given, .withdrawn([]), .withdrawn([end])] {
            let grant = try #require(ScopeGrant(word, capital, to: site("anji")))
            #expect(ScopeGrant(grant.operationInScope, in: capital) == grant)
            let copy = try #require(
                ScopeGrant(grant.operationForSite, in: .site(site("anji"))))
            #expect(copy == grant)
            #expect(ScopeGrant(grant.operationInScope, in: .common) == nil)
        }
        for scope in [ScopeID.common, .roster, .site(site("anji"))] {
            #expect(ScopeGrant(.given, scope, to: site("anji")) == nil, "\(scope)")
        }
        for text in ["", "give", "withdrawn anji.2:7", "given "] {
            #expect(ScopeGrant(text, capital, to: site("anji")) == nil, "\(text)")
        }
    }

    @Test func `what is granted arrives with the next exchange, and is written in like any other`()
        throws
    {
        try world.deal(world.hub, "D-1")
        #expect(throws: StorageError.self) { try world.deal(anji(), "D-2") }
        try world.grant(capital, to: "anji")
        let report = try world.sync("anji")
        #expect(report.isComplete && report.refusedThere.isEmpty && report.quarantined.isEmpty)
        #expect(try world.shown(anji(), "D-1") == "D-1")
        try world.deal(anji(), "D-2")
        try world.rename(anji(), "D-1", to: "renamed")
        #expect(try world.sync("anji").refusedThere.isEmpty)
        #expect(try world.shown(world.hub, "D-2") == "D-2")
        #expect(try world.shown(world.hub, "D-1") == "renamed")
        #expect(try world.hub.stateDigest(of: capital) == anji().stateDigest(of: capital))
        for name in ["hangzhou", "wuxi"] {
            try world.sync(name)
            #expect(try world.branch(name).vector { $0 == capital }.isEmpty)
            #expect(try world.branch(name).grantRecords().isEmpty)
        }
    }

    @Test func `where the hub calls, the scope comes over too`() throws {
        try world.deal(world.hub, "D-1")
        try world.grant(capital, to: "anji")
        try world.world.sync(world.hub, anji())
        #expect(try world.shown(anji(), "D-1") == "D-1")
    }

    @Test func `two sites with a grant pass it to each other`() throws {
        for name in ["anji", "hangzhou"] {
            try world.grant(capital, to: name)
            try world.sync(name)
        }
        try world.sync("anji")
        try world.deal(anji(), "D-1")
        try world.sync("anji", "hangzhou")
        #expect(try world.shown(world.branch("hangzhou"), "D-1") == "D-1")
        // Who has no grant gets nothing, whoever is asked.
        try world.sync("wuxi", "hangzhou")
        #expect(try world.branch("wuxi").vector { $0 == capital }.isEmpty)
    }

    @Test func `a city's talks are granted by themselves, in the tools of others as well`() throws {
        let city = GrantedSites.city
        let tool = { (sql: String) in
            OtherTool(try self.anji().databasePath).run(sql)
        }
        let add = "INSERT INTO talk(id, city, offer) VALUES('T-1', '330523', 'land')"
        #expect(try tool(add)?.contains("where it grants the city") == true)
        try world.grant(city, to: "anji")
        try world.sync("anji")
        #expect(
            try tool("INSERT INTO talk(id, city) VALUES('T-2', '330500')") != nil, "another city")
        #expect(try tool("INSERT INTO deal(id, name) VALUES('D-1', 'x')") != nil, "no capital")
        #expect(try tool(add) == nil)
        try anji().sealForeignEdits()
        try world.sync("anji")
        #expect(try world.hub.record("talk", key("T-1"))?.columns[1] == .text("land"))
        try world.withdraw(city, from: "anji")
        try world.sync("anji")
        #expect(try tool(add) != nil)
    }

    // MARK: Withdrawing

    /// Anji has a grant, one deal that is everywhere and one that it has not sent when the grant ends.
    private func withdrawn() throws {
        try world.deal(world.hub, "D-1", "canary-of-the-hub")
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        try world.deal(anji(), "D-2", "canary-that-was-sent")
        try world.sync("anji")
        try world.deal(anji(), "D-3", "canary-unsent")
        try world.withdraw(capital, from: "anji")
        try world.sync("anji")
    }

    /// The files in a site's folder, but those of unsent work, in which a text stands.
    private func files(of name: String, holding text: String) -> [String] {
        let folder = world.sites.path(name)
        let wanted = Array(text.utf8)
        return SnapshotFiles.names(in: folder).filter { file in
            guard !file.hasPrefix("unsent-"), let all = bytes(of: "\(folder)/\(file)") else {
                return false
            }
            return all.indices.contains {
                all[$0] == wanted[0] && all[$0...].starts(with: wanted)
            }
        }
    }

    @Test func `a site keeps nothing of a scope that was withdrawn, on the disk either`() throws {
        try withdrawn()
        #expect(
            files(of: "beijing", holding: "canary-of-the-hub") != [], "the look finds what is there"
        )
        let replica = try anji()
        #expect(try replica.vector { $0 == capital }.isEmpty && world.shown(replica, "D-1") == nil)
        #expect(try replica.heldTransactions().isEmpty && replica.quarantinedTransactions().isEmpty)
        #expect(try replica.verify().findings.isEmpty && replica.awaitsScrub() == nil)
        #expect(throws: StorageError.self) { try world.deal(replica, "D-4") }
        // Everything else goes on.
        try world.world.company(replica, "C-1")
        #expect(try world.sync("anji").refusedThere.isEmpty)
        #expect(try world.hub.stateDigest(of: .common) == replica.stateDigest(of: .common))
        world.close("anji")
        for canary in [
            "canary-of-the-hub", "canary-that-was-sent", "canary-unsent", "contact of D",
        ] {
            #expect(files(of: "anji", holding: canary).isEmpty, "\(canary)")
        }
        #expect(try anji().verify().findings.isEmpty)
    }

    @Test func `what had not reached the hub is in a signed file, and nothing else is`() throws {
        try withdrawn()
        let saved = try world.saved("anji")
        #expect(saved.count == 1 && saved.allSatisfy { $0.stream.scope == capital })
        #expect(
            try world.hub.vector { $0 == capital }.isCovered(by: world.hub.vector { _ in true }))
        for dot in saved { #expect(try !world.hub.vector { _ in true }.contains(dot)) }
        var info = stat()
        let path = try #require(UnsentWork.files(in: world.sites.path("anji")).first).path
        #expect(stat(path, &info) == 0 && info.st_mode & 0o777 == 0o600)
    }

    @Test func `a site goes on under a new epoch, and no number is used twice`() throws {
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        let before = try anji().origin.epoch
        try withdrawn()
        #expect(try anji().origin.epoch > before)
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        try world.deal(anji(), "D-9")
        #expect(try world.sync("anji").refusedThere.isEmpty)
        #expect(try world.hub.forks().isEmpty && world.shown(world.hub, "D-9") == "D-9")
        #expect(try world.hub.stateDigest(of: capital) == anji().stateDigest(of: capital))
    }

    @Test func `unsent work is sealed again after another grant, once`() throws {
        try withdrawn()
        let work = try #require(UnsentWork.files(in: world.sites.path("anji")).first)
        #expect(throws: StorageError.self) { try anji().bringBack(work) }
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        #expect(try world.shown(anji(), "D-2") == "canary-that-was-sent")
        #expect(try world.shown(anji(), "D-3") == nil)
        #expect(try anji().bringBack(work).sealed == 1)
        #expect(try anji().bringBack(work).sealed == 0)
        try world.sync("anji")
        #expect(try world.shown(world.hub, "D-3") == "canary-unsent")
        #expect(try world.hub.record("deal", key("D-3"))?.columns[2] == .text("contact of D-3"))
    }

    @Test func `a file that was changed, or is another site's, is not taken`() throws {
        try withdrawn()
        try world.grant(capital, to: "anji")
        try world.grant(capital, to: "hangzhou")
        try world.sync("anji")
        try world.sync("hangzhou")
        let work = try #require(UnsentWork.files(in: world.sites.path("anji")).first)
        let hangzhou = try world.branch("hangzhou")
        #expect(throws: StorageError.self) { try hangzhou.bringBack(work) }
        var content = try #require(bytes(of: work.path))
        content[content.count / 2] ^= 1
        write(content, to: work.path)
        #expect(throws: StorageError.self) { try anji().bringBack(work) }
    }

    @Test func `a withdrawal that a crash came after is carried out when the file is opened`()
        throws
    {
        try world.deal(world.hub, "D-1", "canary-of-the-hub")
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        try world.deal(anji(), "D-3")
        try world.withdraw(capital, from: "anji")
        // As it lies on the disk between the commit that brings the withdrawal and the one that heeds it.
        let path = try anji().databasePath
        world.close("anji")
        OtherTool(path).run(
            """
            INSERT INTO moso_meta VALUES('triggers_due', '1');
            INSERT INTO moso_meta VALUES('purge capital', '1');
            """)
        #expect(try anji().vector { $0 == capital }.isEmpty)
        #expect(try world.saved("anji").count == 1)
    }

    @Test func `T14: what a site wrote after its grant had ended makes no rows anywhere`() throws {
        for name in ["anji", "hangzhou"] { try world.grant(capital, to: name) }
        for name in ["anji", "hangzhou", "anji"] { try world.sync(name) }
        try world.deal(anji(), "D-1")
        try world.sync("anji")
        // Neither of the two has heard that Anji's grant ends.
        try world.withdraw(capital, from: "anji")
        try world.deal(anji(), "D-2")
        try world.rename(anji(), "D-1", to: "late")
        try world.sync("anji", "hangzhou")
        let hangzhou = try world.branch("hangzhou")
        #expect(try world.shown(hangzhou, "D-2") == "D-2")
        try world.deal(hangzhou, "D-3")
        try world.sync("hangzhou")
        for replica in [world.hub, hangzhou] {
            #expect(try world.shown(replica, "D-1") == "D-1" && world.shown(replica, "D-2") == nil)
            #expect(try world.shown(replica, "D-3") == "D-3")
            #expect(try replica.voidTransactions() == [site("anji"): 2])
            #expect(try replica.verify().findings.isEmpty)
        }
        #expect(try world.hub.stateDigest(of: capital) == hangzhou.stateDigest(of: capital))
        // And the same work is with Anji, for when the hub grants it once more.
        try world.sync("anji")
        #expect(try world.saved("anji").count == 2)
    }

    @Test func `only the hub grants, and only what does not follow from a name`() throws {
        let grant = { (replica: Replica, scope: ScopeID, name: String) in
            try replica.grant(
                scope, to: site(name), isGiven: true, author: "李娜", reason: nil)
        }
        #expect(throws: StorageError.self) { try grant(anji(), capital, "anji") }
        for scope in [ScopeID.common, .roster, .site(site("hangzhou"))] {
            #expect(throws: StorageError.self) { try grant(world.hub, scope, "anji") }
        }
        #expect(throws: StorageError.self) { try grant(world.hub, capital, "beijing") }
        #expect(try grant(world.hub, capital, "anji"))
        #expect(try !grant(world.hub, capital, "anji"), "it is so already")
    }

    @Test func `a member that grants itself a scope grants nothing`() throws {
        var forge = Forge("anji", scope: .site(site("anji")), epoch: 9)
        let grant = try #require(ScopeGrant(.given, capital, to: site("anji")))
        let record = forge.next([grant.operationForSite])
        let key = try world.world.key(of: "anji")
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: record.bytes), by: key)
        let signed = ReceivedChains([record], signedBy: [head])
            .verified([head]) { _ in [key.publicKey] }
        let results = try world.hub.apply([record], from: site("anji"), signed) { _ in true }
        #expect(results.map(\.outcome) == [.applied], "it is a write of its own, and no more")
        #expect(try world.hub.grants().isEmpty)
        #expect(try world.hub.scopesShared(with: site("anji"))(capital) == false)
    }

    @Test func `a site that starts from a snapshot has its grants, and what they bring`() throws {
        try world.deal(world.hub, "D-1")
        try world.grant(capital, to: "anji")
        try world.withdraw(capital, from: "anji")
        try world.grant(capital, to: "anji")
        try world.grant(capital, to: "hangzhou")
        try world.withdraw(capital, from: "hangzhou")
        let snapshot = try TakenSnapshot(
            world.hub, of: [.common, .roster, .site(site("anji")), capital])
        let again = try Replica.create(
            directory: world.sites.path("anji-again"), from: snapshot.plan(for: site("anji")),
            schema: GrantedSites.schema, environment: GrantedSites.environment(world.sites))
        #expect(try again.grants() == [site("anji"): [capital]])
        #expect(try world.shown(again, "D-1") == "D-1")
        #expect(try again.stateDigest(of: capital) == world.hub.stateDigest(of: capital))
        try world.deal(again, "D-2")
        let reopened = try Replica.open(
            directory: world.sites.path("anji-again"), schema: GrantedSites.schema,
            environment: GrantedSites.environment(world.sites))
        #expect(try world.shown(reopened, "D-2") == "D-2")
    }

    @Test func `what was written under a later grant counts for whoever starts from a snapshot`()
        throws
    {
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        try world.withdraw(capital, from: "anji")
        try world.sync("anji")
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        try world.deal(anji(), "D-7")
        try world.sync("anji")
        #expect(try world.shown(world.hub, "D-7") == "D-7")
        let snapshot = try TakenSnapshot(
            world.hub, of: [.common, .roster, .site(site("anji")), capital])
        let again = try Replica.create(
            directory: world.sites.path("anji-again"), from: snapshot.plan(for: site("anji")),
            schema: GrantedSites.schema, environment: GrantedSites.environment(world.sites))
        var written = 0
        try again.forEachTransaction { _, made in
            guard made.dot.stream.scope == capital, made.dot.stream.origin.site == site("anji")
            else { return }
            written += 1
            #expect(!made.isVoid, "\(made.dot)")
        }
        #expect(written > 0)
        #expect(try again.verify().findings.isEmpty)
    }

    @Test func `a file from before there were grants learns them from its log`() throws {
        try world.deal(world.hub, "D-1")
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        let path = try anji().databasePath
        world.close("anji")
        OtherTool(path).run("DROP TABLE moso_grant; PRAGMA user_version = 11;")
        #expect(try anji().grants() == [site("anji"): [capital]])
        try world.deal(anji(), "D-2")
    }

    @Test func `nobody waits for a site that a scope was withdrawn from`() throws {
        try world.grant(capital, to: "anji")
        try world.grant(capital, to: "hangzhou")
        for name in ["anji", "hangzhou"] { try world.sync(name) }
        try world.hub.beginMembers()
        for _ in 0..<2 { for name in ["anji", "hangzhou"] { try world.sync(name) } }
        try world.withdraw(capital, from: "anji")
        try world.deal(world.hub, "D-1")
        for _ in 0..<2 { try world.sync("hangzhou") }
        let stable = try #require(try world.hub.stability()[capital])
        #expect(stable.obstacles.isEmpty && stable.acknowledged[site("anji")] == nil)
        // The members of a scope that begins its list later are those who hold it.
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        try world.sync("anji")
        try world.deal(anji(), "D-2")
        #expect(try world.sync("anji").refusedThere.isEmpty)
        #expect(try world.shown(world.hub, "D-2") == "D-2")
    }

    // MARK: A hub that was put back

    /// Goes back to how it was when its files were kept.
    private func putBackHub() throws -> Replica {
        let files = world.sites.path("beijing")
        copy(replicaFiles, from: files + "-kept", to: files)
        unlink(files + "/" + Replica.identityName)
        return try Replica.open(
            directory: files, schema: GrantedSites.schema,
            environment: GrantedSites.environment(world.sites))
    }

    private func keepHub() {
        let files = world.sites.path("beijing")
        copy(replicaFiles, from: files, to: files + "-kept")
    }

    private func isGiven(_ at: Replica) throws -> Bool {
        try at.grants()[site("anji")]?.contains(capital) ?? false
    }

    @Test(arguments: ["given", "withdrawn"], ["in the scope", "for the site"])
    func `a hub that was put back says once more what it is told to, and that holds`(
        word: String, kept: String
    ) throws {
        let branch = try anji()
        for name in ["anji", "hangzhou", "wuxi"] where name != "anji" || word == "withdrawn" {
            try world.grant(capital, to: name)
            try world.sync(name)
        }
        keepHub()
        if word == "given" {
            try world.grant(capital, to: "anji")
        } else {
            try world.withdraw(capital, from: "anji")
        }
        // One of the two copies is all that is left.
        try world.sync(kept == "in the scope" ? "hangzhou" : "anji")
        let hub = try putBackHub()
        #expect(try isGiven(hub) != (word == "given"), "it has forgotten")
        world.sites.clock.advance(1)
        for _ in 0..<2 {
            for name in ["hangzhou", "anji", "wuxi"] {
                try world.world.sync(world.branch(name), hub)
            }
        }
        world.sites.clock.advance(1)
        let say = {
            try hub.grant(
                capital, to: site("anji"), isGiven: word == "given", author: "王芳", reason: nil)
        }
        #expect(try say(), "although it may be so already")
        #expect(try !say(), "and once is enough")
        for _ in 0..<2 {
            for name in ["hangzhou", "anji", "wuxi"] {
                try world.world.sync(world.branch(name), hub)
            }
        }
        for replica in [hub, branch] {
            #expect(try isGiven(replica) == (word == "given"), "\(replica.meta.site)")
        }
        let all = try hub.vector { $0 == capital }
        #expect(
            try branch.vector { $0 == capital } == (word == "given" ? all : VersionVector()))
    }

    @Test(arguments: ["the site knows", "the site does not know"])
    func `a withdrawal that is brought back later still holds`(_ how: String) throws {
        for name in ["hangzhou", "wuxi"] {
            try world.grant(capital, to: name)
            try world.sync(name)
        }
        keepHub()
        try world.grant(capital, to: "anji")
        if how == "the site knows" { try world.sync("anji") }
        try world.sync("hangzhou")
        try world.withdraw(capital, from: "anji")
        try world.sync("wuxi")
        let hub = try putBackHub()
        try world.world.company(anji(), "C-1")
        let order =
            how == "the site knows" ? ["anji", "wuxi", "hangzhou"] : ["anji", "hangzhou", "wuxi"]
        for name in order + ["anji", "hangzhou", "wuxi", "anji"] {
            try world.world.sync(world.branch(name), hub)
        }
        #expect(try !isGiven(hub))
    }

    @Test func `a hub that was put back can withdraw what it forgot that it had given`() throws {
        keepHub()
        try world.grant(capital, to: "anji")
        try world.sync("anji")
        // Nobody has heard of this.
        try world.withdraw(capital, from: "anji")
        let hub = try putBackHub()
        world.sites.clock.advance(1)
        #expect(
            try hub.grant(
                capital, to: site("anji"), isGiven: false, author: "王芳", reason: nil))
        for _ in 0..<2 { try world.world.sync(anji(), hub) }
        #expect(try !isGiven(hub) && !anji().holds(capital))
    }
}
