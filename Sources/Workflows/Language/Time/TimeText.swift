/// Instants and spans of time as text. All functions are pure: now is passed in.
///
/// Instants are milliseconds since 1970 UTC, as in a hybrid timestamp.
public enum TimeText {
    /// `2026-11-23T11:05:00.000Z`, the form of every time in JSON.
    public static func rfc3339(_ milliseconds: Int64) -> String {
        let at = LocalMoment(milliseconds: milliseconds, zone: .utc)
        let seconds = "\(at.second.padded(2)).\(at.millisecond.padded(3))"
        return "\(at.day.iso)T\(at.clock):\(seconds)Z"
    }

    /// `2026-11-23 19:05`, the form of tables.
    public static func local(_ milliseconds: Int64, in zone: LocalZone = .shanghai) -> String {
        let at = LocalMoment(milliseconds: milliseconds, zone: zone)
        return "\(at.day.iso) \(at.clock)"
    }

    /// `2026-11-23`
    public static func day(_ milliseconds: Int64, in zone: LocalZone = .shanghai) -> String {
        LocalMoment(milliseconds: milliseconds, zone: zone).day.iso
    }

    /// The day in running text and in print: `2026年11月23日`, `23 November 2026`.
    public static func longDay(_ milliseconds: Int64, in zone: LocalZone = .shanghai) -> Phrase {
        let day = LocalMoment(milliseconds: milliseconds, zone: zone).day
        return Phrase(
            zh: "\(day.year)年\(day.month)月\(day.day)日",
            en: "\(day.day) \(englishMonths[day.month - 1]) \(day.year)")
    }

    /// The shortest form that is not misread: `今天 10:05`, `昨天 10:05`, else the whole day and
    /// time.
    public static func recent(
        _ milliseconds: Int64, now: Int64, in zone: LocalZone = .shanghai
    ) -> Phrase {
        let at = LocalMoment(milliseconds: milliseconds, zone: zone)
        let today = LocalMoment(milliseconds: now, zone: zone).day.daysSince1970
        return switch today - at.day.daysSince1970 {
        case 0: Phrase(zh: "今天 \(at.clock)", en: "today \(at.clock)")
        case 1: Phrase(zh: "昨天 \(at.clock)", en: "yesterday \(at.clock)")
        default: Phrase(verbatim: "\(at.day.iso) \(at.clock)")
        }
    }

    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
}
