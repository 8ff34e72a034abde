import Domain
import Testing
import Workflows

@Suite("The ledger of Anji")
struct LedgerTruthTests {
    let ledger: LedgerImport
    let truth: [TruthRow]

    init() throws {
        ledger = try LedgerImport.read(ExchangeFixture.bytes("ledger-anji.csv"))
        truth = try TruthFile.read()
    }

    @Test func `is recognised as GB 18030 with commas`() {
        #expect(ledger.encoding == .gb18030)
        #expect(!ledger.isEncodingUncertain)
        #expect(ledger.layout == .delimited(.comma))
        #expect(ledger.unknownHeaders.isEmpty)
    }

    @Test func `shows how its headers were understood`() {
        #expect(ledger.columns.count == 14)
        #expect(ledger.columns[6].header == "入驻日期")
        #expect(ledger.columns[6].field == "start")
        #expect(ledger.columns[6].example == "2023年4月19日")
    }

    @Test func `gives every sound row with the values of the truth`() {
        let expected = truth.filter(\.isSound)
        let read = ledger.rows.map { row in
            TruthRow(
                line: row.line, company: row.name, code: row.code.text, seats: row.seatCount,
                start: row.start.description, end: row.lastFreeDay?.description,
                amountYuan: row.amountYuan, reason: row.warnings.first?.rawValue)
        }
        #expect(read == expected)
        #expect(read.count == 196)
    }

    @Test func `refuses every planted fault for its reason and nothing else`() {
        let expected = truth.filter { !$0.isSound }.map { "\($0.line) \($0.reason ?? "")" }
        let found = ledger.refused.map { "\($0.line) \($0.reason.rawValue)" }
        #expect(found == expected)
        #expect(found.count == 24)
        #expect(ledger.refused.allSatisfy { $0.faults.count == 1 }, "each row has one fault")
    }

    @Test func `warns of a wrong check character and of nothing else`() {
        let expected = truth.filter { $0.reason == "warn-check" }.map(\.line)
        #expect(ledger.rows.filter { !$0.warnings.isEmpty }.map(\.line) == expected)
        #expect(ledger.rows.allSatisfy { $0.warnings.isEmpty || $0.warnings == [.warnCheck] })
    }

    @Test func `accounts for each of its lines`() {
        #expect(
            ledger.skipped.map { "\($0.line) \($0.kind.rawValue)" } == [
                "1 title", "2 header", "53 blank", "104 blank", "155 blank", "206 blank",
                "227 total",
            ])
        #expect(ledger.rows.count + ledger.refused.count + ledger.skipped.count == 227)
    }

    @Test func `has its seats counted and labelled`() {
        #expect(ledger.rows.allSatisfy { $0.seatLabels.count == $0.seatCount })
        #expect(ledger.rows[0].seatLabels.prefix(2) == ["A-001", "A-002"])
        #expect(ledger.rows[0].seatLabels.last == "A-019")
    }

    @Test func `keeps rare characters, remarks and telephone numbers as written`() {
        #expect(ledger.rows.contains { $0.contact == "卫镕" })
        #expect(ledger.rows[1].remark == "=见附件")
        #expect(ledger.rows[0].phone == "12067818046")
        #expect(ledger.rows[0].sectors == ["EDA", "MR"])
    }

    @Test func `is read alike in UTF-8, in UTF-8 with mark and in UTF-16`() throws {
        let text = try TextEncodingDetector.decode(
            ExchangeFixture.bytes("ledger-anji.csv"), recognises: { $0.contains("企业名称") }
        ).text
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + text.utf8, unicodeTextFile(text)] {
            let other = try LedgerImport.read(bytes)
            #expect(other.rows == ledger.rows)
            #expect(other.refused == ledger.refused)
        }
    }
}
