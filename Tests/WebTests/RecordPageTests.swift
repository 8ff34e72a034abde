import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("Pages of records")
struct RecordPageTests {
    private let server = Server()

    private func token(_ inside: HTTPFields, _ path: String) async throws -> [(String, String)] {
        let page = try await server.ask(path, headers: inside)
        let once = page.text.split(separator: "name=\"once\" value=\"").dropFirst().first
            .map { String($0.prefix { $0 != "\"" }) }
        return [
            ("form_token", try #require(page.formToken)), ("once", try #require(once)),
            ("version", "v1"),
        ]
    }

    @Test(arguments: Language.allCases)
    func `lists lead to records, and records to their form`(_ language: Language) async throws {
        let query = "?lang=\(language.rawValue)"
        #expect(
            try await server.look("/records\(query)").text.contains("href=\"/records/company\""))
        let list = try await server.look("/records/company\(query)").text
        #expect(list.contains("href=\"/records/company/C-7\""))
        #expect(list.contains("href=\"/records/company/new\""))
        let record = try await server.look("/records/company/C-7\(query)").text
        #expect(record.contains("href=\"/records/company/C-7/edit\""))
        #expect(record.contains(language == .zh ? "修改" : "Edit"))
    }

    @Test func `a form carries what stood there and the version it was made from`() async throws {
        let page = try await server.look("/records/company/C-7/edit").text
        #expect(page.contains("name=\"was.legal_name\" value=\"澜图智能\""))
        #expect(page.contains("name=\"f.legal_name\"") && page.contains("value=\"澜图智能\""))
        #expect(page.contains("name=\"version\" value=\"v1\""))
    }

    @Test func `what is typed is saved, and leads to the record`() async throws {
        let inside = try server.inside()
        let form =
            try await token(inside, "/records/company/C-7/edit") + [
                ("was.note", "a"), ("f.note", "b\r\nc"), ("reason", "电话核对"),
            ]
        let answer = try await server.post("/records/company/C-7/edit", form, headers: inside)
        #expect(answer.headers[.location] == "/records/company/C-7?saved=1")
        let input = try #require(server.backend.saved.withLock { $0.first })
        #expect(input.kind == "company" && input.key == "C-7" && input.version == "v1")
        #expect(input.reason == "电话核对" && input.fields["note"]?.typed == "b\nc")
        #expect(input.fields["note"]?.before == "a" && input.fields.count == 1)
    }

    @Test func `the second of two clicks saves nothing and leads to the same record`() async throws
    {
        let inside = try server.inside()
        let form = try await token(inside, "/records/company/new") + [("f.legal_name", "新企业")]
        let server = server
        async let first = server.post("/records/company/new", form, headers: inside)
        async let second = server.post("/records/company/new", form, headers: inside)
        let places = [try await first.headers[.location], try await second.headers[.location]]
        #expect(places == ["/records/company/C-7?saved=1", "/records/company/C-7?saved=1"])
        #expect(server.backend.saved.withLock { $0.count } == 1)
        let third = try await server.post("/records/company/new", form, headers: inside)
        #expect(third.headers[.location] == "/records/company/C-7?saved=1")
        #expect(server.backend.saved.withLock { $0.count } == 1)
    }

