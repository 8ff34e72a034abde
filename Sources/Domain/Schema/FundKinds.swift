internal import Causality

/// E13 fund; subsidy budgets and what is paid out of them.
enum FundKinds {
    static let all = [fund, subsidyBudget, subsidy]

    static let fund = RecordKind(
        name: "fund", label: Label("基金", "fund"), prefix: "K",
        fields: [
            .init("name", "名称", "name", .text(most: 200), .owner, required: true),
            .init("vintage", "设立年份", "vintage", .wholeNumber(1_990...2_200), .owner),
            .init(
                "size_fen", "规模", "size", .money, .owner,
                help: Label("额度合计不超过规模", "its quota never exceeds it")),
            Common.currency,
            .init("final_close_on", "末次交割日", "final close on", .day, .owner),
            .init(
                "reserve_bp", "后续投资预留", "reserve for follow-on", .wholeNumber(0...10_000),
                .owner, unit: Common.basisPoints),
            Common.keeper, Common.note, Common.retired,
        ], groups: [(name: "size", members: ["size_fen", "currency"])],
        scope: .fixed(.capital), ownerColumn: "kept_by", title: ["name"],
        naturalKeys: [["name"]])

    /// Held by the site whose money it is, as a rule the hub. Others know their share of its quota.
    static let subsidyBudget = RecordKind(
        name: "subsidy_budget", label: Label("补贴预算", "subsidy budget"), prefix: "B",
        fields: [
            Common.site,
            .init("name", "名称", "name", .text(most: 200), .owner, required: true),
            .init("sponsor_city", "支持城市", "sponsor city", .digits(6), .owner),
            .init(
                "amount_fen", "金额", "amount", .money, .owner, unit: Common.yuan,
                help: Label("额度合计不超过金额", "its quota never exceeds it")),
            .init("from_day", "起", "from", .day, .owner),
            .init(
                "to_day", "止（不含）", "to (exclusive)", .day, .owner,
                help: Label("不再属于本预算的第一天", "the first day that no longer belongs to it")),
            Common.note, Common.retired,
        ], groups: [(name: "period", members: ["from_day", "to_day"])],
        scope: .siteOf(column: "site"), title: ["name"], naturalKeys: [["site", "name"]],
        periods: [.halfOpen("from_day", "to_day")])

    static let subsidy = RecordKind(
        name: "subsidy", label: Label("补贴", "subsidy"), prefix: "Z",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init(
                "budget", "预算", "budget", .text(most: RecordKey.bytesMax), .immutable,
                required: true,
                help: Label(
                    "补贴预算的编号，或本站额度的名称",
                    "the key of a subsidy budget, or the name of a quota of this site")),
            .init(
                "amount_fen", "金额", "amount", .money, .ask, required: true, unit: Common.yuan),
            .init("purpose", "用途", "purpose", .text(most: 1_000), .latest),
            .init("granted_on", "批准日", "granted on", .day, .listed(.latest)),
            .init("documents", "文件", "documents", .set, .union),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["company", "purpose"],
        naturalKeys: [["company", "budget", "granted_on"]])
}
