public import Causality

/// What an edit takes down by itself: the figures of a year on the day they are stamped, the clauses of an
/// offer on the day it is answered. Later changes are judged against it (X20, X26).
public enum TakenDown {
    /// The values that go with a write; empty when it is no such moment, or something was taken down before.
    ///
    /// - Parameters:
    ///   - writes: what is written, by field.
    ///   - before: what a field holds before it; `nil` for nothing.
    public static func with(
        _ writes: [String: Value], of kind: String, before: (String) -> Value?
    ) -> [String: Value] {
        let after = { (name: String) in writes[name] ?? before(name) }
        switch kind {
        case "company_year":
            guard writes["state"]?.text == "stamped" else { return [:] }
            return kept(as: "stamped_figures", PaperRules.stamp(after), after)
        case "city_offer":
            guard let answer = writes["answer"]?.text, answer != "considering" else { return [:] }
            return kept(as: "answered_clauses", clauses(after), after)
        default: return [:]
        }
    }

    private static func kept(
        as column: String, _ text: String, _ after: (String) -> Value?
    ) -> [String: Value] {
        text.isEmpty || !(after(column)?.isNull ?? true) ? [:] : [column: .text(text)]
    }

    // MARK: Clauses

    /// Each clause that is filled on a line of its own: its name, a blank, `#` and a number or `"` and a
    /// text, in which `\` and the end of a line are written `\\` and `\n`.
    static func clauses(_ value: (String) -> Value?) -> String {
        GovernmentKinds.clauses.compactMap { name in
            guard let value = value(name) else { return nil }
            if let number = value.integer { return "\(name) #\(number)" }
            return value.text.map { "\(name) \"\(escaped($0))" }
        }.joined(separator: "\n")
    }

    /// The other way. A line that is none counts for nothing.
    static func clauses(in text: String) -> [String: Value] {
        let pairs = text.split(separator: "\n").compactMap { line -> (String, Value)? in
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let mark = parts[1].first else { return nil }
            let rest = String(parts[1].dropFirst())
            if mark == "#" { return Int64(rest).map { (String(parts[0]), .integer($0)) } }
            return mark == "\"" ? (String(parts[0]), .text(unescaped(rest))) : nil
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
