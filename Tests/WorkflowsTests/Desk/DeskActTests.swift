import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

/// Seats, sites, papers and cards at the desk: each act is one action, and what stands against it is
/// told before anything is written.
struct DeskActTests {
    /// Friday, 2023-08-11, 15:00 in China.
    private static let now: UInt64 = 1_691_737_200_000
    private let network: Network
    private var anji: TradeDesk { desk("anji") }

    private func desk(_ site: String) -> TradeDesk {
        TradeDesk(network[site], author: "周凯", milliseconds: Self.now)
    }

    init() throws {
        network = try Network("beijing", "anji", "hangzhou")
        for site in ["beijing", "anji", "hangzhou"] {
            try network.add("site", at: "beijing", "code=\(site)", "name_zh=演示·\(site)")
        }
        for number in 1...9 {
            try network.add(
                "seat", at: "anji", "label=A-00\(number)", "kind=fixed", "state=in-service")
            try network.add(
                "seat", at: "hangzhou", "label=H-00\(number)", "kind=fixed", "state=in-service")
        }
        try network.add("company", at: "anji", "legal_name=演示·澜图智能科技有限公司", "display_name=澜图")
        try network.add("company", at: "anji", "legal_name=演示·青桐分子")
        try network.meet()
    }

    private func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

    private func problem(_ body: () throws -> TradeOutcome) -> Problem? {
        do {
            _ = try body()
            return nil
        } catch let problem as Problem {
            return problem
        } catch {
            Issue.record(error)
            return nil
        }
    }

    private func code(_ body: () throws -> TradeOutcome) -> ProblemCode? { problem(body)?.code }

    @discardableResult
    private func movedIn(_ seats: String, free: Int = 3) throws -> TradeOutcome {
        var wish = TradeDesk.MoveIn()
        wish.seats = [seats]
        wish.from = try day("2023-06-01")
        wish.freeMonths = free
        return try anji.moveIn("澜图", wish)
    }

    private func holders(_ site: String, on text: String) throws -> [String: String] {
        let seats = try desk(site).seats(on: try day(text))
        return Dictionary(
            uniqueKeysWithValues: seats.compactMap { seat in seat.holder.map { (seat.label, $0) } })
    }

    private func tenancy(at site: String) throws -> Record {
        let keys = try network["beijing"].keys(of: "tenancy", prefix: "", limit: 9)
        let found = try keys.compactMap { try network["beijing"].record("tenancy", $0) }
        return try #require(found.first { desk("beijing").desk.value($0, "site")?.text == site })
    }

    // MARK: Seats

