/// A file as rows of text, whether it is a delimited text or a workbook.
struct ExchangeTable {
    let encoding: TextEncoding
    /// See `DecodedText.isUncertain`.
    let isEncodingUncertain: Bool
    let layout: TableLayout
    let records: [DelimitedRecord]

    /// - Parameter sheet: of a workbook; `nil` takes the first visible one that has the header.
    static func read(
        _ bytes: [UInt8], encoding: EncodingChoice, sheet: String?, limits: ExchangeLimits,
        search: HeaderSearch
    ) throws(FileRefusal) -> ExchangeTable {
        guard bytes.count <= limits.bytesMax else {
            throw .tooLarge(bytes: bytes.count, bytesMax: limits.bytesMax)
        }
        if WorkbookReader.recognises(bytes) {
            return try workbook(bytes, sheet: sheet, limits: limits, search: search)
        }
        if WorkbookReader.isEncrypted(bytes) { throw .workbook(.encrypted) }
        guard sheet == nil else { throw .workbook(.noWorkbook) }
        let decoded = try TextEncodingDetector.decode(
            bytes, as: encoding, limits: limits, recognises: search.recognises)
        let table = try DelimitedReader.read(decoded.text, limits: limits)
        return ExchangeTable(
            encoding: decoded.encoding, isEncodingUncertain: decoded.isUncertain,
            layout: .delimited(table.delimiter), records: table.records)
    }

    private static func workbook(
        _ bytes: [UInt8], sheet: String?, limits: ExchangeLimits, search: HeaderSearch
    ) throws(FileRefusal) -> ExchangeTable {
        do throws(WorkbookFault) {
            var book = try WorkbookReader(bytes, limits: limits)
            let found = try book.sheet(named: sheet) { records in
                (try? search.find(in: records)) != nil
            }
            // Cells of a workbook bear no guard against formulas, and whoever reads rows takes one away.
            return ExchangeTable(
                encoding: .utf8, isEncodingUncertain: false, layout: .workbook(sheet: found.name),
                records: found.records.map {
                    DelimitedRecord(line: $0.line, fields: $0.fields.map(CellGuard.guarded))
                })
        } catch {
            throw .workbook(error)
        }
    }
}

/// How the rows of a file lie.
public enum TableLayout: Equatable, Sendable {
    case delimited(Delimiter)
    case workbook(sheet: String)
}
