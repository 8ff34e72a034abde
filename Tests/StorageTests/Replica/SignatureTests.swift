import Causality
import Storage
import Sync
import Testing
import Wire

/// What a site signs is carried by others as it is, and what it has not signed is nobody's.
struct SignatureTests {
    private let world = KeyedSites()
    private var sites: Sites { world.sites }
    private var policy: ScopePolicy { world.policy }

    // MARK: Passing on

    @Test func `what a site wrote reaches another one through the hub with its signature`() throws {
        let (hub, anji, hangzhou) = try world.federation()
        for number in 0..<600 { try world.company(anji, "C-\(number)") }
        let sent = try world.sync(anji, hub)
        #expect(sent.isComplete && sent.sent == 600 && sent.refusedThere.isEmpty)
        let received = try world.sync(hangzhou, hub)
        #expect(received.isComplete && received.received == 602 && received.unsigned.isEmpty)
        for replica in [hub, hangzhou] {
            #expect(try replica.unsignedEnds { _ in true }.isEmpty)
            #expect(try replica.vector { _ in true } == anji.vector { _ in true })
        }
        #expect(try world.sync(hangzhou, hub).rounds == 1)
    }

    @Test func `T03: what the hub makes up in a branch's name is not taken in`() throws {
        let (hub, anji, hangzhou) = try world.federation()
        try world.company(anji, "C-1")
        try world.sync(anji, hub)
        // The hub's administrator writes into the hub's own log what Anji never wrote.
        var forge = Forge("anji", scope: .common, epoch: 2)
        let forged = forge.next([
            Operation(
                table: "company", key: RecordKey.named("C-2"),
                change: .insert([CellValue(cell: "name", value: .text("C-2"))]))
        ])
        let key = try world.key(of: "beijing")
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: forged.bytes), by: key)
        for name in [hangzhou, anji] {
            let report = try world.sync(name, hub) { reply in
                try world.appending(forged, head, to: reply)
            }
            #expect(report.unsigned.map(\.dot) == [forge.dot])
            guard case .unsigned(let why)? = report.unsigned.first?.outcome else { return }
            #expect(why.contains("beijing sent anji.2/common:1 without a signature of anji"))
            #expect(try !world.holds(name, "C-2") && name.vector { _ in true }[forge.stream] == 0)
        }
        #expect(try world.holds(hangzhou, "C-1"))
    }

    @Test func `T17: a relay that leaves the signatures out gets nothing taken in, and is named`()
        throws
    {
        let (hub, anji, hangzhou) = try world.federation()
        try world.sync(hangzhou, hub)
        try world.company(anji, "C-1")
        try world.sync(anji, hub)
        let report = try world.sync(hangzhou, hub) { reply in try withoutSignatures(reply) }
        #expect(report.unsigned.count == 1 && report.received == 0)
        guard case .unsigned(let why)? = report.unsigned.first?.outcome else { return }
        #expect(why.hasPrefix("beijing sent anji.1/common:1"))
        #expect(try world.sync(hangzhou, hub).received == 1)
    }

    private func withoutSignatures(_ body: [UInt8]) throws -> [UInt8] {
        var encoder = FrameEncoder()
        try FrameDecoder().feed(body) { frame in
            switch frame {
            case .hello(let hello): encoder.append(hello)
            case .transaction(let bytes, let count, let personal):
                encoder.append(bytes: bytes, expandedCount: count, personal: personal)
            default: break
            }
        }
        return encoder.finish(more: false)
    }

    // MARK: Before keys were known

    @Test func `what was written before keys were known is signed afterwards, and passed on`()
        throws
    {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        for number in 0..<700 { try world.company(anji, "C-\(number)") }
        try world.sync(anji, hub)
        try world.enrol("anji", at: hub)
        try world.enrol("beijing", at: anji)
        #expect(try hub.unsignedEnds { _ in true }.map(\.seq) == [700])
        let report = try world.sync(anji, hub)
        #expect(report.isComplete && report.rounds == 2)
        #expect(try hub.unsignedEnds { _ in true }.isEmpty)
        #expect(try world.sync(anji, hub).rounds == 1)
        let hangzhou = try sites.make("hangzhou")
        for other in ["beijing", "anji"] { try world.enrol(other, at: hangzhou) }
        try world.enrol("hangzhou", at: hub)
        #expect(try world.sync(hangzhou, hub).received == 702)
    }

    @Test func `a branch that starts with a long log asks for one signature of each stream`() throws
    {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        for number in 0..<40 { try world.company(hub, "C-\(number)") }
        try world.sync(anji, hub)
        try world.enrol("anji", at: hub)
        try world.enrol("beijing", at: anji)
        var given = 0
        let report = try world.sync(anji, hub) { reply in
            try FrameDecoder().feed(reply) { frame in
                if case .signatures(let heads) = frame { given += heads.count }
            }
            return reply
        }
        // Of the roster, which comes now with one round more, and of the forty.
        #expect(given == 2 && report.rounds == 2)
        #expect(try anji.unsignedEnds { _ in true }.isEmpty)
    }

    @Test func `replicas that know no key sign nothing and ask for nothing`() throws {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        try world.company(anji, "C-1")
        #expect(try world.sync(anji, hub).sent == 1)
        #expect(try hub.signers(of: site("anji"), from: site("anji")) == nil)
        #expect(try hub.signers(of: hub.meta.site, from: hub.meta.site) == nil)
        #expect(try hub.unsignedEnds { _ in true }.isEmpty)
    }

    @Test func `of a body that was cut what lies behind its last signature comes again`() throws {
        let (hub, anji, _) = try world.federation()
        for number in 0..<300 { try world.company(hub, "C-\(number)") }
        var session = SyncCaller(policy: policy, peer: hub.meta.site)
        var rounds = 0
        while rounds < 200 {
            rounds += 1
            var answering = SyncResponder(policy: policy)
            try session.request(anji).withUnsafeBytes { try answering.feed($0) }
            let reply = try answering.answer(hub).reply
            // A line that breaks after six kilobytes.
            let isCut = reply.count > 6_000
            let step = try session.takeIn(
                PeerReply(
                    status: 200, body: Array(reply.prefix(6_000)),
                    failure: isCut ? LinkFailure(kind: .cut, detail: "cut") : nil), anji)
            if step != .again { break }
        }
        #expect(session.report.isComplete && session.report.cuts > 1)
        #expect(session.report.received == 302 && session.report.unsigned.isEmpty)
    }

    // MARK: What waits

    /// Suzhou has what Anji wrote, which Anji's signature covers, and lacks what Hangzhou wrote before.
    private func waiting() throws -> (hub: Replica, suzhou: Replica) {
        let (hub, anji, hangzhou) = try world.federation()
        let suzhou = try sites.make("suzhou")
        for other in ["beijing", "anji", "hangzhou"] { try world.enrol(other, at: suzhou) }
        try world.enrol("suzhou", at: hub)
        try world.sync(suzhou, hub)
        try world.company(hangzhou, "C-1")
        try world.sync(hangzhou, hub)
        try world.sync(anji, hub)
        try world.company(anji, "C-2")
        var records: [LogRecord] = []
        _ = try anji.extract(beyond: VersionVector(), { $0 == .common }) { record in
            if ChainLink(record)?.dot.stream.origin == anji.origin { records.append(record) }
            return true
        }
        let heads = try anji.signatures(over: records.compactMap(ChainLink.init))
        let signed = try ReceivedChains(records, signedBy: heads).verified(heads) {
            try suzhou.signers(of: $0, from: anji.meta.site)
        }
        let results = try suzhou.apply(records, from: anji.meta.site, signed) { _ in true }
        #expect(results.count == 1 && records.count == 1)
        #expect(results.allSatisfy { if case .held = $0.outcome { true } else { false } })
        return (hub, suzhou)
    }

    @Test func `what waited for its causes is passed on with the signature that came with it`()
        throws
    {
        let (hub, suzhou) = try waiting()
        // Anji never comes again.
        #expect(try world.sync(suzhou, hub).refusedThere.isEmpty)
        for replica in [suzhou, hub] {
            #expect(try world.holds(replica, "C-2") && replica.unsignedEnds { _ in true }.isEmpty)
        }
    }

    @Test func `what waits in a file from before its signature was kept goes on waiting`() throws {
        let (hub, suzhou) = try waiting()
        OtherTool(suzhou.databasePath).run(
            "ALTER TABLE moso_held DROP COLUMN signature; PRAGMA user_version = 12;")
        let again = try sites.open("suzhou")
        try world.sync(again, hub)
        #expect(try world.holds(again, "C-2"))
        #expect(try again.unsignedEnds { _ in true }.map(\.seq) == [1])
    }

    // MARK: Revoked keys

    @Test
    func
        `T19: what a revoked site wrote before comes through the hub, what it wrote since from nobody`()
        throws
    {
        let (hub, anji, hangzhou) = try world.federation()
        try world.company(anji, "C-1")
        try world.sync(anji, hub)
        try world.company(anji, "C-2")
        // Hangzhou has not heard of it yet, and gets both from Anji.
        let suzhou = try sites.make("suzhou")
        for other in ["beijing", "anji", "hangzhou"] { try world.enrol(other, at: suzhou) }
        try world.enrol("suzhou", at: hangzhou)
        try world.sync(suzhou, anji)
        // Nobody types anything at Hangzhou.
        try hub.revoke(site("anji"), reason: "stolen")
        // The roster's three entries, the work, and the cut.
        #expect(try world.sync(hangzhou, hub).received == 5)
        for replica in [hub, hangzhou] {
            let report = try world.sync(suzhou, replica)
            // It is taken in as evidence, and shown nowhere.
            #expect(
                try report.refusedThere.isEmpty && replica.voidTransactions() == [site("anji"): 1])
            #expect(try world.holds(replica, "C-1") && !world.holds(replica, "C-2"))
        }
    }

    // MARK: Two histories

    @Test func `T05: a site that shows two histories proves it by its own signatures`() throws {
        let hub = try sites.make("beijing")
        _ = try sites.make("anji")
        let other = try sites.twin(of: "anji", as: "twin")
        _ = try world.key(of: "anji", in: "twin")
        let anji = try sites.open("anji")
        try world.enrol("anji", at: hub)
        for twin in [anji, other] {
            try twin.trust(
                try world.key(of: "beijing").publicKey, of: site("beijing"),
                ownKey: try world.key(of: "anji").publicKey)
        }
        try world.company(anji, "C-1")
        try world.company(other, "C-2")
        try world.sync(anji, hub)
        try world.sync(other, hub)
        let fork = try #require(try hub.forks().first)
        #expect(fork.isProved && fork.branches.count == 2)
        #expect(try world.holds(hub, "C-1") && world.holds(hub, "C-2"))
        #expect(try hub.unsignedEnds { _ in true }.isEmpty)
    }

    @Test
    func
        `T35: a site that rewrites its history is shown the first entry that differs, and both are kept`()
        throws
    {
        let hub = try sites.make("beijing")
        let before = try sites.make("anji")
        try world.company(before, "C-1")
        let other = try sites.twin(of: "anji", as: "twin")
        _ = try world.key(of: "anji", in: "twin")
        let anji = try sites.open("anji")
        try world.enrol("anji", at: hub)
        for twin in [anji, other] {
            try twin.trust(
                try world.key(of: "beijing").publicKey, of: site("beijing"),
                ownKey: try world.key(of: "anji").publicKey)
        }
        for number in 2...4 { try world.company(anji, "C-\(number)") }
        try world.sync(anji, hub)
        // The owner writes anew what it had sent, longer than it was, and signs it with its own key.
        for number in 12...16 { try world.company(other, "C-\(number)") }
        try world.sync(other, hub)
        let fork = try #require(try hub.forks().first)
        #expect(try hub.forks().count == 1 && fork.isProved)
        #expect(fork.stream == Causality.Stream(origin: before.origin, scope: .common))
        #expect(fork.seq == 2, "the first entry that differs")
        for name in ["C-1", "C-2", "C-4", "C-12", "C-16"] { #expect(try world.holds(hub, name)) }
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `T04: the same signed batch again, later and in another order, changes nothing`()
        throws
    {
        let (hub, anji, hangzhou) = try world.federation()
        var bodies: [[UInt8]] = []
        for number in 0..<5 {
            try world.company(anji, "C-\(number)")
            var session = SyncCaller(policy: policy, peer: hub.meta.site)
            bodies.append(try session.request(anji))
            try world.sync(anji, hub)
        }
        try world.sync(hangzhou, hub)
        let before = try hub.stateDigest(of: .common)
        for body in bodies + bodies.reversed() {
            var answering = SyncResponder(policy: policy)
            try body.withUnsafeBytes { try answering.feed($0) }
            let outcome = try answering.answer(hub)
            #expect(outcome.results.allSatisfy { $0.outcome == .duplicate })
        }
        #expect(try hub.stateDigest(of: .common) == before)
    }
}
