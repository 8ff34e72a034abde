import Testing

@testable import Workflows

/// Small workbooks that ask for much work.
@Suite struct WorkbookBoundsTests {
    private let part = "xl/worksheets/s0.xml"

    /// - Parameters:
    ///   - parts: what the sheets link to, by their numbers.
    ///   - sheets: the content of each part.
    private func book(_ sheets: [String], parts: [Int]? = nil) -> [UInt8] {
        var zip = ZipWriter()
        let parts = parts ?? Array(sheets.indices)
        let list = parts.indices.map { "<sheet name=\"s\($0)\" r:id=\"r\($0)\"/>" }.joined()
        zip.add("xl/workbook.xml", Array("<workbook><sheets>\(list)</sheets></workbook>".utf8))
        let links = parts.enumerated().map {
            "<Relationship Id=\"r\($0)\" Type=\"x/worksheet\" Target=\"worksheets/s\($1).xml\"/>"
        }.joined()
        zip.add("xl/_rels/workbook.xml.rels", Array("<Relationships>\(links)</Relationships>".utf8))
        for (at, sheet) in sheets.enumerated() {
            zip.add("xl/worksheets/s\(at).xml", Array("<worksheet>\(sheet)</worksheet>".utf8))
        }
        return zip.finish()
    }

    private func rows(_ bytes: [UInt8]) throws -> [[String]] {
        var reader = try WorkbookReader(bytes)
        return try reader.sheet(named: nil) { _ in true }.records.map(\.fields)
    }

    /// Three rows, of which the first has a text in column A and the others in column B.
    private func merged(_ areas: [String]) -> [UInt8] {
        let areas = areas.map { "<mergeCell ref=\"\($0)\"/>" }.joined()
        return book([
            "<sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row><row r=\"2\"><c r=\"B2\"><v>8</v></c></row>"
                + "<row r=\"9\"><c r=\"B9\"><v>9</v></c></row></sheetData><mergeCells>\(areas)</mergeCells>"
        ])
    }

    // MARK: Merged areas

    @Test(arguments: [
        "A0:A9223372036854775807", "A1:A9223372036854775807", "A1:A9223372036854775808",
        "A1:A1048577", "A0:A2", "A-1:A2", "XFE1:XFE2", "A1:A2:A3", "A:B", "1:2", "",
    ])
    func `an area that leaves the sheet, or is none, is refused`(area: String) {
        let bytes = merged([area])
        #expect(throws: WorkbookFault.broken(part: part)) { try rows(bytes) }
    }

    @Test(arguments: [
        (["A1:A1048576"], [["7"], ["7", "8"], ["7", "9"]]),
        (["A1:XFD8"], [["7"], ["7", "8"], ["", "9"]]),
        (["A1:A2", "A3:A9", "B2:B9"], [["7"], ["7", "8"], ["", "9"]]),
        (["A1", "A1:C1", "A9:C1"], [["7"], ["7", "8"], ["7", "9"]]),
        (["A3:A1048576"], [["7"], ["", "8"], ["", "9"]]),
    ])
    func `an area within the sheet fills the rows that are there`(
        areas: [String], expected: [[String]]
    ) throws {
        #expect(try rows(merged(areas)) == expected)
    }

    @Test(arguments: [
        ["A1:A3", "A3:A9"], ["A2:A9", "A1:C2"], ["A1:A1048576", "A1:A1048576"],
    ])
    func `areas of one column that overlap are refused`(areas: [String]) {
        let bytes = merged(areas)
        #expect(throws: WorkbookFault.broken(part: part)) { try rows(bytes) }
    }

    // MARK: Sheets and styles

    @Test func `what may be unpacked is counted over all sheets together`() throws {
        let blank = String(repeating: " ", count: 600_000)
        #expect(throws: WorkbookFault.noRows) { try rows(book([blank])) }
        // Neither is over the megabyte that a small file may grow to, both are.
        #expect(throws: WorkbookFault.tooLargeInside(bytesMax: 1 << 20)) {
            try rows(book([blank, blank]))
        }
    }

    @Test func `a part that two sheets name is refused`() {
        let bytes = book([""], parts: [0, 0])
        #expect(throws: WorkbookFault.broken(part: part)) { try rows(bytes) }
    }

    @Test func `a thousand sheets are read, one more is refused`() throws {
        let last = "<sheetData><row><c><v>7</v></c></row></sheetData>"
        var sheets = [String](repeating: "", count: 999) + [last]
        #expect(try rows(book(sheets)) == [["7"]])
        sheets.append(last)
        #expect(throws: WorkbookFault.tooManySheets(sheetsMax: 1_000)) { try rows(book(sheets)) }
    }

    /// Looked at for each of its styles, this format would take hours.
    @Test func `a format's code is looked at once, however many styles name it`() throws {
        let code = String(repeating: "0", count: 200_000) + "yyyy"
        let styles = String(repeating: "<xf numFmtId=\"170\"/>", count: 20_000)
        let formats = try CellFormats(
            Array(
                "<a><numFmt numFmtId=\"170\" formatCode=\"\(code)\"/><cellXfs>\(styles)</cellXfs></a>"
                    .utf8),
            is1904: false)
        #expect(formats.text("45149", style: 19_999) == "2023-08-11")
    }
}
