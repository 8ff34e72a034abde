internal import Domain

/// Days as people say them at the counter.
enum DayWords {
    /// `today`, `明天`, `周五`, `下周一`, `next monday`, or a date in any spelling with its year; a
    /// day of this week that is over is that of this week all the same.
    static func day(_ typed: String, today: LocalDay) -> LocalDay? {
        let text = TypedText.normalised(typed).lowercased()
        switch text {
        case "today", "今天", "今日": return today
        case "tomorrow", "明天", "明日": return today.adding(days: 1)
        case "后天": return today.adding(days: 2)
        case "yesterday", "昨天", "昨日": return today.adding(days: -1)
        default: break
        }
        let monday = today.adding(days: 1 - today.weekday.rawValue)
        for (prefix, weeks) in [("下周", 1), ("下星期", 1), ("next ", 1), ("周", 0), ("星期", 0), ("", 0)]
        where text.hasPrefix(prefix) {
            if let number = weekdays[String(text.dropFirst(prefix.count))] {
                return monday.adding(days: weeks * 7 + number - 1)
            }
        }
        return LocalDay.parsing(typed)
    }

    private static let weekdays: [String: Int] = [
        "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "monday": 1,
        "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
    ]
}
