internal import Wire
internal import Workflows

/// Where files come in and go out.
enum ExchangeAddress {
    static let path = "/exchange"
    static let bring = "/exchange/import"
    static let confirm = "/exchange/confirm"
    static let drop = "/exchange/drop"
    static let takeBack = "/exchange/take-back"
    static let refused = "/exchange/refused"

    static func export(_ kind: String) -> String { "\(path)/export?kind=\(kind.percentEncoded)" }
}

/// A file that a session has brought, what it would do, and what was done with it.
struct Upload: Sendable {
    /// Tells it from the next one of its session.
    let name: String
    let ask: ImportAsk
    var view: ImportView
    /// The transaction that wrote it; `nil` while nothing is written.
    var written: String?
    var isUndone = false
    /// Whether it would do something else now than what was agreed to.
    var isOtherwise = false

    /// What the server takes in one request, less what stands around the file.
    static let bytesMost = WireLimits.bodyBytesMax - (64 << 10)
    static let megabytesMost = WireLimits.bodyBytesMax >> 20
}

/// The form for a file, and every kind as a workbook.
struct ExchangePage {
    let importable: [KindLine]
    let kinds: [KindLine]
    let page: PageRequest
    var fault: Phrase?

    private typealias Words = Catalogue.Exchange
    private var language: Language { page.language }

    func html() -> String {
        var frame = page.frame(Words.title)
        frame.hasFaults = fault != nil
        return frame.document {
            HTML.element("h1") { Words.title.text(language) }
            if let fault {
                HTML.element("div", [.class("alert"), .init("role", "alert")]) {
                    HTML.element("p") { fault.text(language) }
                }
            }
            if !importable.isEmpty { form }
            HTML.element("section", [.init("aria-labelledby", "export-title")]) {
                HTML.element("h2", [.init("id", "export-title")]) {
                    Words.exportTitle.text(language)
                }
                HTML.element("p", [.class("fresh")]) { Words.exportHint.text(language) }
                HTML.element("ul", [.class("kinds")]) {
                    for kind in kinds where kind.count > 0 {
                        HTML.element("li") {
                            HTML.element("a", [.href(ExchangeAddress.export(kind.name))]) {
                                kind.label.text(language)
                            }
                            " "
                            HTML.element("small") { NumberText.grouped(kind.count) }
                        }
                    }
                }
            }
        }
    }

    private var form: HTML {
        .element(
            "form",
            [
                .init("method", "post"), .action(ExchangeAddress.bring),
                .init("enctype", "multipart/form-data"), .class("card"),
                .init("aria-labelledby", "import-title"),
            ]
        ) {
            HTML.element("h2", [.init("id", "import-title")]) { Words.importTitle.text(language) }
            HTML.token(page.visitor)
            HTML.field(Words.file, "file", language) {
                HTML([
                    .void(
                        "input",
                        [
                            .init("id", "file"), .init("name", "file"), .init("type", "file"),
                            .init("accept", ".xlsx,.csv,.tsv,.txt,.jsonl"),
                            .init("aria-describedby", "file-hint"),
                            .init("data-most", "\(Upload.bytesMost)"),
                            .init(
                                "data-too-large",
                                Words.tooLarge(megabytes: Upload.megabytesMost).text(language)),
                        ]),
                    .element("small", [.init("id", "file-hint")]) {
                        Words.fileHint(megabytes: Upload.megabytesMost).text(language)
                    },
                ])
            }
            HTML.field(Words.what, "kind", language) {
                HTML.select(
                    "kind", importable.map { ($0.name, $0.label) }, chosen: "",
                    none: Words.ledger, language)
            }
            HTML.field(Words.encoding, "encoding", language) {
                HTML.select(
                    "encoding",
                    EncodingChoice.allCases.filter { $0 != .auto }.map {
                        ($0.rawValue, Phrase(verbatim: $0.rawValue.uppercased()))
                    }, chosen: "", none: Words.encodingAuto, language)
            }
            HTML.element("p", [.class("choices")]) {
                HTML.element("button", []) { Words.show.text(language) }
            }
        }
    }
}

/// What a file would do, or has done.
struct UploadPage {
    let upload: Upload
    let page: PageRequest

    private typealias Words = Catalogue.Exchange
    private var language: Language { page.language }
    private var view: ImportView { upload.view }

