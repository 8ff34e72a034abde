internal import Causality

/// E05 person; dated notes on any record; head-counts as dated facts.
enum PeopleKinds {
    static let all = [person, recordNote, headcount]

    static let person = RecordKind(
        name: "person", label: Label("联系人", "person"), prefix: "PE",
        fields: [
            Common.site,
            .init(
                "name", "姓名", "name", .text(most: 100), .latest, required: true, personal: true),
            .init("title", "职务", "title", .text(most: 100), .latest),
            .init("organisation", "单位", "organisation", .text(most: 200), .latest),
            .init(
                "roles", "任职", "roles", .set, .union,
                help: Label(
                    "每项：单位/角色/起/止，如 演示·青桐分子/首席科学家/2023-05-01",
                    "each: organisation/role/from/to, as Lan/chief scientist/2023-05-01")),
            .init("phone", "电话", "phone", .text(most: 40), .listed(.latest), personal: true),
            .init("wechat", "微信", "WeChat", .text(most: 100), .listed(.latest), personal: true),
            .init("email", "邮箱", "e-mail", .text(most: 200), .listed(.latest), personal: true),
            Common.reference(
                "company", "企业", "company", to: "company", .listed(.latest), required: false),
            .init("consent_purpose", "同意用途", "consent for", .text(most: 200), .listed(.latest)),
            .init("consent_on", "同意日期", "consent on", .day, .listed(.latest)),
            .init("consent_how", "同意方式", "consent given by", .text(most: 200), .listed(.latest)),
            Common.note, Common.retired,
        ],
        groups: [(name: "consent", members: ["consent_purpose", "consent_on", "consent_how"])],
        scope: .siteOf(column: "site"), title: ["name", "title"],
        naturalKeys: [["phone"], ["name", "organisation"]])

    /// A call, a complaint, a decision or a cost line, as it happened. Written once.
    static let recordNote = RecordKind(
        name: "record_note", label: Label("记事", "dated note"), prefix: "N",
        fields: [
            Common.site,
            .init(
                "about", "关于", "about", .text(most: RecordKey.bytesMax), .immutable,
                required: true, help: Label("记录的编号", "the key of a record")),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("call", "电话", "call"), .init("message", "消息", "message"),
                    .init("meeting", "面谈", "meeting"), .init("complaint", "投诉", "complaint"),
                    .init("decision", "决定", "decision"), .init("service", "服务", "service"),
                    .init("cost", "费用", "cost"), .init("gift", "礼品", "gift"),
                    .init("next-step", "后续事项", "next step"), .init("other", "其他", "other"),
                ]), .immutable, required: true),
            .init("happened_on", "日期", "happened on", .day, .immutable, required: true),
            .init("person", "经手人", "by whom", .text(most: 100), .immutable),
            .init("content", "内容", "content", .text(most: 4_096), .immutable),
            .init("amount_fen", "金额", "amount", .money, .immutable, unit: Common.yuan),
            .init(
                "due_on", "期限", "due on", .day, .listed(.latest),
                help: Label("后续事项须在何时前完成", "by when a next step is to be done")),
            .init("done_on", "完成日期", "done on", .day, .listed(.latest)),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["kind", "happened_on"],
        naturalKeys: [["about", "kind", "happened_on"]],
        periods: [.closed("happened_on", "due_on"), .closed("happened_on", "done_on")])

    static let headcount = RecordKind(
        name: "headcount_fact", label: Label("人数", "head-count"), prefix: "HC",
        fields: [
            Common.site,
            Common.reference("company", "企业", "company", to: "company"),
            .init("counted_on", "日期", "counted on", .day, .immutable, required: true),
            people("total", "总人数", "people"), people("college", "大专及以上", "college and above"),
            people("masters", "硕士", "masters"), people("doctors", "博士", "doctors"),
            people("returnees", "留学回国", "returnees"),
            people("graduates", "应届毕业生", "fresh graduates"),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["company", "counted_on"],
        naturalKeys: [["company", "counted_on"]])

    private static func people(_ name: String, _ zh: String, _ en: String) -> FieldDeclaration {
        FieldDeclaration(
            name, zh, en, .wholeNumber(0...100_000), .immutable, unit: Label("人", "people"))
    }
}
