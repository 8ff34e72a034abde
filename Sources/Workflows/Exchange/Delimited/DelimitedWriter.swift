public import Domain

/// What a cell of an exported table holds. Only text is guarded against formulas; numbers, negative
/// ones too, stay numbers.
public enum Cell: Equatable, Sendable {
    case empty
    case text(String)
    case integer(Int64)
    /// Digits, with a sign and a point where there are such.
    case number(String)
    case day(LocalDay)
    /// In yuan with two decimal places.
    case money(Fen)

    /// As it stands between the delimiters, before quotation.
    var content: String {
        switch self {
        case .empty: ""
        case .text(let text): CellGuard.guarded(text)
        case .integer(let number): String(number)
        case .number(let digits): digits
        case .day(let day): day.description
        case .money(let fen): fen.description
        }
    }
}

/// Writes tables as CSV that Excel opens by double click and that reads back as the same text.
///
///     let bytes = try DelimitedWriter().write(header: ["企业"], rows: [[.text("=见附件")]])
public struct DelimitedWriter: Sendable {
    public let encoding: TextEncoding
    public let delimiter: Delimiter

    public init(encoding: TextEncoding = .utf8WithMark, delimiter: Delimiter = .comma) {
        self.encoding = encoding
        self.delimiter = delimiter
    }

    /// The whole file. Throws with every character that the encoding cannot hold.
    public func write(header: [String], rows: [[Cell]]) throws(ExportRefusal) -> [UInt8] {
        let table = [header.map(Cell.text)] + rows
        var text = ""
        for row in table { text += line(row) + "\r\n" }
        let encoder = TextEncoder(encoding: encoding)
        if let bytes = try encoder.encode(text) { return bytes }
        throw .unwritable(try unwritable(in: table, encoder))
    }

    /// One row without its line break, for writers that stream in UTF-8.
    public func line(_ row: [Cell]) -> String {
        // An empty row of one cell would be a blank line.
        if row.count == 1, row[0].content.isEmpty { return "\"\"" }
        return row.map { quoted($0.content) }.joined(separator: delimiter.rawValue)
    }

    /// Any delimiter is quoted, not only ours, so that finding out the delimiter can't go wrong.
    private func quoted(_ content: String) -> String {
        let scalars = content.unicodeScalars
        let needsQuotes =
            scalars.contains { "\"\r\n,;\t".unicodeScalars.contains($0) }
            || scalars.first.map(isEdge) ?? false || scalars.last.map(isEdge) ?? false
        guard needsQuotes else { return content }
        var result = String.UnicodeScalarView()
        result.append("\"")
        for scalar in scalars {
            if scalar == "\"" { result.append(scalar) }
            result.append(scalar)
        }
        result.append("\"")
        return String(result)
    }

    /// What some readers trim; at the beginning of a file also a byte order mark.
    private func isEdge(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar == "\u{FEFF}"
    }

    private func unwritable(
        in table: [[Cell]], _ encoder: TextEncoder
    ) throws(ExportRefusal) -> [UnwritableCharacter] {
        var found: [UnwritableCharacter] = []
        var places: [Unicode.Scalar: Int] = [:]
        var known: [Unicode.Scalar: Bool] = [:]
        for (rowAt, row) in table.enumerated() {
            for (column, cell) in row.enumerated() {
                for scalar in try encoder.unwritable(in: cell.content, known: &known) {
                    if let place = places[scalar] {
                        found[place].count += 1
                    } else {
                        places[scalar] = found.count
                        found.append(
                            UnwritableCharacter(
                                scalar: scalar, row: rowAt, column: column, count: 1))
                    }
                }
            }
        }
        return found
    }
}
