import Domain
import Testing
import Workflows

@Suite("Rows of a ledger")
struct LedgerRowTests {
    private let code = "91330523XU0010005G"

    private func read(
        _ rows: [[String]], header: [String] = shortHeader
    ) throws(FileRefusal) -> LedgerImport {
        guard let bytes = try? csvInUTF8([header] + rows) else { throw .empty }
        return try LedgerImport.read(bytes)
    }

    private func row(
        name: String = "演示·甲公司", code: String = "91330523XU0010005G", seats: String = "2",
        labels: String = "A-001~A-002", start: String = "2023-05-08", end: String = "2023-11-07"
    ) -> [String] {
        [name, code, seats, labels, start, end]
    }

    private func only(_ cells: [String]) throws -> LedgerRow {
        try #require(try read([cells]).rows.first)
    }

    private func reasons(_ rows: [[String]]) throws -> [RowReason] {
        try read(rows).refused.map(\.reason)
    }

    @Test func `full-width digits, serial days and unusual spacing are understood`() throws {
        let row = try only(
            row(code: "９１３３０５２３ＸＵ００１０００５ｇ ", seats: "２", start: "45149", end: "２０２４年２月１０日"))
        #expect(row.code.text == code)
        #expect(row.seatCount == 2)
        #expect(row.start == LocalDay("2023-08-11"))
        #expect(row.lastFreeDay == LocalDay("2024-02-10"))
    }

    @Test func `the free period is half-open inside and as printed outside`() throws {
        let period = try #require(try only(row()).freePeriod)
        #expect(period.to == LocalDay("2023-11-08"))
        #expect(period.lastDay == LocalDay("2023-11-07"))
    }

    @Test(arguments: [
        ("A-001~A-003", ["A-001", "A-002", "A-003"]),
        ("A-001～003", ["A-001", "A-002", "A-003"]),
        ("A-001 ~ A-003", ["A-001", "A-002", "A-003"]),
        ("a-009至a-011", ["A-009", "A-010", "A-011"]),
        ("A-001、A-003，B1", ["A-001", "A-003", "B1"]),
        ("A-001 A-003\nB-07", ["A-001", "A-003", "B-07"]),
        ("A-001~A-002、A-007", ["A-001", "A-002", "A-007"]),
    ])
    func `seat labels are expanded`(_ typed: String, _ labels: [String]) throws {
        let row = try only(row(seats: String(labels.count), labels: typed))
        #expect(row.seatLabels == labels)
    }

    @Test(arguments: [
        ("3", "A-001~A-002"), ("2", "A-002~A-001"), ("2", "A-001~B-002"), ("2", "A-001、A-001"),
        ("0", ""), ("若干", ""), ("-2", ""), ("约2", "A-001~A-002"), ("2", "A-001~"), ("", ""),
        ("1.5", ""), ("2", "A-001~A-999999999"),
    ])
    func `seats that can't be counted are refused`(_ seats: String, _ labels: String) throws {
        #expect(try reasons([row(seats: seats, labels: labels)]) == [.badSeats])
    }

    @Test func `labels alone give the number, a number alone gives a warning`() throws {
        #expect(try only(row(seats: "")).seatCount == 2)
        #expect(try only(row(labels: "")).warnings == [.noSeatLabels])
    }

    @Test func `a team without a code is sound, and so is an old number with a warning`() throws {
        #expect(try only(row(code: "")).warnings.isEmpty)
        let old = try only(row(code: "330523000012345"))
        #expect(old.warnings == [.oldNumber])
        #expect(old.code.text == nil)
    }

    @Test(arguments: [
        ("9.14403001922038E+17", RowReason.codeDigitsLost),
        ("914403001922038000", .codeDigitsLost), ("91330523XU001038X", .badCodeLength),
        ("91330523XU0010O05G", .badCodeCharacters),
    ])
    func `a damaged code is refused for what happened to it`(
        _ typed: String, _ reason: RowReason
    ) throws {
        #expect(try reasons([row(code: typed)]) == [reason])
    }

    @Test func `all faults of a row are told at once, the name first`() throws {
        let refused = try read([row(name: "", seats: "若干", start: "昨天", end: "2023/2/30")]).refused
        #expect(refused[0].faults.map(\.reason) == [.noName, .badDate, .badDate, .badSeats])
        #expect(refused[0].faults[1].value == "昨天")
        #expect(refused[0].line == 2)
    }

