import Causality
import Domain
import Testing

@Suite struct IntervalRulesTests {
    @Test func `a seat given to two companies is found with both ways out`() throws {
        let facts = [
            interval("lan", "S-anji-A-017", "2023-09-01", nil),
            interval("qing", "S-anji-A-017", "2023-09-15", "2024-03-01"),
        ]
        let finding = try #require(IntervalRules.seatFindings(facts).first)
        #expect(IntervalRules.seatFindings(facts).count == 1)
        #expect(finding.rule == .oneSeatOneAssignment)
        #expect(finding.keys == ["lan", "qing"])
        let later = try #require(finding.option("displace-later"))
        #expect(later.row == RowReference("seat_assignment", key("qing")))
        #expect(later.column == "state" && later.value == .text("displaced"))
        #expect(finding.option("displace-earlier")?.row.key == key("lan"))
        #expect(finding.detail.en.contains("2023-09-15..2024-02-29"))
    }

    @Test func `a proposal that a confirmed one has overtaken is found, two proposals are not`() {
        let proposals = [
            interval("lan", "S-1", "2023-09-01", nil, isFirm: false),
            interval("qing", "S-1", "2023-09-15", nil, isFirm: false),
        ]
        #expect(IntervalRules.seatFindings(proposals).isEmpty)
        let confirmed = interval("yun", "S-1", "2023-09-10", "2023-09-12")
        let findings = IntervalRules.seatFindings(proposals + [confirmed])
        #expect(findings.map(\.keys) == [["lan", "yun"]])
        #expect(findings.first?.option("displace-later")?.row.key == key("lan"))
    }

    @Test func `assignments that meet or lie on other seats are fine`() {
        let facts = [
            interval("lan", "S-1", "2023-09-01", "2023-10-01"),
            interval("qing", "S-1", "2023-10-01", nil),
            interval("lan", "S-2", "2023-09-01", nil),
        ]
        #expect(IntervalRules.seatFindings(facts).isEmpty)
    }

    @Test func `a short stay inside a long one does not hide the next`() {
        let facts = [
            interval("long", "S-1", "2023-01-01", "2023-12-01"),
            interval("short", "S-1", "2023-02-01", "2023-03-01"),
            interval("late", "S-1", "2023-11-01", nil),
        ]
        #expect(
            IntervalRules.seatFindings(facts).map(\.keys) == [
                ["long", "short"], ["late", "long"],
            ])
    }

    @Test func `a row without a place in time is left out`() {
        func fact(_ from: String, _ to: String?) -> IntervalFact? {
            IntervalFact(key: key("a"), subject: "S-1", holder: "a", from: from, to: to)
        }
        #expect(fact("", nil) == nil)
        #expect(fact("2023-02-30", nil) == nil)
        #expect(fact("2023-09-01", "soon") == nil)
        #expect(fact("2023-09-01", "2023-09-01") == nil)
        #expect(fact("2023-09-01", nil)?.period.to == nil)
    }

    @Test func `the earlier of two terms can end where the later begins`() throws {
        let facts = [
            interval("M-1", "T-1", "2023-05-08", "2023-11-08"),
            interval("M-2", "T-1", "2023-11-01", "2024-05-01"),
        ]
        let finding = try #require(IntervalRules.termFindings(facts).first)
        let end = try #require(finding.option("end-earlier"))
        #expect(end.row.key == key("M-1"))
        #expect(end.column == "to_day" && end.value == .text("2023-11-01"))
        #expect(finding.option("withdraw-later")?.row.key == key("M-2"))
    }

    @Test func `of terms that begin together one has to be withdrawn`() throws {
        let facts = [
            interval("M-1", "T-1", "2023-05-08", "2023-11-08"),
            interval("M-2", "T-1", "2023-05-08", "2023-08-08"),
        ]
        let finding = try #require(IntervalRules.termFindings(facts).first)
        #expect(finding.options.map(\.code) == ["withdraw-later", "withdraw-earlier"])
    }

    @Test(arguments: seeds)
    func `something is found just when two periods share a day`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let facts = randomFacts(using: &random)
            let pairs = facts.indices.flatMap { a in
                facts.indices.filter { $0 > a }.map { (facts[a], facts[$0]) }
            }
            let overlapping = pairs.filter {
                $0.subject == $1.subject && $0.period.overlaps($1.period)
            }
            let findings = IntervalRules.seatFindings(facts)
            #expect(findings.isEmpty == overlapping.isEmpty, "seed \(seed)")
            let known = Set(overlapping.map { Set([$0.0.key, $0.1.key]) })
            #expect(findings.allSatisfy { known.contains(Set($0.rows.map(\.key))) }, "seed \(seed)")
            #expect(
                IntervalRules.seatFindings(facts.shuffled(using: &random)) == findings,
                "seed \(seed)")
        }
    }

    @Test(arguments: seeds)
    func `taking the first way out again and again ends the overlaps`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            var facts = randomFacts(using: &random)
            var rounds = 0
            while let option = IntervalRules.termFindings(facts).first?.options.first {
                facts = facts.compactMap { option.applied(to: $0) }
                rounds += 1
                guard rounds <= 50 else { break }
            }
            #expect(rounds <= 50, "seed \(seed)")
        }
    }

    private func randomFacts(using random: inout SplitMix64) -> [IntervalFact] {
        (0..<Int.random(in: 0...8, using: &random)).map { number in
            let from = day("2023-01-01").adding(days: Int.random(in: 0...60, using: &random))
            let isEndless = Int.random(in: 0..<6, using: &random) == 0
            let to = from.adding(days: Int.random(in: 1...20, using: &random))
            return interval(
                "r\(number)", "S-\(Int.random(in: 1...2, using: &random))", from.description,
                isEndless ? nil : to.description)
        }
    }
}

extension ResolutionOption {
    /// The fact after the edit; `nil` when it no longer takes part.
    fileprivate func applied(to fact: IntervalFact) -> IntervalFact? {
        guard row.key == fact.key else { return fact }
        guard column == "to_day" else { return nil }
        return interval(fact.key.text, fact.subject, fact.period.from.description, value.text)
    }
}
