import Hummingbird
import HummingbirdTesting
import Synchronization
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

    /// Every address that takes a form of somebody inside, of all that `.action(` names in the pages.
    private static let posts = [
        "/logout", "/queue/C-K4T9XQ", "/queue/undo", "/queue/C-K4T9XQ/note",
        "/queue/C-K4T9XQ/bulk?take=anji", "/records/company/new", "/records/company/C-7/edit",
        "/outbox/take-back", "/exchange/confirm", "/exchange/drop", "/exchange/take-back",
        "/people/invite", "/people/remove",
    ]
    /// What each of them would do something with.
    private static let fields = [
        ("choice", "take:A"), ("reason", "x"), ("decision", "anji.1/site/anji:7"), ("name", "周凯"),
        ("role", "desk"), ("f.legal_name", "x"), ("once", "1"), ("confirm", "1"), ("until", "3"),
    ]

    private func isUntouched() throws -> Bool {
        let backend = server.backend
        return try backend.decided.withLock { $0.isEmpty } && backend.undone.withLock { $0.isEmpty }
            && backend.saved.withLock { $0.isEmpty } && backend.takenBack.withLock { $0.isEmpty }
            && backend.brought.withLock { $0.isEmpty }
            && backend.entrance.people.read().map(\.name).sorted() == ["周凯", "李娜"]
    }

    @Test(arguments: posts)
    func `no form does anything without the token of its own session, or from elsewhere`(
        _ path: String
    ) async throws {
        let inside = try server.inside(.director, name: "周凯")
        let token = try #require(try await server.ask("/queue", headers: inside).formToken)
        let old = try server.inside(.director, name: "周凯")
        let earlier = try #require(try await server.ask("/queue", headers: old).formToken)
        let theirs = try server.inside(.director, name: "李娜")
        let other = try #require(try await server.ask("/queue", headers: theirs).formToken)
        for wrong in ["", other, earlier, token + "0", String(token.dropLast())] {
            let answer = try await server.post(
                path, Self.fields + [("form_token", wrong)], headers: inside)
            #expect(answer.status == .forbidden, "\(path) \(wrong)")
        }
        #expect(try await server.post(path, Self.fields, headers: inside).status == .forbidden)
        for origin in ["cross-site", "same-site", "none", ""] {
            let answer = try await server.post(
                path, Self.fields + [("form_token", token)], headers: inside, from: origin)
            #expect(answer.status == .forbidden, "\(path) \(origin)")
        }
        #expect(try isUntouched())
        // Looked at instead of sent, it does nothing either.
        _ = try await server.ask(path, headers: inside)
        #expect(try isUntouched())
        #expect(try await server.ask("/queue", headers: inside).status == .ok)
    }

    private static let tooMany = 2_100_000

    @Test func `a text as long as a field takes is no form too large`() async throws {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/records", headers: inside).formToken)
        let answer = try await server.post(
            "/records/company/new",
            [
                ("form_token", token), ("once", "1"),
                ("f.note", String(repeating: "字", count: 87_000)),
            ],
            headers: inside)
        #expect(answer.status == .seeOther)
    }

    @Test func `a body that is no form is refused`() async throws {
        var fields = try server.inside()
        if let name = HTTPFields.Element.Name("Sec-Fetch-Site") { fields[name] = "same-origin" }
        fields[.contentType] = "application/x-www-form-urlencoded"
        for (body, status) in [
            ("a=%zz", 400), ("a=%ff%fe", 400), (String(repeating: "a=1&", count: 600), 400),
            (String(repeating: "a", count: FormGuardTests.tooMany), 413),
        ] {
            fields[.contentLength] = "\(body.utf8.count)"
            let answer = try await server.ask(
                "/logout", .post, headers: fields, body: Array(body.utf8))
            #expect(answer.status.code == status)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.text.contains("<h1>") && answer.text.contains("没有写入任何内容"))
        }
        fields[.contentType] = "multipart/form-data"
        fields[.contentLength] = "1"
        let other = try await server.ask("/logout", .post, headers: fields, body: [1])
        #expect(other.status == .unsupportedMediaType)
    }
}
