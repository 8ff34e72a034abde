internal import Causality

/// E04 company, E07 waitlist entry.
enum CompanyKinds {
    static let all = [company, waitlistEntry]

    static let company = RecordKind(
        name: "company", label: Label("企业", "company"), prefix: "C",
        fields: [
            .init(
                "legal_name", "企业名称", "legal name", .text(most: 300), .listed(.latest),
                required: true),
            .init("former_names", "曾用名", "former names", .set, .union),
            .init("display_name", "简称", "short name", .text(most: 100), .latest),
            .init("credit_code", "统一社会信用代码", "credit code", .creditCode, .ask),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("team", "团队", "team"), .init("company", "企业", "registered company"),
                    .init("institute-project", "院所项目", "institute project"),
                ]), .furthest(StateOrder(chain: ["team", "company"]))),
            .init("founded_on", "成立日期", "founded on", .day, .listed(.latest)),
            .init("sectors", "行业", "sectors", .set, .union),
            .init("origin", "来源", "origin", .text(most: 100), .immutable),
            .init("stage", "阶段", "stage", .text(most: 40), .listed(.latest)),
            .init(
                "funding_status", "融资状况", "funding status", .text(most: 40), .listed(.latest)),
            .init("home_site", "所在分站", "home site", .site, .listed(.latest)),
            .init("contact", "联系人", "contact", .text(most: 100), .listed(.latest)),
            .init("phone", "电话", "phone", .text(most: 40), .listed(.latest)),
            Common.note, Common.retired,
        ], groups: [], scope: .fixed(.common), title: ["display_name", "legal_name"])

    static let waitlistEntry = RecordKind(
        name: "waitlist_entry", label: Label("排队", "waitlist entry"), prefix: "W",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("joined_on", "排队日期", "joined on", .day, .lowest, required: true),
            .init(
                "seats_wanted", "需要工位", "seats wanted", .wholeNumber(1...10_000),
                .listed(.latest)),
            .init(
                "min_acceptable", "最少工位", "fewest acceptable", .wholeNumber(1...10_000),
                .listed(.latest)),
            .init(
                "rating", "评级", "rating",
                .choice([.init("a", "A", "A"), .init("b", "B", "B"), .init("c", "C", "C")]),
                .listed(.latest)),
            .init(
                "priority", "优先级", "priority",
                .choice([
                    .init("normal", "普通", "normal"), .init("favoured", "重点", "favoured"),
                    .init("exception", "主任特批", "director's exception"),
                ]), .listed(.latest)),
            .init("promised_on", "承诺入驻日", "promised move-in", .day, .ask),
            .init(
                "state", "状态", "state",
                .choice([
                    .init("waiting", "等待", "waiting"), .init("offered", "已通知", "offered"),
                    .init("accepted", "已接受", "accepted"), .init("admitted", "已入驻", "admitted"),
                    .init("lapsed", "已过期", "lapsed"), .init("withdrawn", "已退出", "withdrawn"),
                ]),
                .furthest(
                    StateOrder(steps: [
                        "waiting": ["offered", "withdrawn"],
                        "offered": ["waiting", "accepted", "withdrawn", "lapsed"],
                        "accepted": ["admitted", "withdrawn"], "admitted": [], "lapsed": [],
                        "withdrawn": [],
                    ]))),
            Common.note, Common.retired,
        ], groups: [], scope: .siteOf(column: "site"), title: ["company", "site"])
}
