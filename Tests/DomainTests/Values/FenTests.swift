import Domain
import Testing

@Suite struct FenTests {
    @Test(arguments: [
        ("900", 90_000), ("1200.50", 120_050), ("1,200万", 1_200_000_000), ("5千万", 5_000_000_000),
        ("约500", 50_000), ("５００元", 50_000), ("￥900", 90_000), ("¥1,234,567.8", 123_456_780),
        ("1.2345万元", 1_234_500), ("3亿", 30_000_000_000), ("-12.30", -1_230), ("0", 0),
        ("人民币 500 元整", 50_000), ("300w", 300_000_000), ("1,2000万", 12_000_000_000),
        ("500左右", 50_000), ("1200.5000", 120_050),
    ])
    func `amounts are read as people write them`(typed: String, fen: Int64) {
        #expect(Fen.parsing(typed, unit: .yuan) == Fen(fen))
    }

    @Test(arguments: [
        "", "万", "2-3", "3.205", "1,2", "1,20,000", "USD 5", "5美元", "一百", "1.2.3", "1e6",
        "900元/月", "99999999999999999999", "92233720368547758.08", "--5", ",100", "3万5千", ".5",
    ])
    func `what is no single amount in whole fen is refused`(typed: String) {
        #expect(Fen.parsing(typed, unit: .yuan) == nil)
    }

    @Test func `the header's unit holds unless the cell names its own`() {
        #expect(Fen.parsing("1200", unit: .tenThousandYuan) == Fen(1_200_000_000))
        #expect(Fen.parsing("0.00015", unit: .tenThousandYuan) == Fen(150))
        #expect(Fen.parsing("0.000015", unit: .tenThousandYuan) == Fen(15))
        #expect(Fen.parsing("0.0000015", unit: .tenThousandYuan) == nil)
        #expect(Fen.parsing("900元", unit: .tenThousandYuan) == Fen(90_000))
        #expect(Fen.parsing("3亿", unit: .thousandYuan) == Fen(30_000_000_000))
    }

    @Test func `amounts are shown in yuan with both decimals`() {
        #expect(Fen(320).description == "3.20")
        #expect(Fen(5).description == "0.05")
        #expect(Fen(-5).description == "-0.05")
        #expect(Fen(-1_230).description == "-12.30")
        #expect(Fen(.min).description == "-92233720368547758.08")
    }

    @Test(arguments: seeds)
    func `what is shown reads back`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let fen = Fen(Int64.random(in: .min ... .max, using: &random))
            #expect(Fen.parsing(fen.description, unit: .yuan) == fen, "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("150", 150), ("1,200", 1_200), ("１２", 12), ("约500", 500), ("1.2万", 12_000), ("30.0", 30),
        ("8人", 8), ("-3", -3), ("12 个", 12),
    ])
    func `whole numbers are read as people write them`(typed: String, number: Int64) {
        #expect(TypedText.wholeNumber(typed) == number)
    }

    @Test(arguments: ["", "2-3", "2.5", "ten", "8 kg", "1,2", "9223372036854775808"])
    func `what is no whole number is refused`(typed: String) {
        #expect(TypedText.wholeNumber(typed) == nil)
    }

    @Test func `approximate figures say so`() {
        #expect(TypedText.saysAbout("约500"))
        #expect(TypedText.saysAbout("500左右"))
        #expect(!TypedText.saysAbout("500"))
    }

    @Test func `names keep their full-width brackets`() {
        #expect(TypedText.trimmed("　演示·澜图（北京） \n") == "演示·澜图（北京）")
        #expect(TypedText.normalised("Ａ－０１７　") == "A-017")
    }
}
