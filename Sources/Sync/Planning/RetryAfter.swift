/// How many seconds a peer asks us to wait, from a reply's headers by lower-case name; `nil` when
/// it asks for nothing, or in a form nobody understands.
///
/// `Retry-After` is a number of seconds or a time of day (RFC 9110, 10.2.3). A time of day is
/// compared with the reply's own `Date`, so that a site whose clock is a year off still waits
/// rightly; only without `Date` is our wall clock asked. The past means 0.
public func retryAfterSeconds(in headers: [String: String], wallSeconds: Int64) -> Int? {
    guard let field = headers["retry-after"].map(trimmed) else { return nil }
    if !field.isEmpty, field.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
        return Int(field) ?? Int.max  // More digits than fit still mean "long".
    }
    guard let then = httpDateSeconds(field) else { return nil }
    let now = headers["date"].flatMap(httpDateSeconds) ?? wallSeconds
    let wait = then.subtractingReportingOverflow(now)
    return wait.overflow ? nil : Int(max(0, wait.partialValue))
}

extension PeerReply {
    /// The peer's clock as it answered, in seconds since 1970; `nil` when it did not say.
    public var dateSeconds: Int64? { headers["date"].flatMap(httpDateSeconds) }
}

/// Seconds since 1970 of an HTTP date in any of its three forms (RFC 9110, 5.6.7):
///
///     Sun, 06 Nov 1994 08:49:37 GMT      the one in use
///     Sunday, 06-Nov-94 08:49:37 GMT     RFC 850
///     Sun Nov  6 08:49:37 1994           asctime
func httpDateSeconds(_ text: String) -> Int64? {
    // Byte by byte: every reply has such a date.
    let words = text.utf8.split { " ,-".utf8.contains($0) }
    let day: Int64?
    let month: Int64?
    let year: Int64?
    let time: Word
    switch words.count {
    case 6 where words[5].elementsEqual("GMT".utf8):
        (day, month) = (number(words[1]), monthNumber(words[2]))
        (year, time) = (yearOf(words[3]), words[4])
    case 5:
        (day, month) = (number(words[2]), monthNumber(words[1]))
        (year, time) = (yearOf(words[4]), words[3])
    default: return nil
    }
    guard let day, let month, let year, 1...31 ~= day, let seconds = secondsOfDay(time) else {
        return nil
    }
    return daysSince1970(year: year, month: month, day: day) * 86_400 + seconds
}

private typealias Word = Substring.UTF8View

private func yearOf(_ word: Word) -> Int64? {
    guard let year = number(word) else { return nil }
    switch word.count {
    case 4: return year
    case 2: return year < 70 ? 2000 + year : 1900 + year
    default: return nil
    }
}

private let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

private func monthNumber(_ word: Word) -> Int64? {
    monthNames.firstIndex { $0.utf8.elementsEqual(word) }.map { Int64($0) + 1 }
}

private func secondsOfDay(_ word: Word) -> Int64? {
    let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map(number)
    guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
        hour < 24, minute < 60, second <= 60  // 60 is a leap second.
    else { return nil }
    return hour * 3600 + minute * 60 + second
}

/// A number of one to four digits, without the sign that `Int64` would allow.
private func number(_ word: Word) -> Int64? {
    guard 1...4 ~= word.count, word.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return word.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
}

/// The Gregorian calendar as days: years begin in March, so that the leap day is the last one
/// (Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `days_from_civil`).
private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
    return marchYear * 365 + leapDays + dayOfYear - 719_468
}

private func trimmed(_ text: String) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    var rest = text[...].drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(rest)
}
