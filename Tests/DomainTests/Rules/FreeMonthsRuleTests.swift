import Causality
import Domain
import Testing

@Suite struct FreeMonthsRuleTests {
    @Test func `six months are within the limit, also in two halves at one site`() {
        let facts = [
            freeTerm("M-1", "C-1", "2023-05-08", "2023-08-20"),
            freeTerm("M-2", "C-1", "2023-08-20", "2023-11-08"),
            freeTerm("M-3", "C-2", "2023-08-31", "2024-02-29"),
        ]
        #expect(FreeMonthsRule.findings(facts).isEmpty)
    }

    @Test func `six more months at another site are found`() throws {
        let facts = [
            freeTerm("M-anji", "C-1", "2023-11-08", "2024-05-08"),
            freeTerm("M-beijing", "C-1", "2023-05-08", "2023-11-08"),
        ]
        let findings = FreeMonthsRule.findings(facts)
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(finding.keys == ["M-anji", "M-beijing"])
        #expect(finding.detail.en.contains("12 free months"))
        // The first six months use the limit up: the rest can only be excepted or withdrawn.
        #expect(finding.options.map(\.code) == ["exception", "withdraw-last"])
        #expect(finding.option("exception")?.row.key == key("M-anji"))
    }

    @Test func `the last term can be cut to what is left`() throws {
        let facts = [
            freeTerm("M-1", "C-1", "2023-01-01", "2023-05-01"),
            freeTerm("M-2", "C-1", "2023-06-15", "2023-10-15"),
        ]
        let finding = try #require(FreeMonthsRule.findings(facts).first)
        let cut = try #require(finding.option("shorten-last"))
        #expect(cut.row.key == key("M-2") && cut.column == "to_day")
        #expect(cut.value == .text("2023-08-15"))
    }

    @Test func `a free term without an end is beyond any limit`() throws {
        let finding = try #require(
            FreeMonthsRule.findings([freeTerm("M-1", "C-1", "2023-05-08", nil)]).first)
        #expect(finding.option("shorten-last")?.value == .text("2023-11-08"))
    }

    @Test func `a term whose days are no days is not counted`() {
        #expect(FreeTermFact(key: key("M"), company: "C", from: "2023-05-08", to: "never") == nil)
        #expect(FreeTermFact(key: key("M"), company: "C", from: "", to: "2023-05-08") == nil)
        #expect(
            FreeTermFact(key: key("M"), company: "C", from: "2023-05-08", to: "2023-05-07") == nil)
    }

    @Test(arguments: seeds)
    func `the cut keeps the limit and one day more does not`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let facts = (0..<Int.random(in: 1...4, using: &random)).map { number in
                let from = randomDay(using: &random)
                let to = from.adding(days: Int.random(in: 1...250, using: &random))
                return freeTerm("M-\(number)", "C-1", from.description, to.description)
            }
            let findings = FreeMonthsRule.findings(facts)
            let total = FreePeriod.total(of: facts.map(\.period))
            #expect(findings.isEmpty == (total <= FreeMonthsRule.monthsMax), "seed \(seed)")
            #expect(FreeMonthsRule.findings(facts.reversed()) == findings, "seed \(seed)")
            guard let cut = findings.first?.option("shorten-last"),
                let end = cut.value.text.flatMap({ LocalDay($0) })
            else { continue }
            #expect(
                FreeMonthsRule.findings(facts.ending(cut.row.key, at: end)).isEmpty, "seed \(seed)")
            let longer = facts.ending(cut.row.key, at: end.adding(days: 1))
            #expect(!FreeMonthsRule.findings(longer).isEmpty, "seed \(seed)")
        }
    }
}

extension [FreeTermFact] {
    fileprivate func ending(_ key: RecordKey, at end: LocalDay) -> [FreeTermFact] {
        map { fact in
            fact.key == key
                ? freeTerm(
                    key.text, fact.company, fact.period.from.description, end.description) : fact
        }
    }
}
