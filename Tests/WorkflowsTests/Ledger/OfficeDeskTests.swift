import Causality
import Domain
import Storage
import Testing
@testable import Workflows

@Suite("The log, the charts and the partner city, for pages")
struct OfficeDeskTests {
    private let network: Network

    init() throws { network = try Network("beijing", "anji") }

    private func viewer(_ role: Role, name: String = "周凯", site: String? = nil) -> Viewer {
        var viewer = Viewer(
            name: name, role: role, language: .zh, nowMilliseconds: 1_691_800_000_000)
        viewer.site = site
        return viewer
    }

    private func desk(_ role: Role = .director, at site: String = "beijing") -> LedgerDesk {
        LedgerDesk(network[site], viewer(role))
    }

    // MARK: The log

    @Test func `the log is read from its end, and the next page goes on where this one ended`()
        throws
    {
        for number in 0..<120 {
            try network.add("company", at: "beijing", "legal_name=企业\(number)")
        }
        let first = try desk().journal(JournalAsk())
        var ask = JournalAsk()
        let next = try #require(first.next)
        ask.before = next
        let second = try desk().journal(ask)
        #expect(first.lines.first?.change.records.first?.title == "企业119")
        let titles = (first.lines + second.lines).map(\.change.records.first?.title)
        #expect(titles == (20..<120).reversed().map { "企业\($0)" })
        // A page that is asked for at no place begins at the end, and a workbook always does.
        ask.before = "anji.1/site/anji:99999"
        #expect(try desk().journal(ask).lines.first?.change.records.first?.title == "企业119")
        ask.before = next
        #expect(try desk().journalSheet(ask).rows.count == 120)
    }

    @Test func `operations are counted of what a role may see, and of nothing else`() throws {
        let hub = network["beijing"]
        let count = { (role: Role) in try LedgerDesk.operations(hub, for: role) }
        let before = try Role.allCases.map(count)
        try network.add("fund", at: "beijing", "name=一号基金")
        let sealed = try Role.allCases.map(count)
        for (at, role) in Role.allCases.enumerated() {
            #expect(sealed[at] - before[at] == (role.may(.see, .capital) ? 1 : 0), "\(role)")
        }
        try network.add("company", at: "beijing", "legal_name=澜图智能")
        for (at, role) in Role.allCases.enumerated() {
            let rise = try count(role) - sealed[at]
            #expect(rise == (role.may(.see, .network) ? 1 : 0), "\(role)")
        }
    }

    @Test func `a workbook tells what was written of each record of a change`() throws {
        let keys = try ["A-1", "A-2"].map { try network.add("seat", at: "anji", "label=\($0)") }
        try network["anji"].edit(author: "李娜") { draft in
            for key in keys { try draft.set("seat", key, ["note": .text("靠窗")]) }
        }
        let rows = try desk(at: "anji").outboxSheet().rows
        let told = "\(rows.first ?? [])"
        #expect(told.contains("A-1: ") && told.contains("A-2: ") && told.contains("靠窗"), "\(told)")
    }

    @Test func `the log says nothing of what somebody may not see`() throws {
        try network.add("fund", at: "beijing", "name=一号基金")
        try network.add("company", at: "beijing", "legal_name=澜图智能")
        let all = try desk(.auditor).journal(JournalAsk())
        let some = try desk(.manager).journal(JournalAsk())
        #expect(all.lines.count == 2 && some.lines.count == 1)
        #expect(!"\(some.lines)".contains("一号基金"))
        for number in 0..<JournalView.pageLength {
            try network.add("fund", at: "beijing", "name=基金\(number)")
            try network.add("company", at: "beijing", "legal_name=企业\(number)")
        }
        let next = try #require(try desk(.manager).journal(JournalAsk()).next)
        #expect(!next.contains("capital"), "not even where a page ends names what is sealed")
        #expect(!"\(try desk(.manager).journalSheet(JournalAsk()).rows)".contains("一号基金"))
        for role in Role.allCases where !role.may(.see, .audit) {
            #expect(throws: Problem.self, "\(role)") { try desk(role).journal(JournalAsk()) }
        }
    }

