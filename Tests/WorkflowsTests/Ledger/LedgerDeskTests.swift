import Causality
import Domain
import Testing
import Workflows

@Suite("Records and the queue, for pages")
struct LedgerDeskTests {
    private let network: Network

    init() throws { network = try Network("beijing", "anji") }

    private func viewer(_ role: Role = .director) -> Viewer {
        Viewer(name: "周凯", role: role, language: .zh, nowMilliseconds: 1_691_800_000_000)
    }

    private func desk(_ site: String = "anji", _ role: Role = .director) -> LedgerDesk {
        LedgerDesk(network[site], viewer(role))
    }

    /// A form as a browser sends it back, with some fields typed anew.
    private func input(_ form: RecordForm, _ typed: [String: String], reason: String = "")
        -> RecordInput
    {
        var fields: [String: (before: String, typed: String)] = [:]
        for field in form.fields {
            fields[field.name] = (field.before, typed[field.name] ?? field.typed)
        }
        return RecordInput(
            kind: form.kind, key: form.name?.key, version: form.version, reason: reason,
            fields: fields)
    }

    private func saved(_ outcome: RecordOutcome) throws -> String {
        guard case .saved(let key, _) = outcome else {
            Issue.record("\(outcome)")
            return ""
        }
        return key
    }

    private func company(_ name: String = "澜图智能") throws -> String {
        let form = try desk().form("company", key: nil)
        return try saved(try desk().save(input(form, ["legal_name": name])))
    }

    private func tenancy() throws -> String {
        try network.add("tenancy", at: "anji", "company=\(try company())", "seat_count=10").text
    }

    @Test func `a new record is what was typed, by whoever typed it`() throws {
        let key = try company("  澜图智能 ")
        let view = try desk().record("company", key: key)
        #expect(view.name.title == "澜图智能")
        #expect(view.lines.first { $0.values == ["澜图智能"] }?.author == "周凯")
        #expect(view.history.contains { $0.value == "澜图智能" })
    }

    @Test func `of a record only what was touched is written`() throws {
        let key = try company()
        let form = try desk().form("company", key: key)
        let writes = try desk().record("company", key: key).writes
        _ = try saved(try desk().save(input(form, ["note": "电话核对"], reason: "例行")))
        let view = try desk().record("company", key: key)
        #expect(view.writes == writes + 1)
        #expect(view.lines.first { $0.values == ["电话核对"] }?.reason == "例行")
        // The same form without a touch writes nothing.
        let again = try desk().save(input(try desk().form("company", key: key), [:]))
        guard case .saved(_, isChanged: false) = again else {
            Issue.record("\(again)")
            return
        }
    }

