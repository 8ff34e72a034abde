import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("Pages of a branch")
struct BranchPageTests {
    private let server = Server()

    private func asBranch() { server.backend.isBranch.withLock { $0 = true } }

    @Test func `a branch begins with today, head office with the overview`() async throws {
        #expect(try await server.look("/").text.contains("<h1>总览</h1>"))
        asBranch()
        #expect(try await server.look("/").headers[.location] == "/today")
        #expect(try await server.look("/overview").text.contains("<h1>总览</h1>"))
    }

    @Test(arguments: Language.allCases)
    func `today says what is to be done, and each thing leads to where it is done`(
        _ language: Language
    ) async throws {
        let page = try await server.look("/today?lang=\(language.rawValue)").text
        for path in [
            "/queue?mine=1", "/outbox", "/records/company/C-7", "/records/company/new", "#promises",
        ] {
            #expect(page.contains("href=\"\(path)\""), "\(path)")
        }
        #expect(page.contains(language == .zh ? "只在本机" : "This machine only"))
    }

    @Test func `the sentence on every page leads to what waits to be sent`() async throws {
        let page = try await server.look("/records").text
        #expect(page.contains("<a href=\"/outbox\">↑ 有 14 条待发送"))
    }

    @Test func `what somebody takes back is taken back in their name, and leads back`() async throws
    {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/today", headers: inside).formToken)
        for (back, goal) in [
            ("/today", "/today?taken=1"), ("https://evil.example", "/outbox?taken=1"),
        ] {
            let answer = try await server.post(
                "/outbox/take-back",
                [("form_token", token), ("change", "anji.1/site/anji:9"), ("back", back)],
                headers: inside)
            #expect(answer.headers[.location] == goal)
        }
        #expect(
            server.backend.takenBack.withLock { $0 }
                == [["anji.1/site/anji:9", "a desk"], ["anji.1/site/anji:9", "a desk"]])
    }

    @Test func `who writes nothing takes nothing back and brings no file`() async throws {
        let inside = try server.inside(.auditor)
        let token = try #require(try await server.ask("/today", headers: inside).formToken)
        for path in ["/outbox/take-back", "/exchange/confirm", "/exchange/take-back"] {
            let answer = try await server.post(path, [("form_token", token)], headers: inside)
            #expect(answer.status == .forbidden, "\(path)")
        }
        let file = try await server.bring("a,b\n", headers: inside, token: token)
        #expect(file.status == .forbidden)
        #expect(
            !(try await server.ask("/exchange", headers: inside).text.contains("type=\"file\"")))
    }

    // MARK: Files

    @Test func `a file is shown, and written once when somebody agrees`() async throws {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        let shown = try await server.bring("名称,备注\n澜图,一\n", headers: inside, token: token)
        #expect(shown.headers[.location] == "/exchange/import")
        let preview = try await server.ask("/exchange/import", headers: inside).text
        #expect(preview.contains("还没有写入") && preview.contains("<h1>表.csv</h1>"))
        #expect(server.backend.brought.withLock { $0.isEmpty })
        for _ in 0..<2 {
            let answer = try await server.post(
                "/exchange/confirm", [("form_token", token), ("shown", "d1")], headers: inside)
            #expect(answer.headers[.location] == "/exchange/import")
        }
        let brought = server.backend.brought.withLock { $0 }
        #expect(brought.count == 1 && brought[0].kind == "company")
        #expect(brought[0].bytes == Array("名称,备注\n澜图,一\n".utf8))
        let done = try await server.ask("/exchange/import", headers: inside).text
        #expect(done.contains("✓ 已写入 2 条") && done.contains("/exchange/take-back"))
        let undo = try await server.post(
            "/exchange/take-back", [("form_token", token)], headers: inside)
        #expect(undo.headers[.location] == "/exchange/import")
        #expect(server.backend.takenBack.withLock { $0.first?.first } == "anji.1/site/anji:10")
    }

    @Test func `of two presses that overlap the one that wrote is kept, with its undo`()
        async throws
    {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        _ = try await server.bring("a,b\n", headers: inside, token: token)
        let form = [("form_token", token), ("shown", "d1")]
        // The other press comes and goes while the first is on its way.
        server.backend.beforeBringing.withLock {
            $0 = { [server] in
                _ = try await server.post("/exchange/confirm", form, headers: inside)
            }
        }
        _ = try await server.post("/exchange/confirm", form, headers: inside)
        #expect(server.backend.brought.withLock { $0.count } == 1)
        let done = try await server.ask("/exchange/import", headers: inside).text
        #expect(done.contains("✓ 已写入 2 条") && done.contains("/exchange/take-back"))
    }

    @Test func `a file stays with whoever may still write what is in it`() async throws {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        _ = try await server.bring("a,b\n", headers: inside, token: token)
        try server.backend.entrance.people.change { people in
            people = people.map {
                var person = $0
                person.role = .auditor
                return person
            }
        }
        for path in ["/exchange/import", "/exchange/refused"] {
            #expect(try await server.ask(path, headers: inside).status == .forbidden, "\(path)")
        }
    }

    @Test func `what would do something else by now is shown again instead of being written`()
        async throws
    {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        _ = try await server.bring("a,b\n", headers: inside, token: token)
        server.backend.isOtherwise.withLock { $0 = true }
        _ = try await server.post(
            "/exchange/confirm", [("form_token", token), ("shown", "d1")], headers: inside)
        #expect(server.backend.brought.withLock { $0.isEmpty })
        #expect(
            try await server.ask("/exchange/import", headers: inside).text.contains("没有写入，请再看一遍"))
    }

    @Test func `refused rows come back as a file under a name of ours`() async throws {
        let inside = try server.inside(.desk)
        #expect(try await server.ask("/exchange/refused", headers: inside).status == .notFound)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        _ = try await server.bring("a,b\n", headers: inside, token: token)
        let file = try await server.ask("/exchange/refused", headers: inside)
        #expect(
            file.headers[.contentDisposition] == "attachment; filename=\"moso-refused.csv\"")
        #expect(file.text == "a,b\n")
        let other = try await server.ask(
            "/exchange/refused", headers: try server.inside(.desk, name: "李娜"))
        #expect(other.status == .notFound, "it belongs to who brought it")
    }

    @Test func `a form without a file, or with a torn one, is told and nothing is kept`()
        async throws
    {
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        let empty = try await server.bring("", name: "", headers: inside, token: token)
        #expect(empty.status == .unprocessableContent && empty.text.contains("没有选文件"))
        let torn = try await server.bring("a,b\n", headers: inside, token: token, cut: 20)
        #expect(torn.status == .badRequest)
        let forged = try await server.bring("a,b\n", headers: inside, token: "other")
        #expect(forged.status == .forbidden)
        #expect(try await server.ask("/exchange/import", headers: inside).status == .seeOther)
    }

    @Test(arguments: [
        "/records/company?format=xlsx", "/queue?format=xlsx", "/outbox?format=xlsx",
        "/exchange/export?kind=company",
    ])
    func `lists are workbooks too, for whoever may see them`(_ path: String) async throws {
        let answer = try await server.look(path)
        #expect(answer.text.hasPrefix("PK") && answer.headers[.cacheControl] == "no-store")
        #expect(
            answer.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"moso-") == true)
        let sealed = path.replacing("company", with: "investment")
        if sealed != path {
            #expect(try await server.look(sealed, as: .desk).status == .forbidden)
        }
    }

    @Test(arguments: OverviewPageTests.payloads)
    func `no text becomes markup on them`(_ text: String) async throws {
        server.backend.standing.withLock { $0 = text }
        let inside = try server.inside(.desk)
        let token = try #require(try await server.ask("/exchange", headers: inside).formToken)
        _ = try await server.bring("a\n", name: text, headers: inside, token: token)
        for path in ["/today", "/outbox", "/exchange/import"] {
            let page = try await server.ask(path, headers: inside).text
            let scripts = page.split(separator: "<script").count - 1
            #expect(scripts == 1 && !page.contains("<img") && !page.contains("\u{202E}"), "\(path)")
        }
    }
}

extension Server {
    /// Posts a file as a browser does.
    ///
    /// - Parameter cut: how many bytes are missing at the end.
    func bring(
        _ content: String, name: String = "表.csv", headers: HTTPFields, token: String, cut: Int = 0
    ) async throws -> TestResponse {
        var fields = headers
        fields[.contentType] = "multipart/form-data; boundary=----aB7x"
        if let name = HTTPFields.Element.Name("Sec-Fetch-Site") { fields[name] = "same-origin" }
        let parts = [
            "form-data; name=\"form_token\"\r\n\r\n\(token)",
            "form-data; name=\"kind\"\r\n\r\ncompany",
            "form-data; name=\"file\"; filename=\"\(name.replacing("\"", with: "%22"))\"\r\n"
                + "Content-Type: text/csv\r\n\r\n\(content)",
        ]
        let text =
            parts.map { "------aB7x\r\nContent-Disposition: \($0)\r\n" }.joined()
            + "------aB7x--\r\n"
        let body = Array(text.utf8).dropLast(cut)
        fields[.contentLength] = "\(body.count)"
        return try await ask("/exchange/import", .post, headers: fields, body: Array(body))
    }
}
