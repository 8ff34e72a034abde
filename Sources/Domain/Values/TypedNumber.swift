/// A number as people write it, split into exact digits and the word after them: `约1,200.5万`
/// is 12005 with one decimal place, approximate, in `万`. No floating point is involved.
struct TypedNumber {
    /// All digits with the sign; the last is not a zero unless `decimals` is 0.
    let mantissa: Int64
    /// How many digits of `mantissa` stand after the decimal point.
    let decimals: Int
    /// Whether the text says `约` or `左右`.
    let isAbout: Bool
    /// What follows the number, without blanks around it, in lower case.
    let unit: String

    /// `nil` when `typed` does not begin with a number, after `约` and a currency sign, or when its
    /// digits exceed 64 bits.
    init?(_ typed: String) {
        var rest = TypedText.normalised(typed).lowercased()[...]
        var about = false
        while let prefix = TypedNumber.prefixes.first(where: { rest.hasPrefix($0.word) }) {
            rest = rest.dropFirst(prefix.word.count).drop { $0 == " " }
            about = about || prefix.about
        }
        for word in ["左右", "上下"] where rest.hasSuffix(word) {
            rest = rest.dropLast(word.count)
            about = true
        }
        let isNegative = rest.first == "-"
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix { TypedNumber.isDigit($0) || $0 == "," }
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if rest.first == "." {
            fraction = rest.dropFirst().prefix(while: TypedNumber.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        while fraction.last == "0" { fraction.removeLast() }
        guard let digits = TypedNumber.ungrouped(whole),
            let mantissa = Int64((isNegative ? "-" : "") + digits + fraction)
        else { return nil }
        self.mantissa = mantissa
        decimals = fraction.count
        isAbout = about
        unit = TypedText.trimmed(String(rest))
    }

    /// The number times `factor`, a power of ten; `nil` when that is no whole number of 64 bits.
    func scaled(by factor: Int64) -> Int64? {
        var factor = factor
        for _ in 0..<decimals {
            guard factor.isMultiple(of: 10) else { return nil }
            factor /= 10
        }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }

    /// The power of ten a Chinese unit word stands for: `""` is 1, `万` 10,000, `千万` 10,000,000;
    /// `w`, which chats use for `万`, too. `nil` for other words.
    static func multiplier(_ word: String) -> Int64? {
        if word == "w" { return 10_000 }
        guard word.count <= 2 else { return nil }
        var product: Int64 = 1
        for character in word {
            guard let power = powers[character] else { return nil }
            product *= power
        }
        return product
    }

    private static let powers: [Character: Int64] = [
        "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000,
    ]

    private static let prefixes: [(word: String, about: Bool)] = [
        ("大约", true), ("约", true), ("~", true), ("≈", true), ("人民币", false), ("rmb", false),
        ("cny", false), ("¥", false),
    ]

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    /// The digits without their commas; `nil` unless there is a digit and the commas cut groups of
    /// three, or of four as in `1,2000,0000`. A lone `1,2` may be meant as a decimal comma.
    private static func ungrouped(_ text: Substring) -> String? {
        let groups = text.split(separator: ",", omittingEmptySubsequences: false)
        guard let first = groups.first, let size = groups.dropFirst().first?.count else {
            return text.isEmpty ? nil : String(text)
        }
        guard size == 3 || size == 4, (1...size).contains(first.count),
            groups.dropFirst().allSatisfy({ $0.count == size })
        else { return nil }
        return groups.joined()
    }
}
