import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing
import Web
import Wire
import Workflows

@Suite("A body that cannot be taken in is refused with a problem that names what is wrong")
struct SyncRouteTests {
    private func refused(
        _ response: TestResponse, _ status: Int, _ code: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        #expect(response.status.code == status, sourceLocation: location)
        #expect(
            response.headers[.contentType] == "application/problem+json", sourceLocation: location)
        let problem = try response.problem()
        #expect(problem["status"]?.integer == Int64(status), sourceLocation: location)
        #expect(problem["type"]?.string == "urn:moso:problem:\(code)", sourceLocation: location)
        #expect(problem["detail"]?.string?.isEmpty == false, sourceLocation: location)
        return problem
    }

    @Test("another content type")
    func contentType() async throws {
        let server = Server()
        let response = try await server.send([1, 2, 3], type: "application/json")
        _ = try refused(response, 415, "content-type")
        #expect(server.backend.exchanges.withLock { $0 } == 0)
    }

    @Test("a content encoding, which would be expanded by nobody's count")
    func contentEncoding() async throws {
        let response = try await Server().ask(
            "/v1/sync", .post,
            headers: [.contentType: "application/vnd.moso.sync", .contentEncoding: "gzip"],
            body: [1])
        _ = try refused(response, 415, "content-encoding")
    }

    @Test("a byte more than is allowed, and the replica never hears of it")
    func bodyLimit() async throws {
        let server = Server()
        let most = WireLimits.bodyBytesMax
        _ = try refused(
            try await server.send([UInt8](repeating: 7, count: most + 1)), 413, "too-large")
        _ = try refused(
            try await server.send([UInt8](repeating: 7, count: most)), 400, "malformed")
        #expect(server.backend.exchanges.withLock { $0 } == 0)
    }

    @Test("noise names the item it broke at")
    func noise() async throws {
        let response = try await Server().send([UInt8](repeating: 0xA5, count: 500))
        #expect(try refused(response, 400, "malformed")["item"]?.integer == 0)
    }

    @Test("a body without its end")
    func truncated() async throws {
        _ = try refused(try await Server().send([]), 400, "truncated")
        let whole = Fixture.emptyExchange
        _ = try refused(try await Server().send(Array(whole.dropLast(6))), 400, "truncated")
    }

    @Test("a whole body gets through to the replica")
    func whole() async throws {
        let server = Server()
        _ = try refused(try await server.send(Fixture.emptyExchange), 409, "other-federation")
        #expect(server.backend.exchanges.withLock { $0 } == 1)
    }

    @Test("a small body that expands to a hundred times its size")
    func bomb() async throws {
        // One frame of a type nobody knows, 6 MiB of nothing, within the window that is allowed.
        var body = ByteWriter()
        body.raw(Array("MOSO".utf8) + [1, 0x7f])
        body.varint(6 << 20)
        body.raw([UInt8](repeating: 0, count: 6 << 20))
        let bomb = ZstdCompressor(level: 3).compress(body.bytes)
        #expect(bomb.count < WireLimits.bodyBytesMax)
        let response = try await Server().send(bomb)
        // A frame of that size is refused before its expansion is.
        _ = try refused(response, 413, "too-large")
    }

    @Test("another method")
    func method() async throws {
        _ = try refused(try await Server().ask("/v1/sync"), 405, "method")
    }

    @Test("an address that is not there")
    func notFound() async throws {
        _ = try refused(try await Server().ask("/v1/nothing"), 404, "not-found")
        #expect(try await Server().look("/../etc/passwd").status == .notFound)
    }
}
