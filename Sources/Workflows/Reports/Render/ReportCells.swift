internal import Domain

/// A report as one table of cells, for CSV and for sheets: a header, a row for each row, the totals. The
/// last two columns say up to when the row is known and what about it is undecided or grey, so that the
/// numbers never travel without that.
public struct ReportCells {
    public let header: [String]
    public let rows: [[Cell]]

    public init(_ report: Report, _ language: Language) {
        let words = ReportWords(language)
        let say = { (phrase: Phrase) in phrase.text(language) }
        let hasGroups = report.groups.contains { $0 != nil }
        header =
            (hasGroups ? [say(Catalogue.Report.part)] : []) + report.columns.map(words.title)
            + [say(Catalogue.Heading.asOf), say(Catalogue.Heading.remark)]
        var rows = report.rows.map { row in
            (hasGroups ? [Cell.text(row.group.map { say($0.label) } ?? "")] : [])
                + zip(row.cells, report.columns).map { ReportCells.cell($0, $1.kind, words) }
                + ReportCells.tail(row.site, row.cells, !row.isCertain, report, language)
        }
        if let totals = report.totals {
            rows.append(
                (hasGroups ? [Cell.empty] : [])
                    + zip(totals, report.columns).map { ReportCells.cell($0, $1.kind, words) }
                    + ReportCells.tail(nil, totals, false, report, language))
        }
        self.rows = rows
    }

    private static func tail(
        _ site: String?, _ cells: [Report.Cell], _ mayNotCount: Bool, _ report: Report,
        _ language: Language
    ) -> [Cell] {
        let source = report.source(site)
        let at = source.map(\.heardMilliseconds) ?? report.asOfMilliseconds
        var notes: [Phrase] = []
        if mayNotCount || cells.contains(where: \.isUndecided) {
            notes.append(Catalogue.Word.undecided)
        }
        if source?.freshness == .silent { notes.append(Catalogue.Report.greyNote) }
        return [
            at.map { .text(TimeText.local(Int64(clamping: $0))) }
                ?? .text(Catalogue.Overview.neverHeard.text(language)),
            .text(Phrase.list(notes).text(language)),
        ]
    }

    /// Settled numbers stay numbers; a range is its text.
    private static func cell(
        _ cell: Report.Cell, _ kind: Report.ColumnKind, _ words: ReportWords
    ) -> Cell {
        switch (cell.content, cell.kind ?? kind) {
        case (.none, _): .empty
        case (.number(let range), .count) where range.isSettled: .integer(range.low)
        case (.money(let range, Fen.currency), .money(.yuan)) where range.isSettled:
            .money(Fen(range.low))
        default: .text(words.text(cell, kind))
        }
    }
}
