public import Domain

extension Catalogue.Trade {
    // What the desk answers about seats, sites, papers, cities and cards.

    static let perhapsMeant = Phrase(zh: "也许是：", en: "Perhaps you mean:")

    static func both(_ one: Phrase, _ other: Phrase) -> Phrase {
        Phrase(zh: "\(one.zh)；\(other.zh)", en: "\(one.en); \(other.en)")
    }

    // MARK: Seats

    static func assigned(
        _ name: String, seats: [String], from: LocalDay, to last: LocalDay?, isProposed: Bool
    ) -> Phrase {
        let range = span(seats)
        let until = last.map { Phrase(zh: "至 \($0)", en: " to \($0)") }
        return isProposed
            ? Phrase(
                zh: "已为 \(name) 拟定 \(range)（\(seats.count) 个工位），\(from) 起\(until?.zh ?? "")",
                en: "Proposed for \(name): \(range) (\(English.counted(seats.count, "seat"))) "
                    + "from \(from)\(until?.en ?? "")")
            : Phrase(
                zh: "已分配给 \(name)：\(range)（\(seats.count) 个工位），\(from) 起\(until?.zh ?? "")",
                en: "\(name) has \(range) (\(English.counted(seats.count, "seat"))) "
                    + "from \(from)\(until?.en ?? "")")
    }

    static func assignedNext(_ day: LocalDay) -> Phrase {
        Phrase(zh: "当天的工位：moso 工位 \(day)", en: "The seats of that day: moso seats \(day)")
    }

    static func proposedNext(_ name: String, site: String, seats: [String]) -> Phrase {
        let list = seats.joined(separator: " ")
        return Phrase(
            zh: "同步后由 \(site) 确认：moso 分配工位 \(name.asShellWord) \(list)",
            en: "After a sync \(site) confirms: moso assign \(name.asShellWord) \(list)")
    }

    static func released(_ seats: [String], of names: [String], on day: LocalDay) -> Phrase {
        let range = span(seats)
        let list = Phrase.list(names.map { Phrase(verbatim: $0) })
        return Phrase(
            zh: "\(list.zh) 的 \(range)（\(seats.count) 个工位）用到 \(day)，之后空出",
            en: "\(range) (\(English.counted(seats.count, "seat"))) of \(list.en): the last day is "
                + "\(day)")
    }

    static func releasedAll(_ name: String) -> Phrase {
        Phrase(
            zh: "\(name) 已没有工位；如已搬离：moso 退租 \(name.asShellWord)",
            en: "\(name) has no seat left; if it has gone: moso move-out \(name.asShellWord)")
    }

    static func transferred(
        _ name: String, from old: String, to target: String, last: LocalDay, seats: Int
    ) -> Phrase {
        Phrase(
            zh: "\(name) 从 \(old) 转到 \(target)，原站用到 \(last)，释放 \(seats) 个工位",
            en: "\(name) goes from \(old) to \(target); its last day is \(last), "
                + "\(English.counted(seats, "seat")) free")
    }

    /// - Parameter from: the old tenancy, where the other site has to name it.
    static func transferredNext(
        _ name: String, at target: String, from: String?, used: MonthsAndDays
    ) -> Phrase {
        let origin = from.map { Phrase(zh: " --转自 \($0)", en: " --transferred-from \($0)") }
        return Phrase(
            zh: "由 \(target) 办理：moso 入驻 \(name.asShellWord) A-001..A-010\(origin?.zh ?? "")"
                + "（免租已用 \(used.months) 个月 \(used.days) 天，上限 6 个月）",
            en: "At \(target): moso move-in \(name.asShellWord) A-001..A-010\(origin?.en ?? "") "
                + "(free time used: \(used.months) months \(used.days) days of 6 months)")
    }

    static func heldOver(_ gap: DayInterval) -> Phrase {
        Phrase(
            zh: "中间 \(gap) 没有条款，已记为顺延。", en: "Between the terms, \(gap) is kept as a holdover.")
    }

    public static let pageHoldover = Phrase(zh: "条款已到期", en: "Without a term")

    public static func since(_ day: LocalDay) -> Phrase {
        Phrase(
            zh: "\(day) 起顺延，待定去留：moso 续期、moso 转正价 或 moso 通知搬离",
            en: "held over since \(day); to be decided by moso extend, moso market or moso notice")
    }

    public static let pageRegistry = Phrase(zh: "登记机关区划", en: "Registered by")

