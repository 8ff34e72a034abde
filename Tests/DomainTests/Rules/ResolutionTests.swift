import Causality
import Domain
import Testing

@Suite struct ResolutionTests {
    private let findings =
        IntervalRules.seatFindings([
            interval("A-1", "S-1", "2023-01-01", nil), interval("A-2", "S-1", "2023-02-01", nil),
        ])
        + IntervalRules.termFindings([
            interval("M-1", "T-1", "2023-01-01", nil), interval("M-2", "T-1", "2023-02-01", nil),
        ])
        + FreeMonthsRule.findings([freeTerm("M-1", "C-1", "2023-05-08", "2024-05-08")])
        + GateRule.findings([
            PassFact(
                key: key("G-1"), reviewer: nil, mandateFrom: nil, mandateTo: nil, signedOn: nil,
                hasInterest: false)
        ]) + ResolutionTests.quotas + ResolutionTests.duplicates

    private static var quotas: [Finding] {
        QuotaRule.findings(
            [
                DrawFact(
                    kind: "subsidy", key: key("Z-1"), quota: "春补", wanted: 5_000, covered: 3_050),
                DrawFact(kind: "investment", key: key("V-1"), quota: "竹海", wanted: 9, covered: 0),
                DrawFact(kind: "investment", key: key("V-2"), quota: "竹海", wanted: 9, covered: 9),
            ],
            [
                DisputeFact(
                    key: key("J-1"), quota: "竹海", writer: origin("anji.1"),
                    why: Label("超出份额", "too much"))
            ])
    }

    private static var duplicates: [Finding] {
        let cards = ["C-1", "C-2"].map {
            CompanyFact(
                key: key($0), name: "演示·澜图", creditCode: nil, contact: nil, aliases: [],
                distinct: [])
        }
        let coded = ["C-3", "C-4"].map {
            CompanyFact(
                key: key($0), name: $0, creditCode: "91330523XU0010005G", contact: nil, aliases: [],
                distinct: [])
        }
        let card = { (key: RecordKey) in (cards + coded).first { $0.key == key } }
        return DuplicateRule.byName(cards, AliasIndex([]), card: card)
            + DuplicateRule.byCode(coded, AliasIndex([]), card: card)
    }

    @Test func `every way out writes a value that its field may hold`() throws {
        #expect(Set(findings.map(\.rule)) == Set(RuleID.allCases))
        for option in findings.flatMap(\.options) {
            let field = try #require(NetworkSchema.kind(option.row.table)?.field(option.column))
            let typed = field.type.display(option.value).en
            #expect(field.parse(typed) == .success(option.value), "\(option.code)")
        }
    }

    @Test func `every finding names columns of its rows and tables of its rule`() throws {
        for finding in findings {
            #expect(Set(finding.options.map(\.code)).count == finding.options.count)
            #expect(!finding.detail.zh.isEmpty && !finding.detail.en.isEmpty)
            for row in finding.rows {
                #expect(finding.rule.tables.contains(row.table))
                let kind = try #require(NetworkSchema.kind(row.table))
                for column in finding.columns { #expect(kind.field(column) != nil, "\(column)") }
            }
        }
    }

    @Test func `every rule is explained in both languages`() {
        for rule in RuleID.allCases {
            for label in [rule.label, rule.explanation] {
                #expect(!label.zh.isEmpty && !label.en.isEmpty)
            }
        }
    }
}
