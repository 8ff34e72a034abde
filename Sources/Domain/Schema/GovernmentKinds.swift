internal import Causality

/// E20 government offer, E21 policy and public fund.
enum GovernmentKinds {
    static let all = [offer, policy, publicFund]

    /// Lies in the scope of its city, which only the hub holds: no city learns what another offers.
    static let offer = RecordKind(
        name: "city_offer", label: Label("政府条件", "government offer"), prefix: "GO",
        fields: [
            .init(
                "city", "城市", "city", .digits(6), .immutable, required: true,
                help: Label("六位区划代码", "six digits of the division code")),
            .init("city_name", "城市名称", "city's name", .text(most: 100), .latest),
            .init("version", "版本", "version", .wholeNumber(1...1_000), .immutable, required: true),
            .init("dated", "日期", "dated", .day, .immutable),
            Common.reference(
                "visit", "来访", "visit", to: "visit", .latest, required: false),
            .init("space_area", "空间", "space", .area, .ask, unit: Common.squareMetres),
            years("space_years", "空间年限", "years of space"),
            .init("startup_money_fen", "启动资金", "start-up money", .money, .ask, unit: Common.yuan),
            .init("fund_size_fen", "基金规模", "fund size", .money, .ask, unit: Common.yuan),
            .init(
                "fund_share_bp", "我方出资比例", "our share of the fund", .wholeNumber(0...10_000),
                .ask, unit: Common.basisPoints),
            .init(
                "tax_share_bp", "地方留存减免比例", "retained tax waived",
                .wholeNumber(0...10_000), .ask, unit: Common.basisPoints,
                help: Label("未说明比例时留空", "blank where the share was not said")),
            years("tax_years", "减免年限", "years of waiver"),
            .init(
                "growth_multiple", "增量奖励倍数", "growth rebate", .decimal(places: 2), .ask),
            .init("housing_units", "人才住房", "housing units", .wholeNumber(0...100_000), .ask),
            .init("schooling", "子女入学", "schooling", .text(most: 500), .ask),
            .init("other_clauses", "其他条款", "other clauses", .text(most: 4_096), .ask),
            .init("asked_in_return", "对方要求", "asked in return", .text(most: 4_096), .ask),
            .init("clause_text", "条款原文", "clauses verbatim", .text(most: 4_096), .ask),
            .init("valid_until", "有效期至", "valid until", .day, .listed(.latest)),
            .init("written_form", "形式", "form", states: forms),
            .init("answer", "我方答复", "our answer", states: answers),
            .init("answer_reason", "答复理由", "answered because", .text(most: 500), .listed(.latest)),
            .init("stamped_document", "盖章文件", "stamped document", .text(most: 200), .ask),
            Common.keeper, Common.note, Common.retired,
            .init(
                "answered_clauses", "答复时条款", "clauses as answered", .text(most: 60_000),
                .immutable,
                help: Label("答复时自动记下，之后不变", "taken down when we answer, never changed")),
        ], scope: .cityOf(column: "city"), ownerColumn: "kept_by",
        title: ["city_name", "version"], naturalKeys: [["city", "version"]],
        periods: [.closed("dated", "valid_until")])

    /// The clauses that are taken down when a version is answered.
    static let clauses = [
        "space_area", "space_years", "startup_money_fen", "fund_size_fen", "fund_share_bp",
        "tax_share_bp", "tax_years", "growth_multiple", "housing_units", "schooling",
        "other_clauses", "asked_in_return", "clause_text",
    ]

    private static func years(_ name: String, _ zh: String, _ en: String) -> FieldDeclaration {
        FieldDeclaration(
            name, zh, en, .wholeNumber(0...100), .ask, unit: Label("年", "years"))
    }

    private static let forms = StateMachine(
        [
            .init("spoken", "口头", "spoken"), .init("draft", "草案", "draft"),
            .init("stamped", "盖章文件", "stamped document"),
        ], chains: [["spoken", "draft", "stamped"], ["spoken", "stamped"]])

    private static let answers = StateMachine(
        [
            .init("considering", "考虑中", "considering"),
            .init("negotiating", "谈判中", "negotiating"), .init("accepted", "已接受", "accepted"),
            .init("signed", "已签约", "signed"), .init("declined", "已谢绝", "declined"),
            .init("lapsed", "已失效", "lapsed"),
        ], chains: [["considering", "negotiating", "accepted", "signed"]],
        exits: ["declined", "lapsed"], isContested: true)

    static let policy = RecordKind(
        name: "policy", label: Label("政策", "policy"), prefix: "PO",
        fields: [
            .init("title", "标题", "title", .text(most: 300), .owner, required: true),
            .init("issuing_body", "发布单位", "issuing body", .text(most: 200), .owner),
            .init("document_number", "文号", "document number", .text(most: 100), .owner),
            .init(
                "level", "级别", "level",
                .choice([
                    .init("national", "国家", "national"), .init("province", "省级", "province"),
                    .init("city", "市级", "city"), .init("district", "区县", "district"),
                ]), .owner),
            .init("division_code", "区划代码", "division code", .digits(6), .owner),
            .init("issued_on", "发布日期", "issued on", .day, .owner),
            .init("status", "状态", "status", states: policyStates, required: true),
            .init("valid_from", "生效日", "valid from", .day, .owner),
            .init("valid_to", "失效日", "valid to", .day, .owner),
            .init("points", "要点", "points", .set, .union),
            .init("link", "网址", "link", .text(most: 500), .owner),
            .init("sectors", "适用行业", "applies to sectors", .set, .union),
            .init("deadlines", "截止日期", "deadlines", .set, .union),
            Common.keeper, Common.note, Common.retired,
        ], scope: .fixed(.common), ownerColumn: "kept_by", title: ["title"],
        naturalKeys: [["issuing_body", "document_number"], ["title", "issued_on"]],
        periods: [.closed("valid_from", "valid_to")])

    /// A consultation draft is not in force: it never passes for an issued one.
    private static let policyStates = StateMachine(
        [
            .init("draft", "征求意见稿", "consultation draft"), .init("issued", "已发布", "issued"),
            .init("amended", "已修订", "amended"), .init("expired", "已失效", "expired"),
        ], chains: [["draft", "issued", "amended", "expired"], ["issued", "expired"]])

    static let publicFund = RecordKind(
        name: "public_fund", label: Label("政府基金", "public fund"), prefix: "PF",
        fields: [
            .init("name", "名称", "name", .text(most: 200), .owner, required: true),
            .init("division_code", "区划代码", "division code", .digits(6), .owner),
            .init("size_fen", "规模", "size", .money, .owner, unit: Common.yuan),
            .init("announced_on", "公布日期", "announced on", .day, .owner),
            .init("link", "网址", "link", .text(most: 500), .owner),
            Common.keeper, Common.note, Common.retired,
        ], scope: .fixed(.common), ownerColumn: "kept_by", title: ["name"],
        naturalKeys: [["name"]])
}
