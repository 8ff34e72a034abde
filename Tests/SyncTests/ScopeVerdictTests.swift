import Causality
import Sync
import Testing
import Wire

@Suite struct ScopeVerdictTests {
    private let one = Digest256(of: [1])
    private let other = Digest256(of: [2])

    private func vector(_ anji: UInt64, _ beijing: UInt64) -> VersionVector {
        VersionVector([
            (Stream(origin: Origin(site: .named("anji"), epoch: 1), scope: .common), anji),
            (Stream(origin: Origin(site: .named("beijing"), epoch: 1), scope: .common), beijing),
        ])
    }

    @Test func `the same transactions and the same state are equal`() {
        #expect(ScopeVerdict(here: (vector(3, 4), one), there: (vector(3, 4), one)) == .equal)
    }

    @Test func `the same transactions and another state are a difference`() {
        #expect(ScopeVerdict(here: (vector(3, 4), one), there: (vector(3, 4), other)) == .different)
    }

    @Test func `other transactions are nothing to compare, whatever the states say`() {
        for there in [one, other] {
            #expect(
                ScopeVerdict(here: (vector(5, 4), one), there: (vector(3, 7), there))
                    == .apart(onlyHere: 2, onlyThere: 3))
        }
    }

    @Test func `a scope the other end does not answer for is not compared`() {
        #expect(ScopeVerdict(here: (vector(1, 0), one), there: nil) == .notThere)
    }

    @Test func `a scope's slash travels escaped`() {
        #expect(
            DigestQuestion.scope(.of("anji")).request(site: .named("anji")).path
                == "/v1/digest?scope=site%2Fanji&site=anji")
    }
}
