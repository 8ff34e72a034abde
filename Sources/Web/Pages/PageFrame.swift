internal import Workflows

/// What every page has around its content: language, style sheet, a way past the head, the head.
struct PageFrame {
    let title: Phrase
    let siteName: String
    /// Where the page stands, for the links to its other language.
    let path: String
    let language: Language
    /// Seconds after which the browser loads the page again; `nil` for never.
    var refreshSeconds: Int?

    func document(@HTML.Builder _ content: () -> HTML) -> String {
        HTML.element("html", [.init("lang", language.tag)]) {
            head
            HTML.element("body") {
                HTML.element("a", [.class("skip"), .href("#content")]) {
                    Catalogue.Page.skipToTheContent.text(language)
                }
                masthead
                HTML.element("main", [.init("id", "content")]) { content() }
            }
        }.document()
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
            HTML.element("title") { "\(title.text(language)) · \(siteName) · moso" }
            HTML.void("link", [.init("rel", "stylesheet"), .href(StyleSheet.path)])
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
            HTML.element(
                "nav", [.init("aria-label", Catalogue.Page.language.text(language))]
            ) {
                languageLink(.zh, "中文")
                languageLink(.en, "English")
            }
        }
    }

    private func languageLink(_ other: Language, _ name: String) -> HTML {
        if other == language {
            HTML.element("b", [.init("lang", other.tag), .init("aria-current", "true")]) { name }
        } else {
            HTML.element(
                "a",
                [
                    .href("\(path)?lang=\(other.rawValue)"), .init("lang", other.tag),
                    .init("hreflang", other.tag),
                ]
            ) { name }
        }
    }
}
