extension TimeText {
    /// How long ago, or how far ahead, in one unit: `4 min ago`, `4 分钟前`, `in 3 days`, `3 天后`.
    /// Less than five seconds either way is `just now`, as clocks are not that exact.
    public static func ago(_ milliseconds: Int64, now: Int64) -> Phrase {
        let seconds = (now - milliseconds) / 1000
        if abs(seconds) < 5 { return Phrase(zh: "刚刚", en: "just now") }
        let span = age(seconds: abs(seconds))
        return seconds > 0
            ? Phrase(zh: "\(span.zh)前", en: "\(span.en) ago")
            : Phrase(zh: "\(span.zh)后", en: "in \(span.en)")
    }

    /// A span in its greatest unit, rounded down: `3 days`, `3 天`.
    public static func age(seconds: Int64) -> Phrase {
        let seconds = Int(seconds)
        return switch seconds {
        case ..<60: span(seconds, zh: "秒", en: "s")
        case ..<3600: span(seconds / 60, zh: "分钟", en: "min")
        case ..<86_400: span(seconds / 3600, zh: "小时", en: "h")
        default: days(seconds / 86_400)
        }
    }

    public static func age(from milliseconds: Int64, to now: Int64) -> Phrase {
        age(seconds: max(0, (now - milliseconds) / 1000))
    }

    /// A span in its two greatest units: `6 h 02 min`, `6 小时 2 分钟`, `12 days 3 h`.
    public static func duration(seconds: Int64) -> Phrase {
        let seconds = Int(seconds)
        let (greater, lesser): (Phrase, Phrase?) =
            switch seconds {
            case ..<60: (span(seconds, zh: "秒", en: "s"), nil)
            case ..<3600:
                (
                    span(seconds / 60, zh: "分", en: "min"),
                    rest(seconds % 60, zh: "秒", en: "s")
                )
            case ..<86_400:
                (
                    span(seconds / 3600, zh: "小时", en: "h"),
                    rest(seconds / 60 % 60, zh: "分钟", en: "min")
                )
            default:
                (
                    days(seconds / 86_400),
                    seconds / 3600 % 24 == 0 ? nil : span(seconds / 3600 % 24, zh: "小时", en: "h")
                )
            }
        guard let lesser else {
            return seconds >= 60 && seconds < 3600
                ? Phrase(zh: "\(seconds / 60) 分钟", en: greater.en) : greater
        }
        return Phrase(zh: "\(greater.zh) \(lesser.zh)", en: "\(greater.en) \(lesser.en)")
    }

    /// How long a run took: `38 ms`, `1.8 s`, from a minute on as `duration(seconds:)`.
    public static func elapsed(milliseconds: Int64) -> Phrase {
        switch milliseconds {
        case ..<1000: span(Int(milliseconds), zh: "毫秒", en: "ms")
        case ..<60_000:
            Phrase(
                zh: "\(NumberText.decimal(Int(milliseconds / 100), 1)) 秒",
                en: "\(NumberText.decimal(Int(milliseconds / 100), 1)) s")
        default: duration(seconds: milliseconds / 1000)
        }
    }

    /// How far a clock is off, with its sign: `+0.2 s`, `-4 min 12 s`, `+0.2 秒`.
    public static func skew(milliseconds: Int64) -> Phrase {
        let sign = milliseconds < 0 ? "-" : "+"
        let size = abs(milliseconds)
        let span =
            size < 60_000
            ? Phrase(
                zh: "\(NumberText.decimal(Int(size / 100), 1)) 秒",
                en: "\(NumberText.decimal(Int(size / 100), 1)) s")
            : duration(seconds: size / 1000)
        return Phrase(zh: sign + span.zh, en: sign + span.en)
    }

    /// `3 天`, `3 days`, `1 day`.
    public static func days(_ count: Int) -> Phrase {
        Phrase(zh: "\(NumberText.grouped(count)) 天", en: English.counted(count, "day"))
    }

    private static func span(_ count: Int, zh: String, en: String) -> Phrase {
        Phrase(zh: "\(count) \(zh)", en: "\(count) \(en)")
    }

    /// The lesser unit: two digits in English, so that `6 h 02 min` is not read as 6 h 20.
    private static func rest(_ count: Int, zh: String, en: String) -> Phrase? {
        count == 0 ? nil : Phrase(zh: "\(count) \(zh)", en: "\(count.padded(2)) \(en)")
    }
}
