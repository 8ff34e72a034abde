import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Stories about repairs, numbers on paper, figures that were stamped and an expert's hour (K19, K22, K26,
/// K27).
struct PaperStories {
    private func network() throws -> (Network, company: RecordKey) {
        let network = try Network("beijing", "anji")
        let company = try network.add("company", at: "beijing", "legal_name=演示·澜")
        try network.meet()
        return (network, company)
    }

    private let both = ["beijing", "anji"]

    @Test(arguments: [false, true], ["done", "in-progress"])
    func `K19 closed by property and reported again at the hub, an hour earlier: it is open again`(
        backwards: Bool, known: String
    ) throws {
        let (network, _) = try network()
        let order = try network.add(
            "work_order", at: "anji", "category=ac-leak", "reported_by=青",
            "reported_at=2023-08-10 09:00", "contractor=演示冷气")
        for state in ["assigned", "in-progress"] {
            try network.edit(order, at: "anji", "state=\(state)")
        }
        if known == "done" { try network.edit(order, at: "anji", "state=done") }
        try network.meet()
        func cost(_ site: String, _ yuan: Int) throws {
            try network.add(
                "record_note", at: site, "site=anji", "about=\(order)", "kind=cost",
                "happened_on=2023-08-11", "amount_fen=\(yuan)")
        }
        // By wall clock the tenant was first; it comes later.
        try network.edit(order, at: "beijing", "state=reopened")
        try cost("beijing", 80)
        network.wait(hours: 1)
        try network.edit(
            order, at: "anji", known == "done" ? "note=已清理" : "state=done",
            "done_at=2023-08-11 16:00")
        try cost("anji", 300)
        try network.meet(backwards: backwards)
        #expect(try network.shown(order, "state", at: both) == .text("reopened"))
        // Time runs from the first report, and one contractor was called.
        #expect(try network.shown(order, "reported_at", at: both) == .text("2023-08-10T09:00"))
        for site in both {
            let replica = network[site]
            #expect(try replica.select("SELECT count(*) FROM work_order") == [[.integer(1)]])
            #expect(
                try replica.select(
                    "SELECT count(*), sum(amount_fen) FROM record_note WHERE kind = 'cost'")
                    == [[.integer(2), .integer(38_000)]])
            #expect(try ConflictInbox(replica).items().isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `K22 one number on two papers: the second gets a suffix, and both prints stay valid`(
        backwards: Bool
    ) throws {
        let (network, company) = try network()
        try network.secondMachine(of: "beijing", as: "laptop")
        func sign(_ site: String) throws -> RecordKey {
            try network.add(
                "tenancy", at: site, "site=\(site)", "company=\(company)",
                "number=HD-2023-0031", "stage=signed")
        }
        let first = try sign("beijing")
        network.wait(hours: 1)
        let second = try sign("anji")
        try network.meet(backwards: backwards)
        let hubs = ["beijing", "laptop"]
        #expect(try network.findings(.oneNumber, at: hubs).count == 1)
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        try network.decide(.oneNumber, "suffix-anji", at: hubs)
        #expect(try network.shown(first, "number", at: hubs) == .text("HD-2023-0031"))
        #expect(
            try network.shown(second, "number", at: hubs + ["anji"]) == .text("HD-2023-0031/2"))
        let record = try #require(try network["anji"].record("tenancy", second))
        let prints = try History(network["anji"]).writes(record, cell: "number").map(\.value)
        #expect(prints.contains(.text("HD-2023-0031")))
    }

    @Test(arguments: [false, true])
    func
        `K26 a site delivers late figures: what was stamped stays, the difference stands beside it`(
            backwards: Bool
        ) throws
    {
        let (network, company) = try network()
        let year = try network.add(
            "company_year", at: "anji", "company=\(company)", "year=2022", "people=12",
            "tax_fen=500", "state=collected")
        try network.meet()
        // Anji is off the line; it knows of three people more and nothing of the stamp.
        try network.edit(year, at: "anji", "people=15")
        network.wait(hours: 24)
        try network.edit(year, at: "beijing", "state=stamped", "stamped_on=2023-08-12")
        #expect(
            try network.shown(year, "stamped_figures", at: "beijing")
                == .text("tax_fen=50000 people=12"), "taken down by itself")
        try network.meet(backwards: backwards)
        #expect(try network.findings(.frozenYearStands, at: both).count == 1)
        try network.decide(.frozenYearStands, "adjust", at: both)
        #expect(try network.shown(year, "people", at: both) == .integer(12))
        for site in both {
            #expect(
                try network[site].select(
                    "SELECT company_year, figure, difference, adjusted_on, reason FROM year_adjustment"
                ) == [
                    [
                        .text(year.text), .text("people"), .integer(3), .text("2023-08-11"),
                        .text("late delivery from anji, written on 2023-08-11"),
                    ]
                ])
        }
        // Nobody types over it afterwards.
        #expect(throws: Problem.self) { try network.edit(year, at: "anji", "people=16") }
    }

    @Test func `K26 decided alike at two sites, the difference is recorded once`() throws {
        let (network, company) = try network()
        let year = try network.add(
            "company_year", at: "anji", "company=\(company)", "year=2022", "people=12",
            "state=collected")
        try network.meet()
        try network.edit(year, at: "anji", "people=15")
        try network.edit(year, at: "beijing", "state=stamped")
        try network.meet()
        for site in both {
            let finding = try #require(try network.findings(.frozenYearStands, at: [site]).first)
            _ = try ConflictInbox(network[site]).resolve(
                finding, option: 1, author: site, reason: nil)
        }
        try network.meet()
        for site in both {
            #expect(
                try network[site].select("SELECT count(*), sum(difference) FROM year_adjustment")
                    == [[.integer(1), .integer(3)]])
            #expect(try ConflictInbox(network[site]).items().isEmpty)
        }
    }

    @Test(arguments: [false, true], ["", "anji"])
    func `K27 one professor twice at 15:00: the later gives way, and is best moved to 15:30`(
        backwards: Bool, keeper: String
    ) throws {
        let (network, company) = try network()
        let qing = try network.add("company", at: "anji", "legal_name=演示·青")
        let expert = try network.add(
            "expert", at: "beijing", ["name=王教授"] + (keeper.isEmpty ? [] : ["kept_by=\(keeper)"]))
        try network.secondMachine(of: "beijing", as: "laptop")
        try network.meet()
        func book(_ site: String, _ company: RecordKey, _ at: String) throws -> RecordKey {
            try network.add(
                "expert_session", at: site, "site=\(site)", "company=\(company)",
                "expert=\(expert)", "held_at=2023-08-14 \(at)", "minutes=30")
        }
        let first = try book("beijing", company, "15:00")
        network.wait(hours: 1)
        let second = try book("anji", qing, "15:00")
        try network.meet(backwards: backwards)
        let hubs = ["beijing", "laptop"]
        let finding = try #require(try network.findings(.expertInOnePlace, at: hubs).first)
        // The word of the node that keeps the calendar goes before the order of recording.
        let loser = keeper == "anji" ? first : second
        #expect(finding.options[0].writes.map(\.row.key) == [loser])
        #expect(try ConflictInbox(network["anji"]).items().isEmpty)
        try network.decide(.expertInOnePlace, "move", at: hubs)
        #expect(try network.shown(loser, "held_at", at: hubs) == .text("2023-08-14T15:30"))
        let other = loser == first ? second : first
        #expect(try network.shown(other, "held_at", at: hubs) == .text("2023-08-14T15:00"))
    }
}
