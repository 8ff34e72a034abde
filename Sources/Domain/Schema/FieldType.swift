public import Causality

/// What a field holds, and in which unit it is stored.
public enum FieldType: Hashable, Sendable {
    /// At most this many bytes of UTF-8.
    case text(most: Int)
    /// Exactly so many decimal digits, such as the six of a division code.
    case digits(Int)
    case wholeNumber(ClosedRange<Int64>)
    /// A number with so many decimal places, stored as a whole number of its smallest part.
    case decimal(places: Int)
    /// Fen, stored as a whole number; typed and shown in yuan. Where another field names the
    /// currency, hundredths of that. Not negative.
    case money
    /// Hundredths of a square metre; typed and shown in square metres. Not negative.
    case area
    /// A local day, stored as `2023-08-11`.
    case day
    /// A local minute, stored as `2023-08-11T14:00`.
    case moment
    case yesNo
    /// One of the codes.
    case choice([Choice])
    /// A set of words, stored as `SetText`.
    case set
    /// The key of a record of another kind.
    case reference(kind: String)
    /// A unified social credit code, 18 characters.
    case creditCode
    /// The name of a site, such as `anji`, which is also the key of its record.
    case site

    /// One code of a choice and what people call it.
    public struct Choice: Hashable, Sendable {
        public let code: String
        public let label: Label

        public init(_ code: String, _ zh: String, _ en: String) {
            self.code = code
            label = Label(zh, en)
        }
    }

    public var storage: ColumnSchema.StorageClass {
        switch self {
        case .wholeNumber, .decimal, .money, .area, .yesNo: .integer
        case .text, .digits, .day, .moment, .choice, .set, .reference, .creditCode, .site: .text
        }
    }

    /// The kind of record that values refer to; `nil` when they refer to none.
    public var referredKind: String? {
        switch self {
        case .reference(let kind): kind
        case .site: "site"
        default: nil
        }
    }

    /// The codes to choose from; empty where anything of the type will do.
    public var choices: [Choice] { if case .choice(let choices) = self { choices } else { [] } }

    /// The type's name in `moso record fields`.
    public var name: String {
        switch self {
        case .text: "text"
        case .digits: "digits"
        case .wholeNumber: "whole-number"
        case .decimal: "decimal"
        case .money: "money"
        case .area: "area"
        case .day: "day"
        case .moment: "moment"
        case .yesNo: "yes-no"
        case .choice: "choice"
        case .set: "set"
        case .reference(let kind): "reference:\(kind)"
        case .creditCode: "credit-code"
        case .site: "site"
        }
    }
}
