public import Domain

extension Catalogue.Trade {
    // What the front desk and the people around the companies are answered.

    static func booked(
        _ room: String, from: LocalMinute, to: LocalMinute, for whom: String?
    ) -> Phrase {
        let end = from.day == to.day ? to.clock : to.description
        let holder = whom.map { Phrase(zh: "（\($0)）", en: " for \($0)") }
        return Phrase(
            zh: "已订 \(room)，\(from) 至 \(end)\(holder?.zh ?? "")",
            en: "Booked \(room), \(from) to \(end)\(holder?.en ?? "")")
    }

    static func bookedNext(_ day: LocalDay) -> Phrase {
        Phrase(zh: "当天的会议室：moso 会议室 \(day)", en: "The rooms of that day: moso rooms \(day)")
    }

    static func cancelled(_ key: String) -> Phrase {
        Phrase(zh: "已取消预订 \(key)", en: "Booking \(key) was cancelled")
    }

    static let endsBeforeItBegins = Phrase(
        zh: "结束时间不晚于开始时间。", en: "it ends before it begins.")

    public static func noBookings(_ day: LocalDay) -> Phrase {
        Phrase(zh: "\(day) 没有预订。", en: "Nothing is booked on \(day).")
    }

    static func visitBegan(_ who: String, at time: String) -> Phrase {
        Phrase(zh: "接待开始：\(who)，\(time)", en: "Visit began: \(who), \(time)")
    }

    static let visitBeganNext = Phrase(
        zh: "送客后：moso 接待 结束", en: "When they have left: moso visit end")

    static func visitEnded(_ who: String, minutes: Int) -> Phrase {
        Phrase(
            zh: "接待结束：\(who)，用时 \(minutes) 分钟", en: "Visit ended: \(who), \(minutes) minutes")
    }

    static let visitEndedNext = Phrase(
        zh: "有后续就记下：moso 接待 后续 \"寄资料\" --谁 周凯 --期限 下周一",
        en: "What follows is noted: moso visit next \"send papers\" --who NAME --by \"next monday\""
    )

    static func nextStep(_ text: String, owner: String, by day: LocalDay?) -> Phrase {
        let until = day.map { Phrase(zh: "，\($0) 前", en: " by \($0)") }
        return Phrase(
            zh: "已记后续：\(text)（\(owner)\(until?.zh ?? "")）",
            en: "Noted: \(text) (\(owner)\(until?.en ?? ""))")
    }

    static func reported(_ place: String, _ category: Phrase, severity: Int, id: String) -> Phrase {
        Phrase(
            zh: "已报修 \(place)：\(category.zh)，紧急程度 \(severity)，工单 \(id)",
            en: "Reported at \(place): \(category.en), severity \(severity), order \(id)")
    }

    static func reportedNext(_ id: String) -> Phrase {
        Phrase(zh: "修好后：moso 报修 完工 \(id)", en: "When it is mended: moso fix done \(id)")
    }

    static let onlySeats = Phrase(zh: "只有工位可以停用。", en: "only a seat can be blocked.")

    static func repaired(_ id: String, _ state: Phrase) -> Phrase {
        Phrase(zh: "工单 \(id)：\(state.zh)", en: "Order \(id): \(state.en)")
    }

    static func repairedNext(_ id: String) -> Phrase {
        Phrase(
            zh: "请报修人确认：moso 报修 销单 \(id)；没修好：moso 报修 返修 \(id)",
            en:
                "Whoever reported it confirms: moso fix confirm \(id); if not: moso fix reopen \(id)"
        )
    }

    static let closedNeedsEvidence = Phrase(
        zh: "已完成的融资要写完成日和依据：--完成日 2023-07-28 --依据 交割单。",
        en: "a closed round needs its day and evidence: --closed 2023-07-28 --evidence PAPER.")

    static func funded(_ name: String, round: String, status: Phrase) -> Phrase {
        Phrase(zh: "\(name) \(round)：\(status.zh)", en: "\(name), round \(round): \(status.en)")
    }

    static func fundedNext(_ name: String) -> Phrase {
        Phrase(
            zh: "按约定决定去留：moso 转正价 \(name.asShellWord) 或 moso 通知搬离 \(name.asShellWord)",
            en:
                "Decide whether it leaves: moso market \(name.asShellWord) or moso notice \(name.asShellWord)"
        )
    }

