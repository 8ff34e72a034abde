import Causality
import Domain
import Storage
import Testing

@testable import Workflows

@Suite struct SampleWorldTests {
    private static let tenth = SampleWorld(scale: .tenth)
    private static let whole = SampleWorld(scale: .whole)
    private static let wholeRecords = SampleSite.all.flatMap { whole.records(of: $0) }

    private func count(_ kind: String, where holds: (SampleRecord) -> Bool = { _ in true }) -> Int {
        Self.wholeRecords.count { $0.kind == kind && holds($0) }
    }

    private func hub(_ world: SampleWorld, _ kind: String) -> [SampleRecord] {
        world.records(of: .hub).filter { $0.kind == kind }
    }

    // MARK: The same everywhere

    @Test func `one seed makes one world`() {
        #expect(SampleWorld(scale: .tenth).digest == Self.tenth.digest)
        #expect(SampleWorld(seed: 2, scale: .tenth).digest != Self.tenth.digest)
    }

    @Test func `the world of the usual seed is the one that was published`() {
        #expect(
            Self.tenth.digest == "41218944666602282227b2ef8cf061c9369886028fe0647908d882397b8af53d")
    }

    @Test func `no two records have one key, and every value is one of its field`() {
        var keys: Set<String> = []
        for record in Self.wholeRecords {
            #expect(keys.insert("\(record.kind) \(record.key)").inserted, "\(record.key)")
            guard let kind = NetworkSchema.kind(record.kind) else {
                Issue.record("no kind \(record.kind)")
                continue
            }
            for field in kind.fields where field.isRequired {
                #expect(record.values[field.name] != nil, "\(record.key) \(field.name)")
            }
            for (name, value) in record.values {
                guard let field = kind.field(name) else {
                    Issue.record("\(record.kind) has no \(name)")
                    continue
                }
                let typed = field.type.display(value, zh: false)
                let isOne = (try? field.type.parse(typed).get()) != nil
                #expect(isOne, "\(record.key) \(name)=\(typed)")
            }
        }
    }

    // MARK: Sound

    @Test func `no rule finds anything in it`() throws {
        let network = try Network(["beijing"])
        let hub = try #require(network.replicas["beijing"])
        for site in SampleSite.all {
            try hub.edit(author: "test") { draft in
                for record in Self.tenth.records(of: site) {
                    try draft.insert(record.kind, record.key, record.values)
                }
            }
        }
        let found = try RuleCheck(hub).allFindings().map {
            "\($0.finding.rule) \($0.finding.detail.en)"
        }
        #expect(found.isEmpty, "\(found.prefix(20))")
    }

    @Test func `whatever a record refers to is in the world`() {
        let keys = Set(Self.wholeRecords.map { "\($0.kind) \($0.key)" })
        for record in Self.wholeRecords {
            for field in NetworkSchema.kind(record.kind)?.fields ?? [] {
                guard let kind = field.type.referredKind, let text = record.values[field.name]?.text
                else { continue }
                #expect(keys.contains("\(kind) \(text)"), "\(record.key) \(field.name) \(text)")
            }
        }
    }

    @Test func `sample records are not put among others`() throws {
        let network = try Network(["beijing"])
        let hub = try #require(network.replicas["beijing"])
        let filling = SampleFilling(hub)
        try filling.write(Self.tenth.records(of: .hub), author: "test")
        #expect(throws: Problem.self) {
            try filling.write(Self.tenth.records(of: .hub), author: "test")
        }
    }

    // MARK: What it is like

    @Test func `there are as many of each kind as was planned`() {
        #expect((50_500...51_700).contains(Self.wholeRecords.count), "\(Self.wholeRecords.count)")
        let planned = [
            "site": 12, "space": 166, "seat": 3_000, "company": 2_000, "person": 5_200,
            "application": 2_400, "booking": 7_600, "investment": 160, "gate_review": 480,
            "fund_movement": 420, "visit": 1_300, "city_offer": 240, "policy": 120, "expert": 180,
            "expert_session": 2_600, "legal_clinic": 700, "demand": 360, "demand_match": 900,
            "work_order": 3_200, "milestone": 2_100, "document": 3_000, "company_year": 1_400,
            "lp": 40, "fund": 3, "lp_follow_on": 130, "valuation": 620, "funding_round": 900,
        ]
        for (kind, wanted) in planned {
            let found = count(kind)
            #expect(abs(found - wanted) <= max(1, wanted / 100), "\(kind): \(found) of \(wanted)")
        }
        let events = ["waitlist_entry", "promise", "record_note"].reduce(0) { $0 + count($1) }
        #expect((5_150...5_250).contains(events))
        for (kind, wanted) in [
            ("tenancy", 1_150), ("tenancy_term", 700), ("seat_assignment", 4_800),
        ] {
            #expect(
                abs(count(kind) - wanted) <= wanted / 10, "\(kind): \(count(kind)) of \(wanted)")
        }
    }

    @Test func `shares are those of the trade`() {
        func percent(_ kind: String, _ field: String, _ values: Set<String>) -> Int {
            count(kind) { values.contains($0.values[field]?.text ?? "") } * 100 / count(kind)
        }
        #expect((42...48).contains(percent("visit", "kind", ["government"])))
        #expect((50...60).contains(percent("expert_session", "outcome", ["solved"])))
        #expect((25...31).contains(percent("work_order", "category", ["ac", "ac-leak"])))
        #expect((15...21).contains(percent("work_order", "category", ["network"])))
        let left = count("tenancy") {
            $0.values["stage"]?.text == "closed"
                && $0.values["exit_reason"]?.text == "graduated-funded"
        }
        let closed = count("tenancy") { $0.values["stage"]?.text == "closed" }
        #expect((25...50).contains(left * 100 / closed))
        let minutes = Self.wholeRecords.filter { $0.kind == "expert_session" }
            .compactMap { $0.values["minutes"]?.integer }.sorted()
        #expect((30...40).contains(minutes[minutes.count / 2]))
    }

    @Test(arguments: [SampleWorld.Scale.tenth, .whole])
    func `the hub's house is that of the visit at any scale`(scale: SampleWorld.Scale) {
        let world = scale == .whole ? Self.whole : Self.tenth
        let seats = hub(world, "seat_assignment").filter { $0.values["state"]?.text == "confirmed" }
        #expect(hub(world, "seat").count == 150 && seats.count == 150)
        let stages: Set<String> = ["moved-in", "market-rent", "notice"]
        let residents = hub(world, "tenancy").filter {
            stages.contains($0.values["stage"]?.text ?? "")
        }
        #expect(residents.count == 15)
        let inQueue = hub(world, "waitlist_entry").count { $0.values["state"]?.text == "waiting" }
        let asking: Set<String> = ["enquiry", "received", "screening", "interview"]
        let open = hub(world, "application").count {
            asking.contains($0.values["state"]?.text ?? "")
        }
        #expect(inQueue + open == 102)
        let cards = Dictionary(hub(world, "company").map { ($0.key.text, $0) }) { $1 }
        let funding = residents.compactMap {
            cards[$0.values["company"]?.text ?? ""]?.values["funding_status"]?.text
        }
        #expect(funding.count { $0 == "just-closed" } == 2)
        #expect(funding.count { $0 == "raising" } == 4)
        #expect(funding.count { $0 == "self-sufficient" } == 2)
        let visits = hub(world, "visit").compactMap { visit in
            visit.values["arrived_at"]?.text.map { ($0, visit.values["kind"]?.text ?? "") }
        }
        #expect(visits.count { $0.0.hasPrefix("2023-08-11") } == 4)
        let week = visits.filter { "2023-08-07" <= $0.0 && $0.0 < "2023-08-14" }
        #expect(week.count { $0.1 == "government" } == 5)
        #expect(hub(world, "city_offer").contains { $0.values["city_name"]?.text == "西南某市" })
    }

    @Test func `names and numbers belong to nobody`() {
        for record in Self.wholeRecords where record.kind == "company" {
            #expect(record.values["legal_name"]?.text?.hasPrefix("演示·") == true)
            if let code = record.values["credit_code"]?.text {
                #expect(CreditCode(code) != nil && code.dropFirst(8).hasPrefix("XU"), "\(code)")
            }
        }
        for record in Self.wholeRecords where record.kind == "person" {
            #expect(record.values["phone"]?.text?.hasPrefix("120") == true)
            #expect(record.values["email"]?.text?.hasSuffix("example.com") == true)
        }
    }
}
