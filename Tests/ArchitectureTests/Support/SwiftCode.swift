/// Swift source with the insides of comments and string literals blanked, so that a search for
/// `print(` finds calls and not sentences about them. Lines keep their numbers.
///
/// What stands in an interpolation is code and stays.
struct SwiftCode {
    private(set) var lines: [Substring]

    init(_ source: String) {
        var masker = Masker(source)
        masker.code(until: nil)
        lines = String(decoding: masker.out, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Numbers of the lines that contain one of `needles`, and which one.
    func occurrences(of needles: [String]) -> [(line: Int, needle: String)] {
        lines.enumerated().flatMap { number, line in
            needles.filter { line.holds($0) && SwiftCode.contains(line, $0) }
                .map { (number + 1, $0) }
        }
    }

    /// Whether `needle` stands in the line as a word of its own: `print(` is not in `fingerprint(`,
    /// nor `Date()` in `toDate()`.
    private static func contains(_ line: Substring, _ needle: String) -> Bool {
        var rest = line
        while let range = rest.firstRange(of: needle) {
            let before =
                range.lowerBound > line.startIndex
                ? line[line.index(before: range.lowerBound)] : " "
            let after = range.upperBound < line.endIndex ? line[range.upperBound] : " "
            let startsWord = needle.first.map(isWord) ?? false
            let endsWord = needle.last.map(isWord) ?? false
            if !(startsWord && (isWord(before) || before == ".")) && !(endsWord && isWord(after)) {
                return true
            }
            rest = rest[range.upperBound...]
        }
        return false
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}

/// Copies source to `out`, with blanks for what is not code.
private struct Masker {
    private let bytes: [UInt8]
    private var at = 0
    var out: [UInt8] = []

    init(_ source: String) { bytes = Array(source.utf8) }

    private func sees(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func keep() {
        out.append(bytes[at])
        at += 1
    }

    private mutating func keep(_ count: Int) {
        for _ in 0..<min(count, bytes.count - at) { keep() }
    }

    private mutating func blank() {
        out.append(bytes[at] == UInt8(ascii: "\n") ? bytes[at] : UInt8(ascii: " "))
        at += 1
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<min(count, bytes.count - at) { blank() }
    }

    /// Copies code up to and with the parenthesis that closes `until`, or to the end.
    mutating func code(until closing: UInt8?) {
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "/") where sees("//"):
                while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { blank() }
            case UInt8(ascii: "/") where sees("/*"): comment()
            case UInt8(ascii: "\""): string()
            case UInt8(ascii: "#") where sees("#\"") || sees("##\""): string()
            case UInt8(ascii: "("):
                depth += 1
                keep()
            case UInt8(ascii: ")"):
                keep()
                if depth == 0, closing != nil { return }
                depth -= 1
            default: keep()
            }
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < bytes.count
    }

    private mutating func string() {
        var pounds = ""
        while bytes[at] == UInt8(ascii: "#") {
            pounds += "#"
            keep()
        }
        let quote = sees("\"\"\"") ? "\"\"\"" : "\""
        keep(quote.utf8.count)
        let end = quote + pounds
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") || !sees(end) {
            if bytes[at] != UInt8(ascii: "\\") {
                blank()
            } else if sees("\\" + pounds + "(") {
                keep(2 + pounds.utf8.count)
                code(until: UInt8(ascii: ")"))
            } else if pounds.isEmpty, sees("\\") {
                blank(2)
            } else {
                blank()
            }
        }
        keep(quote.utf8.count + pounds.utf8.count)
    }
}
