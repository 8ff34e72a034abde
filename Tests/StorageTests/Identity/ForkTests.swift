import Causality
import Storage
import Sync
import Testing
import Wire

/// Two transactions under one number: both are kept, called alike everywhere, and nobody's work is
/// lost (P2, P3, P7).
struct ForkTests {
    private let sites = Sites()
    private let anji = ScopeID.site(site("anji"))

    private func lease(_ replica: Replica, _ name: String, rent: Int64 = 1) throws {
        sites.clock.advance(1)
        try replica.edit(author: "test") { draft in
            try draft.insert(
                "lease", key(name), ["site": .text("anji"), "rent": .integer(rent)])
        }
    }

    private func setRent(_ replica: Replica, _ name: String, _ rent: Int64) throws {
        sites.clock.advance(1)
        try replica.edit(author: "test") { draft in
            try draft.set("lease", key(name), ["rent": .integer(rent)])
        }
    }

    private func agree(_ replicas: [Replica], _ note: String = "") throws {
        for replica in replicas {
            let report = try replica.verify()
            #expect(report.findings.isEmpty, "\(note) \(report.findings)")
        }
        let everything = { (_: ScopeID) in true }
        #expect(Set(try replicas.map { try $0.heads(everything) }).count == 1, "\(note)")
        #expect(Set(try replicas.map { try $0.forks() }).count == 1, "\(note)")
        #expect(Set(try replicas.map { try $0.openConflicts().map(\.id) }).count == 1, "\(note)")
        for scope in [ScopeID.common, anji, .site(site("beijing"))] {
            let digests = try replicas.map { try $0.stateDigest(of: scope) }
            #expect(Set(digests).count == 1, "\(note) \(scope)")
        }
    }

    /// The hub and two copies of Anji that both wrote rent of one lease, and knew the same before.
    private func twins() throws -> (hub: Replica, one: Replica, other: Replica) {
        let hub = try sites.make("beijing")
        do {
            let anji = try sites.make("anji")
            try lease(anji, "L-0")
            try exchange(anji, hub)
        }
        let other = try sites.twin(of: "anji", as: "twin")
        let one = try sites.open("anji")
        #expect(one.epochChange == nil && other.epochChange == nil, "neither can know of the other")
        try setRent(one, "L-0", 900)
        try setRent(other, "L-0", 1100)
        return (hub, one, other)
    }

    @Test func `both branches are kept and called alike, whichever came first`() throws {
        for otherFirst in [false, true] {
            let story = ForkTests()
            let (hub, one, other) = try story.twins()
            for replica in otherFirst ? [other, one] : [one, other] { try exchange(replica, hub) }
            for _ in 0..<2 { for replica in [one, other] { try exchange(replica, hub) } }
            try agree([hub, one, other], "\(otherFirst)")
            let fork = try #require(try hub.forks().first)
            #expect(fork.seq == 2 && fork.branches.count == 2)
            #expect(fork.stream == Causality.Stream("anji.1/site/anji"))
            for branch in fork.branches {
                let hash = try #require(try hub.hash(of: branch.first))
                #expect(branch.stream.origin.branch == hash.short && branch.count == 1)
            }
            let conflict = try #require(try hub.openConflicts().first)
            #expect(conflict.siblings.map(\.value) == [.integer(900), .integer(1100)])
        }
    }

    @Test
    func `what the hub seals in the commit that brings a fork of its own is under a new epoch`()
        throws
    {
        let anji = try sites.make("anji")
        do {
            let hub = try sites.make("beijing")
            try lease(anji, "L-0")
            try exchange(anji, hub)
        }
        let other = try sites.twin(of: "beijing", as: "twin")
        let hub = try sites.open("beijing")
        try setRent(hub, "L-0", 900)
        try setRent(other, "L-0", 1100)
        sites.clock.advance(400 * 86_400_000)
        try setRent(anji, "L-0", 500)
        sites.clock.goBack(400 * 86_400_000)
        try exchange(anji, other)
        var records: [LogRecord] = []
        _ = try other.extract(beyond: VersionVector(), { _ in true }) { record in
            records.append(record)
            return true
        }
        _ = try hub.apply(records, from: other.meta.site) { _ in true }
        let epoch = hub.meta.epoch
        #expect(epoch > 1 && hub.epochChange?.why == .forked)
        var witnesses: [UInt32] = []
        try hub.forEachTransaction { _, made in
            guard made.operations.contains(where: { Witness($0) != nil }) else { return }
            witnesses.append(made.dot.stream.origin.epoch)
        }
        #expect(Set(witnesses) == [1, epoch], "the twin's, and the hub's own")
        let again = try sites.open("beijing")
        #expect(again.meta.epoch == epoch && again.epochChange == nil)
        for _ in 0..<2 { for copy in [again, other] { try exchange(anji, copy) } }
        try agree([again, other, anji])
    }

