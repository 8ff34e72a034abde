import Causality
import Glibc
import Storage
import Sync
import Testing

/// The members' ladder between real replicas: lapse, return, new sites and new epochs.
struct MemberTests {
    private let sites = Sites()
    private let lease = ScopeID.site(Sites.site("anji"))

    private func settled() throws -> [Replica] {
        let all = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        try add("L-1", at: all[1])
        for branch in all.dropFirst() { try exchange(branch, all[0]) }
        try all[0].beginMembers()
        try meet(all)
        return all
    }

    private func meet(_ replicas: [Replica]) throws {
        for _ in 0..<3 { for branch in replicas.dropFirst() { try exchange(branch, replicas[0]) } }
    }

    private func add(_ name: String, at replica: Replica) throws {
        try replica.edit(author: "test") { draft in
            try draft.insert("lease", key(name), ["site": .text("anji"), "rent": .integer(1)])
        }
    }

    private func step(_ kind: MemberStep.Kind, _ name: String, _ hub: Replica) throws {
        try hub.takeStep(kind, site(name), author: "赵敏", reason: "because")
    }

    private func standing(_ name: String, at replica: Replica) throws -> MemberStanding? {
        try replica.memberLadders()[lease]?.standing(of: site(name))
    }

    @Test func `the reason of a first lapse is not written into everybody's admission`() throws {
        let all = try ["beijing", "anji", "hangzhou"].map { try sites.make($0) }
        try add("L-1", at: all[1])
        for branch in all.dropFirst() { try exchange(branch, all[0]) }
        try step(.lapse, "anji", all[0])
        var reasons: [String: String] = [:]
        for entry in try #require(try all[0].memberLadders()[lease]).entries {
            let made = try #require(try all[0].transaction(entry.dot))
            reasons["\(entry.step.kind) \(entry.step.site)"] =
                "\(made.author): \(made.reason ?? "")"
        }
        #expect(reasons["lapse anji"] == "赵敏: because")
        #expect(reasons["admit hangzhou"] == "moso: \(MemberReason.begins)")
    }

    @Test func `what the hub has heard of one branch another one learns`() throws {
        let all = try settled()
        let acknowledged = try all[1].stability()[lease]?.acknowledged[site("hangzhou")]
        #expect(try acknowledged == all[2].vector { $0 == lease })
        #expect(try all[1].stability()[lease]?.obstacles.isEmpty == true)
    }

    @Test func `news that have been read are not told again`() throws {
        let all = try settled()
        let first = try exchange(all[1], all[0])
        let second = try exchange(all[1], all[0])
        #expect(second.rounds == 1)
        #expect(second.bytesReceived <= first.bytesReceived && second.bytesReceived < 100)
        #expect(second.bytesSent < 100)
    }

    @Test func `a lapsed member's writes stay with it, and nothing waits for it`() throws {
        let all = try settled()
        try step(.lapse, "hangzhou", all[0])
        try add("L-2", at: all[2])
        let report = try exchange(all[2], all[0])
        #expect(report.refusedOwn.count == 1 && report.isComplete)
        #expect(try all[0].lease("L-2", "rent") == nil)
        #expect(try all[0].quarantinedTransactions().isEmpty)
        #expect(try standing("hangzhou", at: all[2]) == .lapsed)
        // Again: the exchange ends, and says the same.
        #expect(try exchange(all[2], all[0]).refusedOwn.count == 1)
        for _ in 0..<2 { try exchange(all[1], all[0]) }
        #expect(try all[0].stability()[lease]?.obstacles.isEmpty == true)
        #expect(try all[2].stability()[lease]?.obstacles == [site("hangzhou"): .notCounted])
    }

    @Test func `who wrote nothing while it had lapsed goes on after its return`() throws {
        let all = try settled()
        try step(.lapse, "hangzhou", all[0])
        try meet(all)
        try step(.comeBack, "hangzhou", all[0])
        #expect(try standing("hangzhou", at: all[0]) == .returning)
        try meet(all)
        #expect(try standing("hangzhou", at: all[2]) == .active)
        try add("L-2", at: all[2])
        #expect(try exchange(all[2], all[0]).refusedOwn.isEmpty)
        #expect(try all[0].lease("L-2", "rent") == .integer(1))
    }

    @Test func `who wrote while it had lapsed is not taken in by returning alone`() throws {
        let all = try settled()
        try step(.lapse, "hangzhou", all[0])
        try add("L-2", at: all[2])
        try meet(all)
        try step(.comeBack, "hangzhou", all[0])
        try meet(all)
        #expect(try exchange(all[2], all[0]).refusedOwn.count == 1)
        #expect(try all[0].lease("L-2", "rent") == nil)
        #expect(try all[2].lease("L-2", "rent") == .integer(1))
    }

    @Test func `a member that had not heard of the lapse passes on what it took in`() throws {
        let all = try settled()
        try step(.lapse, "hangzhou", all[0])
        try add("L-2", at: all[2])
        try exchange(all[2], all[1])
        #expect(try all[1].lease("L-2", "rent") == .integer(1))
        try exchange(all[1], all[0])
        #expect(try all[0].lease("L-2", "rent") == .integer(1))
        // But having heard of it, it takes in no more.
        try add("L-3", at: all[2])
        try exchange(all[2], all[1])
        #expect(try all[1].lease("L-3", "rent") == nil)
    }

    @Test func `a new site joins with its first exchange and then writes`() throws {
        let all = try settled()
        let suzhou = try sites.make("suzhou")
        try exchange(suzhou, all[0])
        #expect(try standing("suzhou", at: suzhou) == .active)
        try add("L-9", at: suzhou)
        try exchange(suzhou, all[0])
        #expect(try all[0].lease("L-9", "rent") == .integer(1))
        #expect(try all[0].stability()[lease]?.obstacles.keys.contains(site("anji")) == true)
    }

    @Test func `a new site that does not know its peer's name yet joins with its first sync`()
        throws
    {
        let all = try settled()
        let empty = try sites.make("suzhou")
        let scopes: Set<ScopeID> = [.common, lease, .site(site("beijing"))]
        let full = try sites.start("wuxi", from: TakenSnapshot(all[0], of: scopes))
        for (new, name) in [(full, "L-9"), (empty, "L-8")] {
            // As `moso sync` does with an address that has never answered.
            #expect(try exchange(new, all[0], knowing: false).isComplete)
            #expect(try standing(new.meta.site.name, at: new) == .active)
            try add(name, at: new)
            #expect(try exchange(new, all[0]).refusedOwn.isEmpty)
            #expect(try all[0].lease(name, "rent") == .integer(1))
        }
    }

    @Test func `what a new site wrote before its first exchange is taken in`() throws {
        let all = try settled()
        let scopes: Set<ScopeID> = [.common, lease, .site(site("beijing"))]
        let full = try sites.start("wuxi", from: TakenSnapshot(all[0], of: scopes))
        let empty = try sites.make("suzhou")
        for (new, name) in [(full, "L-9"), (empty, "L-8")] {
            try add(name, at: new)
            try add("M" + name, at: new)
            #expect(try exchange(new, all[0], knowing: false).refusedOwn.isEmpty)
            #expect(try all[0].lease("M" + name, "rent") == .integer(1))
            #expect(try standing(new.meta.site.name, at: new) == .active)
        }
        // Each learns of the other.
        for new in [full, empty, full] { try exchange(new, all[0]) }
        try meet(all)
        #expect(try all[1].lease("L-8", "rent") == .integer(1))
        #expect(try all[1].lease("L-9", "rent") == .integer(1))
        #expect(try all[1].stability()[lease]?.obstacles.isEmpty == true)
    }

    @Test func `a new site that has seen all that may be trimmed is taken in, another is not`()
        throws
    {
        let all = try settled()
        let scopes: Set<ScopeID> = [.common, lease, .site(site("beijing"))]
        let early = try sites.make("suzhou")
        try add("L-7", at: early)
        sites.clock.advance(10 * 86_400_000)
        #expect(try all[0].trim(olderThan: 86_400_000).trimmed > 0)
        let late = try sites.start("wuxi", from: TakenSnapshot(all[0], of: scopes))
        try add("L-9", at: late)
        #expect(try exchange(late, all[0]).refusedOwn.isEmpty)
        #expect(try exchange(early, all[0]).refusedOwn.count == 1)
        #expect(try all[0].lease("L-7", "rent") == nil)
        #expect(try all[0].lease("L-9", "rent") == .integer(1))
    }

    @Test func `work that is not taken in is known at its site and at the hub until it is`() throws
    {
        let all = try settled()
        let early = try sites.make("suzhou")
        try add("L-7", at: early)
        try add("L-8", at: early)
        sites.clock.advance(10 * 86_400_000)
        #expect(try all[0].trim(olderThan: 86_400_000).trimmed > 0)
        #expect(try early.notTakenIn().isEmpty)
        #expect(try exchange(early, all[0]).refusedOwn.count == 2)
        let wanted: [SiteID: UInt64] = [site("suzhou"): 2]
        #expect(try early.notTakenIn() == wanted)
        // The hub learns with the next exchange what is claimed.
        try exchange(early, all[0])
        #expect(try all[0].notTakenIn() == wanted)
        #expect(try all[1].notTakenIn().isEmpty && all[2].notTakenIn().isEmpty)
        // Others, to whom nothing happened, go on.
        try add("L-9", at: all[2])
        #expect(try all[2].notTakenIn().isEmpty)
    }

    @Test func `what a peer that has not heard of the site leaves with it is remembered`() throws {
        let all = try settled()
        let suzhou = try sites.make("suzhou")
        try add("L-9", at: suzhou)
        #expect(try exchange(suzhou, all[1]).refusedOwn.count == 1)
        let wanted: [SiteID: UInt64] = [site("anji"): 1]
        #expect(try suzhou.notTakenByPeers() == wanted)
        #expect(try suzhou.notTakenIn().isEmpty)
        #expect(try exchange(suzhou, all[0]).refusedOwn.isEmpty)
        // It gets them through the hub.
        try exchange(all[1], all[0])
        try exchange(suzhou, all[1])
        #expect(try suzhou.notTakenByPeers().isEmpty)
    }

    @Test func `two machines under one name are told`() throws {
        let all = try settled()
        let scopes: Set<ScopeID> = [.common, lease, .site(site("beijing"))]
        let twin = try sites.start("anji", from: TakenSnapshot(all[0], of: scopes), as: "twin")
        #expect(twin.origin.epoch == 2)
        for (number, writer) in [all[1], twin].enumerated() {
            try add("L-T\(number)", at: writer)
            try exchange(writer, all[0])
            sites.clock.advance(600_000)
        }
        #expect(try all[0].twinSites().isEmpty)
        try add("L-T9", at: all[1])
        for writer in [all[1], twin, all[1]] { try exchange(writer, all[0]) }
        for replica in [all[0], all[1], twin] {
            let found = try replica.twinSites()
            #expect(found.map(\.site) == [site("anji")])
            #expect(found.first?.earlier.epoch == 1 && found.first?.later.epoch == 2)
        }
        sites.clock.advance(40 * 86_400_000)
        #expect(try all[0].twinSites().isEmpty)
    }

    @Test func `a site that lost nothing goes on under a new epoch`() throws {
        var all = try settled()
        all[1] = try sites.withoutIdentity("anji")
        #expect(all[1].origin.epoch > 1)
        try add("L-2", at: all[1])
        let report = try exchange(all[1], all[0])
        #expect(report.refusedOwn.isEmpty)
        #expect(try all[0].lease("L-2", "rent") == .integer(1))
        try meet(all)
        #expect(try all[2].lease("L-2", "rent") == .integer(1))
    }

    @Test func `a suspended site is not served`() throws {
        let all = try settled()
        try step(.suspend, "hangzhou", all[0])
        #expect(throws: SyncProblem.self) { try exchange(all[2], all[0]) }
    }

    @Test func `steps are the hub's, and only from where a site stands`() throws {
        let all = try settled()
        #expect(throws: StorageError.self) { try step(.lapse, "hangzhou", all[1]) }
        #expect(throws: StorageError.self) { try step(.comeBack, "hangzhou", all[0]) }
        #expect(throws: StorageError.self) { try step(.lapse, "nowhere", all[0]) }
        #expect(throws: StorageError.self) { try step(.lapse, "beijing", all[0]) }
        try step(.retire, "hangzhou", all[0])
        #expect(throws: StorageError.self) { try step(.comeBack, "hangzhou", all[0]) }
    }

    @Test func `nobody but the hub takes steps`() throws {
        let all = try settled()
        var forge = Forge("anji", scope: lease, epoch: 7)
        let record = forge.next([MemberStep(.retire, site("hangzhou")).operation])
        try all[0].take([record])
        #expect(try standing("hangzhou", at: all[0]) == .active)
    }
}

extension Sites {
    /// A replica whose identity file was lost: it goes on under a new epoch.
    fileprivate func withoutIdentity(_ name: String) throws -> Replica {
        unlink(path(name) + "/replica.id")
        return try open(name)
    }
}
