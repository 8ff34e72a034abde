internal import Hummingbird
internal import Workflows

// What somebody typed into a form that came too late.
//
// A log-in runs out, or the program begins anew, while a form is open. What is sent then is not taken, and must not be
// lost either: the log-in page carries it along in hidden fields, and who logs in there is led back to the form, filled
// with it, to look at it and press the button again. So the log-in itself writes nothing, and the form that does is
// made for the new session, with its token. Tokens and passwords are not carried, nothing over `bytesMost` is, and
// nothing is shown to anybody but whoever typed it.

/// The fields of a form that was not taken, and the page where that form stands.
struct KeptForm: Sendable {
    /// As much is read of a form that nobody may send yet.
    static let readMost = 256 << 10
    /// As much as names and values have together.
    static let bytesMost = 40 << 10
    static let prefix = "kept."
    /// In every form: whose it is, as their drafts are called.
    static let ownerField = "form_owner"

    /// Path and query of the page with the form.
    let page: String
    let owner: String
    let fields: [(name: String, value: String)]

    subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// What was sent to an address; `nil` where there is nothing typed to be kept, or too much.
    init?(_ form: FormBody, sentTo request: Request) {
        guard let owner = form[KeptForm.ownerField], !owner.isEmpty, form.file == nil,
            let page = KeptForm.page(of: request)
        else { return nil }
        self.init(page: page, owner: owner, fields: form.fields)
    }

    /// What a log-in page carried.
    init?(carriedBy form: FormBody) {
        guard let owner = form[KeptForm.prefix + KeptForm.ownerField], let page = form["next"],
            HTML.Attribute.isOwn(page)
        else { return nil }
        self.init(
            page: page, owner: owner,
            fields: form.fields.filter { $0.name.hasPrefix(KeptForm.prefix) }
                .map { (String($0.name.dropFirst(KeptForm.prefix.count)), $0.value) })
    }

    private init?(page: String, owner: String, fields: [(name: String, value: String)]) {
        let secret = [
            FormGuard.field, KeptForm.ownerField, RecordFormPage.onceField, "password", "again",
        ]
        var values: [String: String] = [:]
        // Browsers send line ends as two characters, of which a page holds one.
        let fields = fields.map { ($0.name, $0.value.replacing("\r\n", with: "\n")) }
        for (name, value) in fields { values[name] = value }
        // What nobody touched is not carried: it stands in the form anyway.
        let untouched = { (name: String) -> Bool in
            let (typed, before) = (RecordFormPage.typedPrefix, RecordFormPage.beforePrefix)
            for prefix in [typed, before] where name.hasPrefix(prefix) {
                let field = name.dropFirst(prefix.count)
                return values[typed + field] == values[before + field]
            }
            return false
        }
        self.page = page
        self.owner = owner
        self.fields = fields.filter { !secret.contains($0.0) && !untouched($0.0) }
        let bytes = self.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard !self.fields.isEmpty, bytes <= KeptForm.bytesMost else { return nil }
    }

    /// Where the form stands that is sent to an address; `nil` for buttons with nothing to type beside them.
    static func page(of request: Request) -> String? {
        let path = request.uri.path
        if path.hasPrefix(RecordAddress.path + "/") { return request.pageAddress }
        if path == PeoplePage.invite { return PeoplePage.path }
        guard path.hasPrefix(QueueAddress.path + "/"), path != QueueAddress.path + "/undo" else {
            return nil
        }
        return path.hasSuffix("/note") ? String(path.dropLast(5)) : request.pageAddress
    }

    /// The page with the form, for the session that has it under this name.
    func address(_ name: String) -> String {
        "\(page)\(page.contains("?") ? "&" : "?")\(KeptForm.query)=\(name)"
    }

    static let query = "kept"

    /// Hidden, in the form in which somebody logs in.
    var hidden: HTML {
        HTML(
            fields.map { HTML.hidden(KeptForm.prefix + $0.name, $0.value) }
                + [HTML.hidden(KeptForm.prefix + KeptForm.ownerField, owner)])
    }
}

extension RecordForm {
    /// Puts back what was typed, over what it was typed over: saved, it takes the place of that and of nothing that
    /// was written since.
    mutating func refill(_ kept: KeptForm) {
        if let version = kept[RecordFormPage.versionField] {
            isOvertaken = !version.isEmpty && version != self.version
            self.version = version
        }
        reason = kept[RecordFormPage.reasonField] ?? reason
        for at in fields.indices {
            guard let typed = kept[RecordFormPage.typedPrefix + fields[at].name] else { continue }
            let before = kept[RecordFormPage.beforePrefix + fields[at].name] ?? ""
            if before != fields[at].before {
                fields[at].present = fields[at].shown(fields[at].before)
            }
            fields[at].before = before
            fields[at].typed = typed
        }
    }
}

extension RecordForm.Field {
    /// What stands in an input, as people read it.
    fileprivate func shown(_ text: String) -> Phrase {
        if case .choice(let choices) = input,
            let choice = choices.first(where: { $0.code == text })
        {
            return choice.label
        }
        return Phrase(verbatim: text.isEmpty ? "–" : text)
    }
}
