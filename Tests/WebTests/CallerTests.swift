import Causality
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Wire
import Workflows

@Suite("Who asks is known by the key of the connection alone")
struct CallerTests {
    private static let peerPaths = [
        "/v1/sync", "/v1/watch?site=anji&since=1", "/v1/digest?scope=common&site=anji",
        "/v1/snapshot/common?site=anji", "/v1/chunk/00?site=anji", "/v1/nothing",
    ]

    @Test func `T01 nothing that peers get is given in the clear, with or without keys`()
        async throws
    {
        let server = Server()
        for _ in 0..<2 {
            for path in Self.peerPaths {
                let reply = try await server.askAsItIs(path)
                #expect(reply.status.code == 403)
                #expect(try reply.problem()["type"]?.string == "urn:moso:problem:keys-only")
            }
            #expect(try await server.askAsItIs("/v1/enrol", .post).status.code == 403)
            #expect(server.backend.exchanges.withLock { $0 } == 0)
            #expect(try await server.askAsItIs("/healthz").status.code == 200)
            #expect(try await server.askAsItIs("/healthz").status.code == 200)
            server.backend.keys.withLock {
                $0[Server.key(of: "anji")] = TestBackend.known("anji")
            }
        }
    }

    @Test func `behind the door of peers a connection without a key gets nothing`() async throws {
        var server = Server()
        server.options.door = .peers(own: Server.key(of: "beijing"))
        for path in Self.peerPaths {
            let reply = try await server.askAsItIs(path)
            #expect(reply.status.code == 403)
            #expect(try reply.problem()["type"]?.string == "urn:moso:problem:not-enrolled")
        }
        for path in ["/", "/healthz", "/style.css"] {
            #expect(try await server.askAsItIs(path).status.code == 404)
        }
    }

    @Test func `T01 a site that asks as another is refused at every address`() async throws {
        let server = Server().calledBy("wuxi")
        for path in Self.peerPaths where path.contains("site=anji") {
            let reply = try await server.askAsItIs(path)
            #expect(reply.status.code == 403, "\(path)")
            #expect(try reply.problem()["type"]?.string == "urn:moso:problem:other-key")
        }
        let pushed = try await server.askAsItIs(
            "/v1/sync", .post, headers: [.contentType: "application/vnd.moso.sync"],
            body: Fixture.emptyExchange)
        #expect(try pushed.problem()["type"]?.string == "urn:moso:problem:other-key")
        #expect(server.backend.exchanges.withLock { $0 } == 0)
    }
}
