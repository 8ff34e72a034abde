import Causality
import Domain
import Storage
import Testing

@testable import Workflows

/// Rows of every kind that a rule looks at change in every way, and what was kept up is what looking at everything finds.
struct RuleUpkeepTests {
    /// Those that look at rows of several kinds. Quotas are written by a desk of their own, and looked at as a whole.
    private static let rules = RuleID.allCases.filter {
        $0.tables.count > 1 && $0 != .quotaCovers
    }

    @Test(arguments: rules, 1...3 as ClosedRange<UInt64>)
    func `rows that move between groups and rows that go leave what looking at everything finds`(
        rule: RuleID, seed: UInt64
    ) throws {
        let tables = Set(rule.tables + ["company"]).subtracting(["quota", "quota_move"])
            .sorted { $0.precedesByBytes($1) }
        var random = SeededGenerator(seed: seed)
        let network = try Network("beijing")
        let replica = network["beijing"]
        var kept: [(kind: RecordKind, key: RecordKey)] = []
        var gone: Set<RecordKey> = []
        let check = RuleCheck(replica)
        var met: Set<RuleID> = []
        for step in 0..<100 {
            var changed = ""
            try replica.edit(author: "t") { draft in
                let one = kept.filter { !$0.kind.isEntry && !gone.contains($0.key) }
                    .randomElement(using: &random)
                if let one, step > 30, Bool.random(using: &random) {
                    if Int.random(in: 0..<4, using: &random) == 0 {
                        changed = "\(one.key) deleted"
                        try draft.delete(one.kind.name, one.key)
                        gone.insert(one.key)
                    } else if let field = RuleUpkeepTests.field(of: one.kind, &random),
                        field.name != one.kind.ownerColumn
                    {
                        changed = "\(one.key) \(field.name)"
                        try draft.set(
                            one.kind.name, one.key,
                            [field.name: RuleUpkeepTests.value(field, kept, &random)])
                    }
                } else if let table = tables.randomElement(using: &random),
                    let kind = NetworkSchema.kind(table),
                    let key = RecordKey("\(kind.prefix)\(step)")
                {
                    changed = "\(key) added"
                    var values = Dictionary(
                        uniqueKeysWithValues: kind.fields.map {
                            ($0.name, RuleUpkeepTests.value($0, kept, &random))
                        })
                    values = values.filter { !$0.value.isNull && $0.key != "retired" }
                    if let owner = kind.ownerColumn { values[owner] = .text("beijing") }
                    try draft.insert(table, key, values)
                    kept.append((kind, key))
                }
            }
            let some = try check.findings()
            met.formUnion(some.map(\.finding.rule))
            let all = try check.allFindings()
            guard Set(some.map(\.id)) == Set(all.map(\.id)) else {
                let ids = Set(some.map(\.id)), others = Set(all.map(\.id))
                let stale = some.filter { !others.contains($0.id) }.map(\.finding)
                let unseen = all.filter { !ids.contains($0.id) }.map(\.finding)
                Issue.record(
                    "seed \(seed), step \(step), \(changed): stale \(stale.map(\.rule)), unseen \(unseen.map(\.rule)) \(unseen.map(\.rows))"
                )
                return
            }
        }
        #expect(!met.isEmpty, "seed \(seed) broke no rule at all")
    }

    /// Every other time one that refers to something.
    private static func field(
        of kind: RecordKind, _ random: inout SeededGenerator
    ) -> FieldDeclaration? {
        let references = kind.fields.filter { $0.type.referredKind != nil }
        return (Bool.random(using: &random) && !references.isEmpty ? references : kind.fields)
            .randomElement(using: &random)
    }

    /// What a row of another kind held up falls when that goes, or moves, and nothing else is touched.
    @Test func `the group that a row has left is looked at again`() throws {
        let network = try Network("beijing")
        let check = RuleCheck(network["beijing"])
        let found = { () throws -> [RuleID] in
            let kept = try check.findings()
            #expect(try Set(kept.map(\.id)) == Set(check.allFindings().map(\.id)))
            return kept.map(\.finding.rule)
        }
        let companies = try ["甲", "乙"].map {
            try network.add("company", at: "beijing", "legal_name=演示·\($0)")
        }
        let seats = try (1...2).map {
            try network.add("seat", at: "beijing", "label=A-\($0)", "kind=fixed")
        }
        let round = try network.add(
            "funding_round", at: "beijing", "company=\(companies[0])", "round=A", "status=closed",
            "closed_on=2023-05-01", "evidence=工商变更")
        try network["beijing"].edit(author: "sqlite3") { draft in
            try draft.insert(
                "tenancy", try #require(RecordKey("T-1")),
                [
                    "site": .text("beijing"), "company": .text(companies[0].text),
                    "stage": .text("signed"), "planned_from": .text("2023-09-01"),
                    "seat_count": .integer(2),
                ])
            try draft.insert(
                "tenancy", try #require(RecordKey("T-2")),
                [
                    "site": .text("beijing"), "company": .text(companies[0].text),
                    "stage": .text("closed"), "exit_reason": .text("graduated-funding"),
                ])
        }
        // The desk lets nobody do this; another tool can.
        let move = { (company: RecordKey) in
            _ = try network["beijing"].edit(author: "sqlite3") {
                try $0.set("funding_round", round, ["company": .text(company.text)])
            }
        }
        #expect(try found().isEmpty)
        try network["beijing"].edit(author: "t") { try $0.delete("seat", seats[1]) }
        #expect(try found() == [.assignedSeatInService])
        try move(companies[1])
        #expect(try Set(found()) == [.assignedSeatInService, .graduationNeedsEvidence])
        try move(companies[0])
        #expect(try found() == [.assignedSeatInService])
        try network["beijing"].edit(author: "t") { try $0.delete("funding_round", round) }
        #expect(try Set(found()) == [.assignedSeatInService, .graduationNeedsEvidence])
    }

    /// Any value that a field may hold, of few, so that rows meet.
    private static func value(
        _ field: FieldDeclaration, _ kept: [(kind: RecordKind, key: RecordKey)],
        _ random: inout SeededGenerator
    ) -> Value {
        if field.name == "retired", Int.random(in: 0..<3, using: &random) > 0 { return .null }
        let number = Int64.random(in: 0...3, using: &random)
        let month = Int.random(in: 1...4, using: &random)
        switch field.type {
        case .reference(let kind):
            let known = kept.filter { $0.kind.name == kind }.suffix(3)
            return known.randomElement(using: &random).map { .text($0.key.text) } ?? .null
        case .site: return .text(["beijing", "anji"].randomElement(using: &random) ?? "anji")
        case .choice(let choices):
            return choices.randomElement(using: &random).map { .text($0.code) } ?? .null
        case .wholeNumber(let range): return .integer(max(range.lowerBound, number))
        case .decimal, .money, .area: return .integer(number)
        case .yesNo: return .integer(number % 2)
        case .day: return number == 0 ? .null : .text("2023-0\(month)-01")
        case .moment: return number == 0 ? .null : .text("2023-08-11T0\(month):00")
        case .set, .creditCode: return .null
        case .digits(let count): return .text(String(repeating: "\(number)", count: count))
        case .text: return number == 0 ? .null : .text("甲\(number)")
        }
    }
}
