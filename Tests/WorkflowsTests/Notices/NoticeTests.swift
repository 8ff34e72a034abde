import Causality
import Testing

@testable import Workflows

/// What chat groups are told, and how it is signed.
@Suite struct NoticeTests {
    private func body(_ request: Robot.Request) throws -> JSON { try JSON(utf8: request.body) }

    private func robot(_ kind: RobotKind, _ more: String = "") throws -> Robot {
        try #require(Robot(kind, text: "http://127.0.0.1:1/send?key=k\n\(more)"))
    }

    @Test func `DingTalk's signature has the secret as its key, and milliseconds`() throws {
        let request = try robot(.dingtalk, "SEC000").request("x", atMilliseconds: 1_790_000_000_000)
        #expect(
            request.url.hasSuffix(
                "&timestamp=1790000000000&sign=wzHS4V099ZmvaKrhS6tAVpKYHTsy0YFLPScQo34iJyM%3D"))
        #expect(try body(request)["text"]?["content"] == .string("x"))
    }

    @Test func `Feishu's has seconds and the secret as its key, and nothing as its message`() throws
    {
        let request = try robot(.feishu, "SEC000").request("x", atMilliseconds: 1_790_000_000_999)
        #expect(try body(request)["timestamp"] == .string("1790000000"))
        #expect(
            try body(request)["sign"] == .string("ELUZKjUQ5+xKjKU6rNpNl6bEaW3vGlZ33ZShcHyLRY4="))
        #expect(!request.url.contains("sign"))
    }

    @Test func `without a secret nothing is signed`() throws {
        let request = try robot(.dingtalk).request("x", atMilliseconds: 1)
        #expect(!request.url.contains("sign"))
        #expect(try body(try robot(.feishu).request("x", atMilliseconds: 1))["sign"] == nil)
    }

    @Test func `a text that is too long is cut between characters`() throws {
        let text = String(repeating: "满", count: 2_000)
        let told = try #require(
            try body(robot(.wecom).request(text, atMilliseconds: 1))["text"]?["content"]?.string)
        #expect(told.utf8.count <= 2_048 && told.hasSuffix("满…"))
    }

    @Test(arguments: [
        "", "https://example.com/robot", "http://127.0.0.2:1/", "ftp://127.0.0.1:1/",
        "https://open.feishu.cn.example.com/", "http://127.0.0.1:1/\na\nb",
        "https://open.feishu.cn/中",
    ])
    func `what is no address of such a robot is none`(text: String) {
        #expect(Robot(.feishu, text: text) == nil)
    }

    @Test func `an answer with a code other than nought is a refusal, in its words`() {
        #expect(
            Robot.refusal(status: 200, body: Array(#"{"errcode":0,"errmsg":"ok"}"#.utf8)) == nil)
        #expect(Robot.refusal(status: 200, body: Array(#"{"code":0,"msg":"success"}"#.utf8)) == nil)
        let refused = Robot.refusal(
            status: 200, body: Array(#"{"errcode":310000,"errmsg":"sign not match"}"#.utf8))
        #expect(refused == "HTTP 200, 310000 sign not match")
        #expect(Robot.refusal(status: 502, body: []) == "HTTP 502 ")
        #expect(Robot.refusal(status: 200, body: Array("<html>".utf8)) != nil)
    }

    @Test
    func `a branch owns what is its own, the hub what is common, and sealed is what only it holds`()
        throws
    {
        let anji = try #require(SiteID("anji"))
        let beijing = try #require(SiteID("beijing"))
        let city = try #require(ScopeID("city/330523"))
        typealias Figures = NoticeFigures
        #expect(Figures.owner(of: .site(anji), isHub: false, anji) == .mine)
        #expect(Figures.owner(of: .site(anji), isHub: true, beijing) == .another)
        #expect(Figures.owner(of: .common, isHub: false, anji) == .another)
        #expect(Figures.owner(of: .common, isHub: true, beijing) == .mine)
        #expect(Figures.owner(of: .capital, isHub: true, beijing) == .sealed)
        #expect(Figures.owner(of: city, isHub: true, beijing) == .sealed)
    }

    @Test(arguments: ["", "8:20", "24:00", "08:60", "08:2", "ab:cd", "08:20:00", "+8:20"])
    func `what is no time of a day is refused`(text: String) {
        #expect(!NoticeSettings.isTime(text))
        #expect(NoticeSettings.isTime("08:20"))
    }
}
