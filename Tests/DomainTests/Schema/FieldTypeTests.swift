import Causality
import Domain
import Testing

@Suite struct FieldTypeTests {
    private static let colours = FieldType.choice([
        .init("roadshow-room", "路演厅", "roadshow room"), .init("office", "办公室（A）", "office"),
    ])

    @Test(arguments: [
        (FieldType.text(most: 20), "　演示（北京） ", Value.text("演示（北京）")),
        (.text(most: 20), "a\r\nb", .text("a\nb")),
        (.digits(6), "３３０５２３", .text("330523")),
        (.wholeNumber(1...150), "约150", .integer(150)),
        (.decimal(places: 4), "7.1488", .integer(71_488)),
        (.money, "1,200万", .integer(1_200_000_000)),
        (.area, "60.5 ㎡", .integer(6_050)),
        (.area, "1,050平米", .integer(105_000)),
        (.day, "2023年8月11日", .text("2023-08-11")),
        (.yesNo, "有", .integer(1)), (.yesNo, "No", .integer(0)),
        (colours, "路演厅", .text("roadshow-room")),
        (colours, "Roadshow Room", .text("roadshow-room")),
        (colours, "办公室(A)", .text("office")), (colours, "OFFICE", .text("office")),
        (.set, "MR；AIGC, 大模型、MR", .text("AIGC,MR,大模型")), (.set, " ，;", .null),
        (.site, " Anji ", .text("anji")),
        (.creditCode, "9133 0523 ma2b 0001 91", .text("91330523MA2B000191")),
        (.reference(kind: "seat"), " S-anji-A-017", .text("S-anji-A-017")),
        (.day, "  ", .null), (.money, "", .null),
    ])
    func `what people type becomes a value`(type: FieldType, typed: String, value: Value) {
        #expect(type.parse(typed) == .success(value))
    }

    @Test(arguments: [
        (FieldType.text(most: 5), "工位", "too-long"),
        (.text(most: 9), "a\u{0}b", "control-character"),
        (.digits(6), "33052", "not-digits"), (.wholeNumber(1...150), "151", "out-of-range"),
        (.wholeNumber(1...150), "2-3", "not-a-whole-number"),
        (.decimal(places: 2), "1.234", "not-a-decimal"), (.money, "-1", "out-of-range"),
        (.money, "2-3", "not-money"), (.area, "60亩", "not-an-area"), (.day, "8月11日", "not-a-day"),
        (.yesNo, "maybe", "not-yes-or-no"), (colours, "会议室", "unknown-choice"),
        (.site, "安吉", "not-a-site"), (.creditCode, "914403001922038000", "bad-credit-code"),
        (.reference(kind: "seat"), String(repeating: "x", count: 201), "too-long"),
    ])
    func `what is no value says why`(type: FieldType, typed: String, code: String) {
        guard case .failure(let problem) = type.parse(typed) else {
            Issue.record("\(typed) was accepted")
            return
        }
        #expect(problem.code == code)
        #expect(!problem.label.zh.isEmpty && !problem.label.en.isEmpty)
    }

    @Test func `an amount takes its unit from the header`() {
        #expect(
            FieldType.money.parse("5", moneyUnit: .tenThousandYuan) == .success(.integer(5_000_000))
        )
        #expect(MoneyUnit(word: "万元") == .tenThousandYuan)
        #expect(MoneyUnit(word: "千元") == .thousandYuan)
        #expect(MoneyUnit(word: "美元") == nil)
    }

    @Test func `a doubtful credit code is kept with a warning`() {
        let typed = "91330523MA2B000192"
        #expect(FieldType.creditCode.parse(typed) == .success(.text(typed)))
        #expect(FieldType.creditCode.doubt(about: .text(typed))?.code == "bad-credit-code")
        #expect(FieldType.creditCode.doubt(about: .text("91330523MA2B000191")) == nil)
        #expect(FieldType.creditCode.doubt(about: .null) == nil)
    }

    @Test func `a value that another tool wrote is shown as it stands`() {
        #expect(FieldType.money.display(.text("much")).en == "much")
        #expect(FieldType.yesNo.display(.integer(7)).zh == "7")
        #expect(FieldTypeTests.colours.display(.text("red")).zh == "red")
        #expect(FieldType.day.display(.null).en == "")
    }

    @Test(arguments: seeds)
    func `what is shown reads back in both languages`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for kind in NetworkSchema.kinds {
            for field in kind.fields {
                for _ in 0..<20 {
                    let value = field.type.randomValue(using: &random)
                    let shown = field.type.display(value)
                    #expect(
                        field.type.parse(shown.zh) == .success(value),
                        "seed \(seed), \(kind.name).\(field.name)")
                    #expect(
                        field.type.parse(shown.en) == .success(value),
                        "seed \(seed), \(kind.name).\(field.name)")
                }
            }
        }
    }
}
