public import Causality

/// What a field holds, and in which unit it is stored.
public enum FieldType: Hashable, Sendable {
    /// At most this many bytes of UTF-8.
    case text(most: Int)
    case wholeNumber(ClosedRange<Int64>)
    /// Fen, stored as a whole number; typed and shown in yuan.
    case money
    /// Hundredths of a square metre; typed and shown in square metres.
    case area
    /// A local day, stored as `2023-08-11`.
    case day
    case yesNo
    /// One of the codes.
    case choice([Choice])
    /// A set of words, stored as `SetText`.
    case set
    /// The key of a record of another kind.
    case reference(kind: String)
    /// A unified social credit code, 18 characters.
    case creditCode
    /// The name of a site, such as `anji`.
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
        case .wholeNumber, .money, .area, .yesNo: .integer
        default: .text
        }
    }

    /// The type's name in `moso record fields`.
    public var name: String {
        switch self {
        case .text: "text"
        case .wholeNumber: "whole-number"
        case .money: "money"
        case .area: "area"
        case .day: "day"
        case .yesNo: "yes-no"
        case .choice: "choice"
        case .set: "set"
        case .reference(let kind): "reference:\(kind)"
        case .creditCode: "credit-code"
        case .site: "site"
        }
    }
}

/// Why a typed text is no value of its field.
public enum FieldProblem: Error, Hashable, Sendable {
    case tooLong(bytes: Int, most: Int)
    case notAWholeNumber
    case outOfRange(ClosedRange<Int64>)
    case notMoney
    case notAnArea
    case notADay
    case notYesOrNo
    case unknownChoice([String])
    case badCreditCode
    case notASite
    case required
    /// A control character, which no field may hold.
    case controlCharacter

    public var code: String {
        switch self {
        case .tooLong: "too-long"
        case .notAWholeNumber: "not-a-whole-number"
        case .outOfRange: "out-of-range"
        case .notMoney: "not-money"
        case .notAnArea: "not-an-area"
        case .notADay: "not-a-day"
        case .notYesOrNo: "not-yes-or-no"
        case .unknownChoice: "unknown-choice"
        case .badCreditCode: "bad-credit-code"
        case .notASite: "not-a-site"
        case .required: "required"
        case .controlCharacter: "control-character"
        }
    }

    /// The sentence people read.
    public var label: Label {
        switch self {
        case .tooLong(let bytes, let most):
            Label("太长：\(bytes) 字节，最多 \(most) 字节", "too long: \(bytes) bytes, at most \(most)")
        case .notAWholeNumber: Label("不是整数", "not a whole number")
        case .outOfRange(let range):
            Label(
                "应在 \(range.lowerBound) 到 \(range.upperBound) 之间",
                "must be \(range.lowerBound) to \(range.upperBound)")
        case .notMoney: Label("不是金额（元）", "not an amount of money in yuan")
        case .notAnArea: Label("不是面积（平方米）", "not an area in square metres")
        case .notADay: Label("不是日期，例如 2023-08-11", "not a day such as 2023-08-11")
        case .notYesOrNo: Label("应为“是”或“否”", "must be yes or no")
        case .unknownChoice(let codes):
            Label("应为其中之一：\(codes.joined(separator: "、"))",
                "must be one of \(codes.joined(separator: ", "))")
        case .badCreditCode:
            Label("不是 18 位统一社会信用代码", "not an 18-character unified social credit code")
        case .notASite: Label("不是分站名，例如 anji", "not a site's name such as anji")
        case .required: Label("必填", "required")
        case .controlCharacter: Label("含有控制字符", "holds a control character")
        }
    }
}

extension FieldType {
    /// The value that a person's text stands for. An empty text is NULL.
    public func parse(_ typed: String) -> Result<Value, FieldProblem> {
        let text = TypedText.trimmed(typed)
        guard !text.isEmpty else { return .success(.null) }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }) else {
            return .failure(.controlCharacter)
        }
        switch self {
        case .text(let most):
            return text.utf8.count <= most
                ? .success(.text(text))
                : .failure(.tooLong(bytes: text.utf8.count, most: most))
        case .wholeNumber(let range):
            guard let number = TypedText.wholeNumber(text) else {
                return .failure(.notAWholeNumber)
            }
            return range.contains(number) ? .success(.integer(number)) : .failure(.outOfRange(range))
        case .money:
            return Fen.parsing(text, unit: .yuan).map { .success(.integer($0.minorUnits)) }
                ?? .failure(.notMoney)
        case .area:
            return Fen.parsing(text, unit: .yuan).map { .success(.integer($0.minorUnits)) }
                ?? .failure(.notAnArea)
        case .day:
            return LocalDay.parsing(text).map { .success(.text($0.description)) }
                ?? .failure(.notADay)
        case .yesNo: return parseYesNo(text)
        case .choice(let choices):
            let match = choices.first {
                $0.code == text.lowercased() || $0.label.zh == text
                    || $0.label.en.lowercased() == text.lowercased()
            }
            return match.map { .success(.text($0.code)) }
                ?? .failure(.unknownChoice(choices.map(\.code)))
        case .set:
            let parts = text.split(whereSeparator: { ",，、;；".contains($0) }).map(String.init)
            return .success(SetText.canonical(.text(parts.joined(separator: ","))))
        case .reference:
            return text.utf8.count <= RecordKey.bytesMax
                ? .success(.text(text))
                : .failure(.tooLong(bytes: text.utf8.count, most: RecordKey.bytesMax))
        case .creditCode:
            return CreditCode(text).map { .success(.text($0.text)) } ?? .failure(.badCreditCode)
        case .site:
            return SiteID(text).map { .success(.text($0.name)) } ?? .failure(.notASite)
        }
    }

    private func parseYesNo(_ text: String) -> Result<Value, FieldProblem> {
        switch text.lowercased() {
        case "1", "yes", "y", "true", "是": .success(.integer(1))
        case "0", "no", "n", "false", "否": .success(.integer(0))
        default: .failure(.notYesOrNo)
        }
    }

    /// A value as people read it, in Chinese or English.
    public func display(_ value: Value, zh: Bool) -> String {
        switch (self, value) {
        case (_, .null): return ""
        case (.money, .integer(let fen)), (.area, .integer(let fen)): return Fen(fen).description
        case (.yesNo, .integer(let flag)):
            return zh ? (flag == 0 ? "否" : "是") : (flag == 0 ? "no" : "yes")
        case (.choice(let choices), .text(let code)):
            guard let choice = choices.first(where: { $0.code == code }) else { return code }
            return zh ? choice.label.zh : choice.label.en
        case (.set, .text(let text)): return text.split(separator: ",").joined(separator: zh ? "、" : ", ")
        default: return value.description
        }
    }
}
