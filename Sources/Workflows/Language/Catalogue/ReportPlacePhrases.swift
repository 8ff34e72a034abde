public import Domain

extension Catalogue.Report {
    // Seats ahead, and seat by seat.

    public static let arriving = Phrase(zh: "90 天内入驻工位", en: "Seats filling in 90 d")
    public static let leavingSeats = Phrase(zh: "90 天内腾出工位", en: "Seats vacated in 90 d")
    public static let forecastNote = Phrase(
        zh: "只按今天已签的日期：已通知搬离的算到搬离期限，没有终止日的视为一直有人。",
        en: "By the days that are signed today: who was told to leave counts until that day, "
            + "and what has no end is held on.")
    public static let until = Phrase(zh: "至", en: "Until")
    public static let inFreePeriod = Phrase(zh: "免租期", en: "Free period")
    public static let paying = Phrase(zh: "付租", en: "Paying rent")
    public static let leavingSoon = Phrase(zh: "30 天内搬离", en: "Leaving within 30 d")
    public static let disputed = Phrase(zh: "有争议", en: "Disputed")
    public static let chain = Phrase(zh: "链", en: "Chain")
    public static let leavingCompany = Phrase(zh: "搬离企业", en: "Leaves")
    public static let leavesOn = Phrase(zh: "搬离日", en: "Leaves on")
    public static let confidence = Phrase(zh: "把握", en: "How sure")
    public static let seats = Phrase(zh: "工位", en: "Seats")
    public static let movesInNext = Phrase(zh: "接着入驻", en: "Moves in next")
    public static let gap = Phrase(zh: "差几天", en: "Days between")
    public static let broken = Phrase(zh: "断链", en: "broken")
    public static let unknownDay = Phrase(zh: "未定日", en: "no day yet")
    public static let vacated = Phrase(zh: "已腾出", en: "vacated")
    public static let chainHolds = Phrase(zh: "连得上", en: "holds")
    public static let unclaimed = Phrase(zh: "无人等", en: "nobody waits")
    public static let noticeGiven = Phrase(zh: "已通知", en: "notice given")
    public static let agreed = Phrase(zh: "已约定", en: "agreed")
    public static let plannedOnly = Phrase(zh: "仅计划", en: "planned only")
    public static let noDay = Phrase(zh: "无日期", en: "no day")
    public static let lastFreeDay = Phrase(zh: "最后免租日", en: "Last free day")
    public static let freeMonthsUsed = Phrase(zh: "已用免租", en: "Free time used")
    public static let undecidedSoon = Phrase(zh: "30 天内到期未定", en: "undecided within 30 days")
    public static let leaveDue = Phrase(zh: "该定去留", en: "Leave decision due")
    public static let leftThisYear = Phrase(zh: "一年内已离场", en: "Left within a year")
    public static let offerPerSeat = Phrase(zh: "出价每工位月", en: "Offer per seat")
    public static let marketPerSeat = Phrase(zh: "市价每工位月", en: "Market per seat")
    public static let wouldWait = Phrase(zh: "会多等", en: "Would wait")
    public static let who = Phrase(zh: "谁", en: "Who")
    public static let requests = Phrase(zh: "申请", en: "requests")
    public static let toDecide = Phrase(zh: "待定", en: "to decide")

    public static func heldIn(days: Int) -> Phrase {
        days == 0
            ? Phrase(zh: "今天有人", en: "Held today")
            : Phrase(zh: "\(days) 天后有人", en: "Held in \(days) d")
    }

    public static func freeIn(days: Int) -> Phrase {
        days == 0
            ? Phrase(zh: "今天空闲", en: "Free today")
            : Phrase(zh: "\(days) 天后空闲", en: "Free in \(days) d")
    }

    public static func within(days: Int) -> Phrase {
        Phrase(zh: "\(days) 天内", en: "within \(days) days")
    }

    /// `5 个月 12 天`
    public static func months(_ length: MonthsAndDays) -> Phrase {
        Phrase(
            zh: "\(length.months) 个月 \(length.days) 天",
            en: "\(length.months) months \(length.days) d")
    }
}
