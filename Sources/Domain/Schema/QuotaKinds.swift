internal import Causality

/// The books of quotas: what may be used in all, and every move of a share of it.
///
/// The rows of a site lie in its scope, so that a site learns nothing of what others hold; those of
/// the hub itself in the hub's. They are entries: written by `moso quota` and by records that draw
/// from a quota, never edited. Where two branches of a fork used one name, both entries count as such
/// and the row shows the earlier.
enum QuotaKinds {
    static let all = [quota, quotaMove]

    static let quota = RecordKind(
        name: "quota", label: Label("额度", "quota"), prefix: "Q",
        fields: [
            Common.site, pool,
            .init("name", "名称", "name", .text(most: 200), .earliest, required: true),
            .init("unit", "单位", "unit", .choice(units), .earliest, required: true),
        ], scope: .siteOf(column: "site"), title: ["name", "site"], isEntry: true)

    /// What draws from one bound together: the key of a fund or of a subsidy budget, or a name.
    private static let pool = FieldDeclaration(
        "pool", "额度池", "pool", .text(most: RecordKey.bytesMax), .earliest, required: true)

    /// A currency, whose amounts are in its hundredths, or a count of things.
    static let units: [FieldType.Choice] =
        Common.currency.type.choices + [.init("count", "个", "count")]

    static let quotaMove = RecordKind(
        name: "quota_move", label: Label("额度变动", "quota move"), prefix: "J",
        fields: [
            Common.site, pool,
            .init("kind", "类别", "kind", .choice(moves), .earliest, required: true),
            .init(
                "amount", "数量", "amount", .wholeNumber(0...Escrow.amountMax), .earliest,
                required: true, help: Label("金额以分计", "money in fen")),
            .init(
                "to_origin", "转给", "to", .text(most: 50), .earliest,
                help: Label("写入者，如 anji.1", "an origin, as anji.1")),
            .init(
                "of_origin", "原写入者", "of", .text(most: 50), .earliest,
                help: Label("被确认结束的写入者", "the origin that is closed")),
            .init(
                "seen", "已见", "seen", .wholeNumber(0...Int64.max), .earliest,
                help: Label("确认到它的第几个事务", "up to which of its transactions")),
            .init(
                "ref", "关于", "about", .text(most: RecordKey.bytesMax), .earliest,
                help: Label("所释放、答复或搁置的变动", "the move given back, answered or put aside")),
            .init(
                "record", "记录", "record", .text(most: RecordKey.bytesMax), .earliest,
                help: Label("占用额度的记录", "the record that draws from the quota")),
            Common.note,
        ], scope: .siteOf(column: "site"), title: ["pool", "kind"], isEntry: true)

    static let moves: [FieldType.Choice] = QuotaMoveKind.allCases.map {
        .init($0.rawValue, $0.label.zh, $0.label.en)
    }
}

/// What a row of `quota_move` does.
public enum QuotaMoveKind: String, CaseIterable, Sendable {
    case grant, withdraw, lend, spend, release, witness
    /// Asks for a part of another's share: a branch the hub, the hub the branch in whose book it is.
    case ask
    /// Answers that nothing can be spared.
    case decline
    /// Says that a new epoch would take over from an old one, and asks for the hub's witness.
    case claim
    /// Puts a disputed move aside: a person knows of it, and it goes on counting for nothing.
    case dismiss

    public var label: Label {
        switch self {
        case .grant: Label("核定", "grant")
        case .withdraw: Label("核减", "withdraw")
        case .lend: Label("转让", "lend")
        case .spend: Label("占用", "spend")
        case .release: Label("释放", "release")
        case .witness: Label("确认旧世代", "witness")
        case .ask: Label("申请", "ask")
        case .decline: Label("未予", "decline")
        case .claim: Label("请求确认", "claim")
        case .dismiss: Label("搁置", "dismiss")
        }
    }
}
