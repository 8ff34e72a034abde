internal import Workflows

/// Where reports are.
enum ReportAddress {
    static let path = "/reports"

    static func report(_ kind: ReportKind) -> String { "\(path)/\(kind.rawValue)" }
    /// Of one site; `nil` for all.
    static func report(_ kind: ReportKind, site: String?) -> String {
        site.map { "\(report(kind))?site=\($0.percentEncoded)" } ?? report(kind)
    }
    /// What a figure was made from, of one site or, with `nil`, of all.
    static func list(_ kind: ReportKind, _ name: String, site: String?) -> String {
        let whole = "\(report(kind))?list=\(name.percentEncoded)"
        return site.map { "\(whole)&site=\($0.percentEncoded)" } ?? whole
    }
}

/// Which reports there are, each with the question that it answers.
struct ReportsPage {
    let page: PageRequest

    func html() -> String {
        let language = page.language
        return page.frame(Catalogue.Site.reports).document {
            HTML.element("h1") { Catalogue.Site.reports.text(language) }
            HTML.element("ul", [.class("kinds")]) {
                HTML.element("li") {
                    HTML.element("a", [.href(ChartsPage.path)]) {
                        Catalogue.Charts.title.text(language)
                    }
                    " "
                    HTML.element("small") { Catalogue.Charts.question.text(language) }
                }
                for kind in ReportKind.allCases {
                    HTML.element("li") {
                        HTML.element("a", [.href(ReportAddress.report(kind))]) {
                            "\(kind.number) \(kind.title.text(language))"
                        }
                        " "
                        HTML.element("small") { kind.question.text(language) }
                    }
                }
            }
        }
    }
}

/// A report: how old it is, its figures, its tables with a bar beside each share, and what to know.
struct ReportPage {
    let report: Report
    let page: PageRequest

    private var language: Language { page.language }
    private var words: ReportWords { ReportWords(language) }
    private var text: ReportText { ReportText(report, language) }

    private func listed(_ name: String) -> String {
        ReportAddress.list(report.kind, name, site: page.query("site"))
    }

