public import Causality

/// A rule across rows that merged data break. It opens a conflict and never rolls a merge back.
public struct Finding: Hashable, Sendable {
    public let rule: RuleID
    /// Which of several conflicts that a rule may have about the same rows, such as the field in which
    /// linked cards differ; `nil` where there is only one.
    public let aspect: String?
    /// The rows concerned, by table and key, in order.
    public let rows: [RowReference]
    /// The columns of those rows that the rule looks at: their live dots name the conflict.
    public let columns: [String]
    /// What is wrong in this case.
    public let detail: Label
    /// What a person may do about it, the gentlest first.
    public let options: [ResolutionOption]
    /// By how much the group that it was found in is beyond what the rule allows, where that is a number: all its
    /// findings say the same.
    public let excess: Int64?

    init(
        _ rule: RuleID, aspect: String? = nil, rows: [RowReference], columns: [String],
        detail: Label, options: [ResolutionOption], excess: Int64? = nil
    ) {
        self.rule = rule
        self.aspect = aspect
        self.rows = rows.sorted()
        self.columns = columns
        self.detail = detail
        self.options = options
        self.excess = excess
    }

    /// What names the conflict beside its rows: the rule's code, and the aspect behind a colon.
    public var subject: String { aspect.map { "\(rule.rawValue):\($0)" } ?? rule.rawValue }
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

/// One way out: what to write where, and what to add.
public struct ResolutionOption: Hashable, Sendable {
    /// Names the way out within its finding, for commands and JSON: `displace-later`.
    public let code: String
    public let label: Label
    public let writes: [Write]
    /// Records that are made besides.
    public let additions: [Addition]
    /// Whether what it writes follows from records that the finding is not named by: another room that is free, what
    /// is left of a fund.
    public let hangsOnOthers: Bool

    /// A value that it writes.
    public struct Write: Hashable, Sendable {
        public let row: RowReference
        public let column: String
        public let value: Value
        /// Whether it is written although it stands there: what is there is in its place then.
        public let isAgain: Bool

        init(row: RowReference, column: String, value: Value, isAgain: Bool = false) {
            self.row = row
            self.column = column
            self.value = value
            self.isAgain = isAgain
        }
    }

    /// A record that it makes. Its key follows from what it is about, so that two sites that decide alike
    /// make one.
    public struct Addition: Hashable, Sendable {
        public let row: RowReference
        public let values: [String: Value]
    }

    init(
        _ code: String, _ label: Label, writes: [Write], additions: [Addition] = [],
        hangsOnOthers: Bool = false
    ) {
        self.code = code
        self.label = label
        self.writes = writes
        self.additions = additions
        self.hangsOnOthers = hangsOnOthers
    }

    init(
        _ code: String, _ label: Label, _ row: RowReference, _ column: String, _ value: Value,
        hangsOnOthers: Bool = false
    ) {
        self.init(
            code, label, writes: [Write(row: row, column: column, value: value)],
            hangsOnOthers: hangsOnOthers)
    }
}
