import Causality
import Foundation
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
    var logger = Logger(label: "test")
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
        server.options.peerKey = { key }
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
            backend: backend, changes: changes, options: options, logger: logger)
        return try await Application(responder: responder).test(.router) { client in
            try await client.executeRequest(
                uri: path, method: method, headers: headers,
                body: body.map { ByteBuffer(bytes: $0) })
        }
    }

    // MARK: People

    /// Somebody of a role, inside: the fields that their browser sends.
    func inside(_ role: Role = .director, name: String? = nil) throws -> HTTPFields {
        let name = name ?? "a \(role.rawValue)"
        let person = try backend.entrance.people.invite(
            name, role: role, site: role == .guest ? TestBackend.known("anji") : nil,
            untilMilliseconds: 1, randomBytes: { _ in [1, 2, 3, 4, 5] }
        ).person
        return [.cookie: "moso_session_80=\(backend.entrance.admit(person))"]
    }

    /// A page as somebody inside gets it.
    func look(
        _ path: String, as role: Role = .director, headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var fields = try inside(role)
        for field in headers { fields.append(field) }
        return try await ask(path, headers: fields)
    }

    /// Posts a form as a browser does from a page of ours.
    func post(
        _ path: String, _ form: [(String, String)], headers: HTTPFields = [:],
        from origin: String = "same-origin"
    ) async throws -> TestResponse {
        var fields = headers
        fields[.contentType] = "application/x-www-form-urlencoded"
        if let name = HTTPFields.Element.Name("Sec-Fetch-Site") { fields[name] = origin }
        let body = form.map { "\($0.encoded)=\($1.encoded)" }.joined(separator: "&")
        fields[.contentLength] = "\(body.utf8.count)"
        return try await ask(path, .post, headers: fields, body: Array(body.utf8))
    }

    func send(_ body: [UInt8], type: String = "application/vnd.moso.sync") async throws
        -> TestResponse
    {
        try await ask("/v1/sync", .post, headers: [.contentType: type], body: body)
    }
}

extension String {
    /// As a form writes it.
    var encoded: String {
        addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

extension TestResponse {
    /// The token that a page's forms carry.
    var formToken: String? {
        text.split(separator: "name=\"form_token\" value=\"").dropFirst().first
            .map { String($0.prefix { $0 != "\"" }) }
    }

    /// The cookie that an answer sets, as a browser sends it back; `nil` for none.
    var cookie: String? {
        headers[values: .setCookie].first { $0.hasPrefix("moso_session") }
            .map { String($0.prefix { $0 != ";" }) }
    }

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
