import Causality
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Wire
import Workflows

@Suite("Who asks is known by the key of the connection, or is on this machine")
struct CallerTests {
    private static let peerPaths = [
        "/v1/sync", "/v1/watch?site=anji&since=1", "/v1/digest?scope=common&site=anji",
        "/v1/snapshot/common?site=anji", "/v1/chunk/00?site=anji", "/v1/nothing",
    ]

    private static func key() throws -> PublicKey {
        try #require(SigningKey(seed: [UInt8](repeating: 2, count: 32))).publicKey
    }

    @Test func `from the first key on nothing that peers get is given in the clear`() async throws {
        let server = Server()
        #expect(try await server.send(Fixture.emptyExchange).status.code == 409)
        let key = try Self.key()
        server.backend.keys.withLock { $0[key] = TestBackend.known("anji") }
        #expect(try await server.send(Fixture.emptyExchange).status.code == 403)
        for path in Self.peerPaths {
            let reply = try await server.ask(path)
            #expect(reply.status.code == 403)
            #expect(try reply.problem()["type"]?.string == "urn:moso:problem:keys-only")
        }
        #expect(server.backend.exchanges.withLock { $0 } == 1)
        #expect(try await server.ask("/").status.code == 200)
        #expect(try await server.ask("/healthz").status.code == 200)
    }

    @Test func `behind the door of peers a connection without a key gets nothing`() async throws {
        var server = Server()
        server.options.door = .peers(own: try Self.key())
        for path in Self.peerPaths {
            let reply = try await server.ask(path)
            #expect(reply.status.code == 403)
            #expect(try reply.problem()["type"]?.string == "urn:moso:problem:not-enrolled")
        }
        for path in ["/", "/healthz", "/style.css"] {
            #expect(try await server.ask(path).status.code == 404)
        }
    }
}
