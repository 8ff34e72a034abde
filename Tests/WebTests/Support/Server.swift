import Causality
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Logging
import NIOCore
import Web
import Wire
import Workflows

/// A server without a socket, and the requests that tests make of it.
struct Server {
    let backend: TestBackend
    let changes = ChangeSignal()
    var options = WebOptions(hosts: HostList(listening: "127.0.0.1"))

    init(_ backend: TestBackend = TestBackend()) { self.backend = backend }

    func ask(
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
