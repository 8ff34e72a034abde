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
            .init("origin", "来源", "origin", .text(most: 100), .immutable),
            .init("stage", "阶段", "stage", .text(most: 40), .listed(.latest)),
            .init(
                "funding_status", "融资状况", "funding status", .text(most: 40), .listed(.latest)),
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