    func html() -> String {
        page.frame(Phrase(verbatim: view.fileName)).document {
            HTML.element("p", [.class("crumbs")]) {
                HTML.element("a", [.href(ExchangeAddress.path)]) { Words.title.text(language) }
            }
            HTML.element("h1") { view.fileName }
            HTML.element("p", [.class("fresh")]) { view.recognised.text(language) }
            standing
            HTML.element("dl", [.class("tiles")]) {
                for (label, count) in Words.counts(
                    added: view.added, changed: view.changed, same: view.same,
                    refused: view.refusedCount)
                {
                    HTML.element("div") {
                        HTML.element("dt") { label.text(language) }
                        HTML.element("dd") { HTML.element("b") { NumberText.grouped(count) } }
                    }
                }
            }
            actions
            if view.refusedCount > 0 { refused }
            if !view.differences.isEmpty { differences }
            if !view.remarks.isEmpty { remarks }
            columns
        }
    }

    private var standing: HTML {
        if upload.isUndone { return .told(Words.undone, language) }
        if upload.written != nil {
            return .told(Words.written(view.added + view.changed), language)
        }
        return .element("div", [.class("alert"), .init("role", "status")]) {
            HTML.element("p") {
                (upload.isOtherwise ? Words.changedSince : Words.previewTitle).text(language)
            }
        }
    }

    private var actions: HTML {
        .element("div", [.class("choices noprint")]) {
            if upload.isUndone {
                another
            } else if upload.written != nil {
                post(ExchangeAddress.takeBack, Words.undoAll, isPlain: true)
                another
            } else if view.writesNothing {
                HTML.element("p") { Catalogue.Import.nothingNew.text(language) }
                post(ExchangeAddress.drop, Words.another, isPlain: true)
            } else {
                post(
                    ExchangeAddress.confirm, Words.write(view.added + view.changed),
                    isPlain: false)
                post(ExchangeAddress.drop, Words.drop, isPlain: true)
            }
            if view.refusedFile != nil {
                HTML.element("a", [.class("button plain"), .href(ExchangeAddress.refused)]) {
                    Words.refusedFile.text(language)
                }
            }
        }
    }

    private var another: HTML { post(ExchangeAddress.drop, Words.another, isPlain: true) }

    private func post(_ path: String, _ label: Phrase, isPlain: Bool) -> HTML {
        .element("form", [.init("method", "post"), .action(path), .class("inline")]) {
            HTML.token(page.visitor)
            HTML.hidden("shown", view.digest)
            HTML.element("button", isPlain ? [.class("plain")] : []) { label.text(language) }
        }
    }

    private func section(_ id: String, _ title: Phrase, _ table: TableHTML) -> HTML {
        var table = table
        table.isTitled = true
        return .element("section", [.init("aria-labelledby", id)]) {
            HTML.element("h2", [.init("id", id)]) { title.text(language) }
            table.html(language, empty: Catalogue.RecordPage.none)
        }
    }

    private var refused: HTML {
        section(
            "refused-title", Words.refusedRows,
            TableHTML(
                caption: Words.refusedRows,
                columns: [
                    .number(Catalogue.Heading.line), .text(Catalogue.Heading.trouble),
                    .text(Catalogue.Heading.remedy),
                ],
                rows: view.refused.map {
                    [.text("\($0.line)"), .text($0.trouble), .text($0.remedy)]
                }))
    }

    private var differences: HTML {
        section(
            "changes-title", Words.changes,
            TableHTML(
                caption: Words.changes,
                columns: [
                    .text(Catalogue.Heading.record), .text(Catalogue.Heading.field),
                    .text(Catalogue.Heading.before), .text(Catalogue.Heading.after),
                ],
                rows: view.differences.map {
                    [.text($0.record), .text($0.field), .text($0.before), .text($0.after)]
                }))
    }

    private var remarks: HTML {
        section(
            "remarks-title", Words.remarks,
            TableHTML(
                caption: Words.remarks,
                columns: [.number(Catalogue.Heading.line), .text(Catalogue.Heading.remark)],
                rows: view.remarks.map { [.text("\($0.line)"), .text($0.remark)] }))
    }

    private var columns: HTML {
        HTML([
            section(
                "columns-title", Words.columns,
                TableHTML(
                    caption: Words.columns,
                    columns: [
                        .text(Catalogue.Heading.header), .text(Catalogue.Heading.field),
                        .text(Catalogue.Heading.example),
                    ],
                    rows: view.columns.map {
                        [.text($0.header), .text($0.field), .text($0.example)]
                    })),
            view.ignored.isEmpty
                ? .empty
                : .element("p", [.class("fresh")]) {
                    Catalogue.Import.ignoredColumns(view.ignored).text(language)
                },
        ])
    }
}