    /// X15: what a code says of a place is no more than a hint.
    public static func registry(_ digits: String) -> Phrase {
        Phrase(zh: "\(digits)（不代表办公地）", en: "\(digits) (says nothing of where it works)")
    }

    // MARK: Papers

    static func stamped(_ title: String, box: String?, document: String) -> Phrase {
        guard let box else {
            return Phrase(zh: "\(title) 已盖章（\(document)）", en: "\(title) is stamped (\(document))")
        }
        return Phrase(
            zh: "\(title) 已盖章，存入档案盒 \(box)（\(document)）",
            en: "\(title) is stamped and filed in box \(box) (\(document))")
    }

    static func stampedNext(_ what: String) -> Phrase {
        Phrase(
            zh: "归档后：moso 盖章 \(what.asShellWord) --档案盒 3-12",
            en: "When it is filed: moso stamp \(what.asShellWord) --box 3-12")
    }

    static func scanNext(_ what: String) -> Phrase {
        Phrase(
            zh: "有扫描件就补上：moso 盖章 \(what.asShellWord) --扫描件 合同.pdf",
            en: "With a scan: moso stamp \(what.asShellWord) --scan contract.pdf")
    }

    static let compareOffers = Phrase(
        zh: "各地条件对比：moso 报表 offers", en: "Compare cities: moso report offers")

    // MARK: Clinics

    static let noMinutes = Phrase(zh: "时长至少 1 分钟。", en: "it lasts at least one minute.")

    static func clinicHeld(
        _ firm: String, on day: LocalDay, with names: [String], isMore: Bool
    ) -> Phrase {
        let list = Phrase.list(names.map { Phrase(verbatim: $0) })
        let who = names.isEmpty ? nil : Phrase(zh: "，企业：\(list.zh)", en: ", with \(list.en)")
        return isMore
            ? Phrase(
                zh: "已补记 \(firm) \(day) 的法务门诊\(who?.zh ?? "")",
                en: "Added to the clinic of \(firm) on \(day)\(who?.en ?? "")")
            : Phrase(
                zh: "已记 \(firm) \(day) 的法务门诊\(who?.zh ?? "")",
                en: "Noted: a clinic of \(firm) on \(day)\(who?.en ?? "")")
    }

    static let clinicNext = Phrase(
        zh: "近期门诊：moso 法务门诊 列表", en: "The sessions: moso clinic list")

    static func clinicAhead(_ firm: String) -> Phrase {
        Phrase(
            zh: "当天补记企业：moso 法务门诊 登记 \(firm) 企业简称 --议题 股权",
            en: "On the day, who came: moso clinic add \(firm) COMPANY --topics equity")
    }

    public static let noClinics = Phrase(zh: "这段时间没有法务门诊。", en: "No clinic in that time.")

    // MARK: Cities

    static let offerWithoutClauses = Phrase(
        zh: "至少写一项条件，例如 --面积 10000 或 --原文 …。",
        en: "an offer has at least one clause, as --space 10000 or --text ….")

    static func notAShare(_ text: String) -> Phrase {
        Phrase(zh: "“\(text)”不是 0 到 100 的百分数。", en: "\"\(text)\" is no share of 0 to 100 per cent.")
    }

    static func cityOffered(_ city: String, version: Int, clauses: Int) -> Phrase {
        Phrase(
            zh: "已记 \(city) 的条件，第 \(version) 版，\(clauses) 项",
            en: "Noted: the offer of \(city), version \(version), "
                + "\(English.counted(clauses, "clause"))")
    }

    static func cityOfferedNext(_ key: String) -> Phrase {
        Phrase(
            zh: "答复后：moso 政府条件 答复 \(key) 谈判中",
            en: "When we answer: moso offer-gov answer \(key) negotiating")
    }

    static func cityAnswered(_ offer: String, _ answer: Phrase) -> Phrase {
        Phrase(zh: "\(offer)：\(answer.zh)", en: "\(offer): \(answer.en)")
    }

    static func paperMissing(_ key: String) -> Phrase {
        Phrase(
            zh: "还缺盖章文件：moso 盖章 \(key) --档案盒 3-12",
            en: "The stamped paper is missing: moso stamp \(key) --box 3-12")
    }

