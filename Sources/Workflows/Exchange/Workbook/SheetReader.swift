/// The rows of one sheet.
struct SheetReader {
    private var scanner: MarkupScanner
    private let part: String
    private let formats: CellFormats
    private let shared: [String]
    private let limits: ExchangeLimits
    private var rows: [Int: [String]] = [:]
    private var merged: MergedAreas
    private var lastRow = 0

    init(
        _ content: [UInt8], part: String, formats: CellFormats, shared: [String],
        limits: ExchangeLimits
    ) {
        scanner = MarkupScanner(content, part: part)
        self.part = part
        merged = MergedAreas(part: part)
        self.formats = formats
        self.shared = shared
        self.limits = limits
    }

    /// Rows that hold anything, by their numbers in the sheet.
    mutating func records() throws(WorkbookFault) -> [DelimitedRecord] {
        while let event = try scanner.next() {
            switch event {
            case .start("row", let said): try row(said)
            case .start("mergeCell", let said):
                guard let place = said["ref"] else { throw .broken(part: part) }
                try merged.add(place)
            default: continue
            }
        }
        try merged.fillDown(&rows)
        return rows.sorted { $0.key < $1.key }.map {
            DelimitedRecord(line: $0.key, fields: $0.value)
        }
    }

    private mutating func row(_ said: [MarkupScanner.Attribute]) throws(WorkbookFault) {
        let number = said["r"].flatMap { Int($0) } ?? lastRow + 1
        guard number > lastRow, number <= MergedAreas.rowsMax else { throw .broken(part: part) }
        lastRow = number
        var fields: [String] = []
        var column = -1
        while let event = try scanner.next() {
            switch event {
            case .start("c", let said):
                column = said["r"].flatMap(SheetReader.column) ?? column + 1
                let text = try cell(said)
                guard !text.isEmpty else { continue }
                // What stands beyond the widest row that is read is not passed over in silence.
                guard column <= limits.fieldsMax else { throw .broken(part: part) }
                while fields.count < column { fields.append("") }
                guard fields.count == column else { throw .broken(part: part) }
                fields.append(text)
            case .end("row"):
                if !fields.isEmpty { rows[number] = fields }
                guard rows.count <= limits.rowsMax else {
                    throw .tooManyRows(rowsMax: limits.rowsMax)
                }
                return
            default: continue
            }
        }
    }

    private mutating func cell(
        _ said: [MarkupScanner.Attribute]
    ) throws(WorkbookFault) -> String {
        let type = said["t"] ?? "n"
        var value = ""
        while let event = try scanner.next() {
            switch event {
            case .start("v", _): value = try scanner.textOfElement()
            case .start("is", _): value = try scanner.textOfElement(without: ["rPh"])
            case .start: try scanner.skipElement()
            case .end("c"): return try text(value, type, style: said["s"].flatMap { Int($0) })
            default: continue
            }
        }
        throw .broken(part: part)
    }

    private func text(_ value: String, _ type: String, style: Int?) throws(WorkbookFault) -> String
    {
        switch type {
        case "s":
            guard let at = Int(value), shared.indices.contains(at) else {
                throw .broken(part: part)
            }
            return shared[at]
        case "inlineStr", "str": return SheetText.unescaped(value)
        // A day in words, as some programs write it.
        case "d": return value.split(separator: "T").first.map(String.init) ?? value
        case "b": return value == "1" ? "是" : value == "0" ? "否" : value
        case "n": return value.isEmpty ? "" : formats.text(value, style: style)
        default: return value
        }
    }

    // MARK: Places

    /// 0 for `A7`.
    static func column(_ place: String) -> Int? {
        var column = 0
        for byte in place.utf8.prefix(while: { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") })
        {
            column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
            guard column <= MergedAreas.columnsMax else { return nil }
        }
        return column == 0 ? nil : column - 1
    }
}
