import Hummingbird
import HummingbirdTesting
import Testing
import Web
import Workflows

@Suite("Forms of others")
struct FormGuardTests {
    private let server = Server()

    @Test(arguments: ["cross-site", "same-site", "none", ""])
    func `what a page of another site posts is refused`(_ origin: String) async throws {
        let inside = try server.inside()
        let token = try #require(try await server.ask("/", headers: inside).formToken)
        let form = [("form_token", token)]
        #expect(
            try await server.post("/logout", form, headers: inside, from: origin).status
                == .forbidden)
        #expect(try await server.ask("/", headers: inside).status == .ok)
    }

    @Test func `an older browser's Origin counts where it says nothing else`() async throws {
        for (origin, status) in [
            ("http://localhost", HTTPResponse.Status.seeOther), ("http://localhost:1", .forbidden),
            ("null", .forbidden), ("http://evil.example", .forbidden),
        ] {
            let inside = try server.inside()
            let token = try #require(try await server.ask("/", headers: inside).formToken)
            var fields = inside
            fields[.contentType] = "application/x-www-form-urlencoded"
            fields[.origin] = origin
            let body = Array("form_token=\(token)".utf8)
            fields[.contentLength] = "\(body.count)"
            let answer = try await server.ask("/logout", .post, headers: fields, body: body)
            #expect(answer.status == status, "\(origin)")
        }
    }

    @Test func `a form without its session's token is refused`() async throws {
        let inside = try server.inside()
        let other = try #require(
            try await server.ask("/", headers: server.inside(.desk)).formToken)
        for form in [[], [("form_token", "")], [("form_token", other)]] {
            let answer = try await server.post("/logout", form, headers: inside)
            #expect(answer.status == .forbidden)
        }
        #expect(try await server.ask("/", headers: inside).status == .ok)
    }

    @Test func `looking changes nothing`() async throws {
        let inside = try server.inside()
        #expect(try await server.ask("/logout", headers: inside).status == .methodNotAllowed)
        #expect(try await server.ask("/", headers: inside).status == .ok)
    }

    @Test func `a body that is no form is refused`() async throws {
        var fields = try server.inside()
        if let name = HTTPFields.Element.Name("Sec-Fetch-Site") { fields[name] = "same-origin" }
        fields[.contentType] = "application/x-www-form-urlencoded"
        for (body, status) in [
            ("a=%zz", 400), ("a=%ff%fe", 400), (String(repeating: "a=1&", count: 600), 400),
            (String(repeating: "a", count: 300_000), 413),
        ] {
            fields[.contentLength] = "\(body.utf8.count)"
            let answer = try await server.ask(
                "/logout", .post, headers: fields, body: Array(body.utf8))
            #expect(answer.status.code == status)
        }
        fields[.contentType] = "multipart/form-data"
        fields[.contentLength] = "1"
        let other = try await server.ask("/logout", .post, headers: fields, body: [1])
        #expect(other.status == .unsupportedMediaType)
    }
}
