/// A time zone with one fixed distance from UTC. China has had no summer time since 1991, and a
/// fixed distance keeps every text a pure function of the instant.
public struct LocalZone: Hashable, Sendable {
    /// `Asia/Shanghai`, for the key `tz` of JSON answers.
    public let name: String
    public let secondsFromUTC: Int

    public init(name: String, secondsFromUTC: Int) {
        precondition(abs(secondsFromUTC) < 24 * 3600, "a zone is less than a day from UTC")
        self.name = name
        self.secondsFromUTC = secondsFromUTC
    }

    public static let shanghai = LocalZone(name: "Asia/Shanghai", secondsFromUTC: 8 * 3600)
    public static let utc = LocalZone(name: "UTC", secondsFromUTC: 0)
}

/// An instant taken apart into the day and the time of day of a zone.
struct LocalMoment {
    let day: CivilDate
    let hour: Int
    let minute: Int
    let second: Int
    let millisecond: Int

    init(milliseconds: Int64, zone: LocalZone) {
        let known = min(max(milliseconds, LocalMoment.yearOne), LocalMoment.endOfYear9999)
        let local = Int(known) + zone.secondsFromUTC * 1000
        let days = local.dividedDown(by: 86_400_000)
        let rest = local - days * 86_400_000
        day = CivilDate(daysSince1970: days)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000
    }

    // RFC 3339 has four digits for the year. A stamp outside that range comes from a broken clock
    // and is shown as the nearest that can be written.
    private static let yearOne: Int64 = -62_135_510_400_000
    private static let endOfYear9999: Int64 = 253_402_214_399_999

    /// `19:05`
    var clock: String { "\(hour.padded(2)):\(minute.padded(2))" }
}

extension CivilDate {
    /// Midnight at the beginning of the day, in milliseconds since 1970.
    func start(in zone: LocalZone) -> Int64 {
        Int64(daysSince1970) * 86_400_000 - Int64(zone.secondsFromUTC) * 1000
    }
}

extension Int {
    /// The quotient rounded towards minus infinity, so that instants before 1970 come out right.
    func dividedDown(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : (self + 1) / divisor - 1
    }
}
