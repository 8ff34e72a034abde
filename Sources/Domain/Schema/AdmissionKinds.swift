internal import Causality

/// E06 application with its screenings, and the promises made to those who wait (E07).
///
/// What happens again and again to one record (a score by each reviewer, one promise after another)
/// is a record of its own and written once: two sites that add one each have two, and nobody's is lost.
enum AdmissionKinds {
    static let all = [application, screening, promise]

    static let application = RecordKind(
        name: "application", label: Label("入驻申请", "application"), prefix: "AP",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("sites_wanted", "意向分站", "sites wanted", .set, .union),
            .init("received_on", "收到日期", "received on", .day, .immutable),
            .init("channel", "渠道", "channel", .choice(channels), .immutable),
            .init("seats_wanted", "需要工位", "seats wanted", .wholeNumber(1...10_000), .ask),
            .init(
                "area_wanted", "需要面积", "area wanted", .area, .ask, unit: Common.squareMetres),
            .init("wanted_from", "希望入驻日", "wanted from", .day, .listed(.latest)),
            .init("pitch", "项目简介", "pitch", .text(most: 4_096), .listed(.latest)),
            .init("team", "团队情况", "team", .text(most: 4_096), .listed(.latest)),
            .init("technology", "技术概要", "technology", .text(most: 4_096), .listed(.latest)),
            .init("documents", "文件", "documents", .set, .union),
            .init("state", "状态", "state", states: states),
            .init("decided_by", "决定人", "decided by", .text(most: 100), .ask),
            .init("decided_on", "决定日期", "decided on", .day, .ask),
            .init("decision_reason", "决定理由", "decided because", .text(most: 1_000), .ask),
            Common.note, Common.retired,
        ], groups: [(name: "decision", members: ["decided_by", "decided_on", "decision_reason"])],
        scope: .siteOf(column: "site"), title: ["company", "received_on"],
        naturalKeys: [["company", "site"]])

    private static let channels: [FieldType.Choice] = [
        .init("walk-in", "上门", "walk-in"), .init("wechat", "微信", "WeChat"),
        .init("mail", "邮件", "mail"), .init("referral", "推荐", "referral"),
        .init("construction-visit", "工地来访", "construction-site visit"),
    ]

    private static let states = StateMachine(
        [
            .init("enquiry", "问询", "enquiry"), .init("received", "已收申请", "received"),
            .init("screening", "初审", "screening"), .init("interview", "面谈", "interview"),
            .init("accepted", "已通过", "accepted"), .init("waitlisted", "排队中", "waitlisted"),
            .init("admitted", "已入驻", "admitted"), .init("declined", "未通过", "declined"),
            .init("withdrawn", "已撤回", "withdrawn"), .init("expired", "已过期", "expired"),
        ],
        chains: [
            [
                "enquiry", "received", "screening", "interview", "accepted", "waitlisted",
                "admitted",
            ], ["screening", "accepted", "admitted"], ["screening", "declined"],
            ["interview", "declined"],
        ], exits: ["withdrawn", "expired"], isContested: true)

    static let screening = RecordKind(
        name: "screening", label: Label("初审评分", "screening score"), prefix: "SC",
        fields: [
            Common.site,
            Common.reference("application", "入驻申请", "application", to: "application"),
            .init("reviewer", "评审人", "reviewer", .text(most: 100), .immutable, required: true),
            .init("scored_on", "评分日期", "scored on", .day, .immutable),
            score("team_score", "团队分", "team score"),
            score("technology_score", "技术分", "technology score"),
            score("ai_core_score", "AI 核心分", "AI core score"),
            score("need_score", "空间需求分", "need for space score"),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), siteFollows: "application",
        title: ["application", "reviewer"],
        naturalKeys: [["application", "reviewer", "scored_on"]])

    private static func score(_ name: String, _ zh: String, _ en: String) -> FieldDeclaration {
        FieldDeclaration(
            name, zh, en, .wholeNumber(1...5), .immutable,
            help: Label("1 到 5，5 最好", "1 to 5, 5 is best"))
    }

    static let promise = RecordKind(
        name: "promise", label: Label("承诺", "promise"), prefix: "PR",
        fields: [
            Common.site,
            Common.reference(
                "waitlist_entry", "排队记录", "waitlist entry", to: "waitlist_entry"),
            .init(
                "promised_day", "承诺入驻日", "promised move-in", .day, .immutable, required: true),
            .init("made_on", "作出日期", "made on", .day, .immutable, required: true),
            .init("made_by", "承诺人", "made by", .text(most: 100), .immutable),
            Common.reference(
                "depends_on", "等待腾退", "waits for", to: "tenancy", required: false),
            .init("told_how", "告知方式", "told how", .text(most: 200), .immutable),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), siteFollows: "waitlist_entry",
        title: ["waitlist_entry", "promised_day"],
        naturalKeys: [["waitlist_entry", "made_on", "promised_day"]])
}
