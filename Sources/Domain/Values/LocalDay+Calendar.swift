extension LocalDay {
    public var year: Int { parts.year }
    /// 1 to 12.
    public var month: Int { parts.month }
    /// 1 to 31.
    public var day: Int { parts.day }

    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let sinceMonday = (epochDay + 3) - 7 * (epochDay + 3).flooredDivision(by: 7)
        return Weekday(sinceMonday: sinceMonday)
    }

    /// The ISO 8601 week, which belongs to the year of its Thursday.
    public var week: (year: Int, week: Int) {
        let thursday = adding(days: 4 - weekday.rawValue)
        let newYear = LocalDay.epochDay(year: thursday.year, month: 1, day: 1)
        return (thursday.year, (thursday.epochDay - newYear) / 7 + 1)
    }

    /// The day `days` later, or earlier when negative; the calendar's first or last day when that
    /// lies beyond it.
    public func adding(days: Int) -> LocalDay {
        let (sum, overflow) = epochDay.addingReportingOverflow(days)
        return overflow ? (days < 0 ? .earliest : .last) : LocalDay(clipping: sum)
    }

    /// The same day of the month `months` later, clipped to that month's end: 2023-08-31 and six
    /// months give 2024-02-29. Beyond the calendar as `adding(days:)`.
    public func adding(months: Int) -> LocalDay {
        let (year, month, day) = parts
        let (sum, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        let toYear = sum.flooredDivision(by: 12)
        guard !overflow, (1...9999).contains(toYear) else { return months < 0 ? .earliest : .last }
        let toMonth = sum - toYear * 12 + 1
        let toDay = min(day, LocalDay.daysInMonth(toMonth, of: toYear))
        return LocalDay(
            clipping: LocalDay.epochDay(year: toYear, month: toMonth, day: toDay))
    }

    /// How many days after this one `other` is; negative when it is earlier.
    public func days(until other: LocalDay) -> Int { other.epochDay - epochDay }

    /// 28 to 31. `month` is 1 to 12.
    static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    // The two conversions count years from 1 March, so that the leap day is the last of its year
    // and 400-year eras are all alike. Howard Hinnant, "chrono-Compatible Low-Level Date
    // Algorithms", days_from_civil and civil_from_days. Years here are positive.

    static func epochDay(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    var parts: (year: Int, month: Int, day: Int) {
        let shifted = epochDay + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

/// The days of the week, numbered as ISO 8601 does.
public enum Weekday: Int, CaseIterable, Sendable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    init(sinceMonday days: Int) {
        self = Weekday.allCases[days]
    }
}
