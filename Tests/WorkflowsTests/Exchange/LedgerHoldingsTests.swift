import Causality
import Domain
import Storage
import Testing
import Workflows

@Suite("A ledger beside what the replica holds")
struct LedgerHoldingsTests {
    private let network: Network
    private let codes = ["91330523XU0010005G", "91330523XU0010072E"]

    private var anji: Replica { network["anji"] }

    init() throws { network = try Network("anji") }

    /// What `moso import` does with a file.
    @discardableResult
    private func bring(
        _ rows: [[String]], header: [String] = shortHeader
    ) throws -> (ledger: LedgerImport, work: ImportWork) {
        let ledger = try LedgerImport.read(
            csvInUTF8([header] + rows), beside: LedgerHoldings(anji))
        let work = try ImportWork(
            anji, LedgerPlan(rows: ledger.rows, site: anji.meta.site))
        try work.apply(author: "anji", file: "ledger.csv")
        return (ledger, work)
    }

    private func row(
        _ company: Int, _ labels: String, from start: String = "2023-05-08", named: String? = nil
    ) -> [String] {
        [named ?? "演示·\(company)公司", codes[company], "2", labels, start, "2023-11-07"]
    }

    private func column(_ kind: String, _ key: String, _ field: String) throws -> Value? {
        let key = try #require(RecordKey(key))
        let record = try #require(try anji.record(kind, key))
        return RecordDesk(anji).value(record, field)
    }

    @Test func `a code that was put right is not taken for the company that really has it`() throws
    {
        try bring([row(0, "A-001~A-002")])
        let card = try #require(RecordKey("C-\(codes[0])"))
        try network.edit(card, at: "anji", "credit_code=91330523XU0010013B")
        let again = try bring([row(0, "A-003~A-004", from: "2023-09-01", named: "演示·真主公司")])
        #expect(again.ledger.refused.flatMap(\.faults).map(\.reason) == [.otherCompany])
        #expect(try column("company", card.text, "legal_name") == .text("演示·0公司"))
        // At the desk, and by a file of companies, the real one comes in under a key of its own.
        let added = try network.add(
            "company", at: "anji", "legal_name=演示·真主公司", "credit_code=\(codes[0])")
        #expect(added != card)
        let kind = try #require(NetworkSchema.kind("company"))
        let file = try KindImport.read(
            csvInUTF8([["legal_name", "credit_code", "note"], ["演示·真主公司", codes[0], "新"]]),
            fields: KindPlan.fields(of: kind))
        let plan = try KindPlan(file, kind: kind, in: anji)
        #expect(plan.records.map(\.key) == [added])
    }

    @Test func `a row that has the id of a record of another kind is refused, and no other`() throws
    {
        let seat = try network.add("seat", at: "anji", "label=A-001")
        let kind = try #require(NetworkSchema.kind("company"))
        let file = try KindImport.read(
            csvInUTF8([
                ["id", "legal_name"], [seat.text, "演示·甲公司"], ["S-anji-none", "演示·乙公司"],
                ["其他编号", "演示·丙公司"],
            ]), fields: KindPlan.fields(of: kind))
        let plan = try KindPlan(file, kind: kind, in: anji)
        #expect(plan.refused.map(\.line) == [2])
        #expect(plan.refused.map(\.reason) == [.otherKind])
        #expect(plan.records.count == 2)
    }

    private let wholeHeader =
        shortHeader + ["行业", "月租(元/工位)", "融资情况", "最近一轮金额(万元)", "联系人", "电话", "备注"]

    @Test func `columns that a ledger lacks touch nothing`() throws {
        let whole =
            row(0, "A-001~A-002") + ["AIGC", "900", "融资中", "500", "李娜", "12012345678", "靠窗"]
        try bring([whole], header: wholeHeader)
        let again = try bring([row(0, "A-001~A-002")])
        #expect(again.work.changed.isEmpty)
        let company = "C-\(codes[0])"
        #expect(try column("company", company, "contact") == .text("李娜"))
        #expect(try column("company", company, "funding_status") == .text("raising"))
        let tenancy = "T-anji-\(codes[0])-20230508"
        #expect(try column("tenancy", tenancy, "phone") == .text("12012345678"))
        #expect(try column("tenancy", tenancy, "note") == .text("靠窗\n最近一轮金额（万元）：500"))
    }

    @Test(arguments: ["行业", "月租(元/工位)", "融资情况", "最近一轮金额(万元)", "联系人", "电话", "备注"])
    func `nor does any one column that it lacks`(_ lacking: String) throws {
        let whole =
            row(0, "A-001~A-002") + ["AIGC", "900", "融资中", "500", "李娜", "12012345678", "靠窗"]
        try bring([whole], header: wholeHeader)
        let at = try #require(wholeHeader.firstIndex(of: lacking))
        var (header, cells) = (wholeHeader, whole)
        header.remove(at: at)
        cells.remove(at: at)
        let again = try bring([cells], header: header)
        #expect(again.work.changed.map(\.fields) == [])
        #expect(again.work.added.isEmpty)
    }

