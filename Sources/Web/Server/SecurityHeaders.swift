internal import Hummingbird

extension Response {
    /// With the fields that every answer carries: nothing but our own script, style sheet and images is
    /// loaded, nothing is framed, guessed or kept by anybody.
    func secured() -> Response {
        var response = self
        response.headers[.contentSecurityPolicy] = Response.contentSecurityPolicy
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPFields.Element.Name("Referrer-Policy") {
            // To ourselves it is told: with none at all a browser posts our forms as from nowhere.
            response.headers[name] = "same-origin"
        }
        if let name = HTTPFields.Element.Name("Cross-Origin-Resource-Policy") {
            response.headers[name] = "same-origin"
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    ].joined(separator: "; ")
}
