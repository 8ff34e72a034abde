/// A field of a record kind as an import sees it: its name and the labels a header may use instead.
public struct ImportField: Equatable, Sendable {
    public let name: String
    public let labels: [String]
    /// A file without this column is refused.
    public let isRequired: Bool

    public init(name: String, labels: [String] = [], isRequired: Bool = false) {
        self.name = name
        self.labels = labels
        self.isRequired = isRequired
    }
}

/// The cells of one row by field, as typed: what they mean is for the schema to say.
public struct KindRow: Equatable, Sendable {
    public struct Cell: Equatable, Sendable {
        public let field: String
        /// Without the guard against formulas; not trimmed. Empty when the cell is.
        public let text: String
    }

    public let line: Int
    public let record: DelimitedRecord
    /// In the order of the columns; fields without a column are missing.
    public let cells: [Cell]

    /// `nil` when the file has no such column.
    public func text(_ field: String) -> String? { cells.first { $0.field == field }?.text }
}

/// A file of records of one kind (`--kind tenancy`), its headers matched to the kind's fields.
///
///     let fields = [ImportField(name: "moved_in_on", labels: ["入驻日期", "Moved in"])]
///     let file = try KindImport.read(bytes, fields: fields)
///     file.rows[0].text("moved_in_on")  // "2023/8/11"
public struct KindImport: Sendable {
    public let encoding: TextEncoding
    /// See `DecodedText.isUncertain`.
    public let isEncodingUncertain: Bool
    public let layout: TableLayout
    public let header: DelimitedRecord
    /// The columns understood, in their order, with an example each.
    public let columns: [ImportColumn]
    /// The header's unit in brackets by field, as in `月租(元)`.
    public let units: [String: String]
    /// Headers that name no field; their cells are not imported.
    public let unknownHeaders: [String]
    public let rows: [KindRow]
    /// Rows that are wider than the header. Others are refused by whoever reads the cells.
    public let refused: [RefusedRow]

    /// Throws when no row among the first names a field, or a required field has no column.
    public static func read(
        _ bytes: [UInt8], fields: [ImportField], encoding: EncodingChoice = .auto,
        sheet: String? = nil,
        limits: ExchangeLimits = .init()
    ) throws(FileRefusal) -> KindImport {
        let search = HeaderSearch(
            words: fields.map {
                HeaderWord(key: $0.name, words: [$0.name] + $0.labels, isRequired: $0.isRequired)
            })
        let table = try ExchangeTable.read(
            bytes, encoding: encoding, sheet: sheet, limits: limits, search: search)
        let header = try search.find(in: table.records)
        let body = table.records.dropFirst(header.index + 1).filter {
            !$0.isBlank && $0.fields != header.record.fields
        }
        let columns = header.positions.sorted { $0.value < $1.value }.map(\.key)
        let width = header.record.fields.count
        var units: [String: String] = [:]
        for column in columns { units[column] = header.unit(of: column) }
        return KindImport(
            encoding: table.encoding, isEncodingUncertain: table.isEncodingUncertain,
            layout: table.layout, header: header.record,
            columns: header.columns(examplesFrom: Array(body)), units: units,
            unknownHeaders: header.unknown,
            rows: body.filter { $0.fields.count <= width }.map { record in
                KindRow(
                    line: record.line, record: record,
                    cells: columns.map {
                        KindRow.Cell(field: $0, text: header.cell($0, of: record))
                    })
            },
            refused: body.compactMap { record in
                guard record.fields.count > width else { return nil }
                let fault = RowFault(.tooManyCells, detail: String(record.fields.count))
                return RefusedRow(record: record, faults: [fault])
            })
    }
}
