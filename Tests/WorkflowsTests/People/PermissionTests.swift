import Causality
import Domain
import Testing

@testable import Storage
@testable import Workflows

@Suite("Who may do what")
struct PermissionTests {
    @Test func `what may be changed may be seen`() {
        for role in Role.allCases {
            for area in Area.allCases {
                for verb in [Verb.write, .decide] where role.may(verb, area) {
                    #expect(role.may(.see, area), "\(role) \(verb) \(area)")
                }
            }
        }
    }

    @Test func `the auditor sees everything and writes nothing`() {
        for area in Area.allCases {
            #expect(Role.auditor.may(.see, area))
            #expect(!Role.auditor.may(.write, area) && !Role.auditor.may(.decide, area))
        }
    }

    @Test func `who may come in is the director's business alone`() {
        #expect(Role.allCases.filter { $0.may(.write, .people) } == [.director])
    }

    @Test
    func `investments are seen at head office alone, and decided by director and capital team`() {
        #expect(
            Role.allCases.filter { $0.may(.see, kind: "investment") }
                == [.director, .operations, .capital, .auditor])
        #expect(
            Role.allCases.filter { $0.may(.decide, kind: "investment") } == [.director, .capital])
    }

    @Test(arguments: ["common", "site/anji", "capital", "city/330523"])
    func `a fork belongs to the area of the records that were written twice`(_ scope: String)
        throws
    {
        let stream = Causality.Stream(
            origin: Origin(site: try #require(SiteID("anji")), epoch: 1),
            scope: try #require(ScopeID(scope)))
        let fork = Fork(stream: stream, seq: 1, branches: [], isSettled: false)
        let item = InboxItem(
            id: fork.id, shortID: "", content: .fork(fork), scope: stream.scope, kind: "fork")
        let area = Area(of: stream.scope)
        for role in Role.allCases {
            #expect(item.isFor(role) == role.may(.see, area), "\(role)")
            #expect(item.mayBeDecided(by: role) == role.may(.decide, area), "\(role)")
        }
    }

    @Test func `the area of a scope is as confidential as the scope`() throws {
        let anji = try #require(SiteID("anji"))
        let areas: [(ScopeID, Area)] = [
            (.common, .network), (.roster, .network), (.capital, .capital), (.site(anji), .site),
            (.city("330523"), .city),
        ]
        for (scope, area) in areas { #expect(Area(of: scope) == area, "\(scope)") }
    }

    @Test func `every kind belongs to an area that somebody may write`() {
        for kind in NetworkSchema.kinds {
            #expect(Area.records.contains(Area(of: kind)))
            #expect(Role.allCases.contains { $0.may(.write, kind: kind.name) })
        }
        #expect(!Role.allCases.contains { $0.may(.see, kind: "no such kind") })
    }
}
