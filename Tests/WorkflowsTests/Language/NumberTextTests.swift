import Testing
import Workflows

@Suite struct NumberTextTests {
    @Test func `thousands are grouped`() {
        #expect(NumberText.grouped(0) == "0")
        #expect(NumberText.grouped(999) == "999")
        #expect(NumberText.grouped(8412) == "8,412")
        #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
        #expect(NumberText.grouped(Int.min) == "-9,223,372,036,854,775,808")
    }

    @Test func `decimals come from whole numbers`() {
        #expect(NumberText.decimal(1824, 3) == "1.824")
        #expect(NumberText.decimal(5, 2) == "0.05")
        #expect(NumberText.decimal(-5, 1) == "-0.5")
        #expect(NumberText.decimal(3_360_000, 2) == "33,600.00")
    }

    @Test func `bytes are given in the unit that people read`() {
        #expect(NumberText.bytes(0) == "0 B")
        #expect(NumberText.bytes(999) == "999 B")
        #expect(NumberText.bytes(18_240_000) == "18.2 MB")
        #expect(NumberText.bytes(1_000) == "1.0 kB")
    }

    @Test func `a share of nothing is no number`() {
        #expect(NumberText.percent(0, of: 0) == "-")
        #expect(NumberText.percent(824, of: 1000) == "82.4 %")
        #expect(NumberText.percent(1, of: 3) == "33.3 %")
    }
}
