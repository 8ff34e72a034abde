import Domain
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

/// Every cell of the table of rights, asked of the routes.
@Suite("Rights and routes")
struct AreaRouteTests {
    @Test(arguments: Role.allCases)
    func `a role gets just the pages that the table grants`(_ role: Role) async throws {
        let server = Server()
        let inside = try server.inside(role)
        let start = try await server.ask("/", headers: inside)
        #expect(start.status == (role.may(.see, .overview) ? .ok : .seeOther))
        let sees = Area.records.contains { role.may(.see, $0) }
        for (path, may) in [
            ("/queue", sees), ("/records", sees), ("/reports", role.may(.see, .reports)),
            ("/today", sees), ("/outbox", sees), ("/exchange", sees),
            ("/overview", role.may(.see, .overview)), ("/audit", role.may(.see, .audit)),
            ("/settings", role.may(.see, .settings)),
            ("/people", role.may(.see, .people)), ("/charts", role.may(.see, .reports)),
            ("/guest", role.may(.see, .guest)),
            ("/queue/C-K4T9XQ/bulk?take=anji", Area.records.contains { role.may(.decide, $0) }),
        ] {
            let answer = try await server.ask(path, headers: inside)
            #expect(answer.status == (may ? .ok : .forbidden), "\(role) \(path)")
        }
    }

    @Test(arguments: Role.allCases)
    func `a role sees and writes just the kinds that the table grants`(_ role: Role) async throws {
        let server = Server()
        let inside = try server.inside(role)
        let token = try await server.ask("/records", headers: inside).formToken ?? ""
        for kind in NetworkSchema.kinds {
            let area = Area(of: kind)
            let (sees, writes) = (role.may(.see, area), role.may(.write, area))
            for (path, may) in [
                ("/records/\(kind.name)", sees), ("/records/\(kind.name)/C-7", sees),
                ("/records/\(kind.name)?format=xlsx", sees),
                ("/exchange/export?kind=\(kind.name)", sees),
                ("/records/\(kind.name)/new", writes), ("/records/\(kind.name)/C-7/edit", writes),
            ] {
                let answer = try await server.ask(path, headers: inside)
                #expect(answer.status == (may ? .ok : .forbidden), "\(role) \(path)")
            }
            let posted = try await server.post(
                "/records/\(kind.name)/new",
                [("form_token", token), ("once", kind.name), ("f.legal_name", "x")], headers: inside
            )
            #expect(posted.status == (writes ? .seeOther : .forbidden), "\(role) \(kind.name)")
        }
        let granted = NetworkSchema.kinds.count { role.may(.write, Area(of: $0)) }
        #expect(server.backend.saved.withLock { $0.count } == granted)
    }

    @Test(arguments: [
        "/", "/queue", "/queue/C-K4T9XQ", "/queue/undo", "/records", "/records/company",
        "/records/company/C-7", "/records/company/new", "/records/company/C-7/edit", "/reports",
        "/reports/occupancy", "/nothing", "/today", "/outbox", "/outbox/take-back", "/exchange",
        "/exchange/import", "/exchange/confirm", "/exchange/export?kind=company", "/overview",
        "/audit", "/settings", "/people", "/people/invite", "/people/remove", "/charts", "/guest",
        "/queue/C-K4T9XQ/note", "/queue/C-K4T9XQ/bulk",
    ])
    func `whoever is not inside gets nothing, by whatever method`(_ path: String) async throws {
        let server = Server()
        #expect(try await server.ask(path).status == .seeOther)
        let posted = try await server.post(path, [("form_token", "x")])
        #expect(posted.status == .unauthorized)
        #expect(try await server.ask(path, .delete).status == .methodNotAllowed)
        #expect(server.backend.saved.withLock { $0.isEmpty })
    }
}
