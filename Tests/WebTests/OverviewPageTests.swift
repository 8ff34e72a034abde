import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Testing
import Web
import Workflows

@Suite("The overview")
struct OverviewPageTests {
    @Test func `Chinese comes first, English when asked for`() async throws {
        let zh = try await Server().look("/").text
        #expect(zh.contains("<html lang=\"zh-Hans\">"))
        #expect(zh.contains("候补名单"))
        for query in ["/?lang=en"] {
            let en = try await Server().look(query).text
            #expect(en.contains("<html lang=\"en\">"))
            #expect(en.contains("Waiting list"))
        }
    }

    @Test(arguments: [
        ("en-GB,en;q=0.9", "en"), ("fr, en", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr", "zh-Hans"), ("", "zh-Hans"),
    ])
    func `a browser's wish is heard`(_ wish: String, _ tag: String) async throws {
        let response = try await Server().look("/", headers: [.acceptLanguage: wish])
        #expect(response.headers[.contentLanguage] == tag)
    }

    @Test(arguments: Language.allCases)
    func `no phrase of the other language is left`(_ language: Language) {
        let text = OverviewPage.example.document(in: language)
        switch language {
        case .zh: #expect(!text.contains("Waiting") && !text.contains("undecided"))
        case .en: #expect(!text.contains("待核对") && !text.contains("空闲"))
        }
    }

    @Test func `an undecided figure is a range and says so`() {
        let text = OverviewPage.example.document(in: .en)
        #expect(text.contains("97–99"))
        #expect(text.contains("21–23"))
        #expect(text.contains("undecided"))
        #expect(text.contains("1 within 30 days, 1–2 within 60 days, 2 within 90 days."))
        #expect(text.contains("36–68 days") && text.contains("2026-12-30 or 2027-01-31"))
        #expect(text.contains("2026-11-20 or 2026-12-01") && text.contains("0–4 days late"))
        #expect(text.contains(">1–2</a></b>"), "how many wait")
        #expect(text.contains("¥900,000,000–1,025,000,000"))
    }

    @Test func `every site's part says how old it is`() {
        let text = OverviewPage.example.document(in: .en)
        #expect(text.contains("安吉 9 min ago"))
        #expect(text.contains("nothing from 杭州 yet"))
        // As old as the oldest part of it.
        let oldest = TimeText.local(OverviewPage.now - 540_000)
        #expect(text.contains("Data as of \(oldest)."))
    }

    @Test func `a site that says nothing for a day is marked, and for three days more so`() {
        for (hours, mark) in [(23, ""), (24, "open"), (71, "open"), (72, "late")]
            as [(Int64, String)]
        {
            let heard = OverviewPage.now - hours * 3_600_000
            let page = OverviewPage(
                siteName: "北京", isHub: true, nowMilliseconds: OverviewPage.now,
                sites: [
                    .init(
                        code: "anji", name: "安吉", seatsInService: .init(1), seatsAssigned: .init(1),
                        seatsFree: .init(0), heardMilliseconds: heard)
                ],
                waiting: .init(0), waitlist: [], endings: [], endingCounts: [], pipeline: [],
                conflicts: [])
            let time = page.document(in: .en).split(separator: "<time").dropFirst().first ?? ""
            let tag = time.prefix { $0 != ">" }
            #expect(
                tag.contains("class=") == !mark.isEmpty && tag.contains(mark), "\(hours) \(tag)")
        }
    }

    @Test func `every figure opens its list, for whoever may see it`() async throws {
        let server = Server()
        let page = try await server.ask("/overview?lang=en", headers: server.inside(.director)).text
        for address in [
            "/reports/occupancy?list=assigned\"", "/reports/occupancy?list=free\"",
            "/reports/occupancy?list=in_service&amp;site=anji\"",
            "/reports/occupancy?list=free&amp;site=beijing\"", "/reports/waitlist\"",
            "/reports/free-periods\"", "/reports/funnel\"",
        ] {
            #expect(page.contains("href=\"\(address)"), "\(address)")
        }
        // Nothing stands behind none.
        #expect(!page.contains("site=hangzhou"))
        let desk = try await server.ask("/overview?lang=en", headers: server.inside(.desk)).text
        #expect(!desk.contains("href=\"/reports/occupancy"))
    }

    @Test func `a page without anything says so`() {
        let empty = OverviewPage(
            siteName: "北京", isHub: true, nowMilliseconds: OverviewPage.now, sites: [],
            waiting: .init(0), waitlist: [], endings: [], endingCounts: [], pipeline: [],
            conflicts: [])
        #expect(empty.document(in: .zh).contains("没有待核对的事项"))
        #expect(empty.document(in: .en).contains("Nothing waits for a decision"))
    }

    static let payloads = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'",
        "</title><script>", "&lt;b&gt;", "javascript:alert(1)", "\u{202E}txt.exe", "a\u{0}b",
    ]

    @Test(arguments: payloads)
    func `text of a record never becomes markup`(_ name: String) {
        let page = OverviewPage.with(company: name).document(in: .zh)
        #expect(!page.contains("<script"))
        #expect(!page.contains("<img"))
        #expect(!page.contains("\u{202E}") && !page.contains("\u{0}"))
        if name.contains("<") { #expect(page.contains("&lt;")) }
        // All of our own markup stands in pairs: what was put in has closed or opened nothing.
        #expect(page.components(of: "<td") == page.components(of: "</td>"))
    }

    @Test func `the style sheet is kept for ever under the name of its content`() async throws {
        let page = try await Server().look("/").text
        let start = try #require(page.range(of: "/assets/"))
        let path = String(page[start.lowerBound...].prefix { $0 != "\"" })
        let sheet = try await Server().ask(path)
        #expect(sheet.headers[.cacheControl]?.contains("immutable") == true)
        #expect(sheet.headers[.contentType] == "text/css; charset=utf-8")
    }

    @Test func `the page brings no script, no inline style and nothing from elsewhere`() {
        let page = OverviewPage.example.document(in: .zh)
        for forbidden in ["<script", " style=", "http://", "https://", " onclick="] {
            #expect(!page.contains(forbidden))
        }
    }
}

extension String {
    fileprivate func components(of mark: String) -> Int {
        indices.count { self[$0...].hasPrefix(mark) }
    }

    fileprivate func range(of mark: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(mark) }.map { $0..<index($0, offsetBy: mark.count) }
    }
}
