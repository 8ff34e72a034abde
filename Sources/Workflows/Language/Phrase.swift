/// One thing moso says, in both languages.
///
/// Both texts are given where the phrase is made, so a missing translation does not compile. What
/// a phrase says is put together from its parameters by ordinary string interpolation; parameters
/// that read differently in the two languages (an age, the name of a field) are phrases themselves.
///
///     let hello = Phrase(zh: "待发送 \(count) 条", en: "\(count) to send")
///     hello.text(.zh)
///
/// Chinese uses full-width punctuation and a space between Han and Latin letters or digits.
public struct Phrase: Hashable, Sendable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// A name, an id, a number or a command, which reads the same in every language.
    public init(verbatim text: String) {
        self.init(zh: text, en: text)
    }

    public func text(_ language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }

    /// English words of another program, in Chinese followed by the original in brackets; as they are
    /// when nobody has translated them.
    static func translated(_ original: String, _ chinese: String?) -> Phrase {
        guard let chinese else { return Phrase(verbatim: original) }
        let both = chinese + "（" + original + "）"
        return Phrase(zh: both, en: original)
    }

    public var isEmpty: Bool { zh.isEmpty || en.isEmpty }

    /// Both phrases one after the other; English puts a space between them, Chinese nothing, as
    /// its full stop is as wide as a character.
    public func then(_ next: Phrase) -> Phrase {
        Phrase(zh: zh + next.zh, en: en + " " + next.en)
    }

    /// Both phrases with nothing between them.
    public func joined(_ next: Phrase) -> Phrase { Phrase(zh: zh + next.zh, en: en + next.en) }

    /// The phrases with a comma between them: "、" in Chinese.
    public static func list(_ phrases: [Phrase]) -> Phrase {
        Phrase(
            zh: phrases.map(\.zh).joined(separator: "、"),
            en: phrases.map(\.en).joined(separator: ", "))
    }
}

/// What English needs and Chinese does not.
public enum English {
    /// `1 change`, `14 changes`, `1,284 entries`.
    public static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(NumberText.grouped(count)) \(form(count, one, many))"
    }

    /// Only the noun, or any other word that changes with the number: `is` and `are`.
    public static func form(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        count == 1 ? one : many ?? one + "s"
    }

    /// The sentence with its first letter raised, for texts put together from parts.
    public static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
