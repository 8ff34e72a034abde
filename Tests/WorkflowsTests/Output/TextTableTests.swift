import Testing
import Workflows

@Suite struct TextTableTests {
    private let chinese = [
        ["L-2041", "智谱云创科技有限公司", "14", "2.80 或 3.50，待核对", "在租"],
        ["L-2055", "竹韵机器人", "0", "2.80", "在租"],
        ["L-2058", "Anji Bio Ltd", "1,284", "3.00", "7 天后到期"],
    ]

    private func leases(_ titles: [String]) -> TextTable {
        var table = TextTable([
            .init(titles[0]), .init(titles[1], isFlexible: true), .init(titles[2], .right),
            .init(titles[3], isFlexible: true), .init(titles[4]),
        ])
        for row in chinese { table.add(row) }
        return table
    }

    private var zh: TextTable { leases(["编号", "企业", "待发", "月租（元/㎡）", "状态"]) }
    private var en: TextTable { leases(["Id", "Company", "To send", "Rent", "State"]) }

    /// The display column at which the last cell of a line begins.
    private func lastCellColumn(of line: String, _ cell: String) -> Int {
        let start = line.index(line.endIndex, offsetBy: -cell.count)
        return DisplayWidth.of(line[..<start])
    }

    @Test func `a Chinese table`() {
        #expect(
            zh.lines().joined(separator: "\n") == """
                编号    企业                   待发  月租（元/㎡）         状态
                L-2041  智谱云创科技有限公司     14  2.80 或 3.50，待核对  在租
                L-2055  竹韵机器人                0  2.80                  在租
                L-2058  Anji Bio Ltd          1,284  3.00                  7 天后到期
                """)
    }

    @Test func `an English table`() {
        #expect(
            en.lines().joined(separator: "\n") == """
                Id      Company               To send  Rent                  State
                L-2041  智谱云创科技有限公司       14  2.80 或 3.50，待核对  在租
                L-2055  竹韵机器人                  0  2.80                  在租
                L-2058  Anji Bio Ltd            1,284  3.00                  7 天后到期
                """)
    }

    @Test(arguments: [nil, 132, 100, 80, 66, 60, 50])
    func `the last cell begins in the same column on every row`(width: Int?) {
        for (table, title) in [(zh, "状态"), (en, "State")] {
            let cells = [title] + chinese.map { $0[4] }
            let columns = zip(table.lines(width: width), cells).map(lastCellColumn)
            #expect(Set(columns).count == 1, "\(columns)")
        }
    }

    @Test(arguments: 48...90)
    func `a table fits the width while its flexible columns can give`(width: Int) {
        for line in zh.lines(width: width) + en.lines(width: width) {
            #expect(DisplayWidth.of(line) <= width)
        }
    }

    @Test func `the widest flexible column gives first, ids and numbers never`() {
        let lines = zh.lines(width: 50)
        #expect(lines[1].hasPrefix("L-2041  智谱"))
        #expect(lines[1].contains("..") && lines[3].contains("1,284"))
        for line in zh.lines(width: 10) { #expect(!line.hasPrefix("L-20..")) }
    }

    /// A ledger as wide as they are: long keys, names, days, amounts, notes.
    private var ledger: TextTable {
        var table = TextTable([
            .init("编号"), .init("企业", isFlexible: true), .init("入驻日"),
            .init("月租（元/工位）", .right), .init("备注", isFlexible: true, isOptional: true),
        ])
        for (at, day) in ["2023-08-11", "2024-01-05"].enumerated() {
            table.add([
                .init("T-anji-91\(at)30523XU0010000G-20230811", short: "T-anji-91\(at)"),
                .init("演示·澜图智能科技有限公司"), .init(day), .init("1,200.50"), .init("见附件"),
            ])
        }
        return table
    }

    @Test(arguments: [40, 60, 80, 120], [true, false])
    func `days and amounts are whole at every width, and no line is too long`(
        width: Int, isIndented: Bool
    ) {
        let lines = ledger.lines(width: width, indent: isIndented ? 2 : 0)
        let text = lines.joined(separator: "\n")
        for whole in ["2023-08-11", "2024-01-05", "1,200.50", "T-anji-910", "T-anji-911"] {
            #expect(text.contains(whole), "\(width)\n\(text)")
        }
        for line in lines { #expect(DisplayWidth.of(line) <= width, "\(line)") }
    }

    @Test func `names are clipped first, then keys are shortened, then columns are left out`() {
        #expect(
            ledger.lines(width: 120)[1].contains(
                "T-anji-91030523XU0010000G-20230811  演示·澜图智能科技有限公司"))
        #expect(ledger.lines(width: 90)[1].contains("0G-20230811  演示·澜图"))
        #expect(ledger.lines(width: 70)[1].hasPrefix("T-anji-910  演示"))
        #expect(ledger.leftOut(width: 70) == [] && ledger.leftOut(width: 45) == ["备注"])
        #expect(ledger.leftOut(width: nil) == [])
    }

    @Test func `what fits in no way becomes blocks of titles and values`() {
        #expect(
            zh.lines(width: 40).prefix(5).joined(separator: "\n") == """
                L-2041
                  企业           智谱云创科技有限公司
                  待发           14
                  月租（元/㎡）  2.80 或 3.50，待核对
                  状态           在租
                """)
    }

    @Test func `a list of names and values breaks its values and clips none`() {
        var table = TextTable([.init(""), .init("", isFlexible: true)], hasHeader: false)
        table.add(["备注", "一二三四五六七八九十"])
        #expect(table.lines(width: 16) == ["备注  一二三四五", "      六七八九十"])
    }

    @Test func `a firm cell keeps its flexible column as wide as itself`() {
        var table = TextTable([.init("值", isFlexible: true), .init("理由", isFlexible: true)])
        table.add([.init("2023-01-01 / 2023-12-31", isFirm: true), "很长很长很长很长很长很长的理由"])
        for width in 34...60 {
            #expect(table.lines(width: width)[1].hasPrefix("2023-01-01 / 2023-12-31  "))
        }
    }

    @Test func `an indented table counts its indent`() {
        for line in zh.lines(width: 60, indent: 4) {
            #expect(line.hasPrefix("    ") && DisplayWidth.of(line) <= 60)
        }
    }

    @Test func `no line ends in spaces`() {
        var table = TextTable([.init("a"), .init("b", .right), .init("c")])
        table.add(["1", "", ""])
        table.add(["", "22", ""])
        #expect(table.lines() == ["a   b  c", "1", "   22"])
    }

    @Test func `plain rows are tabs and whole values`() {
        #expect(zh.plainLines[0] == "L-2041\t智谱云创科技有限公司\t14\t2.80 或 3.50，待核对\t在租")
        var table = TextTable([.init("a"), .init("b")])
        table.add(["x\ty", "z\n"])
        #expect(table.plainLines == ["x\\ty\tz\\n"])
    }

    @Test func `a line break inside a cell does not break the table`() {
        var table = TextTable([.init("a"), .init("b")], hasHeader: false)
        table.add(["智\n谱", "x"])
        #expect(table.lines() == ["智 谱  x"])
    }

    @Test func `painting does not move columns`() {
        var table = TextTable([.init("状态"), .init("n")], hasHeader: false)
        table.add([.init("在线", .good), "1"])
        table.add([.init("离线 9 小时", .bad), "2"])
        let painted = table.lines { text, style in style.painted(text) }
        #expect(painted[0] == "\u{1B}[32m在线\u{1B}[0m         1")
        #expect(painted[1] == "\u{1B}[31m离线 9 小时\u{1B}[0m  2")
    }
}
