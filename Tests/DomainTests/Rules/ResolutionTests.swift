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
        ]) + ResolutionTests.seats + ResolutionTests.quotas + ResolutionTests.duplicates

    /// Of a seat that was removed, and of one that is another site's.
    private static var seats: [Finding] {
        let fact = { (scope: ScopeID, outage: SeatOutage?) in
            SeatFact(
                interval("A-3", "S-2", "2023-01-01", nil), scope: scope, seatScope: .common,
                outage: outage)
        }
        let site = origin("anji.1").site
        let removed = SeatOutage(state: "removed", since: "2023-03-01", retired: nil)
        return SeatRules.outageFindings([fact(.common, removed)])
            + SeatRules.assignmentFindings([fact(.site(site), nil)])
    }

    private static var quotas: [Finding] {
        QuotaRule.findings(
            [
                DrawFact(
                    kind: "subsidy", key: key("Z-1"), quota: "春补", wanted: 5_000, covered: 3_050),
                DrawFact(kind: "investment", key: key("V-1"), quota: "竹海", wanted: 9, covered: 0),
                DrawFact(kind: "investment", key: key("V-2"), quota: "竹海", wanted: 9, covered: 9),
                DrawFact(
                    kind: "investment", key: key("V-3"), quota: "竹海", wanted: 9, covered: 9,
                    otherCurrency: ("CNY", ["USD"])),
            ],
            [
                DisputeFact(
                    key: key("J-1"), quota: "竹海", writer: origin("anji.1"),
                    why: Label("超出份额", "too much"))
            ],
            [
                SourceFact(
                    kind: "fund", key: key("K-1"), quota: "竹海", unit: "CNY", granted: 2_000,
                    size: 1_000, currencies: ["USD"], isRetired: true),
                SourceFact(
                    kind: "subsidy_budget", key: key("B-1"), quota: "春补", unit: "CNY", granted: 2,
                    size: nil, currencies: ["CNY"], isRetired: false),
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
            + LinkedCardsRule.findings([
                LinkedCard(key: key("C-5"), values: ["stage": .text("A")]),
                LinkedCard(key: key("C-6"), values: ["stage": .text("B")]),
            ])
    }

    @Test func `every way out writes a value that its field may hold`() throws {
        #expect(Set(findings.map(\.rule)) == Set(RuleID.allCases))
        for write in findings.flatMap(\.options).flatMap(\.writes) {
            let field = try #require(NetworkSchema.kind(write.row.table)?.field(write.column))
            let typed = field.type.display(write.value).en
            #expect(field.parse(typed) == .success(write.value), "\(write)")
        }
    }

    @Test func `every finding names columns of its rows and tables of its rule`() throws {
        for finding in findings {
            #expect(Set(finding.options.map(\.code)).count == finding.options.count)
            #expect(!finding.detail.zh.isEmpty && !finding.detail.en.isEmpty)
            for row in finding.rows {
                #expect(finding.rule.tables.contains(row.table))
            }
            let kinds = try finding.rows.map { try #require(NetworkSchema.kind($0.table)) }
            for column in finding.columns {
                #expect(kinds.contains { $0.field(column) != nil }, "\(column)")
            }
            for kind in kinds {
                #expect(finding.columns.contains { kind.field($0) != nil }, "\(kind.name)")
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
