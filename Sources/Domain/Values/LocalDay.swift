/// A calendar day without a time zone, from 0001-01-01 to 9999-12-31 of the Gregorian calendar.
///
///     let start = LocalDay("2023-05-08")
///     let end = start?.adding(months: 6)  // 2023-11-08, the first day that is not free
///
/// Contracts and promises speak of days, not of instants, and a day must not move when a server
/// stands in another zone. Inside moso a period of days is half-open; people see its last day.
public struct LocalDay: Hashable, Sendable {
    /// Days since 1970-01-01, within `LocalDay.epochDays`.
    public let epochDay: Int

    /// The days that can be named, 0001-01-01 to 9999-12-31.
    public static let epochDays = -719_162...2_932_896

    public static let earliest = LocalDay(clipping: epochDays.lowerBound)
    public static let last = LocalDay(clipping: epochDays.upperBound)

    /// `nil` outside `epochDays`.
    public init?(epochDay: Int) {
        guard LocalDay.epochDays.contains(epochDay) else { return nil }
        self.epochDay = epochDay
    }

    /// `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...LocalDay.daysInMonth(month, of: year)).contains(day)
        else { return nil }
        epochDay = LocalDay.epochDay(year: year, month: month, day: day)
    }

    /// Exactly `YYYY-MM-DD` in ASCII, the form in which days are stored; `nil` for anything else.
    public init?(_ iso: String) {
        let bytes = Array(iso.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = LocalDay.number(bytes[0..<4]), let month = LocalDay.number(bytes[5..<7]),
            let day = LocalDay.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day at an instant, given in milliseconds since 1970 UTC, at a place `offsetSeconds`
    /// ahead of UTC (28,800 in China). Instants beyond the calendar give its first or last day.
    public static func from(epochMilliseconds: Int64, offsetSeconds: Int) -> LocalDay {
        let seconds = Int(epochMilliseconds.flooredDivision(by: 1000)) + offsetSeconds
        return LocalDay(clipping: seconds.flooredDivision(by: 86_400))
    }

    /// The day, or the calendar's first or last day when there is none.
    init(clipping epochDay: Int) {
        self.epochDay = min(
            max(epochDay, LocalDay.epochDays.lowerBound), LocalDay.epochDays.upperBound)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}

extension LocalDay: Comparable {
    public static func < (a: LocalDay, b: LocalDay) -> Bool { a.epochDay < b.epochDay }
}

extension LocalDay: CustomStringConvertible {
    /// `2023-08-11`
    public var description: String {
        let (year, month, day) = parts
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    private func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension BinaryInteger {
    /// Division towards negative infinity, so that the day before 1970 is −1 and not 0.
    func flooredDivision(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
