internal import Causality

/// E04 company, E07 waitlist entry.
enum CompanyKinds {
    static let all = [company, waitlistEntry]

    /// The card that every site holds. Telephone numbers and head-counts are not on it: they belong
    /// to the site that recorded them, in its tenancy.
    static let company = RecordKind(
        name: "company", label: Label("企业", "company"), prefix: "C",
        fields: [
            .init(
                "legal_name", "企业名称", "legal name", .text(most: 300), .listed(.latest),
                required: true),
            .init("former_names", "曾用名", "former names", .set, .union),
            .init("display_name", "简称", "short name", .text(most: 100), .latest),
            .init("name_en", "英文名", "English name", .text(most: 200), .latest),
            .init("credit_code", "统一社会信用代码", "credit code", .creditCode, .ask),
            .init("kind", "类别", "kind", states: companyKinds),
            .init("founded_on", "成立日期", "founded on", .day, .listed(.latest)),
            .init(
                "registered_division", "注册地区划", "registered in", .digits(6), .listed(.latest)),
            .init("sectors", "行业", "sectors", .set, .union),
            .init("origin", "来源", "origin", .choice(origins), .immutable),
            .init("stage", "阶段", "stage", .choice(stages), .listed(.latest)),
            .init(
                "funding_status", "融资状况", "funding status", .choice(fundingStatuses),
                .listed(.latest)),
            .init("funding_as_of", "融资状况日期", "funding status as of", .day, .listed(.latest)),
            .init("home_site", "所在分站", "home site", .site, .listed(.latest)),
            .init("aliases", "合并编号", "merged keys", .set, .union),
            .init("high_tech", "高新技术企业", "high-tech enterprise", .yesNo, .listed(.latest)),
            .init(
                "high_tech_number", "高新证书号", "high-tech certificate", .text(most: 60),
                .listed(.latest)),
            .init("high_tech_until", "高新有效期至", "high-tech until", .day, .listed(.latest)),
            .init("tech_sme", "科技型中小企业", "technology SME", .yesNo, .listed(.latest)),
            .init(
                "tech_sme_number", "科小登记号", "technology SME number", .text(most: 60),
                .listed(.latest)),
            .init("tech_sme_until", "科小有效期至", "technology SME until", .day, .listed(.latest)),
            .init(
                "contact", "联系人", "contact", .text(most: 100), .listed(.latest), personal: true),
            Common.note, Common.retired,
            .init("distinct_from", "不是同一企业", "not the same as", .set, .union),
        ],
        groups: [
            (name: "funding", members: ["funding_status", "funding_as_of"]),
            (
                name: "high_tech_proof",
                members: ["high_tech", "high_tech_number", "high_tech_until"]
            ),
            (name: "tech_sme_proof", members: ["tech_sme", "tech_sme_number", "tech_sme_until"]),
        ], scope: .fixed(.common), title: ["display_name", "legal_name"],
        naturalKeys: [["credit_code"], ["legal_name"]])

    private static let origins: [FieldType.Choice] = [
        .init("walk-in", "上门", "walk-in"), .init("recommended", "推荐", "recommended"),
        .init("spin-off", "院所孵化", "institute spin-off"),
        .init("relocated", "由其他分站迁入", "relocated from another site"),
        .init("landed", "由城市引进", "landed by a city"),
    ]

    /// The stages of a company; a round letter beyond the first as its ledger says it.
    static let stages: [FieldType.Choice] = [
        .init("idea", "创意", "idea"), .init("seed", "种子轮", "seed"),
        .init("angel", "天使轮", "angel"), .init("pre-a", "Pre-A 轮", "pre-A"),
        .init("a", "A 轮", "series A"), .init("b", "B 轮", "series B"),
        .init("c", "C 轮", "series C"), .init("d+", "D 轮及以后", "series D or later"),
        .init("profitable", "已盈利", "profitable"), .init("listed", "已上市", "listed"),
    ]

    static let fundingStatuses: [FieldType.Choice] = [
        .init("none", "未融资", "none"), .init("raising", "融资中", "raising"),
        .init("just-closed", "刚完成一轮", "just closed a round"),
        .init("self-sufficient", "可自给", "self-sufficient"),
    ]