    @Test func `a new record can be saved with another to be added next`() async throws {
        let inside = try server.inside()
        #expect(
            try await !server.look("/records/company/C-7/edit").text.contains("value=\"another\""))
        let form =
            try await token(inside, "/records/company/new") + [
                ("f.legal_name", "新企业"), ("then", "another"),
            ]
        let answer = try await server.post("/records/company/new", form, headers: inside)
        let place = try #require(answer.headers[.location])
        #expect(place == "/records/company/new?saved=C-7")
        let page = try await server.ask(place, headers: inside).text
        #expect(page.contains("id=\"saved\"") && page.contains("href=\"/records/company/C-7\""))
        let odd = try await server.ask(
            "/records/company/new?saved=%22%3E%3Cb%3E%20", headers: inside
        ).text
        #expect(!odd.contains("id=\"saved\""))
    }

    @Test func `the same form with something else in it is another form, and is saved too`()
        async throws
    {
        let inside = try server.inside()
        let path = "/records/company/C-7/edit"
        let form = try await token(inside, path)
        for note in ["a", "b", "a"] {
            let answer = try await server.post(
                path, form + [("was.note", ""), ("f.note", note)], headers: inside)
            #expect(answer.headers[.location] == "/records/company/C-7?saved=1")
        }
        let saved = server.backend.saved.withLock { $0.map { $0.fields["note"]?.typed } }
        #expect(saved == ["a", "b"])
    }

    @Test func `drafts are kept under who typed them, and logging out names whose they are`()
        async throws
    {
        func digests(_ name: String) async throws -> [Substring] {
            let page = try await server.ask(
                "/records/company/C-7/edit", headers: server.inside(name: name))
            return ["data-drafts=\"", "data-draft=\""].compactMap { field in
                page.text.split(separator: field).dropFirst().first.map {
                    $0.prefix { $0 != " " && $0 != "\"" }
                }
            }
        }
        let (one, other) = (try await digests("周凯"), try await digests("李娜"))
        #expect(one.count == 2 && one[0] == one[1] && one[0].count == 16)
        #expect(other.count == 2 && other[0] == other[1] && one[0] != other[0])
        #expect(try await digests("周凯") == one, "also after the next log-in")
    }

    @Test func `what is wrong is said above and beside, and what was typed stays`() async throws {
        let inside = try server.inside()
        server.backend.isFaulty.withLock { $0 = true }
        let form =
            try await token(inside, "/records/company/new") + [
                ("f.legal_name", "半\"截<b>"), ("f.note", "\n先空一行"), ("f.stage", "unknown"),
            ]
        let answer = try await server.post("/records/company/new", form, headers: inside)
        #expect(answer.status == .unprocessableContent)
        let page = answer.text
        #expect(page.contains("<title>需修改：") && page.contains("role=\"alert\""))
        #expect(page.contains("href=\"#f-legal_name\"") && page.contains("id=\"f-legal_name\""))
        #expect(page.contains("value=\"半&quot;截&lt;b&gt;\"") && page.contains("\n先空一行"))
        #expect(page.contains("<option value=\"unknown\" selected=\"\">"))
        // It can be mended and sent again under the same name.
        server.backend.isFaulty.withLock { $0 = false }
        let again = try await server.post("/records/company/new", form, headers: inside)
        #expect(again.status == .seeOther)
    }

    @Test(arguments: OverviewPageTests.payloads)
    func `text of a record never becomes markup on its pages`(_ text: String) async throws {
        server.backend.standing.withLock { $0 = text }
        for path in ["/records/company", "/records/company/C-7", "/records/company/C-7/edit"] {
            let page = try await server.look(path).text
            let scripts = page.split(separator: "<script").count - 1
            #expect(scripts == 1 && !page.contains("<img") && !page.contains("\u{202E}"))
        }
    }

    @Test func `what is asked for stands in the fields again`() async throws {
        let page = try await server.look("/records/company?q=%E6%BE%9C%22%3E&retired=1").text
        #expect(page.contains("value=\"澜&quot;&gt;\"") && page.contains("checked=\"\""))
    }

    @Test func `the script is ours, small, and kept for ever under the name of its content`()
        async throws
    {
        let page = try await server.look("/records").text
        let path = try #require(
            page.split(separator: "<script src=\"").dropFirst().first.map {
                String($0.prefix { $0 != "\"" })
            })
        let script = try await server.ask(path)
        #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(script.headers[.cacheControl]?.contains("immutable") == true)
        #expect(script.text.utf8.count < 10_000)
    }
}
