internal import Hummingbird
internal import Workflows

// Forms that another page made.
//
// A page of another site can make a browser post to us, and the browser would send the session along. Three
// things stand against that, each enough by itself: the cookie is not sent with requests that come from
// elsewhere (SameSite=Strict); the browser says where a request comes from, in a field that no script can
// write (Sec-Fetch-Site, in older ones Origin), and what does not come from here is refused; and every form
// carries the token of its session, which no other page can know.

/// Checks of what is posted.
enum FormGuard {
    static let field = "form_token"

    /// Throws unless a page of this server sent the request.
    static func checkOrigin(of request: Request) throws {
        if let site = request.headers.first("Sec-Fetch-Site") {
            guard site == "same-origin" else { throw PageFault.otherOrigin() }
            return
        }
        guard let origin = request.headers.first("Origin"), let host = request.head.authority,
            ["http://\(host)", "https://\(host)"].contains(origin.lowercased())
        else { throw PageFault.otherOrigin() }
    }

    /// Throws unless the form was made for this visitor.
    static func check(_ form: FormBody, of visitor: Visitor) throws {
        guard let token = form[field], token.utf8.count == visitor.formToken.utf8.count,
            zip(token.utf8, visitor.formToken.utf8).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0
        else { throw PageFault.otherOrigin() }
    }
}

extension HTTPFields {
    func first(_ name: String) -> String? {
        HTTPFields.Element.Name(name).flatMap { self[$0] }
    }
}

/// Why somebody gets a page other than the one they asked for.
enum PageFault: Error {
    /// Nobody is logged in; `isLost` when something was posted, with what of it is kept.
    case noSession(isLost: Bool, kept: KeptForm? = nil)
    case notAllowed
    case notThere
    case wrongMethod
    /// The request was made by a page of somebody else, or by one of an earlier session; then what was typed into
    /// it stands at this address.
    case otherOrigin(kept: String? = nil)
}
