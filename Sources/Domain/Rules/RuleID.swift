/// The rules across rows, by their number in the list of invariants.
public enum RuleID: String, Sendable, CaseIterable {
    case oneSeatOneAssignment = "X01"
    case oneRoomOneBooking = "X02"
    case assignedSeatInService = "X03"
    case sixFreeMonths = "X04"
    case termsDoNotOverlap = "X05"
    case closedHoldsNothing = "X06"
    case closeOrExtend = "X07"
    case graduationNeedsEvidence = "X08"
    case leaveDecision = "X09"
    case gateNeedsReviewer = "X10"
    case committeeNeedsGates = "X11"
    case quotaCovers = "X12"
    case paidWithinCommitment = "X13"
    case jumpHasReason = "X16"
    case offersWithinSeats = "X17"
    case offerHasPaper = "X18"
    case frozenYearStands = "X20"
    case noClockDecides = "X23"
    case acceptedOnce = "X24"
    case expertInOnePlace = "X25"
    case answeredOfferStands = "X26"
    case referenceInUse = "X27"
    case decidedOnce = "X28"
    case retiredOrInUse = "X29"
    case oneCodeOneCompany = "D01"
    case oneNameOneCompany = "D02"
    case linkedCardsAgree = "D03"
    case oneRound = "D04"
    case oneNumber = "D05"

    /// Whether it is about two records that are one, instead of saying that something is wrong.
    public var isDuplicate: Bool {
        switch self {
        case .oneCodeOneCompany, .oneNameOneCompany, .linkedCardsAgree, .oneRound, .oneNumber: true
        default: false
        }
    }

    /// What somebody may do who was refused because of it; `nil` for rules that refuse nothing: what breaks
    /// those is told at once and stands in the inbox until somebody has seen to it.
    public var remedy: Label? {
        switch self {
        case .oneRoomOneBooking:
            Label(
                "换个时间或换个房间；接待和紧急事项可用 priority 提高优先级",
                "take another time or room, or give a delegation or an emergency its priority")
        case .closedHoldsNothing: Label("先释放这些工位", "free those seats first")
        case .closeOrExtend: Label("先定：结束，还是续期", "decide first: does it end or go on")
        case .graduationNeedsEvidence:
            Label(
                "登记已完成的融资并附依据，或填 graduation_evidence",
                "record the closed round with its evidence, or fill in graduation_evidence")
        case .committeeNeedsGates:
            Label("补齐两关评审，或先搁置", "have both gates reviewed, or hold the investment")
        case .paidWithinCommitment:
            Label("先提高批准金额，或少付", "have more approved first, or pay less")
        case .offersWithinSeats: Label("少通知几个，或等有人搬离", "offer fewer, or wait until somebody leaves")
        case .frozenYearStands:
            Label(
                "记一条年度调整：moso record add year_adjustment …",
                "record an adjustment: moso record add year_adjustment …")
        case .answeredOfferStands:
            Label(
                "另记一版：moso record add city_offer version=…",
                "record the next version: moso record add city_offer version=…")
        default: nil
        }
    }

