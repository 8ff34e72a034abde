internal import Workflows

extension QueueView {
    private typealias Words = Catalogue.Queue

    /// The list of what waits.
    func html(_ page: PageRequest, _ ask: QueueAsk, _ done: [PageDecision]) -> String {
        let language = page.language
        return page.frame(Catalogue.Site.queue).document {
            HTML.element("h1") { Catalogue.Site.queue.text(language) }
            HTML.element("p", [.class("fresh")]) {
                Words.count(open, mine: mine).text(language)
            }
            filters(ask, language)
            table(language)
            HTML.pager(page: self.page, of: pages, language) { number in
                QueueAddress.list(ask, page: number)
            }
            HTML.decisions(done, page)
            if !lines.isEmpty { HTML.export(page) }
        }
    }

    private func filters(_ ask: QueueAsk, _ language: Language) -> HTML {
        .element("p", [.class("tabs")]) {
            tab(
                Words.all, QueueAsk(), isOn: !ask.mine && !ask.assigned && !ask.snoozed, language)
            tab(Words.mine, QueueAsk(mine: true), isOn: ask.mine, language)
            if assigned > 0 || ask.assigned {
                tab(
                    Words.forYou(assigned), QueueAsk(assigned: true), isOn: ask.assigned, language)
            }
            if snoozed > 0 || ask.snoozed {
                tab(Words.later(snoozed), QueueAsk(snoozed: true), isOn: ask.snoozed, language)
            }
        }
    }

    private func tab(
        _ name: Phrase, _ ask: QueueAsk, isOn: Bool, _ language: Language
    ) -> HTML {
        .element(
            "a",
            [.href(QueueAddress.list(ask, page: 0))]
                + (isOn ? [.init("aria-current", "true")] : [])
        ) { name.text(language) }
    }

    private func about(_ line: Line, _ language: Language) -> HTML {
        .element("span") {
            line.about
            if let note = line.note {
                " "
                HTML.element("small", [.class("soft")]) { note.text(language) }
            }
        }
    }

    private func table(_ language: Language) -> HTML {
        TableHTML(
            caption: Words.caption,
            columns: [
                .short(Catalogue.Page.id), .text(Words.record), .text(Words.about),
                .text(Words.sides), .short(Words.waited), .short(Words.decides),
            ],
            rows: lines.map { line in
                [
                    .element("a", [.href(QueueAddress.card(line.token))]) { line.shortID },
                    .names(line.records), about(line, language), .text(line.sides),
                    .text(line.waited.text(language)),
                    line.isDecidedHere
                        ? .element("strong") { line.decider.text(language) }
                        : .text(line.decider.text(language)),
                ]
            }
        ).html(language, empty: Words.nothing)
    }
}

/// Where things of the queue are.
enum QueueAddress {
    static let path = "/queue"

    static func card(_ token: String) -> String { "\(path)/\(token)" }

    static func bulk(_ token: String, take site: String) -> String {
        card(token) + "/bulk?take=\(site.percentEncoded)"
    }

    static func list(_ ask: QueueAsk, page: Int) -> String {
        var query: [String] = []
        if ask.mine { query.append("mine=1") }
        if ask.assigned { query.append("assigned=1") }
        if ask.snoozed { query.append("later=1") }
        if let kind = ask.kind { query.append("kind=\(kind.percentEncoded)") }
        if page > 0 { query.append("page=\(page + 1)") }
        return path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

extension HTML {
    /// Records by what people call them.
    static func names(_ records: [RecordName]) -> HTML {
        HTML(
            records.enumerated().map { at, record in
                HTML([.text(at > 0 ? "、" : ""), .element("span") { record.title }])
            })
    }

    /// The ways to the pages before and after.
    static func pager(
        page: Int, of pages: Int, _ language: Language, _ address: (Int) -> String
    ) -> HTML {
        guard pages > 1 else { return .empty }
        return .element("p", [.class("pager")]) {
            if page > 0 {
                HTML.element("a", [.href(address(page - 1)), .init("rel", "prev")]) {
                    Catalogue.Queue.newer.text(language)
                }
            }
            HTML.element("span") {
                Catalogue.Queue.page(page + 1, of: pages).text(language)
            }
            if page + 1 < pages {
                HTML.element("a", [.href(address(page + 1)), .init("rel", "next"), .key("j")]) {
                    Catalogue.Queue.older.text(language)
                }
            }
        }
    }

    /// So many stand on the page unless all are asked for.
    private static let decisionsShown = 20

    /// What somebody has decided in this session, each with its undo.
    static func decisions(_ done: [PageDecision], _ page: PageRequest) -> HTML {
        guard !done.isEmpty else { return .empty }
        return .element("section", [.init("aria-labelledby", "decided-title")]) {
            HTML.element("h2", [.init("id", "decided-title")]) {
                Catalogue.Queue.decidedByYou.text(page.language)
            }
            let shown = page.query("done") == "all" ? done.count : decisionsShown
            for decision in done.prefix(shown) { HTML.decision(decision, page) }
            if done.count > shown {
                HTML.element("p") {
                    HTML.element("a", [.href(QueueAddress.path + "?done=all")]) {
                        Catalogue.Queue.decidedMore(done.count - shown).text(page.language)
                    }
                }
            }
        }
    }

    /// One decision with its undo.
    static func decision(_ decision: PageDecision, _ page: PageRequest) -> HTML {
        .element(
            "form",
            [.init("method", "post"), .action(QueueAddress.path + "/undo"), .class("done")]
        ) {
            HTML.element("span") {
                Catalogue.Queue.decided(decision.shortID, decision.field, decision.value)
                    .text(page.language)
                " "
            }
            HTML.token(page.visitor)
            HTML.hidden("decision", decision.dot)
            HTML.element("button", [.class("quiet"), .key("u")]) {
                Catalogue.Queue.undo.text(page.language)
            }
        }
    }
}
