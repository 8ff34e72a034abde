import Domain
import Testing

@testable import Workflows

@Suite struct WorkbookTests {
    /// A workbook of hand-written parts.
    private func book(
        _ sheets: [(name: String, state: String, rows: String)], shared: String? = nil,
        styles: String? = nil, is1904: Bool = false, more: String = ""
    ) -> [UInt8] {
        var zip = ZipWriter()
        let list = sheets.enumerated().map { at, sheet in
            "<sheet name=\"\(sheet.name)\" state=\"\(sheet.state)\" r:id=\"r\(at)\"/>"
        }.joined()
        zip.add(
            "xl/workbook.xml",
            Array(
                "<workbook><workbookPr date1904=\"\(is1904 ? 1 : 0)\"/><sheets>\(list)</sheets></workbook>"
                    .utf8))
        let links = sheets.indices.map {
            "<Relationship Id=\"r\($0)\" Type=\"x/worksheet\" Target=\"worksheets/s\($0).xml\"/>"
        }.joined()
        zip.add("xl/_rels/workbook.xml.rels", Array("<Relationships>\(links)</Relationships>".utf8))
        if let shared { zip.add("xl/sharedStrings.xml", Array("<sst>\(shared)</sst>".utf8)) }
        if let styles { zip.add("xl/styles.xml", Array(styles.utf8)) }
        for (at, sheet) in sheets.enumerated() {
            let rows = "<worksheet><sheetData>\(sheet.rows)</sheetData>\(more)</worksheet>"
            zip.add("xl/worksheets/s\(at).xml", Array(rows.utf8))
        }
        return zip.finish()
    }

    private func rows(_ bytes: [UInt8], sheet: String? = nil) throws -> [[String]] {
        var reader = try WorkbookReader(bytes)
        return try reader.sheet(named: sheet) { _ in true }.records.map(\.fields)
    }

    private func text(_ place: String, _ text: String) -> String {
        "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
    }

    // MARK: What is written is what is read

    static let awkward = [
        "=1+1", "+86", "-5", "@here", "'=a", "''x", "_x0041_", "_x000D_", "a\nb", "\u{1}\u{8}",
        "<&>\"'",
        "  blanks  ", "914403001922038216", "007", "1e5", "𬱖堃", "👩🏽‍🔬", "]]>", "\t", "\r\n", "TRUE",
        "2023-08-11",
    ]

    @Test func `a text comes back as it was, whatever it is`() throws {
        let bytes = WorkbookWriter(sheet: "表").write(
            header: ["甲"], rows: Self.awkward.map { [.text($0)] })
        #expect(try rows(bytes) == [["甲"]] + Self.awkward.map { [$0] })
    }

    @Test(arguments: 1...40)
    func `a random table comes back as it was`(seed: Int) throws {
        var random = SampleRandom(seed: UInt64(seed), "table")
        let scalars: [Unicode.Scalar] = [
            "a", "_", "x", "0", "&", "<", "\n", "\r", "\u{7}", "中", "=", "'", " ", "😀",
        ]
        let table = (0..<random.within(1...12)).map { _ in
            (0..<random.within(1...30)).map { _ in
                String(
                    String.UnicodeScalarView(
                        (0..<random.below(9)).map { _ in random.one(of: scalars) }))
            } + ["end"]
        }
        let bytes = WorkbookWriter(sheet: "s").write(
            header: table[0], rows: table.dropFirst().map { $0.map { .text($0) } })
        #expect(try rows(bytes) == table, "seed \(seed)")
    }

    @Test func `numbers and days are cells of their own kind and come back as people write them`()
        throws
    {
        let day = try #require(LocalDay("2023-08-11"))
        let early = try #require(LocalDay("1899-12-31"))
        let bytes = WorkbookWriter(sheet: "s").write(
            header: ["a", "b", "c", "d", "e"],
            rows: [[.integer(-7), .number("12.5"), .money(Fen(90_000)), .day(day), .day(early)]])
        #expect(try rows(bytes)[1] == ["-7", "12.5", "900", "2023-08-11", "1899-12-31"])
        var zip = try ZipArchive(bytes)
        let sheet = String(
            decoding: try #require(try zip.part("xl/worksheets/sheet1.xml")), as: UTF8.self)
        #expect(
            sheet.contains("<v>45149</v>") && sheet.contains("state=\"frozen\"")
                && sheet.contains("<cols>"))
        #expect(!sheet.contains("<f>"))
    }

    @Test func `equal tables give equal bytes`() {
        let one = WorkbookWriter(sheet: "s").write(header: ["a"], rows: [[.text("b")]])
        #expect(one == WorkbookWriter(sheet: "s").write(header: ["a"], rows: [[.text("b")]]))
    }

