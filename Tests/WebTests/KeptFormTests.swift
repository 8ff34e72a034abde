import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing
import Web
import Workflows

@Suite("Forms that came too late")
struct KeptFormTests {
    private let server = Server()
    private static let path = "/records/company/C-7/edit"

    /// The form of somebody who is inside, and whose it is.
    private func form(_ inside: HTTPFields) async throws -> [(String, String)] {
        let page = try await server.ask(KeptFormTests.path, headers: inside)
        let owner = page.text.split(separator: "name=\"form_owner\" value=\"").dropFirst().first
            .map { String($0.prefix { $0 != "\"" }) }
        return [
            ("form_token", try #require(page.formToken)), ("form_owner", try #require(owner)),
            ("once", "1"), ("version", "v0"), ("was.legal_name", "澜图智能"),
            ("f.legal_name", "澜图智能"), ("was.note", "早先"),
            ("f.note", "<script>x</script>\r\n第二行"),
            ("password", "hunter2 hunter2"), ("reason", "电话核对"),
        ]
    }

    /// What a log-in page carries.
    private func carried(_ page: String) -> [(String, String)] {
        page.split(separator: "<input type=\"hidden\" name=\"").dropFirst().map { field in
            let parts = field.split(separator: "\"", omittingEmptySubsequences: false)
            return (
                String(parts[0]),
                String(parts[2]).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            )
        }
    }

    @Test func `the log-in carries what was typed, escaped, and no secret`() async throws {
        let inside = try server.inside()
        let answer = try await server.post(KeptFormTests.path, try await form(inside))
        #expect(answer.status == .unauthorized)
        let kept = Dictionary(carried(answer.text)) { $1 }
        #expect(
            kept.keys.sorted() == [
                "kept.f.note", "kept.form_owner", "kept.reason", "kept.version", "kept.was.note",
                "next",
            ])
        #expect(kept["kept.f.note"] == "<script>x</script>\n第二行")
        #expect(kept["next"] == KeptFormTests.path)
        #expect(answer.text.contains("&lt;script&gt;") && !answer.text.contains("<script>x"))
        #expect(!answer.text.contains("hunter2"))
        #expect(server.backend.saved.withLock { $0.isEmpty })
    }

    @Test func `from another page nothing is carried`() async throws {
        let inside = try server.inside()
        let answer = try await server.post(
            KeptFormTests.path, try await form(inside), from: "cross-site")
        #expect(answer.status == .forbidden && !answer.text.contains("电话核对"))
    }

    @Test(arguments: [(39_000, true), (42_000, false), (300_000, false)])
    func `so much is carried and no more`(_ bytes: Int, _ isKept: Bool) async throws {
        let inside = try server.inside()
        var form = try await form(inside)
        form.append(("f.stage", String(repeating: "x", count: bytes)))
        let answer = try await server.post(KeptFormTests.path, form)
        #expect(answer.status == .unauthorized)
        #expect(answer.text.contains("kept.f.stage") == isKept)
        #expect(answer.text.utf8.count < 100 << 10)
        #expect(answer.text.contains(isKept ? "也没有丢" : "没有写入"))
    }

    @Test func `whoever typed it is led back to the form, filled, and nobody else is`() async throws
    {
        for (name, isTheirs) in [("周凯", true), ("李娜", false)] {
            let password = "bamboo grove 7"
            for one in ["周凯", "李娜"] {
                let link = try server.backend.entrance.people.invite(
                    one, role: .director, site: nil, untilMilliseconds: .max,
                    randomBytes: { _ in [1, 2, 3, UInt8(one.utf8.count), one.utf8.first ?? 0] }
                ).path
                _ = try await server.post(link, [("password", password), ("again", password)])
            }
            let owner = try await ownerForm("周凯", password)
            let page = try await server.post(KeptFormTests.path, owner)
            let fields = carried(page.text) + [("name", name), ("password", password)]
            let answer = try await server.post("/login", fields)
            let place = try #require(answer.headers[.location])
            #expect(place.hasPrefix(KeptFormTests.path + "?kept=") == isTheirs, "\(place)")
            let back = try await server.ask(
                place, headers: [.cookie: try #require(answer.cookie)]
            ).text
            #expect(back.contains("&lt;script&gt;x&lt;/script&gt;\n第二行") == isTheirs)
            #expect(back.contains("id=\"kept\"") == isTheirs)
            // Its version is that which was typed over, and the page says that there is another.
            #expect(back.contains("name=\"version\" value=\"\(isTheirs ? "v0" : "v1")\""))
            #expect(back.contains("成为待核对") == isTheirs || back.contains("data-overtaken"))
            #expect(server.backend.saved.withLock { $0.isEmpty })
        }
    }

    private func ownerForm(
        _ name: String, _ password: String
    ) async throws -> [(String, String)] {
        let answer = try await server.post("/login", [("name", name), ("password", password)])
        return try await form([.cookie: try #require(answer.cookie)])
    }

    @Test func `the form of an earlier log-in is not taken, and leads to one that is`()
        async throws
    {
        let earlier = try await form(server.inside(name: "周凯"))
        let now = try server.inside(name: "周凯")
        let answer = try await server.post(KeptFormTests.path, earlier, headers: now)
        #expect(answer.status == .forbidden)
        let place = try #require(
            answer.text.split(separator: "href=\"\(KeptFormTests.path)").dropFirst().first.map {
                KeptFormTests.path + String($0.prefix { $0 != "\"" })
            })
        let back = try await server.ask(place, headers: now)
        #expect(back.text.contains("电话核对") && back.formToken != nil)
        let theirs = try server.inside(name: "李娜")
        #expect(!(try await server.ask(place, headers: theirs).text.contains("电话核对")))
        #expect(server.backend.saved.withLock { $0.isEmpty })
    }
}