    /// The rule in one line.
    public var label: Label {
        switch self {
        case .oneSeatOneAssignment:
            Label("同一工位同一天只能有一份已确认的分配", "one seat, one confirmed assignment at a time")
        case .assignedSeatInService:
            Label("分配出去的工位都在用", "a seat that is assigned is in service")
        case .oneRoomOneBooking:
            Label("同一会议室同一时间只能有一个已确认的预订", "one room, one confirmed booking at a time")
        case .closedHoldsNothing:
            Label("已结束的协议不再占用工位", "a closed tenancy holds no seats")
        case .closeOrExtend:
            Label("结束和续期由人决定", "closing or extending is decided by a person")
        case .graduationNeedsEvidence:
            Label("毕业须有依据", "graduation needs evidence")
        case .leaveDecision:
            Label("入驻企业完成融资后须决定去留", "a resident that closed a round: does it leave?")
        case .committeeNeedsGates:
            Label("两关评审都通过且有效才能进投决", "the committee needs both gates, passed and current")
        case .paidWithinCommitment:
            Label("付款不超过批准金额", "payments are within what was approved")
        case .jumpHasReason:
            Label("插队须有理由和批准人", "whoever goes before others has a reason and a name")
        case .offersWithinSeats:
            Label("通知入驻的工位不超过届时空余", "offers are within the seats that are free")
        case .offerHasPaper:
            Label("接受的政府条件须有盖章文件", "an accepted offer has its stamped document")
        case .frozenYearStands:
            Label("盖章后的年度数据不再改动", "figures that were stamped do not move")
        case .sixFreeMonths:
            Label("每家企业全网免租合计不超过六个月", "six free months per company in the whole network")
        case .termsDoNotOverlap:
            Label("同一入驻协议的条款段不重叠", "terms of one tenancy do not overlap")
        case .gateNeedsReviewer:
            Label("没有有效评审人不能通过评审关", "no gate is passed without a valid reviewer")
        case .oneCodeOneCompany:
            Label("同一统一社会信用代码只有一家企业", "one credit code, one company")
        case .oneNameOneCompany:
            Label("名称相同的可能是同一家企业", "companies of one name may be one")
        case .linkedCardsAgree:
            Label("同一家企业的几张卡说法一致", "the cards of one company say the same")
        case .quotaCovers:
            Label("承诺的金额都有额度覆盖", "what is committed is covered by a quota")
        case .noClockDecides:
            Label("时钟可疑时，先后不作数", "where a clock is suspect, who came first counts for nothing")
        case .acceptedOnce:
            Label("一家企业只在一处接受入驻", "a company accepts at one site")
        case .expertInOnePlace:
            Label("一位专家同一时间只在一处", "an expert is in one place at a time")
        case .answeredOfferStands:
            Label("已答复的条件版本不再改动", "a version of an offer that was answered does not move")
        case .referenceInUse:
            Label("在用的记录不引用已停用的", "what is in use refers to what is in use")
        case .decidedOnce:
            Label("一个冲突只有一个裁决", "one conflict, one decision")
        case .retiredOrInUse:
            Label(
                "一处停用、另一处还在改的由人决定", "what one retires and another works on is decided by a person")
        case .oneRound:
            Label("同一轮融资只记一次", "one round of a company counts once")
        case .oneNumber:
            Label("一个合同号只有一份协议", "one contract number, one tenancy")
        }
    }

    /// The tables whose changes can make or end a finding.
    public var tables: [String] {
        switch self {
        case .oneSeatOneAssignment: ["seat_assignment", "seat"]
        case .assignedSeatInService: ["seat_assignment", "seat", "tenancy"]
        case .oneRoomOneBooking: ["booking"]
        case .closedHoldsNothing: ["tenancy", "seat_assignment"]
        case .closeOrExtend: ["tenancy", "tenancy_term"]
        case .graduationNeedsEvidence: ["tenancy", "funding_round", "company"]
        case .leaveDecision: ["tenancy", "funding_round"]
        case .committeeNeedsGates: ["investment", "gate_review"]
        case .paidWithinCommitment: ["investment", "fund_movement"]
        case .jumpHasReason: ["waitlist_entry", "investment"]
        case .offersWithinSeats: ["waitlist_entry", "seat", "seat_assignment", "tenancy"]
        case .offerHasPaper: ["city_offer"]
        case .frozenYearStands: ["company_year"]
        case .sixFreeMonths, .termsDoNotOverlap: ["tenancy_term"]
        case .gateNeedsReviewer: ["gate_review"]
        case .noClockDecides: ["seat_assignment", "seat"]
        case .acceptedOnce: ["waitlist_entry"]
        case .expertInOnePlace: ["expert_session"]
        case .answeredOfferStands: ["city_offer"]
        // Whatever somebody's decision wrote.
        case .decidedOnce: []
        case .referenceInUse:
            LivingReference.all.map(\.kind) + LivingReference.all.map(\.target)
        case .retiredOrInUse: RetiredRule.kinds
        case .oneCodeOneCompany, .oneNameOneCompany, .linkedCardsAgree: ["company"]
        case .oneRound: ["funding_round"]
        case .oneNumber: ["tenancy"]
        case .quotaCovers:
            ["quota", "quota_move"] + QuotaDraw.all.map(\.kind) + QuotaSource.all.map(\.kind)
        }
    }
}
