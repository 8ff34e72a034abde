/// The rows an import refused, as a file to correct and import alone: the header and the rows as
/// they were, in the user's own encoding and with his delimiter or as a workbook, and two columns with what is wrong
/// and what to do. Both columns are ignored when the file is read.
public struct RefusedRowsFile: Sendable {
    public let bytes: [UInt8]
    /// The user's encoding, or UTF-8 with mark when that cannot hold the explanations.
    public let encoding: TextEncoding

    /// The headers of the added columns, problem before remedy.
    static func addedHeaders(in language: Language) -> [String] {
        switch language {
        case .zh: ["错误原因", "改法"]
        case .en: ["Problem", "Remedy"]
        }
    }

    static func isAdded(_ header: String) -> Bool {
        Language.allCases.contains { addedHeaders(in: $0).contains(header) }
    }

    public init(
        header: DelimitedRecord, refused: [RefusedRow], encoding: TextEncoding,
        layout: TableLayout, language: Language = .zh
    ) throws(ExportRefusal) {
        let kept = header.fields.indices.filter { !RefusedRowsFile.isAdded(header.fields[$0]) }
        let titles =
            kept.map { CellGuard.unguarded(header.fields[$0]) }
            + RefusedRowsFile.addedHeaders(in: language)
        let rows = refused.map { row in
            // Cells beyond the header follow the added columns, so that nothing is lost.
            kept.map { RefusedRowsFile.cell(row, $0) }
                + RefusedRowsFile.explanations(row, in: language)
                + row.record.fields.dropFirst(header.fields.count).map {
                    Cell.text(CellGuard.unguarded($0))
                }
        }
        let delimiter: Delimiter
        switch layout {
        case .workbook(let sheet):
            bytes = WorkbookWriter(sheet: sheet).write(header: titles, rows: rows)
            self.encoding = encoding
            return
        case .delimited(let own): delimiter = own
        }
        do {
            bytes = try DelimitedWriter(encoding: encoding, delimiter: delimiter)
                .write(header: titles, rows: rows)
            self.encoding = encoding
        } catch {
            bytes = try DelimitedWriter(encoding: .utf8WithMark, delimiter: delimiter)
                .write(header: titles, rows: rows)
            self.encoding = .utf8WithMark
        }
    }

    private static func cell(_ row: RefusedRow, _ at: Int) -> Cell {
        at < row.record.fields.count ? .text(CellGuard.unguarded(row.record.fields[at])) : .empty
    }

    private static func explanations(_ row: RefusedRow, in language: Language) -> [Cell] {
        var remedies: [Phrase] = []
        for remedy in row.faults.map(\.reason.remedy) where !remedies.contains(remedy) {
            remedies.append(remedy)
        }
        return [row.faults.map(\.phrase), remedies].map { clauses in
            .text(
                clauses.map { $0.text(language) }
                    .joined(separator: Catalogue.Word.semicolon.text(language)))
        }
    }
}

extension LedgerImport {
    /// `nil` when no row was refused.
    public func refusedRowsFile(
        language: Language = .zh
    ) throws(ExportRefusal) -> RefusedRowsFile? {
        guard !refused.isEmpty else { return nil }
        return try RefusedRowsFile(
            header: header, refused: refused, encoding: encoding, layout: layout,
            language: language)
    }
}

extension KindPlan {
    /// `nil` when no row was refused.
    public func refusedRowsFile(
        of file: KindImport, language: Language
    ) throws(ExportRefusal) -> RefusedRowsFile? {
        guard !refused.isEmpty else { return nil }
        return try RefusedRowsFile(
            header: file.header, refused: refused, encoding: file.encoding,
            layout: file.layout, language: language)
    }
}
