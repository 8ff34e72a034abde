internal import Workflows

/// What waits to be sent, and where each change is by now.
struct OutboxPage {
    let view: OutboxView
    let page: PageRequest
    let told: Phrase?

    static let path = "/outbox"
    static let takeBack = "/outbox/take-back"
    private typealias Words = Catalogue.Outbox
    private var language: Language { page.language }

    func html() -> String {
        page.frame(Words.title).document {
            HTML.told(told, language)
            HTML.element("h1") { Words.title.text(language) }
            if view.count > 0 {
                HTML.element("p", [.class("fresh")]) { Words.count(view.count).text(language) }
            }
            OutboxTable(lines: view.lines, page: page, back: OutboxPage.path).html(Words.caption)
            HTML.pager(page: view.page, of: view.pages, language) { number in
                number > 0 ? "\(OutboxPage.path)?page=\(number + 1)" : OutboxPage.path
            }
            if view.count > view.pages * OutboxView.pageLength {
                HTML.element("p", [.class("fresh")]) {
                    Words.notAll(view.pages * OutboxView.pageLength).text(language)
                }
            }
            if !view.lines.isEmpty { HTML.export(page) }
        }
    }
}

/// Changes of this site as a table, each with where it is.
struct OutboxTable {
    let lines: [OutboxLine]
    let page: PageRequest
    /// The page that taking back leads back to.
    let back: String

    private typealias Words = Catalogue.Outbox
    private var language: Language { page.language }

    func html(_ caption: Phrase) -> HTML {
        TableHTML(
            caption: caption,
            columns: [
                .short(Catalogue.Queue.when), .text(Catalogue.Queue.record), .text(Words.changes),
                .short(Catalogue.Queue.who), .text(Words.place), .text(nil),
            ],
            rows: lines.map { line in
                [
                    .text(line.when), records(line), changes(line), .text(line.author),
                    .text(Words.placed(line.place).text(language)), takeBack(line),
                ]
            }, isTitled: back == TodayPage.path
        ).html(language, empty: Words.nothing)
    }

    func records(_ line: OutboxLine) -> HTML {
        var pieces = line.records.enumerated().map { at, record in
            HTML([
                .text(at > 0 ? "、" : ""),
                .element("a", [.href(RecordAddress.record(record.kind, record.key))]) {
                    record.title
                },
            ])
        }
        if line.more > 0 { pieces.append(.text(" " + Words.more(line.more).text(language))) }
        return .element("span", [.class("long")]) { HTML(pieces) }
    }

    func changes(_ line: OutboxLine) -> HTML {
        .element("span", [.class("long")]) {
            line.fields
            if !line.reason.isEmpty {
                " "
                HTML.element("small", [.class("soft")]) { line.reason }
            }
        }
    }

    private func takeBack(_ line: OutboxLine) -> HTML {
        guard line.mayTakeBack else { return .empty }
        return .element(
            "form",
            [.init("method", "post"), .action(OutboxPage.takeBack), .class("inline noprint")]
        ) {
            HTML.token(page.visitor)
            HTML.hidden("change", line.dot)
            HTML.hidden("back", back)
            HTML.element("button", [.class("quiet")]) { Words.takeBack.text(language) }
        }
    }
}

extension HTML {
    /// The way to what is on the screen as a workbook.
    static func export(_ page: PageRequest) -> HTML {
        let path = page.address
        let address = path + (path.contains("?") ? "&" : "?") + "format=xlsx"
        return .element("p", [.class("noprint")]) {
            HTML.element("a", [.class("button quiet"), .href(address)]) {
                Catalogue.Exchange.exportThis.text(page.language)
            }
        }
    }
}
