import Causality
import Domain
import Storage
import Testing
import Workflows

/// Funnel, fund, follow-on, valuations: what lies in the hub's capital scope.
@Suite struct MoneyReportTests {
    private func project(_ network: Network, _ name: String, _ stage: String, _ more: String...)
        throws
        -> RecordKey
    {
        let company = try network.addCompany(name)
        let key = try network.add(
            "investment", at: "beijing", ["company=\(company)", "stage=sourced"] + more)
        let stages = ["screened", "gate-1", "gate-2"]
        for next in stages.prefix((stages.firstIndex(of: stage) ?? -1) + 1) {
            try network.edit(key, at: "beijing", "stage=\(next)")
        }
        return key
    }

    @Test func `the funnel counts each stage, by currency, with both gates`() throws {
        let network = try Network("beijing")
        let one = try project(network, "甲", "gate-2", "asked_fen=100", "currency=CNY")
        _ = try project(network, "乙", "gate-2", "asked_fen=200", "currency=USD")
        _ = try project(network, "丙", "sourced", "asked_fen=300")
        for (gate, verdict) in [("1", "pass"), ("2", "hold")] {
            try network.add(
                "gate_review", at: "beijing", "investment=\(one)", "gate=\(gate)", "reviewer=周",
                "verdict=\(verdict)", "mandate_from=2023-01-01", "signed_on=2023-08-01")
        }
        let report = try network.report(.funnel, day: "2023-08-11")
        #expect(try report.number("gate-2", "count") == 2 && report.number("sourced", "count") == 1)
        #expect(try report.number("exited", "count") == 0)
        let words = ReportWords(.en)
        let asked = words.text(try report.cell("gate-2", "asked"), .money(.yuan))
        #expect(asked == "100.00 + 200.00 USD")
        #expect(words.text(try report.cell(one.text, "gate_1"), .text) == "passed 2023-08-01")
        #expect(words.text(try report.cell(one.text, "gate_2"), .text) == "held")
        #expect(try report.keys("gate-2").count == 2 && report.figure("projects") == 3)
        // Before anybody signed, there was no verdict.
        let before = try network.report(.funnel, day: "2023-07-31")
        #expect(try before.cell(one.text, "gate_1").content == .none)
        // Half a year on the verdict is too old.
        let later = try network.report(.funnel, day: "2024-03-01")
        #expect(words.text(try later.cell(one.text, "gate_1"), .text).contains("too old"))
    }

    @Test func `a fund's available is its size without what is bound`() throws {
        let network = try Network("beijing")
        let fund = try network.add(
            "fund", at: "beijing", "name=演示一期", "size_fen=1000", "reserve_bp=1000")
        let moves = [
            ("commit", 600, "2023-01-05"), ("fee", 20, "2023-02-01"), ("pay", 300, "2023-03-01"),
            ("return", 50, "2023-04-01"), ("commit", 200, "2023-09-01"),
        ]
        for (kind, yuan, day) in moves {
            try network.add(
                "fund_movement", at: "beijing", "fund=\(fund)", "kind=\(kind)", "moved_on=\(day)",
                "amount_fen=\(yuan)")
        }
        for day in ["2022-12-31", "2023-01-05", "2023-08-11", "2023-09-01"] {
            let sum = { (kind: String) in
                Int64(moves.filter { $0.0 == kind && $0.2 <= day }.map(\.1).reduce(0, +) * 100)
            }
            let report = try network.report(.fund, day: day)
            for kind in ["commit", "fee", "pay", "return"] {
                #expect(try report.number(fund.text, kind)?.low == sum(kind), "\(day) \(kind)")
            }
            let left = 100_000 - 10_000 - sum("commit") - sum("fee")
            #expect(try report.number(fund.text, "available") == Range64(left, left))
            #expect(report.checks.map(\.verdict) == [.holds])
        }
        // As another program writes it: the rule would refuse it at the desk.
        try network["beijing"].edit(author: "sqlite3") { draft in
            try draft.insert(
                "fund_movement", try #require(RecordKey("FM-over")),
                [
                    "fund": .text(fund.text), "kind": .text("commit"),
                    "moved_on": .text("2023-08-01"),
                    "amount_fen": .integer(90_000), "kept_by": .text("beijing"),
                ])
        }
        let over = try network.report(.fund, day: "2023-08-11")
        #expect(over.checks.map(\.verdict) == [.fails])
        #expect(try over.keys("\(fund)-size").contains("FM-over"))
    }

    @Test func `a fund whose size is undecided has a range, and its check is open`() throws {
        let network = try Network("beijing", "copy")
        let fund = try network.add("fund", at: "beijing", "name=演示一期", "size_fen=1000")
        try network.add(
            "fund_movement", at: "beijing", "fund=\(fund)", "kind=commit", "moved_on=2023-01-05",
            "amount_fen=800")
        let report = try network.report(.fund, day: "2023-08-11")
        #expect(try report.number(fund.text, "available") == 20_000)
        // A branch holds nothing of the capital scope.
        try network.meet()
        #expect(try network.report(.fund, at: "copy").rows.isEmpty)
        #expect(try network.report(.funnel, at: "copy").figure("projects") == 0)
    }

    @Test func `follow-on is listed with its state, and documents before the NDA are marked`()
        throws
    {
        let network = try Network("beijing")
        let one = try project(network, "甲", "sourced")
        let lp = try network.add("lp", at: "beijing", "name=演示 LP-01")
        let follow = try network.add(
            "lp_follow_on", at: "beijing", "investment=\(one)", "lp=\(lp)", "state=interested",
            "amount_fen=50", "documents_shared=a,b")
        let report = try network.report(.followOn)
        #expect(try report.texts("lp") == ["演示 LP-01"] && report.texts("project") == ["甲"])
        #expect(try report.cell(follow.text, "documents").mark == .bad)
        #expect(try report.figure("interested") == 1 && report.keys("interested") == [follow.text])
        #expect(try report.figure("closed") == 0)
    }

    @Test func `a valuation is measured against the first, in one currency`() throws {
        let network = try Network("beijing")
        let company = try network.addCompany("甲")
        for (day, yuan) in [("2022-06-01", 100), ("2023-01-01", 400), ("2023-08-01", 970)] {
            try network.add(
                "valuation", at: "beijing", "company=\(company)", "as_of=\(day)",
                "amount_fen=\(yuan)", "basis=round")
        }
        let other = try network.addCompany("乙")
        for (day, currency, amount) in [
            ("2022-06-01", "CNY", 100), ("2023-08-01", "USD", 1_000_000_000),
        ] {
            try network.add(
                "valuation", at: "beijing", "company=\(other)", "as_of=\(day)",
                "amount_fen=\(amount)", "currency=\(currency)", "basis=internal-mark")
        }
        let report = try network.report(.values, day: "2023-08-11")
        #expect(try report.texts("company") == ["甲", "乙"])
        #expect(
            try report.texts("multiple") == ["9.70", ""] && report.texts("months") == ["14", "14"])
        #expect(try report.texts("unicorn") == ["", "yes"] && report.figure("unicorns") == 1)
        #expect(try network.report(.values, day: "2023-02-01").texts("multiple").contains("4.00"))
    }
}
