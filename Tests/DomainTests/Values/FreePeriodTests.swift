import Domain
import Testing

@Suite struct FreePeriodTests {
    private func period(_ from: String, _ to: String?) throws -> DayInterval {
        try #require(DayInterval(from: day(from), to: to.map(day)))
    }

    @Test func `a period is shown with its last day`() throws {
        #expect(try period("2023-05-08", "2023-11-08").description == "2023-05-08..2023-11-07")
        #expect(DayInterval(from: day("2023-05-08"), to: day("2023-05-08")) == nil)
    }

    @Test func `periods that meet do not overlap`() throws {
        let first = try period("2023-01-01", "2023-02-01")
        let second = try period("2023-02-01", nil)
        #expect(!first.overlaps(second) && !second.overlaps(first))
        #expect(first.overlaps(try period("2023-01-31", nil)))
    }

    @Test func `six months in two halves are six months`() throws {
        let halves = try [
            period("2023-08-20", "2023-11-08"), period("2023-05-08", "2023-08-20"),
        ]
        #expect(FreePeriod.total(of: halves) == MonthsAndDays(months: 6, days: 0))
    }

    @Test func `periods at two sites at the same time count twice`() throws {
        let both = try [
            period("2023-05-08", "2023-11-08"), period("2023-05-08", "2023-11-08"),
        ]
        #expect(FreePeriod.total(of: both) == MonthsAndDays(months: 12, days: 0))
    }

    @Test func `a day beyond six months is beyond`() {
        let length = FreePeriod.length(from: day("2023-05-08"), to: day("2023-11-09"))
        #expect(length == MonthsAndDays(months: 6, days: 1))
        #expect(length > MonthsAndDays(months: 6, days: 0))
    }

    @Test func `months clipped to a month's end are whole`() {
        #expect(
            FreePeriod.length(from: day("2023-08-31"), to: day("2024-02-29"))
                == MonthsAndDays(months: 6, days: 0))
    }

    @Test(arguments: seeds)
    func `adding months gives that many months`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let from = randomDay(using: &random)
            let months = Int.random(in: 0...24, using: &random)
            let to = from.adding(months: months)
            #expect(
                FreePeriod.length(from: from, to: to) == MonthsAndDays(months: months, days: 0),
                "seed \(seed)")
        }
    }

    @Test(arguments: seeds)
    func `cutting a period at any day leaves its length`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let from = randomDay(using: &random)
            let length = Int.random(in: 2...400, using: &random)
            let cut = from.adding(days: Int.random(in: 1..<length, using: &random))
            let to = from.adding(days: length)
            let parts = [DayInterval(from: cut, to: to), DayInterval(from: from, to: cut)]
            #expect(
                FreePeriod.total(of: parts.compactMap { $0 })
                    == FreePeriod.length(from: from, to: to), "seed \(seed)")
        }
    }
}
