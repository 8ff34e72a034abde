import Causality
import Storage
import Sync
import Synchronization
import Testing

/// A clock that is a year off wins nothing and loses nothing beyond five minutes (DESIGN.md 7).
struct WitnessTests {
    private let sites = Sites()
    private let day: Int64 = 86_400_000

    /// A site whose wall clock is off by so many milliseconds.
    private func make(_ name: String, off: Int64) throws -> Replica {
        var environment = sites.environment
        let clock = sites.clock
        environment.wallMilliseconds = { UInt64(Int64(clock.milliseconds) + off) }
        return try Replica.create(
            directory: sites.path(name), site: site(name), hub: sites.hub,
            schema: TestSchema.replica, environment: environment)
    }

    private func label(_ replica: Replica, _ text: String) throws {
        sites.clock.advance(600_000)
        try replica.edit(author: "test") { draft in
            try draft.set("lease", key("L-1"), ["label": .text(text)])
        }
    }

    private func shown(_ replica: Replica) throws -> Value? { try replica.lease("L-1", "label") }

    private func agree(_ replicas: [Replica], _ note: String = "") throws {
        for replica in replicas {
            let report = try replica.verify()
            #expect(report.findings.isEmpty, "\(note) \(report.findings)")
        }
        for scope in [ScopeID.common, .site(site("anji")), .site(site("beijing"))] {
            #expect(Set(try replicas.map { try $0.stateDigest(of: scope) }).count == 1, "\(note)")
        }
    }

