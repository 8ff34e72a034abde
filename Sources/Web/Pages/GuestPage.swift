internal import Hummingbird
internal import Workflows

/// What a partner city sees of its own site.
struct GuestPage {
    let view: GuestView
    let page: PageRequest

    static let path = "/guest"
    private typealias Words = Catalogue.Guest
    private var language: Language { page.language }

    func html() -> String {
        page.frame(Words.title).document {
            HTML.element("h1") { view.siteName }
            HTML.element("p", [.class("fresh")]) {
                HTML.element("strong") { view.day }
                " "
                asOf.text(language)
            }
            HTML.element("p", [.class("fresh")]) { Words.about.text(language) }
            figures(view.occupancy)
            section(
                "residents", Words.residents(view.residents.count),
                [.text(Catalogue.Page.company), .text(Words.sectors)], view.residents)
            if let year = view.year {
                HTML.element("h2") { Words.totals(year).text(language) }
                figures(view.totals)
            }
            section(
                "visits", Words.visits,
                [
                    .short(Catalogue.Queue.when), .text(Words.organisation), .number(Words.people),
                ], view.visits)
            section(
                "policies", Words.policies,
                [.text(Words.policy), .text(Words.issuer), .short(Words.validTo)], view.policies)
        }
    }

    private var asOf: Phrase {
        view.heardMilliseconds.map {
            Catalogue.Page.asOf(TimeText.local(Int64(clamping: $0)))
        } ?? Catalogue.Page.noDataYet
    }

    private func figures(_ figures: [GuestView.Figure]) -> HTML {
        .element("dl", [.class("tiles")]) {
            for figure in figures {
                HTML.element("div") {
                    HTML.element("dt") { figure.label.text(language) }
                    HTML.element("dd") { HTML.element("b") { figure.text } }
                }
            }
        }
    }

    private func section(
        _ id: String, _ title: Phrase, _ columns: [TableHTML.Column], _ rows: [GuestView.Row]
    ) -> HTML {
        .element("section", [.init("aria-labelledby", id)]) {
            HTML.element("h2", [.init("id", id)]) { title.text(language) }
            TableHTML(
                caption: title, columns: columns, rows: rows.map { $0.cells.map { .text($0) } },
                isTitled: true
            ).html(language, empty: Words.none)
        }
    }
}

extension WebResponder {
    /// GET /guest
    func guest(_ page: PageRequest) async throws -> Response {
        try page.require(.see, .guest)
        let view = try await backend.guest(page.query("site"), for: viewer(page))
        return .html(GuestPage(view: view, page: page).html())
    }
}
