import Causality
import Domain
import Foundation
import Storage
import Testing

@testable import Workflows

/// Rules of decision: read strictly, tried on history, never acting by themselves.
struct DecisionRuleTests {
    private static let owner = """
        [[rule]]
        name = "site-owns-rent"
        version = 1
        kind = "tenancy"
        field = "rent_fen"
        take = "site-owner"
        reason_zh = "分站定"
        reason_en = "the branch decides"
        """

    private func rules(_ text: String) throws -> DecisionRules {
        try DecisionRules(text, path: "rules.toml")
    }

    @Test func `the file that comes with moso is read`() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../config/rules.toml").standardized
        let read = try rules(try String(contentsOf: path, encoding: .utf8))
        #expect(read.rules.map(\.name) == ["site-owns-rent", "site-owns-headcount"])
        #expect(read.limits.countMost == 50 && read.limits.amountMost == 10_000_000)
        #expect(read.limits.ageLeastMilliseconds == 600_000)
    }

    @Test(
        arguments: [
            ("[[rule]]\nnamee = \"x\"", 2, 1, "name"),
            ("[[ruel]]", 1, 1, "rule"),
            ("name = \"x\"", 1, 1, nil),
            ("[[rule]]\nname = \"x", 2, 8, nil),
            ("[[rule]]\nname = x", 2, 8, nil),
            ("[[rule]]\nname \"x\"", 2, 6, nil),
            ("[[rule]]\nname = \"x\" \"y\"", 2, 12, nil),
            ("[[rule]]\nname = \"x\"\nname = \"y\"", 3, 1, nil),
            ("[bulk]\nmax_count = \"many\"", 2, 13, nil),
            ("[bulk]\nmin_age = \"soon\"", 2, 11, nil),
            (owner.replacingOccurrences(of: "\"tenancy\"", with: "\"tenanci\""), 4, 8, "tenancy"),
            (owner.replacingOccurrences(of: "rent_fen", with: "rent_fem"), 5, 9, "rent_fen"),
            (owner.replacingOccurrences(of: "site-owner", with: "site-owns"), 6, 8, "site-owner"),
            (owner.replacingOccurrences(of: "version = 1\n", with: ""), 1, 1, nil),
            (owner + "\n" + owner, 9, 1, nil),
            ("[bulk]\nmax_apart = 999999999999999999", 2, 13, nil),
            (owner + "\napart_most = 999999999999999999", 9, 14, nil),
        ] as [(String, Int, Int, String?)])
    func `a mistake is told with its line, its column and what was meant`(
        text: String, line: Int, column: Int, meant: String?
    ) throws {
        do {
            _ = try rules(text)
            Issue.record("taken: \(text)")
        } catch let problem as Problem {
            #expect(problem.code == .rulesFile)
            #expect(problem.details["line"] == .integer(Int64(line)), "\(problem.happened.en)")
            #expect(problem.details["column"] == .integer(Int64(column)), "\(problem.happened.en)")
            #expect(problem.details["did_you_mean"]?.string == meant)
        }
    }

    @Test func `amounts further apart than a number can say are too far apart for a rule`() throws {
        let scene = try RentScene()
        let text = DecisionRuleTests.owner + "\napart_most = 100"
        let rule = try #require(try rules(text).rules.first)
        for (site, fen) in [("anji", Int64.max), ("beijing", -Int64.max)] {
            _ = try scene.network[site].edit(author: "another tool") { draft in
                try draft.set("tenancy", scene.tenancy, ["rent_fen": .integer(fen)])
            }
        }
        try scene.network.meet()
        let briefing = try scene.briefing(at: "beijing")
        guard case .cell(let cell) = briefing.item.content else { return }
        let owner = try #require(SiteID("anji"))
        #expect(briefing.sides.count == 2)
        #expect(
            rule.side(
                of: briefing.sides, table: cell.table, cell: cell.cell, owner: owner, hub: owner)
                == nil)
    }

    @Test func `a rule is tried on what people decided, and says where they went otherwise`() throws
    {
        let scene = try RentScene()
        let rule = try #require(try rules(DecisionRuleTests.owner).rules.first)
        for (round, takes) in ["anji", "anji", "beijing"].enumerated() {
            try scene.rent(900 - round, at: "anji")
            try scene.rent(1_100 + round, at: "beijing")
            try scene.network.meet()
            let briefing = try scene.briefing(at: "beijing")
            guard case .cell(let cell) = briefing.item.content else { return }
            let side = try #require(briefing.sides.first { $0.site.name == takes })
            _ = try ConflictInbox(scene.network["beijing"]).resolve(
                cell, to: side.value, author: "周凯", reason: nil)
            try scene.network.meet()
        }
        for replica in scene.network.all {
            let trial = try RuleTrial(rule, replica)
            #expect(trial.agreed == 2 && trial.silent == 0)
            #expect(trial.differed.map(\.chosen?.name) == ["beijing"])
            #expect(trial.differed.map(\.taken.name) == ["anji"])
        }
    }

    @Test func `a rule that is on is the ground of a suggestion, before any habit`() throws {
        let scene = try RentScene()
        try scene.disagree()
        let read = try rules(DecisionRuleTests.owner).rules
        let inbox = ConflictInbox(scene.network["beijing"])
        let item = try #require(try inbox.items().first)
        let briefing = try ConflictBriefing(
            item, inbox, among: [item], seen: [], rules: read,
            nowMilliseconds: 1_691_737_200_000)
        #expect(briefing.suggestion?.take == "A")
        #expect(briefing.suggestion?.basisCode == "rule")
    }

    @Test(arguments: [("highest", "B"), ("lowest", "A"), ("hub", "B"), ("site:anji", "A")])
    func `each way to take a side takes that side`(word: String, letter: String) throws {
        let scene = try RentScene()
        try scene.disagree()
        let text = DecisionRuleTests.owner.replacingOccurrences(of: "site-owner", with: word)
        let rule = try #require(try rules(text).rules.first)
        let inbox = ConflictInbox(scene.network["anji"])
        let item = try #require(try inbox.items().first)
        #expect(try inbox.side(by: rule, of: item)?.letter == letter)
    }

    @Test func `a rule changed in any word is another text`() throws {
        let one = try #require(try rules(DecisionRuleTests.owner).rules.first)
        for (old, new) in [("分站定", "分站决定"), ("version = 1", "version = 2"), ("site-owner", "hub")] {
            let text = DecisionRuleTests.owner.replacingOccurrences(of: old, with: new)
            #expect(try rules(text).rules.first?.digest != one.digest)
        }
    }
}
