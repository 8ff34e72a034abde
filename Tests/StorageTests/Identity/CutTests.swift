import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// What a revoked site wrote beyond the cut is kept and carried on, and makes no rows anywhere.
struct CutTests {
    private static let seed: UInt64 = 19
    private let world = KeyedSites()
    private var sites: Sites { world.sites }

    private func rename(_ replica: Replica, _ name: String, to value: String) throws {
        sites.clock.advance(1)
        try replica.edit(author: "李娜") { draft in
            try draft.set("company", key(name), ["name": .text(value)])
        }
    }

    private func shown(_ replica: Replica, _ name: String) -> String? {
        OtherTool(replica.databasePath).word("SELECT name FROM company WHERE id = '\(name)'")
    }

    /// Anji's key is stolen: what it writes then reaches Hangzhou alone, which builds on it, before
    /// the hub revokes the key.
    private func stolen() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = try world.joined()
        try world.company(anji, "C-1")
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        try world.sync(anji, hub)
        try rename(anji, "C-1", to: "forged")
        try world.company(anji, "C-2")
        try world.sync(anji, hangzhou)
        try rename(hangzhou, "C-2", to: "honest")
        try world.company(hangzhou, "C-3")
        sites.clock.advance(1)
        try hub.revoke(site("anji"), author: "王芳", reason: "stolen")
        return (hub, anji, hangzhou)
    }

    @Test func `a cut is read back from its operation, and nothing else is one`() throws {
        let stream = Causality.Stream(
            origin: Origin(site: site("anji"), epoch: 2), scope: .common)
        let hash = Digest256(of: [1])
        for ends in [[], [RevocationCut.End(stream: stream, seq: 7, hash: hash)]] {
            let cut = RevocationCut(of: site("anji"), ends: ends)
            #expect(RevocationCut(cut.operation, in: .common) == cut)
        }
        let hex = hash.description
        for text in [
            "anji.2:7", "anji.2:0:\(hex)", "wuxi.2:7:\(hex)", "anji.2:7:\(hex)0", "anji.2:x:\(hex)",
            "anji:7:\(hex)",
        ] {
            #expect(RevocationCut(text, of: site("anji"), in: .common) == nil, "\(text)")
        }
    }

    @Test func `T19: what was taken in beyond the cut makes no rows when the cut comes`() throws {
        let (hub, _, hangzhou) = try stolen()
        #expect(shown(hangzhou, "C-1") == "forged" && shown(hangzhou, "C-2") == "honest")
        let report = try world.sync(hangzhou, hub)
        #expect(report.isComplete && report.refusedThere.isEmpty)
        // What Hangzhou wrote is at the hub, although it had seen what is void.
        for replica in [hub, hangzhou] {
            #expect(shown(replica, "C-1") == "C-1" && shown(replica, "C-3") == "C-3")
            // Its author had changed one field of a row that nobody made.
            #expect(shown(replica, "C-2") == "honest")
            #expect(try replica.voidTransactions() == [site("anji"): 2])
            #expect(try replica.verify().findings.isEmpty)
        }
        #expect(try hub.stateDigest(of: .common) == hangzhou.stateDigest(of: .common))
        #expect(try hub.vector { $0 == .common } == hangzhou.vector { $0 == .common })
    }

    @Test func `what is void is shown as evidence, and nowhere else`() throws {
        let (hub, _, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        var said: [String] = []
        for replica in [hub, hangzhou] {
            var void: [Transaction] = []
            try replica.forEachTransaction { _, transaction in
                if transaction.isVoid { void.append(transaction) }
            }
            #expect(void.map(\.dot.seq) == [2, 3] && void.allSatisfy { $0.operations.isEmpty })
            said.append(void.flatMap(\.evidence).map { "\($0)" }.joined())
            #expect(try replica.transaction(void[0].dot)?.isVoid == true)
            #expect(try replica.ledger(of: "company", key("C-1")).isEmpty)
        }
        #expect(said[0] == said[1] && said[0].contains("forged"))
    }

    @Test func `T19: a site that starts from a snapshot comes to the same`() throws {
        let (hub, _, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        let snapshot = try TakenSnapshot(hub, of: [.common, .roster, .site(site("wuxi"))])
        let wuxi = try sites.start("wuxi", from: snapshot)
        #expect(try wuxi.voidTransactions() == [site("anji"): 2])
        #expect(try wuxi.stateDigest(of: .common) == hub.stateDigest(of: .common))
        #expect(try wuxi.verify().findings.isEmpty)
    }

    @Test func `with its next key a site's work counts again, and what it wrote between does not`()
        throws
    {
        let (hub, anji, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        try world.company(anji, "C-4")
        sites.clock.advance(1)
        try hub.trust(
            try #require(SigningKey(seed: [UInt8](repeating: 99, count: 32))).publicKey,
            of: site("anji"), ownKey: try world.key(of: "beijing").publicKey)
        // The roster comes to Anji before it writes on; its old key signs for nothing any more.
        try world.sync(anji, hub)
        #expect(try anji.voidTransactions() == [site("anji"): 3] && shown(anji, "C-1") == "C-1")
        try world.company(anji, "C-5")
        let refused = try world.sync(anji, hub)
        #expect(refused.refusedThere.map(\.kind) == [.unsigned])
        _ = try world.newKey(99, of: "anji")
        let anji2 = try sites.open("anji")
        let report = try world.sync(anji2, hub)
        #expect(report.refusedThere.isEmpty)
        try world.sync(hangzhou, hub)
        for replica in [hub, hangzhou, anji2] {
            #expect(shown(replica, "C-5") == "C-5" && shown(replica, "C-4") == nil)
            #expect(try replica.stateDigest(of: .common) == hub.stateDigest(of: .common))
        }
    }

    @Test func `a key that two copies of the hub gave counts for whoever has seen either entry`()
        throws
    {
        let (hub, _, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        let twin = try sites.twin(of: "beijing", as: "twin")
        _ = try world.key(of: "beijing", in: "twin")
        let next = try world.newKey(99, of: "anji").publicKey
        for copy in [hub, twin] {
            sites.clock.advance(1)
            try copy.trust(
                next, of: site("anji"), ownKey: try world.key(of: "beijing").publicKey)
        }
        let anji = try sites.open("anji")
        try world.sync(anji, twin)
        try world.company(anji, "C-9")
        try world.sync(anji, twin)
        // Hangzhou hears of the earlier entry first, Anji has seen the later one alone.
        try world.sync(hangzhou, hub)
        try world.sync(hangzhou, twin)
        #expect(shown(twin, "C-9") == "C-9" && shown(hangzhou, "C-9") == "C-9")
        for _ in 0..<2 { for copy in [hub, twin] { try world.sync(hangzhou, copy) } }
        #expect(shown(hub, "C-9") == "C-9")
        #expect(try hub.stateDigest(of: .common) == twin.stateDigest(of: .common))
        #expect(try hangzhou.stateDigest(of: .common) == twin.stateDigest(of: .common))
    }

    @Test func `a cut is for the key that was taken away then, and for none that came after it`()
        throws
    {
        let (hub, _, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        sites.clock.advance(1)
        let next = try world.newKey(99, of: "anji").publicKey
        try hub.trust(next, of: site("anji"), ownKey: try world.key(of: "beijing").publicKey)
        let anji = try sites.open("anji")
        try world.sync(anji, hub)
        sites.clock.advance(1)
        try hub.revoke(site("anji"), author: "王芳", reason: "stolen again")
        // The roster has come, and the second cut not yet.
        try exchange(hangzhou, hub, policy: ScopePolicy { _, _, scope in scope == .roster })
        let signers = try hangzhou.signers(of: site("anji"), from: site("wuxi")) ?? []
        #expect(
            !signers.contains(next) && signers.count == 1, "the first key, which the cut is for")
        #expect(try hangzhou.signers(of: site("anji"), from: site("beijing"))?.count == 2)
        try world.sync(hangzhou, hub)
        #expect(try hangzhou.signers(of: site("anji"), from: site("wuxi"))?.contains(next) == true)
    }

    @Test
    func `T19: nobody writes in a site's name to the site itself with a key that it had before`()
        throws
    {
        let (hub, anji, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        let old = try world.key(of: "anji")
        sites.clock.advance(1)
        try hub.trust(
            try #require(SigningKey(seed: [UInt8](repeating: 99, count: 32))).publicKey,
            of: site("anji"), ownKey: try world.key(of: "beijing").publicKey)
        try world.sync(anji, hub)
        let thief = try sites.twin(of: "anji", as: "thief")
        try world.company(thief, "C-7")
        var forged: [LogRecord] = []
        _ = try thief.extract(beyond: try anji.vector { _ in true }, { $0 == .common }) {
            forged.append($0)
            return true
        }
        let stream = Causality.Stream(origin: anji.origin, scope: .common)
        let record = try #require(forged.last)
        let seq = try thief.vector { $0 == .common }[stream]
        let head = SignedHead(
            stream: stream, seq: seq,
            hash: try #require(try thief.hash(of: Dot(stream: stream, seq: seq))),
            by: old)
        _ = try world.newKey(99, of: "anji")
        let again = try sites.open("anji")
        #expect(
            try again.signers(of: site("anji"), from: site("beijing"))?.contains(old.publicKey)
                == true)
        #expect(try again.signers(of: site("anji"), from: site("hangzhou"))?.count == 1)
        // In the epoch that it writes in now, and in one that it has left.
        for name in ["C-H1", "C-H2"] {
            try world.company(hub, name)
            try world.sync(again, hub) { try world.appending(record, head, to: $0) }
            #expect(shown(again, "C-7") == nil)
            #expect(try again.forks().isEmpty && again.verify().findings.isEmpty)
            #expect(try !again.vector { $0 == .common }.contains(Dot(stream: stream, seq: seq)))
            try again.closeEpoch(because: .forked, above: 0)
        }
    }

    @Test func `a revoked site that knows it seals no edits that nobody would see`() throws {
        let (hub, anji, _) = try stolen()
        try world.sync(anji, hub)
        #expect(throws: StorageError.self) { try rename(anji, "C-1", to: "more") }
        #expect(shown(anji, "C-1") == "C-1")
        let first = Dot(
            stream: Causality.Stream(origin: anji.origin, scope: .common), seq: 1)
        #expect(throws: StorageError.self) {
            try anji.undo(first, author: "李娜", reason: nil)
        }
        #expect(shown(anji, "C-1") == "C-1")
    }

    /// Anji gets another key; what it has not sent by then, it has still to send.
    private func rekeyed(_ hub: Replica) throws -> Replica {
        sites.clock.advance(1)
        let next = try world.newKey(99, of: "anji").publicKey
        try hub.trust(next, of: site("anji"), ownKey: try world.key(of: "beijing").publicKey)
        return try sites.open("anji")
    }

    private func startAgain(
        _ hub: Replica, _ old: Replica
    ) throws -> (new: Replica, report: ResealReport) {
        let snapshot = try TakenSnapshot(hub, of: [.common, .roster, .site(site("anji"))])
        let plan = SnapshotPlan(
            snapshot.manifests, site: site("anji"), above: old.origin.epoch
        ) { snapshot.chunks[$0.name] ?? [] }
        let new = try Replica.create(
            directory: sites.path("anji-again"), from: plan, schema: TestSchema.replica,
            environment: sites.environment)
        _ = try KeyFile(directory: sites.path("anji-again")).readMaking {
            [UInt8](repeating: 99, count: $0)
        }
        try new.adoptTrust(from: old)
        return (new, try new.reseal(from: old))
    }

    @Test
    func `T20: a site with a new key is told what it would lose, and starts again with all of it`()
        throws
    {
        let (hub, anji, _) = try stolen()
        try world.company(anji, "C-6")
        #expect(try anji.unsentUnderOldKey() == 0, "it has the key that the roster names")
        let old = try rekeyed(hub)
        #expect(try old.unsentUnderOldKey() == 3)
        let (new, report) = try startAgain(hub, old)
        #expect(report.sealed == 3)
        #expect(try new.unsentUnderOldKey() == 0)
        try world.sync(new, hub)
        for replica in [hub, new] {
            #expect(shown(replica, "C-6") == "C-6" && shown(replica, "C-2") == "C-2")
            #expect(try replica.verify().findings.isEmpty)
        }
        #expect(try hub.stateDigest(of: .common) == new.stateDigest(of: .common))
    }

    @Test func `T20: what a site learns to be void before it was sent counts when it starts again`()
        throws
    {
        let (hub, anji, hangzhou) = try stolen()
        try world.company(anji, "C-6")
        try world.sync(hangzhou, hub)
        // The revocation and its cut come by another branch.
        try world.sync(hangzhou, anji)
        #expect(try anji.voidTransactions() == [site("anji"): 3])
        let old = try rekeyed(hub)
        let (new, report) = try startAgain(hub, old)
        #expect(report.sealed == 3, "also what Hangzhou had brought to the hub, as evidence alone")
        #expect(try new.unsentUnderOldKey() == 0)
        try world.sync(new, hub)
        for replica in [new, hub] {
            #expect(shown(replica, "C-6") == "C-6" && shown(replica, "C-2") != nil)
            #expect(try replica.verify().findings.isEmpty)
        }
    }

    @Test func `a file from before cuts were known is worked out anew when it is opened`() throws {
        let (hub, _, hangzhou) = try stolen()
        try world.sync(hangzhou, hub)
        let digest = try hangzhou.stateDigest(of: .common)
        OtherTool(sites.path("hangzhou") + "/replica.db").run(
            "DROP TABLE moso_cut; DROP TABLE moso_void; PRAGMA user_version = 10;")
        let again = try sites.open("hangzhou")
        #expect(try again.voidTransactions() == [site("anji"): 2])
        #expect(try again.stateDigest(of: .common) == digest)
    }

    // MARK: Any history, any order

    /// One random history of keys, writes and revocations, and the log that it leaves at the hub.
    private struct History {
        let world = KeyedSites()
        var random: SeededGenerator
        let hub: Replica
        var branches: [Replica] = []
        private var nextKey: UInt8 = 100
        private var number = 0

        init(seed: UInt64) throws {
            random = SeededGenerator(seed: seed)
            hub = try world.sites.make("beijing")
            for name in ["anji", "hangzhou", "wuxi"] {
                let branch = try world.sites.make(name)
                try world.enrol("beijing", at: branch)
                try enrolAnew(branch)
                branches.append(branch)
            }
        }

        private mutating func enrolAnew(_ branch: Replica) throws {
            world.sites.clock.advance(1)
            nextKey += 1
            let key = try world.newKey(nextKey, of: branch.meta.site.name)
            try hub.trust(
                key.publicKey, of: branch.meta.site,
                ownKey: try world.key(of: "beijing").publicKey)
        }

        mutating func step() throws {
            world.sites.clock.advance(1)
            let at = Int.random(in: 0..<branches.count, using: &random)
            // Opened anew, so that it reads the key that it has by now.
            branches[at] = try world.sites.open(branches[at].meta.site.name)
            let branch = branches[at]
            switch Int.random(in: 0..<12, using: &random) {
            case 0...4: try write(branch)
            case 5...7: try world.sync(branch, hub)
            case 8, 9: try world.sync(branch, branches[(at + 1) % branches.count])
            case 10: try hub.revoke(branch.meta.site, reason: "history")
            default:
                if try hub.enrolledKey(of: branch.meta.site) == nil { try enrolAnew(branch) }
            }
        }

        private mutating func write(_ replica: Replica) throws {
            number += 1
            let name = "C-\(Int.random(in: 0..<6, using: &random))"
            let value = Value.text("\(replica.meta.site) \(number)")
            do {
                try replica.edit(author: "李娜") { draft in
                    if try replica.record("company", key(name)) == nil {
                        try draft.insert("company", key(name), ["name": value])
                    } else if number % 7 == 0 {
                        try draft.delete("company", key(name))
                    } else {
                        try draft.set("company", key(name), ["name": value])
                    }
                }
            } catch StorageError.notTrusted {
                // It knows that it is revoked.
            }
        }

        /// Everybody has a key, and exchanges until nothing moves.
        mutating func settle() throws {
            for branch in branches where try hub.enrolledKey(of: branch.meta.site) == nil {
                try enrolAnew(branch)
            }
            branches = try branches.map { try world.sites.open($0.meta.site.name) }
            for _ in 0..<3 { for branch in branches { try world.sync(branch, hub) } }
        }
    }

    /// How many histories are tried; more in deploy/test.sh.
    private static var histories: Int {
        getenv("MOSO_ROSTER_HISTORIES").flatMap { Int(String(cString: $0)) } ?? 12
    }

    @Test func `after any history of keys, writes and revocations all replicas agree`() throws {
        var voids = 0
        for seed in Self.seed..<(Self.seed + UInt64(Self.histories)) {
            var history = try History(seed: seed)
            for _ in 0..<60 { try history.step() }
            try history.settle()
            let hub = history.hub
            let digest = try hub.stateDigest(of: .common)
            let void = try hub.voidTransactions()
            for branch in history.branches {
                #expect(
                    try branch.vector { $0 == .common } == hub.vector { $0 == .common },
                    "seed \(seed) at \(branch.meta.site)")
                #expect(
                    try branch.stateDigest(of: .common) == digest,
                    "seed \(seed) at \(branch.meta.site)")
                #expect(try branch.voidTransactions() == void, "seed \(seed)")
                let findings = try branch.verify().findings
                #expect(findings.isEmpty, "seed \(seed) at \(branch.meta.site): \(findings)")
            }
            try expectTheSameInAnyOrder(history, digest, void, seed)
            voids += void.values.reduce(0, +)
        }
        #expect(voids > 0, "some of it lay beyond a cut")
    }

    /// The hub's log, shuffled, at a replica that knows no key and so takes everything.
    private func expectTheSameInAnyOrder(
        _ history: History, _ digest: Digest256, _ void: [SiteID: Int], _ seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let suzhou = try history.world.sites.make("suzhou")
        var records: [LogRecord] = []
        _ = try history.hub.extract(beyond: VersionVector(), { $0 == .common || $0 == .roster }) {
            records.append($0)
            return true
        }
        // What waits of a site is dropped when its key becomes known, and comes again.
        let whole = try history.hub.vector { $0 == .common || $0 == .roster }
        for _ in 0..<10 where try suzhou.vector({ _ in true }) != whole {
            for record in records.shuffled(using: &random) {
                try suzhou.take([record], from: "beijing")
            }
        }
        #expect(try suzhou.stateDigest(of: .common) == digest, "seed \(seed), shuffled")
        #expect(try suzhou.voidTransactions() == void, "seed \(seed), shuffled")
    }
}