    private func world(anji off: Int64) throws -> (hub: Replica, anji: Replica, third: Replica) {
        let (hub, anji) = (try make("beijing", off: 0), try make("anji", off: off))
        let third = try make("hangzhou", off: 0)
        try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji")])
        }
        for replica in [anji, third] { try exchange(replica, hub) }
        return (hub, anji, third)
    }

    @Test func `T06: a write from a clock a year ahead wins only until the hub has seen it`() throws
    {
        let (hub, anji, third) = try world(anji: 400 * day)
        try label(anji, "from the future")
        try exchange(anji, hub)
        // Neither has seen the other's: by stamps alone Anji's would be shown for 400 days.
        try label(third, "written later")
        for _ in 0..<2 { for replica in [anji, third] { try exchange(replica, hub) } }
        for replica in [hub, anji, third] {
            #expect(try shown(replica) == .text("written later"))
        }
        try agree([hub, anji, third])
    }

    @Test func `within five minutes of when it was received a stamp counts`() throws {
        let (hub, anji, third) = try world(anji: 0)
        try label(anji, "first")
        try exchange(anji, hub)
        try label(third, "second")
        for _ in 0..<2 { for replica in [anji, third] { try exchange(replica, hub) } }
        var witnesses = 0
        try hub.forEachTransaction { _, made in
            witnesses += made.operations.count { Witness($0) != nil }
        }
        #expect(witnesses == 0, "ordinary work pays nothing")
        #expect(try shown(hub) == .text("second"))
    }

    @Test func `a witness reaches a site in any order of delivery, with the same effect`() throws {
        let (hub, anji, third) = try world(anji: 400 * day)
        try label(third, "written before")
        try label(anji, "from the future")
        try exchange(third, anji)
        #expect(try shown(third) == .text("from the future"), "nobody has witnessed it yet")
        try exchange(anji, hub)
        try label(hub, "after the witness")
        for _ in 0..<2 { for replica in [third, anji] { try exchange(replica, hub) } }
        try agree([hub, anji, third])
        let last = try #require(try dots(hub).last { $0.stream.origin.site == site("anji") })
        let effective = try #require(try third.effectiveStamp(of: last))
        let stamp = try #require(try third.transaction(last)?.stamp)
        #expect(effective < stamp)
        #expect(try anji.effectiveStamp(of: last) == effective)
    }

    @Test func `nobody but the hub can witness`() throws {
        let hub = try sites.make("beijing")
        var peer = Forge("anji", scope: .site(site("anji")))
        var liar = Forge("hangzhou", scope: .site(site("anji")))
        let first = peer.next([.insertLease("L-1", site: "anji")])
        let witness = try #require(Witness(dot: peer.dot, receivedMilliseconds: 1_000).operation)
        let lie = liar.next([witness], seen: VersionVector([(peer.stream, UInt64(1))]))
        #expect(try hub.take([first, lie]) == [.applied, .applied])
        #expect(try hub.effectiveStamp(of: peer.dot) == hub.transaction(peer.dot)?.stamp)
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `a site whose clock is behind works on, and hears of it`() throws {
        let (hub, anji, third) = try world(anji: -400 * day)
        try label(anji, "from the past")
        try exchange(anji, hub)
        try label(hub, "answer")
        try exchange(anji, hub)
        try label(anji, "having seen the answer")
        for _ in 0..<2 { for replica in [anji, third] { try exchange(replica, hub) } }
        for replica in [hub, anji, third] {
            #expect(try shown(replica) == .text("having seen the answer"), "causes come first")
        }
        #expect(try anji.clockOffsets().map(\.site) == [site("beijing")])
        #expect(try hub.clockOffsets().isEmpty)
    }

    @Test func `a clock that is ahead is told to its own site and to the others`() throws {
        let (hub, anji, third) = try world(anji: 400 * day)
        try label(anji, "x")
        for _ in 0..<2 { for replica in [anji, third] { try exchange(replica, hub) } }
        for replica in [hub, anji] {
            let offsets = try replica.clockOffsets()
            #expect(offsets.map(\.site) == [site("anji")])
            let days = (offsets.first?.aheadMilliseconds ?? 0) / day
            #expect((399...401).contains(days))
        }
        try label(hub, "y")
        let made = try #require(try dots(hub).last)
        let stamp = try #require(try hub.transaction(made)?.stamp)
        #expect(stamp.milliseconds <= sites.clock.milliseconds + 300_000, "ours stays sane")
    }

    @Test func `a clock that is hours behind loses no tie: it stamps by the hub's`() throws {
        let (hub, anji, third) = try world(anji: -20 * 3_600_000)
        try exchange(anji, hub, showing: sites.clock.milliseconds)
        try label(third, "written first")
        try label(anji, "written last, not having seen the other")
        for _ in 0..<2 { for replica in [anji, third] { try exchange(replica, hub) } }
        for replica in [hub, anji, third] {
            #expect(try shown(replica) == .text("written last, not having seen the other"))
        }
        let behind = try #require(try anji.clockOffsets().first)
        #expect(behind.site == site("anji"), "no other clock is blamed")
        #expect(abs(behind.aheadMilliseconds + 20 * 3_600_000) < 2_000)
        #expect(try hub.clockOffsets().isEmpty && third.clockOffsets().isEmpty)
        try agree([hub, anji, third])
    }

    @Test func `a clock that falls back to 1970 goes on from what the hub's has shown`() throws {
        let fall = Mutex<Int64>(0)
        var environment = sites.environment
        let clock = sites.clock
        environment.wallMilliseconds = {
            UInt64(Int64(clock.milliseconds) - fall.withLock { $0 })
        }
        let hub = try make("beijing", off: 0)
        let anji = try Replica.create(
            directory: sites.path("anji"), site: site("anji"), hub: sites.hub,
            schema: TestSchema.replica, environment: environment)
        try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji")])
        }
        let third = try make("hangzhou", off: 0)
        for replica in [anji, third] {
            try exchange(replica, hub, showing: sites.clock.milliseconds)
        }
        let before = sites.clock.milliseconds
        fall.withLock { $0 = Int64(before) - 10_000 }
        // Another process sees the fall as well, as every command is one.
        let again = try Replica.open(
            directory: sites.path("anji"), schema: TestSchema.replica, environment: environment)
        try label(again, "first")
        try label(anji, "second")
        let stamps = try dots(again).filter { $0.stream.origin.site == site("anji") }
            .compactMap { try again.transaction($0)?.stamp.milliseconds }
        #expect(stamps.suffix(2).allSatisfy { $0 + 2_000 >= before }, "\(stamps)")
        #expect(stamps[stamps.count - 1] - stamps[stamps.count - 2] == 600_000, "at its own pace")
        fall.withLock { $0 = 0 }
        try label(anji, "set right")
        let made = try #require(try dots(anji).last)
        #expect(try anji.transaction(made)?.stamp.milliseconds == sites.clock.milliseconds)
        #expect(try anji.clockOffsets().isEmpty)
    }

    @Test func `only the hub is believed, and not if it is more than a day ahead`() throws {
        let (hub, anji, third) = try world(anji: 0)
        let far = sites.clock.milliseconds + UInt64(day) + 2_000
        try exchange(anji, hub, showing: far)
        try exchange(anji, third, showing: sites.clock.milliseconds + 3_600_000)
        try exchange(hub, anji, showing: sites.clock.milliseconds + 3_600_000)
        for replica in [anji, hub] {
            try label(replica, "x")
            let made = try #require(try dots(replica).last)
            let stamp = try #require(try replica.transaction(made)).stamp
            #expect(stamp.milliseconds <= sites.clock.milliseconds + 300_000)
            #expect(try replica.clockOffsets().isEmpty)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `wild clocks at all sites: equal transactions, equal state`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let offsets: [Int64] = [0, 400 * day, -400 * day, 200_000, 400_000]
        let replicas = try ["beijing", "anji", "hangzhou"].map { name in
            try make(name, off: offsets.randomElement(using: &random) ?? 0)
        }
        for _ in 0..<80 {
            sites.clock.advance(UInt64.random(in: 0...100_000, using: &random))
            let at = Int.random(in: 0..<3, using: &random)
            if Int.random(in: 0..<6, using: &random) == 0 {
                let other = (at + 1 + Int.random(in: 0..<2, using: &random)) % 3
                try exchange(replicas[at], replicas[other])
            } else {
                try RandomWork.edit(replicas[at], &random)
            }
        }
        for _ in 0..<3 { for replica in replicas[1...] { try exchange(replica, replicas[0]) } }
        try agree(replicas, "seed \(seed)")
    }

    private func dots(_ replica: Replica) throws -> [Dot] {
        var all: [Dot] = []
        try replica.forEachTransaction { _, made in
            if !made.operations.contains(where: { $0.table == Witness.table }) {
                all.append(made.dot)
            }
        }
        return all
    }
}
