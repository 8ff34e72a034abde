import Domain

/// A tenant ledger as read from a file: sound rows, refused rows, and every line that is neither.
///
///     let ledger = try LedgerImport.read(bytes)
///     ledger.rows.count      // 196
///     ledger.refused[0].reason  // .noName
public struct LedgerImport: Sendable {
    public let encoding: TextEncoding
    /// See `DecodedText.isUncertain`.
    public let isEncodingUncertain: Bool
    public let layout: TableLayout
    public let header: DelimitedRecord
    /// The columns understood, in their order, with an example each.
    public let columns: [ImportColumn]
    /// Headers that name no known column; their cells are not imported.
    public let unknownHeaders: [String]
    public let rows: [LedgerRow]
    public let refused: [RefusedRow]
    public let skipped: [SkippedLine]

    /// Reads a whole ledger; a file that is none throws, a faulty row is only refused.
    ///
    /// - Parameter holdings: what is in the replica, for refusing rows that collide with it.
    public static func read(
        _ bytes: [UInt8], encoding: EncodingChoice = .auto, sheet: String? = nil,
        limits: ExchangeLimits = .init(),
        beside holdings: LedgerHoldings = .init()
    ) throws(FileRefusal) -> LedgerImport {
        let table = try ExchangeTable.read(
            bytes, encoding: encoding, sheet: sheet, limits: limits, search: LedgerColumn.search)
        let header = try LedgerColumn.search.find(in: table.records)
        var sorter = try LedgerSorter(header: header, beside: holdings)
        for (index, record) in table.records.enumerated() { sorter.sort(record, at: index) }
        return LedgerImport(
            encoding: table.encoding, isEncodingUncertain: table.isEncodingUncertain,
            layout: table.layout, header: header.record,
            columns: header.columns(examplesFrom: sorter.rows.map(\.record)),
            unknownHeaders: header.unknown,
            rows: sorter.rows, refused: sorter.refused, skipped: sorter.skipped)
    }
}

/// A line of a ledger that is no row, and what it was taken for.
public struct SkippedLine: Equatable, Sendable {
    public enum Kind: String, Sendable {
        case blank
        /// A title, a section's name or a note: one cell is filled.
        case title
        /// 合计, 小计, 总计
        case total
        /// The header, also where it is repeated for another page.
        case header
    }

    public let line: Int
    public let kind: Kind

    public init(line: Int, kind: Kind) {
        self.line = line
        self.kind = kind
    }
}

/// Tells a ledger's rows from its other lines and sorts them into sound and refused.
struct LedgerSorter {
    private(set) var rows: [LedgerRow] = []
    private(set) var refused: [RefusedRow] = []
    private(set) var skipped: [SkippedLine] = []
    private let header: HeaderRow
    private let nameHeader: HeaderText
    private var reader: LedgerRowReader
    private var acceptance: LedgerAcceptance

    init(header: HeaderRow, beside holdings: LedgerHoldings) throws(FileRefusal) {
        self.header = header
        nameHeader = HeaderText(header.title(.name))
        reader = try LedgerRowReader(header: header)
        acceptance = LedgerAcceptance(
            beside: holdings,
            wereRefused: header.record.fields.contains(where: RefusedRowsFile.isAdded))
    }

    mutating func sort(_ record: DelimitedRecord, at index: Int) {
        if let kind = kindOfOther(record, at: index) {
            skipped.append(SkippedLine(line: record.line, kind: kind))
            return
        }
        switch reader.read(record).flatMap({ acceptance.accept($0) }) {
        case .success(let row): rows.append(row)
        case .failure(let failure):
            if let row = RefusedRow(record: record, faults: failure.faults) { refused.append(row) }
        }
    }

    /// `nil` when the record is a row.
    private func kindOfOther(_ record: DelimitedRecord, at index: Int) -> SkippedLine.Kind? {
        if record.isBlank { return .blank }
        if index < header.index { return .title }
        let name = TypedText.trimmed(header.cell(.name, of: record))
        if HeaderText(name) == nameHeader { return .header }
        let filled = record.fields.indices.filter { !TypedText.trimmed(record.fields[$0]).isEmpty }
        if filled.count == 1, name.isEmpty { return .title }
        return isTotal(name) || isTotal(header.cell(.sequence, of: record)) ? .total : nil
    }

    private func isTotal(_ cell: String) -> Bool {
        ["合计", "小计", "总计", "累计", "本页合计", "本页小计"].contains(HeaderText(cell).name)
    }
}
