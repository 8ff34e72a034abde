internal import Causality

/// E13 movements of a fund, E14 LP, E17 LP follow-on, E18 valuation; and what the press says of a
/// company's worth, which any site may note and which never meets the hub's own figures.
enum CapitalKinds {
    static let all = [movement, lp, followOn, valuation, pressValuation]

    static let movement = RecordKind(
        name: "fund_movement", label: Label("基金流水", "fund movement"), prefix: "FM",
        fields: [
            Common.reference("fund", "基金", "fund", to: "fund"),
            Common.reference(
                "investment", "投资项目", "investment", to: "investment", required: false),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("commit", "承诺", "commit"), .init("call", "缴款", "call"),
                    .init("pay", "付款", "pay"), .init("return", "回款", "return"),
                    .init("fee", "费用", "fee"),
                ]), .immutable, required: true),
            .init("moved_on", "日期", "moved on", .day, .immutable, required: true),
            .init("amount_fen", "金额", "amount", .money, .immutable, required: true),
            .init(
                "currency", "币种", "currency", Common.currency.type, .immutable),
            Common.keeper, Common.note, Common.retired,
        ], groups: [(name: "amount", members: ["amount_fen", "currency"])],
        scope: .fixed(.capital), ownerColumn: "kept_by", title: ["fund", "kind"],
        naturalKeys: [["fund", "investment", "kind", "moved_on"]])

    static let lp = RecordKind(
        name: "lp", label: Label("出资人", "LP"), prefix: "LP",
        fields: [
            .init("name", "名称", "name", .text(most: 200), .owner, required: true),
            .init("credit_code", "统一社会信用代码", "credit code", .creditCode, .owner),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("institution", "机构", "institution"),
                    .init("corporate", "企业", "corporate"),
                    .init("government-fund", "政府基金", "government fund"),
                    .init("fund-of-funds", "母基金", "fund of funds"),
                    .init("usd-fund", "美元基金", "US-dollar fund"),
                ]), .owner),
            Common.reference("fund", "基金", "fund", to: "fund", .owner, required: false),
            .init("commitment_fen", "认缴", "commitment", .money, .owner),
            Common.currency,
            Common.keeper, Common.note, Common.retired,
        ], groups: [(name: "commitment", members: ["commitment_fen", "currency"])],
        scope: .fixed(.capital), ownerColumn: "kept_by", title: ["name"],
        naturalKeys: [["credit_code"], ["name"]])

    static let followOn = RecordKind(
        name: "lp_follow_on", label: Label("跟投", "LP follow-on"), prefix: "LF",
        fields: [
            Common.reference("investment", "投资项目", "investment", to: "investment"),
            Common.reference("lp", "出资人", "LP", to: "lp"),
            .init("round", "轮次", "round", .text(most: 40), .immutable),
            .init("state", "状态", "state", states: followOnStates),
            .init("amount_fen", "金额", "amount", .money, .ask),
            Common.currency,
            .init("nda_on", "保密协议日期", "NDA signed on", .day, .listed(.latest)),
            .init(
                "documents_shared", "已提供文件", "documents shared", .set, .union,
                help: Label("保密协议之后方可提供", "only after the NDA")),
            Common.note, Common.retired,
        ], groups: [(name: "amount", members: ["amount_fen", "currency"])],
        scope: .fixed(.capital), title: ["investment", "lp"],
        naturalKeys: [["lp", "investment", "round"]])

    private static let followOnStates = StateMachine(
        [
            .init("interested", "有意", "interested"), .init("nda", "已签保密", "NDA signed"),
            .init("dd", "尽调", "due diligence"), .init("committed", "已承诺", "committed"),
            .init("closed", "已完成", "closed"), .init("declined", "已放弃", "declined"),
        ], chains: [["interested", "nda", "dd", "committed", "closed"]], exits: ["declined"])

    private static let bases: [FieldType.Choice] = [
        .init("round", "融资轮", "round"), .init("secondary", "老股转让", "secondary"),
        .init("internal-mark", "内部估值", "internal mark"),
    ]

    static let valuation = RecordKind(
        name: "valuation", label: Label("估值", "valuation"), prefix: "VA",
        fields: worth(basis: bases) + [Common.keeper, Common.note, Common.retired],
        groups: [(name: "amount", members: ["amount_fen", "currency"])],
        scope: .fixed(.capital), ownerColumn: "kept_by", title: ["company", "as_of"],
        naturalKeys: [["company", "as_of", "basis"]])

    static let pressValuation = RecordKind(
        name: "press_valuation", label: Label("媒体估值", "valuation in the press"), prefix: "PV",
        fields: [Common.site]
            + worth(basis: [.init("press", "媒体", "press")]) + [Common.note, Common.retired],
        groups: [(name: "amount", members: ["amount_fen", "currency"])],
        scope: .siteOf(column: "site"), title: ["company", "as_of"],
        naturalKeys: [["company", "as_of"]])

    /// Never edited, only followed by another.
    private static func worth(basis: [FieldType.Choice]) -> [FieldDeclaration] {
        [
            Common.reference("company", "企业", "company", to: "company"),
            .init("as_of", "日期", "as of", .day, .immutable, required: true),
            .init("amount_fen", "金额", "amount", .money, .immutable, required: true),
            .init("currency", "币种", "currency", Common.currency.type, .immutable),
            .init("basis", "依据类型", "basis", .choice(basis), .immutable, required: true),
            .init("source", "来源", "source", .text(most: 300), .immutable),
            .init("recorded_by", "记录人", "recorded by", .text(most: 100), .immutable),
        ]
    }
}