    static let companyKinds = StateMachine(
        [
            .init("team", "团队", "team"), .init("company", "企业", "registered company"),
            .init("institute-project", "院所项目", "institute project"),
        ], chains: [["team", "company"], ["institute-project", "company"]])

    static let waitlistEntry = RecordKind(
        name: "waitlist_entry", label: Label("排队", "waitlist entry"), prefix: "W",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("joined_on", "排队日期", "joined on", .day, .lowest, required: true),
            .init("seats_wanted", "需要工位", "seats wanted", seats, .listed(.latest)),
            .init("min_acceptable", "最少工位", "fewest acceptable", seats, .listed(.latest)),
            .init(
                "rating", "评级", "rating",
                .choice([.init("a", "A", "A"), .init("b", "B", "B"), .init("c", "C", "C")]),
                .listed(.latest)),
            .init("rating_by", "评级人", "rated by", .text(most: 100), .listed(.latest)),
            .init("rating_reason", "评级理由", "rated because", .text(most: 500), .listed(.latest)),
            .init(
                "priority", "优先级", "priority",
                .choice([
                    .init("normal", "普通", "normal"), .init("favoured", "重点", "favoured"),
                    .init("exception", "主任特批", "director's exception"),
                ]), .listed(.latest)),
            .init("priority_by", "优先批准人", "priority by", .text(most: 100), .listed(.latest)),
            .init(
                "priority_reason", "优先理由", "priority because", .text(most: 500), .listed(.latest)),
            .init("promised_on", "承诺入驻日", "promised move-in", .day, .ask),
            .init("promised_by", "承诺人", "promised by", .text(most: 100), .ask),
            .init(
                "depends_on", "等待腾退", "waits for", .reference(kind: "tenancy"), .ask,
                help: Label("该入驻协议搬离后才有位置", "the tenancy that must move out first")),
            .init("services", "排队期间服务", "services while waiting", .set, .union),
            .init("offered_seats", "通知工位数", "seats offered", seats, .listed(.latest)),
            .init("offered_on", "通知日期", "offered on", .day, .listed(.latest)),
            .init("answer_by", "答复期限", "answer by", .day, .listed(.latest)),
            .init("contact_log", "沟通记录", "contact log", .text(most: 4_096), .ask),
            .init("state", "状态", "state", states: waitlistStates),
            Common.note, Common.retired,
            .init("offered_from", "通知入驻日", "offered from", .day, .listed(.latest)),
            Common.reference(
                "application", "入驻申请", "application", to: "application", required: false),
            .init(
                "priority_second", "第二批准人", "priority seconded by", .text(most: 100),
                .listed(.latest),
                help: Label(
                    "本机构已投的企业优先须另有一人批准", "a second name where the company is one we invested in")),
        ],
        groups: [
            (name: "rating_given", members: ["rating", "rating_by", "rating_reason"]),
            (name: "priority_given", members: ["priority", "priority_by", "priority_reason"]),
            (name: "promise", members: ["promised_on", "promised_by", "depends_on"]),
            (name: "offer", members: ["offered_seats", "offered_on", "answer_by"]),
        ], scope: .siteOf(column: "site"), title: ["company", "site"],
        naturalKeys: [["company", "site"]], periods: [.closed("offered_on", "answer_by")])

    private static let seats = FieldType.wholeNumber(1...10_000)

    static let waitlistStates = StateMachine(
        [
            .init("waiting", "等待", "waiting"), .init("offered", "已通知", "offered"),
            .init("accepted", "已接受", "accepted"), .init("admitted", "已入驻", "admitted"),
            .init("lapsed", "已过期", "lapsed"), .init("withdrawn", "已退出", "withdrawn"),
        ], chains: [["waiting", "offered", "accepted", "admitted"], ["offered", "lapsed"]],
        exits: ["withdrawn"], returns: ["offered": ["waiting"], "lapsed": ["waiting"]],
        isContested: true)
}
