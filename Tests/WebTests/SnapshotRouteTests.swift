import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Wire
import Workflows

@Suite struct SnapshotRouteTests {
    private let chunk = "/v1/chunk/\(Digest256(of: TestBackend.chunk))?site=anji"

    @Test func `a manifest is given of a scope that the site may hold`() async throws {
        let server = Server()
        for (path, text) in [("common", "common"), ("site/anji", "site/anji")] {
            let reply = try await server.ask("/v1/snapshot/\(path)?site=anji")
            #expect(reply.status == .ok && reply.text == text)
            #expect(reply.headers[.contentType] == "application/vnd.moso.snapshot")
            let name = try #require(HTTPFields.Element.Name(SnapshotAddress.epochHeader))
            #expect(reply.headers[name] == "7")
        }
        let same = try await server.ask("/v1/snapshot/common?site=anji&cut=\(TestBackend.cut)")
        #expect(same.status == .ok)
    }

    @Test func `a scope of others looks like one that is not there`() async throws {
        let server = Server()
        let foreign = try await server.ask("/v1/snapshot/site/hangzhou?site=anji")
        let nowhere = try await server.ask("/v1/snapshot/site/nowhere?site=anji")
        let noScope = try await server.ask("/v1/snapshot/?site=anji")
        #expect(foreign.status == .notFound)
        #expect(foreign.text == nowhere.text && foreign.text == noScope.text)
    }

    @Test(arguments: [
        "/v1/snapshot/common?site=wuxi", "/v1/chunk/\(Digest256(of: TestBackend.chunk))?site=wuxi",
        "/v1/digest?scope=common&site=wuxi", "/v1/digest?scope=common&site=wuxi&table=company",
        "/v1/watch?site=wuxi&since=0",
    ])
    func `a site that is not served is told nothing at any address`(path: String) async throws {
        let reply = try await Server().ask(path)
        #expect(reply.status.code == 403)
        #expect(reply.text.contains("urn:moso:problem:not-served"))
    }

    @Test func `while it is made one is asked to come again, and an old one is gone`() async throws
    {
        let server = Server()
        server.backend.isMaking.withLock { $0 = true }
        let making = try await server.ask("/v1/snapshot/common?site=anji")
        #expect(making.status.code == 503 && making.headers[.retryAfter] == "1")
        #expect(making.headers[.contentType] == "application/problem+json")
        server.backend.isMaking.withLock { $0 = false }
        let gone = try await server.ask("/v1/snapshot/common?site=anji&cut=\(Digest256.none)")
        #expect(gone.status == .gone)
    }

    @Test(arguments: [
        "/v1/snapshot/common", "/v1/snapshot/common?site=A", "/v1/chunk/00",
        "/v1/snapshot/common?site=anji&cut=12",
    ])
    func `a question that says too little is refused`(path: String) async throws {
        #expect(try await Server().ask(path).status == .badRequest)
    }

    @Test func `a chunk comes whole or from any byte`() async throws {
        let server = Server()
        let whole = try await server.ask(chunk)
        #expect(whole.status == .ok && Array(whole.body.readableBytesView) == TestBackend.chunk)
        for (range, first, end) in [
            ("bytes=0-0", 0, 1), ("bytes=0-", 0, 1_000), ("bytes=999-", 999, 1_000),
            ("bytes=10-19", 10, 20), ("bytes=500-5000", 500, 1_000), ("bytes=-3", 997, 1_000),
        ] {
            let part = try await server.ask(chunk, headers: [.range: range])
            #expect(part.status == .partialContent, "\(range)")
            #expect(
                Array(part.body.readableBytesView) == Array(TestBackend.chunk[first..<end]),
                "\(range)")
            #expect(part.headers[.contentRange] == "bytes \(first)-\(end - 1)/1000")
        }
        for range in ["bytes=1000-", "bytes=5000-6000", "bytes=-0"] {
            let none = try await server.ask(chunk, headers: [.range: range])
            #expect(none.status.code == 416, "\(range)")
        }
        for range in ["bytes=a-", "bytes=1-2,4-5", "lines=1-2", "bytes=", "bytes=9-3"] {
            #expect(try await server.ask(chunk, headers: [.range: range]).status == .ok, "\(range)")
        }
    }

    @Test func `what is no chunk is not found`() async throws {
        for name in ["\(Digest256.none)", "zz", "../replica.db", "%2e%2e%2freplica.db"] {
            let reply = try await Server().ask("/v1/chunk/\(name)?site=anji")
            #expect(reply.status == .notFound, "\(name)")
        }
    }
}
