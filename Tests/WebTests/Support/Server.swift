import Causality
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Web
import Wire
import Workflows

/// A server without a socket, and the requests that tests make of it.
struct Server {
    let backend: TestBackend
    let changes = ChangeSignal()
    var options = WebOptions(hosts: HostList(listening: "127.0.0.1"))

    init(_ backend: TestBackend = TestBackend()) { self.backend = backend }

    /// A key for a site, made of its name.
    static func key(of site: String) -> PublicKey {
        guard let key = SigningKey(seed: Digest256(of: Array(site.utf8)).bytes) else {
            preconditionFailure("a digest is a seed")
        }
        return key.publicKey
    }

    /// The same behind the door of peers, where a site calls with its enrolled key.
    func calledBy(_ site: String) -> Server {
        let key = Self.key(of: site)
        backend.keys.withLock { $0[key] = TestBackend.known(site) }
        var server = self
        server.options.door = .peers(own: Self.key(of: TestBackend.site.name))
        server.options.peerKey = { _ in key }
        return server
    }

    /// What browsers get from the plain door; what peers get as the site that the query names, or anji.
    func ask(
        _ path: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
        body: [UInt8]? = nil
    ) async throws -> TestResponse {
        guard path.hasPrefix("/v1/"), options.door == .loopback else {
            return try await askAsItIs(path, method, headers: headers, body: body)
        }
        let named = path.split(separator: "site=").dropFirst().first?.prefix { $0 != "&" }
        let site = named.flatMap { SiteID(String($0)) }?.name ?? "anji"
        return try await calledBy(site).askAsItIs(path, method, headers: headers, body: body)
    }

    func askAsItIs(
        _ path: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
        body: [UInt8]? = nil
    ) async throws -> TestResponse {
        let responder = WebResponder(
            backend: backend, changes: changes, options: options, logger: Logger(label: "test"))
        return try await Application(responder: responder).test(.router) { client in
            try await client.executeRequest(
                uri: path, method: method, headers: headers,
                body: body.map { ByteBuffer(bytes: $0) })
        }
    }

    func send(_ body: [UInt8], type: String = "application/vnd.moso.sync") async throws
        -> TestResponse
    {
        try await ask("/v1/sync", .post, headers: [.contentType: type], body: body)
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The members of a problem+json.
    func problem() throws -> JSON { try JSON(text) }
}

/// Bodies as peers send them.
enum Fixture {
    /// A hello that asks for the vector, and nothing else.
    static var emptyExchange: [UInt8] {
        var encoder = FrameEncoder()
        encoder.append(
            Hello(
                identity: Origin(site: TestBackend.known("anji"), epoch: 1), hub: TestBackend.site,
                schemaVersion: 1, vector: .unknown))
        return encoder.finish(more: false)
    }
}
