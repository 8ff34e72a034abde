internal import Causality
internal import Hummingbird
internal import Sync
internal import Workflows

extension WebResponder {
    /// GET /v1/watch?site=anji&since=DIGEST: 200 as soon as what is shared with the site differs
    /// from the digest, 204 when nothing did for 50 seconds.
    func watch(_ request: Request, _ caller: Caller) async throws -> Response {
        guard let (site, since) = request.uri.query.flatMap({ Watch.parse(query: $0) }) else {
            throw WebProblem(400, "query", "the query must be site=NAME&since=DIGEST")
        }
        try caller.check(site)
        try await checkServed(site)
        let end = ContinuousClock.now + .seconds(options.watchSeconds)
        while true {
            // Counted before looking, so that a change in between ends the wait at once.
            let seen = changes.count
            let now = try await backend.watchDigest(with: site)
            if now != since { return .json(["digest": .string(String(now))]) }
            let left = end - ContinuousClock.now
            guard left > .zero, !changes.isClosed else { return Response(status: .noContent) }
            _ = await changes.change(after: seen, within: left)
            try Task.checkCancellation()
            try await checkStillValid(caller)
        }
    }

    /// The site that asks, as it calls itself, if it is that and is served.
    func site(of request: Request, _ caller: Caller) async throws -> SiteID {
        guard let site = request.uri.queryParameters["site"].flatMap({ SiteID(String($0)) }) else {
            throw WebProblem(400, "query", "'site' must be the name of a site")
        }
        try caller.check(site)
        try await checkServed(site)
        return site
    }

    /// Refuses as an exchange does: a site that is suspended or retired gets nothing, at any address.
    private func checkServed(_ site: SiteID) async throws {
        if let why = try await backend.reasonNotToServe(site) {
            throw WebProblem(SyncProblem(.notServed, why))
        }
    }
}
