import Testing
import Workflows

@Suite("The file of refused rows")
struct RefusedRowsFileTests {
    private func refusedFile(_ bytes: [UInt8]) throws -> RefusedRowsFile {
        try #require(try LedgerImport.read(bytes).refusedRowsFile())
    }

    @Test func `comes back in the encoding it came in, with the reasons`() throws {
        let file = try refusedFile(ExchangeFixture.bytes("ledger-anji.csv"))
        #expect(file.encoding == .gb18030)
        let text = try TextEncodingDetector.decode(file.bytes) { $0.contains("错误原因") }.text
        let rows = try DelimitedReader.read(text).records
        #expect(rows.count == 25)
        #expect(rows[0].fields.suffix(3) == ["备注", "错误原因", "改法"])
        #expect(rows[1].fields.suffix(2) == ["企业名称为空", "补填企业名称"])
        #expect(
            rows[2].fields.suffix(2) == [
                "免租到期“2023/2/30”不是有效日期", "按 2023-08-11 的形式改为实际日期",
            ])
    }

    @Test func `read alone gives only the faults that need no other row`() throws {
        let first = try LedgerImport.read(ExchangeFixture.bytes("ledger-anji.csv"))
        let file = try #require(try first.refusedRowsFile())
        let second = try LedgerImport.read(file.bytes)
        let needOthers: Set<RowReason> = [.duplicate, .seatOverlap]
        #expect(
            second.refused.map(\.reason)
                == first.refused.map(\.reason).filter { !needOthers.contains($0) })
        #expect(second.unknownHeaders.isEmpty)
        let again = try LedgerImport.read(try #require(try second.refusedRowsFile()).bytes)
        #expect(again.refused.map(\.record.fields) == second.refused.map(\.record.fields))
    }

    @Test func `corrected in its cells it is imported`() throws {
        let file = try refusedFile(
            csvInUTF8([shortHeader, ["", "", "1", "A-1", "2023-05-08", "2023-11-07"]]))
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text.hasPrefix(shortHeader.joined(separator: ",") + ",错误原因,改法\r\n,"))
        let row = text.split(separator: "\r\n")[1]
        let corrected = text.split(separator: "\r\n")[0] + "\r\n甲" + row
        let ledger = try LedgerImport.read(Array(corrected.utf8))
        #expect(ledger.rows.map(\.name) == ["甲"])
        #expect(ledger.refused.isEmpty)
    }

    @Test func `guards texts and keeps cells beyond the header`() throws {
        let file = try refusedFile(
            csvInUTF8([shortHeader, ["=甲", "", "1", "A-1", "2023-05-08", "", "剩余"]]))
        let row = String(decoding: file.bytes, as: UTF8.self).split(separator: "\r\n")[1]
        #expect(row.hasPrefix("'=甲,"))
        #expect(row.hasSuffix(",剩余"))
    }

    @Test func `speaks English when asked`() throws {
        let ledger = try LedgerImport.read(
            csvInUTF8([shortHeader, ["甲", "", "1", "A-1", "昨天", ""]]))
        let file = try #require(try ledger.refusedRowsFile(language: .en))
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text.contains("Problem,Remedy"))
        #expect(text.contains("入驻日期 “昨天” is not a day"))
    }

    @Test func `isn't made when every row is sound`() throws {
        let row = ["甲", "", "1", "", "2023-05-08", ""]
        let ledger = try LedgerImport.read(csvInUTF8([shortHeader, row]))
        #expect(try ledger.refusedRowsFile() == nil)
    }

    @Test(arguments: RowWarning.allCases)
    func `every warning has words in both languages`(_ warning: RowWarning) {
        for language in Language.allCases { #expect(!warning.phrase.text(language).isEmpty) }
    }

    @Test(arguments: RowReason.allCases)
    func `every reason says in both languages what is wrong and what to do`(_ reason: RowReason) {
        let fault = RowFault(reason, column: "列", value: "值", detail: "1", otherLine: 2)
        for language in Language.allCases {
            #expect(!fault.phrase.text(language).isEmpty)
            #expect(!reason.remedy.text(language).isEmpty)
        }
    }
}
