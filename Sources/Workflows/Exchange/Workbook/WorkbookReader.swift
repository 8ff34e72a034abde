/// The sheets of an `.xlsx` workbook as rows of text.
///
///     let book = try WorkbookReader(bytes)
///     let sheet = try book.sheet(named: nil) { header.recognises($0) }
///     sheet.records[0].fields  // ["企业名称", "入驻日期"]
///
/// What a person sees counts: a formula is its last value, a date is a day, a rich text its letters. No
/// formula is computed, no link is followed, no macro is looked at. Cells merged downwards are filled
/// down, since that is what they mean in a ledger; titles merged across stay one cell.
struct WorkbookReader {
    struct Sheet {
        let name: String
        let isHidden: Bool
        fileprivate let part: String
    }

    private static let sheetsMax = 1_000

    let sheets: [Sheet]
    /// What may still be unpacked is counted in it, over all sheets together.
    private var archive: ZipArchive
    private let formats: CellFormats
    private let shared: [String]
    private let limits: ExchangeLimits

    /// Whether a file begins like a ZIP container, or like the older compound files.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
            || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// Whether a compound file holds a workbook under a password.
    static func isEncrypted(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else { return false }
        var name: [UInt8] = []
        for byte in "EncryptedPackage".utf8 { name += [byte, 0] }
        guard bytes.count > name.count else { return false }
        return (0...bytes.count - name.count).contains { bytes[$0...].starts(with: name) }
    }

    init(_ bytes: [UInt8], limits: ExchangeLimits = .init()) throws(WorkbookFault) {
        var archive = try ZipArchive(bytes)
        self.limits = limits
        let book = "xl/workbook.xml"
        guard let content = try archive.part(book) else { throw .noWorkbook }
        let links = try WorkbookReader.links(
            try archive.part("xl/_rels/workbook.xml.rels") ?? [])
        var is1904 = false
        sheets = try WorkbookReader.sheets(content, links, &is1904)
        shared = try WorkbookReader.sharedTexts(
            try archive.part(
                links.sharedTexts ?? "xl/sharedStrings.xml"))
        formats = try CellFormats(
            try archive.part(links.styles ?? "xl/styles.xml"),
            is1904: is1904)
        self.archive = archive
    }

    /// The sheet of that name; without a name the first visible one that is recognised, else the first
    /// visible one that holds anything.
    mutating func sheet(
        named name: String?, recognises: ([DelimitedRecord]) -> Bool
    ) throws(WorkbookFault) -> (name: String, records: [DelimitedRecord]) {
        if let name {
            guard let sheet = sheets.first(where: { $0.name == name }) else {
                throw .noSheet(name, known: sheets.map(\.name))
            }
            return (name, try records(sheet))
        }
        var filled: (name: String, records: [DelimitedRecord])?
        for sheet in sheets where !sheet.isHidden {
            let records = try records(sheet)
            guard !records.isEmpty else { continue }
            if recognises(records) { return (sheet.name, records) }
            if filled == nil { filled = (sheet.name, records) }
        }
        guard let filled else { throw .noRows }
        return filled
    }

    private mutating func records(_ sheet: Sheet) throws(WorkbookFault) -> [DelimitedRecord] {
        guard let content = try archive.part(sheet.part) else { throw .broken(part: sheet.part) }
        var reader = SheetReader(
            content, part: sheet.part, formats: formats, shared: shared, limits: limits)
        return try reader.records()
    }

    // MARK: Parts

    /// Where the parts lie that the workbook names; of two links alike the first counts.
    private struct Links {
        /// By the link's name.
        var sheets: [String: String] = [:]
        var sharedTexts: String?
        var styles: String?
    }

    private static func links(_ content: [UInt8]) throws(WorkbookFault) -> Links {
        var scanner = MarkupScanner(content, part: "xl/_rels/workbook.xml.rels")
        var links = Links()
        while let event = try scanner.next() {
            guard case .start("Relationship", let said) = event, said["TargetMode"] != "External",
                let id = said["Id"], let target = said["Target"]
            else { continue }
            let part = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
            switch said["Type"]?.split(separator: "/").last {
            case "worksheet": if links.sheets[id] == nil { links.sheets[id] = part }
            case "sharedStrings": links.sharedTexts = links.sharedTexts ?? part
            case "styles": links.styles = links.styles ?? part
            default: continue
            }
        }
        return links
    }

    private static func sheets(
        _ content: [UInt8], _ links: Links, _ is1904: inout Bool
    ) throws(WorkbookFault) -> [Sheet] {
        var scanner = MarkupScanner(content, part: "xl/workbook.xml")
        var sheets: [Sheet] = []
        var parts: Set<String> = []
        while let event = try scanner.next() {
            switch event {
            case .start("workbookPr", let said):
                is1904 = ["1", "true"].contains(said["date1904"])
            case .start("sheet", let said):
                guard let name = said["name"], let part = said["id"].flatMap({ links.sheets[$0] })
                else { continue }
                // A part is one sheet, and is unpacked once.
                guard parts.insert(part).inserted else { throw .broken(part: part) }
                guard parts.count <= sheetsMax else { throw .tooManySheets(sheetsMax: sheetsMax) }
                let state = said["state"] ?? "visible"
                sheets.append(Sheet(name: name, isHidden: state != "visible", part: part))
            default: continue
            }
        }
        guard !sheets.isEmpty else { throw .noWorkbook }
        return sheets
    }

    /// Texts that cells refer to by number; how they are spoken is left out.
    private static func sharedTexts(_ content: [UInt8]?) throws(WorkbookFault) -> [String] {
        guard let content else { return [] }
        var scanner = MarkupScanner(content, part: "xl/sharedStrings.xml")
        var texts: [String] = []
        while let event = try scanner.next() {
            guard case .start("si", _) = event else { continue }
            texts.append(SheetText.unescaped(try scanner.textOfElement(without: ["rPh"])))
        }
        return texts
    }
}

/// Texts of cells as Excel writes them.
enum SheetText {
    /// `_x000D_` stands for a character that XML cannot hold; `_x005F_` for the first line of such a name.
    static func unescaped(_ text: String) -> String {
        guard text.contains("_x") else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            let code = rest.prefix(7)
            if code.count == 7, code.starts(with: "_x".unicodeScalars), code.last == "_",
                let number = UInt32(String(code.dropFirst(2).dropLast()), radix: 16),
                let scalar = Unicode.Scalar(number)
            {
                result.append(scalar)
                rest = rest.dropFirst(7)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(result)
    }
}
