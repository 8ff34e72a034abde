internal import Hummingbird
internal import Workflows

extension WebResponder {
    /// GET /: the consolidated view. Nothing is changed by looking at it.
    func overview(_ request: Request) async throws -> Response {
        let language = language(of: request)
        let page = try await backend.overview(in: language)
        // The page offers no other number; the bounds are for those who type one.
        let refresh = request.uri.queryParameters["refresh"].flatMap { Int($0) }
            .map { min(max($0, 10), 3600) }
        var response = Response.text(
            page.document(in: language, refreshSeconds: refresh),
            type: "text/html; charset=utf-8")
        response.headers[.contentLanguage] = language.tag
        return response
    }

    /// `?lang=`, else the first language of `Accept-Language` that is one of ours, else that of the
    /// configuration. A browser's list is nearly always in the order of preference; its weights
    /// are not read.
    func language(of request: Request) -> Language {
        if let asked = request.uri.queryParameters["lang"].flatMap({
            Language(rawValue: String($0))
        }) {
            return asked
        }
        let wanted = (request.headers[.acceptLanguage] ?? "").split(separator: ",").lazy
            .map { $0.drop { $0 == " " }.prefix { $0.isLetter }.lowercased() }
        return wanted.compactMap(Language.init(rawValue:)).first ?? options.language
    }
}
