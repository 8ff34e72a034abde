internal import Workflows

/// The card of one conflict: both sides by site and person, what both started from, what follows, why it happened,
/// and a form that decides it.
struct CardPage {
    let card: ConflictCard
    let page: PageRequest
    /// What was decided just before, with its undo.
    let justDecided: PageDecision?
    /// Why the form was not taken, and what was typed into it.
    var fault: Problem?
    var typedReason = ""
    var typedValue = ""

    private typealias Words = Catalogue.Queue
    private var language: Language { page.language }

    func html() -> String {
        var frame = page.frame(Phrase(verbatim: card.shortID).then(Catalogue.Site.queue))
        frame.hasFaults = fault != nil
        return frame.document {
            if let justDecided { HTML.decision(justDecided, page) }
            HTML.element("h1") {
                HTML.element("code") { card.shortID }
                " "
                card.about
            }
            HTML.element("p", [.class("fresh")]) {
                HTML.names(card.records)
                " · "
                card.kind.text(language)
                " · "
                Words.waitedFor(card.waited).text(language)
            }
            if let detail = card.detail { HTML.element("p") { detail.text(language) } }
            if let fault { alert(fault) }
            sides
            decision
            facts
            neighbours
        }
    }

    private func alert(_ problem: Problem) -> HTML {
        .element("div", [.class("alert"), .init("role", "alert")]) {
            HTML.element("p") {
                Phrase(zh: problem.happened.zh, en: English.sentence(problem.happened.en))
                    .text(language)
            }
            HTML.element("p") { problem.safety.text(language) }
        }
    }

    private var sides: HTML {
        TableHTML(
            caption: Words.sidesOf,
            columns: [
                .short(Phrase(verbatim: "")), .text(Words.value), .short(Words.site),
                .text(Words.who), .short(Words.when), .text(Words.why),
            ],
            rows: card.sides.map { side in
                [
                    .element("b") { letter(side).text(language) }, value(side),
                    .text(side.site), .text(side.author), .text(side.when), .text(side.reason),
                ]
            }
        ).html(language, empty: Words.nothingToChoose)
    }

    private func letter(_ side: ConflictCard.Side) -> Phrase {
        switch side.letter {
        case "base": Words.base
        case "": Words.deletion
        default: Phrase(verbatim: side.letter)
        }
    }

    private func value(_ side: ConflictCard.Side) -> HTML {
        .element("span") {
            HTML.element("strong") { side.value }
            if side.isShown {
                " "
                HTML.element("small") { Words.shownNow.text(language) }
            }
        }
    }

    private var facts: HTML {
        .element("dl", [.class("facts")]) {
            for fact in card.facts {
                HTML.element("dt") { fact.title.text(language) }
                for line in fact.lines { HTML.element("dd") { line.text(language) } }
            }
        }
    }

    // MARK: Deciding

    private var decision: HTML {
        guard card.mayDecide else {
            return .element("p", [.class("card")]) { Words.notHere(card.decider).text(language) }
        }
        guard !card.choices.isEmpty else {
            return .element("p", [.class("card")]) { Words.nothingToChoose.text(language) }
        }
        return .element(
            "form",
            [
                .init("method", "post"), .action(QueueAddress.card(card.token)), .class("card"),
                .init("aria-labelledby", "decide-title"),
            ]
        ) {
            HTML.element("h2", [.init("id", "decide-title")]) { Words.decide.text(language) }
            HTML.token(page.visitor)
            HTML.field(Words.yourReason, "reason", language) {
                .void(
                    "input",
                    [
                        .init("id", "reason"), .init("name", "reason"),
                        .init("value", typedReason), .init("maxlength", "500"),
                        .init("autocomplete", "off"),
                    ])
            }
            HTML.element("p", [.class("choices")]) {
                for choice in card.choices { button(choice) }
            }
            if card.takesValue { another }
        }
    }

    private func button(_ choice: ConflictCard.Choice) -> HTML {
        .element(
            "button", [.class("plain"), .init("name", "choice"), .init("value", choice.code)]
        ) {
            choice.label.text(language)
            if choice.isSuggested {
                " "
                HTML.element("small") { Words.suggestedMark.text(language) }
            }
        }
    }

    private var another: HTML {
        .element("details", typedValue.isEmpty ? [] : [.init("open", "")]) {
            HTML.element("summary") { Words.another.text(language) }
            HTML.field(
                Phrase(verbatim: card.about), "value", language
            ) {
                .void(
                    "input",
                    [
                        .init("id", "value"), .init("name", "value"),
                        .init("value", typedValue), .init("autocomplete", "off"),
                    ])
            }
            HTML.element(
                "button", [.class("plain"), .init("name", "choice"), .init("value", "set")]
            ) { Words.useAnother.text(language) }
        }
    }

    private var neighbours: HTML {
        .element("p", [.class("pager")]) {
            if let previous = card.previous {
                HTML.element("a", [.href(QueueAddress.card(previous))]) {
                    Words.previous.text(language)
                }
            }
            HTML.element("span") { Words.place(card.place, of: card.count).text(language) }
            if let next = card.next {
                HTML.element("a", [.href(QueueAddress.card(next))]) { Words.next.text(language) }
            }
            HTML.element("a", [.href(QueueAddress.path)]) { Words.backToList.text(language) }
        }
    }
}
