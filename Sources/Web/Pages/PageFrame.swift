internal import Workflows

/// What every page has around its content: language, style sheet, a way past the head, the head with the ways
/// to the other pages, and who is logged in.
struct PageFrame {
    let title: Phrase
    let siteName: String
    /// Where the page stands, with its query, for the links to its other language.
    let path: String
    let language: Language
    /// Who looks at it; `nil` before anybody has logged in.
    var visitor: Visitor?
    /// How the site stands with the others.
    var standing: Phrase?
    var isHub = true
    /// Seconds after which the browser loads the page again; `nil` for never.
    var refreshSeconds: Int?
    /// Whether something that was typed cannot be taken, which the window's title then says first.
    var hasFaults = false
    /// Up to when what it shows is here, for paper.
    var asOf: Phrase?
    /// Whether its form has in it what was typed before the log-in.
    var isKept = false

    func document(@HTML.Builder _ content: () -> HTML) -> String {
        HTML.element("html", [.init("lang", language.tag)]) {
            head
            HTML.element("body") {
                HTML.element("a", [.class("skip"), .href("#content")]) {
                    Catalogue.Page.skipToTheContent.text(language)
                }
                masthead
                if let visitor { navigation(visitor) }
                HTML.element("main", [.init("id", "content")]) {
                    if let visitor, SitePage.queue.isFor(visitor.role) { live }
                    if isKept {
                        HTML.element(
                            "p", [.class("done"), .init("id", "kept"), .init("role", "status")]
                        ) { Catalogue.Form.kept.text(language) }
                    }
                    content()
                    if let visitor, SitePage.queue.isFor(visitor.role) { keys }
                }
                if let visitor { paper(visitor) }
            }
        }.document()
    }

    /// What stands at the foot of each sheet, and on no screen: paper is not to pass for newer than it is.
    private func paper(_ visitor: Visitor) -> HTML {
        // A guest is not told how the site stands.
        let standing = SitePage.queue.isFor(visitor.role) ? standing : nil
        return .element("footer", [.class("paper")]) {
            HTML.element("p") {
                [
                    siteName, title.text(language), asOf?.text(language) ?? "",
                    standing?.text(language) ?? "", visitor.name,
                ].map { $0.last.map { ".。".contains($0) } ?? false ? String($0.dropLast()) : $0 }
                    .filter { !$0.isEmpty }.joined(separator: " · ")
            }
        }
    }

    private var head: HTML {
        .element("head") {
            HTML.void("meta", [.init("charset", "utf-8")])
            HTML.void(
                "meta",
                [
                    .init("name", "viewport"),
                    .init("content", "width=device-width, initial-scale=1"),
                ])
            HTML.void(
                "meta", [.init("name", "color-scheme"), .init("content", "light dark")])
            if let refreshSeconds {
                HTML.void(
                    "meta",
                    [.init("http-equiv", "refresh"), .init("content", String(refreshSeconds))])
            }
            HTML.element("title") {
                hasFaults ? Catalogue.Form.faultsFirst.text(language) : ""
                "\(title.text(language)) · \(siteName) · moso"
            }
            HTML.void("link", [.init("rel", "stylesheet"), .href(StyleSheet.path)])
            HTML.void("link", [.init("rel", "icon"), .href(PageIcon.path)])
            if let visitor, SitePage.queue.isFor(visitor.role) {
                HTML.element("script", [.src(PageScript.path), .init("defer", "")]) { HTML.empty }
            }
        }
    }

    private var masthead: HTML {
        .element("header") {
            HTML.element("p", [.class("brand")]) {
                HTML.element("strong") {
                    Catalogue.Page.incubatorLedger.text(language)
                }
                HTML.element("span", [.class("site")]) { siteName }
            }
            HTML.element("div", [.class("own")]) {
                if let visitor { identity(visitor) }
                HTML.element(
                    "nav", [.init("aria-label", Catalogue.Page.language.text(language))]
                ) {
                    languageLink(.zh, "中文")
                    languageLink(.en, "English")
                }
            }
        }
    }

    private func identity(_ visitor: Visitor) -> HTML {
        .element(
            "form",
            [
                .init("method", "post"), .action("/logout"), .class("who"),
                .init("data-drafts", visitor.drafts),
            ]
        ) {
            HTML.element("span") { "\(visitor.name) · \(visitor.role.label.text(language))" }
            HTML.token(visitor)
            HTML.element("button", [.class("quiet")]) { Catalogue.People.logOut.text(language) }
        }
    }

    /// The pages that somebody may see.
    private func navigation(_ visitor: Visitor) -> HTML {
        .element(
            "nav", [.class("pages"), .init("aria-label", Catalogue.Site.pages.text(language))]
        ) {
            for page in SitePage.pages(isHub: isHub) where page.isFor(visitor.role) {
                HTML.element("a", [.href(page.path)] + current(page)) {
                    page.name.text(language)
                }
            }
        }
    }

