import Causality
import Glibc
import Storage
import Sync
import Wire

/// A hub and branches that know each other by keys, with records of the capital and of talks with cities.
final class GrantedSites {
    static let capital = ScopeID.capital
    static let city = ScopeID.city("330523")
    static let schema = ReplicaSchema(
        version: 1,
        tables: TestSchema.replica.tables + [
            TableSchema(
                name: "deal",
                columns: [
                    .init(name: "name", storage: .text, policy: .listed(.latest)),
                    .init(name: "amount", storage: .integer, policy: .ask),
                    .init(name: "contact", storage: .text, policy: .latest, personalSince: 1),
                ], scope: .fixed(.capital)),
            TableSchema(
                name: "talk",
                columns: [
                    .init(name: "city", storage: .text, policy: .immutable),
                    .init(name: "offer", storage: .text, policy: .latest),
                ], scope: .cityOf(column: "city")),
        ])

    let world = KeyedSites()
    var sites: Sites { world.sites }
    let hub: Replica
    private(set) var branches: [String: Replica] = [:]
    /// What each branch has been sent, body after body.
    var received: [SiteID: [[UInt8]]] = [:]

    init(_ names: [String] = ["anji", "hangzhou", "wuxi"]) throws {
        hub = try Replica.create(
            directory: world.sites.path("beijing"), site: site("beijing"), hub: site("beijing"),
            schema: Self.schema, environment: Self.environment(world.sites))
        for name in names {
            let branch = try Replica.create(
                directory: sites.path(name), site: site(name), hub: sites.hub,
                schema: Self.schema, environment: Self.environment(sites))
            try world.enrol("beijing", at: branch)
            sites.clock.advance(1)
            try world.enrol(name, at: hub)
            branches[name] = branch
        }
        for name in names { try sync(name) }
    }

    static func environment(
        _ sites: Sites, all: SiteID? = nil
    ) -> ReplicaEnvironment {
        var environment = sites.environment
        environment.holds = { site, hub, scope in
            site == all || Sites.holds(site, hub: hub, scope)
        }
        return environment
    }

    func branch(_ name: String) throws -> Replica {
        if let known = branches[name] { return known }
        let opened = try Replica.open(
            directory: sites.path(name), schema: Self.schema, environment: Self.environment(sites))
        branches[name] = opened
        return opened
    }

    /// Lets go of a branch's file.
    func close(_ name: String) { branches[name] = nil }

    func grant(_ scope: ScopeID, to name: String) throws {
        sites.clock.advance(1)
        try hub.grant(scope, to: site(name), isGiven: true, author: "王芳", reason: "joint work")
    }

    func withdraw(_ scope: ScopeID, from name: String) throws {
        sites.clock.advance(1)
        try hub.grant(scope, to: site(name), isGiven: false, author: "王芳", reason: "ended")
    }

    /// A branch calls the hub, or another branch.
    @discardableResult
    func sync(_ caller: String, _ other: String? = nil) throws -> SyncReport {
        let replica = try branch(caller)
        return try world.sync(replica, try other.map(branch) ?? hub) { reply in
            self.received[replica.meta.site, default: []].append(reply)
            return reply
        }
    }

    func deal(_ replica: Replica, _ name: String, _ said: String? = nil) throws {
        sites.clock.advance(1)
        try replica.edit(author: "李娜") { draft in
            try draft.insert(
                "deal", key(name),
                ["name": .text(said ?? name), "contact": .text("contact of \(name)")])
        }
    }

    func rename(_ replica: Replica, _ name: String, to said: String) throws {
        sites.clock.advance(1)
        try replica.edit(author: "李娜") { draft in
            try draft.set("deal", key(name), ["name": .text(said)])
        }
    }

    func shown(_ replica: Replica, _ name: String) throws -> String? {
        try replica.record("deal", key(name))?.columns[0].text
    }

    /// The dots of the transactions that lie in a branch's files of unsent work.
    func saved(_ name: String) throws -> Set<Dot> {
        var dots: Set<Dot> = []
        for work in UnsentWork.files(in: sites.path(name)) {
            var body = ReceivedBody()
            try body.feed(bytes(of: work.path) ?? [])
            dots.formUnion(body.records.compactMap { ChainLink($0)?.dot })
        }
        return dots
    }
}
