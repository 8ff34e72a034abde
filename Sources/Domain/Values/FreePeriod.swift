/// A length in whole months and the days left over, as contracts count it.
///
/// Months differ in length, so a length in days cannot say "six months", and days left over of two
/// separate periods cannot be added up without a convention: a month is taken from them for each
/// 31. That is the longest month, so a limit counts as exceeded only when it is beyond doubt.
public struct MonthsAndDays: Hashable, Comparable, Sendable {
    /// Not negative.
    public let months: Int
    /// 0 to 30.
    public let days: Int

    public static let daysPerMonth = 31
    public static let zero = MonthsAndDays(months: 0, days: 0)

    /// Carries each 31 days into a month. Neither may be negative.
    public init(months: Int, days: Int) {
        precondition(months >= 0 && days >= 0, "a length is not negative")
        self.months = months + days / MonthsAndDays.daysPerMonth
        self.days = days % MonthsAndDays.daysPerMonth
    }

    public static func + (a: MonthsAndDays, b: MonthsAndDays) -> MonthsAndDays {
        MonthsAndDays(months: a.months + b.months, days: a.days + b.days)
    }

    public static func < (a: MonthsAndDays, b: MonthsAndDays) -> Bool {
        (a.months, a.days) < (b.months, b.days)
    }
}

/// Counts free office time: six months from 2023-05-08 end before 2023-11-08.
public enum FreePeriod {
    /// The length of the days from `from` up to but not including `to`; zero when that is empty.
    public static func length(from: LocalDay, to: LocalDay) -> MonthsAndDays {
        guard from < to else { return .zero }
        var months = (to.year - from.year) * 12 + to.month - from.month
        if from.adding(months: months) > to { months -= 1 }
        let days = from.adding(months: months).days(until: to)
        return MonthsAndDays(months: months, days: days)
    }

    /// The free time of several periods added up. Periods of which one ends where the next begins
    /// are first joined, so that cutting a period in two does not change its length; periods that
    /// overlap count each in full. Periods without end are left out. O(n log n).
    public static func total(of periods: [DayInterval]) -> MonthsAndDays {
        var openEnds: [LocalDay: [LocalDay]] = [:]
        for period in periods.sorted(by: { $0.from < $1.from }) {
            guard let to = period.to else { continue }
            let joined = openEnds[period.from]?.popLast()
            openEnds[to, default: []].append(joined ?? period.from)
        }
        return openEnds.reduce(.zero) { sum, end in
            end.value.reduce(sum) { $0 + length(from: $1, to: end.key) }
        }
    }
}
