internal import Causality

/// E28 milestone, E29 document, E30 company-year facts and their adjustments.
enum OutcomeKinds {
    static let all = [milestone, document, companyYear, yearAdjustment]

    static let milestone = RecordKind(
        name: "milestone", label: Label("成果", "milestone"), prefix: "MS",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("model-release", "模型发布", "model release"),
                    .init("patent-filed", "专利申请", "patent filed"),
                    .init("patent-granted", "专利授权", "patent granted"),
                    .init("software", "软件著作权", "software copyright"),
                    .init("paper", "论文", "paper"), .init("product", "产品", "product"),
                    .init("contract", "合同", "contract"), .init("award", "奖项", "award"),
                    .init("high-tech", "高新证书", "high-tech certificate"),
                    .init("listing", "上市", "listing"), .init("acquired", "被收购", "acquired"),
                ]), .immutable, required: true),
            .init("happened_on", "日期", "happened on", .day, .listed(.latest), required: true),
            .init("title", "名称", "title", .text(most: 300), .listed(.latest), required: true),
            .init("identifier", "编号", "identifier", .text(most: 100), .immutable),
            .init("is_public", "已公开", "public", .yesNo, .listed(.latest)),
            .init("evidence", "依据", "evidence", .set, .union),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["company", "title"],
        naturalKeys: [["kind", "identifier"], ["company", "kind", "title"]])

    static let document = RecordKind(
        name: "document", label: Label("文件", "document"), prefix: "DO",
        fields: [
            Common.site,
            .init("title", "标题", "title", .text(most: 300), .latest, required: true),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("agreement", "协议", "agreement"), .init("opinion", "评审意见", "opinion"),
                    .init("offer", "政府条件", "offer"), .init("policy", "政策", "policy"),
                    .init("photo", "照片", "photo"), .init("report", "报告", "report"),
                    .init("other", "其他", "other"),
                ]), .latest),
            .init(
                "sha256", "内容摘要", "content hash", .text(most: 64), .immutable,
                help: Label("SHA-256，64 位十六进制", "SHA-256, 64 hexadecimal digits")),
            .init(
                "bytes", "大小", "size", .wholeNumber(0...Int64.max), .immutable,
                unit: Label("字节", "bytes")),
            .init("pages", "页数", "pages", .wholeNumber(0...100_000), .immutable),
            .init("box", "档案盒", "file box", .text(most: 100), .listed(.latest)),
            .init("state", "状态", "state", states: documentStates),
            .init(
                "about", "关于", "about", .text(most: RecordKey.bytesMax), .immutable,
                help: Label("记录的编号", "the key of a record")),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["title"], naturalKeys: [["sha256"]])

    private static let documentStates = StateMachine(
        [
            .init("draft", "草稿", "draft"), .init("signed", "已签字", "signed"),
            .init("stamped", "已盖章", "stamped"), .init("filed", "已归档", "filed"),
        ], chains: [["draft", "signed", "stamped", "filed"], ["draft", "stamped"]])

    /// The figures of `company_year` that are frozen when the report is stamped.
    static let figures = [
        "revenue_fen", "profit_fen", "loss_fen", "research_fen", "tax_fen", "exports_fen",
        "grants_fen", "investment_fen", "people", "ip_applied", "ip_granted", "ip_held",
        "technology_contracts",
    ]

    static let companyYear = RecordKind(
        name: "company_year", label: Label("年度数据", "company-year facts"), prefix: "Y",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("year", "年度", "year", .wholeNumber(1_990...2_200), .immutable, required: true),
            money("revenue_fen", "营业收入", "revenue"), money("profit_fen", "净利润", "net profit"),
            money("loss_fen", "净亏损", "net loss"), money("research_fen", "研发投入", "R&D spend"),
            money("tax_fen", "实缴税费", "tax paid"), money("exports_fen", "出口额", "exports"),
            money("grants_fen", "政府补助", "grants"),
            money("investment_fen", "获得投资", "investment received"),
            count("people", "从业人员", "people"), count("ip_applied", "申请知识产权", "IP applied for"),
            count("ip_granted", "授权知识产权", "IP granted"),
            count("ip_held", "拥有知识产权", "IP held"),
            count("technology_contracts", "技术合同", "technology contracts"),
            .init("signed_by", "企业签字人", "signed by", .text(most: 100), .ask),
            .init("state", "状态", "state", states: yearStates),
            .init(
                "stamped_figures", "盖章时数字", "figures as stamped", .text(most: 2_000), .immutable,
                help: Label("盖章时自动记下，之后不变", "taken down at stamping, never changed")),
            .init("stamped_on", "盖章日期", "stamped on", .day, .immutable),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["company", "year"],
        naturalKeys: [["company", "year"]])

    private static func money(_ name: String, _ zh: String, _ en: String) -> FieldDeclaration {
        FieldDeclaration(name, zh, en, .money, .ask, unit: Common.yuan)
    }

    private static func count(_ name: String, _ zh: String, _ en: String) -> FieldDeclaration {
        FieldDeclaration(name, zh, en, .wholeNumber(0...1_000_000), .ask)
    }

    private static let yearStates = StateMachine(
        [
            .init("open", "待收", "open"), .init("collected", "已收", "collected"),
            .init("checked", "已核", "checked"), .init("stamped", "已盖章", "stamped (frozen)"),
            .init("adjusted", "有调整", "adjusted"),
        ],
        chains: [
            ["open", "collected", "checked", "stamped", "adjusted"], ["collected", "stamped"],
        ]
    )

    /// What changed after the year was frozen, as a difference to the stamped figure.
    static let yearAdjustment = RecordKind(
        name: "year_adjustment", label: Label("年度调整", "adjustment of a year"), prefix: "YA",
        fields: [
            Common.site,
            Common.reference("company_year", "年度数据", "company-year", to: "company_year"),
            .init(
                "figure", "数字", "figure",
                .choice(
                    companyYear.fields.filter { figures.contains($0.name) }.map {
                        .init($0.name, $0.label.zh, $0.label.en)
                    }), .immutable, required: true),
            .init(
                "difference", "差额", "difference",
                .wholeNumber(-1_000_000_000_000_000...1_000_000_000_000_000), .immutable,
                required: true, help: Label("金额以分计；可为负", "money in fen; may be negative")),
            .init("adjusted_on", "调整日期", "adjusted on", .day, .immutable, required: true),
            .init("reason", "理由", "reason", .text(most: 1_000), .immutable, required: true),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), siteFollows: "company_year",
        title: ["company_year", "figure"], naturalKeys: [["company_year", "figure", "adjusted_on"]])
}
