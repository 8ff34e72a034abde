import Testing
import Workflows

@Suite struct EnvelopeTests {
    private let envelope = Envelope(
        kind: "conflict.list", site: "anji", asOf: 1_795_431_900_000)

    @Test func `an answer says what it is, of whom and of when`() {
        #expect(
            envelope.document(data: ["C-K4T9"]).text == #"{"moso":1,"kind":"conflict.list","#
                + #""site":"anji","as_of":"2026-11-23T11:05:00.000Z","tz":"Asia/Shanghai","#
                + #""data":["C-K4T9"],"warnings":[]}"#)
    }

    @Test func `an answer of no site has no such key`() {
        let bench = Envelope(kind: "bench", site: nil, asOf: 0, zone: .utc)
        #expect(bench.document(data: nil)["site"] == nil)
        #expect(bench.document(data: nil)["data"] == .null)
        #expect(bench.document(data: nil)["tz"] == "UTC")
    }

    @Test func `warnings have a code and words`() {
        let warned = envelope.document(
            data: [], warnings: [.init(code: "W-SITE-STALE", message: "杭州 9 小时没有数据")])
        #expect(warned["warnings"]?.array?.first?["code"] == "W-SITE-STALE")
    }

    @Test func `a stream begins with the envelope and ends with its count`() throws {
        final class Lines { var text = "" }
        let lines = Lines()
        var stream = JSONLines(envelope) { lines.text += $0 }
        stream.add(["seq": 1, "note": "a\nb\u{2028}c"])
        stream.add(["seq": 2])
        stream.end()
        let values = try lines.text.split(separator: "\n").map { try JSON(String($0)) }
        #expect(values.count == 4 && lines.text.hasSuffix("\n"))
        #expect(values[0]["kind"] == "conflict.list" && values[0]["data"] == nil)
        #expect(values[1]["data"]?["note"] == "a\nb\u{2028}c")
        #expect(values[3].text == #"{"end":true,"count":2,"warnings":[]}"#)
    }

    @Test func `money is a string with its currency`() {
        #expect(JSON.money("3.20", currency: "CNY").text == #"{"amount":"3.20","currency":"CNY"}"#)
    }
}
