internal import Workflows

/// The start page of a branch: what to do today, and what was written last.
struct TodayPage {
    let view: TodayView
    let page: PageRequest
    /// What was done just before.
    let told: Phrase?

    static let path = "/today"
    private typealias Words = Catalogue.Today
    private var language: Language { page.language }

    func html() -> String {
        page.frame(Words.title).document {
            HTML.told(told, language)
            HTML.element("h1") {
                Words.title.text(language)
                " "
                HTML.element("small") { view.day }
            }
            additions
            HTML.element("section", [.init("aria-labelledby", "to-do")]) {
                HTML.element("h2", [.init("id", "to-do")]) { Words.toDo.text(language) }
                toDo
            }
            for part in view.parts { section(part) }
            recent
        }
    }

    private var additions: HTML {
        .element("p", [.class("choices noprint")]) {
            for (at, kind) in view.additions.enumerated() {
                HTML.element(
                    "a",
                    [
                        .class(at == 0 ? "button" : "button plain"),
                        .href(RecordAddress.new(kind.name)),
                    ]
                ) {
                    "＋ \(kind.label.text(language))"
                }
            }
            if !view.additions.isEmpty {
                HTML.element("a", [.class("button plain"), .href(ExchangeAddress.path)]) {
                    Words.fromSheet.text(language)
                }
            }
        }
    }

    private var toDo: HTML {
        .element("ul", [.class("todo")]) {
            if view.toDecide > 0 {
                item(
                    Words.decide(view.mine, of: view.toDecide),
                    QueueAddress.list(QueueAsk(mine: view.mine > 0), page: 0), isUrgent: true)
            }
            for part in view.parts {
                item(
                    Phrase(verbatim: "\(part.label.text(language)) · \(part.count)"),
                    "#\(part.name)")
            }
            if view.unsent > 0 { item(Words.unsent(view.unsent), OutboxPage.path) }
            if view.toDecide == 0, view.parts.isEmpty {
                HTML.element("li") { Words.nothing.text(language) }
            }
            HTML.element("li", [.class("quietly")]) { backup.text(language) }
        }
    }

    private func item(_ text: Phrase, _ path: String, isUrgent: Bool = false) -> HTML {
        .element("li", isUrgent ? [.class("urgent")] : []) {
            HTML.element("a", [.href(path)]) { text.text(language) }
        }
    }

    private var backup: Phrase {
        guard let made = view.backupMilliseconds else { return Words.noBackup }
        return Words.backup(TimeText.ago(made, now: page.nowMilliseconds))
    }

    private func section(_ part: TodayView.Part) -> HTML {
        .element(
            "section", [.init("id", part.name), .init("aria-labelledby", "\(part.name)-title")]
        ) {
            HTML.element("h2", [.init("id", "\(part.name)-title")]) { part.label.text(language) }
            HTML.element("ul", [.class("lines")]) {
                for line in part.lines { HTML.element("li") { self.line(line) } }
            }
            if part.count > part.lines.count {
                HTML.element("p", [.class("fresh")]) {
                    Words.andMore(part.count - part.lines.count).text(language)
                    if page.visitor.role.may(.see, .reports) {
                        " · "
                        HTML.element("a", [.href(ReportAddress.list(.today, part.name, site: nil))])
                        {
                            Words.wholeReport.text(language)
                        }
                    }
                }
            }
        }
    }

    private func line(_ line: TodayView.Line) -> HTML {
        HTML([
            .element("span", [.class("when")]) { line.when },
            .element("span", [.class("what")]) {
                name(line)
                if !line.detail.isEmpty {
                    " "
                    HTML.element("small") { line.detail }
                }
            },
            .element("span", [.class("where")]) { line.site },
        ])
    }

    private func name(_ line: TodayView.Line) -> HTML {
        let text = line.what.isEmpty ? line.record?.key ?? line.site : line.what
        let named: HTML =
            line.record.map { record in
                .element("a", [.href(RecordAddress.record(record.kind, record.key))]) { text }
            } ?? .text(text)
        return line.mark == .plain ? named : .element("strong", [.class("late")]) { named }
    }

    private var recent: HTML {
        guard !view.recent.isEmpty else { return .empty }
        return .element("section", [.init("aria-labelledby", "recent-title")]) {
            HTML.element("h2", [.init("id", "recent-title")]) { Words.recent.text(language) }
            OutboxTable(lines: view.recent, page: page, back: TodayPage.path).html(Words.recent)
        }
    }
}

extension HTML {
    /// What was done just before, said once.
    static func told(_ told: Phrase?, _ language: Language) -> HTML {
        guard let told else { return .empty }
        return .element("p", [.class("done"), .init("role", "status")]) { told.text(language) }
    }
}
