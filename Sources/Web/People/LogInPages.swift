internal import Hummingbird
internal import Workflows

extension WebResponder {
    private typealias Words = Catalogue.People

    /// The form in which somebody logs in, with what was wrong the last time.
    func logInPage(
        _ entry: Entry, typed: String = "", _ fault: Phrase? = nil, status: HTTPResponse.Status,
        next: String? = nil
    ) -> Response {
        let language = entry.language
        let next =
            next ?? entry.form?["next"]
            ?? entry.request.query("next")
        var frame = entry.frame(Words.logIn)
        frame.hasFaults = fault != nil
        let document = frame.document {
            HTML.element("h1") { Words.logIn.text(language) }
            if let fault { HTML.alert(fault, language) }
            HTML.element(
                "form", [.init("method", "post"), .action(LogIn.path), .class("card narrow")]
            ) {
                HTML.field(Words.name, "name", language) {
                    .void(
                        "input",
                        [
                            .init("id", "name"), .init("name", "name"), .init("value", typed),
                            .init("autocomplete", "username"), .init("required", ""),
                            .init("maxlength", "60"),
                        ])
                }
                HTML.passwordField(Words.password, "password", "current-password", language)
                if let next { HTML.hidden("next", next) }
                entry.kept?.hidden ?? .empty
                HTML.element("button", []) { Words.logIn.text(language) }
            }
            HTML.element("p", [.class("fresh")]) { Words.howToGetIn.text(language) }
        }
        return .html(document, status: status)
    }

    func welcomePage(_ entry: Entry, _ person: Person, _ fault: Phrase? = nil) -> Response {
        let language = entry.language
        let title = Words.welcome(person.name)
        var frame = entry.frame(title)
        frame.hasFaults = fault != nil
        let document = frame.document {
            HTML.element("h1") { title.text(language) }
            HTML.element("p") { Words.youAre(person.role.label).text(language) }
            if let fault { HTML.alert(fault, language) }
            HTML.element(
                "form",
                [
                    .init("method", "post"), .action(entry.request.uri.path),
                    .class("card narrow"),
                ]
            ) {
                HTML.element("p") {
                    Words.setPassword(least: LogIn.passwordLeast).text(language)
                }
                HTML.hidden("name", person.name)
                HTML.passwordField(Words.password, "password", "new-password", language)
                HTML.passwordField(Words.passwordAgain, "again", "new-password", language)
                HTML.element("button", []) { Words.goIn.text(language) }
            }
        }
        return .html(document, status: fault == nil ? .ok : .unprocessableContent)
    }

    func linkUsedPage(_ entry: Entry) -> Response {
        let language = entry.language
        let document = entry.frame(Words.linkUsed).document {
            HTML.element("h1") { Words.linkUsed.text(language) }
            HTML.element("p") { Words.askForAnother.text(language) }
            HTML.element("p") {
                HTML.element("a", [.href(LogIn.path)]) { Words.logIn.text(language) }
            }
        }
        return .html(document, status: .gone)
    }
}

extension HTML {
    /// What was wrong, where readers of screens are told at once.
    static func alert(_ text: Phrase, _ language: Language) -> HTML {
        .element("p", [.class("alert"), .init("role", "alert")]) { text.text(language) }
    }

    /// A labelled input.
    static func field(
        _ label: Phrase, _ id: String, _ language: Language, _ input: () -> HTML
    ) -> HTML {
        .element("p", [.class("field")]) {
            HTML.element("label", [.init("for", id)]) { label.text(language) }
            input()
        }
    }

    fileprivate static func passwordField(
        _ label: Phrase, _ name: String, _ completion: String, _ language: Language
    ) -> HTML {
        field(label, name, language) {
            .void(
                "input",
                [
                    .init("id", name), .init("name", name), .init("type", "password"),
                    .init("autocomplete", completion),
                    .init("maxlength", String(LogIn.passwordMost)),
                ])
        }
    }
}