    /// What single keys do here; shown by the script on a page that has any.
    private var keys: HTML {
        .element(
            "details",
            [
                .init("id", "keys"), .init("hidden", ""), .class("noprint"),
                .init("data-on", Catalogue.Live.keysOn.text(language)),
                .init("data-off", Catalogue.Live.keysOff.text(language)),
            ]
        ) {
            HTML.element("summary") { Catalogue.Live.keys.text(language) }
            HTML.element("p") { Catalogue.Live.keysTold.text(language) }
            HTML.element("button", [.class("quiet"), .init("type", "button")]) { HTML.empty }
        }
    }

    /// How the site stands, and where the script says what has changed.
    private var live: HTML {
        HTML([
            .element("p", [.class("standing"), .init("id", "standing")]) {
                if let visitor, let standing, SitePage.outbox.isFor(visitor.role) {
                    HTML.element("a", [.href(OutboxPage.path)]) { standing.text(language) }
                } else {
                    standing?.text(language) ?? ""
                }
            },
            .element(
                "div",
                [
                    .init("id", "live"), .init("aria-live", "polite"),
                    .init("data-changed", Catalogue.Live.changed.text(language)),
                    .init("data-show", Catalogue.Live.show.text(language)),
                    .init("data-gone", Catalogue.Live.gone.text(language)),
                    .init("data-over", Catalogue.Live.over.text(language)),
                    .init("data-unsent", Catalogue.Live.unsent.text(language)),
                    .init("data-again", Catalogue.Live.again.text(language)),
                ]
            ) { HTML.empty },
        ])
    }

    private func current(_ page: SitePage) -> [HTML.Attribute] {
        let here = path.prefix { $0 != "?" }
        let isHere =
            here == page.path || here.hasPrefix(page.path + "/")
            || page == .settings && here.hasPrefix(PeoplePage.path)
            || page == .reports && here == ChartsPage.path
        return isHere ? [.init("aria-current", "page")] : []
    }

    private func languageLink(_ other: Language, _ name: String) -> HTML {
        if other == language {
            HTML.element("b", [.init("lang", other.tag), .init("aria-current", "true")]) { name }
        } else {
            HTML.element(
                "a",
                [
                    .href("\(path)\(path.contains("?") ? "&" : "?")lang=\(other.rawValue)"),
                    .init("lang", other.tag), .init("hreflang", other.tag),
                ]
            ) { name }
        }
    }
}

/// The pages that the head leads to, with who may see them.
enum SitePage {
    case overview
    case today
    case queue
    case records
    case outbox
    case exchange
    case reports
    case audit
    case settings
    case guest

    /// In the order in which they are used: head office looks over all, a branch does what is to be done.
    static func pages(isHub: Bool) -> [SitePage] {
        isHub
            ? [.overview, .queue, .records, .reports, .audit, .today, .exchange, .settings, .guest]
            : [
                .today, .records, .queue, .outbox, .exchange, .reports, .overview, .audit,
                .settings, .guest,
            ]
    }

    var path: String {
        switch self {
        case .overview: OverviewPage.path
        case .today: TodayPage.path
        case .queue: QueueAddress.path
        case .records: RecordAddress.path
        case .outbox: OutboxPage.path
        case .exchange: ExchangeAddress.path
        case .reports: ReportAddress.path
        case .audit: JournalPage.path
        case .settings: SettingsPage.path
        case .guest: GuestPage.path
        }
    }

    var name: Phrase {
        switch self {
        case .overview: Catalogue.Page.overview
        case .today: Catalogue.Today.title
        case .queue: Catalogue.Site.queue
        case .records: Catalogue.Site.records
        case .outbox: Catalogue.Outbox.title
        case .exchange: Catalogue.Exchange.title
        case .reports: Catalogue.Site.reports
        case .audit: Catalogue.Journal.title
        case .settings: Catalogue.SettingsPage.title
        case .guest: Catalogue.Guest.title
        }
    }

    func isFor(_ role: Role) -> Bool {
        switch self {
        case .overview: role.may(.see, .overview)
        case .today, .queue, .records, .outbox, .exchange:
            Area.records.contains { role.may(.see, $0) }
        case .reports: role.may(.see, .reports)
        case .audit: role.may(.see, .audit)
        case .settings: role.may(.see, .settings)
        // Whoever sees more looks at it by its address.
        case .guest: role == .guest
        }
    }
}

extension HTML {
    /// The field without which nothing that is posted is taken, and whose form it is.
    static func token(_ visitor: Visitor) -> HTML {
        HTML([
            hidden(FormGuard.field, visitor.formToken), hidden(KeptForm.ownerField, visitor.drafts),
        ])
    }

    static func hidden(_ name: String, _ value: String) -> HTML {
        .void("input", [.init("type", "hidden"), .init("name", name), .init("value", value)])
    }
}
