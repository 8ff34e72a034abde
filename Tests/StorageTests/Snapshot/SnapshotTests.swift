import Causality
import Glibc
import Storage
import Sync
import Testing
import Wire

/// A replica that starts from a snapshot is the one that the whole log would have made.
struct SnapshotTests {
    private static let anji = ScopeID.site(site("anji"))
    private static let beijing = ScopeID.site(site("beijing"))
    private static let scopes = [ScopeID.common, anji, beijing]

    /// Three sites that worked apart and met now and then, so that rows have siblings, graves, deltas
    /// and rows that came back.
    private func history(_ seed: UInt64, _ sites: Sites) throws -> [Replica] {
        var random = SeededGenerator(seed: seed)
        let replicas = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        for _ in 0..<120 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            if Int.random(in: 0..<6, using: &random) == 0 {
                let other = replicas[Int.random(in: 0..<3, using: &random)]
                if other !== replica { try carry(from: replica, to: other) }
            } else {
                try RandomWork.edit(replica, &random)
            }
        }
        return replicas
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `a snapshot and the later log make what the whole log makes`(seed: UInt64) throws {
        let sites = Sites()
        let replicas = try history(seed, sites)
        let hub = replicas[0]
        let whole = try sites.make("suzhou")
        try carry(from: hub, to: whole)
        let new = try sites.start(
            "suzhou", from: TakenSnapshot(hub, of: Set(Self.scopes)), as: "suzhou-new")
        #expect(new.epochChange == nil && new.origin.epoch == 1)
        #expect(
            try new.everything(Self.scopes) == whole.everything(Self.scopes), "seed \(seed)")
        #expect(try new.verify().findings.isEmpty, "seed \(seed)")

