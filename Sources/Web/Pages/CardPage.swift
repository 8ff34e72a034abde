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
    /// What was noted just before.
    var told: Phrase?

    private typealias Words = Catalogue.Queue
    private var language: Language { page.language }

    func html() -> String {
        var frame = page.frame(Phrase(verbatim: card.shortID).then(Catalogue.Site.queue))
        frame.hasFaults = fault != nil
        return frame.document {
            HTML.told(told, language)
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
                if let assignee = card.assignee {
                    " · "
                    Catalogue.Noting.assignedTo(assignee).text(language)
                }
                if let day = card.snoozedUntil {
                    " · "
                    Catalogue.Noting.until(day).text(language)
                }
            }
            proposals
            if let detail = card.detail { HTML.element("p") { detail.text(language) } }
            if let fault { alert(fault) }
            sides
            decision
            if card.mayDecide { notes }
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
                for (at, choice) in card.choices.enumerated() { button(choice, at + 1) }
            }
            if card.takesValue { another }
        }
    }

    private func button(_ choice: ConflictCard.Choice, _ number: Int) -> HTML {
        .element(
            "button",
            [.class("plain"), .init("name", "choice"), .init("value", choice.code)]
                + (number < 10 ? [.key("\(number)")] : [])
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
                        .init("value", typedValue), .init("autocomplete", "off"), .key("e"),
                    ])
            }
            HTML.element(
                "button", [.class("plain"), .init("name", "choice"), .init("value", "set")]
            ) { Words.useAnother.text(language) }
        }
    }

    // MARK: Not deciding

    /// Whose it is, when it is looked at again, what others propose, and what could be decided with it.
    private var notes: HTML {
        typealias Noting = Catalogue.Noting
        // What was typed here before the log-in, if anything was.
        let typed = page.kept.flatMap { $0["assignee"] == nil ? nil : $0 }
        return .element("details", [.class("card")] + (typed == nil ? [] : [.init("open", "")])) {
            HTML.element("summary") { Noting.title.text(language) }
            HTML.element(
                "form",
                [
                    .init("method", "post"), .action(QueueAddress.card(card.token) + "/note"),
                    .class("filters"),
                ]
            ) {
                HTML.token(page.visitor)
                HTML.void(
                    "input",
                    [
                        .init("type", "hidden"), .init("name", "assignee_shown"),
                        .init("value", card.assignee ?? ""),
                    ])
                HTML.field(Noting.assignee, "assignee", language) {
                    .void(
                        "input",
                        [
                            .init("id", "assignee"), .init("name", "assignee"),
                            .init(
                                "value",
                                (typed?["assignee"] == typed?["assignee_shown"]
                                    ? nil : typed?["assignee"])
                                    ?? card.assignee ?? ""),
                            .init("autocomplete", "off"),
                            .init("maxlength", "\(Person.nameBytesMost)"),
                        ])
                }
                HTML.field(Noting.snooze, "days", language) {
                    .void(
                        "input",
                        [
                            .init("id", "days"), .init("name", "days"),
                            .init("value", typed?["days"] ?? ""),
                            .init("inputmode", "numeric"), .init("autocomplete", "off"),
                            .init("placeholder", "7"),
                        ])
                }
                HTML.element("button", [.class("plain")]) { Noting.save.text(language) }
            }
            if !card.bulkSites.isEmpty {
                HTML.element("p") { Noting.similar(card.similar).text(language) }
                HTML.element("p", [.class("choices")]) {
                    for site in card.bulkSites {
                        HTML.element(
                            "a",
                            [
                                .class("button plain"),
                                .href(QueueAddress.bulk(card.token, take: site)),
                            ]
                        ) { Noting.takeOf(site).text(language) }
                    }
                }
            }
        }
    }

    private var proposals: HTML {
        guard !card.proposals.isEmpty else { return .empty }
        return .element("ul", [.class("lines")]) {
            for proposal in card.proposals {
                HTML.element("li") { proposal.text(language) }
            }
        }
    }

    private var neighbours: HTML {
        .element("p", [.class("pager")]) {
            if let previous = card.previous {
                HTML.element("a", [.href(QueueAddress.card(previous)), .key("k")]) {
                    Words.previous.text(language)
                }
            }
            HTML.element("span") { Words.place(card.place, of: card.count).text(language) }
            if let next = card.next {
                HTML.element("a", [.href(QueueAddress.card(next)), .key("j")]) {
                    Words.next.text(language)
                }
            }
            HTML.element("a", [.href(QueueAddress.path)]) { Words.backToList.text(language) }
        }
    }
}
