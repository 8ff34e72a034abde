internal import Causality
internal import HummingbirdCore
internal import Workflows

/// Who may use the pages, with a form that lets in and buttons that shut out.
struct PeoplePage {
    let people: [Person]
    let page: PageRequest
    let told: Phrase?
    var fault: Phrase?
    /// The link that was just made, and for whom.
    var made: (name: String, url: String, until: String)?
    var typed: (name: String, role: String, site: String) = ("", "", "")

    static let path = "/people"
    static let invite = "/people/invite"
    static let remove = "/people/remove"
    private typealias Words = Catalogue.PeoplePage
    private var language: Language { page.language }
    private var mayWrite: Bool { page.visitor.role.may(.write, .people) }

    func html() -> String {
        var frame = page.frame(Words.title)
        frame.hasFaults = fault != nil
        return frame.document {
            HTML.told(told, language)
            HTML.settingsTabs(page)
            HTML.element("h1") { Words.title.text(language) }
            HTML.element("p", [.class("fresh")]) { Words.about(people.count).text(language) }
            if let made { link(made) }
            table
            if mayWrite { form }
        }
    }

    private func link(_ made: (name: String, url: String, until: String)) -> HTML {
        .element("div", [.class("done"), .init("role", "status")]) {
            HTML.element("p") {
                HTML.element("strong") { made.name }
                " · "
                Words.linkShownOnce.text(language)
            }
            HTML.element("p") { HTML.element("code", [.class("long")]) { made.url } }
            HTML.element("p", [.class("fresh")]) { Words.until(made.until).text(language) }
        }
    }

    private var table: HTML {
        typealias Text = Catalogue.People
        return TableHTML(
            caption: Words.title,
            columns: [
                .text(Text.name), .short(Text.roleTitle), .short(Text.passwordTitle),
                .short(Text.linkTitle), .text(nil),
            ],
            rows: people.map { person in
                [
                    .text(person.name),
                    .text(
                        person.role.label.text(language)
                            + (person.site.map { " · \($0.name)" } ?? "")),
                    .text((person.password == nil ? Text.isNotSet : Text.isSet).text(language)),
                    .text(until(person) ?? "–"), remove(person),
                ]
            }, isTitled: true
        ).html(language, empty: Text.nobody)
    }

    private func until(_ person: Person) -> String? {
        guard let link = person.link, Int64(clamping: link.untilMilliseconds) > page.nowMilliseconds
        else { return nil }
        return Words.until(TimeText.local(Int64(clamping: link.untilMilliseconds))).text(language)
    }

    private func remove(_ person: Person) -> HTML {
        guard person.name != page.visitor.name else {
            return .element("small", [.class("soft")]) { Words.you.text(language) }
        }
        guard mayWrite else { return .empty }
        return .element(
            "form",
            [.init("method", "post"), .action(PeoplePage.remove), .class("inline noprint")]
        ) {
            HTML.token(page.visitor)
            HTML.hidden("name", person.name)
            HTML.element(
                "button",
                [
                    .class("quiet"),
                    .init("aria-label", Words.removeThem(person.name).text(language)),
                ]
            ) { Words.remove.text(language) }
        }
    }

    private var form: HTML {
        .element(
            "form",
            [
                .init("method", "post"), .action(PeoplePage.invite), .class("card narrow"),
                .init("aria-labelledby", "invite-title"),
            ]
        ) {
            HTML.element("h2", [.init("id", "invite-title")]) { Words.invite.text(language) }
            if let fault {
                HTML.element("div", [.class("alert"), .init("role", "alert")]) {
                    HTML.element("p") { fault.text(language) }
                }
            }
            HTML.token(page.visitor)
            HTML.field(Catalogue.People.name, "name", language) {
                .void(
                    "input",
                    [
                        .init("id", "name"), .init("name", "name"), .init("value", typed.name),
                        .init("autocomplete", "off"), .init("required", ""),
                        .init("maxlength", "\(Person.nameBytesMost)"),
                    ])
            }
            HTML.field(Catalogue.People.roleTitle, "role", language) {
                HTML.select(
                    "role", Role.allCases.map { ($0.rawValue, $0.label) }, chosen: typed.role,
                    none: Phrase(verbatim: "–"), language)
            }
            HTML.field(Words.guestSite, "site", language) {
                .void(
                    "input",
                    [
                        .init("id", "site"), .init("name", "site"), .init("value", typed.site),
                        .init("autocomplete", "off"), .init("placeholder", "anji"),
                    ])
            }
            HTML.element("p", [.class("fresh")]) { Words.inviteHint.text(language) }
            HTML.element("p", [.class("choices")]) {
                HTML.element("button", []) { Words.makeLink.text(language) }
            }
        }
    }
}

/// What the daemon goes by, and where each value comes from.
struct SettingsPage {
    let lines: [SettingLine]
    let page: PageRequest

    static let path = "/settings"
    private typealias Words = Catalogue.SettingsPage

    func html() -> String {
        let language = page.language
        return page.frame(Words.title).document {
            HTML.settingsTabs(page)
            HTML.element("h1") { Words.title.text(language) }
            HTML.element("p", [.class("fresh")]) { Words.about.text(language) }
            TableHTML(
                caption: Words.title,
                columns: [
                    .short(Catalogue.Settings.key), .text(Catalogue.Settings.value),
                    .text(Catalogue.Settings.source), .text(Words.meaning),
                ],
                rows: lines.map { line in
                    [
                        .element("code") { line.key },
                        .text(line.value ?? Catalogue.Settings.unset.text(language)),
                        .text(line.source.text(language)),
                        .element("small") { line.meaning.text(language) },
                    ]
                }, isTitled: true
            ).html(language, empty: Catalogue.Settings.nothingSet)
        }
    }
}

extension HTML {
    /// Between the two pages of what head office keeps for itself.
    static func settingsTabs(_ page: PageRequest) -> HTML {
        let tabs: [(path: String, name: Phrase, area: Area)] = [
            (SettingsPage.path, Catalogue.SettingsPage.title, .settings),
            (PeoplePage.path, Catalogue.PeoplePage.title, .people),
        ]
        return .element("p", [.class("tabs")]) {
            for tab in tabs where page.visitor.role.may(.see, tab.area) {
                HTML.element(
                    "a",
                    [.href(tab.path)]
                        + (page.request.uri.path.hasPrefix(tab.path)
                            ? [.init("aria-current", "true")] : [])
                ) { tab.name.text(page.language) }
            }
        }
    }
}
