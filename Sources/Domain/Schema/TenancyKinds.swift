internal import Causality

/// E08 tenancy, E09 tenancy term, E10 seat assignment.
enum TenancyKinds {
    static let all = [tenancy, term, seatAssignment]

    static let tenancy = RecordKind(
        name: "tenancy", label: Label("入驻协议", "tenancy"), prefix: "T",
        fields: [
            Common.site,
            .init("number", "合同号", "number", .text(most: 60), .immutable),
            Common.reference("company", "企业", "company", to: "company"),
            .init("planned_from", "计划起始", "planned from", .day, .ask),
            .init("planned_to", "计划结束", "planned to", .day, .ask),
            .init("moved_in_on", "入驻日", "moved in on", .day, .immutable),
            .init("moved_out_on", "搬离日", "moved out on", .day, .immutable),
            .init(
                "stage", "阶段", "stage",
                .choice([
                    .init("draft", "草稿", "draft"), .init("signed", "已签约", "signed"),
                    .init("moved-in", "入驻（免租）", "moved in (free)"),
                    .init("market-rent", "转正价", "market rent"),
                    .init("notice", "通知搬离", "notice"),
                    .init("moving-out", "搬离中", "moving out"), .init("closed", "已结束", "closed"),
                    .init("suspended", "暂停", "suspended"),
                ]),
                .furthest(
                    StateOrder(steps: [
                        "draft": ["signed"], "signed": ["moved-in"],
                        "moved-in": ["market-rent", "notice", "suspended"],
                        "market-rent": ["moving-out"], "notice": ["moving-out"],
                        "moving-out": ["closed"], "suspended": [], "closed": [],
                    ]))),
            .init("leave_rule", "离场条件", "leave rule", .text(most: 1_000), .immutable),
            .init("exit_reason", "离场原因", "exit reason", .text(most: 200), .listed(.latest)),
            .init("deposit_fen", "押金", "deposit", .money, .ask),
            .init("seat_count", "工位数", "seats", .wholeNumber(0...10_000), .ask),
            .init("rent_fen", "月租（元/工位）", "rent per seat and month", .money, .ask),
            Common.note, Common.retired,
        ], groups: [(name: "planned", members: ["planned_from", "planned_to"])],
        scope: .siteOf(column: "site"), title: ["company", "number"])

    static let term = RecordKind(
        name: "tenancy_term", label: Label("条款段", "tenancy term"), prefix: "M",
        fields: [
            Common.site,
            Common.reference("tenancy", "入驻协议", "tenancy", to: "tenancy"),
            Common.reference("company", "企业", "company", to: "company"),
            .init("from_day", "起", "from", .day, .ask, required: true),
            // Half-open inside: the first day that no longer belongs to the term.
            .init("to_day", "止（不含）", "to (exclusive)", .day, .ask),
            .init(
                "kind", "类型", "kind",
                .choice([
                    .init("free", "免租", "free"), .init("discounted", "优惠", "discounted"),
                    .init("market", "市价", "market"), .init("holdover", "顺延", "holdover"),
                ]), .immutable, required: true),
            .init(
                "rent_basis", "计租方式", "rent basis",
                .choice([
                    .init("seat-month", "元/工位·月", "yuan per seat and month"),
                    .init("m2-day", "元/㎡·天", "yuan per m² and day"),
                    .init("m2-month", "元/㎡·月", "yuan per m² and month"),
                    .init("month", "元/月", "yuan per month"),
                ]), .ask),
            .init("rent_fen", "租金", "rent", .money, .ask),
            .init("approved_by", "批准人", "approved by", .text(most: 100), .listed(.latest)),
            // A director's signed exception to the six free months: its reason.
            .init("exception", "特批理由", "exception because", .text(most: 1_000), .listed(.latest)),
            Common.note, Common.retired,
        ],
        groups: [
            (name: "period", members: ["from_day", "to_day"]),
            (name: "rent", members: ["rent_basis", "rent_fen"]),
        ], scope: .siteOf(column: "site"), title: ["tenancy", "kind"])

    static let seatAssignment = RecordKind(
        name: "seat_assignment", label: Label("工位分配", "seat assignment"), prefix: "A",
        fields: [
            Common.site,
            Common.reference("seat", "工位", "seat", to: "seat"),
            Common.reference("tenancy", "入驻协议", "tenancy", to: "tenancy"),
            Common.reference("company", "企业", "company", to: "company"),
            .init("from_day", "起", "from", .day, .ask, required: true),
            .init("to_day", "止（不含）", "to (exclusive)", .day, .ask),
            .init(
                "state", "状态", "state",
                .choice([
                    .init("proposed", "拟定", "proposed"), .init("confirmed", "已确认", "confirmed"),
                    .init("displaced", "被让位", "displaced"), .init("ended", "已结束", "ended"),
                ]),
                .furthest(
                    StateOrder(steps: [
                        "proposed": ["confirmed", "displaced"],
                        "confirmed": ["ended", "displaced"], "displaced": ["ended"], "ended": [],
                    ]))),
            .init("confirmed_by", "确认人", "confirmed by", .text(most: 100), .listed(.latest)),
            Common.note, Common.retired,
        ], groups: [(name: "period", members: ["from_day", "to_day"])],
        scope: .siteOf(column: "site"), title: ["seat", "company"])
}
