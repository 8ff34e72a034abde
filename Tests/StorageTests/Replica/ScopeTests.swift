import Causality
import Storage
import Testing

/// A record lives in one scope, and a site writes only what it holds.
struct ScopeTests {
    private let sites = Sites()

    /// A branch that holds `common` and its own scope.
    private func branch() throws -> Replica {
        var environment = sites.environment
        environment.holds = { site, hub, scope in
            site == hub || scope == .common || scope == .site(site)
        }
        return try Replica.create(
            directory: sites.path("anji"), site: site("anji"), hub: sites.hub,
            schema: TestSchema.replica, environment: environment)
    }

    @Test func `a record of a scope that the site does not hold is refused when it is typed`()
        throws
    {
        let anji = try branch()
        do {
            try anji.edit(author: "test") {
                try $0.insert("lease", key("L-1"), ["site": .text("hangzhou")])
            }
            Issue.record("it was acknowledged, and would never have left")
        } catch StorageError.notHeld(let scope, _, let found) {
            #expect(scope == .site(site("hangzhou")))
            #expect(found == key("L-1"))
        }
        #expect(try anji.record("lease", key("L-1")) == nil)
    }

    @Test func `so it is to another tool`() throws {
        let anji = try branch()
        let said = OtherTool(sites.path("anji") + "/replica.db")
            .run("INSERT INTO lease(id, site) VALUES('L-1', 'hangzhou')")
        #expect(said?.contains("another site") == true)
        try anji.sealForeignEdits()
        #expect(try anji.record("lease", key("L-1")) == nil)
        #expect(try anji.verify().findings.isEmpty)
    }

    @Test(arguments: [("company", "site/anji"), ("lease", "common"), ("lease", "capital")])
    func `a peer's row outside of its table's scope is put aside`(table: String, scope: String)
        throws
    {
        let hub = try sites.make("beijing")
        let named = try #require(ScopeID(scope))
        var peer = Forge("anji", scope: named)
        let record = peer.next([
            Operation(table: table, key: key("X-1"), change: .insert([]))
        ])
        #expect(try hub.take([record])[0].quarantine?.contains("does not live in scope") == true)
    }

    @Test func `two sites that use one key make a conflict that every replica sees alike`() throws {
        var here = Forge("anji", scope: .site(site("anji")))
        var there = Forge("hangzhou", scope: .site(site("hangzhou")))
        let records = [
            here.next([.insertLease("L-1", site: "anji")]),
            there.next([.insertLease("L-1", site: "hangzhou")]),
        ]
        let one = try sites.make("beijing")
        let other = try sites.make("tianjin")
        try one.take(records)
        try other.take(records.reversed())
        for scope in [ScopeID.site(site("anji")), .site(site("hangzhou"))] {
            #expect(try one.stateDigest(of: scope) == other.stateDigest(of: scope))
        }
        #expect(try one.openConflicts().map(\.cell) == ["site"])
        #expect(try one.openConflicts().map(\.id) == other.openConflicts().map(\.id))
        #expect(try one.verify().findings.isEmpty)
    }
}