        // All go on, the two new ones too, each with the same edits made elsewhere.
        var random = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<40 {
            sites.clock.advance(UInt64.random(in: 0...2_000, using: &random))
            let replica = replicas[Int.random(in: 0..<3, using: &random)]
            try RandomWork.edit(replica, &random)
        }
        for a in replicas { for b in replicas where a !== b { try carry(from: a, to: b) } }
        try carry(from: hub, to: whole)
        try carry(from: hub, to: new)
        #expect(
            try new.everything(Self.scopes) == whole.everything(Self.scopes), "seed \(seed)")
        #expect(try new.verify().findings.isEmpty, "seed \(seed)")
        sites.clock.advance(1_000)
        try RandomWork.edit(new, &random)
        try exchange(new, hub)
        #expect(
            try new.everything(Self.scopes).digests == hub.everything(Self.scopes).digests,
            "seed \(seed)")
    }

    @Test func `a site gets the scopes it may hold, as if there were no others`() throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            let sites = Sites()
            let hub = try history(seed, sites)[0]
            let own = [ScopeID.common, Self.anji]
            let whole = try sites.make("suzhou")
            let isOwn = { (scope: ScopeID) in own.contains(scope) }
            var records: [LogRecord] = []
            _ = try hub.extract(beyond: VersionVector(), isOwn) {
                records.append($0)
                return true
            }
            _ = try whole.apply(records, from: site("beijing")) { _ in true }
            let new = try sites.start(
                "suzhou", from: TakenSnapshot(hub, of: Set(own)), as: "suzhou-new")
            let (mine, wanted) = (try new.everything(own), try whole.everything(own))
            #expect(mine.difference(from: wanted) == [], "seed \(seed)")
            #expect(try new.everything(own).log.count == records.count)
        }
    }

    @Test func `of a row that two scopes share, each site gets its own part`() throws {
        let sites = Sites()
        let hub = try sites.make("beijing")
        let anji = try sites.make("anji")
        let far = try sites.make("hangzhou")
        for (replica, name) in [(anji, "anji"), (far, "hangzhou")] {
            try replica.edit(author: "test") {
                try $0.insert("lease", key("017"), ["site": .text(name), "rent": .integer(5)])
            }
            try replica.edit(author: "test") { try $0.delete("lease", key("017")) }
            try carry(from: replica, to: hub)
        }
        #expect(try hub.exactState("lease", key("017")).deletes.values.allSatisfy(\.isCrossed))
        let alone = try sites.make("wuxi")
        try carry(from: anji, to: alone)
        #expect(
            try !alone.exactState("lease", key("017")).deletes.values.contains(where: \.isCrossed))
        let new = try sites.start(
            "anji", from: TakenSnapshot(hub, of: [.common, Self.anji]), as: "anji-new")
        #expect(
            try new.exactState("lease", key("017")) == alone.exactState("lease", key("017")))
        let both = try sites.start(
            "suzhou",
            from: TakenSnapshot(hub, of: [.common, Self.anji, .site(site("hangzhou"))]))
        #expect(
            try both.exactState("lease", key("017")) == hub.exactState("lease", key("017")))
    }

    @Test func `the same state gives the same chunks, and another scope changes none`() throws {
        let sites = Sites()
        let hub = try history(7, sites)[0]
        let first = try TakenSnapshot(hub, of: [.common, Self.anji])
        #expect(try TakenSnapshot(hub, of: [.common, Self.anji]).chunks == first.chunks)
        try hub.edit(author: "test") {
            try $0.insert("lease", key("B-1"), ["site": .text("beijing"), "rent": .integer(5)])
        }
        let again = try TakenSnapshot(hub, of: [.common, Self.anji])
        #expect(again.chunks == first.chunks)
        #expect(again.manifests.map(\.part) == first.manifests.map(\.part))
    }

    @Test func `a log that has grown keeps its first chunks, and rows far from the change too`()
        throws
    {
        let sites = Sites()
        let hub = try sites.make("beijing")
        func add(_ numbers: Range<Int>) throws {
            try hub.edit(author: "test") { draft in
                for number in numbers {
                    // Texts that do not shrink, so that there are several chunks.
                    let name = (0..<8).map {
                        "\(Digest256(of: Array("\(number) \($0)".utf8)))"
                    }.joined()
                    try draft.insert("company", key("C-\(number)"), ["name": .text(name)])
                }
            }
        }
        for part in 0..<16 { try add(part * 500..<part * 500 + 500) }
        let before = try TakenSnapshot(hub, of: [.common])
        try add(9_000..<9_001)
        let after = try TakenSnapshot(hub, of: [.common])
        let kept = after.manifests[0].part.chunks.count { before.chunks[$0.name] != nil }
        #expect(after.manifests[0].part.chunks.count > 10)
        #expect(kept >= after.manifests[0].part.chunks.count - 4)
    }

    @Test func `a stream that has forked is forked at the new site`() throws {
        let sites = Sites()
        let hub = try sites.make("beijing")
        do {
            let anji = try sites.make("anji")
            try anji.edit(author: "test") {
                try $0.insert("lease", key("L-0"), ["site": .text("anji"), "rent": .integer(1)])
            }
            try exchange(anji, hub)
        }
        let other = try sites.twin(of: "anji", as: "twin")
        let one = try sites.open("anji")
        for (replica, rent) in [(one, 900), (other, 1_100)] {
            sites.clock.advance(1)
            try replica.edit(author: "test") {
                try $0.set("lease", key("L-0"), ["rent": .integer(Int64(rent))])
            }
            try exchange(replica, hub)
        }
        #expect(try hub.forks().count == 1)
        let new = try sites.start("suzhou", from: TakenSnapshot(hub, of: Set(Self.scopes)))
        #expect(try new.everything(Self.scopes) == hub.everything(Self.scopes))
        #expect(try new.verify().findings.isEmpty)
    }

    @Test func `what was erased is in no chunk, and stays erased at the new site`() throws {
        let sites = Sites()
        let hub = try sites.make("beijing", schema: ErasureTests.schema)
        let canary = "12077700042-canary"
        try hub.edit(author: "hub") {
            try $0.insert("tenant", key("P-1"), ["name": .text("Lan"), "phone": .text(canary)])
        }
        let before = try TakenSnapshot(hub, of: [.common])
        #expect(try before.holds(canary))
        try hub.erase("tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        let after = try TakenSnapshot(hub, of: [.common])
        #expect(try !after.holds(canary))
        let new = try sites.start("anji", from: after, schema: ErasureTests.schema)
        #expect(try new.everything([.common]) == hub.everything([.common]))
        #expect(try new.verify().findings.isEmpty)
    }

    @Test func `a witnessed time and a row that waits for its decision go along`() throws {
        let sites = Sites()
        let hub = try sites.make("beijing")
        var environment = sites.environment
        let clock = sites.clock
        environment.wallMilliseconds = { clock.milliseconds + 400 * 86_400_000 }
        let anji = try Replica.create(
            directory: sites.path("anji"), site: site("anji"), hub: sites.hub,
            schema: TestSchema.replica, environment: environment)
        try hub.edit(author: "hub") {
            try $0.insert("lease", key("L-1"), ["site": .text("anji"), "label": .text("a")])
        }
        try exchange(anji, hub)
        try anji.edit(author: "anji") {
            try $0.set("lease", key("L-1"), ["label": .text("ahead"), "rent": .integer(2)])
        }
        try hub.edit(author: "hub") {
            try $0.set("lease", key("L-1"), ["label": .text("here"), "rent": .integer(3)])
        }
        try exchange(anji, hub)
        let new = try sites.start("suzhou", from: TakenSnapshot(hub, of: Set(Self.scopes)))
        #expect(try new.everything(Self.scopes) == hub.everything(Self.scopes))
        let state = try hub.exactState("lease", key("L-1"))
        let dot = try #require(state.liveDots.first { $0.stream.origin.site == site("anji") })
        #expect(try new.effectiveStamp(of: dot) == hub.effectiveStamp(of: dot))
        #expect(try new.effectiveStamp(of: dot) != anji.transaction(dot)?.stamp)
    }

    @Test func `a site that comes back goes on above every epoch it ever had`() throws {
        let sites = Sites()
        let hub = try sites.make("beijing")
        let anji = try sites.make("anji")
        try anji.edit(author: "anji") {
            try $0.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(2)])
        }
        try exchange(anji, hub)
        let new = try sites.start(
            "anji", from: TakenSnapshot(hub, of: [.common, Self.anji]), as: "new")
        #expect(new.origin.epoch == 2)
        try new.edit(author: "anji") { try $0.set("lease", key("L-1"), ["rent": .integer(3)]) }
        try exchange(new, hub)
        #expect(try hub.forks().isEmpty)
        #expect(try hub.stateDigest(of: Self.anji) == new.stateDigest(of: Self.anji))
    }
}

extension TakenSnapshot {
    /// Whether a text stands in the content of any chunk, in the open.
    func holds(_ text: String) throws -> Bool {
        let decompressor = ZstdDecompressor()
        return try manifests.flatMap(\.part.chunks).contains { chunk in
            let content = try decompressor.expand(
                chunks[chunk.name] ?? [], to: chunk.expandedCount)
            let wanted = Array(text.utf8)
            return content.indices.dropLast(wanted.count - 1).contains {
                content[$0...].starts(with: wanted)
            }
        }
    }
}
