extension TimeText {
    /// The instant that a person names with `--since`: `45m`, `12h`, `3d`, `2w` ago, `today`,
    /// `yesterday`, a day `2026-11-01`, a time `2026-11-01 10:05`, or a time as moso prints it in
    /// JSON. Days and times without `Z` are those of `zone`. `nil` for anything else.
    public static func since(
        _ text: String, now: Int64, in zone: LocalZone = .shanghai
    ) -> Int64? {
        let today = LocalMoment(milliseconds: now, zone: zone).day
        switch text {
        case "today": return today.start(in: zone)
        case "yesterday": return today.start(in: zone) - 86_400_000
        default: return span(text).map { now - $0 } ?? instant(text, in: zone)
        }
    }

    /// A span such as `90s`, `45m`, `12h`, `3d` or `2w` in milliseconds; `nil` for anything else.
    public static func span(_ text: String) -> Int64? {
        guard let unit = text.last.flatMap({ spanUnits[$0] }), (2...7).contains(text.utf8.count),
            let count = digits(text.dropLast())
        else { return nil }
        return Int64(count) * unit
    }

    /// A day, a local time with or without seconds, or a time in UTC with `Z`; `nil` for anything
    /// else, and for days that do not exist.
    public static func instant(_ text: String, in zone: LocalZone = .shanghai) -> Int64? {
        let isUTC = text.utf8.last == UInt8(ascii: "Z")
        let parts = (isUTC ? text.dropLast() : text[...])
            .split(omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let date = parts.first.flatMap(civilDate) else { return nil }
        let midnight = date.start(in: isUTC ? .utc : zone)
        switch parts.count {
        case 1: return isUTC ? nil : midnight
        case 2: return timeOfDay(parts[1]).map { midnight + $0 }
        default: return nil
        }
    }

    private static func civilDate(_ text: Substring) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = digits(parts[0]),
            let month = digits(parts[1]), let day = digits(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Milliseconds since midnight of `10:05`, `10:05:30` or `10:05:30.250`.
    private static func timeOfDay(_ text: Substring) -> Int64? {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count <= 2, (2...3).contains(parts.count),
            parts.allSatisfy({ $0.utf8.count == 2 }), let hour = digits(parts[0]), hour < 24,
            let minute = digits(parts[1]), minute < 60
        else { return nil }
        guard let second = parts.count == 3 ? digits(parts[2]) : 0, second < 60,
            let fraction = halves.count == 2 ? thousandths(halves[1], of: parts.count) : 0
        else { return nil }
        return Int64(((hour * 60 + minute) * 60 + second) * 1000 + fraction)
    }

    /// The digits after the point, which only follow seconds, as milliseconds; more than three are
    /// cut off.
    private static func thousandths(_ text: Substring, of parts: Int) -> Int? {
        guard parts == 3, (1...9).contains(text.utf8.count), digits(text) != nil else { return nil }
        return digits((text + "00").prefix(3))
    }

    /// A number of nothing but ASCII digits; `Int` itself would also take a sign.
    private static func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            ? Int(text) : nil
    }

    private static let spanUnits: [Character: Int64] = [
        "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 7 * 86_400_000,
    ]
}
