import Causality
import Storage
import Sync
import Testing
import Wire

/// A member that starts again from a snapshot keeps what it had not sent: beside what others wrote since.
struct ResealTests {
    private let sites = Sites()
    private static let anji = ScopeID.site(site("anji"))

    private func set(_ replica: Replica, _ name: String, _ values: [String: Value]) throws {
        sites.clock.advance(1)
        try replica.edit(author: "lan", reason: "renewal") {
            try $0.set("lease", key(name), values)
        }
    }

    private func insert(_ replica: Replica, _ name: String) throws {
        sites.clock.advance(1)
        try replica.edit(author: "lan", reason: "new") {
            try $0.insert(
                "lease", key(name),
                ["site": .text("anji"), "rent": .integer(1_000), "label": .text("old")])
        }
    }

    private func shown(_ replica: Replica, _ name: String, _ cell: String) throws -> Value? {
        try replica.record("lease", key(name))?.cells.first { $0.name == cell }?.shown
    }

    private func again(_ hub: Replica, _ old: Replica) throws -> (new: Replica, ResealReport) {
        let snapshot = try TakenSnapshot(hub, of: [.common, Self.anji])
        let plan = SnapshotPlan(
            snapshot.manifests, site: site("anji"), above: old.origin.epoch
        ) { snapshot.chunks[$0.name] ?? [] }
        let new = try Replica.create(
            directory: sites.path("anji-new"), from: plan, schema: TestSchema.replica,
            environment: sites.environment)
        return (new, try new.reseal(from: old))
    }

    @Test func `what others changed meanwhile stands beside it as a conflict`() throws {
        let (hub, old) = (try sites.make("beijing"), try sites.make("anji"))
        try insert(old, "L-1")
        try exchange(old, hub)
        try set(old, "L-1", ["rent": .integer(900)])
        try set(old, "L-1", ["rent": .integer(950), "label": .text("mine")])
        try insert(old, "L-2")
        try set(old, "L-2", ["rent": .integer(5)])
        try set(hub, "L-1", ["rent": .integer(1_100)])
        let (new, report) = try again(hub, old)
        #expect(new.origin.epoch == 2 && report.sealed == 4 && report.leftOut == [])
        let rents = try new.exactState("lease", key("L-1")).cells[1]?.live.map(\.value)
        #expect(rents.map(Set.init) == [.integer(950), .integer(1_100)])
        #expect(try new.openConflicts().count == 1)
        #expect(try shown(new, "L-2", "rent") == .integer(5))
        try exchange(new, hub)
        #expect(try hub.stateDigest(of: Self.anji) == new.stateDigest(of: Self.anji))
        #expect(try hub.forks().isEmpty && new.verify().findings.isEmpty)
        var told: [String] = []
        try new.forEachTransaction { _, transaction in
            if transaction.dot.stream.origin.epoch == 2 {
                told.append("\(transaction.author) \(transaction.reason ?? "")")
            }
        }
        #expect(told == ["lan renewal", "lan renewal", "lan new", "lan renewal"])
    }

    @Test func `what the hub had already is not sealed twice`() throws {
        let (hub, old) = (try sites.make("beijing"), try sites.make("anji"))
        try insert(old, "L-1")
        try set(old, "L-1", ["rent": .integer(900)])
        try exchange(old, hub)
        let (new, report) = try again(hub, old)
        #expect(report.sealed == 0)
        #expect(try new.stateDigest(of: Self.anji) == hub.stateDigest(of: Self.anji))
    }

    @Test
    func `an edit of a row that was deleted meanwhile brings it back whole, and is told`()
        throws
    {
        let (hub, old) = (try sites.make("beijing"), try sites.make("anji"))
        try insert(old, "L-1")
        try exchange(old, hub)
        try set(old, "L-1", ["rent": .integer(900)])
        sites.clock.advance(1)
        try hub.edit(author: "qing") { try $0.delete("lease", key("L-1")) }
        let (new, report) = try again(hub, old)
        #expect(report.broughtBack == ["lease L-1"])
        #expect(try shown(new, "L-1", "rent") == .integer(900))
        #expect(try shown(new, "L-1", "label") == .text("old"))
        try exchange(new, hub)
        #expect(try hub.stateDigest(of: Self.anji) == new.stateDigest(of: Self.anji))
    }

    @Test func `a row that somebody else made meanwhile is a conflict, and none is lost`() throws {
        let (hub, old) = (try sites.make("beijing"), try sites.make("anji"))
        try insert(old, "L-1")
        try hub.edit(author: "qing") {
            try $0.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(7)])
        }
        let (new, report) = try again(hub, old)
        #expect(report.sealed == 1)
        let rents = try new.exactState("lease", key("L-1")).cells[1]?.live.map(\.value)
        #expect(rents.map(Set.init) == [.integer(1_000), .integer(7)])
    }

    @Test func `a delete and a delta go along; entries are left out and told`() throws {
        let (hub, old) = (try sites.make("beijing"), try sites.make("anji"))
        try insert(old, "L-1")
        try insert(old, "L-2")
        try exchange(old, hub)
        try old.edit(author: "lan") { try $0.delete("lease", key("L-1")) }
        try old.edit(author: "lan") { try $0.add("lease", key("L-2"), "visits", 3) }
        try old.edit(author: "lan") {
            _ = try $0.append("entry", ["site": .text("anji"), "amount": .integer(4)])
        }
        let (new, report) = try again(hub, old)
        #expect(report.sealed == 2 && report.leftOut.count == 1)
        #expect(report.leftOut[0].hasPrefix("entry J-anji.1/site/anji:5"))
        #expect(try new.record("lease", key("L-1")) == nil)
        #expect(try shown(new, "L-2", "visits") == .integer(3))
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `T20: random work is never lost, and all agree again`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (hub, old) = (try sites.make("beijing"), try sites.make("anji"))
        for _ in 0..<40 {
            try RandomWork.edit([hub, old][Int.random(in: 0..<2, using: &random)], &random)
        }
        try exchange(old, hub)
        for _ in 0..<40 {
            sites.clock.advance(1)
            try RandomWork.edit([hub, old][Int.random(in: 0..<2, using: &random)], &random)
        }
        let (new, _) = try again(hub, old)
        try exchange(new, hub)
        #expect(try new.verify().findings.isEmpty, "seed \(seed)")
        #expect(
            try hub.stateDigest(of: Self.anji) == new.stateDigest(of: Self.anji), "seed \(seed)")
        // Each value that the old site had set and not sent is among the siblings still.
        let scope = Self.anji
        try old.forEachTransaction { _, transaction in
            guard transaction.dot.stream.scope == scope else { return }
            for operation in transaction.operations where operation.table == "lease" {
                let was = try old.exactState("lease", operation.key)
                let now = try new.exactState("lease", operation.key)
                for (cell, content) in was.cells {
                    for sibling in content.live
                    where sibling.dot.stream.origin.site == site("anji") && !sibling.isDelta {
                        guard try hub.hash(of: sibling.dot) == nil else { continue }
                        let live = now.cells[cell]?.live ?? []
                        let ghosts = now.cells[cell]?.ghosts.map(\.sibling) ?? []
                        #expect(
                            (live + ghosts).contains { $0.value == sibling.value },
                            "seed \(seed) \(operation.key) cell \(cell)")
                    }
                }
            }
        }
    }
}
