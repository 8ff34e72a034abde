internal import Workflows

/// One record: what it says and who wrote it, where it is by now, everything that was written to it.
struct RecordPage {
    let record: RecordView
    let page: PageRequest
    /// What was done just before.
    let told: Phrase?

    private typealias Words = Catalogue.RecordPage
    private var language: Language { page.language }
    private var address: String { RecordAddress.record(record.name.kind, record.name.key) }

    func html() -> String {
        page.frame(Phrase(verbatim: record.name.title)).document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(RecordAddress.path)]) {
                    Catalogue.Site.records.text(language)
                }
                " › "
                HTML.element("a", [.href(RecordAddress.kind(record.name.kind))]) {
                    record.name.kindLabel.text(language)
                }
            }
            if let told {
                HTML.element("p", [.class("done"), .init("role", "status"), .init("id", "saved")]) {
                    told.text(language)
                }
            }
            HTML.element("h1") { record.name.title }
            HTML.element("p", [.class("fresh")]) {
                HTML.element("code") { record.name.key }
                " · "
                Words.place(record.place).text(language)
                if record.isRetired {
                    " · "
                    HTML.element("strong") { Words.retired.text(language) }
                }
            }
            if record.mayWrite {
                HTML.element("p", [.class("noprint")]) {
                    HTML.element("a", [.href(address + "/edit"), .class("button")]) {
                        Words.edit.text(language)
                    }
                }
            }
            fields
            history
        }
    }

    private var fields: HTML {
        TableHTML(
            caption: Words.fields,
            columns: [
                .text(Words.field), .text(Catalogue.Queue.value), .text(Catalogue.Queue.who),
                .short(Catalogue.Queue.site), .short(Catalogue.Queue.when),
                .text(Catalogue.Queue.why),
            ],
            rows: record.lines.map { line in
                [
                    .element("b") { line.label }, value(line), .text(line.author),
                    .text(line.site), .text(line.when), .text(line.reason),
                ]
            }
        ).html(language, empty: Words.none)
    }

    private func value(_ line: RecordView.Line) -> HTML {
        if let conflict = line.conflict {
            return .element("span", [.class("open")]) {
                Catalogue.Page.either(line.values).text(language)
                " "
                HTML.element("a", [.href(QueueAddress.card(conflict.token))]) {
                    "\(conflict.shortID) \(Words.decide.text(language))"
                }
            }
        }
        guard let link = line.link else { return .text(line.values.joined(separator: " / ")) }
        return .element("a", [.href(RecordAddress.record(link.kind, link.key))]) { link.title }
    }

    private var history: HTML {
        .element("section", [.init("aria-labelledby", "history-title")]) {
            HTML.element("h2", [.init("id", "history-title")]) { Words.history.text(language) }
            TableHTML(
                caption: Words.historyCaption,
                columns: [
                    .short(Catalogue.Queue.when), .text(Words.field),
                    .text(Catalogue.Queue.value), .text(Catalogue.Queue.who),
                    .short(Catalogue.Queue.site), .text(Catalogue.Queue.why),
                ],
                rows: record.history.map { write in
                    [
                        .text(write.when), .text(write.label), .text(write.value),
                        .text(write.author), .text(write.site), .text(write.reason),
                    ]
                }
            ).html(language, empty: Words.none)
            if record.writes > record.history.count {
                HTML.element("p", [.class("fresh")]) {
                    Words.writesLeftOut(record.history.count, of: record.writes).text(language)
                }
            }
        }
    }
}