    func html() -> String {
        var frame = page.frame(report.kind.title)
        frame.asOf = text.asOf
        return frame.document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(ReportAddress.path)]) {
                    Catalogue.Site.reports.text(language)
                }
            }
            HTML.element("h1") { report.kind.title.text(language) }
            HTML.element("p", [.class("fresh")]) {
                HTML.element("strong") { "\(report.day)" }
                " "
                text.asOf.text(language)
            }
            figures
            if report.kind == .chains { ChainList(report: report, language: language).html }
            if report.kind == .seats { seats } else { for group in report.groups { table(group) } }
            if !report.rows.isEmpty { HTML.export(page) }
            HTML.element("footer") {
                for line in text.foot { HTML.element("p") { line.text(language) } }
                sources
                HTML.element("p", [.class("signature")]) {
                    Catalogue.Page.signature.text(language)
                }
            }
        }
    }

    /// Up to when the part of each site is here.
    private var sources: HTML {
        .element("details", [.class("noprint")]) {
            HTML.element("summary") { Catalogue.Charts.asOfEach.text(language) }
            HTML.element("dl", [.class("facts")]) {
                for source in report.sources {
                    HTML.element("dt") { source.name }
                    HTML.element("dd") {
                        source.heardMilliseconds.map { TimeText.local(Int64(clamping: $0)) }
                            ?? Catalogue.Page.noDataYet.text(language)
                    }
                }
            }
        }
    }

    private var figures: HTML {
        guard !report.figures.isEmpty else { return .empty }
        return .element("dl", [.class("tiles")]) {
            for figure in report.figures {
                HTML.element("div") {
                    HTML.element("dt") { figure.label.text(language) }
                    HTML.element("dd") {
                        HTML.element("b") {
                            link(figure.name, words.text(figure.cell, figure.kind), figure.cell)
                        }
                    }
                }
            }
        }
    }

    /// A number opens the list that it was made from.
    private func link(_ name: String, _ text: String, _ cell: Report.Cell) -> HTML {
        cell.records.isEmpty
            ? .text(text)
            : .element("a", [.href(listed(name))]) { text }
    }

    /// The same from a row of this page, of which there are many: short.
    private func opening(_ name: String) -> String {
        let site = page.query("site").map { "&site=\($0.percentEncoded)" } ?? ""
        return "?list=\(name.percentEncoded.replacing("%2F", with: "/"))\(site)"
    }

    private func table(_ group: Report.Group?) -> HTML {
        let rows = report.rows.filter { $0.group == group }
        let columns = report.columns.indices.filter { at in
            group == nil || rows.contains { $0.cells[at].content != .none }
        }
        let share = columns.first { at in
            report.columns[at].kind == .percent
                || report.kind == .funnel && report.columns[at].name == "count"
        }
        let table = TableHTML(
            caption: group?.label ?? report.kind.title,
            columns: columns.map { column(report.columns[$0]) }
                + (share == nil ? [] : [.text(nil)]),
            rows: rows.prefix(rowsMost(columns.count)).map { row in
                cells(row, columns) + bar(row, share)
            }
                + totals(columns, share)
        ).html(language, empty: Catalogue.RecordPage.none)
        let more = rows.count - rowsMost(columns.count)
        guard let group else { return HTML([table, .more(more, language)]) }
        return .element("section") {
            HTML.element("h2") { group.label.text(language) }
            table
            HTML.more(more, language)
        }
    }

    /// So many rows of a part stand on the page, fewer where there are many parts or columns; the workbook has all.
    private func rowsMost(_ columns: Int) -> Int {
        max(5, min(160, 600 / max(1, columns)) / max(1, report.groups.count))
    }

    /// So many seats fit on one page; of more, each site has its own.
    private static let seatsMost = 150

    /// The seats as they stand, of a site at a time where there are many.
    private var seats: HTML {
        let isWhole = report.rows.count <= ReportPage.seatsMost || report.parameters.count > 0
        return HTML([
            SeatMap.legend(language),
            isWhole
                ? HTML(report.groups.map(map))
                : .element("ul", [.class("kinds")]) {
                    for group in report.groups.compactMap({ $0 }) {
                        HTML.element("li") {
                            HTML.element(
                                "a", [.href(ReportAddress.report(.seats, site: group.name))]
                            ) { group.label.text(language) }
                            " "
                            HTML.element("small") {
                                NumberText.grouped(report.rows.count { $0.group == group })
                            }
                        }
                    }
                },
        ])
    }

    private func map(_ group: Report.Group?) -> HTML {
        .element("section") {
            if let group { HTML.element("h2") { group.label.text(language) } }
            SeatMap(
                report: report, rows: report.rows.filter { $0.group == group }, language: language
            ).html
        }
    }

    private func column(_ column: Report.Column) -> TableHTML.Column {
        let title = Phrase(verbatim: words.title(column))
        if column.kind == .date { return .short(title) }
        return column.kind.isNumber ? .number(title) : .text(title)
    }

    private func cells(_ row: Report.Row, _ columns: [Int]) -> [HTML] {
        let first = columns.first { report.columns[$0].kind == .text }
        let isSilent = report.source(row.site)?.freshness == .silent
        return columns.map { at in
            var text = words.text(row.cells[at], report.columns[at].kind)
            if at == first {
                if !row.isCertain { text = Catalogue.Overview.mayCount(text).text(language) }
                if isSilent { text += " *" }
            }
            if at == first, !row.records.isEmpty {
                return .element("a", [.href(listed(row.name))]) { text }
            }
            let cell =
                row.cells[at].isUndecided
                ? HTML.open(text, language) : marked(text, row.cells[at].mark)
            return report.opens(row, at)
                ? .element("a", [.href(opening("\(row.name)/\(report.columns[at].name)"))]) { cell }
                : cell
        }
    }

    private func marked(_ text: String, _ mark: Report.Mark) -> HTML {
        switch mark {
        case .plain: .text(text)
        case .attention: .element("strong", [.class("open")]) { text }
        case .bad: .element("strong", [.class("late")]) { text }
        }
    }

    /// A share as a bar, drawn here; its hatched part is what is undecided.
    private func bar(_ row: Report.Row, _ column: Int?) -> [HTML] {
        guard let column else { return [] }
        guard case .number(let range) = row.cells[column].content else { return [.empty] }
        let kind = report.columns[column].kind
        return [
            Bar.svg(
                .init(range.low, range.high), of: kind == .percent ? 10_000 : most(column),
                id: "bar-\(row.name)", label: words.text(row.cells[column], kind))
        ]
    }

    private func most(_ column: Int) -> Int64 {
        report.rows.compactMap { row in
            if case .number(let range) = row.cells[column].content { range.high } else { nil }
        }.max() ?? 0
    }

    private func totals(_ columns: [Int], _ share: Int?) -> [[HTML]] {
        guard let totals = report.totals, !report.groups.contains(where: { $0 != nil }) else {
            return []
        }
        return [
            columns.map { at in
                .element("strong") {
                    let column = report.columns[at]
                    let text = words.text(totals[at], column.kind)
                    if text.isEmpty || (report.records(of: column.name) ?? []).isEmpty {
                        HTML.text(text)
                    } else {
                        HTML.element("a", [.href(listed(column.name))]) { text }
                    }
                }
            } + (share == nil ? [] : [.empty])
        ]
    }
}

/// The records behind a figure of a report.
struct ReportListPage {
    let title: Phrase
    /// The page of the figure.
    let back: String
    let list: FigureList
    let page: PageRequest

    func html() -> String {
        let language = page.language
        let records = list.records
        return page.frame(title).document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(back)]) { title.text(language) }
            }
            HTML.element("h1") { "\(title.text(language)) · \(list.title.text(language))" }
            HTML.element("p", [.class("fresh")]) {
                Catalogue.RecordPage.count(records.count).text(language)
            }
            TableHTML(
                caption: title,
                columns: [.short(Catalogue.Page.kind), .text(Catalogue.RecordPage.record)],
                rows: records.prefix(ReportListPage.most).map { record in
                    [
                        .text(record.kindLabel.text(language)),
                        .element("a", [.href(RecordAddress.record(record.kind, record.key))]) {
                            record.title
                        },
                    ]
                }
            ).html(language, empty: Catalogue.RecordPage.none)
            HTML.more(records.count - ReportListPage.most, language)
            if !records.isEmpty { HTML.export(page) }
        }
    }

    /// So many stand on the page; the workbook has all.
    private static let most = 300
}

extension HTML {
    /// How many more there are, in the workbook.
    static func more(_ count: Int, _ language: Language) -> HTML {
        guard count > 0 else { return .empty }
        return .element("p", [.class("fresh")]) {
            Catalogue.Charts.moreInWorkbook(count).text(language)
        }
    }
}
