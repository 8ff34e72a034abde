import Domain
import Testing
import Workflows

@Suite("Importing records of a kind")
struct KindImportTests {
    private let fields = [
        ImportField(name: "id", labels: ["编号"]),
        ImportField(name: "site", labels: ["分站", "site"], isRequired: true),
        ImportField(name: "moved_in_on", labels: ["入驻日", "moved in on"]),
        ImportField(name: "rent_fen", labels: ["月租（元/工位）", "rent per seat and month"]),
        ImportField(name: "note", labels: ["备注", "note"]),
    ]

    private func refusal(_ bytes: [UInt8]) -> FileRefusal? {
        do {
            _ = try KindImport.read(bytes, fields: fields)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "site,moved_in_on,rent_fen", "分站,入驻日,月租(元/工位)", "Site,Moved in on,Rent per seat and month",
    ])
    func `headers are field names or labels of either language`(_ header: String) throws {
        let file = try KindImport.read(
            Array("\(header)\r\nanji,2023/8/11,900\r\n".utf8), fields: fields)
        #expect(file.rows.map { $0.cells.map(\.field) } == [["site", "moved_in_on", "rent_fen"]])
        #expect(file.rows[0].text("rent_fen") == "900")
        #expect(file.rows[0].text("note") == nil)
        #expect(file.rows[0].line == 2)
    }

    @Test func `cells come as typed, without the guard against formulas`() throws {
        let bytes = try DelimitedWriter().write(
            header: ["site", "note"], rows: [[.text("anji"), .text("=见附件 ")]])
        #expect(try KindImport.read(bytes, fields: fields).rows[0].text("note") == "=见附件 ")
    }

    @Test func `an exported file is imported again unchanged`() throws {
        let rows = [["T-1", "anji", "-5", "a\"b\r\n,"], ["T-2", "anji", "", "'=x"]]
        let bytes = try DelimitedWriter(encoding: .gb18030).write(
            header: ["编号", "分站", "月租（元/工位）", "备注"], rows: rows.map { $0.map(Cell.text) })
        let file = try KindImport.read(bytes, fields: fields)
        #expect(file.encoding == .gb18030)
        #expect(file.rows.map { $0.cells.map(\.text) } == rows)
    }

    @Test func `other headers are refused with the words found and expected`() {
        #expect(
            refusal(Array("姓名,年龄\r\n张三,30\r\n".utf8))
                == .unknownHeaders(found: ["姓名", "年龄"], expected: ["site"]))
        #expect(refusal(Array("备注\r\n甲\r\n".utf8))?.code == "unknown-headers")
    }

    @Test func `where no column must be there, the headers expected are all that could be`() throws
    {
        let kind = try #require(NetworkSchema.kind("company"))
        let refusal = #expect(throws: FileRefusal.self) {
            try KindImport.read(
                Array("颜色,年龄\r\n红,30\r\n".utf8), fields: KindPlan.fields(of: kind))
        }
        guard case .unknownHeaders(_, let expected) = refusal else {
            Issue.record("refused for \(refusal?.code ?? "nothing")")
            return
        }
        #expect(expected.prefix(2) == ["id", "legal_name"])
    }

    @Test func `a bad value is told in whole sentences of both languages`() {
        let fault = RowFault(
            .badValue, column: "统一社会信用代码", value: "12",
            problem: .badCreditCode(.wrongLength(2)))
        #expect(fault.phrase.zh == "统一社会信用代码“12”：统一社会信用代码应为 18 位，现为 2 位")
        #expect(fault.phrase.en == "统一社会信用代码 “12”: a credit code has 18 characters, this has 2")
    }

    @Test func `a refused row names the field in the reader's language`() throws {
        let network = try Network("beijing", "anji")
        let kind = try #require(NetworkSchema.kind("company"))
        let file = try KindImport.read(
            Array("企业名称,成立日期,统一社会信用代码\r\n甲,昨天,\r\n,2023-01-01,\r\n".utf8),
            fields: KindPlan.fields(of: kind))
        let plan = try KindPlan(file, kind: kind, in: network["anji"])
        #expect(
            plan.refused.flatMap(\.faults).map(\.phrase.en).map { $0.prefix(15) }
                == ["founded on “昨天”", "legal name is e"].map { $0.prefix(15) })
        #expect(
            plan.refused.flatMap(\.faults).map(\.phrase.zh.first) == ["成", "企"])
    }

    @Test(arguments: [("utf-8", "gb18030"), ("utf-8-bom", "gb18030"), ("gb18030", "utf-8")])
    func `an encoding that failed is not advised`(_ failed: String, _ other: String) {
        let problem = Problem.importEncoding("a.csv", encoding: failed, byteOffset: 3)
        let advised = problem.remedies.compactMap { remedy in
            ["gb18030", "utf-8"].first { "\(remedy)".contains("--encoding \($0)") }
        }
        #expect(advised == [other])
    }

    @Test func `unknown columns are named, rows wider than the header refused`() throws {
        let file = try KindImport.read(
            Array("site,颜色\r\nanji,红\r\nanji,红,1\r\n\r\n".utf8), fields: fields)
        #expect(file.unknownHeaders == ["颜色"])
        #expect(file.rows.count == 1)
        #expect(file.refused.map(\.reason) == [.tooManyCells])
    }
}
