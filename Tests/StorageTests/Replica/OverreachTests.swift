import Causality
import Storage
import Sync
import Testing

/// A member writes within its grants, and what oversteps them is evidence and nothing else, alike at every
/// site (ASSURANCE T14).
struct OverreachTests {
    private static let seed: UInt64 = 14
    private let sites = Sites()
    private let names = ["beijing", "anji", "hangzhou"]

    private func holds(_ site: SiteID, _ scope: ScopeID) -> Bool {
        site == sites.hub || scope == .common || scope == .roster || scope == .site(site)
    }

    private func make(_ name: String) throws -> Replica {
        var environment = sites.environment
        environment.holds = { site, hub, scope in
            site == hub || scope == .common || scope == .roster || scope == .site(site)
        }
        return try Replica.create(
            directory: sites.path(name), site: site(name), hub: sites.hub,
            schema: TestSchema.replica, environment: environment)
    }

    /// What a site may write, said in another way than the replica says it.
    private func isAllowed(_ stream: Causality.Stream) -> Bool {
        switch (stream.origin.site.name, stream.scope.name) {
        case ("beijing", _), (_, "common"): true
        case (let name, let scope): scope == "site/\(name)"
        }
    }

    /// One transaction of every site in every scope.
    private func everything() throws -> [(stream: Causality.Stream, record: LogRecord)] {
        let scopes =
            [ScopeID.common, .roster, .capital] + names.map { ScopeID.site(site($0)) }
        return names.flatMap { name in
            scopes.map { scope in
                var forge = Forge(name, scope: scope)
                let record = forge.next([])
                return (forge.stream, record)
            }
        }
    }

    @Test func `T14: what oversteps is put aside at every site, in every order and by any way`()
        throws
    {
        var random = SeededGenerator(seed: Self.seed)
        let all = try everything()
        for round in 0..<20 {
            let replica = try make("hub-\(round)")
            for (stream, record) in all.shuffled(using: &random) {
                let from = names.randomElement(using: &random) ?? "anji"
                let results = try replica.apply([record], from: site(from)) { _ in true }
                let isApplied = results.map(\.outcome) == [.applied]
                #expect(
                    isApplied == isAllowed(stream),
                    "seed \(Self.seed), round \(round): \(stream) from \(from): \(results)")
            }
            let vector = try replica.vector { _ in true }
            #expect(vector.entries.allSatisfy { isAllowed($0.stream) })
            #expect(
                Set(vector.entries.map(\.stream)) == Set(all.map(\.stream).filter(isAllowed)))
            let aside = try replica.quarantinedTransactions().compactMap(\.dot?.stream)
            #expect(Set(aside) == Set(all.map(\.stream).filter { !isAllowed($0) }))
        }
    }

    @Test
    func `T15: nobody learns from what waits how much there is in a scope that it does not hold`()
        throws
    {
        let hub = try make("beijing")
        try hub.edit(author: "王芳") { draft in
            try draft.insert("lease", key("L-1"), ["site": .text("hangzhou")])
        }
        let sealed = Causality.Stream(origin: hub.origin, scope: .site(site("hangzhou")))
        var said: Set<String> = []
        for (at, number) in [1, 2, 900].enumerated() {
            var forge = Forge("anji", scope: .common, epoch: UInt32(at + 1))
            let record = forge.next([], seen: VersionVector([(sealed, UInt64(number))]))
            let why = try hub.take([record])[0].quarantine
            said.insert(why ?? "taken in, or waiting")
        }
        #expect(
            said == [
                "it names beijing.1/site/hangzhou, which is of another scope than common"
            ])
        // What they name of their own scope, of common and of the roster waits as ever.
        var forge = Forge("anji", scope: .site(site("anji")))
        let common = Causality.Stream(origin: hub.origin, scope: .common)
        let seen = VersionVector([(common, UInt64(1))])
        guard case .held = try hub.take([forge.next([], seen: seen)])[0] else {
            Issue.record("it does not wait for its causes")
            return
        }
    }

    @Test(arguments: [
        "lease\"; DROP TABLE moso_log; --", "x'); DELETE FROM moso_stream; --", "SELECT",
        "moso_log",
        "sqlite_master", "L-1' OR '1'='1",
    ])
    func `T23: names and values that are SQL are names and values`(text: String) throws {
        let hub = try make("beijing")
        var forge = Forge("anji", scope: .site(site("anji")))
        let values = [CellValue(cell: text, value: .text(text))]
        let results = try hub.take([
            forge.next([
                .insertLease("L-1", site: "anji", [CellValue(cell: "label", value: .text(text))])
            ]) { transaction in
                transaction.author = text
                transaction.reason = text
            },
            forge.next([Operation(table: text, key: key("L-1"), change: .insert(values))]),
            forge.next([.insertLease("L-2", site: "anji", values)]),
            forge.next([.insertLease(text, site: "anji")]),
        ])
        #expect(results == Array(repeating: .applied, count: 4))
        #expect(try hub.lease("L-1", "label") == .text(text))
        #expect(try hub.lease(text, "site") == .text("anji") && hub.lease("L-2", "site") != nil)
        #expect(try hub.verify().findings.isEmpty)
    }

    @Test func `T14: the roster is the hub's, and a site's records are its own`() throws {
        let hub = try make("beijing")
        for scope in [ScopeID.roster, .capital, .site(site("hangzhou"))] {
            var forge = Forge("anji", scope: scope)
            let result = try hub.apply([forge.next([])], from: site("anji")) { _ in true }[0]
            #expect(result.outcome == .quarantined(why: "anji may not write in \(scope)"))
        }
    }
}
