import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("Live updates")
struct EventTests {
    private let server = Server()

    /// What a stream says until it is closed, which it is at once.
    private func events(_ headers: HTTPFields) async throws -> TestResponse {
        let server = server
        async let answer = server.ask("/events", headers: headers)
        // Closing ends the stream at its next look, however it stands with the request by then.
        server.changes.close()
        return try await answer
    }

    @Test func `whoever is not inside gets no stream`() async throws {
        #expect(try await server.ask("/events").status == .unauthorized)
    }

    @Test func `a stream begins with the number of the newest operation`() async throws {
        let answer = try await events(try server.inside())
        #expect(answer.headers[.contentType] == "text/event-stream")
        #expect(answer.text.hasPrefix("retry: 3000\nid: 41\n\n"))
    }

    @Test func `who comes back goes on where they were`() async throws {
        var fields = try server.inside()
        if let name = HTTPFields.Element.Name("Last-Event-ID") { fields[name] = "38" }
        let answer = try await events(fields)
        #expect(answer.text.hasPrefix("retry: 3000\nid: 38\n\n"))
    }

    @Test func `a stream is no use of its session`() async throws {
        let inside = try server.inside()
        server.backend.clock.pass(seconds: 1_700)
        _ = try await events(inside)
        server.backend.clock.pass(seconds: 200)
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `every page says how the site stands with the others`() async throws {
        for path in ["/", "/queue", "/records", "/reports"] {
            #expect(try await server.look(path).text.contains("有 14 条待发送，已存在本机"))
        }
    }
}
