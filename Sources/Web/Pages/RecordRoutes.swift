internal import Hummingbird
internal import Workflows

extension WebResponder {
    /// Everything under /records. What a role may do with a kind is asked where the record is read.
    func records(_ page: PageRequest) async throws -> Response {
        try page.require(page.form == nil ? .see : .write, anyOf: Area.records)
        let parts = page.request.uri.path.dropFirst(RecordAddress.path.count)
            .split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { String($0).percentDecoded ?? "" }
        switch (page.form, parts.count, parts.last) {
        case (nil, 0, _):
            return .html(
                KindsPage(kinds: try await backend.kinds(for: viewer(page)), page: page).html())
        case (nil, 1, _): return try await list(parts[0], page)
        case (_, 2, "new"): return try await form(parts[0], nil, page)
        case (nil, 2, _): return try await record(parts[0], parts[1], page)
        case (_, 3, "edit"): return try await form(parts[0], parts[1], page)
        case (.some, _, _): throw PageFault.wrongMethod
        default: throw PageFault.notThere
        }
    }

    private func list(_ kind: String, _ page: PageRequest) async throws -> Response {
        var ask = RecordAsk(kind: kind)
        ask.text = page.query("q") ?? ""
        ask.state = page.query("state") ?? ""
        ask.withRetired = page.query("retired") == "1"
        ask.page = page.pageNumber
        if page.wantsSheet {
            return .workbook(try await backend.sheet(ask, for: viewer(page)), kind)
        }
        let list = try await backend.records(ask, for: viewer(page))
        return .html(RecordListPage(list: list, ask: ask, page: page).html())
    }

    private func record(
        _ kind: String, _ key: String, _ page: PageRequest
    ) async throws -> Response {
        let record = try await backend.record(kind, key, for: viewer(page))
        let told: Phrase? =
            switch page.query("saved") {
            case "1": Catalogue.RecordPage.saved
            case "0": Catalogue.RecordPage.unchanged
            default: nil
            }
        return .html(RecordPage(record: record, page: page, told: told).html())
    }

    /// GET and POST of a form. The same form posted twice is saved once.
    private func form(
        _ kind: String, _ key: String?, _ page: PageRequest
    ) async throws -> Response {
        let viewer = viewer(page)
        guard let form = page.form else {
            var form = try await backend.form(kind, key, for: viewer)
            if let kept = page.kept { form.refill(kept) }
            return formPage(form, page, saved: key == nil ? page.query("saved") : nil)
        }
        let input = input(of: form, kind, key)
        let once = Onces.name(page.visitor.sessionName, page.request.uri.path, form)
        let backend = backend
        let outcome = try await backend.entrance.onces.once(once) {
            try await backend.save(input, for: viewer)
        }
        switch outcome {
        case .faulty(let form): return formPage(form, page, status: .unprocessableContent)
        case .saved(let made, _) where key == nil && form[RecordFormPage.thenField] == "another":
            return .seeOther(RecordAddress.new(kind) + "?saved=\(made.percentEncoded)")
        case .saved(let key, let isChanged):
            return .seeOther(RecordAddress.record(kind, key) + "?saved=\(isChanged ? 1 : 0)")
        }
    }

    private func formPage(
        _ form: RecordForm, _ page: PageRequest, status: HTTPResponse.Status = .ok,
        saved: String? = nil
    ) -> Response {
        // What was not taken may be sent again: it is another form by then.
        let once = Sessions.text(backend.entrance.randomBytes(12))
        // Only what a key may be is named.
        let saved = saved.flatMap { name in
            name.utf8.allSatisfy { 0x21...0x7E ~= $0 } && name.utf8.count < 100 ? name : nil
        }
        return .html(
            RecordFormPage(form: form, page: page, once: once, saved: saved).html(), status: status)
    }

    private func input(of form: FormBody, _ kind: String, _ key: String?) -> RecordInput {
        var fields: [String: (before: String, typed: String)] = [:]
        for (name, value) in form.fields where name.hasPrefix(RecordFormPage.typedPrefix) {
            let field = String(name.dropFirst(RecordFormPage.typedPrefix.count))
            let before = form[RecordFormPage.beforePrefix + field] ?? ""
            // Browsers send line ends as two characters.
            fields[field] = (
                before.replacing("\r\n", with: "\n"), value.replacing("\r\n", with: "\n")
            )
        }
        return RecordInput(
            kind: kind, key: key, version: form[RecordFormPage.versionField] ?? "",
            reason: form[RecordFormPage.reasonField] ?? "", fields: fields)
    }
}
