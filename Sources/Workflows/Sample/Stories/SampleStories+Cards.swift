internal import Causality
internal import Domain
internal import Storage

extension SampleStories {
    /// K03: a team at head office, the same people with a code at the site. K04: one code, two names. K21:
    /// one sheet, imported at two sites, three cells of which somebody had changed. The last two are one
    /// record each, and what differs is settled by the newest and listed.
    mutating func tellCompanies() throws {
        let name = "演示·同人创业团队"
        let team = RecordKey(sample: "company", "k03", 1)
        let (code, registered) = newCode(1)
        try card("K03", at: 0, team, ["legal_name": .text(name), "kind": .text("team")])
        try card(
            "K03", at: Self.anji, registered,
            [
                "legal_name": .text(name + "有限公司"), "kind": .text("company"),
                "credit_code": .text(code),
            ])
        expect(
            "K03", rule: .oneNameOneCompany, [row("company", team), row("company", registered)],
            at: everywhere)

        let (same, key) = newCode(2)
        for (site, name, sector) in [
            (0, "演示·双名甲科技有限公司", "大模型"), (Self.anji, "演示·双名乙科技有限公司", "AIGC"),
        ] {
            try card(
                "K04", at: site, key,
                [
                    "legal_name": .text(name), "kind": .text("company"), "credit_code": .text(same),
                    "sectors": .set([sector]),
                ])
        }
        expectNothing("K04")

        for number in 1...3 {
            let (code, key) = newCode(10 + number)
            for (site, founded) in [(5, "2021-03-01"), (7, "2021-03-0\(number + 1)")] {
                try card(
                    "K21", at: site, key,
                    [
                        "legal_name": .text("演示·同表\(number)号科技有限公司"), "kind": .text("company"),
                        "credit_code": .text(code), "founded_on": day(founded),
                    ])
            }
        }
        expectNothing("K21")
    }

    /// A code that no company of the world has, and the key that follows from it.
    private func newCode(_ number: Int) -> (code: String, key: RecordKey) {
        let code = CreditCode(registering: "91330523", organisation: "XU9\(number.padded(to: 5))")
        let text = code?.text ?? ""
        return (text, RecordKey(checked: "C-\(text)"))
    }

    private func card(
        _ story: String, at site: Int, _ key: RecordKey, _ values: [String: Value]
    ) throws {
        try write(story, at: site) { try $0.insert("company", key, values) }
    }

    /// K26: figures are stamped at head office while the site corrects them.
    mutating func tellPaper() throws {
        for site in SampleSite.all.indices.dropFirst() {
            let years = world.records(of: SampleSite.all[site]).filter {
                $0.kind == "company_year" && $0.values["stamped_figures"] == nil
            }
            guard let year = years.first else { continue }
            let stamp = PaperRules.stamp { year.values[$0] }
            try write("K26", at: 0) { draft in
                try draft.set(
                    "company_year", year.key,
                    [
                        "state": .text("stamped"), "stamped_figures": .text(stamp),
                        "stamped_on": day("2023-08-12"),
                    ])
            }
            try write("K26", at: site) { draft in
                try draft.set(
                    "company_year", year.key,
                    ["people": .integer((year.values["people"]?.integer ?? 0) + 3)])
            }
            expect(
                "K26", rule: .frozenYearStands, [row("company_year", year.key)], at: hubAnd(site))
            return
        }
    }

    /// K16: a value from the newspaper and one from the term sheet. K19: a repair is signed off and
    /// reported again. K25: one demand, two companies.
    mutating func tellQuietOnes() throws {
        let company = world.companies.first { $0.site == Self.anji && $0.standing == .resident }
        guard let company else { return }
        try write("K16", at: Self.anji) { draft in
            try draft.insert(
                "press_valuation", key("press_valuation", "K16"),
                [
                    "site": siteValue(Self.anji), "company": .key(company.key),
                    "as_of": day("2023-08-01"), "amount_fen": .yuan(300_000_000),
                    "currency": .text("CNY"), "basis": .text("press"),
                ])
        }
        try write("K16", at: 0) { draft in
            try draft.insert(
                "valuation", key("valuation", "K16"),
                [
                    "company": .key(company.key), "as_of": day("2023-08-01"),
                    "amount_fen": .yuan(240_000_000), "currency": .text("CNY"),
                    "basis": .text("round"), "kept_by": siteValue(0),
                ])
        }
        expectNothing("K16")
        try tellRepair()
        try tellMatches()
    }

    private mutating func tellRepair() throws {
        let done = world.records(of: SampleSite.all[Self.anji]).first {
            $0.kind == "work_order" && $0.values["state"]?.text == "done"
        }
        guard let done else { return }
        for (site, state) in [(Self.anji, "confirmed"), (0, "reopened")] {
            try write("K19", at: site) {
                try $0.set("work_order", done.key, ["state": .text(state)])
            }
        }
        expect("K19", cell: "state", of: row("work_order", done.key), at: hubAnd(Self.anji))
    }

    private mutating func tellMatches() throws {
        let demand = RecordKey(sample: "demand", id(Self.anji).name, 0)
        let able = world.companies.filter { $0.site == 3 && $0.standing == .resident }
        guard able.count > 1 else { return }
        for (site, company) in [(Self.anji, able[0]), (0, able[1])] {
            let key = RecordKey(checked: "DM-\(demand)-\(company.key)")
            try write("K25", at: site) { draft in
                try draft.insert(
                    "demand_match", key,
                    [
                        "site": siteValue(Self.anji), "demand": .key(demand),
                        "company": .key(company.key), "state": .text("pilot"),
                    ])
            }
        }
        expectNothing("K25")
    }
}
