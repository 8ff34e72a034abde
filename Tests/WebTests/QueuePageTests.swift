import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("The queue's pages")
struct QueuePageTests {
    private let server = Server()

    @Test(arguments: Language.allCases)
    func `the list leads to each card`(_ language: Language) async throws {
        let page = try await server.look("/queue?lang=\(language.rawValue)").text
        #expect(page.contains("href=\"/queue/C-K4T9XQ\"") && page.contains("2.80 / 3.50"))
        #expect(page.contains(language == .zh ? "1 处待核对" : "1 thing to decide"))
    }

    @Test(arguments: ["-9223372036854775808", "9223372036854775807", "-1", "0", "x", ""])
    func `any number can be asked for as a page of a list`(_ number: String) async throws {
        for path in ["/queue", "/records/company"] {
            #expect(try await server.look("\(path)?page=\(number)").status == .ok)
        }
    }

    @Test func `only what this session decided is taken back in it`() async throws {
        let inside = try server.inside(name: "周凯")
        let token = try #require(
            try await server.ask("/queue/C-K4T9XQ", headers: inside).formToken)
        let form = [("form_token", token), ("choice", "take:A")]
        _ = try await server.post("/queue/C-K4T9XQ", form, headers: inside)
        let other = try server.inside(name: "李娜")
        let theirs = try #require(try await server.ask("/queue", headers: other).formToken)
        for (headers, token, dot) in [
            (other, theirs, "anji.1/site/anji:7"), (inside, token, "anji.1/site/anji:6"),
            (inside, token, "hub.1/common:18446744073709551615"), (inside, token, ""),
        ] {
            let answer = try await server.post(
                "/queue/undo", [("form_token", token), ("decision", dot)], headers: headers)
            #expect(answer.status == .notFound, "\(dot)")
        }
        #expect(server.backend.undone.withLock { $0.isEmpty })
    }

    @Test func `a card shows both sides, what they started from, and a form that decides`()
        async throws
    {
        let page = try await server.look("/queue/C-K4T9XQ?lang=en").text
        for text in ["3.20", "2.80", "3.50", "赵敏", "周凯", "困难减免", "Neither saw the other"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(page.contains("name=\"choice\" value=\"take:A\""))
        #expect(page.contains("action=\"/queue/C-K4T9XQ\""))
    }

    @Test func `a decision is made once, under the name of who made it, and can be taken back`()
        async throws
    {
        let inside = try server.inside(name: "周凯")
        let page = try await server.ask("/queue/C-K4T9XQ", headers: inside)
        let token = try #require(page.formToken)
        let form = [("form_token", token), ("choice", "take:A"), ("reason", "已核对纸质合同")]
        let answer = try await server.post("/queue/C-K4T9XQ", form, headers: inside)
        #expect(answer.status == .seeOther && answer.headers[.location] == "/queue")
        #expect(
            server.backend.decided.withLock { $0 } == [["take:A", "", "已核对纸质合同", "周凯"]])
        // The second click of two has the answer of the first; another choice finds that nothing waits.
        let again = try await server.post("/queue/C-K4T9XQ", form, headers: inside)
        #expect(again.status == .seeOther && again.headers[.location] == "/queue")
        let other = [("form_token", token), ("choice", "take:B"), ("reason", "已核对纸质合同")]
        #expect(
            try await server.post("/queue/C-K4T9XQ", other, headers: inside).status == .conflict)
        #expect(server.backend.decided.withLock { $0.count } == 1)
        let list = try await server.ask("/queue?lang=en", headers: inside).text
        #expect(list.contains("C-K4T9 is decided") && list.contains("anji.1/site/anji:7"))
        let undo = try await server.post(
            "/queue/undo", [("form_token", token), ("decision", "anji.1/site/anji:7")],
            headers: inside)
        #expect(undo.status == .seeOther)
        #expect(server.backend.undone.withLock { $0 } == ["anji.1/site/anji:7"])
        let after = try await server.ask("/queue?lang=en", headers: inside).text
        #expect(!after.contains("is decided"))
        let twice = try await server.post(
            "/queue/undo", [("form_token", token), ("decision", "anji.1/site/anji:7")],
            headers: inside)
        #expect(twice.status == .seeOther && twice.headers[.location] == "/queue")
        #expect(server.backend.undone.withLock { $0.count } == 1)
    }

    @Test func `a day's decisions can all be taken back, twenty of them on the page`() async throws
    {
        let inside = try server.inside()
        let token = try #require(try await server.ask("/queue", headers: inside).formToken)
        for number in 0..<30 {
            server.backend.open.withLock { $0 = .example }
            let answer = try await server.post(
                "/queue/C-K4T9XQ",
                [("form_token", token), ("choice", "take:A"), ("reason", "\(number)")],
                headers: inside)
            #expect(answer.status == .seeOther)
        }
        let undos = { (path: String) in
            try await server.ask(path, headers: inside).text
                .split(separator: "name=\"decision\"").count - 1
        }
        #expect(try await undos("/queue?lang=en") == 20)
        #expect(try await server.ask("/queue?lang=en", headers: inside).text.contains("10 more"))
        #expect(try await undos("/queue?done=all") == 30)
    }

    @Test func `what was typed is still there when it was not taken`() async throws {
        let inside = try server.inside()
        let page = try await server.ask("/queue/C-K4T9XQ", headers: inside)
        let token = try #require(page.formToken)
        let answer = try await server.post(
            "/queue/C-K4T9XQ",
            [("form_token", token), ("reason", "两边都看过"), ("value", "3.1O")], headers: inside)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("value=\"两边都看过\"") && answer.text.contains("value=\"3.1O\""))
        #expect(answer.text.contains("<title>需修改：") && answer.text.contains("role=\"alert\""))
    }

    @Test(arguments: [Role.desk, .auditor, .reviewer])
    func `whoever may not decide has no form and is refused`(_ role: Role) async throws {
        let inside = try server.inside(role)
        let page = try await server.ask("/queue/C-K4T9XQ", headers: inside)
        #expect(!page.text.contains("name=\"choice\""))
        let token = try #require(page.formToken)
        for path in ["/queue/C-K4T9XQ", "/queue/undo"] {
            let answer = try await server.post(
                path, [("form_token", token), ("choice", "take:A"), ("decision", "x")],
                headers: inside)
            #expect(answer.status == .forbidden)
        }
        #expect(server.backend.decided.withLock { $0.isEmpty })
        #expect(server.backend.undone.withLock { $0.isEmpty })
    }

    @Test(arguments: OverviewPageTests.payloads)
    func `text of a side never becomes markup`(_ text: String) async throws {
        server.backend.open.withLock { $0 = .with(value: text) }
        for path in ["/queue", "/queue/C-K4T9XQ"] {
            let page = try await server.look(path).text
            let scripts = page.split(separator: "<script").count - 1
            #expect(scripts == 1 && !page.contains("<img"))
            #expect(!page.contains("\u{202E}"))
        }
    }

    @Test func `an id that is none is not looked for`() async throws {
        for path in ["/queue/", "/queue/%E4%BD%A0", "/queue/a%20b", "/queuex"] {
            let answer = try await server.look(path)
            #expect(answer.status == .notFound || answer.status == .conflict, "\(path)")
        }
    }
}
