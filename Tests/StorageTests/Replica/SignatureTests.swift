import Causality
import Storage
import Sync
import Testing
import Wire

/// What a site signs is carried by others as it is, and what it has not signed is nobody's.
struct SignatureTests {
    private let sites = Sites()
    private let policy = ScopePolicy { site, hub, scope in
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }

    // MARK: The federation

    /// Distinct keys; a copy of a machine has the one that it was copied from.
    private func key(of name: String, in folder: String? = nil) throws -> SigningKey {
        let byte = UInt8(truncatingIfNeeded: name.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
        return try KeyFile(directory: sites.path(folder ?? name)).readMaking { count in
            [UInt8](repeating: byte, count: count)
        }
    }

    private func enrol(_ other: String, at replica: Replica) throws {
        let own = try key(of: replica.meta.site.name).publicKey
        try replica.trust(
            try key(of: other).publicKey, of: site(other), ownKey: own)
    }

    /// A hub and two branches, each of which knows everybody's key.
    private func federation() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = (
            try sites.make("beijing"), try sites.make("anji"), try sites.make("hangzhou")
        )
        for replica in [hub, anji, hangzhou] {
            for other in ["beijing", "anji", "hangzhou"] where other != replica.meta.site.name {
                try enrol(other, at: replica)
            }
        }
        return (hub, anji, hangzhou)
    }

    private func company(_ replica: Replica, _ name: String) throws {
        sites.clock.advance(1)
        try replica.edit(author: "李娜") { draft in
            try draft.insert("company", RecordKey.named(name), ["name": .text(name)])
        }
    }

    @discardableResult
    private func sync(
        _ caller: Replica, _ responder: Replica,
        onReply: ([UInt8]) throws -> [UInt8] = { $0 }
    ) throws -> SyncReport {
        var session = SyncCaller(policy: policy, peer: responder.meta.site)
        while session.report.rounds < 50 {
            var answering = SyncResponder(policy: policy)
            try session.request(caller).withUnsafeBytes { try answering.feed($0) }
            let reply = try onReply(try answering.answer(responder).reply)
            if try session.takeIn(PeerReply(status: 200, body: reply), caller) != .again { break }
        }
        return session.report
    }

    private func holds(_ replica: Replica, _ name: String) throws -> Bool {
        let tool = OtherTool(replica.databasePath)
        return tool.word("SELECT id FROM company WHERE id = '\(name)'") == name
    }

    // MARK: Passing on

    @Test func `what a site wrote reaches another one through the hub with its signature`() throws {
        let (hub, anji, hangzhou) = try federation()
        for number in 0..<600 { try company(anji, "C-\(number)") }
        let sent = try sync(anji, hub)
        #expect(sent.isComplete && sent.sent == 600 && sent.refusedThere.isEmpty)
        let received = try sync(hangzhou, hub)
        #expect(received.isComplete && received.received == 600 && received.unsigned.isEmpty)
        for replica in [hub, hangzhou] {
            #expect(try replica.unsignedEnds { _ in true }.isEmpty)
            #expect(try replica.vector { _ in true } == anji.vector { _ in true })
        }
        #expect(try sync(hangzhou, hub).rounds == 1)
    }