    static func achieved(_ name: String, _ kind: Phrase, _ title: String) -> Phrase {
        Phrase(zh: "\(name) 的成果：\(kind.zh)“\(title)”", en: "\(name): \(kind.en) \"\(title)\"")
    }

    static func advised(_ expert: String, _ company: String, minutes: Int?) -> Phrase {
        guard let minutes else {
            return Phrase(
                zh: "已为 \(company) 约 \(expert)", en: "\(expert) was asked to see \(company)")
        }
        return Phrase(
            zh: "\(expert) 辅导 \(company) \(minutes) 分钟",
            en: "\(expert) helped \(company) for \(minutes) minutes")
    }

    static func demanded(_ asker: String, id: String) -> Phrase {
        Phrase(zh: "已记 \(asker) 的需求，编号 \(id)", en: "Noted: what \(asker) needs, \(id)")
    }

    static func demandedNext(_ id: String) -> Phrase {
        Phrase(zh: "对接企业：moso 对接 \(id) 企业简称", en: "Match a company: moso match \(id) COMPANY")
    }

    static func matched(_ demand: String, _ company: String) -> Phrase {
        Phrase(zh: "已提议对接：\(demand) 与 \(company)", en: "Match proposed: \(demand) and \(company)")
    }

    // MARK: Lists

    /// A record of the queue as `moso queue` words it.
    public static let place = Phrase(zh: "位次", en: "No.")
    public static let company = Phrase(zh: "企业", en: "Company")
    public static let seats = Phrase(zh: "工位", en: "Seats")
    public static let rating = Phrase(zh: "评级", en: "Rating")
    public static let priority = Phrase(zh: "优先级", en: "Priority")
    public static let waited = Phrase(zh: "已等天数", en: "Days")
    public static let promisedDay = Phrase(zh: "承诺日", en: "Promised")
    public static let slip = Phrase(zh: "推迟天数", en: "Slip")
    public static let state = Phrase(zh: "状态", en: "State")
    public static let seat = Phrase(zh: "工位", en: "Seat")
    public static let holder = Phrase(zh: "使用者", en: "Held by")
    public static let until = Phrase(zh: "至", en: "Until")
    public static let room = Phrase(zh: "会议室", en: "Room")
    public static let time = Phrase(zh: "时间", en: "Time")
    public static let purpose = Phrase(zh: "用途", en: "For")
    public static let booking = Phrase(zh: "编号", en: "ID")

    public static let nobodyWaits = Phrase(zh: "没有企业在排队。", en: "Nobody waits.")

    public static func overtaken(_ name: String, by others: [String]) -> Phrase {
        let admitted = others.joined(separator: ", ")
        return Phrase(
            zh: "\(name) 插队时，断网的一方已让 \(admitted) 入驻；下一个工位先给 \(name)。",
            en:
                "\(name) was overtaken by an offline admission (\(admitted)): \(name) is first for the "
                + "next seat.")
    }

    public static func nextOne(_ name: String, seats: Int?) -> Phrase {
        let wanted = seats.map { Phrase(zh: "，要 \($0) 个工位", en: ", wants \($0) seats") }
        return Phrase(
            zh: "下一位：\(name)\(wanted?.zh ?? "")", en: "Next: \(name)\(wanted?.en ?? "")")
    }

    public static func callHint(_ name: String, seats: Int?, from: LocalDay) -> Phrase {
        let wanted = seats.map { Phrase(zh: " --工位 \($0)", en: " --seats \($0)") }
        return Phrase(
            zh:
                "通知：moso 发入驻通知 \(name.asShellWord)\(wanted?.zh ?? "") --自 \(from) --答复 下周五",
            en:
                "Offer: moso offer \(name.asShellWord)\(wanted?.en ?? "") --from \(from) --answer-by \"next friday\""
        )
    }

    public static func seatCount(free: Int, taken: Int, blocked: Int) -> Phrase {
        Phrase(
            zh: "空 \(free)，已用 \(taken)，停用 \(blocked)。",
            en: "\(free) free, \(taken) taken, \(blocked) blocked.")
    }

    public static let free = Phrase(zh: "空", en: "free")
    public static let blocked = Phrase(zh: "停用", en: "blocked")

    public static func undo(_ name: String) -> Phrase {
        Phrase(zh: "撤销：moso undo \(name)", en: "Undo: moso undo \(name)")
    }

    public static func wouldDo(_ done: Phrase) -> Phrase {
        Phrase(zh: "将会：\(done.zh)", en: "Would do: \(done.en)")
    }
}
