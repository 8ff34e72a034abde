/// What a piece of text is, for terminals that have colours. Never the only sign of it: a mark or a
/// word always says the same.
public enum Style: Hashable, Sendable {
    case plain
    case strong
    case faint
    case good
    case attention
    case bad

    /// The text between the escape sequences that draw it so; control sequences take no columns,
    /// so texts are padded first and painted after.
    public func painted(_ text: String) -> String {
        guard let code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .attention: "33"
        case .bad: "31"
        }
    }
}

/// The signs before a line. Under a charset other than UTF-8 they are ASCII; text of records stays
/// as it is.
public struct Marks: Hashable, Sendable {
    public let done: String
    public let waiting: String
    public let attention: String
    public let bad: String
    public let arrow: String
    public let progress: String

    public static let unicode = Marks(
        done: "✓", waiting: "↑", attention: "!", bad: "✗", arrow: "→", progress: "▸")
    public static let ascii = Marks(
        done: "ok", waiting: "^", attention: "!", bad: "x", arrow: "->", progress: ">")
}
