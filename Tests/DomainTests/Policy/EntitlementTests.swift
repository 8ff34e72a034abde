import Causality
import Domain
import Testing

@Suite struct EntitlementTests {
    private func site(_ name: String) throws -> SiteID { try #require(SiteID(name)) }

    @Test func `a site holds what is common and its own`() throws {
        let anji = try site("anji")
        let holds = Entitlement.scopes(of: anji, hub: try site("beijing"))
        #expect(holds(.common) && holds(.roster) && holds(.site(anji)))
        #expect(!holds(.capital))
        for name in ["site/beijing", "site/anji2", "site/tianjin", "city/330523"] {
            #expect(!holds(try #require(ScopeID(name))), "\(name)")
        }
    }

    @Test func `the hub holds everything`() throws {
        let holds = Entitlement.scopes(of: try site("beijing"), hub: try site("beijing"))
        for name in ["common", "roster", "capital", "site/anji", "city/330523"] {
            #expect(holds(try #require(ScopeID(name))), "\(name)")
        }
    }
}
