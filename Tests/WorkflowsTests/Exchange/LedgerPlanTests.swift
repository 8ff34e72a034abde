import Causality
import Domain
import Testing
import Workflows

@Suite("What a ledger's rows become")
struct LedgerPlanTests {
    let plan: LedgerPlan
    let ledger: LedgerImport

    init() throws {
        ledger = try LedgerImport.read(ExchangeFixture.bytes("ledger-anji.csv"))
        plan = LedgerPlan(rows: ledger.rows, site: try #require(SiteID("anji")))
    }

    private func record(_ kind: String, _ key: String) throws -> PlannedRecord {
        try #require(plan.records.first { $0.kind == kind && $0.key.text == key })
    }

    private func count(_ kind: String) -> Int { plan.records.count { $0.kind == kind } }

    @Test func `one company, tenancy and free term a row, one seat and assignment a label`() {
        let labels = ledger.rows.reduce(0) { $0 + $1.seatLabels.count }
        #expect(count("company") == 196)
        #expect(count("tenancy") == 196)
        #expect(count("tenancy_term") == 196)
        #expect(count("seat") == labels)
        #expect(count("seat_assignment") == labels)
        #expect(count("funding_round") > 0)
    }

    @Test func `keys are derived from what the row says`() throws {
        let tenancy = try record("tenancy", "T-anji-91330523XU0010005G-20230419")
        #expect(tenancy["company"] == .text("C-91330523XU0010005G"))
        #expect(tenancy["rent_fen"] == .integer(110_000))
        #expect(tenancy["seat_count"] == .integer(19))
        #expect(tenancy["note"] == .text("按市价续租申请"))
        #expect(tenancy["phone"] == .text("12067818046"))
        let term = try record("tenancy_term", "M-anji-91330523XU0010005G-20230419-free")
        #expect(term["from_day"] == .text("2023-04-19"))
        #expect(term["to_day"] == .text("2023-10-19"))
        let assignment = try record(
            "seat_assignment", "A-anji-91330523XU0010005G-20230419-A-019")
        #expect(assignment["seat"] == .text("S-anji-A-019"))
        #expect(assignment["state"] == .text("confirmed"))
        let round = try record("funding_round", "F-anji-91330523XU0010005G-A")
        #expect(round["amount_fen"] == .integer(3_000_000_000))
    }

    @Test func `a code with a wrong check character is kept but names nothing`() throws {
        let company = try record("company", "C-演示·知微芯片设计有限公司")
        #expect(company["credit_code"] == .text("91330523XU001070XK"))
    }

    @Test func `every field is one that its kind declares, in its type's storage`() throws {
        for record in plan.records {
            let kind = try #require(NetworkSchema.kind(record.kind))
            for field in record.fields {
                let declared = try #require(kind.field(field.name), "\(record.kind).\(field.name)")
                let isInteger = declared.type.storage == .integer
                #expect((field.value.integer != nil) == isInteger, "\(record.kind).\(field.name)")
                if case .choice(let choices) = declared.type {
                    #expect(choices.contains { $0.code == field.value.text })
                }
            }
            for declared in kind.fields where declared.isRequired {
                #expect(record[declared.name] != nil, "\(record.kind).\(declared.name)")
            }
        }
    }

    @Test func `references point to records planned before`() throws {
        var planned: Set<String> = []
        for record in plan.records {
            let kind = try #require(NetworkSchema.kind(record.kind))
            for field in record.fields {
                guard case .reference(let target) = kind.field(field.name)?.type else { continue }
                #expect(planned.contains("\(target) \(field.value)"))
            }
            #expect(planned.insert("\(record.kind) \(record.key)").inserted, "planned once")
        }
    }

    @Test func `the same file again plans the same records`() throws {
        let again = try LedgerImport.read(ExchangeFixture.bytes("ledger-anji.csv"))
        #expect(LedgerPlan(rows: again.rows, site: plan.site) == plan)
    }

    @Test func `an amount that belongs to no named round stays in the note`() throws {
        let note = try record("tenancy", "T-anji-91330523XU0010072E-20230708")["note"]
        #expect(note == .text("拟迁往本部\n最近一轮金额（万元）：500万"))
    }

    @Test func `the longest names still fit in a key`() throws {
        let site = try #require(SiteID(String(repeating: "s", count: 32)))
        let name = String(repeating: "长", count: 40)
        let label = String(repeating: "Ａ", count: 29) + "1"
        let ledger = try LedgerImport.read(
            csvInUTF8([shortHeader, [name, "", "1", label, "2023-05-08", "2023-11-07"]]))
        let records = LedgerPlan(rows: ledger.rows, site: site).records
        #expect(records.map(\.key.text.utf8.count).max() == 195)
        #expect(records.count == 5)
    }
}