    @Test func `a seat is given and given back, and the contract's number of seats follows`() throws
    {
        try movedIn("A-001..A-002")
        let given = try anji.assign(
            "澜图", ["A-005..A-006"], at: nil, from: try day("2023-08-14"), to: nil)
        #expect(given.dots.count == 1)
        #expect(try holders("anji", on: "2023-08-13").count == 2)
        #expect(
            try holders("anji", on: "2023-08-14").keys.sorted() == [
                "A-001", "A-002", "A-005", "A-006",
            ])
        let key = try #require(try network["anji"].keys(of: "tenancy", prefix: "", limit: 2).first)
        #expect(try network.shown(key, "seat_count", at: "anji") == .integer(4))
        let released = try anji.release(["A-001", "A-006"], on: try day("2023-08-20"))
        #expect(released.done.zh.contains("2023-08-20"))
        #expect(try holders("anji", on: "2023-08-20").count == 4, "the last day is still its")
        #expect(try holders("anji", on: "2023-08-21").keys.sorted() == ["A-002", "A-005"])
        #expect(try network.shown(key, "seat_count", at: "anji") == .integer(2))
        _ = try network["anji"].undo(released.dots[0], author: "周凯", reason: nil)
        #expect(try holders("anji", on: "2023-08-21").count == 4)
    }

    @Test func `what is not to be had is refused with the reason`() throws {
        try movedIn("A-001..A-002")
        let give = { (labels: [String], from: String?, to: String?) in
            try anji.assign(
                "澜图", labels, at: nil, from: try from.map(day), to: try to.map(day))
        }
        #expect(code { try give(["A-002"], nil, nil) } == .seatTaken)
        #expect(code { try give(["A-010"], nil, nil) } == .noRecord)
        #expect(code { try give(["A-003"], "2023-05-31", nil) } == .period)
        #expect(code { try give(["A-003"], "2023-09-02", "2023-09-01") } == .period)
        #expect(code { try give(["what"], nil, nil) } == .noRecord)
        #expect(code { try anji.assign("青桐", ["A-003"], at: nil, from: nil, to: nil) } == .noRecord)
        #expect(code { try anji.release(["A-003"], on: nil) } == .noRecord)
        #expect(try network["anji"].keys(of: "seat_assignment", prefix: "", limit: 9).count == 2)
    }

    @Test func `a name mistyped by a character is answered with what was meant`() throws {
        let told = try #require(
            problem { try anji.assign("澜土", ["A-003"], at: nil, from: nil, to: nil) })
        #expect(told.code == .noRecord)
        #expect(told.evidence.contains { $0.zh.contains("澜图") }, "\(told.evidence)")
    }

    @Test func `seats given to a contract beforehand are those that are moved into`() throws {
        _ = try anji.sign(
            "澜图", from: try day("2023-08-20"), to: nil, seats: 2, number: nil)
        _ = try anji.assign("澜图", ["A-001..A-002"], at: nil, from: nil, to: nil)
        #expect(try holders("anji", on: "2023-08-20").count == 2)
        var wish = TradeDesk.MoveIn()
        wish.seats = ["A-001..A-003"]
        wish.from = try day("2023-08-18")
        _ = try anji.moveIn("澜图", wish)
        #expect(try holders("anji", on: "2023-08-18").count == 3)
        #expect(try network["anji"].keys(of: "seat_assignment", prefix: "", limit: 9).count == 3)
    }

    @Test func `head office proposes a seat, and its own site confirms it`() throws {
        try movedIn("A-001")
        try network.meet()
        let proposed = try desk("beijing").assign(
            "澜图", ["A-004"], at: "anji", from: try day("2023-08-14"), to: nil)
        #expect(proposed.next?.zh.contains("anji") == true)
        try network.meet()
        #expect(try holders("anji", on: "2023-08-14")["A-004"] == nil)
        _ = try anji.assign("澜图", ["A-004"], at: nil, from: nil, to: nil)
        #expect(try holders("anji", on: "2023-08-14")["A-004"] == "澜图")
        #expect(try network["anji"].keys(of: "seat_assignment", prefix: "", limit: 9).count == 2)
    }

    @Test(arguments: [
        (["A-001", "A-002", "A-003"], "A-001..A-003"),
        (["A-001", "A-003", "A-005"], "A-001 A-003 A-005"),
        (["A-009", "A-010", "A-011", "B-012"], "A-009..A-011 B-012"), (["A-1", "A-2"], "A-1 A-2"),
        (["A-99", "A-100", "A-101"], "A-99 A-100 A-101"), ([], ""),
    ])
    func `only seats in a row become a range`(seats: [String], text: String) {
        #expect(SeatSpan.text(seats) == text)
    }

    // MARK: Transfer

    @Test func `head office writes both ends of a transfer in one action`() throws {
        try movedIn("A-001..A-004")
        try network.meet()
        let outcome = try desk("beijing").transfer(
            "澜图", to: "演示·hangzhou", on: try day("2023-08-31"), seats: 3, handover: nil)
        #expect(
            outcome.next?.zh.contains("3 个月 0 天") == true, "\(String(describing: outcome.next))")
        try network.meet()
        #expect(try holders("anji", on: "2023-08-31").count == 4)
        #expect(try holders("anji", on: "2023-09-01").isEmpty)
        let (old, new) = (try tenancy(at: "anji"), try tenancy(at: "hangzhou"))
        let desk = desk("beijing").desk
        #expect(desk.value(old, "exit_reason") == .text("relocated"))
        #expect(desk.value(new, "transferred_from") == .text(old.key.text))
        #expect(desk.value(new, "planned_from") == .text("2023-09-01"))
        #expect(desk.value(new, "seat_count") == .integer(3))
        var wish = TradeDesk.MoveIn()
        wish.seats = ["H-001..H-003"]
        wish.from = try day("2023-09-01")
        let there = try self.desk("hangzhou").moveIn("澜图", wish)
        #expect(there.done.zh.contains("HANGZHOU-2023-0001"))
        #expect(try network["hangzhou"].keys(of: "tenancy", prefix: "", limit: 9).count == 1)
    }

    @Test func `a branch writes its end and says what the other site types`() throws {
        try movedIn("A-001..A-002")
        let outcome = try anji.transfer(
            "澜图", to: "hangzhou", on: nil, seats: nil, handover: "单-1")
        let key = try #require(try network["anji"].keys(of: "tenancy", prefix: "", limit: 9).first)
        #expect(outcome.next?.en.contains("--transferred-from \(key)") == true)
        var wish = TradeDesk.MoveIn()
        wish.seats = ["H-001"]
        wish.transferredFrom = key.text
        _ = try desk("hangzhou").moveIn("澜图", wish)
        try network.meet()
        #expect(
            desk("beijing").desk.value(try tenancy(at: "hangzhou"), "transferred_from")
                == .text(key.text))
        #expect(
            code { try anji.transfer("澜图", to: "hangzhou", on: nil, seats: nil, handover: nil) }
                == .noRecord)
    }

    @Test func `a transfer to nowhere, to here, or before the beginning is refused`() throws {
        try movedIn("A-001")
        let go = { (site: String, on: String?) in
            try anji.transfer("澜图", to: site, on: try on.map(day), seats: nil, handover: nil)
        }
        let told = try #require(problem { try go("hangzou", nil) })
        #expect(told.code == .noRecord && told.evidence.contains { $0.en.contains("hangzhou") })
        #expect(code { try go("anji", nil) } == .recordExists)
        #expect(code { try go("hangzhou", "2023-05-01") } == .period)
        #expect(try holders("anji", on: "2023-08-11").count == 1)
    }

    // MARK: Papers

    @Test func `a contract is stamped, filed and scanned as one paper`() throws {
        try movedIn("A-001")
        var paper = TradeDesk.Paper()
        _ = try anji.stamp("澜图", paper)
        paper.box = "3-12"
        paper.scan = Array("scan".utf8)
        let filed = try anji.stamp("ANJI-2023-0001", paper)
        let documents = try network["anji"].keys(of: "document", prefix: "", limit: 9)
        #expect(documents.count == 1)
        #expect(try network.shown(documents[0], "state", at: "anji") == .text("filed"))
        #expect(
            try network.shown(documents[0], "sha256", at: "anji")
                == .text("\(Digest256(of: Array("scan".utf8)))"))
        #expect(filed.rows.first?.key == documents[0])
        let key = try #require(try network["anji"].keys(of: "tenancy", prefix: "", limit: 2).first)
        #expect(try network.shown(key, "documents", at: "anji") == .text(documents[0].text))
        #expect(code { try anji.stamp("青桐", paper) } == .noRecord)
    }

    @Test func `an offer of a city has versions, an answer, and its paper says nothing of it`()
        throws
    {
        let hub = desk("beijing")
        var offer = TradeDesk.CityOffer()
        offer.cityName = "演示城市"
        offer.clauses = ["startup_money_fen": "5千万", "clause_text": "原文"]
        offer.shares = ["tax_share_bp": "12.5%"]
        let first = try hub.cityOffer("330523", offer)
        let key = first.rows[0].key
        #expect(
            try network.shown(key, "startup_money_fen", at: "beijing") == .integer(5_000_000_000))
        #expect(try network.shown(key, "tax_share_bp", at: "beijing") == .integer(1_250))
        #expect(try hub.cityOffer("演示城市", offer).done.zh.contains("第 2 版"))
        #expect(code { try hub.answerCity("演示城市", "已谢绝", reason: nil) } == .reasonMissing)
        let accepted = try hub.answerCity(key.text, "accepted", reason: nil)
        #expect(accepted.next?.en.contains("moso stamp \(key)") == true)
        #expect(try network.shown(key, "answered_clauses", at: "beijing")?.isNull == false)
        let paper = try hub.stamp(key.text, TradeDesk.Paper()).rows[0].key
        #expect(try network.shown(key, "stamped_document", at: "beijing") == .text(paper.text))
        #expect(try network.shown(paper, "about", at: "beijing")?.isNull == true)
        offer.shares = ["tax_share_bp": "101"]
        #expect(code { try hub.cityOffer("330523", offer) } == .usage)
        offer.shares = [:]
        offer.clauses = [:]
        #expect(code { try hub.cityOffer("330523", offer) } == .usage)
        #expect(code { try hub.answerCity("110108", "accepted", reason: nil) } == .noRecord)
    }

    @Test func `a draft of a policy is never in force, and none is noted twice`() throws {
        let typed = ["issuing_body": "演示·经信局", "level": "市级", "status": "征求意见稿"]
        let add = { (typed: [String: String], from: LocalDay?) in
            try anji.policy("若干措施", typed, issued: nil, from: from, to: nil)
        }
        #expect(code { try add(typed, try day("2023-09-01")) } == .rule)
        let key = try add(typed, nil).rows[0].key
        #expect(code { try add(typed, nil) } == .recordExists)
        _ = try anji.policyMoves(
            "措施", to: "已发布", on: nil, from: try day("2023-09-01"), until: nil)
        #expect(try network.shown(key, "status", at: "anji") == .text("issued"))
        #expect(try network.shown(key, "issued_on", at: "anji") == .text("2023-08-11"))
        #expect(
            code { try anji.policyMoves("措施", to: "draft", on: nil, from: nil, until: nil) }
                == .move)
        #expect(
            code { try anji.policyMoves("没有", to: "issued", on: nil, from: nil, until: nil) }
                == .noRecord)
    }

    @Test func `a firm's session of a day is one, and companies are added to it`() throws {
        var wish = TradeDesk.Clinic()
        wish.companies = ["澜图"]
        wish.topics = "股权、劳动"
        _ = try anji.clinic("演示·律所", wish)
        wish.companies = ["青桐"]
        wish.topics = nil
        _ = try anji.clinic("演示·律所", wish)
        let lines = try anji.clinics(since: try day("2023-08-01"))
        #expect(lines.count == 1 && Set(lines[0].companies) == ["澜图", "演示·青桐分子"])
        #expect(Set(lines[0].topics) == ["股权", "劳动"])
        #expect(code { try anji.clinic("演示·律所", TradeDesk.Clinic()) } == .recordExists)
        wish.minutes = 0
        #expect(code { try anji.clinic("演示·律所", wish) } == .usage)
        wish.companies = ["没有"]
        #expect(code { try anji.clinic("演示·律所二", wish) } == .noRecord)
    }

    @Test func `figures of a year are collected, chased, and stand once they are stamped`() throws {
        try movedIn("A-001")
        #expect(try anji.owing(year: 2023).map(\.company) == ["澜图"])
        #expect(try anji.owing(year: 2022).isEmpty)
        let key = try anji.facts("澜图", year: 2023, ["revenue_fen": "5000千元", "people": "12"]).rows[
            0
        ].key
        #expect(try network.shown(key, "revenue_fen", at: "anji") == .integer(500_000_000))
        #expect(try anji.owing(year: 2023).isEmpty)
        try network.edit(key, at: "anji", "state=stamped")
        #expect(code { try anji.facts("澜图", year: 2023, ["people": "13"]) } == .rule)
        #expect(code { try anji.facts("澜图", year: 2024, ["people": "13"]) } == .usage)
        #expect(code { try anji.facts("澜图", year: 2022, [:]) } == .usage)
        #expect(code { try anji.facts("澜图", year: 2022, ["people": "很多"]) } == .value)
    }

    // MARK: Cards

    @Test func `two cards are linked, counted as one, and taken apart again`() throws {
        try network.add("company", at: "anji", "legal_name=演示·澜图", "contact=赵敏")
        try network.add("company", at: "hangzhou", "legal_name=演示·澜图（杭州）有限公司")
        try network.meet()
        let waiting = try anji.likenesses(of: nil)
        #expect(waiting.count == 1 && waiting[0].conflict != nil, "\(waiting)")
        let (one, other) = (waiting[0].first.key.text, waiting[0].second.key.text)
        #expect(
            try anji.likenesses(of: "澜图").contains { $0.conflict == nil }, "names that are alike")
        _ = try anji.link(one, other, reason: "营业执照")
        #expect(try anji.likenesses(of: nil).isEmpty)
        #expect(code { try anji.link(one, other, reason: nil) } == .recordExists)
        #expect(try anji.page(one).cards.map(\.text).sorted() == [one, other].sorted())
        try network.meet()
        _ = try desk("hangzhou").unlink(one, other, reason: "同名")
        try network.meet()
        #expect(try anji.page(one).cards.map(\.text) == [one])
        #expect(try anji.likenesses(of: nil).isEmpty, "they are not proposed again")
        #expect(code { try anji.unlink(one, other, reason: nil) } == .recordExists)
        #expect(code { try anji.unlink(one, one, reason: nil) } == .usage)
        _ = try anji.link(one, other, reason: "还是一家")
        #expect(try anji.page(one).cards.count == 2)
    }

    @Test func `what belongs to a company is found by each of its cards`() throws {
        try movedIn("A-001")
        let other = try network.add("company", at: "anji", "legal_name=演示·澜图有限公司")
        #expect(
            code { try anji.assign(other.text, ["A-002"], at: nil, from: nil, to: nil) }
                == .noRecord)
        _ = try anji.link("澜图", other.text, reason: nil)
        _ = try anji.assign(other.text, ["A-002"], at: nil, from: nil, to: nil)
        #expect(try holders("anji", on: "2023-08-12").count == 2)
    }

    @Test func `two companies with codes of their own are not linked`() throws {
        let a = try network.add(
            "company", at: "anji", "legal_name=演示·甲", "credit_code=91110108XU00000182")
        let b = try network.add(
            "company", at: "anji", "legal_name=演示·乙", "credit_code=91330523XU00000183")
        #expect(code { try anji.link(a.text, b.text, reason: nil) } == .rule)
    }

    // MARK: Looking

    @Test func `a word is found wherever it stands, companies first`() throws {
        try network.add("person", at: "anji", "name=澜小姐", "organisation=演示")
        try movedIn("A-001")
        let found = try anji.find("澜", in: nil, most: 9, language: .zh)
        #expect(found.map(\.kind.zh).prefix(2) == ["企业", "联系人"])
        #expect(
            try anji.find("anji-2023", in: nil, most: 9, language: .en).flatMap(\.hits)
                .contains { $0.record.table == "tenancy" })
        #expect(try anji.find("澜 图", in: nil, most: 9, language: .zh).isEmpty == false)
        let seats = try anji.find("a-00", in: "seat", most: 4, language: .zh)
        #expect(seats.count == 1 && seats[0].hits.count == 4 && seats[0].more == 5)
        #expect(try anji.find("没有", in: nil, most: 9, language: .zh).isEmpty)
    }

    @Test func `a company's page has its seats, its free time and its papers`() throws {
        try movedIn("A-001..A-003")
        _ = try anji.stamp("澜图", TradeDesk.Paper())
        var wish = TradeDesk.Clinic()
        wish.companies = ["澜图"]
        _ = try anji.clinic("演示·律所", wish)
        let page = try anji.page("澜图")
        #expect(page.seatSpan == "A-001..A-003")
        #expect(page.freeUsed == MonthsAndDays(months: 3, days: 0))
        let kinds = page.parts.map(\.kind.name)
        for kind in ["tenancy", "tenancy_term", "seat_assignment", "legal_clinic", "document"] {
            #expect(kinds.contains(kind), "\(kind)")
        }
        #expect(try anji.page("青桐").parts.isEmpty)
    }

    @Test func `who sits on after the last term is held over, and a gap is kept as that`() throws {
        var wish = TradeDesk.MoveIn()
        wish.seats = ["A-001"]
        wish.from = try day("2023-04-01")
        wish.freeMonths = 3
        _ = try anji.moveIn("澜图", wish)
        #expect(try anji.page("澜图").holdover == day("2023-07-01"))
        #expect(
            code {
                try anji.market("澜图", rent: "1200", from: day("2023-09-02"), to: day("2023-09-01"))
            }
                == .period)
        let market = try anji.market("澜图", rent: "1200", from: try day("2023-09-01"), to: nil)
        #expect(market.next?.en.contains("2023-07-01..2023-08-31") == true)
        let terms = try network["anji"].keys(of: "tenancy_term", prefix: "", limit: 9)
        let kinds = try terms.compactMap { try network.shown($0, "kind", at: "anji")?.text }
        #expect(kinds.sorted() == ["free", "holdover", "market"])
        #expect(try anji.page("澜图").holdover == nil)
    }

    @Test func `a credit code's division is a hint about who registered it`() throws {
        let key = try network.add(
            "company", at: "anji", "legal_name=演示·甲", "credit_code=91110108XU00000182")
        #expect(try anji.page(key.text).registry == "110108")
        #expect(try anji.page("澜图").registry == nil)
    }

    @Test func `a room in one hand is found, with how long it has been so`() throws {
        let room = try network.add(
            "space", at: "anji", "path=3/路演厅", "kind=roadshow-room", "bookable=yes")
        #expect(try anji.occupied(on: anji.today).isEmpty)
        for back in 0..<28 {
            let day = anji.today.adding(days: -back)
            try network.add(
                "booking", at: "anji", "space=\(room)", "company=澜图", "from_at=\(day)T09:00",
                "to_at=\(day)T17:00", "state=confirmed")
        }
        let found = try anji.occupied(on: anji.today)
        #expect(found.count == 1 && found[0].company == "澜图" && found[0].fortnights == 2)
        #expect(found[0].minutes == 14 * 8 * 60 && found[0].longest == 480)
        #expect(try anji.occupied(on: anji.today.adding(days: 12)).isEmpty)
    }
}
