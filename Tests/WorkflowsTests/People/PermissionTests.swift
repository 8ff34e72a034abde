import Domain
import Testing
import Workflows

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

    @Test func `every kind belongs to an area that somebody may write`() {
        for kind in NetworkSchema.kinds {
            #expect(Area.records.contains(Area(of: kind)))
            #expect(Role.allCases.contains { $0.may(.write, kind: kind.name) })
        }
        #expect(!Role.allCases.contains { $0.may(.see, kind: "no such kind") })
    }
}