    @Test func `columns are lettered as spreadsheets do`() {
        #expect(
            [0, 25, 26, 701, 702].map(WorkbookWriter.letters) == ["A", "Z", "AA", "ZZ", "AAA"])
        for column in 0..<2_000 {
            #expect(SheetReader.column(WorkbookWriter.letters(column) + "7") == column)
        }
    }

    // MARK: What other programs write

    @Test func `shared texts lose how they are spoken and keep all their runs`() throws {
        let bytes = book(
            [("s", "visible", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>")],
            shared:
                "<si><t>x</t></si><si><r><t>企业</t></r><r><t xml:space=\"preserve\"> 名称</t></r><rPh><t>qiye</t></rPh></si>"
        )
        #expect(try rows(bytes) == [["企业 名称"]])
    }

    @Test func `a formula is its last value, an error is what it says`() throws {
        let bytes = book([
            (
                "s", "visible",
                "<row r=\"3\"><c r=\"A3\"><f>SUM(B1:B2)</f><v>12</v></c><c r=\"B3\" t=\"str\"><f>A3</f><v>十二</v></c>"
                    + "<c r=\"D3\" t=\"e\"><v>#N/A</v></c><c r=\"E3\" t=\"b\"><v>1</v></c></row>"
            )
        ])
        #expect(try rows(bytes) == [["12", "十二", "", "#N/A", "是"]])
    }

    @Test(arguments: [
        ("yyyy\\-mm\\-dd", "2023-08-11"), ("[$-804]yyyy\"年\"m\"月\"d\"日\"", "2023-08-11"),
        ("d/m/yy", "2023-08-11"),
        ("0.00", "45149"), ("General", "45149"), ("#,##0\"元/day\"", "45149"), ("[Red]0", "45149"),
        ("mmm", "2023-08-11"),
    ])
    func `a number is a day where its format says so`(code: String, shown: String) throws {
        let code = MarkupEscape.quoted(code)
        let styles =
            "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"\(code)\"/></numFmts>"
            + "<cellXfs><xf/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"
        let bytes = book(
            [("s", "visible", "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45149</v></c></row>")],
            styles: styles)
        #expect(try rows(bytes) == [[shown]])
    }

    @Test func `both calendars of spreadsheets are known, and the day that never was is none`()
        throws
    {
        let styles = "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        func shown(_ number: String, is1904: Bool = false) throws -> String {
            let row = "<row r=\"1\"><c r=\"A1\" s=\"0\"><v>\(number)</v></c></row>"
            return try rows(book([("s", "visible", row)], styles: styles, is1904: is1904))[0][0]
        }
        #expect(try shown("45149") == "2023-08-11")
        #expect(try shown("43687", is1904: true) == "2023-08-11")
        #expect(try shown("61") == "1900-03-01")
        #expect(try shown("59") == "1900-02-28")
        #expect(try shown("60") == "60")
        #expect(try shown("45149.625") == "2023-08-11 15:00")
        #expect(try shown("-1") == "-1")
    }

    @Test func `a code that lost its digits shows it`() throws {
        let bytes = book([
            (
                "s", "visible",
                "<row r=\"1\"><c r=\"A1\"><v>9.14403001922038E+17</v></c><c r=\"B1\"><v>0.10000000000000001</v></c></row>"
            )
        ])
        let found = try rows(bytes)[0]
        #expect(CreditCode.examine(found[0]) == .digitsLost)
        #expect(found[1] == "0.1")
    }

    @Test func `what is merged downwards is filled down, a title across stays one cell`() throws {
        let bytes = book(
            [
                (
                    "s", "visible",
                    "<row r=\"1\">\(text("A1", "台账"))</row><row r=\"2\">\(text("A2", "企业"))\(text("B2", "工位"))</row>"
                        + "<row r=\"3\">\(text("B3", "A-001"))</row>"
                )
            ],
            more:
                "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:A900000\"/></mergeCells>"
        )
        #expect(try rows(bytes) == [["台账"], ["企业", "工位"], ["企业", "A-001"]])
    }

    @Test func `hidden sheets are left out unless they are named`() throws {
        let bytes = book([
            ("旧", "hidden", "<row r=\"1\">\(text("A1", "old"))</row>"), ("空", "visible", ""),
            ("新", "visible", "<row r=\"1\">\(text("A1", "new"))</row>"),
        ])
        #expect(try rows(bytes) == [["new"]])
        #expect(try rows(bytes, sheet: "旧") == [["old"]])
        #expect(throws: WorkbookFault.noSheet("无", known: ["旧", "空", "新"])) {
            try rows(bytes, sheet: "无")
        }
    }

    // MARK: What is not read

    @Test func `a small file that grows without bound is refused while it grows`() {
        var zip = ZipWriter()
        zip.add("xl/workbook.xml", [UInt8](repeating: 0x20, count: 8 << 20))
        let bytes = zip.finish()
        #expect(bytes.count < 20_000)
        #expect {
            try WorkbookReader(bytes)
        } throws: { error in
            if case .tooLargeInside = error as? WorkbookFault { true } else { false }
        }
    }

    @Test(arguments: ["../evil", "/etc/passwd", "a/../../b", "c:\\x", "xl\\workbook.xml"])
    func `a name that leads out is refused`(name: String) {
        var zip = ZipWriter()
        zip.add(name, [1])
        let bytes = zip.finish()
        #expect(throws: WorkbookFault.wrongName(name)) { try WorkbookReader(bytes) }
    }

    @Test func `a part that stands twice is refused`() {
        var zip = ZipWriter()
        for _ in 0..<2 { zip.add("xl/workbook.xml", [1]) }
        let bytes = zip.finish()
        #expect(throws: WorkbookFault.wrongName("xl/workbook.xml")) { try WorkbookReader(bytes) }
    }

    @Test func `a document type is refused, whatever entities it would define`() {
        var zip = ZipWriter()
        zip.add("xl/workbook.xml", Array("<!DOCTYPE a [<!ENTITY b \"c\">]><workbook/>".utf8))
        let bytes = zip.finish()
        #expect(throws: WorkbookFault.broken(part: "xl/workbook.xml")) { try WorkbookReader(bytes) }
    }

    @Test func `a password, an old workbook and another container are told apart`() {
        let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        let secret = compound + "EncryptedPackage".utf8.flatMap { [$0, 0] } + [0]
        #expect(throws: FileRefusal.workbook(.encrypted)) { try LedgerImport.read(secret) }
        #expect(throws: FileRefusal.binary(.oldWorkbook, byteOffset: 0)) {
            try LedgerImport.read(compound)
        }
        var zip = ZipWriter()
        zip.add("word/document.xml", [1])
        let other = zip.finish()
        #expect(throws: FileRefusal.workbook(.noWorkbook)) { try LedgerImport.read(other) }
    }

    @Test
    func
        `a workbook that is cut anywhere, or damaged anywhere, is refused or read, and nothing else`()
    {
        let whole = WorkbookWriter(sheet: "s").write(
            header: ["企业名称"], rows: [[.text("演示")], [.integer(4)]])
        for length in 0..<whole.count { _ = try? rows(Array(whole[..<length])) }
        var random = SampleRandom(seed: 7, "damage")
        for _ in 0..<1_500 {
            var bytes = whole
            for _ in 0...random.below(3) {
                bytes[random.below(bytes.count)] = UInt8(random.below(256))
            }
            _ = try? rows(bytes)
        }
        // Parts as they are, without the container's checksums before them.
        let part = Array(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>"
                .utf8)
        for _ in 0..<3_000 {
            var bytes = part
            for _ in 0...random.below(4) {
                bytes[random.below(bytes.count)] = UInt8(random.below(256))
            }
            var zip = ZipWriter()
            zip.add(
                "xl/workbook.xml",
                Array("<workbook><sheets><sheet name=\"s\" id=\"r\"/></sheets></workbook>".utf8))
            zip.add(
                "xl/_rels/workbook.xml.rels",
                Array("<a><Relationship Id=\"r\" Type=\"worksheet\" Target=\"s.xml\"/></a>".utf8))
            zip.add("xl/s.xml", bytes)
            _ = try? rows(zip.finish())
        }
        #expect((try? rows(whole).count) == 3)
    }

    // MARK: The ledger

    @Test func `the ledger as a workbook gives the rows, refusals and remarks of the text`() throws
    {
        let bytes = try ExchangeFixture.bytes("ledger-anji.csv")
        let ledger = try LedgerImport.read(bytes)
        let text = try TextEncodingDetector.decode(bytes, recognises: { _ in true }).text
        let table = try DelimitedReader.read(text).records.map {
            $0.fields.map { Cell.text(CellGuard.unguarded($0)) }
        }
        let book = WorkbookWriter(sheet: "台账").write(
            header: table[0].map { if case .text(let text) = $0 { text } else { "" } },
            rows: Array(table.dropFirst()))
        let read = try LedgerImport.read(book)
        #expect(read.layout == .workbook(sheet: "台账"))
        #expect(read.rows.count == ledger.rows.count && !ledger.rows.isEmpty)
        #expect(read.refused.map { $0.faults } == ledger.refused.map { $0.faults })
        #expect(read.rows.flatMap(\.warnings) == ledger.rows.flatMap(\.warnings))
        // What was refused comes back as a workbook, and is refused again for the same reasons.
        let refused = try #require(try read.refusedRowsFile())
        let again = try LedgerImport.read(refused.bytes)
        #expect(again.layout == .workbook(sheet: "台账"))
        #expect(again.rows.count + again.refused.count == read.refused.count)
    }
}

/// Attribute values in hand-written parts.
private enum MarkupEscape {
    static func quoted(_ text: String) -> String { WorkbookWriter.escaped(text) }
}
