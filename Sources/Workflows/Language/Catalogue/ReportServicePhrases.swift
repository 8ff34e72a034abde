extension Catalogue.Report {
    // Visits, policies, services, demands, repairs, freshness.

    public static let week = Phrase(zh: "周", en: "Week")
    public static let visitGroups = Phrase(zh: "批次", en: "Groups")
    public static let staffHours = Phrase(zh: "接待工时", en: "Staff hours")
    public static let walkIns = Phrase(zh: "未预约", en: "Walk-ins")
    public static let repeats = Phrase(zh: "再次来访", en: "Repeats")
    public static let cities = Phrase(zh: "城市", en: "Cities")
    public static let governmentShare = Phrase(zh: "政府占比", en: "government share")
    public static let openSteps = Phrase(zh: "未办后续事项", en: "next steps open")
    /// A week in which five groups or more were received.
    public static func busyWeek(_ week: String) -> Phrase {
        Phrase(zh: "\(week) ≥5 批", en: "\(week) 5+")
    }
    public static let visitNote = Phrase(
        zh: "同一次接待只计一次，人数与工时取最大；五批及以上的周有标记。",
        en:
            "A delegation counts once, with the largest numbers. Weeks of five groups or more are marked."
    )
    public static let inForce = Phrase(zh: "生效", en: "In force")
    public static let nextDeadline = Phrase(zh: "下个截止日", en: "Next deadline")
    public static let fits = Phrase(zh: "适合在驻企业", en: "Fits residents")
    public static let withDeadline = Phrase(zh: "有截止日", en: "with a deadline")
    public static let sessions = Phrase(zh: "次数", en: "Sessions")
    public static let solvedShare = Phrase(zh: "解决率", en: "Solved share")
    public static let lastTime = Phrase(zh: "最近", en: "Last")
    public static let neglected = Phrase(zh: "60 天未获服务", en: "No help for 60 days")
    public static let byExpert = Phrase(zh: "按专家（90 天）", en: "By expert (90 days)")
    public static let clinics = Phrase(zh: "法务门诊（90 天）", en: "Legal clinics (90 days)")
    public static let firstHeard = Phrase(zh: "首次来访", en: "First heard")
    public static let contacts = Phrase(zh: "来访次数", en: "Contacts")
    public static let matches = Phrase(zh: "对接", en: "Matches")
    public static let pilotMatches = Phrase(zh: "试点对接", en: "pilots")
    public static let signedMatches = Phrase(zh: "签约对接", en: "contracts")
    public static let closedLoops = Phrase(zh: "闭环", en: "Closed loops")
    public static let placeOf = Phrase(zh: "位置", en: "Place")
    public static let ageDays = Phrase(zh: "已过天数", en: "Days open")
    public static let again = Phrase(zh: "90 天内同处", en: "Same place in 90 d")
    public static let cost = Phrase(zh: "费用", en: "Cost")
    public static let unconfirmed = Phrase(zh: "完工未销单", en: "done, not confirmed")
    public static let fixHours = Phrase(zh: "平均修复小时", en: "mean hours to fix")
    public static let scope = Phrase(zh: "归属", en: "Belongs to")
    public static let openSince = Phrase(zh: "自", en: "Since")
    public static let lastHeard = Phrase(zh: "最近消息", en: "Last heard")
    public static let lastError = Phrase(zh: "最近错误", en: "Last error")

    public static func openOfSeverity(_ severity: Int) -> Phrase {
        Phrase(zh: "\(severity) 级未完", en: "open of severity \(severity)")
    }

    public static func freshness(_ freshness: Workflows.Report.Freshness) -> Phrase {
        switch freshness {
        case .fresh: Phrase(zh: "正常", en: "fresh")
        case .late: Phrase(zh: "超过 24 小时无消息", en: "silent over 24 hours")
        case .silent: Phrase(zh: "超过 72 小时无消息", en: "silent over 72 hours")
        }
    }
}
