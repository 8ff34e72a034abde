import Causality
import Storage
import Sync
import Testing
import Wire

/// Of a scope's members, and how far they are, only those are told who hold the scope.
struct MemberScopeTests {
    private let sites = Sites()
    private static let holds = { @Sendable (site: SiteID, hub: SiteID, scope: ScopeID) in
        site == hub || scope == .common || scope == .roster || scope == .site(site)
    }
    private let policy = ScopePolicy(holds: holds)

    private func make(_ name: String) throws -> Replica {
        try Replica.create(
            directory: sites.path(name), site: site(name), hub: sites.hub,
            schema: TestSchema.replica,
            environment: ReplicaEnvironment(
                wallMilliseconds: { [clock = sites.clock] in clock.milliseconds },
                randomBytes: { Array(repeating: 7, count: $0) }, machineID: "test-machine",
                holds: Self.holds))
    }

    private func network() throws -> (hub: Replica, anji: Replica, hangzhou: Replica) {
        let (hub, anji, hangzhou) = (try make("beijing"), try make("anji"), try make("hangzhou"))
        try anji.edit(author: "test") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("anji"), "rent": .integer(1)])
            try draft.insert("company", key("C-1"), ["name": .text("Lantu")])
        }
        for branch in [anji, hangzhou] { try exchange(branch, hub, policy: policy) }
        try hub.beginMembers()
        for _ in 0..<3 {
            for branch in [anji, hangzhou] { try exchange(branch, hub, policy: policy) }
        }
        return (hub, anji, hangzhou)
    }

    @Test func `a branch learns nothing of scopes that it does not hold`() throws {
        let (hub, anji, hangzhou) = try network()
        let lease = ScopeID.site(site("anji"))
        #expect(try hub.memberLadders()[lease]?.sites == [site("anji"), site("beijing")])
        #expect(try hangzhou.memberLadders().keys.sorted() == [.common])
        let includes = policy.shared(site("beijing"), site("hangzhou"), hub: sites.hub)
        let news = try #require(
            try hub.news(
                for: hangzhou.origin, beyond: .none, claims: try hub.vector(includes), includes))
        #expect(news.groups.map(\.scope) == [.common] && news.groups.map(\.member) == [anji.origin])
        #expect(try hangzhou.stability().keys.sorted() == [.common])
    }

    @Test func `news of a scope that is not shared, or from a branch, are not heard`() throws {
        let (hub, anji, hangzhou) = try network()
        let lease = ScopeID.site(site("anji"))
        let held = try hub.vector { $0 == lease }
        let forged = MemberNews(
            number: 99, groups: [.init(member: hub.origin, scope: lease, held, claims: held)])
        let includes = policy.shared(site("beijing"), site("hangzhou"), hub: sites.hub)
        try hangzhou.hear(forged, from: hub.origin, claims: held, includes)
        #expect(try hangzhou.stability()[lease] == nil)
        let more = MemberNews(
            number: 99,
            groups: [
                .init(
                    member: hangzhou.origin, scope: .common, VersionVector(),
                    claims: try anji.vector { $0 == .common })
            ])
        let before = try hub.stability()
        try hub.hear(more, from: anji.origin, claims: try anji.vector { _ in true }) { _ in true }
        #expect(try hub.stability() == before)
    }

    @Test func `a lapsed site does not begin a scope in which it had written nothing`() throws {
        let (hub, anji, hangzhou) = try network()
        try hub.takeStep(.lapse, site("hangzhou"), author: "hub", reason: nil)
        try hangzhou.edit(author: "test") { draft in
            try draft.insert("company", key("C-2"), ["name": .text("Xinghe")])
            try draft.insert("lease", key("L-2"), ["site": .text("hangzhou"), "rent": .integer(2)])
        }
        let report = try exchange(hangzhou, hub, policy: policy)
        #expect(report.refusedOwn.count == 2)
        #expect(try hub.record("lease", key("L-2")) == nil)
        // Nothing of it waits for what was refused: nobody would ever bring that.
        #expect(try hub.heldTransactions().isEmpty)
        #expect(try anji.record("company", key("C-2")) == nil)
    }

    @Test func `a scope of the hub's own is stable when the hub has it`() throws {
        let (hub, _, hangzhou) = try network()
        let mine = ScopeID.site(site("hangzhou"))
        try hangzhou.edit(author: "test") { draft in
            try draft.insert("lease", key("L-2"), ["site": .text("hangzhou")])
        }
        for _ in 0..<2 { try exchange(hangzhou, hub, policy: policy) }
        try hub.beginMembers()
        for _ in 0..<2 { try exchange(hangzhou, hub, policy: policy) }
        #expect(try hub.stability()[mine]?.vector == hub.vector { $0 == mine })
    }
}
