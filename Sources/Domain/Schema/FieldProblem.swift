/// Why a typed text is no value of its field.
public enum FieldProblem: Error, Hashable, Sendable {
    case tooLong(bytes: Int, most: Int)
    case notAWholeNumber
    case notADecimal(places: Int)
    case notDigits(count: Int)
    case outOfRange(ClosedRange<Int64>)
    case notMoney
    case notAnArea
    case notADay
    case notAMoment
    case notYesOrNo
    /// The codes that could have been.
    case unknownChoice([String])
    case badCreditCode(CreditCodeFinding)
    case notASite
    case required
    /// A control character, which no field may hold.
    case controlCharacter

    /// For searching and for JSON; never changes.
    public var code: String {
        switch self {
        case .tooLong: "too-long"
        case .notAWholeNumber: "not-a-whole-number"
        case .notADecimal: "not-a-decimal"
        case .notDigits: "not-digits"
        case .outOfRange: "out-of-range"
        case .notMoney: "not-money"
        case .notAnArea: "not-an-area"
        case .notADay: "not-a-day"
        case .notAMoment: "not-a-moment"
        case .notYesOrNo: "not-yes-or-no"
        case .unknownChoice: "unknown-choice"
        case .badCreditCode: "bad-credit-code"
        case .notASite: "not-a-site"
        case .required: "required"
        case .controlCharacter: "control-character"
        }
    }
}
