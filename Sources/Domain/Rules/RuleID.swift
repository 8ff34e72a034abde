/// The rules across rows, by their number in the list of invariants.
public enum RuleID: String, Sendable, CaseIterable {
    case oneSeatOneAssignment = "X01"
    case assignedSeatInService = "X03"
    case sixFreeMonths = "X04"
    case termsDoNotOverlap = "X05"
    case gateNeedsReviewer = "X10"
    case quotaCovers = "X12"
    case oneCodeOneCompany = "D01"
    case oneNameOneCompany = "D02"
    case linkedCardsAgree = "D03"

    /// Whether it is about two records that are one, instead of saying that something is wrong.
    public var isDuplicate: Bool {
        switch self {
        case .oneCodeOneCompany, .oneNameOneCompany, .linkedCardsAgree: true
        default: false
        }
    }

    /// The rule in one line.
    public var label: Label {
        switch self {
        case .oneSeatOneAssignment:
            Label("同一工位同一天只能有一份已确认的分配", "one seat, one confirmed assignment at a time")
        case .assignedSeatInService:
            Label("分配出去的工位都在用", "a seat that is assigned is in service")
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
        }
    }

    /// What the rule looks at, and what holds until somebody decides.
    public var explanation: Label {
        switch self {
        case .oneSeatOneAssignment:
            Label(
                "看固定工位和办公室工位上未停用的分配：两份已确认的不得重叠，提议也不得与已确认的重叠；流动工位不分配；分配须记在工位所属分站的范围，否则该站收不到，不作数。决定之前各家的记录都保留。",
                "Looks at assignments of fixed and office seats: two confirmed ones must not overlap, "
                    + "nor a proposal a confirmed one; hot seats are never assigned. An assignment "
                    + "lies in the scope of the seat's site, or that site never gets it and it does not "
                    + "count. Until somebody decides, all are kept as they are.")
        case .assignedSeatInService:
            Label(
                "看已确认的分配，其工位停用、拆除或不再使用而分配未到期的；以及对已拆除、不再使用的工位的提议。决定之前记录保留，但没有人占有该工位。",
                "Looks at confirmed assignments that last into a time in which their seat is blocked, "
                    + "removed or retired, and at proposals for seats removed or retired. Until somebody "
                    + "decides, they are kept as they are, and nobody has the seat.")
        case .sixFreeMonths:
            Label(
                "免租段按月数相加，首尾相接的先合并；余下的天数每 31 天算一个月；主任特批的不计。决定之前超出部分待定。",
                "Free terms are added up in months, those that meet are joined first, and 31 days "
                    + "left over make a month; a director's exception is not counted. Until somebody "
                    + "decides, the excess is neither billed nor free.")
        case .termsDoNotOverlap:
            Label(
                "同一协议未停用的条款段，任何一天最多属于其中一段。决定之前两段都保留。",
                "A day belongs to at most one term of a tenancy. Until somebody decides, both "
                    + "terms are kept as they are.")
        case .gateNeedsReviewer:
            Label(
                "结论为通过的评审须有署名评审人、签署日、当日有效的聘期，且无利益冲突。决定之前该评审关视为暂缓。",
                "A passing review has a named reviewer, a day of signing, a mandate on that day and "
                    + "no conflict of interest. Until somebody decides, the gate counts as held.")
        case .oneCodeOneCompany:
            Label(
                "看未停用的企业卡。决定之前两张卡都保留，免租月数分开计算。",
                "Looks at companies that are not retired. Until somebody decides, both cards are "
                    + "kept, and free months are counted for each.")
        case .oneNameOneCompany:
            Label(
                "名称去掉括号、标点和公司形式后相同，或名称相近且联系人相同；两家都有有效信用代码的不提示。决定之前两张卡都保留。",
                "Compares names without brackets, punctuation and the form of company; similar names "
                    + "count when the contact is the same, and two valid credit codes are two "
                    + "companies. Until somebody decides, both cards are kept.")
        case .linkedCardsAgree:
            Label(
                "看合并为一家企业的几张未停用的卡：两张卡都填了而不同的字段逐项列出，成组的字段一起；集合合在一起，备注各留各的。"
                    + "决定之前各卡原样保留，两个值都显示；撤销合并后各卡恢复原样。",
                "Looks at the cards of a company that were linked and are not retired: each field that two "
                    + "of them fill in differently is listed, fields of a group together; sets are put "
                    + "together, notes stay each card's own. Until somebody decides, the cards are kept "
                    + "as they are and both values shown; taking the link back leaves the cards.")
        case .quotaCovers:
            Label(
                "投资项目的批准金额须有基金额度覆盖（该基金设有额度时），补贴须有预算额度覆盖，币种与额度相同；基金和预算不小于其额度，"
                    + "币种相同，设有额度时不停用；额度的变动须在写入者的份额之内。未覆盖的不作数。",
                "An investment is covered by its fund's quota, where the fund has one, a subsidy by "
                    + "its budget's, in the quota's currency; a fund or budget with a quota is no "
                    + "smaller, in the same currency, and in use; a move of a quota is covered by its "
                    + "writer's share. What is not covered counts for nothing.")
        }
    }

    /// The tables whose changes can make or end a finding.
    public var tables: [String] {
        switch self {
        case .oneSeatOneAssignment, .assignedSeatInService: ["seat_assignment", "seat"]
        case .sixFreeMonths, .termsDoNotOverlap: ["tenancy_term"]
        case .gateNeedsReviewer: ["gate_review"]
        case .oneCodeOneCompany, .oneNameOneCompany, .linkedCardsAgree: ["company"]
        case .quotaCovers:
            ["quota", "quota_move"] + QuotaDraw.all.map(\.kind) + QuotaSource.all.map(\.kind)
        }
    }
}