    @Test func `two forms of one version leave both values, to be decided`() throws {
        let key = try tenancy()
        let form = try desk().form("tenancy", key: key)
        _ = try saved(try desk().save(input(form, ["seat_count": "11"])))
        _ = try saved(try desk().save(input(form, ["seat_count": "12"])))
        let line = try #require(
            try desk().record("tenancy", key: key).lines.first { $0.conflict != nil })
        #expect(Set(line.values) == ["11", "12"])
        let queue = try ReviewDesk(network["anji"], viewer()).queue(QueueAsk())
        #expect(queue.lines.map(\.token) == [line.conflict?.token])
    }

    @Test func `what is wrong is told beside its field and nothing is written`() throws {
        let form = try desk().form("tenancy", key: nil)
        let outcome = try desk().save(
            input(form, ["rent_fen": "十二块五", "planned_from": "2026-13-45", "seat_count": "3"]))
        guard case .faulty(let back) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let faulty = Set(back.fields.filter { $0.fault != nil }.map(\.name))
        #expect(
            faulty.isSuperset(of: ["rent_fen", "planned_from"]) && !faulty.contains("seat_count"))
        #expect(back.fields.first { $0.name == "rent_fen" }?.typed == "十二块五")
        #expect(try desk().list(RecordAsk(kind: "tenancy")).count == 0)
    }

    @Test func `a record that is referred to has to be there`() throws {
        let form = try desk().form("tenancy", key: nil)
        let outcome = try desk().save(input(form, ["company": "没有这家"]))
        guard case .faulty(let back) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(back.hasFaults)
    }

    @Test func `lists are found by a part of a name, also of what is referred to`() throws {
        let key = try company()
        _ = try company("青竹数据")
        try network.add("tenancy", at: "anji", "company=\(key)")
        var ask = RecordAsk(kind: "company")
        #expect(try desk().list(ask).count == 2)
        ask.text = "澜图"
        #expect(try desk().list(ask).rows.map(\.key) == [key])
        ask.text = "x' OR 1=1 --"
        #expect(try desk().list(ask).count == 0)
        var tenancies = RecordAsk(kind: "tenancy")
        tenancies.text = "澜图"
        #expect(try desk().list(tenancies).count == 1)
        tenancies.text = "青竹"
        #expect(try desk().list(tenancies).count == 0)
    }

    @Test func `a long list comes in pages, and a page too far is the last`() throws {
        for number in 0..<(RecordAsk.pageLength + 3) { _ = try company("企业 \(number)") }
        var ask = RecordAsk(kind: "company")
        let first = try desk().list(ask)
        #expect(first.rows.count == RecordAsk.pageLength && first.pages == 2)
        ask.page = 99
        let last = try desk().list(ask)
        #expect(last.rows.count == 3 && last.page == 1)
        #expect(Set(first.rows.map(\.key)).isDisjoint(with: last.rows.map(\.key)))
    }

    @Test func `a decision on a page is made once, for who may, and can be taken back`() throws {
        let key = try tenancy()
        let form = try desk().form("tenancy", key: key)
        _ = try saved(try desk().save(input(form, ["seat_count": "11"])))
        _ = try saved(try desk().save(input(form, ["seat_count": "12"])))
        let review = ReviewDesk(network["anji"], viewer())
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        let card = try review.card(token)
        #expect(
            card.mayDecide && card.sides.count >= 2 && card.choices.map(\.code).contains("take:A"))
        let other = ReviewDesk(network["anji"], viewer(.desk))
        #expect(throws: Problem.self) {
            try other.decide(token, choice: "take:A", value: "", reason: "")
        }
        #expect(throws: Problem.self) {
            try review.decide(token, choice: "take:Z", value: "", reason: "")
        }
        let made = try review.decide(token, choice: "take:A", value: "", reason: " 已核对 ")
        #expect(try review.queue(QueueAsk()).open == 0)
        #expect(throws: Problem.self) {
            try review.decide(token, choice: "take:B", value: "", reason: "")
        }
        #expect(throws: Problem.self) { try other.undo(made.dot, reason: "") }
        try review.undo(made.dot, reason: "")
        #expect(try review.queue(QueueAsk()).open == 1)
    }

    @Test(arguments: [
        "anji.1/common:18446744073709551615", "nowhere.1/common:18446744073709551615",
        "anji.1/common:9223372036854775808", "anji.1/common:0", "R-0000", "",
    ])
    func `a decision that is not here is not taken back`(_ dot: String) throws {
        _ = try company()
        let refused = problem { try ReviewDesk(network["anji"], viewer()).undo(dot, reason: "") }
        #expect(refused?.code == .noTransaction)
    }

    @Test(arguments: ["-9223372036854775808", "9223372036854775807", "-1", "0", "99", "x", ""])
    func `an option that a rule does not offer is refused`(_ number: String) throws {
        for site in ["beijing", "anji"] {
            _ = try network.add("company", at: site, "legal_name=澜图智能科技有限公司")
        }
        try network.meet()
        let review = ReviewDesk(network["beijing"], viewer())
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        let refused = problem {
            _ = try review.decide(token, choice: "option:\(number)", value: "", reason: "")
        }
        #expect(refused?.code == .usage)
        #expect(try review.queue(QueueAsk()).open == 1)
    }

    @Test func `a side that came since is not decided about unseen`() throws {
        let key = try tenancy()
        let form = try desk().form("tenancy", key: key)
        _ = try saved(try desk().save(input(form, ["seat_count": "11"])))
        _ = try saved(try desk().save(input(form, ["seat_count": "12"])))
        let review = ReviewDesk(network["anji"], viewer())
        let token = try #require(try review.queue(QueueAsk()).lines.first?.token)
        _ = try saved(try desk().save(input(form, ["seat_count": "13"])))
        #expect(throws: Problem.self) {
            try review.decide(token, choice: "take:A", value: "", reason: "")
        }
        #expect(try review.queue(QueueAsk()).open == 1)
    }

    /// The table of rights as docs/pages.md has it, written out once more: s to see, w to write, d to decide.
    private static let rights: [Role: [Area: String]] = [
        .director: [.network: "swd", .site: "swd", .capital: "swd", .city: "swd"],
        .operations: [.network: "swd", .site: "swd", .capital: "s", .city: "swd"],
        .capital: [.network: "sw", .site: "s", .capital: "swd"],
        .reviewer: [.network: "s"],
        .manager: [.network: "swd", .site: "swd"],
        .desk: [.network: "sw", .site: "sw"],
        .auditor: [.network: "s", .site: "s", .capital: "s", .city: "s"],
        .guest: [:],
    ]

    /// Whether something was refused for the role's sake.
    private func isDenied(_ work: () throws -> Void) -> Bool {
        do {
            try work()
            return false
        } catch let problem as Problem {
            return problem.exit == .denied
        } catch {
            return false
        }
    }

    @Test(arguments: Role.allCases)
    func `of every kind a role sees and writes just what the written table grants`(_ role: Role)
        throws
    {
        let desk = desk("beijing", role)
        for kind in NetworkSchema.kinds {
            let rights = Self.rights[role]?[Area(of: kind)] ?? ""
            let isTyped = !kind.isEntry && kind.name != "review_note"
            let (sees, writes) = (rights.contains("s"), rights.contains("w") && isTyped)
            #expect(
                isDenied { _ = try desk.list(RecordAsk(kind: kind.name)) } == !sees, "\(kind.name)")
            #expect(
                isDenied { _ = try desk.record(kind.name, key: "X-1") } == !sees, "\(kind.name)")
            #expect(isDenied { _ = try desk.form(kind.name, key: nil) } == !writes, "\(kind.name)")
            let input = RecordInput(
                kind: kind.name, key: nil, version: "", reason: "", fields: [:])
            #expect(isDenied { _ = try desk.save(input) } == !writes, "\(kind.name)")
            #expect(try desk.kinds().contains { $0.name == kind.name } == sees, "\(kind.name)")
        }
    }

    @Test(arguments: Role.allCases)
    func `a conflict is decided by just the roles that the written table grants it`(_ role: Role)
        throws
    {
        let form = try desk().form("tenancy", key: try tenancy())
        _ = try saved(try desk().save(input(form, ["seat_count": "12"])))
        _ = try saved(try desk().save(input(form, ["seat_count": "13"])))
        let token = try #require(
            try ReviewDesk(network["anji"], viewer()).queue(QueueAsk()).lines.first?.token)
        let may = Self.rights[role]?[.site]?.contains("d") ?? false
        let desk = ReviewDesk(network["anji"], viewer(role))
        let decide = { _ = try desk.decide(token, choice: "take:A", value: "", reason: "核对过") }
        // Whoever may not even see it is told that there is none.
        if may { try decide() } else { #expect(throws: Problem.self) { try decide() } }
        let open = try ReviewDesk(network["anji"], viewer()).queue(QueueAsk()).open
        #expect(open == (may ? 0 : 1))
    }

    @Test func `a role that may not see a kind learns nothing of it`() throws {
        #expect(throws: Problem.self) {
            try desk("beijing", .desk).list(RecordAsk(kind: "investment"))
        }
        #expect(throws: Problem.self) {
            try desk("beijing", .operations).form("investment", key: nil)
        }
        #expect(try !desk("beijing", .desk).kinds().contains { $0.area == .capital })
    }
}
