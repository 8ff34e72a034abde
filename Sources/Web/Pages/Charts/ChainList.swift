internal import Workflows

/// Promises as chains: who leaves when, what that sets free, who is to move in when. The broken ones come first, as in
/// the report.
struct ChainList {
    let report: Report
    let language: Language

    private typealias Words = Catalogue.Charts

    /// So many are drawn; the table has all.
    private static let most = 30

    var html: HTML {
        let rows = report.rows.filter {
            !text($0, "leaving").isEmpty && !text($0, "waiting").isEmpty
        }
        guard !rows.isEmpty else { return .empty }
        return .element(
            "ul", [.class("chains"), .init("aria-label", Words.chains.text(language))]
        ) {
            for row in rows.prefix(ChainList.most) { chain(row) }
        }
    }

    private func text(_ row: Report.Row, _ name: String) -> String {
        guard let at = report.columns.firstIndex(where: { $0.name == name }) else { return "" }
        return ReportWords(language).text(row.cells[at], report.columns[at].kind)
    }

    private func chain(_ row: Report.Row) -> HTML {
        let isBroken = row.cells.contains { $0.mark == .bad }
        return .element("li", isBroken ? [.class("broken")] : []) {
            link(text(row, "leaving"), text(row, "leaves_on"))
            arrow
            link(Words.seats(text(row, "seats")).text(language), "")
            arrow
            link(text(row, "waiting"), text(row, "promised"))
            HTML.element("small") { text(row, "state") }
        }
    }

    private var arrow: HTML {
        .element("span", [.class("arrow"), .init("aria-hidden", "true")]) { "→" }
    }

    private func link(_ name: String, _ day: String) -> HTML {
        .element("span", [.class("link")]) {
            HTML.element("b") { name }
            if !day.isEmpty {
                " "
                HTML.element("small") { day }
            }
        }
    }
}
