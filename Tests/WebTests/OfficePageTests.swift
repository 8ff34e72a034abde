import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("Pages of head office")
struct OfficePageTests {
    private let server = Server()

    // MARK: People

    @Test func `a director invites and gets the link this once`() async throws {
        let inside = try server.inside(.director)
        let token = try #require(try await server.ask("/people", headers: inside).formToken)
        let answer = try await server.post(
            "/people/invite", [("form_token", token), ("name", "李娜"), ("role", "desk")],
            headers: inside)
        let link = try #require(
            answer.text.split(separator: "/welcome/").dropFirst().first.map {
                String($0.prefix { $0.isLetter || $0.isNumber })
            })
        #expect(try await server.ask("/welcome/\(link)").text.contains("李娜"))
        let later = try await server.ask("/people", headers: inside).text
        #expect(later.contains("李娜") && !later.contains(link))
    }

    @Test(arguments: [
        ("moso.example.cn", "https", "https://moso.example.cn/welcome/"),
        ("moso.example.cn:8443", "", "http://moso.example.cn:8443/welcome/"),
        ("", "https", "http://localhost/welcome/"), ("a b", "https", "http://localhost/welcome/"),
        ("x\"><script>", "https", "http://localhost/welcome/"),
        ("安吉.cn", "https", "http://localhost/welcome/"),
    ])
    func `behind a web server the link has the name by which that is found`(
        _ host: String, _ scheme: String, _ link: String
    ) async throws {
        var inside = try server.inside(.director)
        let token = try #require(try await server.ask("/people", headers: inside).formToken)
        for (name, value) in [("X-Forwarded-Host", host), ("X-Forwarded-Proto", scheme)] {
            if let name = HTTPFields.Element.Name(name), !value.isEmpty { inside[name] = value }
        }
        let answer = try await server.post(
            "/people/invite", [("form_token", token), ("name", "李娜"), ("role", "desk")],
            headers: inside)
        #expect(answer.text.contains(link), "\(host)")
    }

    @Test func `whoever is removed by the page is out, and nobody removes themselves`() async throws
    {
        let inside = try server.inside(.director, name: "周凯")
        let other = try server.inside(.desk, name: "李娜")
        let token = try #require(try await server.ask("/people", headers: inside).formToken)
        let own = try await server.post(
            "/people/remove", [("form_token", token), ("name", "周凯")], headers: inside)
        #expect(own.status == .unprocessableContent && own.text.contains("不能移出自己"))
        let gone = try await server.post(
            "/people/remove", [("form_token", token), ("name", "李娜")], headers: inside)
        #expect(gone.headers[.location]?.hasPrefix("/people?removed=") == true)
        #expect(try await server.ask("/today", headers: other).status == .seeOther)
        #expect(try await server.ask("/today", headers: inside).status == .ok)
    }

    @Test func `nobody gives themselves another role, or the last director one`() async throws {
        let inside = try server.inside(.director, name: "周凯")
        let token = try #require(try await server.ask("/people", headers: inside).formToken)
        let invite = { (name: String, role: String) in
            try await server.post(
                "/people/invite", [("form_token", token), ("name", name), ("role", role)],
                headers: inside)
        }
        for name in ["周凯", " 周凯 "] {
            let last = try await invite(name, "desk")
            #expect(last.status == .unprocessableContent && last.text.contains("不能改自己的角色"))
        }
        _ = try server.inside(.director, name: "李娜")
        #expect(try await invite("周凯", "guest").status == .unprocessableContent)
        #expect(try server.backend.entrance.people.person("周凯")?.role == .director)
        #expect(try await invite("李娜", "desk").status == .ok)
        #expect(try server.backend.entrance.people.person("李娜")?.role == .desk)
        #expect(try await server.ask("/people", headers: inside).status == .ok)
    }

    @Test(arguments: [
        ("", "desk"), ("李娜", ""), ("李娜", "emperor"), ("李娜", "guest"),
        (String(repeating: "长", count: 500), "desk"), ("\u{202E}abc", "desk"),
    ])
    func `what is wrong with an invitation is told, and what was typed stays`(
        _ name: String, _ role: String
    ) async throws {
        let inside = try server.inside(.director)
        let token = try #require(try await server.ask("/people", headers: inside).formToken)
        let answer = try await server.post(
            "/people/invite", [("form_token", token), ("name", name), ("role", role)],
            headers: inside)
        #expect(answer.status == .unprocessableContent && answer.text.contains("role=\"alert\""))
        #expect(try server.backend.entrance.people.read().count == 1)
    }

    @Test(arguments: Role.allCases.filter { $0 != .director })
    func `nobody else lets anybody in or out`(_ role: Role) async throws {
        let inside = try server.inside(role)
        let token = try await server.ask("/", headers: inside).formToken ?? ""
        for path in ["/people/invite", "/people/remove"] {
            let answer = try await server.post(
                path, [("form_token", token), ("name", "x"), ("role", "director")],
                headers: inside)
            #expect(answer.status == .forbidden, "\(path)")
        }
    }

    // MARK: A partner city

    @Test func `a guest sees the page of their own site, whatever site is asked for`() async throws
    {
        let inside = try server.inside(.guest)
        #expect(try await server.ask("/", headers: inside).headers[.location] == "/guest")
        for path in ["/guest", "/guest?site=beijing"] {
            let page = try await server.ask(path, headers: inside).text
            #expect(page.contains("<h1>anji</h1>") && !page.contains("<script"))
            #expect(!page.contains("待发送") && !page.contains("href=\"/records"))
        }
        #expect(try await server.ask("/events", headers: inside).status != .ok)
    }

    // MARK: Deciding later, and many at once

    @Test func `whose it is and until when it rests is noted`() async throws {
        let inside = try server.inside(.manager)
        let token = try #require(
            try await server.ask("/queue/C-K4T9XQ", headers: inside).formToken)
        for (days, kept) in [("７", "7"), ("", "-"), ("bald", "-1")] {
            let answer = try await server.post(
                "/queue/C-K4T9XQ/note",
                [("form_token", token), ("assignee", "李娜"), ("days", days)], headers: inside)
            #expect(answer.headers[.location] == "/queue/C-K4T9XQ?noted=1")
            #expect(
                server.backend.decided.withLock { $0.last }
                    == ["note", "C-K4T9XQ", "李娜", kept])
        }
        #expect(
            try await server.ask("/queue/C-K4T9XQ/note", headers: inside).status
                == .methodNotAllowed)
    }

    @Test func `the note form gives a conflict to nobody whose name was not typed`() async throws {
        server.backend.open.withLock { $0?.assignee = "李娜" }
        let inside = try server.inside(.manager)
        let page = try await server.ask("/queue/C-K4T9XQ", headers: inside)
        #expect(page.text.contains("name=\"assignee_shown\" value=\"李娜\""))
        let token = try #require(page.formToken)
        for (typed, kept) in [("李娜", "-"), ("周凯", "周凯"), ("", "")] {
            _ = try await server.post(
                "/queue/C-K4T9XQ/note",
                [
                    ("form_token", token), ("assignee_shown", "李娜"), ("assignee", typed),
                    ("days", "7"),
                ], headers: inside)
            #expect(
                server.backend.decided.withLock { $0.last } == ["note", "C-K4T9XQ", kept, "7"])
        }
    }

    @Test func `many are decided as they were shown, and not when they changed`() async throws {
        let inside = try server.inside(.manager)
        let page = try await server.ask("/queue/C-K4T9XQ/bulk?take=anji", headers: inside)
        let form = [
            ("form_token", try #require(page.formToken)), ("shown", "d1"), ("take", "anji"),
            ("reason", "以分站为准"),
        ]
        #expect(page.text.contains("name=\"shown\" value=\"d1\""))
        #expect(page.text.contains("还有 1,070 处") && page.text.contains("还有 1,080 处没有列出"))
        server.backend.isOtherwise.withLock { $0 = true }
        let changed = try await server.post("/queue/C-K4T9XQ/bulk", form, headers: inside)
        #expect(changed.status == .conflict && changed.text.contains("请再看一遍"))
        #expect(server.backend.decided.withLock { $0.isEmpty })
        server.backend.isOtherwise.withLock { $0 = false }
        #expect(changed.text.contains("value=\"以分站为准\""), "the reason was typed once")
        let silent = try await server.post(
            "/queue/C-K4T9XQ/bulk", form.map { $0.0 == "reason" ? ("reason", "") : $0 },
            headers: inside)
        #expect(silent.status == .unprocessableContent && silent.text.contains("要写明理由"))
        #expect(server.backend.decided.withLock { $0.isEmpty })
        let done = try await server.post("/queue/C-K4T9XQ/bulk", form, headers: inside)
        #expect(done.headers[.location] == "/queue")
        #expect(
            server.backend.decided.withLock { $0 } == [["all", "C-K4T9XQ", "anji", "以分站为准"]])
        #expect(
            try await server.ask("/queue", headers: inside).text.contains("anji.1/site/anji:11"))
    }

    @Test(arguments: OverviewPageTests.payloads)
    func `no text becomes markup on them`(_ text: String) async throws {
        server.backend.standing.withLock { $0 = text }
        let inside = try server.inside(.director)
        for path in [
            "/audit", "/settings", "/people", "/charts", "/charts?list=x", "/guest",
            "/queue/C-1/bulk?take=\(text.encoded)", "/audit?author=\(text.encoded)",
            "/people?removed=\(text.encoded)",
        ] {
            let page = try await server.ask(path, headers: inside).text
            let scripts = page.split(separator: "<script").count - 1
            #expect(scripts == 1 && !page.contains("<img") && !page.contains("\u{202E}"), "\(path)")
        }
    }
}
