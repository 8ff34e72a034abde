public import Causality

/// A rule across rows that merged data break. It opens a conflict and never rolls a merge back.
public struct Finding: Hashable, Sendable {
    public let rule: RuleID
    /// The rows concerned, by table and key, in order.
    public let rows: [RowReference]
    /// The columns of those rows that the rule looks at: their live dots name the conflict.
    public let columns: [String]
    /// What is wrong in this case.
    public let detail: Label
    /// What a person may do about it.
    public let options: [ResolutionOption]

    init(
        _ rule: RuleID, rows: [RowReference], columns: [String], detail: Label,
        options: [ResolutionOption]
    ) {
        self.rule = rule
        self.rows = rows.sorted()
        self.columns = columns
        self.detail = detail
        self.options = options
    }
}

public struct RowReference: Hashable, Comparable, Sendable {
    public let table: String
    public let key: RecordKey

    public init(_ table: String, _ key: RecordKey) {
        self.table = table
        self.key = key
    }

    public static func < (a: RowReference, b: RowReference) -> Bool {
        a.table.hasSameBytes(as: b.table) ? a.key < b.key : a.table.precedesByBytes(b.table)
    }
}

/// One way out: what to write where.
public struct ResolutionOption: Hashable, Sendable {
    public let label: Label
    public let row: RowReference
    public let column: String
    public let value: Value

    init(_ label: Label, _ row: RowReference, _ column: String, _ value: Value) {
        self.label = label
        self.row = row
        self.column = column
        self.value = value
    }
}

/// The rules of docs, by their number there.
public enum RuleID: String, Sendable, CaseIterable {
    case oneSeatOneAssignment = "X01"
    case sixFreeMonths = "X04"
    case termsDoNotOverlap = "X05"
    case gateNeedsReviewer = "X10"

    public var label: Label {
        switch self {
        case .oneSeatOneAssignment:
            Label("同一工位同一天只能有一份已确认的分配", "one seat, one confirmed assignment at a time")
        case .sixFreeMonths:
            Label("每家企业全网免租合计不超过六个月", "six free months per company in the whole network")
        case .termsDoNotOverlap:
            Label("同一入驻协议的条款段不重叠", "terms of one tenancy do not overlap")
        case .gateNeedsReviewer:
            Label("没有有效评审人不能通过评审关", "no gate is passed without a valid reviewer")
        }
    }
}