    @Test func `the later of two rows that want one seat is refused, whatever their days`() throws {
        let rows = [row(), row(name: "乙", code: "", start: "2024-05-08", end: "2024-11-07")]
        let refused = try read(rows).refused
        #expect(refused.map(\.reason) == [.seatOverlap])
        #expect(refused[0].faults[0].otherLine == 2)
        #expect(refused[0].faults[0].detail == "A-001")
    }

    @Test func `a refused row holds no seat and makes no duplicate`() throws {
        #expect(try reasons([row(end: "2023-01-01"), row()]) == [.endBeforeStart])
    }

    @Test func `a company with the same first day is a duplicate, by code or by name`() throws {
        let other = row(labels: "A-003~A-004")
        #expect(try reasons([row(), other]) == [.duplicate])
        #expect(try reasons([row(), row(code: "", labels: "A-003~A-004")]) == [.duplicate])
        #expect(try reasons([row(code: ""), other]) == [.duplicate])
    }

    @Test func `the same name under another code, or another first day, is a warning`() throws {
        let namesake = row(code: "91330523XU0010013B", labels: "A-003~A-004")
        #expect(try read([row(), namesake]).rows.last?.warnings == [.sameName])
        let later = row(labels: "A-003~A-004", start: "2023-06-08")
        #expect(try read([row(), later]).rows.last?.warnings == [.secondTenancy])
    }

    @Test func `an unquoted comma that shifts cells is noticed`() throws {
        #expect(try reasons([row() + ["3", "000"]]) == [.tooManyCells])
    }

    @Test func `texts too long for their fields are refused, not cut`() throws {
        let long = String(repeating: "长", count: 41)
        #expect(try reasons([row(name: long, code: "")]) == [.tooLong])
        #expect(try reasons([row(name: long)]) == [])
        #expect(try reasons([row(name: String(repeating: "长", count: 101))]) == [.tooLong])
    }

    @Test func `titles, notes, totals and repeated headers are no rows`() throws {
        let file =
            "台账\r\n截至8月\r\n" + "\u{FEFF}企业名称*,统一社会信用代码,\"工位数\n(个)\",工位号,入驻日期,免租到期\r\n"
            + "一楼,,,,,\r\n甲,,1,A-1,2023-05-08,\r\n小计：,,1,,,\r\n"
            + "企业名称*,统一社会信用代码,\"工位数\n(个)\",工位号,入驻日期,免租到期\r\n乙,,1,A-2,2023-05-08,\r\n"
        let ledger = try LedgerImport.read(Array(file.utf8))
        #expect(ledger.rows.map(\.name) == ["甲", "乙"])
        #expect(
            ledger.skipped.map(\.kind) == [.title, .title, .header, .total, .header])
        #expect(ledger.refused.map(\.reason) == [.badDate], "a lone company name is a row")
    }
}

@Suite("Files that are no ledger")
struct LedgerRefusalTests {
    private func refusal(_ text: String) -> FileRefusal? { refusal(Array(text.utf8)) }

    private func refusal(_ bytes: [UInt8]) -> FileRefusal? {
        do {
            _ = try LedgerImport.read(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an empty file and a binary file`() {
        #expect(refusal([])?.code == "empty-file")
        #expect(refusal((0..<64).map { UInt8($0) })?.code == "binary-file")
    }

    @Test func `other headers, with the words found and the words expected`() {
        #expect(
            refusal("姓名,年龄\r\n张三,30\r\n")
                == .unknownHeaders(
                    found: ["姓名", "年龄"],
                    expected: ["企业名称", "统一社会信用代码", "工位数", "入驻日期", "免租到期"]))
    }

    @Test func `a required column is missing`() {
        #expect(
            refusal("企业名称,统一社会信用代码,工位数,入驻日期\r\n甲,,1,2023-05-08\r\n")?.code
                == "unknown-headers")
    }

    @Test func `a column twice`() {
        let header = (shortHeader + ["公司名称"]).joined(separator: ",")
        #expect(refusal(header + "\r\n") == .repeatedHeader("公司名称"))
    }

    @Test func `an amount without a unit`() {
        let header = (shortHeader + ["最近一轮金额"]).joined(separator: ",")
        #expect(refusal(header + "\r\n")?.code == "unknown-unit")
    }

    @Test func `an unknown column is read past, and named`() throws {
        let bytes = try csvInUTF8([
            shortHeader + ["车牌"], ["甲", "", "1", "A-1", "2023-05-08", "", "浙E"],
        ])
        let ledger = try LedgerImport.read(bytes)
        #expect(ledger.unknownHeaders == ["车牌"])
        #expect(ledger.rows.count == 1)
    }
}
