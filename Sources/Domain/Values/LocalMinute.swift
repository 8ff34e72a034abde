/// A minute of a local day: when a room is booked from, when a visitor came.
///
/// As a day has no time zone (all sites keep the time of Asia/Shanghai), neither has a moment of it.
public struct LocalMinute: Hashable, Sendable {
    public let day: LocalDay
    /// 0 to 1,439.
    public let minuteOfDay: Int

    /// `nil` when there is no such minute.
    public init?(_ day: LocalDay, hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        self.day = day
        minuteOfDay = hour * 60 + minute
    }

    /// Exactly `YYYY-MM-DDTHH:MM`, the form in which moments are stored; `nil` for anything else.
    public init?(_ stored: String) {
        let parts = stored.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 5, let day = LocalDay(String(parts[0])),
            let time = LocalMinute.time(parts[1])
        else { return nil }
        self.init(day, hour: time.hour, minute: time.minute)
    }

    /// The minute at an instant, given in milliseconds since 1970 UTC, at a place `offsetSeconds`
    /// ahead of UTC.
    public static func from(epochMilliseconds: Int64, offsetSeconds: Int) -> LocalMinute {
        let day = LocalDay.from(
            epochMilliseconds: epochMilliseconds, offsetSeconds: offsetSeconds)
        let minutes =
            Int(epochMilliseconds.flooredDivision(by: 60_000)) + offsetSeconds / 60
        let ofDay = minutes - minutes.flooredDivision(by: 1_440) * 1_440
        guard let moment = LocalMinute(day, hour: ofDay / 60, minute: ofDay % 60) else {
            preconditionFailure("a minute of a day is one")
        }
        return moment
    }

    /// A moment as people write it: a day in any spelling, then `14:00`, `14：00` or `14点`,
    /// `14点30分`. A day alone is none: when a room is free matters.
    public static func parsing(_ typed: String) -> LocalMinute? {
        let text = TypedText.normalised(typed)
        if let stored = LocalMinute(text) { return stored }
        guard let at = text.lastIndex(where: { $0 == " " || $0 == "T" || $0 == "日" }),
            let day = LocalDay.parsing(
                String(text[at] == "日" ? text[...at] : text[..<at])),
            let time = time(text[text.index(after: at)...])
        else { return nil }
        return LocalMinute(day, hour: time.hour, minute: time.minute)
    }

    /// `14:00`, `9:30`, `14点`, `14点30分`; hours up to 23.
    public static func time(_ typed: some StringProtocol) -> (hour: Int, minute: Int)? {
        var text = TypedText.normalised(String(typed))
        if text.hasSuffix("分") { text.removeLast() }
        if text.hasSuffix("点") { text += "0" }
        let parts = text.split(omittingEmptySubsequences: false) {
            $0 == ":" || $0 == "点" || $0 == "时"
        }
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return (hour, minute)
    }

    public func adding(minutes: Int) -> LocalMinute {
        let all = day.epochDay * 1_440 + minuteOfDay + minutes
        let days = all.flooredDivision(by: 1_440)
        let ofDay = all - days * 1_440
        let moved = LocalMinute(LocalDay(clipping: days), hour: ofDay / 60, minute: ofDay % 60)
        guard let moved else { preconditionFailure("a minute of a day is one") }
        return moved
    }

    /// How many minutes lie between; negative when `later` is earlier.
    public func minutes(until later: LocalMinute) -> Int {
        (later.day.epochDay - day.epochDay) * 1_440 + later.minuteOfDay - minuteOfDay
    }

    /// `2023-08-11T14:00`
    public var stored: String { "\(day)T\(clock)" }

    /// `14:00`
    public var clock: String {
        let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}

extension LocalMinute: Comparable {
    public static func < (a: LocalMinute, b: LocalMinute) -> Bool {
        (a.day, a.minuteOfDay) < (b.day, b.minuteOfDay)
    }
}

extension LocalMinute: CustomStringConvertible {
    /// `2023-08-11 14:00`
    public var description: String { "\(day) \(clock)" }
}
