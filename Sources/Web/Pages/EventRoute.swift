internal import Hummingbird
internal import NIOCore
internal import Workflows

// What changes while somebody looks at a page.
//
// GET /events is a stream of server-sent events that says one thing: that something was written since operation N of
// this replica. N is the event's id, so a browser that comes back after its connection broke says how far it was and
// is told at once if it missed anything; a page that closed the stream while nobody looked at it says so with `since=N`.
// The first event, `start`, tells it N. Operations are counted of what the listener's role may see, so neither the
// number nor the moment of an event tells that something sealed was written. The stream says nothing of what was
// written; the page asks for that when its reader wants it, with the rights of then. It ends with the session, of which
// it is no use, and after ten minutes: the browser comes again.

extension WebResponder {
    /// How long a stream is kept, and how often one that has nothing to say shows that it is there.
    private static let streamSeconds = 600
    private static let beatSeconds = 5

    /// GET /events
    func events(_ request: Request) async throws -> Response {
        guard let cookie = request.cookies[SessionCookie.name(for: request)],
            let role = try backend.entrance.listener(cookie.value)
        else { throw PageFault.noSession(isLost: true) }
        // A browser that comes back by itself knows more than the address it was given once.
        let known = (request.headers.first("Last-Event-ID") ?? request.query("since"))
            .flatMap { Int64($0) }
        var first = try await backend.operationNumber(for: role)
        if let known, known < first { first = known }
        let (backend, changes, session) = (backend, changes, cookie.value)
        let start = first
        let body = ResponseBody { writer in
            var told = start
            var seen = changes.count
            // A line without news comes with the beat alone: else its moment would tell of what is sealed.
            var isBeat = false
            try await writer.write(
                ByteBuffer(string: "retry: 3000\nid: \(told)\nevent: start\ndata: \(told)\n\n"))
            for _ in 0..<(Self.streamSeconds / Self.beatSeconds) {
                // With another role the numbers are others: the browser comes again.
                guard !changes.isClosed, try backend.entrance.listener(session) == role else {
                    break
                }
                let now = try await backend.operationNumber(for: role)
                // A cut takes some away.
                if now != told {
                    told = now
                    try await writer.write(
                        ByteBuffer(string: "id: \(now)\nevent: change\ndata: \(now)\n\n"))
                } else if isBeat {
                    // An event and no comment, which the page could not see: from its silence the page knows that
                    // this end stands still.
                    try await writer.write(ByteBuffer(string: "event: beat\ndata: \(now)\n\n"))
                }
                isBeat = await !changes.change(after: seen, within: .seconds(Self.beatSeconds))
                try Task.checkCancellation()
                seen = changes.count
            }
            try await writer.finish(nil)
        }
        var response = Response(
            status: .ok, headers: [.contentType: "text/event-stream"], body: body)
        if let name = HTTPFields.Element.Name("X-Accel-Buffering") { response.headers[name] = "no" }
        return response
    }
}
