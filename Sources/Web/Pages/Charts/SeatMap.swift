internal import Causality
internal import Domain
internal import Workflows

/// The seats of a floor as a grid, each with its label, its state as a sign and a pattern, and who sits there.
struct SeatMap {
    let report: Report
    let rows: [Report.Row]
    let language: Language

    private typealias Words = Catalogue.Charts

    /// A sign for each state, so that the map reads without colour.
    private static let signs: [(word: Phrase, sign: String, name: StaticString)] = [
        (Catalogue.Report.free, "○", "seat free"),
        (Catalogue.Report.inFreePeriod, "◐", "seat gratis"),
        (Catalogue.Report.paying, "●", "seat paying"),
        (Catalogue.Report.leavingSoon, "↗", "seat leaving"),
        (Catalogue.Report.blocked, "×", "seat blocked"),
        (Catalogue.Report.disputed, "!", "seat disputed"),
    ]

    static func legend(_ language: Language) -> HTML {
        .element("p", [.class("legend")]) {
            for one in signs {
                HTML.element("span") { "\(one.sign) \(one.word.text(language))" }
                " "
            }
        }
    }

    /// So many seats of a site are drawn; the workbook has all.
    private static let seatsMost = 400

    var html: HTML {
        let floors = Dictionary(grouping: rows.prefix(SeatMap.seatsMost)) { text($0, "place") }
        return HTML([
            HTML(
                floors.sorted { $0.key < $1.key }.map { place, seats in
                    HTML([
                        .element("h3") { place },
                        .element("ul", [.class("seats")]) {
                            for seat in seats.sorted(by: { text($0, "label") < text($1, "label") })
                            {
                                cell(seat)
                            }
                        },
                    ])
                }),
            rows.count > SeatMap.seatsMost
                ? .element("p", [.class("fresh")]) {
                    Catalogue.Today.andMore(rows.count - SeatMap.seatsMost).text(language)
                } : .empty,
        ])
    }

    private func text(_ row: Report.Row, _ name: String) -> String {
        guard let at = report.columns.firstIndex(where: { $0.name == name }) else { return "" }
        return ReportWords(language).text(row.cells[at], report.columns[at].kind)
    }

    private func cell(_ row: Report.Row) -> HTML {
        let state = text(row, "state")
        let found = SeatMap.signs.first { $0.word.text(language) == state } ?? SeatMap.signs[0]
        let company = text(row, "company")
        let holder = row.records.first { $0.table == "seat" }
        let until = text(row, "until")
        let told = [state, company, until].filter { !$0.isEmpty }.joined(separator: " · ")
        return .element("li", [.class(found.name), .init("title", told)]) {
            HTML.element("span", [.init("aria-hidden", "true")]) { found.sign }
            " "
            if let holder {
                HTML.element("a", [.href(RecordAddress.record("seat", holder.key.text))]) {
                    text(row, "label")
                }
            } else {
                text(row, "label")
            }
            HTML.element("small") { company.isEmpty ? state : company }
        }
    }
}
