import Foundation

/// One `Phrase(zh:en:)` as it stands in the sources.
struct PhraseSource {
    let place: String
    /// The Swift expressions given for the two languages.
    let zh: String
    let en: String

    /// Every phrase of `Language` and `Output`, read once.
    static func all() throws -> [PhraseSource] { try cached.get() }

    private static let cached = Result { try read() }

    private static func read() throws -> [PhraseSource] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Workflows").standardized
        var found: [PhraseSource] = []
        for folder in ["Language", "Output"] {
            let base = root.appending(path: folder).resolvingSymlinksInPath()
            let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
            let sources = files?.compactMap { $0 as? URL } ?? []
            for file in sources where file.pathExtension == "swift" {
                let source = try String(contentsOf: file, encoding: .utf8)
                found += phrases(in: source, file: file.lastPathComponent)
            }
        }
        return found
    }

    private static func phrases(in source: String, file: String) -> [PhraseSource] {
        let code = source.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " }.hasPrefix("///") ? "" : $0 }.joined(separator: "\n")
        return code.ranges(of: "Phrase(").compactMap { range in
            let arguments = balanced(code[range.upperBound...])
            guard let start = arguments.range(of: "zh:"), let middle = comma(arguments) else {
                return nil
            }
            let line = code[..<range.lowerBound].count { $0 == "\n" } + 1
            return PhraseSource(
                place: "\(file):\(line)",
                zh: trimmed(arguments[start.upperBound..<middle.start]),
                en: trimmed(arguments[middle.end...]))
        }
    }

    /// The text up to the bracket that closes the one before it.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }

    private static func trimmed(_ text: Substring) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The comma before `en:` on the outermost level, and where the text after `en:` begins.
    private static func comma(
        _ text: Substring
    ) -> (start: Substring.Index, end: Substring.Index)? {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0, text[index] == "," {
                let rest = text[index...].dropFirst().drop { $0.isWhitespace }
                if rest.hasPrefix("en:") { return (index, rest.dropFirst(3).startIndex) }
            }
        }
        return nil
    }

    /// The parameters that an expression puts into its text: the first word of each path in it.
    static func mentioned(in expression: String) -> Set<String> {
        var found: Set<String> = []
        let isCall = expression.hasPrefix("English.")
        var rest = (isCall ? "\\(\(expression))" : expression)[...]
        while let start = rest.range(of: "\\(") {
            let inside = balanced(rest[start.upperBound...])
            found.formUnion(paths(in: withoutLiterals(inside)))
            rest = inside.endIndex < rest.endIndex ? rest[inside.endIndex...].dropFirst() : ""
        }
        return found
    }

    /// What stands in the quotes, with a blank for each interpolation.
    static func fixedText(of expression: String) -> String {
        var text = expression[...]
        var fixed = ""
        while let start = text.range(of: "\\(") {
            fixed += text[..<start.lowerBound] + "\u{3000}"
            let inside = balanced(text[start.upperBound...])
            text = inside.endIndex < text.endIndex ? text[inside.endIndex...].dropFirst() : ""
        }
        return fixed + text
    }

    private static func withoutLiterals(_ text: Substring) -> String {
        text.split(separator: "\"", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            .joined(separator: " ")
    }

    private static func paths(in code: String) -> [String] {
        let words = code.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "$") }
        return words.compactMap { word in
            let name = word.split(separator: ".").first.map(String.init) ?? ""
            let isFunction = ["English", "NumberText", "separator"].contains(name)
            let isPath = name.first.map { $0.isLowercase || $0 == "$" } ?? false
            return isPath && !isFunction && !word.hasPrefix(".") ? name : nil
        }
    }
}
