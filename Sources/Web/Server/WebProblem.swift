internal import Hummingbird
internal import NIOCore
internal import Sync
internal import Workflows

/// A request that is not answered as asked, in the form of RFC 9457.
///
/// `detail` is written by us about what the caller sent; it never carries anything of the records
/// here, nor the text of an error from inside.
struct WebProblem: Error, Sendable {
    let status: HTTPResponse.Status
    /// Stable, for programs: `malformed`, `too-large` …
    let code: String
    let detail: String
    /// The frame of a body that it is about, counted from 0.
    var item: Int?
    var retryAfterSeconds: Int?

    init(
        _ status: Int, _ code: String, _ detail: String, item: Int? = nil,
        retryAfterSeconds: Int? = nil
    ) {
        self.status = HTTPResponse.Status(code: status)
        self.code = code
        self.detail = detail
        self.item = item
        self.retryAfterSeconds = retryAfterSeconds
    }

    init(_ problem: SyncProblem) {
        self.init(problem.status, problem.code.rawValue, problem.detail, item: problem.item)
    }

    static let notFound = WebProblem(404, "not-found", "there is nothing at this address")
    static let isStopping = WebProblem(
        503, "stopping", "this program is stopping", retryAfterSeconds: 5)

    var document: JSON {
        var document: JSON = [
            "type": .string("urn:moso:problem:\(code)"),
            "title": .string(title),
            "status": .integer(Int64(status.code)),
            "detail": .string(detail),
        ]
        if let item, case .object(var members) = document {
            members["item"] = .count(item)
            document = .object(members)
        }
        return document
    }

    /// The same for each code, as RFC 9457 wants it.
    var title: String {
        switch status.code {
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 503: "Service Unavailable"
        case 507: "Insufficient Storage"
        default: "Internal Server Error"
        }
    }

    var response: Response {
        var response = Response.text(
            document.text + "\n", type: "application/problem+json", status: status)
        if let retryAfterSeconds { response.headers[.retryAfter] = String(retryAfterSeconds) }
        return response
    }
}

extension Response {
    static func text(
        _ text: String, type: String, status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(_ document: JSON) -> Response {
        .text(document.text + "\n", type: "application/json")
    }
}
