/// Why a file as a whole is not read. Nothing of it was imported.
public enum FileRefusal: Error, Equatable, Sendable {
    /// No bytes, or nothing but white space.
    case empty
    case binary(BinaryKind, byteOffset: Int)
    case tooLarge(bytes: Int, bytesMax: Int)
    case tooManyRows(rowsMax: Int)
    case fieldTooLong(line: Int, bytesMax: Int)
    case tooManyFields(line: Int, fieldsMax: Int)
    /// A quotation mark opened on this line is never closed, or is closed in the middle of a cell:
    /// reading on would swallow whole rows.
    case brokenQuotes(line: Int)
    /// The bytes are not text in this encoding; the offset is that of the first wrong byte.
    case undecodable(TextEncoding, byteOffset: Int)
    /// This machine cannot convert the encoding (the C library's converter is not installed).
    case converterMissing(TextEncoding)
    case workbook(WorkbookFault)
    /// No row holds the words a header must hold. `found` are the words of the likeliest row.
    case unknownHeaders(found: [String], expected: [String])
    /// Two headers name the same field.
    case repeatedHeader(String)
    /// The unit in a header is missing or not one that can be converted.
    case unknownUnit(header: String, expected: [String])

    public enum BinaryKind: String, Sendable {
        /// A zip container: most likely an `.xlsx` workbook.
        case workbook
        /// A compound file: most likely an `.xls` workbook.
        case oldWorkbook = "old-workbook"
        case unknown
    }

    /// The stable name of the reason, for `--json` and for tests.
    public var code: String {
        switch self {
        case .empty: "empty-file"
        case .binary: "binary-file"
        case .tooLarge: "file-too-large"
        case .tooManyRows: "too-many-rows"
        case .fieldTooLong: "field-too-long"
        case .tooManyFields: "too-many-fields"
        case .brokenQuotes: "broken-quotes"
        case .undecodable: "undecodable"
        case .converterMissing: "converter-missing"
        case .workbook(let fault): fault.code
        case .unknownHeaders: "unknown-headers"
        case .repeatedHeader: "repeated-header"
        case .unknownUnit: "unknown-unit"
        }
    }
}