    @Test func `both copies go on under new epochs`() throws {
        let (hub, one, other) = try twins()
        try exchange(one, hub)
        let report = try exchange(other, hub)
        #expect(other.epochChange?.why == .forked)
        #expect(
            report.isComplete
                && report.findings.contains { if case .fork = $0 { true } else { false } })
        try exchange(one, hub)
        #expect(other.meta.epoch > 1 && one.meta.epoch > other.meta.epoch)
        try setRent(one, "L-0", 1)
        try setRent(other, "L-0", 2)
        for _ in 0..<2 { for replica in [one, other] { try exchange(replica, hub) } }
        try agree([hub, one, other])
        #expect(try hub.forks().count == 1, "no number was used twice again")
    }

    @Test func `a fork that comes without a handshake ends the epoch before the next number`()
        throws
    {
        let (_, one, other) = try twins()
        // Names alone do not tell that there is something to bring.
        var records: [LogRecordBytes] = []
        _ = try other.extract(beyond: VersionVector(), { _ in true }) { record in
            records.append(record)
            return true
        }
        _ = try one.apply(records, from: other.meta.site) { _ in true }
        #expect(try one.forks().count == 1)
        #expect(one.meta.epoch == 1, "nothing was written yet")
        try setRent(one, "L-0", 700)
        #expect(one.meta.epoch > 1 && one.epochChange?.why == .forked)
        let epochs = try one.vector { _ in true }.entries.map(\.stream.origin.epoch)
        #expect(Set(epochs) == [1, one.meta.epoch])
        // Told once, and of what another process finds there after it.
        let again = try sites.open("anji")
        try setRent(again, "L-0", 701)
        #expect(again.meta.epoch == one.meta.epoch && again.epochChange == nil)
        #expect(try again.verify().findings.isEmpty)
    }

    @Test func `a write that followed one branch replaces nothing of the other`() throws {
        let (hub, one, other) = try twins()
        // A second lease at the same number at both copies, and the hub answers what it knows.
        try exchange(one, hub)
        try setRent(hub, "L-0", 950)
        try setRent(other, "L-0", 1200)
        for _ in 0..<2 { for replica in [other, one] { try exchange(replica, hub) } }
        try agree([hub, one, other])
        let shown = try #require(try hub.openConflicts().first)
        #expect(Set(shown.siblings.map(\.value)) == [.integer(950), .integer(1200)])
    }

    @Test func `a third site that saw one branch through another holds back until it is here`()
        throws
    {
        let (hub, one, other) = try twins()
        let third = try sites.make("hangzhou")
        try exchange(other, third)
        try exchange(one, hub)
        try setRent(hub, "L-0", 950)
        // The hub's write has seen number 2 of the one copy; here number 2 is the other's.
        var records: [LogRecord] = []
        _ = try hub.extract(
            beyond: VersionVector(), { _ in true },
            take: {
                records.append($0)
                return true
            })
        let outcome = try #require(
            try third.take([records[records.count - 1]], from: "beijing").last)
        guard case .held(let lacks) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(lacks.first?.stream.origin.branch != nil && lacks.first?.seq == 2)
        try exchange(third, hub)
        #expect(try third.heldTransactions().isEmpty)
        try agree([hub, third])
    }

    @Test func `what follows the branch that is not here yet goes on waiting for it`() throws {
        let (hub, one, other) = try twins()
        try setRent(one, "L-0", 901)
        var records: [LogRecord] = []
        _ = try one.extract(beyond: VersionVector(), { _ in true }) { record in
            records.append(record)
            return true
        }
        // Number 3 of the one copy comes before anything that it follows, then number 2 of the other.
        guard case .held = try hub.take([try #require(records.last)]).last else {
            Issue.record("it does not wait")
            return
        }
        try exchange(hub, other)
        let held = try #require(try hub.heldTransactions().first, "it is forgotten")
        #expect(held.dot.seq == 3)
        #expect(held.lacks.first?.stream.origin.branch != nil && held.lacks.first?.seq == 2)
        try exchange(hub, one)
        #expect(try hub.heldTransactions().isEmpty)
        for _ in 0..<2 { for replica in [one, other] { try exchange(replica, hub) } }
        try agree([hub, one, other])
    }

    @Test func `where two long histories parted is found without sending all of them`() throws {
        let hub = try sites.make("beijing")
        do {
            let anji = try sites.make("anji")
            for number in 0..<40 { try lease(anji, "L-\(number)") }
        }
        let other = try sites.twin(of: "anji", as: "twin")
        let one = try sites.open("anji")
        for number in 0..<30 { try lease(one, "A-\(number)") }
        for number in 0..<20 { try lease(other, "B-\(number)") }
        try exchange(one, hub)
        let third = try sites.make("hangzhou")
        try exchange(other, third)
        // Neither of these two has heard of the fork.
        let report = try exchange(third, hub)
        #expect(report.isComplete && report.failure == nil)
        try agree([hub, third])
        #expect(try hub.forks().first?.seq == 41)
    }

    @Test func `a fork at the first number, and a fork of a branch`() throws {
        let hub = try sites.make("beijing")
        let third = try sites.make("hangzhou")
        var forges = (0..<3).map { _ in Forge("anji", scope: anji) }
        let first = forges[0].next([.insertLease("L-1", site: "anji")])
        forges[1] = forges[0]
        let second = forges[0].next([.insertLease("L-2", site: "anji")])
        let other = forges[1].next([.insertLease("L-3", site: "anji")])
        let root = forges[2].next([.insertLease("L-4", site: "anji")])
        let records = [first, second, other, root]
        for order in [[0, 1, 2, 3], [3, 0, 2, 1]] {
            let replica = order[0] == 0 ? hub : third
            let outcomes = try replica.take(order.map { records[$0] })
            #expect(outcomes == Array(repeating: .applied, count: 4), "\(order)")
        }
        try agree([hub, third])
        #expect(try hub.forks().map(\.seq) == [1, 2])
        #expect(try hub.take([second, root]) == [.duplicate, .duplicate])
    }

    @Test func `a branch survives that the replica is closed and opened`() throws {
        let (hub, one, other) = try twins()
        for replica in [one, other, one] { try exchange(replica, hub) }
        let again = try sites.open("beijing")
        #expect(try again.forks() == hub.forks())
        try agree([again, one])
        #expect(
            try again.undo(
                try #require(again.forks().first?.branches[0].first), author: "test", reason: nil
            ).isDone)
        try exchange(one, again)
        try agree([again, one])
    }

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `copies at work lose nothing, and all sites end alike`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let hub = try sites.make("beijing")
        let third = try sites.make("hangzhou")
        do {
            let anji = try sites.make("anji")
            for _ in 0..<Int.random(in: 0..<8, using: &random) {
                try RandomWork.edit(anji, &random)
            }
            if Bool.random(using: &random) { try exchange(anji, hub) }
        }
        let twin = try sites.twin(of: "anji", as: "twin")
        let replicas = [try sites.open("anji"), twin, hub, third]
        var written: Set<Digest256> = []
        for _ in 0..<60 {
            sites.clock.advance(UInt64.random(in: 0...2, using: &random))
            let at = Int.random(in: 0..<4, using: &random)
            if Int.random(in: 0..<8, using: &random) == 0 {
                let other = Int.random(in: 0..<4, using: &random)
                if other != at, replicas[other].meta.site != replicas[at].meta.site {
                    try exchange(replicas[at], replicas[other])
                }
            } else {
                try RandomWork.edit(replicas[at], &random)
                written.formUnion(try hashes(replicas[at]))
            }
        }
        for _ in 0..<4 {
            for replica in [replicas[0], twin, third] { try exchange(replica, hub) }
        }
        try agree(replicas, "seed \(seed)")
        for replica in replicas {
            #expect(written.isSubset(of: try hashes(replica)), "seed \(seed)")
        }
    }

    /// Copies made at any time, of copies too, and older copies put back with their identity: what any
    /// site holds in the end, all hold, and no name is given twice.
    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `drills`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let others = [try sites.make("beijing"), try sites.make("hangzhou")]
        var copies: [String: Replica] = ["anji": try sites.make("anji")]
        var backups: [String] = []
        for number in 0..<90 {
            sites.clock.advance(UInt64.random(in: 0...2, using: &random))
            let name = copies.keys.sorted().randomElement(using: &random) ?? "anji"
            let replica = try #require(copies[name])
            switch Int.random(in: 0..<16, using: &random) {
            case 0 where copies.count < 4:
                let twin = "twin-\(number)"
                copies[twin] = try sites.twin(of: name, as: twin)
            case 1:
                backups.append("backup-\(number)")
                copy(replicaFiles, from: sites.path(name), to: sites.path("backup-\(number)"))
            case 2:
                guard let backup = backups.randomElement(using: &random) else { continue }
                copies[name] = nil
                copies[name] = try sites.twin(of: backup, as: name)
            case 3...5: try exchange(replica, others[Int.random(in: 0..<2, using: &random)])
            case 6: try exchange(others[1], others[0])
            case 7, 8: try RandomWork.edit(others[number % 2], &random)
            default: try RandomWork.edit(replica, &random)
            }
        }
        let all = others + copies.sorted { $0.key < $1.key }.map(\.value)
        let everything = try all.reduce(into: Set<Digest256>()) { $0.formUnion(try hashes($1)) }
        for _ in 0..<5 { for replica in all.dropFirst() { try exchange(replica, others[0]) } }
        try agree(all, "seed \(seed)")
        #expect(everything.isSubset(of: try hashes(others[0])), "seed \(seed)")
        var dots: [Dot] = []
        try others[0].forEachTransaction { dots.append($1.dot) }
        #expect(Set(dots).count == dots.count, "seed \(seed)")
    }

    private func hashes(_ replica: Replica) throws -> Set<Digest256> {
        var all: Set<Digest256> = []
        try replica.forEachTransaction { all.insert(try #require(try replica.hash(of: $1.dot))) }
        return all
    }
}

extension UndoOutcome {
    fileprivate var isDone: Bool { if case .done = self { true } else { false } }
}
