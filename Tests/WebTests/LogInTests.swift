import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Wire
import Workflows

@Suite("Logging in")
struct LogInTests {
    private let server = Server()

    private func link(_ role: Role = .manager, name: String = "李娜") throws -> String {
        let now = server.backend.clock.time.withLock { $0 }
        return try server.backend.entrance.people.invite(
            name, role: role, untilMilliseconds: now + 3_600_000,
            randomBytes: { Array(Digest256(of: Array(name.utf8)).bytes.prefix($0)) }
        ).path
    }

    private func withPassword(_ password: String = "bamboo grove 7") async throws {
        let path = try link()
        let answer = try await server.post(path, [("password", password), ("again", password)])
        #expect(answer.status == .seeOther)
    }

    @Test func `whoever is not inside is shown the log-in, and comes back to where they wanted`()
        async throws
    {
        let answer = try await server.ask("/?refresh=60")
        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location] == "/login?next=%2F%3Frefresh%3D60")
        let page = try await server.ask("/login?next=%2F%3Frefresh%3D60")
        #expect(page.text.contains("name=\"next\" value=\"/?refresh=60\""))
    }

    @Test func `a link lets in once`() async throws {
        let path = try link()
        let page = try await server.ask(path)
        #expect(page.status == .ok && page.text.contains("李娜"))
        let first = try await server.post(path, [("password", ""), ("again", "")])
        #expect(first.status == .seeOther)
        let cookie = try #require(first.cookie)
        #expect(try await server.ask("/", headers: [.cookie: cookie]).status == .ok)
        #expect(try await server.post(path, []).status == .gone)
        #expect(try await server.ask(path).status == .gone)
    }

    @Test func `looking at a link uses nothing up`() async throws {
        let path = try link()
        for _ in 0..<3 { #expect(try await server.ask(path).status == .ok) }
        #expect(try await server.post(path, []).status == .seeOther)
    }

    @Test func `a link is too old after its time`() async throws {
        let path = try link()
        server.backend.clock.pass(seconds: 3_600)
        #expect(try await server.ask(path).status == .gone)
        #expect(try await server.post(path, []).status == .gone)
    }

    @Test func `a password that was set lets in, and no other does`() async throws {
        try await withPassword()
        let good = try await server.post(
            "/login", [("name", " 李娜 "), ("password", "bamboo grove 7")])
        #expect(good.status == .seeOther && good.cookie != nil)
        for (name, password) in [
            ("李娜", "bamboo grove 8"), ("李娜", ""), ("王丽", "bamboo grove 7"), ("", ""),
        ] {
            let bad = try await server.post("/login", [("name", name), ("password", password)])
            #expect(bad.status == .unauthorized && bad.cookie == nil)
        }
    }

    @Test(arguments: [("short", "short"), ("long enough 1", "long enough 2")])
    func `a password that will not do is said so, and the link stays good`(
        _ password: String, _ again: String
    ) async throws {
        let path = try link()
        let answer = try await server.post(path, [("password", password), ("again", again)])
        #expect(answer.status == .unprocessableContent)
        #expect(try await server.ask(path).status == .ok)
    }

    @Test func `a session's cookie is for this server alone and for no script`() async throws {
        let answer = try await server.post(try link(), [])
        let field = try #require(answer.headers[values: .setCookie].first)
        #expect(field.contains("HttpOnly") && field.contains("SameSite=Strict"))
        #expect(field.contains("Path=/") && field.contains("Max-Age=43200"))
    }

    @Test func `a session ends half an hour after the last request`() async throws {
        let inside = try server.inside()
        server.backend.clock.pass(seconds: 1_799)
        #expect(try await server.ask("/", headers: inside).status == .ok)
        server.backend.clock.pass(seconds: 1_799)
        #expect(try await server.ask("/", headers: inside).status == .ok)
        server.backend.clock.pass(seconds: 1_800)
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `a session ends after twelve hours, however busy`() async throws {
        let inside = try server.inside()
        for _ in 0..<47 {
            server.backend.clock.pass(seconds: 900)
            #expect(try await server.ask("/", headers: inside).status == .ok)
        }
        server.backend.clock.pass(seconds: 900)
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `whoever is removed is out at once`() async throws {
        let inside = try server.inside(name: "周凯")
        #expect(try await server.ask("/", headers: inside).status == .ok)
        try server.backend.entrance.people.remove("周凯")
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `a session ends when its person is invited anew, and with their next password`()
        async throws
    {
        let inside = try server.inside(.manager, name: "李娜")
        #expect(try await server.ask("/", headers: inside).status == .ok)
        let path = try link()
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
        let first = try await server.post(
            path, [("password", "bamboo grove 7"), ("again", "bamboo grove 7")])
        let cookie = try #require(first.cookie)
        #expect(try await server.ask("/", headers: [.cookie: cookie]).status == .ok)
        let now = server.backend.clock.time.withLock { $0 }
        let again = try server.backend.entrance.people.invite(
            "李娜", role: nil, untilMilliseconds: now + 3_600_000,
            randomBytes: { [UInt8](repeating: 9, count: $0) }
        ).path
        let second = try await server.post(
            again, [("password", "bamboo grove 8"), ("again", "bamboo grove 8")])
        #expect(second.status == .seeOther)
        #expect(try await server.ask("/", headers: [.cookie: cookie]).status == .seeOther)
    }

    @Test func `who takes the name of somebody removed does not take their session`() async throws {
        let inside = try server.inside(name: "李娜")
        try server.backend.entrance.people.remove("李娜")
        _ = try link()
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `another role counts at once and ends no session`() async throws {
        let inside = try server.inside(.director, name: "李娜")
        try server.backend.entrance.people.change { people in
            for at in people.indices { people[at].role = .desk }
        }
        let page = try await server.ask("/queue?lang=en", headers: inside)
        #expect(page.status == .ok && page.text.contains("李娜 · \(Role.desk.label.en)"))
    }

    @Test func `the secret of a link is not in the log`() async throws {
        var server = server
        let log = KeptLog()
        server.logger = log.logger
        let path = try link()
        var fields: HTTPFields = [.contentType: "text/plain"]
        if let name = HTTPFields.Element.Name("Sec-Fetch-Site") { fields[name] = "same-origin" }
        let answer = try await server.ask(path, .post, headers: fields, body: [1])
        #expect(answer.status == .unsupportedMediaType)
        #expect(log.text.contains("path=/welcome/…"))
        #expect(!log.text.contains(path.dropFirst("/welcome/".count)))
    }

    @Test func `HEAD is answered as GET is, without the body`() async throws {
        for path in ["/login", "/healthz", "/nothing", "/v1/nothing"] {
            let head = try await server.askAsItIs(path, .head)
            let get = try await server.askAsItIs(path)
            #expect(head.status == get.status && head.text.isEmpty, "\(path)")
        }
        let inside = try server.inside()
        for path in ["/", "/queue", "/nothing"] {
            let answer = try await server.ask(path, .head, headers: inside)
            #expect(answer.text.isEmpty && answer.headers[.contentType] != nil, "\(path)")
        }
    }

    @Test func `logging out ends the session here, not only in the browser`() async throws {
        let inside = try server.inside()
        let token = try #require(try await server.ask("/", headers: inside).formToken)
        let out = try await server.post("/logout", [("form_token", token)], headers: inside)
        #expect(out.status == .seeOther)
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `logging in anew ends the session before`() async throws {
        let inside = try server.inside()
        try await withPassword()
        _ = try await server.post(
            "/login", [("name", "李娜"), ("password", "bamboo grove 7")], headers: inside)
        #expect(try await server.ask("/", headers: inside).status == .seeOther)
    }

    @Test func `after five wrong passwords a name waits, and a minute later it may try again`()
        async throws
    {
        try await withPassword()
        for _ in 0..<5 {
            let bad = try await server.post("/login", [("name", "李娜"), ("password", "x")])
            #expect(bad.status == .unauthorized)
        }
        let right = [("name", "李娜"), ("password", "bamboo grove 7")]
        let waits = try await server.post("/login", right)
        #expect(waits.status == .tooManyRequests && waits.headers[.retryAfter] == "60")
        server.backend.clock.pass(seconds: 60)
        #expect(try await server.post("/login", right).status == .seeOther)
    }

    @Test func `after twenty wrong passwords everybody waits, and a link still lets in`()
        async throws
    {
        try await withPassword()
        for number in 0..<20 {
            let name = "n\(number % 4)"
            _ = try server.inside(name: name)
            let bad = try await server.post("/login", [("name", name), ("password", "x")])
            #expect(bad.status == .unauthorized)
        }
        let waits = try await server.post(
            "/login", [("name", "李娜"), ("password", "bamboo grove 7")])
        #expect(waits.status == .tooManyRequests)
        #expect(try await server.post(try link(), []).status == .seeOther)
    }

    @Test func `names of nobody wait for each other, and keep none of the people out`()
        async throws
    {
        try await withPassword()
        for number in 0..<20 {
            let bad = try await server.post("/login", [("name", "n\(number)"), ("password", "x")])
            #expect(bad.status == .unauthorized)
        }
        let waits = try await server.post("/login", [("name", "new"), ("password", "x")])
        #expect(waits.status == .tooManyRequests)
        let right = try await server.post(
            "/login", [("name", "李娜"), ("password", "bamboo grove 7")])
        #expect(right.status == .seeOther)
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "",
        "/a b",
    ])
    func `a log-in leads to no other server`(_ next: String) async throws {
        try await withPassword()
        let answer = try await server.post(
            "/login", [("name", "李娜"), ("password", "bamboo grove 7"), ("next", next)])
        #expect(answer.headers[.location] == "/")
    }
}
