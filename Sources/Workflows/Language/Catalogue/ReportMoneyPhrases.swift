public import Domain

extension Catalogue.Report {
    // Investments and funds.

    public static let gate1 = Phrase(zh: "技术关", en: "Gate 1")
    public static let gate2 = Phrase(zh: "商业关", en: "Gate 2")
    public static let gateHeld = Phrase(zh: "搁置", en: "held")
    public static let resident = Phrase(zh: "在驻", en: "Resident")
    public static let byStage = Phrase(zh: "按阶段", en: "By stage")
    public static let openProjects = Phrase(zh: "在办项目", en: "Open projects")
    public static let reserved = Phrase(zh: "后续预留", en: "Reserved")
    public static let quotaLent = Phrase(zh: "已分给分站", en: "Lent as quota")
    public static let available = Phrase(zh: "可用", en: "Available")
    public static let fundNote = Phrase(
        zh: "可用 = 规模 − 承诺 − 费用 − 后续预留 − 已分给分站的额度；只计基金本币。",
        en:
            "Available = size - commitments - fees - reserve - what sites hold as quota; in the currency of the fund only."
    )
    public static let firstOn = Phrase(zh: "首次日期", en: "First on")
    public static let firstValue = Phrase(zh: "首次估值", en: "First")
    public static let lastOn = Phrase(zh: "最近日期", en: "Last on")
    public static let lastValue = Phrase(zh: "最近估值", en: "Last")
    public static let multiple = Phrase(zh: "倍数", en: "Multiple")
    public static let monthsHeld = Phrase(zh: "月数", en: "Months")
    public static let unicorn = Phrase(zh: "独角兽", en: "Unicorn")
    public static let valued = Phrase(zh: "有估值", en: "valued")
    public static let valueNote = Phrase(
        zh: "媒体估值不在其内；倍数只在币种相同时计算；独角兽：美元估值满 10 亿。",
        en:
            "The press is not in it. A multiple needs one currency. Unicorn: a value of USD 1,000 million or more."
    )
    public static let cityOffers = Phrase(zh: "各地条件", en: "offers")
    public static let unanswered = Phrase(zh: "未答复", en: "unanswered")
    public static let offerNote = Phrase(
        zh: "仅限总部阅读，勿外传；每城取最新版本。",
        en: "For head office only. Of each city the last version.")

    public static func gatePassed(_ day: LocalDay) -> Phrase {
        Phrase(zh: "\(day) 通过", en: "passed \(day)")
    }

    /// Passed too long ago to count before the committee.
    public static func gateOld(_ day: LocalDay) -> Phrase {
        Phrase(zh: "\(day) 通过，已过期", en: "passed \(day), too old")
    }

    public static func withinSize(_ fund: String) -> Phrase {
        Phrase(zh: "\(fund)：承诺与费用不超过规模", en: "\(fund): commitments and fees are within the size")
    }
}
