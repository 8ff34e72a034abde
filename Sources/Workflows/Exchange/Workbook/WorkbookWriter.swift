internal import Domain

/// Writes a table as an `.xlsx` workbook: texts as texts, so that codes keep their digits and nothing a
/// person typed runs as a formula; numbers, money and days as such. The header stays in sight, columns are
/// as wide as what is in them.
///
/// Equal tables give equal bytes.
public struct WorkbookWriter {
    /// How wide a column may get, in characters of a digit's width.
    private static let widestColumn = 40
    private static let measuredRows = 200

    public let sheet: String

    /// - Parameter sheet: its name; what Excel takes in no name is left out, and so is what is too long.
    public init(sheet: String) {
        let named = String(sheet.filter { !"[]:*?/\\".contains($0) }.prefix(31))
        self.sheet = named.isEmpty ? "Sheet1" : named
    }

    public func write(header: [String], rows: [[Cell]]) -> [UInt8] {
        var zip = ZipWriter()
        for (name, content) in frame { zip.add(name, Array((Self.declaration + content).utf8)) }
        zip.add("xl/worksheets/sheet1.xml", sheetPart(header, rows))
        return zip.finish()
    }

    private static let declaration =
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let office =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let types = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    // MARK: What surrounds the sheet

    private var frame: [(name: String, content: String)] {
        [
            (
                "[Content_Types].xml",
                "<Types xmlns=\"\(Self.package)/content-types\">"
                    + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                    + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(Self.types).sheet.main+xml\"/>"
                    + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(Self.types).styles+xml\"/>"
                    + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(Self.types).worksheet+xml\"/>"
                    + "</Types>"
            ),
            ("_rels/.rels", links([("officeDocument", "xl/workbook.xml")])),
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.office)\"><sheets>"
                    + "<sheet name=\"\(Self.escaped(sheet))\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                links([("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")])
            ),
            ("xl/styles.xml", styles),
        ]
    }

    private func links(_ targets: [(kind: String, part: String)]) -> String {
        "<Relationships xmlns=\"\(Self.package)/relationships\">"
            + targets.enumerated().map { at, target in
                "<Relationship Id=\"rId\(at + 1)\" Type=\"\(Self.office)/\(target.kind)\" Target=\"\(target.part)\"/>"
            }.joined() + "</Relationships>"
    }

    /// By their numbers: 0 plain, 1 text, 2 a day, 3 two decimals, 4 the header.
    private var styles: String {
        "<styleSheet xmlns=\"\(Self.main)\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
            + "<fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
            + "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>"
            + "<cellXfs count=\"5\"><xf/><xf numFmtId=\"49\" applyNumberFormat=\"1\"/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/>"
            + "<xf numFmtId=\"2\" applyNumberFormat=\"1\"/><xf numFmtId=\"49\" fontId=\"1\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>"
            + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
            + "</styleSheet>"
    }

    // MARK: The sheet

    private func sheetPart(_ header: [String], _ rows: [[Cell]]) -> [UInt8] {
        var part = Array(
            (Self.declaration
                + "<worksheet xmlns=\"\(Self.main)\"><sheetViews><sheetView workbookViewId=\"0\">"
                + "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                + "</sheetView></sheetViews>\(columns(header, rows))<sheetData>").utf8)
        part += row(1, header.map { .text($0) }, isHeader: true)
        for (at, cells) in rows.enumerated() { part += row(at + 2, cells, isHeader: false) }
        part += Array("</sheetData></worksheet>".utf8)
        return part
    }

    private func columns(_ header: [String], _ rows: [[Cell]]) -> String {
        guard !header.isEmpty else { return "" }
        let measured = rows.prefix(Self.measuredRows)
        return "<cols>"
            + header.indices.map { at in
                let texts = measured.compactMap { $0.indices.contains(at) ? $0[at].plainText : nil }
                let widest = ([header[at]] + texts).map { DisplayWidth.of($0) }.max() ?? 8
                let width = min(Self.widestColumn, max(8, widest + 2))
                return
                    "<col min=\"\(at + 1)\" max=\"\(at + 1)\" width=\"\(width)\" customWidth=\"1\"/>"
            }.joined() + "</cols>"
    }

    private func row(_ number: Int, _ cells: [Cell], isHeader: Bool) -> [UInt8] {
        var text = "<row r=\"\(number)\">"
        for (at, cell) in cells.enumerated() {
            let place = Self.letters(at) + "\(number)"
            switch cell {
            case .empty: continue
            case .text(let content) where content.isEmpty: continue
            case .text(let content):
                text +=
                    "<c r=\"\(place)\" s=\"\(isHeader ? 4 : 1)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                    + Self.escaped(content) + "</t></is></c>"
            case .integer(let number): text += "<c r=\"\(place)\"><v>\(number)</v></c>"
            case .number(let digits): text += "<c r=\"\(place)\"><v>\(digits)</v></c>"
            case .money(let fen): text += "<c r=\"\(place)\" s=\"3\"><v>\(fen)</v></c>"
            case .day(let day):
                text +=
                    CellFormats.serial(day).map { "<c r=\"\(place)\" s=\"2\"><v>\($0)</v></c>" }
                    ?? "<c r=\"\(place)\" s=\"1\" t=\"inlineStr\"><is><t>\(day)</t></is></c>"
            }
        }
        return Array((text + "</row>").utf8)
    }

    /// `A` for 0, `AA` for 26.
    static func letters(_ column: Int) -> String {
        var rest = column + 1
        var letters = ""
        while rest > 0 {
            let digit = (rest - 1) % 26
            letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(digit))) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }

    /// As XML; what XML cannot hold as `_x0007_`, and what looks like such a name with its line guarded.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "_" where isName(rest.prefix(6)):
                result.append(contentsOf: "_x005F_".unicodeScalars)
            case "\t", "\n": result.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let name = "_x" + String(repeating: "0", count: 4 - digits.count) + digits + "_"
                result.append(contentsOf: name.unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isName(_ rest: Substring.UnicodeScalarView) -> Bool {
        let text = Array(rest)
        return text.count == 6 && text[0] == "x" && text[5] == "_"
            && UInt32(String(String.UnicodeScalarView(text[1..<5])), radix: 16) != nil
    }
}

extension Cell {
    /// What is read in it, without the guard of a text file.
    fileprivate var plainText: String {
        switch self {
        case .text(let text): text
        default: content
        }
    }
}
