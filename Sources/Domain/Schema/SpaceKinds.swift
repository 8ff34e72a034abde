internal import Causality

/// E01 site, E02 space, E03 seat.
enum SpaceKinds {
    static let all = [site, space, seat]

    static let site = RecordKind(
        name: "site", label: Label("站点", "site"), prefix: "H",
        fields: [
            .init("code", "代号", "code", .site, .immutable, required: true),
            .init("name_zh", "中文名", "Chinese name", .text(most: 200), .owner),
            .init("name_en", "英文名", "English name", .text(most: 200), .owner),
            .init("short_name", "简称", "short name", .text(most: 100), .owner),
            .init(
                "division_code", "区划代码", "division code", .digits(6), .owner,
                help: Label("GB/T 2260 六位代码", "six digits of GB/T 2260")),
            .init("address", "地址", "address", .text(most: 500), .owner),
            .init("building", "楼宇", "building", .text(most: 200), .owner),
            .init("state", "状态", "state", states: siteStates),
            .init("opened_on", "开业日", "opened on", .day, .listed(.latest)),
            .init("closed_on", "关闭日", "closed on", .day, .listed(.latest)),
            .init("area_total", "总面积", "total area", .area, .ask, unit: Common.squareMetres),
            .init("area_office", "办公面积", "office area", .area, .ask, unit: Common.squareMetres),
            .init("area_public", "公共面积", "public area", .area, .ask, unit: Common.squareMetres),
            .init("sponsor_city", "支持城市", "sponsor city", .digits(6), .owner),
            .init(
                "free_months_max", "免租上限（月）", "free months at most", .wholeNumber(0...60),
                .owner),
            .init("contact", "联系人", "contact", .text(most: 100), .latest, personal: true),
            .init("calendar", "校历与假日", "calendar", .text(most: 500), .latest),
            Common.keeper, Common.note, Common.retired,
            .init(
                "number_prefix", "合同号前缀", "prefix of numbers", .text(most: 20), .owner,
                help: Label("如 AJ，合同号即 AJ-2023-0007", "as AJ: numbers are AJ-2023-0007")),
        ], scope: .fixed(.common), ownerColumn: "kept_by", title: ["name_zh", "code"],
        naturalKeys: [["code"]], periods: [.closed("opened_on", "closed_on")])

    static let siteStates = StateMachine(
        [
            .init("fitting-out", "筹建", "fitting out"), .init("open", "运营", "open"),
            .init("suspended", "停运", "suspended"), .init("closed", "关闭", "closed"),
        ], chains: [["fitting-out", "open", "suspended", "closed"], ["open", "closed"]],
        returns: ["suspended": ["open"]])

    static let space = RecordKind(
        name: "space", label: Label("空间", "space"), prefix: "P",
        fields: [
            Common.site,
            .init("path", "位置", "path", .text(most: 150), .owner, required: true),
            .init("kind", "类型", "kind", .choice(spaceKinds), .owner),
            .init("purpose", "用途", "purpose", .text(most: 500), .latest),
            .init("area", "面积", "area", .area, .ask, unit: Common.squareMetres),
            .init(
                "capacity_people", "容纳人数", "capacity", .wholeNumber(0...10_000),
                .listed(.latest), unit: Label("人", "people")),
            .init("bookable", "可预订", "bookable", .yesNo, .owner),
            .init("needs_approval", "预订需批准", "needs approval", .yesNo, .owner),
            .init("neighbours", "楼内邻居", "neighbours", .set, .union),
            Common.note, Common.retired,
            .init(
                "open_hours", "每日开放", "open a day", .wholeNumber(1...24), .owner,
                unit: Label("小时", "hours"),
                help: Label("查占用时用；空白为 12", "for finding rooms taken over; 12 when blank")),
        ], scope: .siteOf(column: "site"), title: ["site", "path"],
        naturalKeys: [["site", "path"]])

    static let spaceKinds: [FieldType.Choice] = [
        .init("open-area", "开放区", "open area"), .init("office", "独立办公室", "private office"),
        .init("meeting-room", "会议室", "meeting room"),
        .init("roadshow-room", "路演厅", "roadshow room"),
        .init("server-room", "机房", "server room"), .init("public", "公共区", "public"),
    ]

    static let seat = RecordKind(
        name: "seat", label: Label("工位", "seat"), prefix: "S",
        fields: [
            Common.site,
            .init("label", "工位号", "label", .text(most: 40), .immutable, required: true),
            Common.reference("space", "空间", "space", to: "space", .owner, required: false),
            .init(
                "kind", "类型", "kind",
                .choice([
                    .init("fixed", "固定", "fixed"), .init("hot", "流动", "hot"),
                    .init("office", "办公室", "office seat"),
                ]), .owner),
            .init("state", "状态", "state", states: seatStates),
            .init("state_since", "状态起始日", "state since", .day, .listed(.latest)),
            .init(
                "target_price_fen", "目标月价", "target price per month", .money, .owner,
                unit: Common.yuan),
            Common.note, Common.retired,
        ], scope: .siteOf(column: "site"), title: ["label"], naturalKeys: [["site", "label"]])

    /// Of two sites that differ, the one that blocks a seat is heeded: safety first.
    static let seatStates = StateMachine(
        [
            .init("in-service", "可用", "in service"), .init("blocked", "停用", "blocked"),
            .init("removed", "拆除", "removed"),
        ], chains: [["in-service", "blocked", "removed"], ["in-service", "removed"]],
        returns: ["blocked": ["in-service"]])
}
