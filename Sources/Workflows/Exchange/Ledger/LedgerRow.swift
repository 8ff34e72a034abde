public import Domain

/// A sound row of a tenant ledger.
public struct LedgerRow: Equatable, Sendable {
    /// The physical line the row begins on.
    public let line: Int
    public let record: DelimitedRecord
    /// 序号 as printed.
    public let sequence: String
    public let name: String
    public let code: LedgerCode
    public let sectors: [String]
    public let seatCount: Int
    /// Ranges are expanded: `A-001~A-003` gives three labels. Empty when the ledger gives none.
    public let seatLabels: [String]
    public let start: LocalDay
    /// The last day without rent, as printed; `nil` when none is given.
    public let lastFreeDay: LocalDay?
    /// Per seat and month; `nil` when the cell is empty, 0 for 免租.
    public let monthlyRent: Fen?
    /// `nil` when the ledger lacks the column, or the cell is empty.
    public let financing: LedgerFinancing?
    public let amount: Fen?
    /// The amount as printed, also where it names no round's amount.
    public let amountTyped: String
    /// The ledger says 约.
    public let amountIsAbout: Bool
    public let contact: String
    public let phone: String
    public let remark: String
    /// The columns that the ledger has. What the others would say is not "nothing" but unknown.
    let given: Set<LedgerColumn>
    public internal(set) var warnings: [RowWarning]

    /// The free period, half-open; `nil` when its end isn't given.
    public var freePeriod: DayInterval? {
        lastFreeDay.flatMap { DayInterval(from: start, to: $0.adding(days: 1)) }
    }

    /// Amount in whole yuan, as reports want it.
    public var amountYuan: Int64? { amount.map { $0.minorUnits / 100 } }
}

/// What a ledger's cell for the credit code holds.
public enum LedgerCode: Equatable, Sendable {
    /// A team that is not registered yet.
    case none
    case valid(CreditCode)
    /// Kept as it is and shown with a warning, but never a key.
    case doubtful(CreditCode)
    /// 15 digits from before 2015.
    case oldNumber(String)

    /// The code as text; `nil` for none and for an old number.
    public var text: String? {
        switch self {
        case .valid(let code), .doubtful(let code): code.text
        case .none, .oldNumber: nil
        }
    }

    /// The code if it can name a record.
    var key: CreditCode? { if case .valid(let code) = self { code } else { nil } }
}

/// What 融资情况 says: one column of the ledger mixes a round, a state and a stage.
public enum LedgerFinancing: Equatable, Sendable {
    case none
    /// 融资中
    case raising
    /// 已盈利
    case profitable
    /// A named round such as 天使轮 or A轮, by its short name: `seed`, `angel`, `Pre-A`, `A`, `A+`.
    case round(String)
    /// Anything else, kept as typed.
    case other(String)
}
