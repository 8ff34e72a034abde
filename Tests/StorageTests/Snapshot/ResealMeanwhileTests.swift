import Causality
import Storage
import Sync
import Testing
import Wire

/// Work that is sealed again meets what others did meanwhile: deletes that some have forgotten, erasures,
/// and newer writes.
struct ResealMeanwhileTests {
    private let sites = Sites()

    private static let schema = ReplicaSchema(
        version: 1,
        tables: [
            TableSchema(
                name: "tenant",
                columns: [
                    .init(name: "name", storage: .text, policy: .latest),
                    .init(name: "phone", storage: .text, policy: .ask, personalSince: 1),
                ], scope: .fixed(.common))
        ])

    /// A hub and two branches that all hold the tenants P-1 and P-2, with a list of members.
    private func settled() throws -> (hub: Replica, near: Replica, old: Replica) {
        let all = try ["beijing", "anji", "hangzhou"].map {
            try sites.make($0, schema: Self.schema)
        }
        for name in ["P-1", "P-2"] {
            try all[2].edit(author: "lan") {
                try $0.insert(
                    "tenant", key(name), ["name": .text("first"), "phone": .text("1")])
            }
        }
        try meet(all)
        try all[0].beginMembers()
        try meet(all)
        return (all[0], all[1], all[2])
    }

    private func meet(_ replicas: [Replica]) throws {
        for _ in 0..<3 { for branch in replicas.dropFirst() { try exchange(branch, replicas[0]) } }
    }

    private func set(_ replica: Replica, _ name: String, _ values: [String: Value]) throws {
        sites.clock.advance(1_000)
        try replica.edit(author: "lan", reason: "away") {
            try $0.set("tenant", key(name), values)
        }
    }

    private func again(_ hub: Replica, _ old: Replica) throws -> (new: Replica, ResealReport) {
        sites.clock.advance(1_000)
        let snapshot = try TakenSnapshot(hub, of: [.common])
        let plan = SnapshotPlan(
            snapshot.manifests, site: site("hangzhou"), above: old.origin.epoch
        ) { snapshot.chunks[$0.name] ?? [] }
        let new = try Replica.create(
            directory: sites.path("hangzhou-new"), from: plan, schema: Self.schema,
            environment: sites.environment)
        try exchange(new, hub)
        try exchange(new, hub)
        return (new, try new.reseal(from: old))
    }

    private func shown(_ replica: Replica, _ name: String, _ column: Int) throws -> Value? {
        try replica.record("tenant", key(name))?.columns[column]
    }

    @Test
    func `a row that comes back is the same where its grave is kept and where it is trimmed`()
        throws
    {
        let (hub, near, old) = try settled()
        try hub.takeStep(.lapse, site("hangzhou"), author: "hub", reason: "silent")
        try set(old, "P-1", ["name": .text("mine")])
        try hub.edit(author: "hub") { try $0.delete("tenant", key("P-1")) }
        try meet([hub, near])
        sites.clock.advance(10_000)
        #expect(try hub.trim(olderThan: 1).graves > 0)
        try hub.takeStep(.comeBack, site("hangzhou"), author: "hub", reason: "back")
        let (new, report) = try again(hub, old)
        #expect(report.broughtBack == ["tenant P-1"])
        try meet([hub, new, near])
        let digests = try [hub, near, new].map { try $0.stateDigest(of: .common) }
        #expect(Set(digests).count == 1)
        for replica in [hub, near, new] {
            #expect(try shown(replica, "P-1", 0) == .text("mine"))
            #expect(try shown(replica, "P-1", 1) == .text("1"))
        }
        #expect(try hub.openConflicts().map(\.id) == near.openConflicts().map(\.id))
    }

    @Test func `a value that was erased meanwhile does not come back, and is told`() throws {
        let (hub, near, old) = try settled()
        try set(old, "P-1", ["name": .text("mine"), "phone": .text("2")])
        try set(old, "P-2", ["phone": .text("3")])
        try hub.erase(
            "tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        try hub.erase(
            "tenant", key("P-2"), fields: ["phone"], author: "hub", reason: "demand")
        let (new, report) = try again(hub, old)
        #expect(report.sealed == 1)
        #expect(report.withheld == ["tenant P-1 phone", "tenant P-2 phone"])
        try meet([hub, new, near])
        for replica in [hub, near, new] {
            #expect(try shown(replica, "P-1", 0) == .text("mine"))
            #expect(try shown(replica, "P-1", 1)?.text == nil)
            #expect(try shown(replica, "P-2", 1)?.text == nil)
        }
    }

    @Test func `a row that was erased and deleted comes back without the erased value`() throws {
        let (hub, near, old) = try settled()
        try set(old, "P-1", ["name": .text("mine")])
        try hub.erase(
            "tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        try hub.edit(author: "hub") { try $0.delete("tenant", key("P-1")) }
        let (new, report) = try again(hub, old)
        #expect(report.withheld == ["tenant P-1 phone"])
        try meet([hub, new, near])
        for replica in [hub, near, new] {
            #expect(try shown(replica, "P-1", 0) == .text("mine"))
            #expect(try shown(replica, "P-1", 1)?.text == nil)
        }
    }

    @Test func `a write by somebody who knew of the erasure goes along`() throws {
        let (hub, _, old) = try settled()
        try hub.erase(
            "tenant", key("P-1"), fields: ["phone"], author: "hub", reason: "demand")
        try meet([hub, old])
        try set(old, "P-1", ["phone": .text("4")])
        let (new, report) = try again(hub, old)
        #expect(report.sealed == 1 && report.withheld == [])
        #expect(try shown(new, "P-1", 1) == .text("4"))
    }

    @Test func `an older write does not hide a newer one because it is sealed later`() throws {
        let (hub, near, old) = try settled()
        try set(old, "P-1", ["name": .text("mine")])
        try set(hub, "P-1", ["name": .text("newer")])
        try set(hub, "P-2", ["name": .text("older")])
        try set(old, "P-2", ["name": .text("mine")])
        let (new, report) = try again(hub, old)
        #expect(report.beside == ["tenant P-1 name", "tenant P-2 name"])
        try meet([hub, new, near])
        for replica in [hub, near, new] {
            #expect(try shown(replica, "P-1", 0) == .text("newer"))
            #expect(try shown(replica, "P-2", 0) == .text("mine"))
            for name in ["P-1", "P-2"] {
                let live = try replica.exactState("tenant", key(name)).cells[0]?.live
                #expect(live?.count == 2)
            }
        }
        #expect(try new.verify().findings.isEmpty)
    }

    @Test func `a time that lies ahead of the clock is not sealed again`() throws {
        let (hub, near, old) = try settled()
        let fast = sites.clock.milliseconds + 400 * 86_400_000
        let ahead = try Replica.open(
            directory: sites.path("hangzhou"), schema: Self.schema,
            environment: ReplicaEnvironment(
                wallMilliseconds: { fast }, randomBytes: { Array(repeating: 7, count: $0) },
                machineID: "test-machine"))
        try set(ahead, "P-1", ["name": .text("mine")])
        let (new, _) = try again(hub, old)
        try meet([hub, new, near])
        try set(hub, "P-1", ["name": .text("later")])
        #expect(try shown(hub, "P-1", 0) == .text("later"))
        var stamps: [HybridTimestamp] = []
        try new.forEachTransaction { _, transaction in
            if transaction.dot.stream.origin == new.origin { stamps.append(transaction.stamp) }
        }
        #expect(stamps.allSatisfy { $0.milliseconds <= sites.clock.milliseconds })
    }
}
