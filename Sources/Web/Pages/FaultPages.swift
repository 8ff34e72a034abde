internal import Hummingbird
internal import Workflows

extension WebResponder {
    private typealias Words = Catalogue.Site

    /// The page for why there is no other.
    func explain(
        _ fault: PageFault, _ request: Request, _ language: Language
    ) async throws -> Response {
        switch fault {
        case .noSession(let isLost, let kept):
            var entry = Entry(
                request: request, language: language, siteName: try await backend.siteName(),
                form: nil)
            if isLost {
                entry.kept = kept
                return logInPage(
                    entry,
                    kept == nil
                        ? Catalogue.People.sessionOver : Catalogue.People.sessionOverAndKept,
                    status: .unauthorized,
                    next: kept?.page ?? KeptForm.page(of: request) ?? "/")
            }
            let next = request.pageAddress
            let query = next == "/" ? "" : "?next=" + next.percentEncoded
            return .seeOther(LogIn.path + query)
        case .notAllowed:
            return try await page(
                Words.notAllowed, [Words.nothingHappened], .forbidden, request, language)
        case .notThere:
            return try await page(
                Words.notThere, [Words.nothingHappened], .notFound, request, language)
        case .wrongMethod:
            return try await page(
                Words.notThere, [Words.nothingHappened], .methodNotAllowed, request, language)
        case .otherOrigin(let kept):
            return try await page(
                Words.stale,
                [Words.nothingHappened, kept == nil ? Words.openAgain : Words.typedIsInIt],
                .forbidden, request, language, kept.map { ($0, Words.backToForm) })
        }
    }

    /// The page for something that could not be done: what, whether data is safe, what to do.
    func explain(
        _ problem: Problem, _ request: Request, _ language: Language
    ) async throws -> Response {
        let advice = problem.remedies.map { remedy -> Phrase in
            switch remedy {
            case .advice(let phrase): phrase
            case .run(let command, let what):
                Phrase(verbatim: command).joined(
                    what.map { Phrase(zh: "：\($0.zh)", en: ": \($0.en)") } ?? Phrase(verbatim: ""))
            }
        }
        return try await page(
            Phrase(zh: problem.happened.zh, en: English.sentence(problem.happened.en)),
            problem.evidence + [problem.safety] + advice, problem.status, request, language)
    }

    /// The page for a form that could not be read.
    func explain(
        form problem: WebProblem, _ request: Request, _ language: Language
    ) async throws -> Response {
        let isLarge = problem.code == "form-too-large"
        if problem.code == "form-file-too-large" {
            return try await page(
                Catalogue.Exchange.tooLarge(megabytes: Upload.megabytesMost),
                [Words.nothingHappened],
                problem.status, request, language)
        }
        return try await page(
            isLarge ? Words.formTooLarge : Words.formUnreadable,
            [Words.nothingHappened, Words.typedIsKept] + (isLarge ? [Words.shortenIt] : []),
            problem.status, request, language)
    }

    private func page(
        _ title: Phrase, _ lines: [Phrase], _ status: HTTPResponse.Status, _ request: Request,
        _ language: Language, _ way: (to: String, name: Phrase)? = nil
    ) async throws -> Response {
        let way = way ?? ("/", Words.toStart)
        let cookie = request.cookies[SessionCookie.name(for: request)]
        let visitor = try? cookie.flatMap { try backend.entrance.visitor($0.value) }
        let frame = PageFrame(
            title: Words.failed, siteName: (try? await backend.siteName()) ?? "moso",
            path: request.method == .post ? "/" : request.pageAddress, language: language,
            visitor: visitor)
        log(page: status, request)
        let document = frame.document {
            HTML.element("h1") { title.text(language) }
            for line in lines { HTML.element("p") { line.text(language) } }
            HTML.element("p") { HTML.element("a", [.href(way.to)]) { way.name.text(language) } }
            HTML.element("p", [.class("fresh")]) {
                Words.requestNumber.text(language)
                " "
                HTML.element("code") { RequestNumber.current }
            }
        }
        return .html(document, status: status)
    }
}

extension WebResponder {
    /// What is kept of a form that nobody may send yet.
    func kept(_ request: Request) async -> KeptForm? {
        guard let form = try? await FormBody(of: request, most: KeptForm.readMost) else {
            return nil
        }
        return KeptForm(form, sentTo: request)
    }

    /// Keeps it in a session, and tells where its form stands, filled.
    func keep(_ kept: KeptForm, _ session: String) -> String {
        let name = Sessions.text(backend.entrance.randomBytes(6))
        backend.entrance.sessions.keep(kept, name, session)
        return kept.address(name)
    }
}

extension Problem {
    /// How HTTP calls it.
    var status: HTTPResponse.Status {
        switch exit {
        case .refused: .conflict
        case .notFound: .notFound
        case .usage, .badData: .unprocessableContent
        case .denied: .forbidden
        case .io: HTTPResponse.Status(code: 507)
        case .busy, .unavailable, .retryLater: .serviceUnavailable
        default: .internalServerError
        }
    }
}
