package import Causality

extension HybridTimestamp {
    /// `2023-08-11T07:00:00.000Z/0`: the wall clock's part and the counter.
    package var text: String {
        let (days, rest) = (Int64(milliseconds) / 86_400_000, Int64(milliseconds) % 86_400_000)
        let day = HybridTimestamp.civil(days)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }
        return "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))"
            + "T\(time.joined(separator: ":")).\(padded(rest % 1000, 3))Z/\(counter)"
    }

    /// Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `civil_from_days`.
    fileprivate static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let z = days + 719_468
        let era = z / 146_097
        let ofEra = z - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shifted + 2) / 5 + 1
        )
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
private let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

/// A moment as HTTP writes it in `Date` (RFC 9110, 5.6.7): `Fri, 11 Aug 2023 07:00:00 GMT`.
///
/// - Parameter milliseconds: since 1970.
package func httpDate(milliseconds: UInt64) -> String {
    let (days, seconds) = (Int64(milliseconds / 86_400_000), Int64(milliseconds / 1000 % 86_400))
    let day = HybridTimestamp.civil(days)
    var text = weekdays[Int(days % 7)] + ", " + padded(day.day, 2)
    text += " " + months[Int(day.month) - 1] + " " + padded(day.year, 4)
    text += " " + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2)
    return text + ":" + padded(seconds % 60, 2) + " GMT"
}