    @Test func `T03: what the hub makes up in a branch's name is not taken in`() throws {
        let (hub, anji, hangzhou) = try federation()
        try company(anji, "C-1")
        try sync(anji, hub)
        // The hub's administrator writes into the hub's own log what Anji never wrote.
        var forge = Forge("anji", scope: .common, epoch: 2)
        let forged = forge.next([
            Operation(
                table: "company", key: RecordKey.named("C-2"),
                change: .insert([CellValue(cell: "name", value: .text("C-2"))]))
        ])
        let key = try key(of: "beijing")
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: forged.bytes), by: key)
        for name in [hangzhou, anji] {
            let report = try sync(name, hub) { reply in
                try appending(forged, head, to: reply)
            }
            #expect(report.unsigned.map(\.dot) == [forge.dot])
            guard case .unsigned(let why)? = report.unsigned.first?.outcome else { return }
            #expect(why.contains("beijing sent anji.2/common:1 without a signature of anji"))
            #expect(try !holds(name, "C-2") && name.vector { _ in true }[forge.stream] == 0)
        }
        #expect(try holds(hangzhou, "C-1"))
    }

    /// The same body with one more transaction and a signature before its end.
    private func appending(
        _ record: LogRecord, _ head: SignedHead, to body: [UInt8]
    ) throws -> [UInt8] {
        var encoder = FrameEncoder()
        var isComplete = true
        try FrameDecoder().feed(body) { frame in
            switch frame {
            case .hello(let hello): encoder.append(hello)
            case .transaction(let bytes, let count, let personal):
                encoder.append(bytes: bytes, expandedCount: count, personal: personal)
            case .signatures(let heads): encoder.append(signatures: heads)
            case .end(_, let more): isComplete = !more
            default: break
            }
        }
        encoder.append(bytes: record.bytes, expandedCount: record.expandedCount)
        encoder.append(signatures: [head])
        return encoder.finish(more: !isComplete)
    }

    @Test func `T17: a relay that leaves the signatures out gets nothing taken in, and is named`()
        throws
    {
        let (hub, anji, hangzhou) = try federation()
        try company(anji, "C-1")
        try sync(anji, hub)
        let report = try sync(hangzhou, hub) { reply in try withoutSignatures(reply) }
        #expect(report.unsigned.count == 1 && report.received == 0)
        guard case .unsigned(let why)? = report.unsigned.first?.outcome else { return }
        #expect(why.hasPrefix("beijing sent anji.1/common:1"))
        #expect(try sync(hangzhou, hub).received == 1)
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
        for number in 0..<700 { try company(anji, "C-\(number)") }
        try sync(anji, hub)
        try enrol("anji", at: hub)
        try enrol("beijing", at: anji)
        #expect(try hub.unsignedEnds { _ in true }.map(\.seq) == [700])
        let report = try sync(anji, hub)
        #expect(report.isComplete && report.rounds == 2)
        #expect(try hub.unsignedEnds { _ in true }.isEmpty)
        #expect(try sync(anji, hub).rounds == 1)
        let hangzhou = try sites.make("hangzhou")
        for other in ["beijing", "anji"] { try enrol(other, at: hangzhou) }
        try enrol("hangzhou", at: hub)
        #expect(try sync(hangzhou, hub).received == 700)
    }

    @Test func `a branch that starts with a long log asks for one signature of each stream`() throws
    {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        for number in 0..<40 { try company(hub, "C-\(number)") }
        try sync(anji, hub)
        try enrol("anji", at: hub)
        try enrol("beijing", at: anji)
        var given = 0
        let report = try sync(anji, hub) { reply in
            try FrameDecoder().feed(reply) { frame in
                if case .signatures(let heads) = frame { given += heads.count }
            }
            return reply
        }
        #expect(given == 1 && report.rounds == 1)
        #expect(try anji.unsignedEnds { _ in true }.isEmpty)
    }

    @Test func `replicas that know no key sign nothing and ask for nothing`() throws {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        try company(anji, "C-1")
        #expect(try sync(anji, hub).sent == 1)
        #expect(try hub.signers(of: site("anji"), from: site("anji")) == nil)
        #expect(try hub.signers(of: hub.meta.site, from: hub.meta.site) == nil)
        #expect(try hub.unsignedEnds { _ in true }.isEmpty)
    }

    @Test func `of a body that was cut what lies behind its last signature comes again`() throws {
        let (hub, anji, _) = try federation()
        for number in 0..<300 { try company(hub, "C-\(number)") }
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
        #expect(session.report.received == 300 && session.report.unsigned.isEmpty)
    }

    // MARK: Revoked keys

    @Test
    func
        `T19: what a revoked site wrote before comes through the hub, what it wrote since from nobody`()
        throws
    {
        let (hub, anji, hangzhou) = try federation()
        try company(anji, "C-1")
        try sync(anji, hub)
        try company(anji, "C-2")
        // Hangzhou has not heard of it yet, and gets both from Anji.
        let suzhou = try sites.make("suzhou")
        for other in ["beijing", "anji", "hangzhou"] { try enrol(other, at: suzhou) }
        try enrol("suzhou", at: hangzhou)
        try sync(suzhou, anji)
        for replica in [hub, hangzhou] { try replica.revoke(site("anji"), reason: "stolen") }
        #expect(try sync(hangzhou, hub).received == 1)
        for replica in [hub, hangzhou] {
            let report = try sync(suzhou, replica)
            #expect(report.refusedThere.map(\.kind) == [.unsigned])
            #expect(try holds(replica, "C-1") && !holds(replica, "C-2"))
        }
    }

    // MARK: Two histories

    @Test func `T05: a site that shows two histories proves it by its own signatures`() throws {
        let hub = try sites.make("beijing")
        _ = try sites.make("anji")
        let other = try sites.twin(of: "anji", as: "twin")
        _ = try key(of: "anji", in: "twin")
        let anji = try sites.open("anji")
        try enrol("anji", at: hub)
        for twin in [anji, other] {
            try twin.trust(
                try key(of: "beijing").publicKey, of: site("beijing"),
                ownKey: try key(of: "anji").publicKey)
        }
        try company(anji, "C-1")
        try company(other, "C-2")
        try sync(anji, hub)
        try sync(other, hub)
        let fork = try #require(try hub.forks().first)
        #expect(fork.isProved && fork.branches.count == 2)
        #expect(try holds(hub, "C-1") && holds(hub, "C-2"))
        #expect(try hub.unsignedEnds { _ in true }.isEmpty)
    }

    @Test func `T04: the same signed batch again, later and in another order, changes nothing`()
        throws
    {
        let (hub, anji, hangzhou) = try federation()
        var bodies: [[UInt8]] = []
        for number in 0..<5 {
            try company(anji, "C-\(number)")
            var session = SyncCaller(policy: policy, peer: hub.meta.site)
            bodies.append(try session.request(anji))
            try sync(anji, hub)
        }
        try sync(hangzhou, hub)
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
