import Simulation
import Testing

@Suite struct HistoryTests {
    private static let schema = """
        {"version":1,"tables":[{"name":"t","scope":{"fixed":"common"},"owner":null,
        "columns":[{"name":"a","type":"integer","policy":"ask"},
        {"name":"n","type":"integer","policy":"sum"},
        {"name":"from_day","type":"text","policy":"ask"},
        {"name":"to_day","type":"text","policy":"ask"}],
        "groups":[{"name":"period","members":["from_day","to_day"],"policy":"ask"}]}]}
        """

    private func answer(_ steps: [String]) -> String {
        let request = """
            {"schema":\(Self.schema),"sites":["beijing","anji"],"hub":"beijing",
            "steps":[\(steps.joined(separator: ","))]}
            """
        return HistoryRun.answer(line: request)
    }

    private let insert = """
        {"do":"edit","site":"anji","wall_ms":1700000000000,"author":"a","reason":null,"ops":
        [{"op":"insert","table":"t","key":"k1","columns":{"a":1,"from_day":"2024-01-01"}}]}
        """

    private func set(_ site: String, _ value: Int) -> String {
        """
        {"do":"edit","site":"\(site)","wall_ms":1700000001000,"author":"b","reason":"r","ops":
        [{"op":"set","table":"t","key":"k1","columns":{"a":\(value)},"seen":true}]}
        """
    }

    @Test func `two blind sites get a conflict and a ledger pair, alike at both`() {
        let there = #"{"do":"deliver","from":"anji","to":"beijing","limit":null}"#
        let back = #"{"do":"redeliver","from":"beijing","to":"anji","limit":null}"#
        let crash = #"{"do":"crash","site":"anji"}"#
        let text = answer([insert, there, set("anji", 2), set("beijing", 3), there, crash, back])
        #expect(
            text.contains(
                #""ledger":[{"cell":"a","dots":["anji.1/common:2","beijing.1/common:1"],"#))
        #expect(text.components("\"kind\":\"cell\"") == 2)
        #expect(text.contains(#""period":[{"dot":"anji.1/common:1","value":{"from_day":"#))
        #expect(text.contains(#""hlc":"2023-11-14T22:13:20.000Z/0""#))
        #expect(text.hasSuffix("}") && text.contains(#""refused":[],"sites""#))
    }

    @Test func `an edit that cannot be made changes nothing and is listed`() {
        let text = answer([insert, insert, set("beijing", 4)])
        #expect(text.hasPrefix(#"{"applied":[0,1,0],"refused":[1,2],"#))
        #expect(text.components("\"arrival\"") == 1)
    }

    @Test func `a request that is none is answered by an error`() {
        #expect(HistoryRun.answer(line: "{}").hasPrefix("{\"error\":"))
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