    @Test func `a row whose records were deleted brings them back with a remark, once`() throws {
        try bring([row(0, "A-001~A-002"), row(1, "A-005~A-006")])
        let card = try #require(RecordKey("C-\(codes[0])"))
        let tenancy = try #require(RecordKey("T-anji-\(codes[0])-20230508"))
        try anji.edit(author: "anji") {
            try $0.delete("tenancy", tenancy)
            try $0.delete("company", card)
        }
        let again = try bring([row(0, "A-001~A-002"), row(1, "A-005~A-006")])
        #expect(again.work.warnings.map(\.line) == [2])
        #expect(again.work.warnings.map(\.warning) == [.wasDeleted])
        #expect(try column("company", card.text, "legal_name") == .text("演示·0公司"))
    }

    @Test func `a row that changes a retired record says that it stays retired`() throws {
        try bring([row(0, "A-001~A-002")])
        let card = try #require(RecordKey("C-\(codes[0])"))
        try network.edit(card, at: "anji", "retired=重复")
        #expect(try bring([row(0, "A-001~A-002")]).work.warnings.isEmpty)
        let changed = try bring([row(0, "A-001~A-002", named: "演示·新名")]).work
        #expect(changed.warnings.map(\.warning) == [.isRetired])
        #expect(try column("company", card.text, "retired") == .text("重复"))
    }

    @Test func `what a ledger does not say about a seat stays as staff said it`() throws {
        try network.add("seat", at: "anji", "site=anji", "label=A-001", "kind=hot")
        try bring([row(0, "A-001~A-002")])
        #expect(try column("seat", "S-anji-A-001", "kind") == .text("hot"))
        #expect(try column("seat", "S-anji-A-002", "kind") == .text("fixed"))
    }

    @Test func `a row is refused when another company has its seats here`() throws {
        try bring([row(0, "A-001~A-002")])
        let second = try bring([row(1, "A-002~A-003")]).ledger
        let fault = try #require(second.refused.first?.faults.first)
        #expect(fault.reason == .seatOverlap)
        #expect(fault.phrase.zh == "工位 A-002 已被“演示·0公司”占用")
        #expect(fault.phrase.en == "seat A-002 is taken by “演示·0公司”")
        #expect(second.rows.isEmpty)
        let both = try bring([row(1, "A-001~A-002")]).ledger.refused.first?.faults.first
        #expect(both?.phrase.zh == "工位 A-001、A-002 已被“演示·0公司”占用")
    }

    @Test(arguments: [
        ("state=ended", true), ("to_day=2023-06-01", true), ("to_day=2023-06-02", false),
    ])
    func `seats are free once a stay has ended by the row's first day`(
        _ change: String, _ isFree: Bool
    ) throws {
        try bring([row(0, "A-001~A-002")])
        for label in ["A-001", "A-002"] {
            let key = try #require(RecordKey("A-anji-\(codes[0])-20230508-\(label)"))
            try network.edit(key, at: "anji", change)
        }
        let second = try bring([row(1, "A-001~A-002", from: "2023-06-01")]).ledger
        #expect(second.refused.isEmpty == isFree)
    }

    @Test func `rows that were imported are the same again, also after their seats changed hands`()
        throws
    {
        let file = [row(0, "A-001~A-002"), row(1, "A-002~A-003")]
        let first = try bring(file)
        #expect(first.ledger.refused.map(\.line) == [3])
        let key = try #require(RecordKey("A-anji-\(codes[0])-20230508-A-001"))
        try network.edit(key, at: "anji", "state=ended")
        let other = try network.add(
            "tenancy", at: "anji", "site=anji", "company=C-\(codes[0])", "moved_in_on=2023-08-01")
        try network.add(
            "seat_assignment", at: "anji", "site=anji", "seat=S-anji-A-001", "tenancy=\(other)",
            "company=C-\(codes[0])", "from_day=2023-08-01", "state=confirmed")
        let again = try bring(file)
        #expect(again.ledger.refused == first.ledger.refused)
        #expect(again.work.added.isEmpty)
        #expect(again.work.changed.isEmpty)
    }

    @Test func `the file of refused rows is refused again until it is corrected`() throws {
        let file = [
            row(0, "A-001~A-002"), row(1, "A-002~A-003"), row(0, "A-004~A-005"),
            row(0, "A-001~A-002"),
        ]
        let first = try bring(file).ledger
        #expect(first.refused.map(\.reason) == [.seatOverlap, .duplicate, .duplicate])
        let header = shortHeader + ["错误原因", "改法"]
        let rows = file.dropFirst().map { $0 + ["", ""] }
        let second = try bring(rows, header: header)
        #expect(second.ledger.refused.map(\.reason) == [.seatOverlap, .duplicate, .duplicate])
        #expect(second.work.added.isEmpty)
        #expect(second.work.changed.isEmpty)
        let repaired = try bring([row(1, "A-003~A-004") + ["", ""]], header: header)
        #expect(repaired.ledger.refused.isEmpty)
        #expect(!repaired.work.added.isEmpty)
    }

    @Test func `a row repeats a tenancy that was recorded under another key`() throws {
        let company = try network.add(
            "company", at: "anji", "legal_name=演示·0公司", "kind=company")
        let tenancy = try network.add(
            "tenancy", at: "anji", "site=anji", "company=\(company)", "moved_in_on=2023-05-08")
        let refused = try bring([row(0, "A-001~A-002")]).ledger.refused
        #expect(refused.map(\.reason) == [.duplicate])
        #expect(
            refused.first?.faults.first?.phrase.zh == "与已导入的 \(tenancy) 重复（同一企业、同一入驻日期）")
    }
}
