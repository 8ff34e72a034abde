internal import Domain
public import Storage

/// What an import would do, whether the file is a ledger, holds records of one kind, or is JSON Lines.
public struct ImportPlan {
    public let encoding: TextEncoding
    /// What separates the cells, in words.
    public let layout: Phrase
    public let isLines: Bool
    /// The sheet of a workbook.
    public let sheet: String?
    public let columns: [ImportColumn]
    public let unknownHeaders: [String]
    /// Sound rows.
    public let rowCount: Int
    public let refused: [RefusedRow]
    public let refusedFile: [UInt8]?
    /// What a person should look at in rows that go in, by line.
    public let warnings: [(line: Int, warning: RowWarning)]
    public let work: ImportWork
    /// The kinds of record that the file is about, whether it changes any or not.
    let kinds: Set<String>

    /// - Parameter name: a kind of record; `nil` for a ledger, or for JSON Lines of several kinds.
    /// - Throws: `FileRefusal` for a file that is not read as a whole, a `Problem` for a kind that is none.
    public init(
        _ bytes: [UInt8], kind name: String?, encoding choice: EncodingChoice, sheet: String?,
        _ replica: Replica,
        _ language: Language
    ) throws {
        let kind = try name.map { try RecordDesk.kind(named: $0) }
        if LinesImport.recognises(bytes) {
            try self.init(
                LinesImport.read(bytes, kind: kind, encoding: choice), replica, language)
        } else if let kind {
            let file = try KindImport.read(
                bytes, fields: KindPlan.fields(of: kind), encoding: choice, sheet: sheet)
            try self.init(file, kind, replica, language)
        } else {
            let ledger = try LedgerImport.read(
                bytes, encoding: choice, sheet: sheet, beside: LedgerHoldings(replica))
            try self.init(ledger, replica, language)
        }
    }

    private init(_ ledger: LedgerImport, _ replica: Replica, _ language: Language) throws {
        (encoding, layout) = (ledger.encoding, ledger.layout.phrase)
        isLines = false
        sheet = ledger.layout.sheet
        (columns, unknownHeaders) = (ledger.columns, ledger.unknownHeaders)
        (rowCount, refused) = (ledger.rows.count, ledger.refused)
        refusedFile = try ledger.refusedRowsFile(language: language)?.bytes
        let plan = LedgerPlan(rows: ledger.rows, site: replica.meta.site)
        work = try ImportWork(replica, plan)
        kinds = Set(plan.records.map(\.kind)).union(["company", "tenancy"])
        warnings =
            (ledger.rows.flatMap { row in row.warnings.map { (row.line, $0) } } + work.warnings)
            .sorted { $0.0 < $1.0 }
    }

    private init(
        _ file: KindImport, _ kind: RecordKind, _ replica: Replica, _ language: Language
    ) throws {
        var plan = try KindPlan(file, kind: kind, in: replica)
        work = try ImportWork(replica, plan.records, same: plan.same)
        kinds = [kind.name]
        plan.refuse(work.beyondShare, of: file)
        (encoding, layout) = (file.encoding, file.layout.phrase)
        isLines = false
        sheet = file.layout.sheet
        (columns, unknownHeaders) = (file.columns, file.unknownHeaders)
        refused = plan.refused
        warnings = work.warnings
        rowCount = file.rows.count + file.refused.count - plan.refused.count
        refusedFile = try plan.refusedRowsFile(of: file, language: language)?.bytes
    }

    private init(_ lines: LinesImport, _ replica: Replica, _ language: Language) throws {
        var plans = try lines.parts.map { try KindPlan($0.file, kind: $0.kind, in: replica) }
        work = try ImportWork(
            replica, plans.flatMap(\.records), same: plans.reduce(0) { $0 + $1.same })
        kinds = Set(lines.parts.map(\.kind.name))
        for at in plans.indices { plans[at].refuse(work.beyondShare, of: lines.parts[at].file) }
        (encoding, layout) = (lines.encoding, Catalogue.Import.lines)
        isLines = true
        sheet = nil
        columns = lines.parts.flatMap(\.file.columns)
        unknownHeaders = Set(lines.parts.flatMap(\.file.unknownHeaders)).sorted()
        refused = (lines.refused + plans.flatMap(\.refused)).sorted { $0.line < $1.line }
        warnings = work.warnings
        let rows = lines.parts.reduce(0) { $0 + $1.file.rows.count + $1.file.refused.count }
        rowCount = rows - plans.reduce(0) { $0 + $1.refused.count }
        refusedFile = refused.isEmpty ? nil : RefusedLines.bytes(refused, language: language)
    }
}

extension TableLayout {
    fileprivate var sheet: String? {
        if case .workbook(let sheet) = self { sheet } else { nil }
    }

    fileprivate var phrase: Phrase {
        switch self {
        case .workbook(let sheet): Phrase(verbatim: sheet)
        case .delimited(.comma): Catalogue.Import.comma
        case .delimited(.tab): Catalogue.Import.tab
        case .delimited(.semicolon): Catalogue.Import.semicolon
        }
    }
}
