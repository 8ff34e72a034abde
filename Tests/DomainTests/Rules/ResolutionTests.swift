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
        + ResolutionTests.tenancies + ResolutionTests.capital + ResolutionTests.others
        + ResolutionTests.twofold

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
                LinkedCard(key: key("C-5"), values: ["stage": .text("a")]),
                LinkedCard(key: key("C-6"), values: ["stage": .text("b")]),
            ])
    }

    private static func fact(
        _ table: String, _ name: String, _ values: [String: Value]
    ) -> RowFact {
        RowFact(RowReference(table, key(name)), values)
    }

    private static var tenancies: [Finding] {
        let closed = fact(
            "tenancy", "T-1",
            [
                "stage": .text("closed"), "moved_out_on": .text("2023-08-31"),
                "exit_reason": .text("graduated-funded"), "company": .text("C-1"),
            ])
        let apart = fact(
            "tenancy", "T-2",
            [
                "stage": .text("closed"),
                "stage_sides": SetText.value(of: ["closed", "market-rent"]),
            ])
        let days: [String: Value] = ["tenancy": .text("T-1"), "from_day": .text("2023-08-01")]
        let later: [String: Value] = ["tenancy": .text("T-1"), "from_day": .text("2023-10-01")]
        let resident = fact(
            "tenancy", "T-3", ["stage": .text("moved-in"), "company": .text("C-1")])
        let round = fact("funding_round", "F-1", ["company": .text("C-1")])
        return TenancyRules.leftovers(
            [closed],
            seats: [fact("seat_assignment", "A-1", days), fact("seat_assignment", "A-2", later)])
            + TenancyRules.disputes(
                [closed, apart],
                terms: [fact("tenancy_term", "M-1", days), fact("tenancy_term", "M-2", later)])
            + TenancyRules.unproven([closed], rounds: [], companies: [])
            + TenancyRules.leaveDue([resident], rounds: [round])
    }

    private static var capital: [Finding] {
        let investment = fact(
            "investment", "V-1", ["stage": .text("committee"), "approved_fen": .integer(5)])
        let review = fact(
            "gate_review", "G-1",
            ["investment": .text("V-1"), "gate": .text("1"), "verdict": .text("fail")])
        let pay = fact(
            "fund_movement", "FM-1", ["investment": .text("V-1"), "amount_fen": .integer(6)])
        return CapitalRules.ungated([investment], reviews: [review])
            + CapitalRules.overpaid([investment], movements: [pay])
    }

    /// Of two sites that did not know of each other.
    private static var twofold: [Finding] {
        let dot = Dot(stream: Stream(origin: origin("anji.1"), scope: .common), seq: 1)
        let entries = ["anji", "beijing"].map {
            fact("waitlist_entry", "W-\($0)", ["company": .text("C-1"), "site": .text($0)])
        }
        let sessions = ["ES-1", "ES-2"].compactMap { name in
            LocalMinute("2023-08-14T15:00").map {
                SessionFact(
                    key: key(name), company: name, expert: "王教授", from: $0, minutes: 30,
                    isOwners: false, stamp: .zero, dot: dot)
            }
        }
        let offers = [1, 2].map { version in
            fact(
                "city_offer", "GO-\(version)",
                [
                    "version": .integer(version), "schooling": .text("b\\n\n\(version)"),
                    "answered_clauses": version == 1 ? .text("housing_units #20") : .null,
                ].filter { !$1.isNull })
        }
        let rounds = ["F-1", "F-2"].map {
            fact("funding_round", $0, ["company": .text("C-1"), "round": .text("A")])
        }
        let numbers = ["T-1", "T-2"].map {
            NumberFact(key: key($0), number: "HD-1", site: $0, stamp: .zero, dot: dot)
        }
        let tenancy = fact("tenancy", "T-9", ["company": .text("C-9"), "stage": .text("moved-in")])
        return QueueRules.acceptedTwice(entries) { $0 } + ExpertRule.findings(sessions)
            + OfferRule.findings(offers) + NumberRule.findings(numbers)
            + RoundRule.findings(rounds, hub: "beijing") { $0 }
            + LivingReference.all[0].findings([tenancy])
            + [
                RetiredRule.finding(
                    RetiredFact(tenancy.row, why: "搬走", edited: ["stage", "rent_fen"]))
            ]
            + IntervalRules.clockFindings(
                ["A-8", "A-9"].map { interval($0, "S-8", "2023-01-01", nil).suspect })
    }

    private static var others: [Finding] {
        let jump = fact(
            "waitlist_entry", "W-1",
            [
                "priority": .text("favoured"), "priority_by": .text("x"),
                "priority_reason": .text("x"), "company": .text("C-1"),
            ])
        let offers = ["W-2", "W-3"].map {
            fact(
                "waitlist_entry", $0,
                ["offered_seats": .integer(2), "offered_from": .text("2023-09-01")])
        }
        let seats = ["S-1", "S-2", "S-3"].map { fact("seat", $0, [:]) }
        let sold = fact(
            "tenancy", "T-4", ["planned_from": .text("2023-09-01"), "seat_count": .integer(4)])
        let year = fact(
            "company_year", "Y-1", ["stamped_figures": .text("people=1"), "people": .integer(2)])
        let bookings = ["BK-1", "BK-2"].compactMap {
            BookingFact(
                key: key($0), room: "P-1", holder: $0, from: LocalMinute("2023-08-11T14:00"),
                to: LocalMinute("2023-08-11T15:00"), priority: nil, stamp: .zero,
                dot: Dot(stream: Stream(origin: origin("anji.1"), scope: .common), seq: 1))
        }
        return QueueRules.jumps(
            [jump], invested: [fact("investment", "V-1", ["company": .text("C-1")])])
            + QueueRules.offerFindings(offers, seats: seats, assignments: [])
            + QueueRules.oversold([sold], seats: seats)
            + PaperRules.unstamped([fact("city_offer", "GO-1", ["answer": .text("accepted")])])
            + PaperRules.moved([year]) { _, _ in LocalDay("2023-01-20").map { ("anji", $0) } }
            + BookingRule.findings(bookings) + decided
    }

    private static var decided: [Finding] {
        OneDecisionRule.findings(
            "C-1",
            ["A-1", "A-2"].map { name in
                DecisionFact(
                    site: name, author: "x",
                    effects: [
                        .init(
                            row: RowReference("seat_assignment", key(name)), column: "state",
                            value: .text("displaced"), before: .text("confirmed"), isLive: true,
                            isAsked: false)
                    ],
                    added: [])
            })
    }

    @Test func `every way out writes a value that its field may hold`() throws {
        #expect(Set(findings.map(\.rule)) == Set(RuleID.allCases))
        for write in findings.flatMap(\.options).flatMap(\.writes) {
            let field = try #require(NetworkSchema.kind(write.row.table)?.field(write.column))
            let typed = field.type.display(write.value).en
            #expect(field.parse(typed) == .success(write.value), "\(write)")
        }
        for made in findings.flatMap(\.options).flatMap(\.additions) {
            let kind = try #require(NetworkSchema.kind(made.row.table))
            for (name, value) in made.values {
                let field = try #require(kind.field(name))
                #expect(field.parse(field.type.display(value).en) == .success(value), "\(made)")
            }
            #expect(kind.fields.allSatisfy { !$0.isRequired || made.values[$0.name] != nil })
        }
    }

    @Test func `every finding names columns of its rows and tables of its rule`() throws {
        for finding in findings {
            #expect(Set(finding.options.map(\.code)).count == finding.options.count)
            #expect(!finding.detail.zh.isEmpty && !finding.detail.en.isEmpty)
            for row in finding.rows {
                // X28 is about whatever decisions wrote.
                #expect(finding.rule == .decidedOnce || finding.rule.tables.contains(row.table))
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
