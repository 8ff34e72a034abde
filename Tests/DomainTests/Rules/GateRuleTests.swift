import Causality
import Domain
import Testing

@Suite struct GateRuleTests {
    private func review(
        reviewer: String? = "周教授", from: String? = "2023-01-01", to: String? = "2023-12-31",
        signed: String? = "2023-08-11", interest: Bool = false
    ) -> PassFact {
        PassFact(
            key: key("G-1"), reviewer: reviewer, mandateFrom: from, mandateTo: to,
            signedOn: signed, hasInterest: interest)
    }

    @Test func `a named reviewer within the mandate may pass`() {
        #expect(GateRule.findings([review()]).isEmpty)
        #expect(GateRule.findings([review(to: nil)]).isEmpty)
        #expect(GateRule.findings([review(from: "2023-08-11", to: "2023-08-11")]).isEmpty)
    }

    @Test func `whatever is missing or wrong holds the gate`() {
        let wrong = [
            review(reviewer: nil), review(reviewer: "　"), review(interest: true),
            review(signed: nil), review(signed: "last week"), review(from: nil),
            review(from: "2023-08-12"), review(to: "2023-08-10"), review(to: "end of term"),
        ]
        for fact in wrong {
            let findings = GateRule.findings([fact])
            #expect(findings.first?.rule == .gateNeedsReviewer, "\(fact)")
            #expect(findings.first?.option("hold")?.value == .text("hold"))
            #expect(findings.first?.option("hold")?.column == "verdict")
        }
    }

    @Test func `findings come in the order of their keys`() {
        let facts = ["G-2", "G-1"].map {
            PassFact(
                key: key($0), reviewer: nil, mandateFrom: nil, mandateTo: nil, signedOn: nil,
                hasInterest: false)
        }
        #expect(GateRule.findings(facts).map(\.keys) == [["G-1"], ["G-2"]])
    }
}
