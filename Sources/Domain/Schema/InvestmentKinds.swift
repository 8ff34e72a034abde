internal import Causality

/// E12 funding round, E15 investment, E16 gate review.
enum InvestmentKinds {
    static let all = [fundingRound, investment, gateReview]

    private static let currency = FieldDeclaration(
        "currency", "币种", "currency", .text(most: 3), .ask)

    static let fundingRound = RecordKind(
        name: "funding_round", label: Label("融资轮次", "funding round"), prefix: "F",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("round", "轮次", "round", .text(most: 40), .immutable, required: true),
            .init(
                "status", "状态", "status",
                .choice([
                    .init("rumour", "传闻", "rumour"), .init("raising", "融资中", "raising"),
                    .init("term-sheet", "已签意向", "term sheet"), .init("closed", "已完成", "closed"),
                    .init("failed", "未成", "failed"),
                ]),
                .furthest(
                    StateOrder(steps: [
                        "rumour": ["raising", "failed"], "raising": ["term-sheet", "failed"],
                        "term-sheet": ["closed", "failed"], "closed": [], "failed": [],
                    ]))),
            .init("closed_on", "完成日", "closed on", .day, .listed(.latest)),
            .init("amount_fen", "金额", "amount", .money, .ask),
            currency,
            .init("investors", "投资方", "investors", .set, .union),
            .init("evidence", "依据", "evidence", .set, .union),
            Common.note, Common.retired,
        ], groups: [(name: "amount", members: ["amount_fen", "currency"])],
        scope: .siteOf(column: "site"), title: ["company", "round"])

    static let investment = RecordKind(
        name: "investment", label: Label("投资项目", "investment"), prefix: "V",
        fields: [
            Common.reference("company", "企业", "company", to: "company"),
            .init("fund", "基金", "fund", .text(most: 200), .owner),
            .init("lead_partner", "负责人", "lead partner", .text(most: 100), .owner),
            .init("round", "轮次", "round", .text(most: 40), .immutable),
            .init(
                "stage", "阶段", "stage",
                .choice([
                    .init("sourced", "线索", "sourced"), .init("screened", "初筛", "screened"),
                    .init("gate-1", "技术评审", "gate 1"), .init("gate-2", "商业评审", "gate 2"),
                    .init("committee", "投决", "committee"),
                    .init("term-sheet", "投资意向", "term sheet"), .init("dd", "尽调", "due diligence"),
                    .init("signed", "已签约", "signed"), .init("closed", "已交割", "closed"),
                    .init("exited", "已退出", "exited"), .init("passed", "放弃", "passed"),
                ]),
                .furthest(
                    StateOrder(steps: [
                        "sourced": ["screened", "passed"], "screened": ["gate-1", "passed"],
                        "gate-1": ["gate-2", "passed"], "gate-2": ["committee", "passed"],
                        "committee": ["term-sheet", "passed"], "term-sheet": ["dd", "passed"],
                        "dd": ["signed", "passed"], "signed": ["closed"], "closed": ["exited"],
                        "exited": [], "passed": [],
                    ]))),
            .init("asked_fen", "拟融金额", "asked", .money, .ask),
            .init("approved_fen", "批准金额", "approved", .money, .ask),
            currency,
            .init("pass_reason", "放弃原因", "passed because", .text(most: 1_000), .listed(.latest)),
            Common.note, Common.retired,
        ], groups: [(name: "amounts", members: ["asked_fen", "approved_fen", "currency"])],
        scope: .fixed(.capital), title: ["company", "round"])

    static let gateReview = RecordKind(
        name: "gate_review", label: Label("评审关", "gate review"), prefix: "G",
        fields: [
            Common.reference("investment", "投资项目", "investment", to: "investment"),
            .init(
                "gate", "关口", "gate",
                .choice([
                    .init("1", "技术", "technical"), .init("2", "商业", "commercial"),
                ]), .immutable, required: true),
            .init("reviewer", "评审人", "reviewer", .text(most: 100), .immutable),
            .init("organisation", "单位", "organisation", .text(most: 200), .immutable),
            .init("mandate_from", "聘期起", "mandate from", .day, .immutable),
            .init("mandate_to", "聘期止", "mandate to", .day, .immutable),
            .init(
                "verdict", "结论", "verdict",
                .choice([
                    .init("pass", "通过", "pass"), .init("conditional", "有条件通过", "conditional"),
                    .init("hold", "暂缓", "hold"), .init("fail", "不通过", "fail"),
                ]), .ask, required: true),
            .init("opinion", "意见", "opinion", .text(most: 4_096), .immutable),
            .init("interest", "利益冲突", "conflict of interest", .yesNo, .ask),
            .init("signed_on", "签署日", "signed on", .day, .immutable),
            Common.note, Common.retired,
        ], groups: [], scope: .fixed(.capital), title: ["investment", "gate"])
}