    @Test func `decisions are found in the log, by who made them and where`() throws {
        let key = try network.add(
            "tenancy", at: "anji", "company=\(try company())", "seat_count=10")
        try network.meet()
        try network.edit(key, at: "anji", "seat_count=11")
        try network.edit(key, at: "beijing", "seat_count=12")
        try network.meet()
        let review = ReviewDesk(network["anji"], viewer(.manager, name: "李娜"))
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        _ = try review.decide(token, choice: "take:A", value: "", reason: "核对")
        var ask = JournalAsk()
        (ask.decisions, ask.author, ask.site) = (true, "李", "anji")
        let found = try desk(at: "anji").journal(ask).lines
        #expect(found.count == 1 && found.first?.change.author == "李娜")
        ask.author = "王"
        #expect(try desk(at: "anji").journal(ask).lines.isEmpty)
        (ask.author, ask.site) = ("", "beijing")
        #expect(try desk(at: "anji").journal(ask).lines.isEmpty)
    }

    @Test func `taking a decision back is deciding`() throws {
        let key = try network.add(
            "tenancy", at: "anji", "company=\(try company())", "seat_count=10")
        try network.meet()
        try network.edit(key, at: "anji", "seat_count=11")
        try network.edit(key, at: "beijing", "seat_count=12")
        try network.meet()
        let review = ReviewDesk(network["anji"], viewer(.manager, name: "李娜"))
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        let made = try review.decide(token, choice: "take:A", value: "", reason: "核对")
        let desk = { (role: Role) in LedgerDesk(network["anji"], viewer(role, name: "李娜")) }
        let mayTakeBack = { (role: Role) in
            try desk(role).outbox(page: 0).lines.first { $0.dot == made.dot }?.mayTakeBack
        }
        #expect(try mayTakeBack(.desk) == false)
        #expect(throws: Problem.self) { try desk(.desk).takeBack(made.dot) }
        #expect(try review.queue(QueueAsk()).open == 0)
        #expect(try mayTakeBack(.manager) == true)
        try desk(.manager).takeBack(made.dot)
        #expect(try review.queue(QueueAsk()).open == 1)
    }

    private func company() throws -> String {
        try network.add("company", at: "anji", "legal_name=澜图智能").text
    }

    // MARK: Not deciding

