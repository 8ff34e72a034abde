import Causality
import Storage
import Sync
import Testing
import Wire

/// A history that others have countersigned cannot be written anew unnoticed.
struct SeenHeadTests {
    private let world = KeyedSites()
    private var sites: Sites { world.sites }
    private static let day: UInt64 = 86_400_000
    private static let common = Causality.Stream(
        origin: Origin(site: site("anji"), epoch: 1), scope: .common)

    private func federation() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = try world.joined()
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        return (hub, anji, hangzhou)
    }

    /// What was taken in of three companies of Anji's, at the hub and nowhere else.
    private func written() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = try federation()
        for number in 1...3 { try world.company(anji, "C-\(number)") }
        try world.sync(anji, hub)
        return (hub, anji, hangzhou)
    }

    private func words(_ replica: Replica) throws -> [(Dot, SeenHeads)] {
        var found: [(Dot, SeenHeads)] = []
        try replica.forEachTransaction { _, transaction in
            found += transaction.operations.compactMap(SeenHeads.init).map {
                (transaction.dot, $0)
            }
        }
        return found
    }

    /// As many exchanges as there are scopes, and more.
    @discardableResult
    private func countersign(_ replica: Replica, with peers: [String] = ["anji", "hangzhou"]) throws
        -> Int
    {
        var count = 0
        for _ in 0..<4 {
            for peer in peers { count += try replica.countersign(with: site(peer)) ? 1 : 0 }
        }
        return count
    }

    /// The hub's word of the second day.
    private func said(_ hub: Replica) throws {
        #expect(try countersign(hub) == 0, "the first day it waits")
        sites.clock.advance(Self.day)
        #expect(try countersign(hub) > 0)
    }

    private func wrong(_ seq: UInt64, of site: SiteID = site("anji"), in scope: ScopeID = .common)
        -> Causality.Operation
    {
        let stream = Causality.Stream(origin: Origin(site: site, epoch: 1), scope: scope)
        return SeenHeads(
            of: site, [SeenHeads.Head(dot: Dot(stream: stream, seq: seq), hash: Digest256(of: [9]))]
        ).operation
    }

    /// Brings one transaction of `site`'s, signed with its key, and returns what became of it.
    private func bring(
        _ operation: Causality.Operation, of name: String, epoch: UInt32, in scope: ScopeID,
        to replica: Replica
    ) throws -> [ItemResult.Outcome] {
        var forge = Forge(name, scope: scope, epoch: epoch)
        let record = forge.next([operation])
        let key = try world.key(of: name)
        let head = SignedHead(
            stream: forge.stream, seq: 1, hash: Digest256(of: record.bytes), by: key)
        let signed = ReceivedChains([record], signedBy: [head])
            .verified([head]) { _ in [key.publicKey] }
        return try replica.apply([record], from: site(name), signed) { _ in true }.map(\.outcome)
    }

    // MARK: What is said

    @Test func `each site says once a day how far it has what it answers for`() throws {
        let (hub, anji, hangzhou) = try written()
        let all = [hub, anji, hangzhou]
        for replica in all { #expect(try countersign(replica) == 0, "the first day it waits") }
        sites.clock.advance(Self.day)
        for replica in all { #expect(try countersign(replica) == 1) }
        for replica in all { #expect(try countersign(replica) == 0, "once") }
        for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        let said = try words(hub)
        let head = SeenHeads.Head(
            dot: Dot(stream: Self.common, seq: 3),
            hash: try #require(try anji.hash(of: Dot(stream: Self.common, seq: 3))))
        #expect(said.contains { $0.0.stream.scope == .common && $0.1.heads == [head] })
        let ofHub = said.filter { $0.1.site == hub.meta.site }
        #expect(Set(ofHub.map(\.0.stream.scope)) == [.site(site("anji")), .site(site("hangzhou"))])
        #expect(ofHub.flatMap { $0.1.heads.map(\.dot.stream.scope) }.contains(.roster))
        // Nobody talks of nothing else: what is new is heard of once, and then it is quiet.
        for _ in 0..<3 {
            sites.clock.advance(Self.day)
            for replica in all { try countersign(replica) }
            for branch in [anji, hangzhou] { try world.sync(branch, hub) }
        }
        sites.clock.advance(Self.day)
        for replica in all { #expect(try countersign(replica) == 0) }
        for replica in all { #expect(try replica.verify().findings.isEmpty) }
        #expect(try hub.stateDigest(of: .common) == anji.stateDigest(of: .common))
    }

    @Test func `T15: the hub says one scope at a time, and only to who holds it`() throws {
        let world = try GrantedSites(["anji", "hangzhou"])
        let (hub, anji) = (world.hub, try world.branch("anji"))
        try anji.edit(author: "李娜") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(9)])
            try draft.insert("company", key("C-1"), ["name": .text("C-1")])
        }
        try world.sync("anji")
        #expect(try countersign(hub) == 0)
        world.sites.clock.advance(Self.day)
        #expect(try !hub.countersign(with: nil))
        #expect(try hub.countersign(with: site("hangzhou")))
        #expect(try words(hub).map(\.0.stream.scope) == [.common])
        #expect(try countersign(hub, with: ["hangzhou"]) == 0)
        #expect(try hub.countersign(with: site("anji")))
        #expect(try words(hub).map(\.0.stream.scope) == [.common, .site(site("anji"))])
        // A turn is used up without news, too: when the next scope is said tells nothing of this one.
        world.sites.clock.advance(Self.day)
        try anji.edit(author: "李娜") { try $0.set("lease", key("L-1"), ["rent": .integer(8)]) }
        try world.sync("anji")
        #expect(try !hub.countersign(with: site("anji")))
        #expect(try hub.countersign(with: site("anji")))
    }

    @Test func `a clock that starts in another year says nothing there`() throws {
        let (hub, anji, _) = try written()
        #expect(try countersign(hub) == 0)
        let year = 365 * Self.day
        sites.clock.advance(70 * year)
        #expect(try countersign(hub) == 0 && words(hub).isEmpty)
        sites.clock.goBack(70 * year)
        #expect(try countersign(hub) == 0, "nor on the day when it is put right")
        sites.clock.advance(Self.day)
        #expect(try countersign(hub) == 1)
        try world.company(hub, "C-9")
        try world.sync(anji, hub)
        let stamp = try #require(
            try anji.effectiveStamp(
                of: Dot(stream: Causality.Stream(origin: hub.origin, scope: .common), seq: 2)))
        #expect(stamp.milliseconds <= sites.clock.milliseconds)
    }

    @Test func `a site that was revoked says nothing more`() throws {
        let (hub, anji, _) = try written()
        #expect(try countersign(anji) == 0)
        sites.clock.advance(Self.day)
        try hub.revoke(site("anji"), author: "王芳", reason: "stolen")
        try world.sync(anji, hub)
        #expect(throws: StorageError.self) { try world.company(anji, "C-4") }
        #expect(try countersign(anji) == 0 && words(anji).isEmpty)
    }

    // MARK: What follows

    @Test func `T35: who never had the old history is told by what the hub has countersigned`()
        throws
    {
        let (hub, anji, hangzhou) = try federation()
        let other = try sites.twin(of: "anji", as: "other")
        _ = try world.key(of: "anji", in: "other")
        for number in 1...3 { try world.company(anji, "C-\(number)") }
        try world.sync(anji, hub)
        try said(hub)
        // The owner writes everything anew with its own key, and its key is good.
        for number in 11...14 { try world.company(other, "C-\(number)") }
        #expect(try world.sync(hangzhou, other).unsigned.isEmpty)
        #expect(try world.holds(hangzhou, "C-14"))
        #expect(try hangzhou.verify().findings.isEmpty, "its own chain tells nothing")
        // Nobody has the old one any more; the hub's word comes by whatever way.
        let ours = hub.origin
        var records: [LogRecord] = []
        _ = try hub.extract(
            beyond: try hangzhou.vector { _ in true },
            { $0 == .common }
        ) { record in
            if ChainLink(record)?.dot.stream.origin == ours { records.append(record) }
            return true
        }
        let heads = try hub.signatures(over: records.compactMap(ChainLink.init))
        let signed = try ReceivedChains(records, signedBy: heads).verified(heads) {
            try hangzhou.signers(of: $0, from: site("anji"))
        }
        let results = try hangzhou.apply(records, from: site("anji"), signed) { _ in true }
        // It follows on what is not here: the ends that it has seen stand in its context, too.
        #expect(results.count == 1)
        #expect(results.allSatisfy { if case .held = $0.outcome { true } else { false } })
        let found = try hangzhou.verify().findings
        #expect(found.map(\.kind) == [.otherHistory])
        #expect(found.map(\.place) == ["anji.1/common:3"])
        guard case .countersigned(let by, _)? = found.first?.detail else {
            Issue.record("\(found)")
            return
        }
        #expect(by == hub.meta.site)
        #expect(try hub.verify().findings.isEmpty && anji.verify().findings.isEmpty)
    }

    @Test func `T35: a history that was made to fit the start of the hash is found by the whole`()
        throws
    {
        // Contexts have four bytes of a hash, which can be searched for; then the hub's word is taken in.
        let (hub, anji, _) = try written()
        #expect(
            try bring(wrong(9), of: "beijing", epoch: 2, in: .common, to: anji) == [.applied])
        #expect(try anji.verify().findings.isEmpty, "what is not here yet")
        #expect(
            try bring(wrong(2), of: "beijing", epoch: 3, in: .common, to: anji) == [.applied])
        let found = try anji.verify().findings
        #expect(found.map(\.place) == ["anji.1/common:2"] && found[0].kind == .otherHistory)
        // The hub's own past is for every site to say, where the hub reads it.
        let roster = wrong(1, of: hub.meta.site, in: .roster)
        #expect(
            try bring(roster, of: "hangzhou", epoch: 2, in: .site(site("hangzhou")), to: hub)
                == [.applied])
        #expect(try hub.verify().findings.map(\.place) == ["beijing.1/roster:1"])
    }

    @Test func `words of anybody else mean nothing`() throws {
        let (hub, _, _) = try written()
        for (name, scope) in [("hangzhou", ScopeID.common), ("anji", .site(site("anji")))] {
            #expect(
                try bring(wrong(2), of: name, epoch: 2, in: scope, to: hub) == [.applied], "\(name)"
            )
        }
        #expect(try words(hub).count == 2 && hub.verify().findings.isEmpty)
    }

    @Test func `rows catch up with an upgrade, whatever is said of histories`() throws {
        let schema = { (version: UInt32) in
            ReplicaSchema(
                version: version,
                tables: [
                    TableSchema(
                        name: "company",
                        columns: ["name", "note"].prefix(Int(version)).map {
                            .init(name: $0, storage: .text, policy: .ask)
                        }, scope: .fixed(.common))
                ])
        }
        let hub = try sites.make("beijing", schema: schema(2))
        try hub.edit(author: "王") {
            try $0.insert("company", key("C-1"), ["name": .text("竹云"), "note": .text("late")])
        }
        let anji = try sites.make("anji", schema: schema(1))
        try carry(from: hub, to: anji)
        var forge = Forge("beijing", scope: .common, epoch: 2)
        var own = Forge("wuxi", scope: .common)
        let insert = Causality.Operation(
            table: "company", key: key("C-2"),
            change: .insert([CellValue(cell: "name", value: .text("x"))]))
        #expect(try anji.take([own.next([insert])], from: "wuxi") == [.applied])
        #expect(
            try anji.take([forge.next([wrong(1, of: site("wuxi"))])], from: "beijing") == [.applied]
        )
        #expect(try anji.verify().findings.map(\.kind) == [.otherHistory])
        let again = try sites.open("anji", schema: schema(2))
        #expect(
            try again.select("SELECT note FROM company WHERE id = 'C-1'") == [[.text("late")]])
    }

    @Test func `of what was countersigned the last word stays when bodies are trimmed`() throws {
        let (hub, anji) = (try sites.make("beijing"), try sites.make("anji"))
        let meet = { for _ in 0..<3 { try exchange(anji, hub) } }
        try world.company(anji, "C-0")
        try meet()
        #expect(try !hub.countersign(with: site("anji")))
        for number in 1...4 {
            try world.company(anji, "C-\(number)")
            try meet()
            sites.clock.advance(Self.day)
            #expect(try hub.countersign(with: site("anji")))
            try meet()
        }
        try hub.beginMembers()
        try meet()
        sites.clock.advance(30 * Self.day)
        for replica in [hub, anji] {
            _ = try replica.trim(olderThan: 10 * Self.day)
            try meet()
            #expect(try words(replica).flatMap { $0.1.heads.map(\.dot.seq) } == [5])
            #expect(try replica.verify().findings.isEmpty)
        }
        #expect(try hub.transaction(Dot(stream: Self.common, seq: 1))?.operations.isEmpty == true)
    }

    @Test func `the text is read back, and nothing else is one`() throws {
        let own = Causality.Stream(
            origin: Origin(site: site("anji"), epoch: 2), scope: .site(site("anji")))
        let heads = [UInt64(7), 9].map {
            SeenHeads.Head(dot: Dot(stream: own, seq: $0), hash: Digest256(of: [1]))
        }
        let said = SeenHeads(of: site("anji"), heads)
        #expect(SeenHeads(said.operation) == said)
        for wrong in ["", " ", String(said.text.dropLast()), said.text + " ", "x" + said.text] {
            #expect(SeenHeads(wrong, of: site("anji")) == nil, "\(wrong)")
        }
        #expect(SeenHeads(said.text, of: site("wuxi")) == nil)
    }
}
