import Causality

extension FieldType {
    /// Web forms send CR LF where people pressed return.
    static func withUnixLines(_ text: String) -> String {
        var lines = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\r" { lines.append(scalar) }
        return String(lines)
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7F
    }

    static func code(_ text: String, _ choices: [Choice]) -> Result<Value, FieldProblem> {
        let typed = plain(text)
        let match = choices.first { choice in
            [choice.code, choice.label.en, choice.label.zh].contains { plain($0) == typed }
        }
        return match.map { .success(.text($0.code)) }
            ?? .failure(.unknownChoice(choices.map(\.code)))
    }

    /// Without case and blanks: `A轮` is `A 轮`.
    private static func plain(_ text: String) -> String {
        TypedText.normalised(text).lowercased().filter { !$0.isWhitespace }
    }

    /// Elements as people separate them: commas and semicolons of both widths, the Chinese
    /// enumeration comma, line ends.
    static func elements(_ text: String) -> Value {
        let elements = text.split { ",，;；、".contains($0) || $0.isNewline }
            .map { TypedText.trimmed(String($0)) }.filter { !$0.isEmpty }
        return elements.isEmpty ? .null : SetText.value(of: elements)
    }

    static func area(_ text: String) -> Int64? {
        guard let number = TypedNumber(text) else { return nil }
        let units: Set<String> = ["", "㎡", "m²", "m2", "平方米", "平米", "平"]
        return units.contains(number.unit) ? number.scaled(by: 100) : nil
    }

    static func decimal(_ text: String, _ places: Int) -> Int64? {
        guard let number = TypedNumber(text), number.unit.isEmpty else { return nil }
        return number.scaled(by: (0..<places).reduce(1) { power, _ in power * 10 })
    }

    /// A code whose check characters are wrong may still stand on the licence: it is kept, and
    /// `doubt(about:)` says so. All else that is no code is refused.
    static func creditCode(_ text: String) -> Result<Value, FieldProblem> {
        switch CreditCode.examine(text) {
        case .valid(let code), .wrongCheck(let code): .success(.text(code.text))
        case let finding: .failure(.badCreditCode(finding))
        }
    }

    static func yesNo(_ text: String) -> Value? {
        switch TypedText.normalised(text).lowercased() {
        case "1", "yes", "y", "true", "是", "有", "√", "✓": .integer(1)
        case "0", "no", "n", "false", "否", "无", "×", "✗": .integer(0)
        default: nil
        }
    }
}