    @Test
    func `what is put off leaves the queue until its day, and what is given to somebody is theirs`()
        throws
    {
        let key = try network.add(
            "tenancy", at: "anji", "company=\(try company())", "seat_count=10")
        try network.meet()
        try network.edit(key, at: "anji", "seat_count=11")
        try network.edit(key, at: "beijing", "seat_count=12")
        try network.meet()
        let review = ReviewDesk(network["anji"], viewer(.manager, name: "李娜"))
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        try review.note(token, assignee: "李娜", days: nil)
        #expect(try review.queue(QueueAsk(assigned: true)).lines.map(\.token) == [token])
        #expect(try review.card(token).assignee == "李娜")
        try review.note(token, assignee: nil, days: 7)
        #expect(try review.queue(QueueAsk()).lines.isEmpty)
        let later = try review.queue(QueueAsk(snoozed: true))
        #expect(later.lines.map(\.token) == [token] && later.snoozed == 1)
        #expect(try review.card(token).snoozedUntil == "2023-08-19")
        #expect(try review.card(token).assignee == "李娜", "one note does not wipe out the other")
        try review.note(token, assignee: nil, days: 0)
        #expect(try review.queue(QueueAsk()).lines.count == 1)
        for days in [-1, 366, .max] {
            #expect(throws: Problem.self) { try review.note(token, assignee: nil, days: days) }
        }
        #expect(throws: Problem.self) {
            try ReviewDesk(network["anji"], viewer(.desk)).note(token, assignee: "x", days: nil)
        }
    }

    @Test func `conflicts of one pattern are decided together, and taken back together`() throws {
        let company = try company()
        let keys = try (0..<3).map { number in
            try network.add(
                "tenancy", at: "anji", "company=\(company)", "seat_count=10", "number=N-\(number)")
        }
        try network.meet()
        for key in keys {
            try network.edit(key, at: "anji", "rent_fen=900")
            try network.edit(key, at: "beijing", "rent_fen=1200")
        }
        try network.meet()
        let replica = network["anji"]
        _ = try ReviewDesk(replica, viewer(.manager)).queue(QueueAsk())
        var late = Viewer(
            name: "李娜", role: .manager, language: .zh, nowMilliseconds: 1_691_900_000_000)
        late.site = nil
        let review = ReviewDesk(replica, late)
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        let view = try review.bulk(token, take: "anji")
        #expect(view.choices.count == 3 && view.exceptions.isEmpty && view.beyond == 0)
        var limits = BulkPlan.Limits()
        limits.countMost = 2
        let two = try review.bulk(token, take: "anji", limits: limits)
        #expect(two.choices.count == 2 && two.beyond == 1)
        limits.amountMost = 200
        let none = try review.bulk(token, take: "anji", limits: limits)
        #expect(none.choices.isEmpty && none.exceptionsCount == 3)
        #expect(none.exceptions.allSatisfy { $0.exception?.text(.zh).contains("2.00") ?? false })
        let strict = try review.decideAll(
            token, take: "anji", shown: view.digest, reason: "", limits: limits)
        guard case .otherwise = strict else {
            Issue.record("the office's limits were passed by")
            return
        }
        guard case .otherwise = try review.decideAll(token, take: "anji", shown: "x", reason: "")
        else {
            Issue.record("what was not shown was decided")
            return
        }
        guard
            case .reasonless = try review.decideAll(
                token, take: "anji", shown: view.digest, reason: "  ")
        else {
            Issue.record("many were decided and nobody said why")
            return
        }
        #expect(try review.queue(QueueAsk()).open == 3)
        guard
            case .decided(let made) = try review.decideAll(
                token, take: "anji", shown: view.digest, reason: "以分站为准")
        else {
            Issue.record("nothing was decided")
            return
        }
        #expect(try review.queue(QueueAsk()).open == 0)
        try review.undo(made.dot, reason: "")
        #expect(try review.queue(QueueAsk()).open == 3)
    }

    @Test func `a queue that is kept is read anew once something was written, here or elsewhere`()
        throws
    {
        let key = try network.add(
            "tenancy", at: "anji", "company=\(try company())", "seat_count=10")
        try network.meet()
        let shelf = OfficeShelf()
        let desk = { ReviewDesk(self.network["anji"], self.viewer(.manager), shelf: shelf) }
        #expect(try desk().queue(QueueAsk()).open == 0)
        try network.edit(key, at: "anji", "seat_count=11")
        try network.edit(key, at: "beijing", "seat_count=12")
        #expect(try desk().queue(QueueAsk()).open == 0)
        try network.meet()
        let open = try desk().queue(QueueAsk())
        #expect(open.open == 1)
        let token = try #require(open.lines.first?.token)
        let made = try desk().decide(token, choice: "take:A", value: "", reason: "")
        #expect(try desk().queue(QueueAsk()).open == 0)
        try desk().undo(made.dot, reason: "")
        #expect(try desk().queue(QueueAsk()).open == 1)
    }

    @Test func `what another program writes is in the queue at the next look`() throws {
        let replica = network["anji"]
        let company = try company()
        let key = try network.add("tenancy", at: "anji", "company=\(company)", "seat_count=10")
        let other = try Replica.open(
            directory: replica.directory, schema: NetworkSchema.replica,
            environment: replica.environment)
        let desk = RecordDesk(other)
        let shelf = OfficeShelf()
        let day = LocalDay.from(epochMilliseconds: 1_691_800_000_000, offsetSeconds: 28_800)
        #expect(try shelf.queue.open(replica, on: day).items.isEmpty)
        // Two assignments of one seat break a rule; each is written by the other connection.
        let seat = try network.add("seat", at: "anji", "label=A-1", "kind=fixed")
        for _ in 0..<2 {
            let kind = try desk.kind("seat_assignment")
            let values = try desk.values(
                kind,
                [
                    "seat=\(seat)", "tenancy=\(key)", "company=\(company)", "from_day=2023-01-01",
                    "state=proposed",
                ],
                missing: .allowed)
            _ = try desk.add(kind, values, author: "x", reason: nil)
        }
        let found = try shelf.queue.open(replica, on: day).items.map(\.id)
        #expect(try found == ConflictInbox(replica).items(tellingResolutions: false).map(\.id))
    }

    // MARK: Charts

    @Test func `settled is what was decided and stands, and the oldest is one that is open`() throws
    {
        let company = try company()
        let keys = try (0..<3).map { number in
            try network.add(
                "tenancy", at: "anji", "company=\(company)", "seat_count=10", "number=N-\(number)")
        }
        try network.meet()
        for key in keys {
            try network.edit(key, at: "anji", "seat_count=11")
            try network.edit(key, at: "beijing", "seat_count=12")
        }
        try network.meet()
        // What was decided is kept from one look to the next, and must come to what a first look finds.
        let shelf = OfficeShelf()
        let charts = {
            let kept = try LedgerDesk(network["anji"], viewer(.manager), shelf: shelf).charts()
            let fresh = try desk(.manager, at: "anji").charts()
            #expect(kept.weeks.map(\.settled) == fresh.weeks.map(\.settled))
            return kept
        }
        let settled = { try charts().weeks.reduce(0) { $0 + ($1.settled ?? 0) } }
        let review = ReviewDesk(network["anji"], viewer(.manager))
        let open = try review.queue(QueueAsk()).lines
        #expect(open.count == 3)
        #expect(try settled() == 0)
        let first = try #require(try charts().oldestMilliseconds)
        // An edit that is taken back settles nothing.
        let edit = try network.edit(keys[0], at: "anji", "rent_fen=100")
        _ = try UndoDesk(network["anji"]).undo(
            try #require(edit.first).description, force: false, author: "周凯", reason: nil)
        #expect(try settled() == 0)
        let made = try review.decide(
            try #require(open.first).token, choice: "take:A", value: "", reason: "")
        #expect(try settled() == 1)
        try review.undo(made.dot, reason: "")
        #expect(try settled() == 0, "a decision that was taken back has settled nothing")
        // Many at once are as many as they are.
        let all = try ConflictInbox(network["anji"]).items()
        let plan = try BulkPlan(
            all, ConflictInbox(network["anji"]), ages: { _ in .max }, limits: BulkPlan.Limits(),
            limit: 50, today: review.today
        ) { sides, _ in sides.first }
        let many = try ConflictInbox(network["anji"]).decide(plan, author: "周凯", reason: nil)
        #expect(try settled() == 3)
        #expect(try charts().oldestMilliseconds == nil, "nothing is open")
        network.wait(hours: 48)
        try network.meet()
        try network.edit(keys[0], at: "anji", "rent_fen=900")
        try network.edit(keys[0], at: "beijing", "rent_fen=1200")
        try network.meet()
        _ = try review.queue(QueueAsk())
        let now = try #require(try charts().oldestMilliseconds)
        #expect(now >= first + 48 * 3_600_000, "one that is settled is not the oldest open one")
        try review.undo(try #require(many.first).description, reason: "")
        #expect(try settled() == 0, "one undo takes all of an action back")
    }

    @Test func `a count of a chart opens just the records that it counts`() throws {
        let company = try company()
        for last in ["2023-09-30", "2023-10-31", "2024-10-31"] {
            try network.add(
                "tenancy", at: "anji", "company=\(company)", "planned_from=2023-01-01",
                "planned_to=\(last)", "number=N-\(last)")
        }
        try network.meet()
        let charts = try desk().charts()
        let anji = try #require(charts.sites.firstIndex { $0.code == "anji" })
        let counts = Dictionary(
            uniqueKeysWithValues: charts.endings.map { ($0.month, $0.counts[anji].high) })
        #expect(counts["2023-09"] == 1 && counts["2023-10"] == 1 && counts["2023-11"] == 0)
        #expect(try desk().chartList("endings/2023-09/anji").records.count == 1)
        let all = try desk().chartList("endings/2023-10")
        #expect(all.records.count == 1 && all.title.en.hasSuffix("2023-10"))
        for name in ["endings/2023-11/anji", "", "x"] {
            #expect(throws: Problem.self, "\(name)") { try desk().chartList(name) }
        }
        #expect(charts.weeks.count == OfficeCharts.weeksShown)
        #expect(charts.strips.allSatisfy { $0.hours.count == OfficeCharts.hoursShown })
    }

    @Test func `investments are drawn for those alone who may see them`() throws {
        #expect(try !desk(.capital).charts().money.isEmpty)
        #expect(try desk(.manager).charts().money.isEmpty)
        #expect(throws: Problem.self) { try desk(.desk).charts() }
        #expect(throws: Problem.self) { try desk(.guest).charts() }
    }

    // MARK: A partner city

    @Test func `a guest gets their own site, and what is not named for them is not there`() throws {
        let company = try company()
        try network.add(
            "tenancy", at: "anji", "company=\(company)", "stage=moved-in", "moved_in_on=2023-01-01",
            "rent_fen=98765")
        for (at, people) in [("澜图", "41"), ("青竹", "42")] {
            let key = try network.add("company", at: "anji", "legal_name=\(at)甲")
            try network.add(
                "company_year", at: "anji", "company=\(key)", "year=2022", "people=\(people)")
        }
        try network.meet()
        let view = try LedgerDesk(network["beijing"], viewer(.guest, site: "anji")).guest("beijing")
        #expect(view.residents.map(\.cells.first) == ["澜图智能"])
        #expect(view.totals.isEmpty, "two companies are no total")
        #expect(!"\(view)".contains("98765") && !"\(view)".contains("987.65"))
        // A third card that is linked with one of them is still no third company.
        let twin = try network.add("company", at: "anji", "legal_name=澜图甲")
        try network.add("company_year", at: "anji", "company=\(twin)", "year=2022", "people=43")
        let findings = try ConflictInbox(network["anji"]).items()
        guard
            case .rule(let finding) = try #require(findings.first { $0.kind == "duplicate" })
                .content,
            let same = finding.options.firstIndex(where: { $0.code == "same" })
        else {
            Issue.record("the two cards are no duplicates")
            return
        }
        let guest = LedgerDesk(network["beijing"], viewer(.guest, site: "anji"))
        try network.meet()
        #expect(try !guest.guest(nil).totals.isEmpty, "three companies, as far as anybody knows")
        _ = try ConflictInbox(network["anji"]).resolve(
            finding, option: same + 1, author: "李娜", reason: "同一家")
        try network.meet()
        #expect(try guest.guest(nil).totals.isEmpty, "two companies by three cards")
        #expect(throws: Problem.self) {
            try LedgerDesk(network["beijing"], viewer(.guest)).guest("anji")
        }
        for role in Role.allCases where !role.may(.see, .guest) {
            #expect(throws: Problem.self, "\(role)") { try desk(role).guest("anji") }
        }
    }
}
