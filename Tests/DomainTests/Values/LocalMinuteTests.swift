import Domain
import Testing

@Suite struct LocalMinuteTests {
    @Test(arguments: [
        ("2023-08-11 14:00", "2023-08-11T14:00"), ("2023-08-11T14:00", "2023-08-11T14:00"),
        ("2023年8月11日14点30分", "2023-08-11T14:30"), ("2023/8/11 9：05", "2023-08-11T09:05"),
        ("2023.8.11 14点", "2023-08-11T14:00"),
    ])
    func `a moment is read as people write it`(typed: String, stored: String) {
        #expect(LocalMinute.parsing(typed)?.stored == stored)
    }

    @Test(arguments: [
        "2023-08-11", "14:00", "2023-02-30 14:00", "2023-08-11 24:00", "2023-08-11 14:60", "",
        "2023-08-11 14:00:61", "明天 14:00",
    ])
    func `what is no moment is none`(typed: String) {
        #expect(LocalMinute.parsing(typed) == nil)
    }

    @Test func `minutes are added and counted across midnight`() throws {
        let evening = try #require(LocalMinute("2023-12-31T23:30"))
        #expect(evening.adding(minutes: 45).stored == "2024-01-01T00:15")
        #expect(evening.adding(minutes: -1_440).stored == "2023-12-30T23:30")
        #expect(evening.minutes(until: evening.adding(minutes: 45)) == 45)
        #expect(evening < evening.adding(minutes: 1))
        #expect(
            LocalMinute.from(epochMilliseconds: 1_691_737_200_000, offsetSeconds: 28_800).stored
                == "2023-08-11T15:00")
    }
}
