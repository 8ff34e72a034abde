internal import Causality
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Sync
internal import Wire

// POST /v1/sync
//
// The body is taken in as it was sent, compressed and at most 4 MiB, before any of it is expanded.
// A slow sender then costs what it has sent and no more, and no sender keeps an expanded body or the
// replica waiting. Expansion is bounded by the decoder, which counts what comes out.

extension WebResponder {
    func exchange(_ request: Request, _ caller: Caller) async throws -> Response {
        try checkContentType(of: request)
        let length = request.headers[.contentLength].flatMap { Int($0) }
        guard length ?? 0 <= WireLimits.bodyBytesMax else { throw WebProblem.bodyTooLarge }
        var body = try await receive(request.body)
        if let length, body.bytes.count < length { body.isCut = true }
        let outcome: SyncResponder.Outcome
        do {
            let exchange = try read(body)
            try caller.check(exchange.caller)
            outcome = try await backend.answer(exchange)
        } catch let problem as SyncProblem {
            throw WebProblem(problem)
        }
        log(outcome, body)
        return Response(
            status: .ok, headers: [.contentType: SyncEngine.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: outcome.reply)))
    }

    private func checkContentType(of request: Request) throws {
        let type = request.headers[.contentType]?.split(separator: ";").first ?? ""
        guard type.lowercased() == SyncEngine.contentType else {
            throw WebProblem(
                415, "content-type", "the body must be of the type \(SyncEngine.contentType)")
        }
        guard request.headers[.contentEncoding] == nil else {
            throw WebProblem(415, "content-encoding", "the body must have no content encoding")
        }
    }

    private struct Body: Sendable {
        var bytes: [UInt8] = []
        /// Whether the connection broke before the body's end.
        var isCut = false
    }

    private func read(_ body: Body) throws -> SyncExchange {
        var responder = SyncResponder(policy: backend.policy, budget: backend.budget)
        try body.bytes.withUnsafeBytes { try responder.feed($0) }
        return try responder.exchange(cut: body.isCut)
    }

    /// The body, counted as it comes. How long that may take is for `EdgeGuard` to say.
    private func receive(_ body: RequestBody) async throws -> Body {
        var received = Body()
        var chunks = body.makeAsyncIterator()
        while true {
            let chunk: ByteBuffer?
            do {
                chunk = try await chunks.next()
            } catch  where !Task.isCancelled {
                // The line broke. What came in whole is worth keeping: a large push over a bad line
                // then gets on at every try.
                received.isCut = true
                return received
            }
            guard let chunk else { return received }
            guard received.bytes.count + chunk.readableBytes <= WireLimits.bodyBytesMax
            else { throw WebProblem.bodyTooLarge }
            received.bytes.append(contentsOf: chunk.readableBytesView)
        }
    }

    private func log(_ outcome: SyncResponder.Outcome, _ body: Body) {
        let applied = outcome.results.count { $0.outcome == .applied }
        logger.log(
            level: applied > 0 || outcome.sent > 0 ? .info : .debug, "exchange",
            metadata: [
                "peer": "\(outcome.peer)", "applied": "\(applied)", "sent": "\(outcome.sent)",
                "bytes_in": "\(body.bytes.count)", "cut": "\(body.isCut)",
                "bytes_out": "\(outcome.reply.count)",
            ])
        if outcome.left > 0 {
            logger.warning(
                "a round has used the processor for as long as one may: the rest comes with the next",
                metadata: ["peer": "\(outcome.peer)", "left": "\(outcome.left)"])
        }
        for result in outcome.results {
            guard case .quarantined(let why) = result.outcome else { continue }
            logger.warning(
                "transaction put aside",
                metadata: [
                    "peer": "\(outcome.peer)", "dot": "\(result.dot?.description ?? "unknown")",
                    "why": "\(why)",
                ])
        }
        for result in outcome.results {
            guard case .unsigned(let why) = result.outcome else { continue }
            logger.warning(
                "not signed by its author, not taken in",
                metadata: ["peer": "\(outcome.peer)", "why": "\(why)"])
        }
        for result in outcome.results {
            switch result.outcome {
            case .postponed(let why), .undecided(let why):
                logger.warning("left with its author", metadata: ["why": "\(why)"])
            default: continue
            }
            break
        }
        for finding in outcome.findings {
            logger.warning(
                "handshake", metadata: ["peer": "\(outcome.peer)", "finding": "\(finding)"])
        }
    }
}

extension WebProblem {
    static let bodyTooLarge = WebProblem(
        413, "too-large", "the body is larger than \(WireLimits.bodyBytesMax) bytes")
}
