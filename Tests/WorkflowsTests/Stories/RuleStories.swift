import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// Each rule twice: somebody types what breaks it, and two sites that are apart break it together.
struct RuleStories {
    private let network: Network
    init() throws { network = try Network("beijing", "anji") }

    private func refused(_ rule: String, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("\(rule) was not refused")
        } catch let problem as Problem {
            #expect(problem.code == .rule, "\(problem)")
            #expect(problem.json(in: .zh)["details"]?["rule"]?.string == rule)
        } catch {
            Issue.record(error)
        }
    }

    /// The findings of a rule, which are the same at every site that holds the scope.
    private func findings(_ rule: String, at sites: [String] = ["beijing", "anji"]) throws
        -> [Finding]
    {
        let found = try sites.map { site in
            try ConflictInbox(network[site]).items().compactMap { item -> (ConflictID, Finding)? in
                guard case .rule(let finding) = item.content, finding.rule.rawValue == rule
                else { return nil }
                return (item.id, finding)
            }
        }
        for other in found.dropFirst() {
            #expect(other.map(\.0) == found[0].map(\.0), "one id at every site")
        }
        for site in sites {
            let check = RuleCheck(network[site])
            #expect(
                try check.findings().map(\.id).sorted() == check.allFindings().map(\.id).sorted())
        }
        return found[0].map(\.1)
    }

    /// Decides by an option, after which nothing is left of it anywhere.
    private func decide(_ rule: String, _ option: String, at site: String) throws {
        let finding = try #require(try findings(rule, at: [site]).first)
        let at = try #require(finding.options.firstIndex { $0.code == option })
        _ = try ConflictInbox(network[site]).resolve(
            finding, option: finding.numbers[at], author: "李娜", reason: nil)
        try network.meet()
        #expect(try findings(rule, at: [site]).isEmpty)
    }

    private func company(_ name: String = "演示·澜图") throws -> RecordKey {
        try network.add("company", at: "beijing", "legal_name=\(name)")
    }

    private func tenancy(_ more: String..., at site: String = "anji") throws -> RecordKey {
        let company = try company()
        try network.meet()
        let key = try network.add("tenancy", at: site, ["site=anji", "company=\(company)"] + more)
        try network.meet()
        return key
    }

    /// Another machine of the hub, which writes in an epoch of its own.
    private func secondHub() throws {
        try network.copy("beijing", as: "laptop")
        try network.loseIdentity(of: "laptop")
    }

    private func seats(_ count: Int) throws -> [RecordKey] {
        let keys = try (1...count).map { number in
            try network.add(
                "seat", at: "anji", "label=A-\(number)", "kind=fixed", "state=in-service")
        }
        try network.meet()
        return keys
    }

    // MARK: X02

    private func room() throws -> RecordKey {
        let key = try network.add(
            "space", at: "anji", "path=3/路演厅", "kind=roadshow-room", "bookable=是")
        try network.meet()
        return key
    }

    private func book(
        _ room: RecordKey, at site: String, _ from: String, _ to: String, _ more: String...
    ) throws -> RecordKey {
        try network.add(
            "booking", at: site,
            [
                "space=\(room)", "from_at=2023-08-11 \(from)", "to_at=2023-08-11 \(to)",
                "state=confirmed",
            ] + more)
    }

    @Test func `X02 a room that is taken is refused when it is typed`() throws {
        let room = try room()
        _ = try book(room, at: "anji", "14:00", "15:00")
        refused("X02") { _ = try book(room, at: "anji", "14:30", "16:00") }
        #expect(try network["anji"].keys(of: "booking", prefix: "", limit: 9).count == 1)
        _ = try book(room, at: "anji", "15:00", "16:00")
    }

    @Test func `X02 booked apart, the delegation has the room and the rehearsal gives way`() throws
    {
        let room = try room()
        let rehearsal = try book(room, at: "anji", "14:00", "15:00", "purpose=演练")
        network.wait(hours: 1)
        let delegation = try book(
            room, at: "beijing", "14:30", "15:30", "purpose=政府来访", "priority=delegation")
        try network.meet()
        let found = try findings("X02")
        #expect(found.count == 1 && found[0].options[0].writes.map(\.row.key) == [rehearsal])
        try decide("X02", "displace", at: "anji")
        #expect(try network.shown(rehearsal, "state", at: "beijing") == .text("displaced"))
        #expect(try network.shown(delegation, "state", at: "anji") == .text("confirmed"))
    }

    // MARK: X03

    @Test func `X03 more seats signed for than there are: told when typed, found when merged`()
        throws
    {
        _ = try seats(3)
        let first = try tenancy("stage=signed", "planned_from=2023-09-01", "seat_count=2")
        let other = try network.add("company", at: "anji", "legal_name=演示·青桐")
        _ = try network.add(
            "tenancy", at: "beijing", "site=anji", "company=\(other)", "stage=signed",
            "planned_from=2023-10-01", "seat_count=2")
        #expect(try findings("X03", at: ["beijing"]).count == 1)
        try network.meet()
        let found = try findings("X03")
        #expect(found.count == 1 && found[0].rows.allSatisfy { $0.key != first })
        try decide("X03", "fewer", at: "anji")
    }

    // MARK: X06, X07, X08, X09

    private func confirm(_ seat: RecordKey, _ tenancy: RecordKey, at site: String) throws
        -> RecordKey
    {
        let company = try #require(try network.shown(tenancy, "company", at: site)?.text)
        return try network.add(
            "seat_assignment", at: site, "seat=\(seat)", "tenancy=\(tenancy)",
            "company=\(company)", "from_day=2023-05-08", "state=confirmed")
    }

    @Test func `X06 a tenancy that still holds seats is not closed at the desk`() throws {
        let seat = try seats(1)[0]
        let tenancy = try tenancy("stage=moving-out", "moved_in_on=2023-05-08")
        let held = try confirm(seat, tenancy, at: "anji")
        refused("X06") {
            try network.edit(tenancy, at: "anji", "stage=closed", "moved_out_on=2023-08-31")
        }
        try network.edit(held, at: "anji", "to_day=2023-09-01")
        try network.edit(tenancy, at: "anji", "stage=closed", "moved_out_on=2023-08-31")
    }

    @Test
    func `X06 closed at the hub while the branch gave it a seat: found, and freed in one step`()
        throws
    {
        let seat = try seats(1)[0]
        let tenancy = try tenancy("stage=moving-out", "moved_in_on=2023-05-08")
        let held = try confirm(seat, tenancy, at: "anji")
        try network.edit(tenancy, at: "beijing", "stage=closed", "moved_out_on=2023-08-31")
        try network.meet()
        #expect(try findings("X06").count == 1)
        try decide("X06", "release", at: "anji")
        #expect(try network.shown(held, "to_day", at: "beijing") == .text("2023-09-01"))
    }

    @Test func `X07 a term beyond the end of a closed tenancy is refused`() throws {
        let tenancy = try tenancy(
            "stage=closed", "moved_in_on=2023-05-08", "moved_out_on=2023-08-31")
        let company = try #require(try network.shown(tenancy, "company", at: "anji")?.text)
        refused("X07") {
            try network.add(
                "tenancy_term", at: "anji", "tenancy=\(tenancy)", "company=\(company)",
                "kind=market", "from_day=2023-08-01", "to_day=2023-12-01")
        }
    }

    @Test func `X07 closed at the hub and extended in Anji is disputed until somebody decides`()
        throws
    {
        let tenancy = try tenancy("stage=moving-out", "moved_in_on=2023-05-08")
        let company = try #require(try network.shown(tenancy, "company", at: "anji")?.text)
        try network.edit(tenancy, at: "beijing", "stage=closed", "moved_out_on=2023-08-31")
        let term = try network.add(
            "tenancy_term", at: "anji", "tenancy=\(tenancy)", "company=\(company)", "kind=market",
            "from_day=2023-08-01", "to_day=2023-12-01")
        try network.meet()
        #expect(try findings("X07").count == 1)
        try decide("X07", "closed", at: "beijing")
        #expect(try network.shown(term, "to_day", at: "anji") == .text("2023-09-01"))
    }

    @Test func `X07 one site ends it while another goes on: neither is taken for the other's`()
        throws
    {
        let tenancy = try tenancy("stage=moved-in")
        try network.edit(tenancy, at: "anji", "stage=market-rent")
        for stage in ["notice", "moving-out"] {
            try network.edit(tenancy, at: "beijing", "stage=\(stage)")
        }
        try network.meet()
        let found = try findings("X07")
        #expect(
            found.map { $0.options.map(\.code) } == [["stage-moving-out", "stage-market-rent"]])
        try decide("X07", "stage-market-rent", at: "beijing")
        #expect(try network.shown(tenancy, "stage", at: "anji") == .text("market-rent"))
    }

    @Test func `X08 graduation without evidence is refused, with a round it is not`() throws {
        let tenancy = try tenancy("stage=moving-out")
        refused("X08") { try network.edit(tenancy, at: "anji", "exit_reason=graduated-funded") }
        let company = try #require(try network.shown(tenancy, "company", at: "anji")?.text)
        try network.add(
            "funding_round", at: "anji", "company=\(company)", "round=A", "status=closed",
            "closed_on=2023-07-28", "evidence=交割单")
        try network.edit(tenancy, at: "anji", "exit_reason=graduated-funded")
    }

    @Test func `X08 the round fails at the hub while Anji calls it graduated: only claimed`() throws
    {
        let tenancy = try tenancy("stage=moving-out")
        let company = try #require(try network.shown(tenancy, "company", at: "anji")?.text)
        let round = try network.add(
            "funding_round", at: "anji", "company=\(company)", "round=A", "status=closed",
            "evidence=口头")
        try network.meet()
        try network.edit(round, at: "beijing", "retired=未到账")
        try network.edit(tenancy, at: "anji", "exit_reason=graduated-funded")
        try network.meet()
        #expect(try findings("X08").count == 1)
        try decide("X08", "outgrew", at: "beijing")
    }

    @Test func `X09 a closed round of a resident asks whether it leaves, and evicts nobody`() throws
    {
        let tenancy = try tenancy("stage=moved-in")
        let company = try #require(try network.shown(tenancy, "company", at: "anji")?.text)
        try network.add(
            "funding_round", at: "anji", "company=\(company)", "round=A", "status=closed",
            "closed_on=2023-07-28", "evidence=交割单")
        #expect(try findings("X09", at: ["anji"]).count == 1, "told when typed")
        try network.meet()
        #expect(try findings("X09").count == 1)
        #expect(try network.shown(tenancy, "stage", at: "beijing") == .text("moved-in"))
        try decide("X09", "stay-market", at: "beijing")
    }

    // MARK: X11, X13

    private func investment(_ more: String...) throws -> RecordKey {
        try network.add("investment", at: "beijing", ["company=\(try company())"] + more)
    }

    private func review(
        _ investment: RecordKey, at site: String, _ gate: Int, _ verdict: String, _ reviewer: String
    ) throws {
        try network.add(
            "gate_review", at: site, "investment=\(investment)", "gate=\(gate)",
            "verdict=\(verdict)", "reviewer=\(reviewer)", "mandate_from=2023-01-01",
            "signed_on=2023-08-01")
    }

    @Test func `X11 nothing comes before the committee without both gates`() throws {
        let investment = try investment("stage=gate-2", "committee_on=2023-08-11")
        try review(investment, at: "beijing", 1, "pass", "专家甲")
        refused("X11") { try network.edit(investment, at: "beijing", "stage=committee") }
        try review(investment, at: "beijing", 2, "pass", "资本组")
        refused("X11") {
            try network.edit(
                investment, at: "beijing", "stage=committee", "committee_on=2024-08-11")
        }
        try network.edit(investment, at: "beijing", "stage=committee")
        try review(investment, at: "beijing", 1, "fail", "专家乙")
        #expect(try findings("X11", at: ["beijing"]).count == 1, "a reviewer's no is never refused")
    }

    @Test
    func `X11 and K12 one passes, one fails, apart: the gate is held, and the stage falls back`()
        throws
    {
        try secondHub()
        let investment = try investment("stage=gate-2")
        try review(investment, at: "beijing", 1, "pass", "专家甲")
        try review(investment, at: "beijing", 2, "pass", "资本组")
        try network.meet()
        try network.edit(investment, at: "beijing", "stage=committee")
        try review(investment, at: "laptop", 1, "fail", "专家乙")
        try network.meet()
        #expect(try findings("X11", at: ["beijing", "laptop"]).count == 1)
        try decide("X11", "back-to-gate", at: "beijing")
    }

    @Test func `X13 payments beyond what was approved are refused, and disputed when merged`()
        throws
    {
        try secondHub()
        let fund = try network.add("fund", at: "beijing", "name=演示资本一期")
        let investment = try investment("stage=sourced", "approved_fen=1000000")
        try network.meet()
        let pay = { (site: String, yuan: Int) in
            try network.add(
                "fund_movement", at: site, "fund=\(fund)", "investment=\(investment)", "kind=pay",
                "moved_on=2023-08-11", "amount_fen=\(yuan)")
        }
        refused("X13") { _ = try pay("beijing", 1_000_001) }
        _ = try pay("beijing", 600_000)
        _ = try pay("laptop", 600_000)
        try network.meet()
        #expect(try findings("X13", at: ["beijing", "laptop"]).count == 1)
        try decide("X13", "withdraw-last", at: "beijing")
    }

    // MARK: X16, X17

    private func waiting(_ name: String, at site: String, _ more: String...) throws -> RecordKey {
        let company = try network.add("company", at: site, "legal_name=\(name)")
        return try network.add(
            "waitlist_entry", at: site,
            ["site=anji", "company=\(company)", "joined_on=2023-06-01"] + more)
    }

    @Test func `X16 a jump without a name is told, at the desk and after a merge`() throws {
        let entry = try waiting("演示·观岳", at: "anji", "state=waiting", "priority=favoured")
        #expect(try findings("X16", at: ["anji"]).count == 1)
        try network.meet()
        #expect(try findings("X16").count == 1)
        try network.edit(entry, at: "anji", "priority_by=周凯", "priority_reason=算力紧缺")
        try network.meet()
        #expect(try findings("X16").isEmpty)
    }

    @Test func `X16 where we invested, a second name is wanted, and only the hub sees why`() throws
    {
        let entry = try waiting(
            "演示·观岳", at: "anji", "state=waiting", "priority=favoured", "priority_by=周凯",
            "priority_reason=x")
        try network.meet()
        let company = try #require(try network.shown(entry, "company", at: "beijing")?.text)
        try network.add("investment", at: "beijing", "company=\(company)", "stage=sourced")
        try network.meet()
        #expect(try findings("X16", at: ["beijing"]).count == 1)
        #expect(try findings("X16", at: ["anji"]).isEmpty)
    }

    private func offer(_ key: RecordKey, _ seats: Int, at site: String, on day: Int = 11) throws {
        try network.edit(
            key, at: site, "state=offered", "offered_seats=\(seats)", "offered_on=2023-08-\(day)",
            "answer_by=2023-08-18", "offered_from=2023-09-01")
    }

    @Test func `X17 offers beyond the free seats are refused`() throws {
        _ = try seats(10)
        let first = try waiting("演示·一", at: "anji", "state=waiting")
        let second = try waiting("演示·二", at: "anji", "state=waiting")
        try offer(first, 8, at: "anji")
        refused("X17") { try offer(second, 8, at: "anji") }
        try offer(second, 2, at: "anji")
    }

    @Test func `X17 a seat is blocked though an offer needs it: safety first, and it is told`()
        throws
    {
        let seats = try seats(2)
        try offer(try waiting("演示·一", at: "anji", "state=waiting"), 2, at: "anji")
        try network.edit(seats[0], at: "anji", "state=blocked")
        #expect(try findings("X17", at: ["anji"]).count == 1)
    }

    @Test func `X17 offered apart, the later offer counts as withdrawn`() throws {
        _ = try seats(10)
        let first = try waiting("演示·一", at: "anji", "state=waiting")
        let second = try waiting("演示·二", at: "anji", "state=waiting")
        try network.meet()
        try offer(first, 8, at: "beijing", on: 10)
        try offer(second, 8, at: "anji")
        try network.meet()
        let found = try findings("X17")
        #expect(found.map(\.rows.first?.key) == [second])
        try decide("X17", "fewer", at: "anji")
    }

    // MARK: X18, X20

    @Test func `X18 an accepted offer without paper is told, and no branch holds it`() throws {
        try secondHub()
        let offer = try network.add(
            "city_offer", at: "beijing", "city=510107", "version=1", "answer=negotiating")
        try network.edit(offer, at: "beijing", "answer=accepted")
        #expect(try findings("X18", at: ["beijing"]).count == 1)
        try network.meet()
        #expect(try findings("X18", at: ["beijing", "laptop"]).count == 1)
        #expect(try network["anji"].record("city_offer", offer) == nil)
        try network.edit(offer, at: "beijing", "stamped_document=盖章件 3-12")
        #expect(try findings("X18", at: ["beijing"]).isEmpty)
    }

    private func year() throws -> RecordKey {
        let company = try company()
        try network.meet()
        return try network.add(
            "company_year", at: "anji", "company=\(company)", "year=2022", "people=12",
            "revenue_fen=500000", "state=collected")
    }

    @Test func `X20 a figure that was stamped is not typed over`() throws {
        let year = try year()
        let record = try #require(try network["anji"].record("company_year", year))
        let desk = RecordDesk(network["anji"])
        let stamp = PaperRules.stamp { desk.value(record, $0) }
        try network.edit(
            year, at: "anji", "state=stamped", "stamped_on=2023-01-20", "stamped_figures=\(stamp)")
        refused("X20") { try network.edit(year, at: "anji", "people=13") }
        try network.add(
            "year_adjustment", at: "anji", "company_year=\(year)", "figure=people",
            "difference=1", "adjusted_on=2023-02-02", "reason=迟到的数据")
    }

    @Test func `X20 changed elsewhere before the stamp was known: what was stamped stands`() throws
    {
        let year = try year()
        try network.meet()
        let record = try #require(try network["anji"].record("company_year", year))
        let desk = RecordDesk(network["anji"])
        let stamp = PaperRules.stamp { desk.value(record, $0) }
        try network.edit(
            year, at: "anji", "state=stamped", "stamped_on=2023-01-20", "stamped_figures=\(stamp)")
        try network.edit(year, at: "beijing", "people=15")
        try network.meet()
        #expect(try findings("X20").count == 1)
        try decide("X20", "as-stamped", at: "anji")
        #expect(try network.shown(year, "people", at: "beijing") == .integer(12))
    }
}
