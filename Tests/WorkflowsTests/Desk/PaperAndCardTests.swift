import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Papers that are completed step by step, cards that are one company, figures of a year.
struct PaperAndCardTests {
    private let room: DeskRoom

    init() throws { room = try DeskRoom() }

    // MARK: Papers

    @Test func `a paper that is filed stays filed when its scan comes later`() throws {
        try room.movedIn("A-001")
        var paper = TradeDesk.Paper()
        paper.box = "3-12"
        let filed = try room.anji.stamp("澜图", paper)
        #expect(filed.next?.en.contains("--scan") == true)
        paper = TradeDesk.Paper()
        paper.scan = Array("scan".utf8)
        let scanned = try room.anji.stamp("澜图", paper)
        let key = filed.rows[0].key
        #expect(scanned.rows[0].key == key)
        #expect(try room.network.shown(key, "state", at: "anji") == .text("filed"))
        #expect(try room.network.shown(key, "box", at: "anji") == .text("3-12"))
        #expect(try room.network.shown(key, "sha256", at: "anji")?.text != nil)
        #expect(scanned.done.en.contains("box 3-12"), "\(scanned.done.en)")
        #expect(scanned.next == nil, "nothing is left to be done")
    }

    @Test func `a contract that is over or retired is not stamped, by whatever it is named`() throws
    {
        let tenancy = try room.movedIn("A-001")
        let number = "ANJI-2023-0001"
        _ = try room.anji.moveOut("澜图", on: nil, exit: nil, to: nil, handover: nil)
        for typed in ["澜图", number, tenancy.text] {
            #expect(room.code { try room.anji.stamp(typed, TradeDesk.Paper()) } == .noRecord)
            #expect(throws: Problem.self) {
                try room.anji.paper(.moveIn, [typed], language: .zh)
            }
        }
        #expect(try room.anji.paper(.moveOut, [number], language: .zh).about == number)
        let signed = try room.anji.sign(
            "青桐", from: room.day("2023-09-01"), to: nil, seats: 1, number: nil
        ).rows[0].key
        try room.network.edit(signed, at: "anji", "retired=作废")
        #expect(
            room.code { try room.anji.stamp(signed.text, TradeDesk.Paper()) } == .recordRetired)
        #expect(try room.network["anji"].keys(of: "document", prefix: "", limit: 1).isEmpty)
    }

    // MARK: Cards

    private func card(_ name: String, _ code: String? = nil) throws -> String {
        let text =
            try code.map {
                try room.network.add(
                    "company", at: "anji", "legal_name=\(name)", "credit_code=\($0)")
            } ?? room.network.add("company", at: "anji", "legal_name=\(name)")
        return text.text
    }

    private func cards(_ typed: String) throws -> Set<String> {
        Set(try room.anji.page(typed).cards.map(\.text))
    }

    @Test func `two companies with codes of their own are not linked through a third card`() throws
    {
        let a = try card("演示·甲", "91110108XU00000182")
        let b = try card("演示·乙", "91330523XU00000183")
        let third = try card("演示·丙")
        _ = try room.anji.link(third, a, reason: nil)
        #expect(room.code { try room.anji.link(third, b, reason: nil) } == .rule)
        #expect(room.code { try room.anji.link(b, third, reason: nil) } == .rule)
        #expect(try cards(b) == [b])
        #expect(try cards(third) == [a, third])
    }

    @Test func `the card that stands for all of a class is the one that is named`() throws {
        let a = try card("演示·甲", "91110108XU00000182")
        let (second, third) = (try card("演示·乙"), try card("演示·丙"))
        _ = try room.anji.link(a, second, reason: nil)
        let told = try room.anji.link(second, third, reason: nil)
        #expect(told.done.zh.contains("以“演示·甲”为准"), "\(told.done.zh)")
        #expect(try cards(third) == [a, second, third])
    }

    @Test func `a card that is taken away keeps what hangs on it alone`() throws {
        let (a, b) = (try card("演示·甲"), try card("演示·乙"))
        let (with, of) = (try card("演示·丙"), try card("演示·丁"))
        _ = try room.anji.link(a, with, reason: nil)
        _ = try room.anji.link(b, of, reason: nil)
        _ = try room.anji.link(a, b, reason: nil)
        #expect(try cards(a) == [a, b, with, of])
        _ = try room.anji.unlink(a, b, reason: nil)
        #expect(try cards(a) == [a, with])
        #expect(try cards(b) == [b, of])
    }

    @Test func `a card that is linked to several of a class leaves them all`() throws {
        let (a, b, third) = (try card("演示·甲"), try card("演示·乙"), try card("演示·丙"))
        _ = try room.anji.link(a, b, reason: nil)
        _ = try room.anji.link(b, third, reason: nil)
        let key = try #require(RecordKey(a))
        try room.network.edit(key, at: "anji", "aliases=\(b)、\(third)")
        _ = try room.anji.unlink(a, b, reason: nil)
        #expect(try cards(a) == [a, third])
        #expect(try cards(b) == [b])
    }

    // MARK: Years

    @Test func `who signed is no figure`() throws {
        try room.movedIn("A-001")
        let take = { (figures: [String: String]) in
            try room.anji.facts("澜图", year: 2023, figures)
        }
        #expect(room.code { try take(["signed_by": "张三"]) } == .usage)
        #expect(try room.anji.owing(year: 2023).map(\.company) == ["澜图"])
        let told = try take(["signed_by": "张三", "people": "12"])
        #expect(told.done.en.contains("1 figure "), "\(told.done.en)")
        #expect(try room.anji.owing(year: 2023).isEmpty)
    }

    @Test func `a year has a profit or a loss`() throws {
        try room.movedIn("A-001")
        #expect(
            room.code {
                try room.anji.facts("澜图", year: 2023, ["profit_fen": "1", "loss_fen": "1"])
            } == .usage)
        #expect(try room.network["anji"].keys(of: "company_year", prefix: "", limit: 1).isEmpty)
    }

    @Test func `figures count for a company by whichever of its cards they came`() throws {
        try room.movedIn("A-001")
        let other = try card("演示·澜图（安吉）有限公司")
        _ = try room.anji.facts(other, year: 2023, ["people": "12"])
        #expect(try room.anji.owing(year: 2023).map(\.company) == ["澜图"], "two companies so far")
        _ = try room.anji.link("澜图", other, reason: nil)
        #expect(try room.anji.owing(year: 2023).isEmpty)
    }
}
