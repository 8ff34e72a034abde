public import Causality

/// A record that draws from a quota, and how much of what it says is covered.
public struct DrawFact: Sendable {
    public let kind: String
    public let key: RecordKey
    /// The name of the quota; what the record calls it where there is none.
    public let quota: String
    public let wanted: Int64
    public let covered: Int64
    /// The quota's unit and the currencies of the record, where they differ; `nil` where they agree.
    public let otherCurrency: (unit: String, found: Set<String>)?

    public init(
        kind: String, key: RecordKey, quota: String, wanted: Int64, covered: Int64,
        otherCurrency: (unit: String, found: Set<String>)? = nil
    ) {
        self.kind = kind
        self.key = key
        self.quota = quota
        self.wanted = wanted
        self.covered = covered
        self.otherCurrency = otherCurrency
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

/// A fund or budget with a quota that is granted out of it.
public struct SourceFact: Sendable {
    public let kind: String
    public let key: RecordKey
    public let quota: String
    /// The quota's unit.
    public let unit: String
    /// What is granted, as far as it is known here.
    public let granted: Int64
    /// As `QuotaSource.size`.
    public let size: Int64?
    public let currencies: Set<String>
    public let isRetired: Bool

    public init(
        kind: String, key: RecordKey, quota: String, unit: String, granted: Int64, size: Int64?,
        currencies: Set<String>, isRetired: Bool
    ) {
        self.kind = kind
        self.key = key
        self.quota = quota
        self.unit = unit
        self.granted = granted
        self.size = size
        self.currencies = currencies
        self.isRetired = isRetired
    }

    /// What of it does not go with its quota.
    public var faults: [Fault] {
        guard granted > 0 else { return [] }
        return [
            size.map { $0 < granted } ?? false ? .tooSmall : nil,
            currencies == [unit] ? nil : .otherCurrency, isRetired ? .retired : nil,
        ].compactMap { $0 }
    }

    public enum Fault: Hashable, Sendable {
        case tooSmall
        case otherCurrency
        case retired
    }
}

/// X12: what is committed is covered by a quota in its currency, a quota by what it is granted out of,
/// and every move of a quota counts.
///
/// At the desk all are refused; this finds what other tools, other programs and copies of a database
/// wrote. What is not covered counts for nothing, so the bound holds meanwhile.
public enum QuotaRule {
    public static func findings(
        _ draws: [DrawFact], _ disputes: [DisputeFact], _ sources: [SourceFact] = []
    ) -> [Finding] {
        draws.sorted { $0.key < $1.key }.compactMap { fact in
            if fact.otherCurrency != nil { return inOtherCurrency(fact) }
            return fact.covered < fact.wanted ? uncovered(fact) : nil
        }
            + sources.filter { !$0.faults.isEmpty }.sorted { $0.key < $1.key }.compactMap(unfit)
            + disputes.sorted { $0.key < $1.key }.map(disputed)
    }

    /// An amount in one currency holds nothing of a quota in another, whatever the numbers say.
    private static func inOtherCurrency(_ fact: DrawFact) -> Finding? {
        guard let draw = QuotaDraw.of(fact.kind), let other = fact.otherCurrency else { return nil }
        let row = RowReference(fact.kind, fact.key)
        let found = other.found.sorted { $0.precedesByBytes($1) }.joined(separator: ", ")
        let change = draw.currencyField.map { field in
            ResolutionOption(
                "currency", Label("币种改为 \(other.unit)", "change the currency to \(other.unit)"),
                row, field, .text(other.unit))
        }
        return Finding(
            .quotaCovers, rows: [row], columns: draw.columns,
            detail: Label(
                "\(fact.key) 的金额是 \(found)，“\(fact.quota)”的额度以 \(other.unit) 计",
                "the amount of \(fact.key) is in \(found), the quota \"\(fact.quota)\" in "
                    + "\(other.unit)"),
            options: [change].compactMap { $0 } + [withdraw(row)])
    }

    private static func withdraw(_ row: RowReference) -> ResolutionOption {
        ResolutionOption(
            "withdraw", Label("该记录停用", "retire the record"), row, "retired", .text("X12"))
    }

    /// A fund or budget that was changed under its quota.
    private static func unfit(_ fact: SourceFact) -> Finding? {
        guard let source = QuotaSource.of(fact.kind),
            let field = NetworkSchema.kind(fact.kind)?.field(source.sizeField)
        else { return nil }
        let row = RowReference(fact.kind, fact.key)
        let text = { (amount: Int64) in field.type.display(.integer(amount)).en }
        var told: [Label] = []
        var options: [ResolutionOption] = []
        for fault in fact.faults {
            switch fault {
            case .tooSmall:
                told.append(
                    Label(
                        "\(fact.key) 只有 \(text(fact.size ?? 0))，已核定额度 \(text(fact.granted))",
                        "\(fact.key) is \(text(fact.size ?? 0)), its quota \(text(fact.granted))"))
                options.append(
                    ResolutionOption(
                        "raise",
                        Label("改为 \(text(fact.granted))", "raise it to \(text(fact.granted))"),
                        row, source.sizeField, .integer(fact.granted)))
            case .otherCurrency:
                let found = fact.currencies.sorted { $0.precedesByBytes($1) }
                    .joined(separator: ", ")
                told.append(
                    Label(
                        "\(fact.key) 以 \(found) 计，它的额度以 \(fact.unit) 计",
                        "\(fact.key) is in \(found), its quota in \(fact.unit)"))
                guard let currency = source.currencyField, fact.unit != "count" else { break }
                options.append(
                    ResolutionOption(
                        "currency",
                        Label("币种改为 \(fact.unit)", "change the currency to \(fact.unit)"), row,
                        currency, .text(fact.unit)))
            case .retired:
                told.append(
                    Label(
                        "\(fact.key) 已停用，仍核定着额度 \(text(fact.granted))",
                        "\(fact.key) is retired, and \(text(fact.granted)) of it are granted"))
                options.append(
                    ResolutionOption(
                        "restore", Label("恢复使用", "put it back in use"), row, "retired", .null))
            }
        }
        return Finding(
            .quotaCovers, rows: [row], columns: source.columns,
            detail: Label(
                told.map(\.zh).joined(separator: "；"), told.map(\.en).joined(separator: "; ")),
            options: options)
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
                withdraw(row),
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
