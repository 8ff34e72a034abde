internal import Workflows

/// Who wrote what: the log as a page.
struct JournalPage {
    let view: JournalView
    let ask: JournalAsk
    let page: PageRequest

    static let path = "/audit"
    private typealias Words = Catalogue.Journal
    private var language: Language { page.language }

    func html() -> String {
        page.frame(Words.title).document {
            HTML.element("h1") { Words.title.text(language) }
            HTML.element("p", [.class("fresh")]) { Words.about.text(language) }
            filters
            table
            HTML.element("p", [.class("pager")]) {
                if ask.before != nil {
                    HTML.element("a", [.href(JournalPage.address(ask, before: nil))]) {
                        Words.newest.text(language)
                    }
                }
                if let next = view.next {
                    HTML.element(
                        "a", [.href(JournalPage.address(ask, before: next)), .init("rel", "next")]
                    ) { Words.older.text(language) }
                }
            }
            if !view.lines.isEmpty { HTML.export(page) }
        }
    }

    private static func address(_ ask: JournalAsk, before: String?) -> String {
        var query: [String] = []
        if !ask.author.isEmpty { query.append("author=\(ask.author.percentEncoded)") }
        if !ask.site.isEmpty { query.append("site=\(ask.site.percentEncoded)") }
        if ask.decisions { query.append("decisions=1") }
        if let before { query.append("before=\(before.percentEncoded)") }
        return path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private var filters: HTML {
        .element(
            "form",
            [
                .init("method", "get"), .action(JournalPage.path), .class("filters"),
                .init("role", "search"),
            ]
        ) {
            HTML.field(Words.author, "author", language) {
                .void(
                    "input",
                    [
                        .init("id", "author"), .init("name", "author"),
                        .init("value", ask.author), .init("type", "search"),
                    ])
            }
            HTML.field(Words.site, "site", language) {
                HTML.select(
                    "site", view.sites.map { ($0, Phrase(verbatim: $0)) }, chosen: ask.site,
                    none: Words.anySite, language)
            }
            HTML.element("p", [.class("check")]) {
                HTML.void(
                    "input",
                    [
                        .init("type", "checkbox"), .init("id", "decisions"),
                        .init("name", "decisions"), .init("value", "1"),
                    ] + (ask.decisions ? [.init("checked", "")] : []))
                HTML.element("label", [.init("for", "decisions")]) {
                    Words.decisionsOnly.text(language)
                }
            }
            HTML.element("button", [.class("plain")]) {
                Catalogue.RecordPage.search.text(language)
            }
        }
    }

    private var table: HTML {
        let changes = OutboxTable(lines: [], page: page, back: "")
        return TableHTML(
            caption: Words.caption,
            columns: [
                .short(Catalogue.Queue.when), .short(Catalogue.Queue.who),
                .short(Catalogue.Queue.site), .text(Catalogue.Queue.record),
                .text(Catalogue.Outbox.changes), .short(Words.decision),
            ],
            rows: view.lines.map { line in
                [
                    .text(line.change.when), .text(line.change.author),
                    .text(line.site), changes.records(line.change), changes.changes(line.change),
                    .text(line.decision?.text(language) ?? ""),
                ]
            }
        ).html(language, empty: Words.none)
    }
}
