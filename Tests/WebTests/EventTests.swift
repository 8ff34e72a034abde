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

    @Test func `whoever is removed, or invited anew, gets no stream either`() async throws {
        let people = server.backend.entrance.people
        let removed = try server.inside(name: "周凯")
        try people.remove("周凯")
        #expect(try await server.ask("/events", headers: removed).status == .unauthorized)
        let invited = try server.inside(name: "李娜")
        _ = try people.invite(
            "李娜", role: nil, untilMilliseconds: 2, randomBytes: { _ in [9, 9, 9, 9, 9] })
        #expect(try await server.ask("/events", headers: invited).status == .unauthorized)
    }

    @Test func `HEAD begins no stream`() async throws {
        let answer = try await server.ask("/events", .head, headers: server.inside())
        #expect(answer.status == .ok && answer.text.isEmpty)
    }

    @Test func `a page that comes back into sight goes on where it was`() async throws {
        let inside = try server.inside()
        for (since, first) in [("38", 38), ("1000", 41), ("x", 41)] {
            let server = Server(server.backend)
            async let answer = server.ask("/events?since=\(since)", headers: inside)
            server.changes.close()
            #expect(try await answer.text.hasPrefix("retry: 3000\nid: \(first)\n"))
        }
    }

    @Test func `a stream begins with the number of the newest operation`() async throws {
        let answer = try await events(try server.inside())
        #expect(answer.headers[.contentType] == "text/event-stream")
        #expect(answer.text.hasPrefix("retry: 3000\nid: 41\nevent: start\ndata: 41\n\n"))
    }

    @Test func `who comes back goes on where they were`() async throws {
        var fields = try server.inside()
        if let name = HTTPFields.Element.Name("Last-Event-ID") { fields[name] = "38" }
        let answer = try await events(fields)
        #expect(answer.text.hasPrefix("retry: 3000\nid: 38\nevent: start\ndata: 38\n\n"))
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
