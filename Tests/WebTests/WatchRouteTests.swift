import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("The long poll ends when there is something new, and not before")
struct WatchRouteTests {
    @Test func `what differs already is answered at once`() async throws {
        let response = try await Server().ask("/v1/watch?site=anji&since=99")
        #expect(response.status == .ok)
        #expect(try response.problem()["digest"]?.string == "1")
    }

    @Test func `a change ends the wait`() async throws {
        let server = Server()
        async let response = server.ask("/v1/watch?site=anji&since=1")
        server.backend.digest.withLock { $0 = 2 }
        server.changes.fire()
        #expect(try await response.status == .ok)
    }

    @Test func `a change that the site has no part in does not`() async throws {
        var server = Server()
        server.options.watchSeconds = 1
        async let response = server.ask("/v1/watch?site=anji&since=1")
        server.changes.fire()
        #expect(try await response.status == .noContent)
    }

    @Test func `the stop of the program ends every wait`() async throws {
        let server = Server()
        async let response = server.ask("/v1/watch?site=anji&since=1")
        server.changes.close()
        #expect(try await response.status == .noContent)
    }

    @Test(arguments: [
        "/v1/watch", "/v1/watch?site=anji", "/v1/watch?site=A%20b&since=1",
        "/v1/watch?site=anji&since=-1", "/v1/digest?site=anji", "/v1/digest?scope=common",
    ])
    func `a question that says too little is refused`(_ path: String) async throws {
        #expect(try await Server().ask(path).status == .badRequest)
    }

    @Test func `runs of keys and rows are told of the scopes a site may hold`() async throws {
        let ask = "/v1/digest?site=anji&table=company&scope="
        let runs = try await Server().ask(ask + "common&from=%E7%AB%B9%2525&below=b%26c").problem()
        #expect(runs["runs"]?.array?.first?["from"]?.string == "竹%25|b&c")
        #expect(runs["runs"]?.array?.first?["rows"]?.integer == 1)
        #expect(runs["runs"]?.array?.first?["digest"]?.string?.count == 64)
        let row = try await Server().ask(ask + "site%2Fanji&key=C-1").problem()
        #expect(row["row"] == .null)
        for more in ["", "&key=C-1"] {
            let foreign = try await Server().ask(ask + "site%2Fhangzhou" + more)
            #expect(foreign.status.code == 404)
        }
        #expect(try await Server().ask(ask + "common&key=").status.code == 400)
    }

    @Test func `digests are told of the scopes a site may hold`() async throws {
        let response = try await Server().ask("/v1/digest?scope=site%2Fanji&site=anji")
        let digest = try response.problem()
        #expect(digest["scope"]?.string == "site/anji")
        #expect(digest["vector"]?["beijing.1/site/anji"]?.integer == 7)
        #expect(digest["state_digest"]?.string?.count == 64)
        #expect(digest["vector_digest"]?.string?.count == 64)
    }

    @Test func `another site's scope looks like one that is not there`() async throws {
        let foreign = try await Server().ask("/v1/digest?scope=site%2Fhangzhou&site=anji")
        let missing = try await Server().ask("/v1/digest?scope=site%2Fnowhere&site=anji")
        #expect(foreign.status == .notFound)
        #expect(foreign.text == missing.text)
    }

    @Test func `health says whose replica answers`() async throws {
        let health = try await Server().ask("/healthz").problem()
        #expect(health["status"]?.string == "ok")
        #expect(health["site"]?.string == "beijing")
    }
}
