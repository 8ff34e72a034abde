internal import Hummingbird
internal import NIOCore
internal import Workflows

// The pages of a branch: today, what waits to be sent, files in and out.

extension WebResponder {
    /// GET /today
    func today(_ page: PageRequest) async throws -> Response {
        try page.require(.see, anyOf: Area.records)
        let view = try await backend.today(for: viewer(page))
        let told = page.query("taken") == nil ? nil : Catalogue.Outbox.takenBack
        return .html(TodayPage(view: view, page: page, told: told).html())
    }

    /// Everything under /outbox.
    func outbox(_ page: PageRequest) async throws -> Response {
        try page.require(page.form == nil ? .see : .write, anyOf: Area.records)
        switch (page.form, page.request.uri.path) {
        case (nil, OutboxPage.path):
            if page.wantsSheet {
                return .workbook(try await backend.outboxSheet(for: viewer(page)), "outbox")
            }
            let view = try await backend.outbox(page: page.pageNumber, for: viewer(page))
            let told = page.query("taken") == nil ? nil : Catalogue.Outbox.takenBack
            return .html(OutboxPage(view: view, page: page, told: told).html())
        case (let form?, OutboxPage.takeBack):
            try await backend.takeBack(form["change"] ?? "", for: viewer(page))
            let back = form["back"] == TodayPage.path ? TodayPage.path : OutboxPage.path
            return .seeOther(back + "?taken=1")
        case (nil, OutboxPage.takeBack), (.some, OutboxPage.path): throw PageFault.wrongMethod
        default: throw PageFault.notThere
        }
    }

    /// Everything under /exchange.
    func exchange(_ page: PageRequest) async throws -> Response {
        try page.require(page.form == nil ? .see : .write, anyOf: Area.records)
        typealias At = ExchangeAddress
        let session = page.visitor.sessionName
        switch (page.form, page.request.uri.path) {
        case (nil, At.path): return try await exchangePage(page)
        case (nil, At.path + "/export"):
            let kind = page.query("kind") ?? ""
            return .workbook(try await backend.wholeSheet(kind, for: viewer(page)), kind)
        case (let form?, At.bring): return try await bring(form, page)
        case (nil, At.bring):
            guard let upload = backend.entrance.sessions.upload(session) else {
                return .seeOther(At.path)
            }
            try page.requireWriting(upload)
            return .html(UploadPage(upload: upload, page: page).html())
        case (nil, At.refused):
            guard let upload = backend.entrance.sessions.upload(session),
                let file = upload.view.refusedFile
            else { throw PageFault.notThere }
            try page.requireWriting(upload)
            return .file(file.bytes, "moso-refused.\(file.ending)")
        case (let form?, At.confirm): return try await confirm(form, page)
        case (.some, At.drop):
            backend.entrance.sessions.keep(nil, session)
            return .seeOther(At.path)
        case (.some, At.takeBack):
            guard let upload = backend.entrance.sessions.upload(session),
                let dot = upload.written, !upload.isUndone
            else { return .seeOther(At.path) }
            try await backend.takeBack(dot, for: viewer(page))
            backend.entrance.sessions.amend(upload, session) { $0.isUndone = true }
            return .seeOther(At.bring)
        case (.some, At.path), (.some, At.refused), (nil, At.confirm), (nil, At.drop),
            (nil, At.takeBack):
            throw PageFault.wrongMethod
        default: throw PageFault.notThere
        }
    }

    private func exchangePage(_ page: PageRequest, _ fault: Phrase? = nil) async throws -> Response
    {
        let document = ExchangePage(
            importable: try await backend.importable(for: viewer(page)),
            kinds: try await backend.kinds(for: viewer(page)), page: page, fault: fault
        ).html()
        return .html(document, status: fault == nil ? .ok : .unprocessableContent)
    }

    /// POST /exchange/import: the file is read and shown; nothing is written.
    private func bring(_ form: FormBody, _ page: PageRequest) async throws -> Response {
        guard let file = form.file, !file.bytes.isEmpty else {
            return try await exchangePage(page, Catalogue.Exchange.noFile)
        }
        let kind = form["kind"].flatMap { $0.isEmpty ? nil : $0 }
        let ask = ImportAsk(
            fileName: file.name, bytes: file.bytes, kind: kind,
            encoding: form["encoding"].flatMap(EncodingChoice.init(rawValue:)) ?? .auto)
        let view: ImportView
        do {
            view = try await backend.preview(ask, for: viewer(page))
        } catch let problem as Problem where problem.status == .unprocessableContent {
            return try await exchangePage(
                page,
                Phrase(zh: problem.happened.zh, en: English.sentence(problem.happened.en))
                    .then(problem.safety))
        }
        let name = Sessions.text(backend.entrance.randomBytes(8))
        backend.entrance.sessions.keep(
            Upload(name: name, ask: ask, view: view), page.visitor.sessionName)
        return .seeOther(ExchangeAddress.bring)
    }

    /// POST /exchange/confirm: writes what was shown. A second press finds it written.
    private func confirm(_ form: FormBody, _ page: PageRequest) async throws -> Response {
        let sessions = backend.entrance.sessions
        guard let upload = sessions.upload(page.visitor.sessionName) else {
            return .seeOther(ExchangeAddress.path)
        }
        guard upload.written == nil else { return .seeOther(ExchangeAddress.bring) }
        let outcome = try await backend.bring(
            upload.ask, shown: form["shown"] ?? "", for: viewer(page))
        sessions.amend(upload, page.visitor.sessionName) { kept in
            switch outcome {
            case .written(let dot, let view):
                (kept.written, kept.view, kept.isOtherwise) = (dot, view, false)
            case .otherwise(let view) where kept.written == nil:
                (kept.view, kept.isOtherwise) = (view, true)
            case .otherwise: break  // Another press wrote it meanwhile.
            }
        }
        return .seeOther(ExchangeAddress.bring)
    }
}

extension PageRequest {
    /// Throws unless the visitor may still write what is in a file that they brought.
    fileprivate func requireWriting(_ upload: Upload) throws {
        try require(.write, anyOf: Area.records)
        guard let kind = upload.ask.kind else { return }
        guard visitor.role.may(.write, kind: kind) else { throw PageFault.notAllowed }
    }

    /// Whether the list is asked for as a workbook.
    var wantsSheet: Bool { query("format") == "xlsx" }
}

extension Response {
    static func workbook(_ sheet: Sheet, _ name: String) -> Response {
        let plain = name.filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
        }
        return .file(sheet.workbook, "moso-\(plain.isEmpty ? "list" : plain).xlsx")
    }

    /// A file to be kept, under a name that we gave it.
    static func file(_ bytes: [UInt8], _ name: String) -> Response {
        let types = [
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "csv": "text/csv",
        ]
        let ending = name.split(separator: ".").last.map(String.init) ?? ""
        return Response(
            status: .ok,
            headers: [
                .contentType: types[ending] ?? "application/octet-stream",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