    static func policyNoted(
        _ title: String, _ status: Phrase, from: LocalDay?, to: LocalDay?
    ) -> Phrase {
        let begin = from.map { Phrase(zh: "，\($0) 起", en: ", from \($0)") }
        let end = to.map { Phrase(zh: "，至 \($0)", en: ", to \($0)") }
        return Phrase(
            zh: "政策“\(title)”：\(status.zh)\(begin?.zh ?? "")\(end?.zh ?? "")",
            en: "Policy \"\(title)\": \(status.en)\(begin?.en ?? "")\(end?.en ?? "")")
    }

    static func draftNext(_ key: String) -> Phrase {
        Phrase(
            zh: "尚未生效；发布后：moso 政策 状态 \(key) 已发布 --生效 2023-09-01",
            en: "It is not in force; when it is issued: moso policy status \(key) issued "
                + "--from 2023-09-01")
    }

    static let policyNext = Phrase(
        zh: "适合哪些企业：moso 报表 policies", en: "Whom it fits: moso report policies")

    // MARK: Years

    static func notAYear(_ year: Int, now: Int) -> Phrase {
        Phrase(zh: "年度 \(year) 不在 2000 到 \(now) 之间。", en: "\(year) is no year from 2000 to \(now).")
    }

    static let noFigures = Phrase(
        zh: "至少写一个数字，例如 --营收 5000 千元。", en: "at least one figure, as --revenue 5000000.")

    static let profitOrLoss = Phrase(
        zh: "一年只有利润或亏损，--利润 和 --亏损 写一个。",
        en: "a year has a profit or a loss: give one of --profit and --loss.")

    static func factsTaken(_ name: String, _ year: Int, figures: Int) -> Phrase {
        Phrase(
            zh: "已收 \(name) \(year) 年度数据，\(figures) 项",
            en: "\(name), \(year): \(English.counted(figures, "figure")) taken down")
    }

    static func factsNext(_ key: String, _ year: Int) -> Phrase {
        Phrase(
            zh: "还有谁没交：moso 年度数据 催收 \(year)；盖章：moso record edit \(key) state=stamped",
            en: "Who has not told: moso facts chase \(year); to freeze it: moso record edit \(key) "
                + "state=stamped")
    }

    public static func allTold(_ year: Int) -> Phrase {
        Phrase(zh: "\(year) 年度都收齐了。", en: "Everybody has told its figures of \(year).")
    }

    public static func owing(_ count: Int, _ year: Int) -> Phrase {
        Phrase(
            zh: "\(count) 家还没有交 \(year) 年度数据。",
            en: "Figures of \(year) are owed by \(English.counted(count, "company", "companies")).")
    }

    // MARK: Cards

    static let namesAlike = Phrase(zh: "名称相近", en: "their names are alike")

    static func linked(_ one: String, _ other: String, stands root: String) -> Phrase {
        Phrase(
            zh: "“\(one)”与“\(other)”已记为同一家企业，以“\(root)”为准",
            en: "\(one) and \(other) are one company, by the card of \(root)")
    }

    static func linkedNext(_ one: String, _ other: String) -> Phrase {
        Phrase(
            zh: "一页看全：moso 企业 \(one)；弄错了：moso 查重 分开 \(one) \(other)",
            en:
                "All on one page: moso company \(one); if it is wrong: moso dup unlink \(one) \(other)"
        )
    }

    static func different(_ one: String, _ other: String) -> Phrase {
        Phrase(
            zh: "已记“\(one)”与“\(other)”不是同一家企业",
            en: "Noted: \(one) and \(other) are different companies")
    }

    /// - Parameter also: other links, between two ids each, that went with it.
    /// - Parameters:
    ///   - also: other links that are gone with it.
    ///   - kept: what was decided while they were linked, and stays.
    static func unlinked(
        _ card: String, from other: String, also: [String], keeping kept: [Phrase]
    ) -> Phrase {
        let contents =
            kept.isEmpty
            ? Phrase(zh: "各自的内容不变", en: "both cards say what they said")
            : Phrase(
                zh: "合并期间定下的仍在卡上：\(kept.map(\.zh).joined(separator: "、"))",
                en:
                    "what was decided while they were linked is on the cards still: \(kept.map(\.en).joined(separator: ", "))"
            )
        guard !also.isEmpty else {
            return Phrase(
                zh: "“\(card)”已与“\(other)”分开，\(contents.zh)",
                en: "\(card) is apart from \(other) again; \(contents.en)")
        }
        let links = also.joined(separator: ", ")
        return Phrase(
            zh: "“\(card)”已与“\(other)”分开，\(contents.zh)；把两者连在一起的 \(links) 也已断开",
            en:
                "\(card) is apart from \(other) again; \(contents.en). What had joined them besides is gone, too: \(links)"
        )
    }

