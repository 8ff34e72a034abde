internal import Causality

/// E11 booking, E19 visit, E27 work order.
enum ServiceKinds {
    static let all = [booking, visit, workOrder]

    static let booking = RecordKind(
        name: "booking", label: Label("会议室预订", "booking"), prefix: "BK",
        fields: [
            Common.site,
            Common.reference("space", "空间", "space", to: "space"),
            .init("from_at", "起", "from", .moment, .ask, required: true),
            .init(
                "to_at", "止", "to", .moment, .ask, required: true,
                help: Label("不含该时刻", "up to, not including, that minute")),
            Common.reference(
                "company", "预订企业", "company", to: "company", .latest, required: false),
            .init("organiser", "预订人", "booked by", .text(most: 100), .latest),
            .init("purpose", "用途", "purpose", .text(most: 500), .latest),
            .init("people", "人数", "people", .wholeNumber(0...100_000), .latest),
            .init("series", "重复日期", "repeated on", .set, .union),
            .init("state", "状态", "state", states: bookingStates),
            .init("actual_from", "实际起", "actual from", .moment, .listed(.latest)),
            .init("actual_to", "实际止", "actual to", .moment, .listed(.latest)),
            .init(
                "priority", "优先级", "priority",
                .choice([
                    .init("normal", "普通", "normal"), .init("roadshow", "路演", "roadshow"),
                    .init("delegation", "接待", "delegation"),
                    .init("emergency", "紧急", "emergency"),
                ]), .owner),
            Common.note, Common.retired,
        ], groups: [(name: "period", members: ["from_at", "to_at"])],
        scope: .siteOf(column: "site"), siteFollows: "space", title: ["space", "from_at"],
        naturalKeys: [["space", "from_at"]])

    private static let bookingStates = StateMachine(
        [
            .init("requested", "已申请", "requested"), .init("confirmed", "已确认", "confirmed"),
            .init("used", "已使用", "used"), .init("no-show", "未到", "no-show"),
            .init("overran", "超时", "overran"), .init("cancelled", "已取消", "cancelled"),
            .init("displaced", "被让位", "displaced"),
        ],
        chains: [
            ["requested", "confirmed", "used"], ["confirmed", "no-show"],
            ["confirmed", "overran"],
        ], exits: ["cancelled", "displaced"])

    static let visit = RecordKind(
        name: "visit", label: Label("接待", "visit"), prefix: "VI",
        fields: [
            Common.site,
            .init("arrived_at", "到达", "arrived", .moment, .listed(.latest), required: true),
            .init("left_at", "离开", "left", .moment, .listed(.latest)),
            .init("is_planned", "预约", "planned", .yesNo, .listed(.latest)),
            .init(
                "kind", "类别", "kind",
                .choice([
                    .init("government", "政府", "government"), .init("industry", "产业", "industry"),
                    .init("investor", "投资机构", "investor"), .init("press", "媒体", "press"),
                    .init("university", "高校", "university"), .init("peer", "同行", "peer"),
                    .init("startup", "创业团队", "start-up"), .init("other", "其他", "other"),
                ]), .latest, required: true),
            .init("city", "来访城市", "city", .digits(6), .listed(.latest)),
            .init(
                "departments", "部门", "departments", .set, .union,
                help: Label("招商、科技、发改、经信", "investment, science, reform, industry")),
            .init("organisation", "来访单位", "organisation", .text(most: 200), .listed(.latest)),
            .init(
                "leader", "带队人", "leader", .text(most: 100), .listed(.latest), personal: true),
            .init(
                "people", "人数", "people", .wholeNumber(0...100_000), .highest,
                unit: Label("人", "people")),
            .init("hosts", "接待人", "hosts", .set, .union),
            .init(
                "host_minutes", "接待用时", "time spent", .wholeNumber(0...100_000), .highest,
                unit: Label("分钟", "minutes")),
            .init("topics", "议题", "topics", .text(most: 4_096), .ask),
            Common.reference(
                "booking", "用房", "room booked", to: "booking", .latest, required: false),
            .init("same_visit", "同一次接待", "same visit as", .set, .union),
            .init("repeat_of", "此前来访", "came before in", .set, .union),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["organisation", "arrived_at"],
        naturalKeys: [["site", "arrived_at", "city"]])

    static let workOrder = RecordKind(
        name: "work_order", label: Label("工单", "work order"), prefix: "WO",
        fields: [
            Common.site,
            Common.reference(
                "space", "空间", "space", to: "space", .latest, required: false),
            Common.reference("seat", "工位", "seat", to: "seat", .latest, required: false),
            .init(
                "category", "类别", "category",
                .choice([
                    .init("ac-leak", "空调漏水", "AC leak"), .init("ac", "空调制冷", "AC cooling"),
                    .init("paint", "墙面", "wall paint"), .init("power", "电力", "power"),
                    .init("network", "网络", "network"), .init("lighting", "照明", "lighting"),
                    .init("door", "门禁", "door access"), .init("cleaning", "保洁", "cleaning"),
                    .init("furniture", "家具", "furniture"), .init("fire", "消防", "fire safety"),
                    .init("noise", "噪音", "noise"), .init("other", "其他", "other"),
                ]), .latest, required: true),
            .init(
                "severity", "紧急程度", "severity", .wholeNumber(1...4), .lowest,
                help: Label("1 最急；消防一律为 1", "1 is the most urgent; fire safety is always 1")),
            .init("reported_by", "报修人", "reported by", .text(most: 100), .immutable),
            .init("reported_at", "报修时间", "reported at", .moment, .immutable),
            .init("photos", "照片", "photos", .set, .union),
            .init("assigned_to", "处理人", "assigned to", .text(most: 100), .listed(.latest)),
            .init("contractor", "维修单位", "contractor", .text(most: 200), .listed(.latest)),
            .init("state", "状态", "state", states: workStates),
            .init("done_at", "完工时间", "done at", .moment, .listed(.latest)),
            .init("confirmed_by", "销单人", "confirmed by", .text(most: 100), .listed(.latest)),
            .init("blocks_seat", "工位停用", "seat blocked", .yesNo, .listed(.latest)),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["category", "reported_at"],
        naturalKeys: [["space", "category", "reported_at"]])

    /// Of a site that calls it done and one that opened it again the latter is right: done is not
    /// confirmed.
    private static let workStates = StateMachine(
        [
            .init("open", "待处理", "open"), .init("assigned", "已派单", "assigned"),
            .init("in-progress", "处理中", "in progress"), .init("done", "已完工", "done"),
            .init("reopened", "返修", "reopened"), .init("confirmed", "已销单", "confirmed"),
        ],
        chains: [
            ["open", "assigned", "in-progress", "done", "reopened"], ["done", "confirmed"],
            ["open", "in-progress"], ["assigned", "done"], ["open", "done"],
            ["in-progress", "reopened"],
        ], returns: ["reopened": ["in-progress", "done"]])
}
