internal import Hummingbird
internal import Workflows

extension WebResponder {
    private typealias Words = Catalogue.Site

    /// The page for why there is no other.
    func explain(
        _ fault: PageFault, _ request: Request, _ language: Language
    ) async throws -> Response {
        switch fault {
        case .noSession(let isLost):
            let entry = Entry(
                request: request, language: language, siteName: try await backend.siteName(),
                form: nil)
            if isLost {
                return logInPage(
                    entry, Catalogue.People.sessionOver, status: .unauthorized, next: "/")
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
        case .otherOrigin:
            return try await page(
                Words.stale, [Words.nothingHappened, Words.openAgain], .forbidden, request,
                language)
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
        _ language: Language
    ) async throws -> Response {
        let cookie = request.cookies[SessionCookie.name(for: request)]
        let visitor = try? cookie.flatMap { try backend.entrance.visitor($0.value) }
        let frame = PageFrame(
            title: Words.failed, siteName: (try? await backend.siteName()) ?? "moso",
            path: request.method == .post ? "/" : request.pageAddress, language: language,
            visitor: visitor)
        let document = frame.document {
            HTML.element("h1") { title.text(language) }
            for line in lines { HTML.element("p") { line.text(language) } }
            HTML.element("p") { HTML.element("a", [.href("/")]) { Words.toStart.text(language) } }
        }
        return .html(document, status: status)
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
