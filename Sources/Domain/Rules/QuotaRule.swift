public import Causality

/// A record that draws from a quota, and how much of what it says is covered.
public struct DrawFact: Hashable, Sendable {
    public let kind: String
    public let key: RecordKey
    /// The name of the quota; what the record calls it where there is none.
    public let quota: String
    public let wanted: Int64
    public let covered: Int64

    public init(kind: String, key: RecordKey, quota: String, wanted: Int64, covered: Int64) {
        self.kind = kind
        self.key = key
        self.quota = quota
        self.wanted = wanted
        self.covered = covered
    }
}

/// A move of a quota that counts for nothing and draws for no record.
public struct DisputeFact: Hashable, Sendable {
    /// The key of the row of `quota_move`.
    public let key: RecordKey
    public let quota: String
    public let writer: Origin
    /// Why it does not count, in words.
    public let why: Label

    public init(key: RecordKey, quota: String, writer: Origin, why: Label) {
        self.key = key
        self.quota = quota
        self.writer = writer
        self.why = why
    }
}

/// X12: what is committed is covered by a quota, and every move of a quota counts.
///
/// At the desk both are refused; this finds what other tools, other programs and copies of a database
/// wrote. What is not covered counts for nothing, so the bound holds meanwhile.
public enum QuotaRule {
    public static func findings(_ draws: [DrawFact], _ disputes: [DisputeFact]) -> [Finding] {
        draws.filter { $0.covered < $0.wanted }.sorted { $0.key < $1.key }.compactMap(uncovered)
            + disputes.sorted { $0.key < $1.key }.map(disputed)
    }

    private static func uncovered(_ fact: DrawFact) -> Finding? {
        guard let draw = QuotaDraw.of(fact.kind),
            let field = NetworkSchema.kind(fact.kind)?.field(draw.amountField)
        else { return nil }
        let row = RowReference(fact.kind, fact.key)
        let text = { (amount: Int64) in field.type.display(.integer(amount)).en }
        let (wanted, covered) = (text(fact.wanted), text(fact.covered))
        return Finding(
            .quotaCovers, rows: [row], columns: draw.columns,
            detail: Label(
                "\(fact.key) 批准 \(wanted)，“\(fact.quota)”的额度只覆盖 \(covered)",
                "\(fact.key) says \(wanted); the quota \"\(fact.quota)\" covers \(covered) of it"),
            options: [
                ResolutionOption(
                    "lower", Label("金额改为 \(covered)", "lower the amount to \(covered)"), row,
                    draw.amountField, .integer(fact.covered)),
                ResolutionOption(
                    "withdraw", Label("该记录停用", "retire the record"), row, "retired",
                    .text("X12")),
            ])
    }

    /// Nothing can be written into a move; the hub covers it, or puts it aside.
    private static func disputed(_ fact: DisputeFact) -> Finding {
        Finding(
            .quotaCovers, rows: [RowReference("quota_move", fact.key)], columns: ["amount"],
            detail: Label(
                "“\(fact.quota)”：\(fact.writer) 的变动不作数，\(fact.why.zh)；"
                    + "总部可以补足份额，或搁置：moso quota dismiss \(fact.key)",
                "\"\(fact.quota)\": a move of \(fact.writer) does not count, \(fact.why.en); "
                    + "the hub may lend as much, or put it aside: moso quota dismiss \(fact.key)"),
            options: [])
    }
}
