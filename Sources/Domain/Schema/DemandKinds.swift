internal import Causality

/// E25 industry demand, E26 match.
enum DemandKinds {
    static let all = [demand, match]

    static let demand = RecordKind(
        name: "demand", label: Label("产业需求", "industry demand"), prefix: "DE",
        fields: [
            Common.site,
            .init("asker", "需求单位", "asker", .text(most: 200), .immutable, required: true),
            .init("industry", "行业", "industry", .text(most: 100), .immutable),
            .init("division_code", "区划代码", "division code", .digits(6), .immutable),
            .init("problem", "问题", "problem", .text(most: 4_096), .listed(.latest), required: true),
            .init("severity", "严重程度", "severity", .wholeNumber(1...4), .ask),
            .init("urgency", "紧迫程度", "urgency", .wholeNumber(1...4), .ask),
            .init("budget_fen", "预算", "budget", .money, .ask, unit: Common.yuan),
            .init("data_available", "可用数据", "data available", .text(most: 1_000), .latest),
            .init("site_access", "现场条件", "site access", .text(most: 1_000), .latest),
            .init("deadline", "期限", "deadline", .day, .latest),
            .init("technology_wanted", "所需技术", "technology wanted", .set, .union),
            .init("maturity_gap", "成熟度差距", "maturity gap", .wholeNumber(1...5), .latest),
            .init("visits", "来访", "visits", .set, .union),
            .init("state", "状态", "state", states: demandStates),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["asker", "problem"],
        naturalKeys: [["asker", "problem"]])

    private static let demandStates = StateMachine(
        [
            .init("raised", "已提出", "raised"), .init("clarified", "已明确", "clarified"),
            .init("published", "已发布", "published"), .init("matched", "已对接", "matched"),
            .init("pilot", "试点", "pilot"), .init("contract", "已签约", "contract"),
            .init("delivered", "已交付", "delivered"), .init("dropped", "已放弃", "dropped"),
        ],
        chains: [
            ["raised", "clarified", "published", "matched", "pilot", "contract", "delivered"],
            ["raised", "matched"], ["clarified", "matched"], ["matched", "contract"],
        ], exits: ["dropped"])

    /// The same pair is one match, whoever proposes it: its key says so.
    static let match = RecordKind(
        name: "demand_match", label: Label("对接", "match"), prefix: "DM",
        fields: [
            Common.site,
            Common.reference("demand", "产业需求", "demand", to: "demand"),
            Common.reference("company", "企业", "company", to: "company"),
            .init("proposed_by", "提出人", "proposed by", .text(most: 100), .earliest),
            .init("proposed_on", "提出日期", "proposed on", .day, .earliest),
            .init("score", "匹配度", "score", .wholeNumber(1...5), .listed(.latest)),
            .init("state", "状态", "state", states: matchStates),
            .init("failed_because", "未成原因", "failed because", .text(most: 500), .listed(.latest)),
            .init("value_fen", "合同金额", "contract value", .money, .ask, unit: Common.yuan),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), siteFollows: "demand", title: ["demand", "company"],
        naturalKeys: [["demand", "company"]])

    private static let matchStates = StateMachine(
        [
            .init("proposed", "已提议", "proposed"), .init("interested", "双方有意", "both interested"),
            .init("meeting", "已会面", "meeting"), .init("pilot", "试点", "pilot"),
            .init("contract", "已签约", "contract"), .init("failed", "未成", "failed"),
        ],
        chains: [
            ["proposed", "interested", "meeting", "pilot", "contract"], ["proposed", "meeting"],
            ["meeting", "contract"],
        ], exits: ["failed"])
}
