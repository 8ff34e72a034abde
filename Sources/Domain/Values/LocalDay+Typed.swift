extension LocalDay {
    /// A day as people and spreadsheets write it: `2023-08-11`, `2023/8/11`, `2023.8.11`,
    /// `20230811`, `2023年8月11日`, full-width digits, the serial number 45149 of a workbook, each
    /// also with the idle ` 00:00:00` that exports append.
    ///
    /// `nil` for anything else. A two-digit year or a missing one is never guessed.
    public static func parsing(_ typed: String) -> LocalDay? {
        let text = withoutMidnight(TypedText.normalised(typed))
        if text.utf8.allSatisfy(isDigit) { return bareDigits(text) }
        for (separators, endings) in forms {
            var rest = text[...]
            var numbers: [Int] = []
            for separator in separators {
                guard let at = rest.firstIndex(of: separator), let number = digits(rest[..<at])
                else { break }
                numbers.append(number)
                rest = rest[rest.index(after: at)...].drop { $0 == " " }
            }
            if let ending = endings.first(where: { !$0.isEmpty && rest.hasSuffix($0) }) {
                rest = rest.dropLast(ending.count)
            } else if !endings.contains("") {
                continue
            }
            guard numbers.count == 2, let day = digits(rest), numbers[0] >= 1000 else { continue }
            return LocalDay(year: numbers[0], month: numbers[1], day: day)
        }
        return nil
    }

    private static let forms: [(separators: [Character], endings: [String])] = [
        (["-", "-"], [""]), (["/", "/"], [""]), ([".", "."], [""]), (["年", "月"], ["日", "号"]),
    ]

    /// Eight digits are a day, five a serial number: days since 1899-12-30, which is the count of
    /// spreadsheets from March 1900 on (they believe in a 29 February 1900). Five digits reach from
    /// 1927 to 2173.
    private static func bareDigits(_ text: String) -> LocalDay? {
        guard let number = Int(text) else { return nil }
        switch text.utf8.count {
        case 8:
            return LocalDay(
                year: number / 10_000, month: number / 100 % 100, day: number % 100)
        case 5 where number >= 10_000: return LocalDay(epochDay: number - 25_569)
        default: return nil
        }
    }

    private static func withoutMidnight(_ text: String) -> String {
        for midnight in [" 00:00:00", " 0:00:00", " 00:00", " 0:00"] where text.hasSuffix(midnight)
        {
            return TypedText.trimmed(String(text.dropLast(midnight.count)))
        }
        return text
    }

    private static func digits(_ text: Substring) -> Int? {
        let text = TypedText.trimmed(String(text))
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
