public import Domain

/// Why a row is refused. The raw value is stable: it stands in `--json` and in saved files.
public enum RowReason: String, CaseIterable, Sendable {
    case noName = "no-name"
    case badDate = "bad-date"
    case endBeforeStart = "end-before-start"
    /// The company and its first day stand in an accepted row above, or in a tenancy here.
    case duplicate
    case badCodeLength = "bad-code-length"
    case badCodeCharacters = "bad-code-characters"
    /// A spreadsheet kept 15 of the credit code's 18 digits.
    case codeDigitsLost = "code-digits-lost"
    /// The number of seats is none, their labels are unreadable, or the two disagree.
    case badSeats = "bad-seats"
    /// A seat is taken by an accepted row above, or by another tenancy here.
    case seatOverlap = "seat-overlap"
    case badAmount = "bad-amount"
    case badRent = "bad-rent"
    /// Cells beyond the header's last column: most likely an unquoted comma.
    case tooManyCells = "too-many-cells"
    case tooLong = "too-long"
    /// A cell is no value of its field; `RowFault.problem` says why.
    case badValue = "bad-value"
    /// A required field is empty.
    case missingField = "missing-field"
    /// Several records are called what the cell says.
    case unknownRecord = "unknown-record"
    /// The record that a cell names is neither here nor in the file.
    case missingRecord = "missing-record"
    /// A field that is written once has another value here.
    case immutable
    /// Another row of the file is about the same record.
    case sameRecord = "same-record"
    /// A line is no JSON.
    case badJSON = "bad-json"
    /// A line is JSON without the fields of a record.
    case notRecord = "not-a-record"
    /// A line is a record of another kind than was asked for, or of none that is known.
    case otherKind = "other-kind"
    /// What the row goes with, such as a seat, is another site's.
    case otherSite = "other-site"
    /// Only the owning site confirms an assignment.
    case notOwner = "not-owner"
    /// The seat is blocked, removed or retired.
    case seatOut = "seat-out"
    /// The company card under the row's credit code has another code by now.
    case otherCompany = "other-company"
    /// This site's share of the quota does not cover it, with the rows above.
    case quotaShort = "quota-short"
    /// There is no such quota here, or it is not to be drawn from.
    case quotaNone = "quota-none"
    /// The amount is in another currency than the quota.
    case quotaCurrency = "quota-currency"
}

/// What a person should look at although the row is imported.
public enum RowWarning: String, CaseIterable, Sendable {
    /// A check character of the credit code is wrong: compare with the licence.
    case warnCheck = "warn-check"
    /// A registration number of 15 digits from before 2015.
    case oldNumber = "old-number"
    /// Seats are counted but not labelled, so none can be assigned.
    case noSeatLabels = "no-seat-labels"
    /// No last day of the free period is given.
    case noFreeEnd = "no-free-end"
    /// A row above has the same name under another credit code.
    case sameName = "same-name"
    /// A row above has the same company with another first day.
    case secondTenancy = "second-tenancy"
    /// The record was deleted here; the row brings it back.
    case wasDeleted = "was-deleted"
    /// The record is retired, and stays so; the row changes it all the same.
    case isRetired = "retired"
}

/// One thing that is wrong with a row.
public struct RowFault: Equatable, Sendable {
    public let reason: RowReason
    /// The header of the cell at fault, or what the field is called.
    public let column: Label
    /// What stands in that cell.
    public let value: String
    /// What was expected or found beside the value, as a number or a word, where it helps.
    public let detail: String
    /// The line of the accepted row that this one collides with; `nil` where it collides with what
    /// the replica holds.
    public let otherLine: Int?
    /// What the field's own check says, for `badValue`.
    public let problem: FieldProblem?

    public init(
        _ reason: RowReason, column: String = "", value: String = "", detail: String = "",
        otherLine: Int? = nil, problem: FieldProblem? = nil
    ) {
        self.init(
            reason, column: Label(verbatim: column), value: value, detail: detail,
            otherLine: otherLine, problem: problem)
    }

    public init(
        _ reason: RowReason, column: Label, value: String = "", detail: String = "",
        otherLine: Int? = nil, problem: FieldProblem? = nil
    ) {
        self.problem = problem
        self.reason = reason
        self.column = column
        self.value = value
        self.detail = detail
        self.otherLine = otherLine
    }
}

/// A row that was not imported, with its cells as read. `faults` is not empty; the first counts.
public struct RefusedRow: Equatable, Sendable {
    public let record: DelimitedRecord
    public let faults: [RowFault]

    public var line: Int { record.line }
    public var reason: RowReason { faults[0].reason }

    /// `nil` without a fault: such a row would not be refused.
    public init?(record: DelimitedRecord, faults: [RowFault]) {
        guard !faults.isEmpty else { return nil }
        self.record = record
        self.faults = faults
    }
}
