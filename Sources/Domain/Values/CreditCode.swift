/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters that name an
/// organisation registered in China.
///
/// A code whose check characters are wrong may still stand on somebody's licence, so it is a value
/// with a warning and not a refusal; it never becomes a record's key, though.
public struct CreditCode: Hashable, Sendable, CustomStringConvertible {
    /// 18 characters of `CreditCode.alphabet`.
    public let text: String

    /// The code if `typed` is one with both check characters right, else `nil`.
    public init?(_ typed: String) {
        guard case .valid(let code) = CreditCode.examine(typed) else { return nil }
        self = code
    }

    init(unchecked text: String) { self.text = text }

    /// What kind of code `typed` is after trimming, upper-casing and making it half-width; blanks
    /// and hyphens between its groups are dropped.
    public static func examine(_ typed: String) -> CreditCodeFinding {
        let code = String(
            TypedText.normalised(typed).uppercased().filter { $0 != " " && $0 != "-" })
        if isScientific(code) { return .digitsLost }
        let isNumber = code.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        if isNumber && code.utf8.count == 15 { return .oldNumber(code) }
        let strange = code.filter { value(of: $0) == nil }
        guard strange.isEmpty else { return .wrongAlphabet(strange) }
        guard code.utf8.count == 18 else { return .wrongLength(code.utf8.count) }
        let candidate = CreditCode(unchecked: code)
        if candidate.hasRightChecks { return .valid(candidate) }
        // Spreadsheets keep 15 digits of a number and fill up with zeros. One genuine code in a
        // thousand ends so too; its check characters tell it apart.
        return isNumber && code.hasSuffix("000") ? .digitsLost : .wrongCheck(candidate)
    }

    /// In groups of four, as shown on screen.
    public var grouped: String {
        var groups: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: " ")
    }

    /// Division code of the registering authority: a hint, no proof of where the office is.
    public var division: String { String(text.dropFirst(2).prefix(6)) }

    public var description: String { text }

    /// `9.14403001922038E17`, what is left of a code typed into a spreadsheet as a number.
    private static func isScientific(_ code: String) -> Bool {
        let parts = code.split(separator: "E", omittingEmptySubsequences: false)
        return parts.count == 2 && (parts[1] == "+17" || (parts[1] == "17" && code.contains(".")))
            && parts[0].allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }
}

/// What `CreditCode.examine` found.
public enum CreditCodeFinding: Hashable, Sendable {
    case valid(CreditCode)
    /// Right form, but a check character is wrong: a warning that asks for the licence.
    case wrongCheck(CreditCode)
    /// How many characters there are instead of 18.
    case wrongLength(Int)
    /// The characters that no code has (I, O, S, V, Z among them).
    case wrongAlphabet(String)
    /// A spreadsheet kept 15 digits only; the cell must be formatted as text and typed anew.
    case digitsLost
    /// A registration number of 15 digits from before 2015; never a key.
    case oldNumber(String)
}
