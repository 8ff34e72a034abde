import Causality
import Domain
import Testing

/// D03: what the cards of one company say differently, field by field.
struct LinkedCardsRuleTests {
    private func card(_ key: String, _ values: [String: Value]) throws -> LinkedCard {
        LinkedCard(key: try #require(RecordKey(key)), values: values)
    }

    @Test func `what one card leaves empty, sets and notes are no question`() throws {
        let cards = [
            try card("C-1", ["legal_name": .text("a"), "note": .text("x"), "sectors": .text("s")]),
            try card("C-2", ["stage": .text("b"), "note": .text("y"), "sectors": .text("t")]),
            try card("C-3", ["legal_name": .text("a")]),
        ]
        #expect(LinkedCardsRule.findings(cards).isEmpty)
    }

    @Test func `an option writes its value on every card that says otherwise`() throws {
        let cards = [
            try card("C-1", ["stage": .text("a")]), try card("C-2", ["stage": .text("b")]),
            try card("C-3", ["stage": .text("a")]), try card("C-4", [:]),
        ]
        let findings = LinkedCardsRule.findings(cards)
        #expect(findings.map(\.columns) == [["stage", "aliases", "retired"]])
        #expect(findings.first?.rows.map(\.key.text) == ["C-1", "C-2", "C-3"])
        let writes = findings.first?.options.map { option in
            option.writes.map { "\($0.row.key) \($0.column) \($0.value.text ?? "")" }
        }
        #expect(writes == [["C-2 stage a"], ["C-1 stage b", "C-3 stage b"]])
    }

    @Test func `fields of a group are decided together`() throws {
        let cards = [
            try card("C-1", ["funding_status": .text("x"), "funding_as_of": .text("2023-01-01")]),
            try card("C-2", ["funding_status": .text("x"), "funding_as_of": .text("2023-02-01")]),
        ]
        let findings = LinkedCardsRule.findings(cards)
        #expect(findings.count == 1)
        #expect(
            findings.first?.options.first?.writes.map(\.column) == [
                "funding_status", "funding_as_of",
            ])
    }
}
