import Testing
import Workflows

/// 2026-11-23 11:05 UTC, which is 19:05 in Shanghai.
private let now: Int64 = 1_795_431_900_000
private let minute: Int64 = 60_000
private let hour: Int64 = 60 * minute
private let day: Int64 = 24 * hour

@Suite struct TimeTextTests {
    @Test func `an instant is written in UTC with milliseconds`() {
        #expect(TimeText.rfc3339(now) == "2026-11-23T11:05:00.000Z")
        #expect(TimeText.rfc3339(0) == "1970-01-01T00:00:00.000Z")
        #expect(TimeText.rfc3339(-1) == "1969-12-31T23:59:59.999Z")
        #expect(TimeText.rfc3339(951_782_400_007) == "2000-02-29T00:00:00.007Z")
    }

    @Test func `an instant beyond four digits of year is the nearest that can be written`() {
        #expect(TimeText.rfc3339(1 << 48).hasPrefix("9999-12-"))
        #expect(TimeText.rfc3339(.max).hasPrefix("9999-12-"))
        #expect(TimeText.rfc3339(.min).hasPrefix("0001-01-"))
    }

    @Test func `local time is that of the zone`() {
        #expect(TimeText.local(now) == "2026-11-23 19:05")
        #expect(TimeText.local(now, in: .utc) == "2026-11-23 11:05")
        #expect(TimeText.day(now + 5 * hour) == "2026-11-24")
        #expect(TimeText.longDay(now) == Phrase(zh: "2026年11月23日", en: "23 November 2026"))
    }

    @Test func `an instant near now is named by its day`() {
        #expect(TimeText.recent(now - 9 * hour, now: now).zh == "今天 10:05")
        #expect(TimeText.recent(now - day, now: now).en == "yesterday 19:05")
        #expect(TimeText.recent(now - 2 * day, now: now).zh == "2026-11-21 19:05")
        #expect(TimeText.recent(now + day, now: now).en == "2026-11-24 19:05")
    }

    @Test func `relative times read naturally in both languages`() {
        #expect(
            TimeText.ago(now - 4 * minute, now: now) == Phrase(zh: "4 分钟前", en: "4 min ago"))
        #expect(TimeText.ago(now - 3 * day, now: now) == Phrase(zh: "3 天前", en: "3 days ago"))
        #expect(TimeText.ago(now - day, now: now).en == "1 day ago")
        #expect(TimeText.ago(now - 2000, now: now) == Phrase(zh: "刚刚", en: "just now"))
        #expect(TimeText.ago(now + hour, now: now) == Phrase(zh: "1 小时后", en: "in 1 h"))
    }

    @Test(arguments: [
        (38, "38 s", "38 秒"),
        (60, "1 min", "1 分钟"),
        (252, "4 min 12 s", "4 分 12 秒"),
        (21_720, "6 h 02 min", "6 小时 2 分钟"),
        (21_600, "6 h", "6 小时"),
        (1_047_600, "12 days 3 h", "12 天 3 小时"),
        (86_400, "1 day", "1 天"),
    ])
    func `a duration has its two greatest units`(seconds: Int, en: String, zh: String) {
        #expect(TimeText.duration(seconds: Int64(seconds)) == Phrase(zh: zh, en: en))
    }

    @Test func `runs and clock differences are given to a tenth of a second`() {
        #expect(TimeText.elapsed(milliseconds: 38).en == "38 ms")
        #expect(TimeText.elapsed(milliseconds: 1849).zh == "1.8 秒")
        #expect(TimeText.skew(milliseconds: 200).zh == "+0.2 秒")
        #expect(TimeText.skew(milliseconds: -252_000).en == "-4 min 12 s")
    }

    @Test func `since takes spans, days and times`() {
        #expect(TimeText.since("3d", now: now) == now - 3 * day)
        #expect(TimeText.since("12h", now: now) == now - 12 * hour)
        #expect(TimeText.since("45m", now: now) == now - 45 * minute)
        #expect(TimeText.since("2w", now: now) == now - 14 * day)
        #expect(localSince("2026-11-01") == "2026-11-01 00:00")
        #expect(localSince("yesterday") == "2026-11-22 00:00")
        #expect(localSince("today") == "2026-11-23 00:00")
        #expect(localSince("2026-11-01 10:05") == "2026-11-01 10:05")
        #expect(TimeText.since("2026-11-23T11:05:00.000Z", now: now) == now)
    }

    private func localSince(_ text: String) -> String? {
        TimeText.since(text, now: now).map { TimeText.local($0) }
    }

    @Test(arguments: [
        "", "d", "3", "-3d", "+3d", "3x", "3.5d", "上周", "2026-02-30", "2026-13-01", "2026-1-1",
        "2026-11-01 25:00", "2026-11-01 10:60", "2026-11-01Z", "99999999999999999d", "٣d",
        "2026-11-01 10:05:00.", "2026-11-01 10:05.5", "2026-11-01 10:05 x", "Z", "T",
    ])
    func `since refuses what is not in its grammar`(text: String) {
        #expect(TimeText.since(text, now: now) == nil)
    }

    @Test func `every day of four centuries is written and read back`() {
        for index in stride(from: Int64(-146_097), to: 146_097, by: 13) {
            let instant = index * day + 123
            #expect(TimeText.instant(TimeText.rfc3339(instant)) == instant)
        }
    }
}
