internal import Causality

/// E12 funding round, E15 investment, E16 gate review.
enum InvestmentKinds {
    static let all = [fundingRound, investment, gateReview]

    static let fundingRound = RecordKind(
        name: "funding_round", label: Label("融资轮次", "funding round"), prefix: "F",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("round", "轮次", "round", .text(most: 40), .immutable, required: true),
            .init("status", "状态", "status", states: roundStates),
            .init("closed_on", "完成日", "closed on", .day, .listed(.latest)),
            .init("amount_fen", "金额", "amount", .money, .ask),
            Common.currency,
            .init(
                "rate", "汇率", "rate", .decimal(places: 4), .ask,
                help: Label("一单位外币折人民币元", "yuan for one unit of the currency")),
            .init("rate_on", "汇率日期", "rate of", .day, .ask),
            .init("investors", "投资方", "investors", .set, .union),
            .init("evidence", "依据", "evidence", .set, .union),
            .init("is_public", "已公开", "public", .yesNo, .listed(.latest)),
            Common.note, Common.retired,
            .init("same_as", "同一轮", "same round as", .set, .union),
            .init("distinct_from", "不是同一轮", "not the same as", .set, .union),
        ], groups: [(name: "amount", members: ["amount_fen", "currency", "rate", "rate_on"])],
        scope: .siteOf(column: "site"), title: ["company", "round"],
        naturalKeys: [["company", "round"], ["company", "closed_on"]])

    static let roundStates = StateMachine(
        [
            .init("rumour", "传闻", "rumour"), .init("raising", "融资中", "raising"),
            .init("term-sheet", "已签意向", "term sheet"), .init("closed", "已完成", "closed"),
            .init("failed", "未成", "failed"),
        ], chains: [["rumour", "raising", "term-sheet", "closed"]], exits: ["failed"])

    static let investment = RecordKind(
        name: "investment", label: Label("投资项目", "investment"), prefix: "V",
        fields: [
            Common.reference("company", "企业", "company", to: "company"),
            Common.reference("fund", "基金", "fund", to: "fund", .owner, required: false),
            .init("lead_partner", "负责人", "lead partner", .text(most: 100), .owner),
            .init("round", "轮次", "round", .text(most: 40), .immutable),
            .init("stage", "阶段", "stage", states: investmentStages),
            .init("asked_fen", "拟融金额", "asked", .money, .owner),
            .init("planned_fen", "拟投金额", "planned", .money, .owner),
            .init("approved_fen", "批准金额", "approved", .money, .owner),
            Common.currency,
            .init("instrument", "投资方式", "instrument", .text(most: 200), .owner),
            .init(
                "ownership_bp", "持股", "ownership", .wholeNumber(0...10_000), .owner,
                unit: Common.basisPoints),
            .init("conditions", "先决条件", "conditions precedent", .set, .union),
            .init("observer", "董事或观察员", "board or observer", .text(most: 200), .latest),
            .init("next_check_on", "下次检查", "next check on", .day, .latest),
            .init("pass_reason", "放弃原因", "passed because", .text(most: 1_000), .listed(.latest)),
            Common.keeper, Common.note, Common.retired,
            .init(
                "committee_on", "投决日", "committee on", .day, .listed(.latest),
                help: Label("两关评审当日须有效", "the gates must be current on that day")),
        ],
        groups: [
            (name: "amounts", members: ["asked_fen", "planned_fen", "approved_fen", "currency"])
        ], scope: .fixed(.capital), ownerColumn: "kept_by", title: ["company", "round"],
        naturalKeys: [["fund", "company", "round"]])

    private static let pipeline = [
        "sourced", "screened", "gate-1", "gate-2", "committee", "term-sheet", "dd", "signed",
        "closed", "post", "exited",
    ]

    static let investmentStages = StateMachine(
        [
            .init("sourced", "线索", "sourced"), .init("screened", "初筛", "screened"),
            .init("gate-1", "技术评审", "gate 1"), .init("gate-2", "商业评审", "gate 2"),
            .init("committee", "投决", "committee"), .init("term-sheet", "投资意向", "term sheet"),
            .init("dd", "尽调", "due diligence"), .init("signed", "已签约", "signed"),
            .init("closed", "已交割", "closed"), .init("post", "投后", "post-investment"),
            .init("exited", "已退出", "exited"), .init("held", "搁置", "held"),
            .init("passed", "放弃", "passed"),
        ], chains: [pipeline], exits: ["held", "passed"], returns: ["held": pipeline],
        isContested: true)

    static let gateReview = RecordKind(
        name: "gate_review", label: Label("评审关", "gate review"), prefix: "G",
        fields: [
            Common.reference("investment", "投资项目", "investment", to: "investment"),
            .init(
                "gate", "评审关", "gate",
                .choice([
                    .init("1", "技术", "technical"), .init("2", "商业", "commercial"),
                ]), .immutable, required: true),
            .init("reviewer", "评审人", "reviewer", .text(most: 100), .immutable),
            .init("organisation", "单位", "organisation", .text(most: 200), .immutable),
            .init("mandate_from", "聘期起", "mandate from", .day, .immutable),
            .init(
                "mandate_to", "聘期止", "mandate to", .day, .immutable,
                help: Label("含当日；空白为不限", "the last day of it; blank for no end")),
            .init(
                "verdict", "结论", "verdict",
                .choice([
                    .init("pass", "通过", "pass"), .init("conditional", "有条件通过", "conditional"),
                    .init("hold", "暂缓", "hold"), .init("fail", "不通过", "fail"),
                ]), .ask, required: true),
            .init("scores", "评分", "scores", .text(most: 1_000), .immutable),
            .init("opinion", "意见", "opinion", .text(most: 4_096), .immutable),
            .init("conditions", "附加条件", "conditions", .text(most: 4_096), .immutable),
            .init("interest", "利益冲突", "conflict of interest", .yesNo, .ask),
            .init(
                "interest_note", "利益冲突说明", "conflict of interest in words",
                .text(most: 1_000), .ask),
            .init("signed_on", "签署日", "signed on", .day, .immutable),
            Common.note, Common.retired,
        ], groups: [(name: "interest_declared", members: ["interest", "interest_note"])],
        scope: .fixed(.capital), title: ["investment", "gate"],
        naturalKeys: [["investment", "gate", "reviewer", "signed_on"]],
        periods: [.closed("mandate_from", "mandate_to")])
}
