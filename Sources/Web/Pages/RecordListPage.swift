internal import Workflows

/// Where records are.
enum RecordAddress {
    static let path = "/records"

    static func kind(_ kind: String) -> String { "\(path)/\(kind.percentEncoded)" }
    static func record(_ kind: String, _ key: String) -> String {
        "\(self.kind(kind))/\(key.percentEncoded)"
    }
    static func edit(_ kind: String, _ key: String) -> String { record(kind, key) + "/edit" }
    /// No key is without a dash or a digit, so this cannot be one's address.
    static func new(_ kind: String) -> String { "\(self.kind(kind))/new" }

    static func list(_ ask: RecordAsk, page: Int) -> String {
        var query: [String] = []
        if !ask.text.isEmpty { query.append("q=\(ask.text.percentEncoded)") }
        if !ask.state.isEmpty { query.append("state=\(ask.state.percentEncoded)") }
        if ask.withRetired { query.append("retired=1") }
        if page > 0 { query.append("page=\(page + 1)") }
        return kind(ask.kind) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

/// The kinds of record, by where they are copied to.
struct KindsPage {
    let kinds: [KindLine]
    let page: PageRequest

    private typealias Words = Catalogue.RecordPage

    func html() -> String {
        let language = page.language
        return page.frame(Catalogue.Site.records).document {
            HTML.element("h1") { Catalogue.Site.records.text(language) }
            HTML.element("p", [.class("fresh")]) { Words.whichKind.text(language) }
            for area in Area.records where kinds.contains(where: { $0.area == area }) {
                HTML.element("h2") { Words.area(area).text(language) }
                HTML.element("ul", [.class("kinds")]) {
                    for kind in kinds where kind.area == area {
                        HTML.element("li") {
                            HTML.element("a", [.href(RecordAddress.kind(kind.name))]) {
                                kind.label.text(language)
                            }
                            " "
                            HTML.element("small") { Words.count(kind.count).text(language) }
                        }
                    }
                }
            }
        }
    }
}

/// A page of records of one kind, with what one may ask for.
struct RecordListPage {
    let list: RecordListView
    let ask: RecordAsk
    let page: PageRequest

    private typealias Words = Catalogue.RecordPage
    private var language: Language { page.language }

    func html() -> String {
        page.frame(list.label).document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(RecordAddress.path)]) {
                    Catalogue.Site.records.text(language)
                }
            }
            HTML.element("h1") { list.label.text(language) }
            HTML.element("p", [.class("fresh")]) { Words.count(list.count).text(language) }
            if list.mayWrite {
                HTML.element("p") {
                    HTML.element("a", [.href(RecordAddress.new(list.kind)), .class("button")]) {
                        Words.new(list.label).text(language)
                    }
                }
            }
            filters
            table
            HTML.pager(page: list.page, of: list.pages, language) { number in
                RecordAddress.list(ask, page: number)
            }
            if !list.rows.isEmpty { HTML.export(page) }
        }
    }

    private var filters: HTML {
        .element(
            "form",
            [
                .init("method", "get"), .action(RecordAddress.kind(list.kind)), .class("filters"),
                .init("role", "search"),
            ]
        ) {
            HTML.field(Words.searchHint, "q", language) {
                .void(
                    "input",
                    [
                        .init("id", "q"), .init("name", "q"), .init("value", ask.text), .key("/"),
                        .init("type", "search"),
                        .init("placeholder", Words.byKeyOrName.text(language)),
                    ])
            }
            if !list.states.isEmpty {
                HTML.field(Words.state, "state", language) {
                    HTML.select(
                        "state", list.states, chosen: ask.state, none: Words.anyState, language)
                }
            }
            HTML.element("p", [.class("check")]) {
                HTML.void(
                    "input",
                    [
                        .init("type", "checkbox"), .init("id", "retired"),
                        .init("name", "retired"), .init("value", "1"),
                    ] + (ask.withRetired ? [.init("checked", "")] : []))
                HTML.element("label", [.init("for", "retired")]) {
                    Words.withRetired.text(language)
                }
            }
            HTML.element("button", [.class("plain")]) { Words.search.text(language) }
        }
    }

    private var table: HTML {
        TableHTML(
            caption: list.label,
            columns: [.text(Words.record)]
                + list.columns.map { $0.isNumber ? .number($0.label) : .text($0.label) },
            rows: list.rows.map { row in
                [title(row)] + row.cells.map { cell($0) }
            }
        ).html(language, empty: Words.none)
    }

    private func title(_ row: RecordListView.Row) -> HTML {
        .element("span") {
            HTML.element("a", [.href(RecordAddress.record(list.kind, row.key))]) { row.title }
            if row.isRetired {
                " "
                HTML.element("small") { Words.retired.text(language) }
            }
        }
    }

    private func cell(_ values: [String]) -> HTML {
        values.count > 1
            ? .open(Catalogue.Page.either(values).text(language), language)
            : .text(values.first ?? "")
    }
}

extension HTML {
    /// A choice of one of several, or none.
    static func select(
        _ name: String, _ choices: [(code: String, label: Phrase)], chosen: String, none: Phrase,
        _ language: Language, _ more: [Attribute] = []
    ) -> HTML {
        .element("select", [.init("id", name), .init("name", name)] + more) {
            HTML.element("option", [.init("value", "")]) { none.text(language) }
            for choice in choices {
                HTML.element(
                    "option",
                    [.init("value", choice.code)]
                        + (choice.code == chosen ? [.init("selected", "")] : [])
                ) { choice.label.text(language) }
            }
        }
    }
}
