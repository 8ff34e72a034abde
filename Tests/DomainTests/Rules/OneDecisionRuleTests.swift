import Causality
import Domain
import Testing

@Suite("X28: one conflict, one decision")
struct OneDecisionRuleTests {
    private let conflict = "C-5M4R"

    private func row(_ key: String) -> RowReference {
        guard let key = RecordKey(key) else { preconditionFailure("a key") }
        return RowReference("seat_assignment", key)
    }

    private func effect(
        _ key: String, _ value: String, isLive: Bool = true, isAsked: Bool = false
    ) -> DecisionFact.Effect {
        DecisionFact.Effect(
            row: row(key), column: "state", value: .text(value), before: .text("confirmed"),
            isLive: isLive, isAsked: isAsked)
    }

    private func decision(
        _ site: String, _ effects: [DecisionFact.Effect], added: [RowReference] = []
    ) -> DecisionFact {
        DecisionFact(site: site, author: "", effects: effects, added: added)
    }

    private func found(_ decisions: DecisionFact...) -> [Finding] {
        OneDecisionRule.findings(conflict, decisions)
    }

    @Test
    func `two decisions that write different records are one finding, with a way out for each`()
        throws
    {
        let finding = try #require(
            found(
                decision("anji", [effect("A-2", "displaced")]),
                decision("beijing", [effect("A-1", "displaced")])
            ).first)
        #expect(finding.aspect == conflict)
        #expect(finding.rows == [row("A-1"), row("A-2")])
        #expect(finding.options.map(\.code) == ["hold-1", "hold-2", "both"])
        // What the other wrote is as it was before.
        let writes = finding.options.map(\.writes)
        #expect(writes[0].map(\.row) == [row("A-1")] && writes[0][0].value == .text("confirmed"))
        #expect(writes[1].map(\.row) == [row("A-2")] && writes[1][0].value == .text("confirmed"))
        #expect(writes[2].map(\.row) == [row("A-1")] && writes[2][0].isAgain)
    }

    @Test func `two that come to the same are none, nor is one alone`() {
        let alike = decision("anji", [effect("A-2", "displaced")])
        #expect(found(alike, decision("beijing", alike.effects)).isEmpty)
        #expect(found(alike).isEmpty)
    }

    @Test func `one of which nothing is left does not count`() {
        let gone = decision("anji", [effect("A-2", "displaced", isLive: false)])
        #expect(found(gone, decision("beijing", [effect("A-1", "displaced")])).isEmpty)
    }

    @Test func `what a field's own conflict tells is not told again`() {
        let values = ["ended", "displaced"]
        let asked = values.map { decision($0, [effect("A-1", $0, isAsked: true)]) }
        #expect(OneDecisionRule.findings(conflict, asked).isEmpty)
        let settled = values.map { decision($0, [effect("A-1", $0)]) }
        #expect(OneDecisionRule.findings(conflict, settled).count == 1)
    }

    @Test
    func
        `of cells that both wrote the chosen value is written, and what only one added is retired`()
        throws
    {
        let finding = try #require(
            found(
                decision("anji", [effect("A-1", "ended")]),
                decision("beijing", [effect("A-1", "displaced")], added: [row("A-9")])
            ).first)
        let first = try #require(finding.options.first).writes
        #expect(first.map(\.row) == [row("A-1"), row("A-9")])
        #expect(first.map(\.column) == ["state", "retired"])
        #expect(first[0].value == .text("ended"))
        #expect(finding.options[1].writes.map(\.value) == [.text("displaced")])
    }

    @Test func `however many name one conflict, so many are compared and no more`() throws {
        let many = (0..<500).map { decision("s\($0)", [effect("A-\($0)", "displaced")]) }
        let finding = try #require(OneDecisionRule.findings(conflict, many).first)
        #expect(finding.options.count == OneDecisionRule.comparedMost + 1)
        #expect(finding.rows.count == OneDecisionRule.comparedMost)
    }

    @Test func `of three decisions two that agree stand together against the third`() throws {
        let one = [effect("A-1", "displaced")]
        let finding = try #require(
            found(
                decision("anji", one), decision("beijing", [effect("A-2", "displaced")]),
                decision("hangzhou", one)
            ).first)
        // Choosing what two of them decided leaves the third one's write of it alone.
        #expect(finding.options[0].writes.map(\.row).contains(row("A-2")))
        #expect(
            finding.options[0].writes.first { $0.row == row("A-1") }?.value == .text("displaced"))
    }
}
