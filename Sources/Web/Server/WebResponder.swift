internal import Causality
public import Hummingbird
public import Logging
internal import NIOCore
internal import Sync
public import Wire
public import Workflows

/// Every address this server answers, and what stands before all of them.
///
/// There are few, so they are written as one `switch`: what is not in it does not exist.
public struct WebResponder: HTTPResponder {
    public typealias Context = WebContext

    let backend: any WebBackend
    let changes: ChangeSignal
    let options: WebOptions
    let logger: Logger
    private let gate: ExchangeGate
    /// Apart from that of exchanges: new sites must not keep the others out, nor these them.
    private let chunkGate: ExchangeGate
    private let numbers: RequestNumbers

    public init(
        backend: any WebBackend, changes: ChangeSignal, options: WebOptions, logger: Logger
    ) {
        self.logger = logger
        self.backend = backend
        self.changes = changes
        self.options = options
        gate = ExchangeGate(most: options.exchangesMax)
        chunkGate = ExchangeGate(most: options.exchangesMax)
        numbers = RequestNumbers(backend.entrance.randomBytes(4))
    }

    public func respond(
        to request: Request, context: WebContext
    ) async throws -> Response {
        try await RequestNumber.$current.withValue(numbers.next()) {
            try await answer(request)
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        do {
            try checkHost(of: request)
            return try await route(request).secured().answering(request)
        } catch let problem as WebProblem {
            log(problem, request)
            return problem.response.secured().answering(request)
        } catch {
            logger.error(
                "request failed",
                metadata: [
                    "path": "\(request.loggedPath)", "error": "\(error)",
                    "request": "\(RequestNumber.current)",
                ])
            return WebProblem.explaining(error).response.secured().answering(request)
        }
    }

    func log(_ problem: WebProblem, _ request: Request) {
        // Browsers ask for icons and strangers for anything: nobody reads that.
        logger.log(
            level: problem.status.code == 404 ? .debug : .info, "request refused",
            metadata: [
                "path": "\(request.loggedPath)", "status": "\(problem.status.code)",
                "code": "\(problem.code)", "detail": "\(problem.detail)",
                "request": "\(RequestNumber.current)",
            ])
    }

    /// Of a page that says why there is no other, so that whoever reads its number out is found in the log.
    func log(page status: HTTPResponse.Status, _ request: Request) {
        logger.log(
            level: status.code == 404 ? .debug : .info, "page refused",
            metadata: [
                "path": "\(request.loggedPath)", "status": "\(status.code)",
                "request": "\(RequestNumber.current)",
            ])
    }

    private func route(_ request: Request) async throws -> Response {
        if case .peers(let own) = options.door, request.uri.path == JoinRequest.path {
            return try await enrol(request, own: own)
        }
        if request.uri.path.hasPrefix("/v1/") {
            return try await answer(request, of: try await caller())
        }
        guard options.door == .loopback else { throw WebProblem.notFound }
        switch (request.method, request.uri.path) {
        case (.get, "/healthz"), (.head, "/healthz"): return try await health()
        case (.get, StyleSheet.path), (.head, StyleSheet.path): return StyleSheet.response
        case (.get, PageScript.path), (.head, PageScript.path): return PageScript.response
        case (.get, "/metrics"), (.head, "/metrics"): return try await metrics()
        case (_, "/healthz"), (_, "/metrics"): throw WebProblem.wrongMethod("GET")
        default: return try await page(request)
        }
    }

    /// What only peers get.
    private func answer(_ request: Request, of caller: Caller) async throws -> Response {
        switch (request.method, request.uri.path) {
        case (.post, SyncEngine.path):
            return try await gate.enter { try await exchange(request, caller) }
        case (.get, Watch.path): return try await watch(request, caller)
        case (.get, "/v1/digest"): return try await digest(request, caller)
        case (.get, _) where request.uri.path.hasPrefix(SnapshotAddress.manifests):
            return try await chunkGate.enter { try await manifest(request, caller) }
        case (.get, _) where request.uri.path.hasPrefix(SnapshotAddress.chunks):
            return try await chunkGate.enter { try await chunk(request, caller) }
        case (_, SyncEngine.path): throw WebProblem.wrongMethod("POST")
        case (_, Watch.path), (_, "/v1/digest"): throw WebProblem.wrongMethod("GET")
        default: throw WebProblem.notFound
        }
    }

    /// One `Host`, and one of ours. The server takes the first of several out of the fields; what is
    /// left there was sent twice.
    private func checkHost(of request: Request) throws {
        let repeated = HTTPFields.Element.Name("Host").map { request.headers[$0] != nil } ?? false
        guard !repeated, let authority = request.head.authority, options.hosts.allows(authority)
        else {
            throw WebProblem(
                421, "wrong-host", "this server does not answer under the name in the Host field")
        }
    }
}

extension Request {
    /// The path as it may stand in the log: without the secret that lets somebody in.
    var loggedPath: String {
        uri.path.hasPrefix(OneTimeLink.path) ? OneTimeLink.path + "…" : uri.path
    }
}

extension Response {
    /// Without its body for HEAD, whatever made it: also a stream is not begun then.
    fileprivate func answering(_ request: Request) -> Response {
        request.method == .head ? createHeadResponse() : self
    }
}

extension WebProblem {
    /// For what went wrong here and not with the request. What exactly stands in the log alone.
    fileprivate static func explaining(_ error: any Error) -> WebProblem {
        switch error as? WebBackendFailure {
        case .diskFull:
            WebProblem(
                507, "disk-full", "there is no room here; nothing was taken in",
                retryAfterSeconds: 60)
        case .unavailable:
            WebProblem(
                503, "unavailable", "the replica cannot be used just now; nothing was taken in",
                retryAfterSeconds: 10)
        case nil: WebProblem(500, "internal", "this request failed; the log says why")
        }
    }

    static func wrongMethod(_ right: String) -> WebProblem {
        WebProblem(405, "method", "this address answers \(right) only")
    }
}

/// What can be set from outside.
public struct WebOptions: Sendable {
    /// Where a request comes in.
    public enum Door: Sendable, Equatable {
        /// Pages for browsers of this machine, in the clear; nothing that peers get.
        case loopback
        /// Peers over TLS, and nothing else; the key is this site's.
        case peers(own: PublicKey)
    }

    public var door: Door
    public var hosts: HostList
    /// The key that the other end of a connection has proved to hold; `nil` when none.
    public var peerKey: @Sendable () -> PublicKey? = { ProvenKey.ofConnection?.key }
    /// The language of pages for a browser that does not ask for one.
    public var language: Language
    /// How many exchanges are taken in at the same time; more are asked to come again.
    public var exchangesMax = 16
    /// How long a long poll is kept waiting.
    public var watchSeconds = SyncLimits.watchSeconds

    public init(hosts: HostList, language: Language = .zh, door: Door = .loopback) {
        self.hosts = hosts
        self.door = door
        self.language = language
    }
}
