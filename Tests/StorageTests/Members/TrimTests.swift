import Causality
import Storage
import Sync
import Testing
import Wire

/// Trimming with three replicas: what goes, what stays, and that nobody can tell by what is shown.
struct TrimTests {
    private let sites = Sites()
    private static let day: UInt64 = 86_400_000

    private func three() throws -> [Replica] {
        try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
    }

    /// Every branch meets the hub, twice over so that what came with the first is acknowledged and
    /// passed on.
    private func meet(_ replicas: [Replica], times: Int = 3) throws {
        for _ in 0..<times {
            for branch in replicas.dropFirst() { try exchange(branch, replicas[0]) }
        }
    }

    private func add(_ name: String, _ rent: Int64, at replica: Replica) throws -> Dot {
        try #require(
            try replica.edit(author: "李娜", reason: "新签") { draft in
                try draft.insert(
                    "lease", key(name), ["site": .text("anji"), "rent": .integer(rent)])
            }.first)
    }

    private func set(_ name: String, _ rent: Int64, at replica: Replica) throws -> Dot {
        try #require(
            try replica.edit(author: "周凯", reason: "调整") { draft in
                try draft.set("lease", key(name), ["rent": .integer(rent)])
            }.first)
    }

    private func later(_ days: UInt64 = 10) { sites.clock.advance(days * Self.day) }

    @discardableResult
    private func trim(_ replica: Replica, days: UInt64 = 5) throws -> TrimReport {
        try replica.trim(olderThan: days * Self.day)
    }

    /// Trims the hub, which lets the branches do so too.
    private func allow(_ replicas: [Replica], days: UInt64 = 5) throws {
        try trim(replicas[0], days: days)
        try meet(replicas)
    }

    /// A lease changed twice, everybody in step, the list of members begun, and days gone by.
    private func settled() throws -> (all: [Replica], dots: [Dot]) {
        let all = try three()
        let dots = [
            try add("L-1", 900, at: all[1]), try set("L-1", 950, at: all[1]),
            try set("L-1", 1_000, at: all[1]),
        ]
        try meet(all)
        try all[0].beginMembers()
        try meet(all)
        later()
        return (all, dots)
    }

    @Test func `a body that was opened before it is trimmed is not read from afterwards`() throws {
        let (all, dots) = try settled()
        try expectOpenedAgrees(all[0])
        #expect(try all[0].operations(of: dots[0], on: "lease", key("L-1")).count == 1)
        try allow(all)
        #expect(try all[0].operations(of: dots[0], on: "lease", key("L-1")).isEmpty)
        try expectOpenedAgrees(all[0])
    }

    @Test func `verify says of how many records the log no longer tells all, and checks the rest`()
        throws
    {
        let (all, _) = try settled()
        _ = try add("L-2", 700, at: all[1])
        try meet(all)
        _ = try set("L-2", 750, at: all[1])
        try meet(all)
        later()
        try allow(all)
        _ = try add("L-3", 1, at: all[1])
        try meet(all)
        let report = try all[0].verify()
        #expect(report.findings.isEmpty)
        #expect(report.rows == 3)
        #expect(report.rowsInPart == 2)
    }

    @Test func `a value within the horizon is checked where its transaction is still there`() throws
    {
        let (all, _) = try settled()
        let old = try add("L-2", 700, at: all[1])
        try meet(all)
        later()
        // What a write beyond the horizon names keeps its body; what was live beside it is shown still.
        _ = try set("L-2", 750, at: all[1])
        try meet(all)
        try allow(all)
        let kept = try #require(try all[0].transaction(old))
        try #require(!kept.isTrimmed)
        let tool = OtherTool(all[0].databasePath)
        tool.run(
            "DROP TRIGGER moso_capture_lease_update; UPDATE lease SET site = 'x' WHERE id = 'L-2'")
        #expect(try sites.open("beijing").verify().findings.map(\.kind) == [.wrongRow])
    }

    @Test func `nothing is trimmed before the last member has acknowledged it`() throws {
        let all = try three()
        _ = try add("L-1", 900, at: all[1])
        try meet(all)
        try all[0].beginMembers()
        try exchange(all[1], all[0])
        try exchange(all[1], all[0])
        later()
        #expect(try trim(all[0]).trimmed == 0)
        #expect(try trim(all[1]).trimmed == 0)
        try meet(all)
        #expect(try trim(all[0]).trimmed == 1)
        try meet(all)
        #expect(try trim(all[1]).trimmed == 1)
    }

    @Test func `what is younger than asked for stays`() throws {
        let (all, _) = try settled()
        #expect(try trim(all[0], days: 30).trimmed == 0)
        #expect(try all[0].horizon().isEmpty)
    }

    @Test func `a branch's write from the future stops trimming no longer than others`() throws {
        let (all, _) = try settled()
        sites.clock.advance(365 * Self.day)
        let dot = try set("L-1", 1_100, at: all[1])
        sites.clock.goBack(365 * Self.day)
        try meet(all)
        _ = try set("L-1", 1_200, at: all[2])
        try meet(all)
        later()
        for replica in all {
            #expect(try trim(replica).trimmed >= 3)
            try meet(all)
            #expect(try replica.horizon().contains(dot))
            let heard = try replica.lastHeard()
            #expect(heard.values.allSatisfy { $0 <= sites.clock.milliseconds })
        }
    }

    @Test func `a branch trims no more than the hub lets be trimmed, and says so`() throws {
        let (all, _) = try settled()
        let lease = ScopeID.site(site("anji"))
        let early = try trim(all[1])
        #expect(early.trimmed == 0 && early.awaitsHub == [lease])
        #expect(try all[1].horizon().isEmpty)
        try trim(all[0], days: 20)
        try meet(all)
        #expect(try trim(all[1]).awaitsHub == [lease])
        try allow(all)
        let late = try trim(all[1])
        #expect(late.trimmed == 3 && late.awaitsHub.isEmpty)
    }

    @Test func `trimming that takes nothing away writes nothing`() throws {
        let (all, _) = try settled()
        try allow(all)
        later(30)
        let before = try all[0].vector { _ in true }
        for _ in 0..<3 {
            // The hub least of all waits for itself.
            #expect(try trim(all[0]).awaitsHub.isEmpty)
            try allow(all)
            later()
        }
        #expect(try all[0].vector { _ in true } == before)
    }

    @Test func `the hub's own write from the future counts as of when it was noticed`() throws {
        let (all, _) = try settled()
        sites.clock.advance(365 * Self.day)
        let dot = try set("L-1", 1_100, at: all[0])
        sites.clock.goBack(365 * Self.day)
        try meet(all)
        _ = try set("L-1", 1_200, at: all[2])
        try meet(all)
        later()
        for replica in all {
            let noticed = sites.clock.milliseconds
            let told = try trim(replica)
            #expect(told.ahead.values.map(\.dot) == [dot])
            #expect(told.ahead.values.map(\.noticedMilliseconds) == [noticed])
            #expect(try trim(replica).ahead == told.ahead)
            try meet(all)
        }
        later(4)
        #expect(try trim(all[0]).ahead.count == 1)
        later(2)
        #expect(try trim(all[0]).ahead.isEmpty)
        try meet(all)
        for replica in all {
            try trim(replica)
            #expect(try replica.horizon().contains(dot))
        }
    }

    @Test func `a rehearsal tells what would go and takes nothing`() throws {
        let (all, dots) = try settled()
        try allow(all)
        let told = try all[1].trim(olderThan: 5 * Self.day, isRehearsal: true)
        #expect(told.trimmed == 3)
        #expect(try all[1].transaction(dots[0])?.isTrimmed == false)
        #expect(try trim(all[1]) == told)
    }

    @Test func `author, time, reason and the chain outlive the body`() throws {
        let (all, dots) = try settled()
        let before = try #require(try all[1].transaction(dots[2]))
        let hash = try all[1].hash(of: dots[2])
        try allow(all)
        try trim(all[1])
        let after = try #require(try all[1].transaction(dots[2]))
        #expect(after.isTrimmed && after.operations.isEmpty)
        #expect(after.author == before.author && after.reason == before.reason)
        #expect(after.stamp == before.stamp && after.context == before.context)
        #expect(try all[1].hash(of: dots[2]) == hash)
        let report = try all[1].verify()
        #expect(report.findings.isEmpty && report.trimmed == 3)
        #expect(try sites.open("anji").verify().findings.isEmpty)
    }

    @Test func `a changed row is found though what wrote it is gone`() throws {
        let (all, dots) = try settled()
        try allow(all)
        try trim(all[1])
        _ = try set("L-1", 1_100, at: all[1])
        let tool = OtherTool(sites.path("anji") + "/replica.db")
        for event in ["insert", "update", "delete"] {
            tool.run("DROP TRIGGER moso_capture_lease_\(event)")
        }
        tool.run("UPDATE lease SET rent = 1 WHERE id = 'L-1'")
        let found = try sites.open("anji").verify().findings
        #expect(found.map(\.detail.description) == ["rent: 1, not 1100"])
        #expect(dots.count == 3)
    }

    @Test func `what was trimmed cannot be undone, what is younger can`() throws {
        let (all, dots) = try settled()
        let young = try set("L-1", 1_100, at: all[1])
        try allow(all)
        try trim(all[1])
        #expect(throws: StorageError.self) {
            try all[1].undo(dots[1], author: "test", reason: nil)
        }
        // The write that it replaced is kept for just this.
        guard case .done = try all[1].undo(young, author: "test", reason: nil) else {
            Issue.record("not undone")
            return
        }
        #expect(try all[1].lease("L-1", "rent") == .integer(1_000))
    }

    @Test func `the sides of an open conflict and their base stay`() throws {
        let all = try three()
        let base = try add("L-1", 900, at: all[1])
        try meet(all)
        let sides = [try set("L-1", 950, at: all[1]), try set("L-1", 800, at: all[2])]
        try meet(all)
        try all[0].beginMembers()
        try meet(all)
        later()
        let report = try trim(all[0])
        #expect(report.trimmed == 0 && report.scopes.values.map(\.needed).reduce(0, +) == 3)
        for dot in sides + [base] {
            #expect(try all[0].transaction(dot)?.isTrimmed == false)
        }
        #expect(try all[0].openConflicts().count == 1)
    }

    @Test(arguments: 0...3)
    func `what a conflict started from stays behind decisions that were undone`(
        _ undone: Int
    ) throws {
        let (all, dots) = try settled()
        let (hub, anji, hangzhou) = (all[0], all[1], all[2])
        let sides = [try set("L-1", 900, at: anji), try set("L-1", 1_100, at: hangzhou)]
        try meet(all)
        for _ in 0..<undone {
            let open = try #require(try hub.openConflicts().first)
            let decision = try #require(
                try hub.edit(author: "hub", reason: "decided") { draft in
                    try draft.resolve(
                        "lease", key("L-1"), cell: open.cell, value: .integer(1_000),
                        replacing: open.siblings.map(\.dot))
                }.first)
            guard
                case .done = try hub.undo(
                    decision, author: "hub", reason: "undo \(decision)")
            else {
                Issue.record("\(decision) is not undone")
                return
            }
        }
        try meet(all)
        later()
        try allow(all)
        for branch in all.dropFirst() { try trim(branch) }
        for replica in all {
            #expect(try replica.openConflicts().count == 1)
            for dot in sides + [dots[2]] {
                #expect(try replica.transaction(dot)?.isTrimmed == false, "\(dot)")
            }
            #expect(try replica.transaction(dots[0])?.isTrimmed == true)
        }
    }

    @Test func `decisions of one conflict that both stand stay, and what they replaced`() throws {
        let (all, dots) = try settled()
        let other = try add("L-2", 700, at: all[1])
        try meet(all)
        let conflict = ConflictID(digest: Digest256(of: [1]))
        let made = try zip([all[1], all[2]], ["L-1", "L-2"]).map { replica, name in
            try #require(
                try replica.edit(author: "t", reason: "decide X05 \(conflict): why") { draft in
                    try draft.set("lease", key(name), ["rent": .integer(1)])
                }.first)
        }
        try meet(all)
        later()
        try allow(all)
        for dot in made + [dots[2], other] {
            #expect(try all[0].transaction(dot)?.isTrimmed == false, "\(dot)")
        }
        // Where one of them has been written over there is nothing between them.
        _ = try set("L-2", 2, at: all[1])
        try meet(all)
        _ = try set("L-2", 3, at: all[1])
        try meet(all)
        later()
        try allow(all)
        #expect(try all[0].transaction(made[0])?.isTrimmed == true)
    }

    @Test func `what says whose a value is that an undo brought back stays while it is live`()
        throws
    {
        let (all, dots) = try settled()
        let change = try set("L-1", 5, at: all[1])
        guard
            case .done(let undo, _) = try all[1].undo(
                change, author: "t", reason: "undo \(change)")
        else {
            Issue.record("not undone")
            return
        }
        try meet(all)
        later()
        try allow(all)
        for dot in undo + [change, dots[2]] {
            #expect(try all[0].transaction(dot)?.isTrimmed == false, "\(dot)")
        }
        #expect(try all[0].transaction(dots[0])?.isTrimmed == true)
        _ = try set("L-1", 6, at: all[1])
        try meet(all)
        _ = try set("L-1", 7, at: all[1])
        try meet(all)
        later()
        try allow(all)
        #expect(try all[0].transaction(change)?.isTrimmed == true)
    }

    @Test func `a grave goes, and a record added again is the same with and without it`() throws {
        let all = try three()
        _ = try add("L-1", 900, at: all[1])
        try meet(all)
        try all[2].edit(author: "test") { try $0.delete("lease", key("L-1")) }
        try meet(all)
        try all[0].beginMembers()
        try meet(all)
        later()
        try allow(all)
        #expect(try trim(all[1]).graves == 1)
        _ = try add("L-1", 700, at: all[1])
        try meet(all)
        for replica in all {
            #expect(try replica.openConflicts().isEmpty)
            #expect(try replica.lease("L-1", "rent") == .integer(700))
            #expect(try replica.verify().findings.isEmpty)
        }
    }

    @Test func `who lacks what was trimmed is told so and gets nothing of that scope`() throws {
        let (all, _) = try settled()
        try trim(all[0])
        let fresh = try sites.make("suzhou")
        let report = try exchange(fresh, all[0])
        let lease = ScopeID.site(site("anji"))
        #expect(report.trimmedThere == [lease])
        #expect(try fresh.vector { $0 == lease }.isEmpty)
        #expect(try fresh.heldTransactions().isEmpty)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `replicas that trimmed at different times show the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let all = try three()
        try meet(all, times: 1)
        var begun = false
        var trimmed = 0
        for step in 0..<160 {
            sites.clock.advance(UInt64.random(in: 0...2, using: &random) * Self.day)
            let replica = all[Int.random(in: 0..<3, using: &random)]
            switch Int.random(in: 0..<8, using: &random) {
            case 0: try exchange(all[Int.random(in: 1..<3, using: &random)], all[0])
            case 1 where step > 20:
                // One of them never trims.
                if replica !== all[2] { trimmed += try trim(replica, days: 3).trimmed }
                begun = begun || replica === all[0]
            default: try RandomWork.edit(replica, &random)
            }
        }
        try all[0].beginMembers()
        try meet(all)
        try allow(all, days: 0)
        trimmed += try trim(all[1], days: 0).trimmed
        #expect(trimmed > 0, "seed \(seed)")
        for _ in 0..<20 { try RandomWork.edit(all[1], &random) }
        try meet(all)
        for scope in [ScopeID.common, .site(site("anji")), .site(site("beijing"))] {
            let digests = try all.map { try $0.stateDigest(of: scope) }
            #expect(Set(digests).count == 1, "seed \(seed), scope \(scope)")
        }
        #expect(Set(try all.map { try $0.openConflicts().map(\.id) }).count == 1, "seed \(seed)")
        for replica in all {
            let report = try replica.verify()
            #expect(report.findings.isEmpty, "seed \(seed): \(report.findings)")
        }
    }
}
