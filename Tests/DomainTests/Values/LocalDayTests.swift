import Domain
import Testing

@Suite struct LocalDayTests {
    @Test(arguments: [
        "2023-08-11", "2023/8/11", "2023.8.11", "20230811", "2023年8月11日", "２０２３年８月１１日",
        "2023-8-11", " 2023/08/11　", "45149", "2023年 8月 11号", "2023/8/11 0:00",
        "2023-08-11 00:00:00", "\u{FEFF}2023-08-11",
    ])
    func `every habit of writing a day is understood`(typed: String) {
        #expect(LocalDay.parsing(typed) == day("2023-08-11"))
    }

    @Test(arguments: [
        "", "8月11日", "23-8-11", "2023-08", "2023-02-29", "2023-13-01", "2023-00-10", "20230229",
        "2023年8月11", "2023-08/11", "2023-08-11 14:30", "1234", "451490", "2023-08-11x", "11/8/2023",
        "0045149", "01234", "yesterday", "２０２３", "2023--8-11", "2023-8-", "-2023-8-11", "2023-+8-1",
    ])
    func `what is not surely a day is refused`(typed: String) {
        #expect(LocalDay.parsing(typed) == nil)
    }

    @Test(arguments: ["2023-8-11", "2023/08/11", " 2023-08-11", "2023-02-30", "", "２０２３-08-11"])
    func `the stored form is strict`(iso: String) {
        #expect(LocalDay(iso) == nil)
    }

    @Test func `a leap day end clips to february`() {
        #expect(day("2023-08-31").adding(months: 6) == day("2024-02-29"))
        #expect(day("2024-08-29").adding(months: 6) == day("2025-02-28"))
        #expect(day("2024-02-29").adding(months: -12) == day("2023-02-28"))
    }

    @Test func `six free months from may are 184 days`() {
        let from = day("2023-05-08")
        #expect(from.adding(months: 6) == day("2023-11-08"))
        #expect(from.days(until: from.adding(months: 6)) == 184)
    }

    @Test func `the reporting day is a friday in week 32`() {
        #expect(day("2023-08-11").weekday == .friday)
        #expect(day("2023-08-11").week == (2023, 32))
        #expect(day("2021-01-03").week == (2020, 53))
        #expect(day("2024-12-30").week == (2025, 1))
    }

    @Test func `an instant belongs to the day of its place`() {
        // 2023-08-10T16:00:00Z is midnight in Beijing.
        let midnight: Int64 = 1_691_683_200_000
        #expect(
            LocalDay.from(epochMilliseconds: midnight, offsetSeconds: 28_800) == day("2023-08-11"))
        #expect(
            LocalDay.from(epochMilliseconds: midnight - 1, offsetSeconds: 28_800)
                == day("2023-08-10"))
        #expect(LocalDay.from(epochMilliseconds: -1, offsetSeconds: 0) == day("1969-12-31"))
        #expect(LocalDay.from(epochMilliseconds: .max, offsetSeconds: 0) == .last)
        #expect(LocalDay.from(epochMilliseconds: .min, offsetSeconds: 0) == .earliest)
    }

    @Test func `every day of four centuries follows the one before`() {
        var expected = day("1900-01-01")
        for year in 1900..<2300 {
            for month in 1...12 {
                for number in 1...31 {
                    guard let day = LocalDay(year: year, month: month, day: number) else {
                        continue
                    }
                    #expect(day == expected)
                    #expect((day.year, day.month, day.day) == (year, month, number))
                    expected = expected.adding(days: 1)
                }
            }
        }
        #expect(expected == day("2300-01-01"))
    }

    @Test(arguments: seeds)
    func `the written form reads back and keeps the order`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let a = randomDay(using: &random)
            let b = randomDay(using: &random)
            #expect(LocalDay(a.description) == a, "seed \(seed)")
            #expect(LocalDay.parsing(a.description) == a, "seed \(seed)")
            #expect(LocalDay.parsing("\(a.epochDay + 25_569)") == a, "seed \(seed)")
            #expect((a < b) == (a.description < b.description), "seed \(seed)")
            #expect(a.adding(days: a.days(until: b)) == b, "seed \(seed)")
        }
    }

    @Test(arguments: seeds)
    func `months added stay within the month they lead to`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let from = randomDay(using: &random)
            let months = Int.random(in: -60...60, using: &random)
            let to = from.adding(months: months)
            #expect((to.year - from.year) * 12 + to.month - from.month == months, "seed \(seed)")
            let isMonthEnd = to.adding(days: 1).day == 1
            #expect(to.day == from.day || (to.day < from.day && isMonthEnd), "seed \(seed)")
        }
    }

    @Test func `the calendar ends without a trap`() {
        #expect(LocalDay.last.adding(days: .max) == .last)
        #expect(LocalDay.earliest.adding(days: .min) == .earliest)
        #expect(LocalDay.last.adding(months: .max) == .last)
        #expect(LocalDay.earliest.adding(months: .min) == .earliest)
        #expect(LocalDay.earliest.description == "0001-01-01")
        #expect(LocalDay.last.description == "9999-12-31")
    }
}
