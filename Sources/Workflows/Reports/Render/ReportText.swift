internal import Causality
internal import Domain

/// A report for a terminal: a title with the age of what is in it, a table for each part, and below them
/// the figures, the checks and what to know.
public struct ReportText {
    private let report: Report
    private let language: Language
    private let words: ReportWords

    public init(_ report: Report, _ language: Language) {
        self.report = report
        self.language = language
        words = ReportWords(language)
    }

    private typealias Text = Catalogue.Report

    private func say(_ phrase: Phrase) -> String { phrase.text(language) }

    /// `H02 Occupancy  2023-08-11`, and how old the oldest part is.
    public var head: [String] {
        var title = "\(report.kind.number) \(say(report.kind.title))  \(report.day)"
        for parameter in report.parameters {
            title += "  \(say(parameter.label)): \(parameter.value)"
        }
        return [title, say(asOf)]
    }

    /// Up to when everything is in it.
    public var asOf: Phrase {
        let never = report.sources.filter { $0.heardMilliseconds == nil }.map(\.name)
        guard never.isEmpty else { return Text.asOfNever(never.joined(separator: " ")) }
        let oldest = report.sources.min {
            $0.heardMilliseconds ?? 0 < $1.heardMilliseconds ?? 0
        }
        guard let oldest, let at = oldest.heardMilliseconds else { return Text.asOfNothing }
        return Text.asOf(TimeText.local(Int64(clamping: at)), oldest.name)
    }

    /// A table of each part, under its title; of a long part the first rows, and how many more there are.
    ///
    /// - Parameter isWhole: whether every row is drawn.
    public func parts(isWhole: Bool = false) -> [(title: String?, table: TextTable, more: Int)] {
        report.groups.map { group in
            let rows = report.rows.filter { $0.group == group }
            let most = isWhole ? rows.count : report.rowsOnPage ?? rows.count
            let columns = report.columns.indices.filter { at in
                group == nil || rows.contains { $0.cells[at].content != .none }
            }
            var table = TextTable(columns.map { column(report.columns[$0]) })
            for row in rows.prefix(most) { table.add(cells(row, columns)) }
            if group == nil, let totals = report.totals {
                table.add(
                    columns.map {
                        TextTable.Cell(words.text(totals[$0], report.columns[$0].kind), .strong)
                    })
            }
            return (group.map { say($0.label) }, table, max(0, rows.count - most))
        }
    }

    /// Every row in one table, its part in the first column: what `--plain` prints.
    public var wholeTable: TextTable {
        let hasGroups = report.groups.contains { $0 != nil }
        let all = Array(report.columns.indices)
        let part = hasGroups ? [TextTable.Column("")] : []
        var table = TextTable(part + all.map { column(report.columns[$0]) })
        for row in report.rows {
            table.add(
                (hasGroups ? [TextTable.Cell(row.group.map { $0.name } ?? "")] : [])
                    + cells(row, all))
        }
        return table
    }

    private func column(_ column: Report.Column) -> TextTable.Column {
        TextTable.Column(
            words.title(column), column.kind.isNumber ? .right : .left,
            isFlexible: column.isFlexible)
    }

    private func cells(_ row: Report.Row, _ columns: [Int]) -> [TextTable.Cell] {
        let isGrey = report.source(row.site)?.freshness == .silent
        let first = columns.first { report.columns[$0].kind == .text }
        return columns.map { at in
            var text = words.text(row.cells[at], report.columns[at].kind)
            if at == first {
                if !row.isCertain { text = say(Catalogue.Overview.mayCount(text)) }
                if isGrey { text += " *" }
            }
            return TextTable.Cell(text, isGrey ? .faint : row.cells[at].mark.style)
        }
    }

    /// The figures in one line, a line for each check that does not hold, and the remarks.
    public var foot: [Phrase] {
        var lines: [Phrase] = []
        let named = report.figures.map { figure in
            let text = words.text(figure.cell, figure.kind)
            return figure.label.joined(Phrase(verbatim: " " + (text.isEmpty ? "-" : text)))
        }
        if !named.isEmpty { lines.append(Text.figures(Phrase.list(named))) }
        lines += report.checks.map { Text.check($0.statement, $0.verdict) }
        lines += silent
        lines += report.remarks
        return lines
    }

    /// What the star behind a name means.
    private var silent: [Phrase] {
        report.sources.filter { $0.freshness != .fresh }.map { source in
            let now = Int64(clamping: report.nowMilliseconds)
            let age = source.heardMilliseconds.map { TimeText.ago(Int64(clamping: $0), now: now) }
            return Text.silent(
                source.name, age ?? Catalogue.Overview.neverHeard,
                isGrey: source.freshness == .silent)
        }
    }
}

extension Report.Mark {
    var style: Style {
        switch self {
        case .plain: .plain
        case .attention: .attention
        case .bad: .bad
        }
    }
}
