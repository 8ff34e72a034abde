internal import Causality

/// E22 expert, E23 expert session, E24 legal clinic.
enum ExpertKinds {
    static let all = [expert, session, clinic]

    static let expert = RecordKind(
        name: "expert", label: Label("专家", "expert"), prefix: "EX",
        fields: [
            .init("name", "姓名", "name", .text(most: 100), .latest, required: true),
            .init("institute", "单位", "institute", .text(most: 200), .latest),
            .init("skills", "专长", "skills", .set, .union),
            .init(
                "hours_per_term", "每学期时数", "hours per term", .wholeNumber(0...10_000), .owner,
                unit: Label("小时", "hours")),
            .init("bio", "公开简介", "public profile", .text(most: 4_096), .latest),
            Common.keeper, Common.note, Common.retired,
        ], scope: .fixed(.common), ownerColumn: "kept_by", title: ["name", "institute"],
        naturalKeys: [["name", "institute"]])

    static let session = RecordKind(
        name: "expert_session", label: Label("专家辅导", "expert session"), prefix: "ES",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            Common.reference("expert", "专家", "expert", to: "expert"),
            .init("requested_on", "申请日期", "requested on", .day, .immutable),
            .init("held_at", "时间", "held at", .moment, .ask),
            .init(
                "minutes", "时长", "minutes", .wholeNumber(1...1_440), .listed(.latest),
                unit: Label("分钟", "minutes")),
            .init(
                "kind", "方式", "kind",
                .choice([
                    .init("ad-hoc", "随时", "ad hoc"), .init("booked", "预约", "booked"),
                    .init("gate", "评审", "gate"),
                ]), .latest),
            .init("question", "问题", "question", .text(most: 2_000), .listed(.latest)),
            .init(
                "outcome", "结果", "outcome",
                .choice([
                    .init("solved", "已解决", "solved"), .init("partly", "部分解决", "partly solved"),
                    .init("open", "未解决", "open"),
                ]), .listed(.latest)),
            .init("follow_up", "后续", "follow-up", .text(most: 1_000), .latest),
            .init("rating", "评价", "rating", .wholeNumber(1...5), .latest),
            .init("before_residency", "入驻前", "before residency", .yesNo, .latest),
            .init(
                "may_be_evidence", "可用于评审", "may serve as evidence", .yesNo, .listed(.latest),
                help: Label("企业同意后方可用于技术评审", "in gate 1 only with the company's consent")),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["company", "expert"],
        naturalKeys: [["company", "expert", "held_at"]])

    static let clinic = RecordKind(
        name: "legal_clinic", label: Label("法务门诊", "legal clinic"), prefix: "LC",
        fields: [
            Common.site,
            .init("held_on", "日期", "held on", .day, .immutable, required: true),
            .init("law_firm", "律所", "law firm", .text(most: 200), .immutable, required: true),
            .init("lawyers", "律师", "lawyers", .set, .union),
            .init("companies", "企业", "companies", .set, .union),
            .init("topics", "议题", "topics", .set, .union),
            .init(
                "minutes", "时长", "minutes", .wholeNumber(1...1_440), .listed(.latest),
                unit: Label("分钟", "minutes")),
            .init(
                "advice_given", "已提供意见", "advice given", .yesNo, .latest,
                help: Label("意见本身受保密特权保护，不记录", "the advice itself is privileged and not kept")),
            .init("follow_up", "后续", "follow-up", .text(most: 1_000), .latest),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["law_firm", "held_on"],
        naturalKeys: [["site", "held_on", "law_firm"]])
}
