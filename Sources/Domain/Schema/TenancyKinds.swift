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
            Common.reference(
                "waitlist_entry", "排队记录", "waitlist entry", to: "waitlist_entry",
                required: false),
            .init("planned_from", "计划起始", "planned from", .day, .ask),
            .init("planned_to", "计划结束", "planned to", .day, .ask),
            .init("moved_in_on", "入驻日", "moved in on", .day, .immutable),
            .init("moved_out_on", "搬离日", "moved out on", .day, .immutable),
            .init("stage", "阶段", "stage", states: stages),
            .init("leave_rule", "离场条件", "leave rule", .text(most: 1_000), .immutable),
            .init(
                "notice_days", "通知天数", "days of notice", .wholeNumber(0...3_650), .immutable,
                unit: Label("天", "days")),
            .init("exit_reason", "离场原因", "exit reason", .choice(exitReasons), .listed(.latest)),
            .init("exit_to", "搬往", "moved to", .text(most: 500), .latest),
            .init("deposit_fen", "押金", "deposit", .money, .ask, unit: Common.yuan),
            .init("seat_count", "工位数", "seats", .wholeNumber(0...10_000), .ask),
            .init(
                "rent_fen", "月租（元/工位）", "rent per seat and month", .money, .ask,
                unit: Common.yuan),
            .init("documents", "文件", "documents", .set, .union),
            .init("headcount", "在场人数", "people", .wholeNumber(0...100_000), .listed(.latest)),
            .init("headcount_on", "人数日期", "people as of", .day, .listed(.latest)),
            .init(
                "contact", "联系人", "contact", .text(most: 100), .listed(.latest), personal: true),
            .init("phone", "电话", "phone", .text(most: 40), .listed(.latest), personal: true),
            Common.note, Common.retired,
            .init("notice_on", "通知搬离日", "notice given on", .day, .listed(.latest)),
            .init("leave_by", "应搬离日", "to leave by", .day, .listed(.latest)),
            .init(
                "graduation_evidence", "毕业依据", "evidence of graduation", .set, .union,
                help: Label(
                    "轮次编号、证书号或文件", "a round's key, a certificate's number or a document")),
            .init("leave_decision", "去留决定", "leave decision", .choice(decisions), .ask),
            .init("leave_decided_by", "去留决定人", "leave decided by", .text(most: 100), .ask),
            .init("leave_decided_on", "去留决定日", "leave decided on", .day, .ask),
            .init(
                "market_offer_fen", "申请转正价", "market rent offered", .money, .ask,
                unit: Common.yuan),
            .init("market_asked_on", "转正价申请日", "market rent asked on", .day, .listed(.latest)),
            Common.reference(
                "transferred_from", "转自", "transferred from", to: "tenancy", required: false),
            .init("handover", "交接单", "hand-over sheet", .text(most: 1_000), .listed(.latest)),
        ],
        groups: [
            (name: "planned", members: ["planned_from", "planned_to"]),
            (name: "people", members: ["headcount", "headcount_on"]),
            (
                name: "leave_decided",
                members: ["leave_decision", "leave_decided_by", "leave_decided_on"]
            ),
        ], scope: .siteOf(column: "site"), title: ["company", "number"],
        naturalKeys: [["site", "number"], ["company", "site", "moved_in_on"]],
        periods: [
            .closed("planned_from", "planned_to"), .closed("moved_in_on", "moved_out_on"),
        ])

    private static let exitReasons: [FieldType.Choice] = [
        .init("graduated-funded", "毕业（已融资）", "graduated (funded)"),
        .init("graduated-profitable", "毕业（已盈利）", "graduated (profitable)"),
        .init("relocated", "迁往合作城市", "relocated to a partner city"),
        .init("outgrew", "空间不足", "outgrew the space"), .init("failed", "项目终止", "failed"),
        .init("expired", "到期", "expired"), .init("removed", "清退", "removed"),
    ]

    private static let decisions: [FieldType.Choice] = [
        .init("leave", "搬离", "leave"), .init("stay-market", "按市价留下", "stay at market rent"),
        .init("stay-exception", "特批留下", "stay by exception"),
    ]

    static let stages = StateMachine(
        [
            .init("draft", "草稿", "draft"), .init("signed", "已签约", "signed"),
            .init("moved-in", "入驻（免租）", "moved in (free)"),
            .init("market-rent", "转正价", "market rent"), .init("notice", "通知搬离", "notice"),
            .init("moving-out", "搬离中", "moving out"), .init("closed", "已结束", "closed"),
            .init("suspended", "暂停", "suspended"), .init("displaced", "被让位", "displaced"),
        ],
        chains: [
            ["draft", "signed", "moved-in", "market-rent", "moving-out", "closed"],
            ["moved-in", "notice", "moving-out"], ["moved-in", "suspended", "moving-out"],
            ["signed", "displaced", "closed"],
        ],
        returns: [
            "market-rent": ["notice"], "suspended": ["moved-in", "market-rent"],
            "displaced": ["signed"],
        ], isContested: true)

    static let term = RecordKind(
        name: "tenancy_term", label: Label("条款段", "tenancy term"), prefix: "M",
        fields: [
            Common.site,
            Common.reference("tenancy", "入驻协议", "tenancy", to: "tenancy"),
            Common.reference("company", "企业", "company", to: "company"),
            .init("from_day", "起", "from", .day, .ask, required: true),
            toDay,
            .init(
                "kind", "类型", "kind",
                .choice([
                    .init("free", "免租", "free"), .init("discounted", "优惠", "discounted"),
                    .init("market", "市价", "market"), .init("holdover", "顺延", "holdover"),
                ]), .immutable, required: true),
            .init("rent_basis", "计租方式", "rent basis", .choice(rentBases), .ask),
            .init("rent_fen", "租金", "rent", .money, .ask, unit: Common.yuan),
            .init(
                "charged_area", "计租面积", "area charged", .area, .ask, unit: Common.squareMetres),
            .init("charged_seats", "计租工位", "seats charged", .wholeNumber(0...10_000), .ask),
            .init(
                "escalation_bp", "年递增", "yearly rise", .wholeNumber(0...10_000),
                .listed(.latest), unit: Common.basisPoints),
            .init("free_days", "赠送免租天数", "free days", .wholeNumber(0...3_650), .listed(.latest)),
            .init("approved_by", "批准人", "approved by", .text(most: 100), .listed(.latest)),
            .init(
                "exception", "特批理由", "exception because", .text(most: 1_000), .listed(.latest),
                help: Label(
                    "主任签字的例外：不计入六个月免租", "a director's: not counted in the six free months")),
            Common.reference(
                "supersedes", "取代", "supersedes", to: "tenancy_term", required: false),
            Common.note, Common.retired,
        ],
        groups: [
            (name: "period", members: ["from_day", "to_day"]),
            (name: "rent", members: ["rent_basis", "rent_fen"]),
            (name: "charged", members: ["charged_area", "charged_seats"]),
        ], scope: .siteOf(column: "site"), siteFollows: "tenancy", title: ["tenancy", "kind"],
        naturalKeys: [["tenancy", "from_day"]], periods: [.halfOpen("from_day", "to_day")])

    static let rentBases: [FieldType.Choice] = [
        .init("seat-month", "元/工位·月", "yuan per seat and month"),
        .init("m2-day", "元/㎡·天", "yuan per m² and day"),
        .init("m2-month", "元/㎡·月", "yuan per m² and month"),
        .init("month", "元/月", "yuan per month"),
    ]

    /// Half-open inside, so that periods meet without arithmetic.
    private static let toDay = FieldDeclaration(
        "to_day", "止（不含）", "to (exclusive)", .day, .ask,
        help: Label("期满次日，即不再属于本段的第一天", "the first day that no longer belongs to the period"))

    static let seatAssignment = RecordKind(
        name: "seat_assignment", label: Label("工位分配", "seat assignment"), prefix: "A",
        fields: [
            Common.site,
            Common.reference("seat", "工位", "seat", to: "seat"),
            Common.reference("tenancy", "入驻协议", "tenancy", to: "tenancy"),
            Common.reference("company", "企业", "company", to: "company"),
            .init("from_day", "起", "from", .day, .ask, required: true),
            toDay,
            .init("state", "状态", "state", states: claimStates),
            .init("confirmed_by", "确认人", "confirmed by", .text(most: 100), .listed(.latest)),
            .init("confirmed_on", "确认日", "confirmed on", .day, .listed(.latest)),
            Common.note, Common.retired,
        ],
        groups: [
            (name: "period", members: ["from_day", "to_day"]),
            (name: "confirmation", members: ["confirmed_by", "confirmed_on"]),
        ], scope: .siteOf(column: "site"), siteFollows: "seat", title: ["seat", "company"],
        naturalKeys: [["seat", "tenancy", "from_day"]],
        periods: [.halfOpen("from_day", "to_day")])

    /// A displaced company that gets another seat gets another assignment.
    static let claimStates = StateMachine(
        [
            .init("proposed", "拟定", "proposed"), .init("confirmed", "已确认", "confirmed"),
            .init("displaced", "被让位", "displaced"), .init("ended", "已结束", "ended"),
        ],
        chains: [
            ["proposed", "confirmed", "displaced", "ended"], ["confirmed", "ended"],
            ["proposed", "displaced"], ["proposed", "ended"],
        ], isContested: true)
}