    /// A field that was decided between linked cards, and the card on which it was written.
    static func decided(_ field: Label, on card: String) -> Phrase {
        Phrase(zh: "\(card) 的\(field.zh)", en: "\(field.en) on \(card)")
    }

    /// How to take back what was decided while cards were linked.
    static func undoDecided(_ dots: [String]) -> Phrase {
        let commands = dots.map { "moso undo \($0)" }.joined(separator: "; ")
        return Phrase(zh: "要恢复原样：\(commands)", en: "To have the cards as they were: \(commands)")
    }

    static func unlinkedNext(_ key: String) -> Phrase {
        Phrase(zh: "核对：moso 企业 \(key)", en: "Look at it: moso company \(key)")
    }

    public static let noDuplicates = Phrase(zh: "没有疑似重复的企业。", en: "No companies that may be one.")
    public static let why = Phrase(zh: "理由", en: "Why")
    public static let conflict = Phrase(zh: "待核对", en: "Conflict")

    public static func linkHint(_ one: String, _ other: String) -> Phrase {
        Phrase(
            zh: "同一家：moso 查重 合并 \(one) \(other)；不是：moso 查重 分开 \(one) \(other)",
            en:
                "One company: moso dup link \(one) \(other); if not: moso dup unlink \(one) \(other)"
        )
    }

    // MARK: Rooms

    public static let usedHours = Phrase(zh: "用时（小时）", en: "Hours")
    public static let share = Phrase(zh: "占开放时间", en: "Of open hours")
    public static let longest = Phrase(zh: "最长一次", en: "Longest")
    public static let fortnights = Phrase(zh: "连续（周）", en: "Weeks")
    public static let nothingOccupied = Phrase(zh: "没有被占用的会议室。", en: "No room is taken over.")

    public static func occupiedHint(_ name: String, _ booking: String?) -> Phrase {
        let cancel = booking.map {
            Phrase(zh: "；或取消预订：moso 取消预订 \($0)", en: ", or end it: moso cancel \($0)")
        }
        return Phrase(
            zh: "记成条款段：moso 续期 \(name.asShellWord) --月 3 --租金 …\(cancel?.zh ?? "")",
            en:
                "Make it a term: moso extend \(name.asShellWord) --months 3 --rent …\(cancel?.en ?? "")"
        )
    }

    // MARK: Looking

    static let findWhat = Phrase(zh: "查什么？例如 moso 查 澜图。", en: "for what? As moso find Lantu.")
    public static let found = Phrase(zh: "内容", en: "Says")

    public static func nothingFound(_ text: String) -> Phrase {
        Phrase(
            zh: "本站没有记录含“\(text)”。", en: "Nothing that this site holds says \"\(text)\".")
    }

    public static func moreFound(_ count: Int, _ kind: Phrase) -> Phrase {
        Phrase(
            zh: "\(kind.zh) 还有 \(count.grouped) 条：加 --最多 1000",
            en: "\(count.grouped) more of kind \(kind.en): with --most 1000")
    }

    public static let retiredMark = Phrase(zh: "（已停用）", en: " (retired)")
    public static let pageSeats = Phrase(zh: "今天的工位", en: "Seats today")
    public static let pageFree = Phrase(zh: "免租已用", en: "Free time used")
    public static let pageCards = Phrase(zh: "由这些卡组成", en: "Cards")

    public static func used(_ time: MonthsAndDays) -> Phrase {
        Phrase(
            zh: "\(time.months) 个月 \(time.days) 天",
            en: "\(English.counted(time.months, "month")) \(English.counted(time.days, "day"))")
    }

    public static func pageConflicts(_ ids: [String]) -> Phrase {
        Phrase(
            zh: "\(ids.count) 处待核对：moso conflicts show \(ids[0])",
            en: "\(English.counted(ids.count, "thing")) to decide: moso conflicts show \(ids[0])")
    }

    public static func pageMore(_ count: Int, _ name: String) -> Phrase {
        Phrase(
            zh: "\(name)还有 \(count.grouped) 条：加 --全部",
            en: "\(count.grouped) more of kind \(name): with --all")
    }
}
