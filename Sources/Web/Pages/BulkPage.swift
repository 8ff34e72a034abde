internal import Workflows

/// Many conflicts of one pattern: what taking one site's values would decide, and what is left for a person.
struct BulkPage {
    let view: BulkView
    let page: PageRequest
    /// Why nothing was written.
    var fault: Phrase?
    /// What stood in the form that came back.
    var typedReason = ""

    private typealias Words = Catalogue.Noting
    private var language: Language { page.language }

    func html() -> String {
        page.frame(Words.bulkTitle(view.about, view.take)).document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(QueueAddress.card(view.token))]) {
                    Catalogue.Site.queue.text(language)
                }
            }
            HTML.element("h1") { Words.bulkTitle(view.about, view.take).text(language) }
            if let fault {
                HTML.element("div", [.class("alert"), .init("role", "alert")]) {
                    HTML.element("p") { fault.text(language) }
                }
            }
            if let effect = view.rentEffect { HTML.element("p") { effect.text(language) } }
            section(Words.wouldDecide, "would", choices)
            if view.beyond > 0 {
                HTML.element("p", [.class("fresh")]) { Words.beyond(view.beyond).text(language) }
            }
            if !view.choices.isEmpty { form }
            if !view.exceptions.isEmpty {
                section(Words.leftForYou, "left", exceptions)
                let more = view.exceptionsCount - view.exceptions.count
                if more > 0 {
                    HTML.element("p", [.class("fresh")]) { Words.leftMore(more).text(language) }
                }
            }
        }
    }

    private func section(_ title: Phrase, _ id: String, _ table: TableHTML) -> HTML {
        .element("section", [.init("aria-labelledby", id)]) {
            HTML.element("h2", [.init("id", id)]) { title.text(language) }
            table.html(language, empty: Words.noneFits)
        }
    }

    private func name(_ line: BulkView.Line) -> HTML {
        .element("a", [.href(QueueAddress.card(line.token))]) { line.shortID }
    }

    private var choices: TableHTML {
        TableHTML(
            caption: Words.wouldDecide,
            columns: [
                .short(Catalogue.Page.id), .text(Catalogue.Queue.record),
                .text(Catalogue.Queue.value),
            ],
            rows: view.choices.map { [name($0), .text($0.record), .text($0.value)] },
            isTitled: true)
    }

    private var exceptions: TableHTML {
        TableHTML(
            caption: Words.leftForYou,
            columns: [
                .short(Catalogue.Page.id), .text(Catalogue.Queue.record),
                .text(Catalogue.Queue.why),
            ],
            rows: view.exceptions.map { line in
                [
                    name(line), .text(line.record),
                    .text(line.exception?.text(language) ?? ""),
                ]
            }, isTitled: true)
    }

    private var form: HTML {
        .element(
            "form",
            [
                .init("method", "post"), .action(QueueAddress.bulk(view.token, take: view.take)),
                .class("card"),
            ]
        ) {
            HTML.token(page.visitor)
            HTML.hidden("shown", view.digest)
            HTML.hidden("take", view.take)
            HTML.field(Catalogue.Queue.yourReason, "reason", language) {
                .void(
                    "input",
                    [
                        .init("id", "reason"), .init("name", "reason"), .init("maxlength", "500"),
                        .init("autocomplete", "off"), .init("required", "required"),
                        .init("value", typedReason),
                    ])
            }
            HTML.element("p", [.class("choices")]) {
                HTML.element("button", []) { Words.decideThem(view.choices.count).text(language) }
                HTML.element(
                    "a", [.class("button plain"), .href(QueueAddress.card(view.token))]
                ) { Catalogue.RecordPage.cancel.text(language) }
            }
        }
    }
}
