/// What separates the cells of a row.
public enum Delimiter: String, CaseIterable, Sendable {
    case comma = ","
    case tab = "\t"
    case semicolon = ";"

    var byte: UInt8 {
        switch self {
        case .comma: Ascii.comma
        case .tab: Ascii.tab
        case .semicolon: Ascii.semicolon
        }
    }
}

/// A delimited text as rows.
///
///     let table = try DelimitedReader.read("a,b\r\n1,\"2\n3\"\r\n")
///     table.records[1].fields  // ["1", "2\n3"]
public struct DelimitedReader: Sendable {
    public let delimiter: Delimiter
    /// Every row, blank ones included.
    public let records: [DelimitedRecord]

    /// - Parameter delimiter: what separates cells; `nil` finds out from the first rows.
    public static func read(
        _ text: String, delimiter: Delimiter? = nil, limits: ExchangeLimits = .init()
    ) throws(FileRefusal) -> DelimitedReader {
        let bytes = Array(text.utf8)
        let delimiter = delimiter ?? detectDelimiter(of: bytes)
        var scanner = RecordScanner(bytes, delimiter: delimiter.byte, limits: limits)
        var records: [DelimitedRecord] = []
        while let record = try scanner.next() {
            guard records.count < limits.rowsMax else {
                throw .tooManyRows(rowsMax: limits.rowsMax)
            }
            records.append(record)
        }
        return DelimitedReader(delimiter: delimiter, records: records)
    }

    /// The first rows only, up to the first one that can't be read: enough to look for a header.
    public static func sample(
        _ text: String, rows: Int = 30, limits: ExchangeLimits = .init()
    ) -> [DelimitedRecord] {
        let bytes = Array(text.utf8)
        return sample(bytes, delimiter: detectDelimiter(of: bytes), rows: rows, limits: limits)
    }

    private static func sample(
        _ bytes: [UInt8], delimiter: Delimiter, rows: Int, limits: ExchangeLimits
    ) -> [DelimitedRecord] {
        var scanner = RecordScanner(bytes, delimiter: delimiter.byte, limits: limits)
        var records: [DelimitedRecord] = []
        while records.count < rows, let record = try? scanner.next() { records.append(record) }
        return records
    }

    /// The delimiter under which most of the first rows have the same width. Counting characters
    /// would be fooled by the commas of "1,200" in a file separated by tabs.
    private static func detectDelimiter(of bytes: [UInt8]) -> Delimiter {
        let scored = Delimiter.allCases.map { delimiter -> (Delimiter, agreeing: Int, width: Int) in
            let widths = sample(bytes, delimiter: delimiter, rows: 20, limits: .init())
                .filter { !$0.isBlank }
                .map(\.fields.count)
                .filter { $0 > 1 }
            let counts = Dictionary(widths.map { ($0, 1) }, uniquingKeysWith: +)
            let best = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
            return (delimiter, best?.value ?? 0, best?.key ?? 0)
        }
        // The first of equals wins, so comma is the answer for a file of one column.
        return scored.reduce(scored[0]) { best, next in
            (next.agreeing, next.width) > (best.agreeing, best.width) ? next : best
        }.0
    }
}
