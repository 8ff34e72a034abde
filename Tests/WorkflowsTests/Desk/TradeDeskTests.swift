import Causality
import Domain
import Storage
import Testing
import Wire

@testable import Workflows

struct TradeDeskTests {
    /// Friday, 2023-08-11, 15:00 in China.
    private static let now: UInt64 = 1_691_737_200_000
    private let network: Network
    private var anji: TradeDesk {
        TradeDesk(network["anji"], author: "周凯", milliseconds: Self.now)
    }

    init() throws {
        network = try Network("beijing", "anji")
        for number in 1...9 {
            try network.add(
                "seat", at: "anji", "label=A-00\(number)", "kind=fixed", "state=in-service")
        }
        try network.add("company", at: "anji", "legal_name=演示·澜图智能科技有限公司", "display_name=澜图")
    }

    private func day(_ text: String) throws -> LocalDay { try #require(LocalDay(text)) }

    private func code(_ body: () throws -> TradeOutcome) -> ProblemCode? {
        do {
            _ = try body()
            return nil
        } catch let problem as Problem {
            return problem.code
        } catch {
            Issue.record(error)
            return nil
        }
    }

    private func movedIn(_ seats: String, free: Int = 6) throws -> TradeOutcome {
        var wish = TradeDesk.MoveIn()
        wish.seats = [seats]
        wish.from = try day("2023-08-14")
        wish.freeMonths = free
        return try anji.moveIn("澜图", wish)
    }

    @Test(arguments: [
        ("今天", "2023-08-11"), ("tomorrow", "2023-08-12"), ("周一", "2023-08-07"),
        ("下周一", "2023-08-14"), ("next friday", "2023-08-18"), ("2023年9月1日", "2023-09-01"),
        ("后天", "2023-08-13"),
    ])
    func `days are read as people say them`(typed: String, day: String) throws {
        #expect(try anji.day(typed, flag: "DAY").description == day)
    }

    @Test func `a move-in is one transaction with seats, term and number, and one undo`() throws {
        let outcome = try movedIn("A-001..A-004")
        #expect(outcome.dots.count == 1)
        #expect(
            outcome.rows.map(\.table).sorted() == [
                "seat_assignment", "seat_assignment", "seat_assignment", "seat_assignment",
                "tenancy",
                "tenancy_term",
            ])
        #expect(
            outcome.done.zh.contains("ANJI-2023-0001") && outcome.done.zh.contains("2024-02-13"))
        #expect(try anji.seats(on: try day("2023-08-15")).filter { $0.holder == "澜图" }.count == 4)
        #expect(try anji.seats(on: try day("2023-08-13")).allSatisfy { $0.holder == nil })
        _ = try network["anji"].undo(outcome.dots[0], author: "周凯", reason: nil)
        #expect(try anji.seats(on: try day("2023-08-15")).allSatisfy { $0.holder == nil })
        #expect(try network["anji"].keys(of: "tenancy", prefix: "", limit: 9).isEmpty)
    }

    @Test func `what stands against it is told, and nothing is kept`() throws {
        _ = try movedIn("A-001..A-004")
        try network.add("company", at: "anji", "legal_name=演示·青桐")
        var wish = TradeDesk.MoveIn()
        wish.seats = ["A-004"]
        wish.from = try day("2023-09-01")
        #expect(code { try anji.moveIn("青桐", wish) } == .seatTaken)
        wish.seats = ["A-005"]
        wish.freeMonths = 7
        #expect(code { try anji.moveIn("青桐", wish) } == .freeMonths)
        #expect(code { try movedIn("A-006") } == .recordExists)
        #expect(
            code {
                try anji.extend("澜图", months: 1, to: nil, rent: nil, isFree: true, exception: nil)
            } == .freeMonths)
        #expect(code { try anji.notice("青桐", by: try day("2023-09-01"), reason: "x") } == .noRecord)
        #expect(try network["anji"].keys(of: "tenancy", prefix: "", limit: 9).count == 1)
        wish.exception = "落地合作城市"
        #expect(try anji.moveIn("青桐", wish).done.en.contains("ANJI-2023-0002"))
    }

    @Test func `the queue goes by priority, rating and day, and knows how promises slip`() throws {
        for (name, rating) in [("演示·一", nil), ("演示·二", "a"), ("演示·三", "b")] {
            try network.add("company", at: "anji", "legal_name=\(name)")
            _ = try anji.join(name, seats: 4, fewest: 2, rating: rating, since: nil)
        }
        #expect(try anji.queue().map(\.company) == ["演示·二", "演示·三", "演示·一"])
        _ = try anji.moveUp("演示·一", isException: false, reason: "算力", second: nil)
        #expect(try anji.queue().map(\.company) == ["演示·一", "演示·二", "演示·三"])
        _ = try movedIn("A-001..A-009")
        for promised in ["2023-09-01", "2023-09-11"] {
            _ = try anji.promise("演示·三", on: try day(promised), after: "澜图", told: "电话")
        }
        let third = try #require(try anji.queue().last)
        #expect(third.slip == 10 && third.promised?.description == "2023-09-11")
        #expect(try anji.next(seats: 1) == nil)
        #expect(try anji.next(seats: 2)?.company == "演示·一")
        let left = try anji.moveOut(
            "澜图", on: try day("2023-08-31"), exit: nil, to: nil, handover: nil)
        #expect(left.next?.zh.contains("演示·三") == true, "who was promised it is named")
        #expect(try anji.seats(on: try day("2023-09-01")).allSatisfy { $0.holder == nil })
    }

    @Test func `from the first question to the seat, each step leads to the next`() throws {
        _ = try anji.enquiry("演示·观岳", seats: 2, contact: nil, sectors: "机器人", note: nil)
        _ = try anji.apply("观岳", seats: 2, from: nil, channel: nil, contact: nil, sectors: nil)
        _ = try anji.screen(
            "观岳", scores: ["team_score": 4], outcome: .accepted, reason: nil)
        _ = try anji.join("观岳", seats: nil, fewest: nil, rating: nil, since: nil)
        _ = try anji.offer(
            "观岳", seats: 2, from: try day("2023-09-01"), answerBy: try day("2023-08-18"))
        _ = try anji.answer("观岳", accepts: true)
        var wish = TradeDesk.MoveIn()
        wish.seats = ["A-001", "A-002"]
        _ = try anji.moveIn("观岳", wish)
        let application = try #require(
            try network["anji"].keys(of: "application", prefix: "", limit: 2).first)
        #expect(try network.shown(application, "state", at: "anji") == .text("admitted"))
        #expect(try anji.queue().isEmpty)
    }

    @Test func `a blocked seat comes back when the repair is confirmed, and not before`() throws {
        let order = try anji.fix(
            "A-003", category: "空调漏水", severity: nil, note: nil, blocksSeat: true
        ).rows[0].key.text
        #expect(try anji.seats(on: anji.today).filter(\.isBlocked).map(\.label) == ["A-003"])
        #expect(code { try anji.repair(order, .confirmed) } == .move)
        _ = try anji.repair(order, .done)
        #expect(try anji.seats(on: anji.today).contains { $0.isBlocked })
        _ = try anji.repair(order, .confirmed)
        #expect(try anji.seats(on: anji.today).allSatisfy { !$0.isBlocked })
    }
}
