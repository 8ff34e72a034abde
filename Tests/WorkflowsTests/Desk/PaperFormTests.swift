import Causality
import Domain
import Storage
import Testing

@testable import Workflows

struct PaperFormTests {
    private static let now: UInt64 = 1_691_737_200_000
    private let network: Network
    private var desk: TradeDesk {
        TradeDesk(network["beijing"], author: "周凯", milliseconds: Self.now)
    }

    init() throws {
        network = try Network("beijing")
        for number in 1...4 {
            try network.add(
                "seat", at: "beijing", "label=A-00\(number)", "kind=fixed", "state=in-service")
        }
        try network.add("company", at: "beijing", "legal_name=演示·澜图<智能>", "display_name=澜图")
    }

    private func movedIn() throws {
        var wish = TradeDesk.MoveIn()
        wish.seats = ["A-001..A-003"]
        wish.freeMonths = 6
        _ = try desk.moveIn("澜图", wish)
    }

    @Test
    func
        `a move-in sheet has the seats, the terms, blanks for what is not known, and both sides sign`()
        throws
    {
        try movedIn()
        let form = try desk.paper(.moveIn, ["澜图"], language: .zh)
        #expect(form.about == "BEIJING-2023-0001")
        #expect(form.tables[0].rows.map { $0[0] } == ["A-001", "A-002", "A-003"])
        #expect(form.tables[1].rows == [["免租", "2023-08-11", "2024-02-10", "", ""]])
        #expect(form.facts.contains { $0.label.zh == "押金" && $0.value.isEmpty })
        #expect(form.signatures.count == 4)
        let html = form.html(.zh, site: "beijing", now: "2023-08-11 15:00")
        #expect(html.contains("演示·澜图&lt;智能&gt;") && !html.contains("<智能>"))
        #expect(html.contains("截至 2023-08-11 15:00") && html.contains("size: A4"))
        #expect(!html.contains("http"), "nothing is fetched")
    }

    @Test func `who has left gets a move-out sheet, and no other`() throws {
        try movedIn()
        _ = try desk.moveOut("澜图", on: nil, exit: "outgrew", to: "杭州", handover: nil)
        let form = try desk.paper(.moveOut, ["澜图"], language: .en)
        #expect(form.facts.contains { $0.value == "outgrew the space" })
        #expect(throws: Problem.self) { try desk.paper(.moveIn, ["澜图"], language: .en) }
    }

    @Test func `the other forms are of what they name`() throws {
        _ = try desk.join("澜图", seats: 2, fewest: nil, rating: nil, since: nil)
        let slip = try desk.paper(.queue, ["澜图"], language: .zh)
        #expect(slip.facts.first?.value == "1")
        #expect(try desk.paper(.labels, ["A-001..A-004"], language: .zh).labels.count == 4)
        let order = try desk.fix(
            "A-002", category: "ac-leak", severity: nil, note: nil, blocksSeat: false
        ).rows[0].key.text
        #expect(try desk.paper(.fix, [order], language: .zh).facts.contains { $0.value == "空调漏水" })
        let visit = try desk.visitStart(
            kind: "press", from: "演示·媒体", city: nil, people: 2, isPlanned: false
        ).rows[0].key.text
        _ = try desk.visitNext("寄资料", visit: visit, owner: "周凯", by: nil)
        #expect(
            try desk.paper(.visit, [visit], language: .zh).tables[0].rows == [["寄资料", "周凯", ""]])
    }

    @Test func `a reviewer's form shows nothing of what others said`() throws {
        let fund = try network.add("fund", at: "beijing", "name=演示资本一期")
        let project = try network.add(
            "investment", at: "beijing", "company=澜图", "fund=\(fund)", "round=A")
        try network.add(
            "gate_review", at: "beijing", "investment=\(project)", "gate=1", "reviewer=演示·教授",
            "verdict=fail", "opinion=不成熟", "signed_on=2023-08-01")
        let form = try desk.paper(.review, [project.text], language: .zh)
        let html = form.html(.zh, site: "beijing", now: "")
        #expect(!html.contains("不成熟") && !html.contains("演示·教授"))
        #expect(form.choices.map(\.zh).contains("无利益冲突"))
    }

    @Test(arguments: ["move-in", "入驻确认单", "Move-in sheet"])
    func `a form answers to its name and to its titles`(name: String) {
        #expect(PaperKind(named: name) == .moveIn)
    }

    @Test func `what is asked for and not there is told`() {
        #expect(PaperKind(named: "invoice") == nil)
        #expect(throws: Problem.self) { try desk.paper(.fix, ["WO-NONE"], language: .zh) }
        #expect(throws: Problem.self) { try desk.paper(.queue, [], language: .zh) }
        #expect(throws: Problem.self) { try desk.paper(.labels, ["B-001"], language: .zh) }
    }
}
