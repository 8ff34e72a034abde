internal import Workflows

// A form.
//
// It is made from the declaration of the kind and carries three things besides what is typed: what stood in each field
// when it was made, so that only what somebody touched is written; the version of the record, so that what is
// saved takes the place of what was on the screen and of nothing written since; and a token of its own, so that the
// second of two clicks does nothing.

/// The form for a record, or for a new one.
struct RecordFormPage {
    let form: RecordForm
    let page: PageRequest
    /// By which the same form is known when it comes twice.
    let once: String
    /// The record that was saved just before from the same form.
    var saved: String?

    static let onceField = "once"
    static let versionField = "version"
    static let reasonField = "reason"
    static let thenField = "then"
    static let typedPrefix = "f."
    static let beforePrefix = "was."

    private typealias Words = Catalogue.RecordPage
    private var language: Language { page.language }

    private var action: String {
        form.name.map { RecordAddress.edit($0.kind, $0.key) } ?? RecordAddress.new(form.kind)
    }

    private var title: Phrase {
        form.name.map { Words.editing($0.title) } ?? Words.new(form.kindLabel)
    }

    func html() -> String {
        var frame = page.frame(title)
        frame.hasFaults = form.hasFaults
        return frame.document {
            if let saved {
                HTML.element("p", [.class("done"), .init("role", "status"), .init("id", "saved")]) {
                    Words.saved.text(language)
                    " "
                    HTML.element("a", [.href(RecordAddress.record(form.kind, saved))]) { saved }
                }
            }
            HTML.element("h1") { title.text(language) }
            summary
            if form.isOvertaken { HTML.element("p") { Words.overtaken.text(language) } }
            HTML.element(
                "form",
                [
                    .init("method", "post"), .action(action), .class("card"),
                    .init("data-draft", "\(page.visitor.drafts) \(action)"),
                    .init("data-restored", Words.draftRestored.text(language)),
                    .init("data-overtaken", Words.overtaken.text(language)),
                    .init("data-now", Words.saysNow.text(language)),
                    .init("data-drop", Words.draftDropped.text(language)),
                ]
            ) {
                HTML.token(page.visitor)
                HTML.hidden(RecordFormPage.onceField, once)
                HTML.hidden(RecordFormPage.versionField, form.version)
                for field in form.fields { input(field) }
                HTML.field(Words.whyChange, "reason", language) {
                    .void(
                        "input",
                        [
                            .init("id", "reason"), .init("name", RecordFormPage.reasonField),
                            .init("value", form.reason), .init("autocomplete", "off"),
                        ])
                }
                HTML.element("p", [.class("choices")]) {
                    HTML.element("button", []) { Words.save.text(language) }
                    if form.name == nil {
                        HTML.element(
                            "button",
                            [
                                .class("plain"), .init("name", RecordFormPage.thenField),
                                .init("value", "another"),
                            ]
                        ) { Words.saveAndAnother.text(language) }
                    }
                    HTML.element("a", [.class("button plain"), .href(back)]) {
                        Words.cancel.text(language)
                    }
                }
            }
        }
    }

    private var back: String {
        form.name.map { RecordAddress.record($0.kind, $0.key) } ?? RecordAddress.kind(form.kind)
    }

    /// What is wrong, with a way to each, above everything.
    private var summary: HTML {
        guard form.hasFaults else { return .empty }
        let faulty = form.fields.filter { $0.fault != nil }
        return .element(
            "div", [.class("alert"), .init("role", "alert"), .init("id", "faults")]
        ) {
            HTML.element("p") {
                Words.faults(faulty.count + (form.fault == nil ? 0 : 1)).text(language)
            }
            HTML.element("ul") {
                for field in faulty {
                    HTML.element("li") {
                        HTML.element("a", [.href("#\(id(field))")]) {
                            sentence(field.label, field.fault)
                        }
                    }
                }
                if let fault = form.fault {
                    HTML.element("li") {
                        Phrase(zh: fault.happened.zh, en: English.sentence(fault.happened.en))
                            .text(language)
                    }
                    for line in fault.evidence { HTML.element("li") { line.text(language) } }
                }
            }
        }
    }

    private func sentence(_ label: Phrase, _ fault: Phrase?) -> String {
        guard let fault else { return label.text(language) }
        return Phrase(
            zh: "\(label.zh)：\(fault.zh)", en: "\(label.en): \(English.sentence(fault.en))"
        ).text(language)
    }

    // MARK: Inputs

    private func id(_ field: RecordForm.Field) -> String { "f-\(field.name)" }

    private func input(_ field: RecordForm.Field) -> HTML {
        .element("div", [.class("field")]) {
            HTML.element("label", [.init("for", id(field))]) {
                field.label.text(language)
                if let unit = field.unit {
                    " "
                    HTML.element("span", [.class("unit")]) { unit.text(language) }
                }
                if field.isRequired {
                    " "
                    HTML.element("span", [.class("must")]) { Words.required.text(language) }
                }
            }
            HTML.hidden(RecordFormPage.beforePrefix + field.name, field.before)
            control(field)
            hints(field)
        }
    }

    private func attributes(_ field: RecordForm.Field) -> [HTML.Attribute] {
        var attributes: [HTML.Attribute] = [
            .init("id", id(field)), .init("name", RecordFormPage.typedPrefix + field.name),
            .init("aria-describedby", "\(id(field))-hints"), .init("autocomplete", "off"),
        ]
        if field.fault != nil { attributes.append(.init("aria-invalid", "true")) }
        return attributes
    }

    private func control(_ field: RecordForm.Field) -> HTML {
        switch field.input {
        case .choice(let choices):
            return .element("select", attributes(field)) {
                HTML.element("option", [.init("value", "")]) { "" }
                for choice in choices {
                    HTML.element(
                        "option",
                        [.init("value", choice.code)]
                            + (choice.code == field.typed ? [.init("selected", "")] : [])
                    ) { choice.label.text(language) }
                }
                if !field.typed.isEmpty, !choices.contains(where: { $0.code == field.typed }) {
                    HTML.element(
                        "option", [.init("value", field.typed), .init("selected", "")]
                    ) { field.typed }
                }
            }
        case .lines:
            // A line feed behind the tag is dropped by browsers, so one of ours stands there.
            return .element("textarea", attributes(field)) { "\n" + field.typed }
        case .number:
            return line(field, [.init("inputmode", "decimal")])
        case .day: return line(field, [.init("placeholder", "2027-03-31")])
        case .line: return line(field, [])
        }
    }

    private func line(_ field: RecordForm.Field, _ more: [HTML.Attribute]) -> HTML {
        .void("input", attributes(field) + [.init("value", field.typed)] + more)
    }

    private func hints(_ field: RecordForm.Field) -> HTML {
        .element("div", [.init("id", "\(id(field))-hints")]) {
            if let fault = field.fault {
                HTML.element("small", [.class("late")]) {
                    English.sentence(fault.text(language))
                }
            }
            if let present = field.present {
                HTML.element("small", [.class("open")]) {
                    Words.saysNow.text(language)
                    present.text(language)
                }
            }
            if let named = field.named { HTML.element("small") { named } }
            if let help = field.help { HTML.element("small") { help.text(language) } }
        }
    }
}
